// Command faults plays the fault matrix and prints it row by row: go run ./walks/faults.
// With -doc it prints docs/faults.md instead, with -only F01,F35 it plays some rows.
//
// It knows which test shows which row (rows.txt). It does not know how: each is an ordinary
// test of its package, and DUAR_TEST_ROUNDS says how often those that repeat do.
package main

import (
	"bufio"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

//go:embed rows.txt
var table string

// row is one of the matrix.
type row struct {
	id, fault, must string
	tests           []test
}

// test is a test function and the folder of its package.
type test struct{ folder, name string }

func (t test) String() string { return t.folder + " " + t.name }

// rows reads the table.
func rows() (all []row, err error) {
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, " | ")
		if len(columns) != 4 {
			return nil, fmt.Errorf("rows.txt: %d columns in %.40s", len(columns), line)
		}
		r := row{id: columns[0], fault: columns[1], must: columns[2]}
		for _, t := range strings.Fields(columns[3]) {
			folder, name, ok := strings.Cut(t, ":")
			if !ok {
				return nil, fmt.Errorf("rows.txt: %s: %q is no package:Test", r.id, t)
			}
			r.tests = append(r.tests, test{folder, name})
		}
		all = append(all, r)
	}
	return all, nil
}

// result is how a test ended: "ok", "FAIL", "skipped" or, of one that has parts, "partly".
type result struct {
	how, why string
	took     time.Duration
}

// play runs all tests of a package that rows name, and notes how each ended.
func play(folder string, names []string, into map[test]result, log io.Writer) error {
	cmd := exec.CommandContext(context.Background(), "go", "test", "-json", "-count=1", "-timeout=30m", "-run", "^("+strings.Join(names, "|")+")$", "./"+folder)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	said := map[string]string{} // the last word of each test
	parts := map[string]int{}   // that were skipped
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e struct {
			Action, Test, Output string
			Elapsed              float64
		}
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(log, lines.Text())
			continue
		}
		top, _, part := strings.Cut(e.Test, "/")
		switch {
		case e.Action == "output":
			if word := strings.TrimSpace(e.Output); e.Test == "" || strings.Contains(word, "_test.go:") {
				said[top] = word
				if e.Test != "" {
					fmt.Fprintln(log, "  ", word)
				}
			}
		case e.Test == "":
		case part:
			if e.Action == "skip" {
				parts[top]++
			}
		case e.Action == "pass" || e.Action == "fail" || e.Action == "skip":
			r := result{how: map[string]string{"pass": "ok", "fail": "FAIL", "skip": "skipped"}[e.Action], took: time.Duration(e.Elapsed * float64(time.Second))}
			if r.how == "ok" && parts[top] > 0 {
				r.how = "partly"
			}
			if r.how != "ok" {
				r.why = said[top]
			}
			into[test{folder, top}] = r
		}
	}
	for _, name := range names {
		if _, ended := into[test{folder, name}]; !ended {
			into[test{folder, name}] = result{how: "FAIL", why: cmp.Or(said[""], "there is no such test, or its package does not build")}
		}
	}
	_ = cmd.Wait() // what failed is in the results
	return lines.Err()
}

// worst is how a row is, given how its tests are.
func worst(all []result) string {
	for _, how := range []string{"FAIL", "skipped", "partly"} {
		if slices.ContainsFunc(all, func(r result) bool { return r.how == how }) {
			if how != "FAIL" && slices.ContainsFunc(all, func(r result) bool { return r.how == "ok" }) {
				return "partly"
			}
			return how
		}
	}
	return "ok"
}

func main() {
	doc := flag.Bool("doc", false, "print docs/faults.md")
	only := flag.String("only", "", "rows to play, with commas")
	flag.Parse()
	all, err := rows()
	if err == nil && *doc {
		fmt.Print(document(all))
		return
	}
	if err == nil {
		var good bool
		if good, err = matrix(chosen(all, *only), os.Stdout, os.Stderr); err == nil && !good {
			os.Exit(1)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(2)
	}
}

func chosen(all []row, only string) []row {
	if only == "" {
		return all
	}
	ids := strings.Split(only, ",")
	return slices.DeleteFunc(all, func(r row) bool { return !slices.Contains(ids, r.id) })
}

// matrix plays the rows, package by package, and prints them in their order.
func matrix(all []row, out, log io.Writer) (good bool, err error) {
	byFolder := map[string][]string{}
	var folders []string
	for _, r := range all {
		for _, t := range r.tests {
			if byFolder[t.folder] == nil {
				folders = append(folders, t.folder)
			}
			if !slices.Contains(byFolder[t.folder], t.name) {
				byFolder[t.folder] = append(byFolder[t.folder], t.name)
			}
		}
	}
	results := map[test]result{}
	for _, folder := range folders {
		fmt.Fprintf(log, "faults: %d tests of %s\n", len(byFolder[folder]), folder)
		if err := play(folder, byFolder[folder], results, log); err != nil {
			return false, err
		}
	}
	good = true
	fmt.Fprintf(out, "%-4s %-8s %8s  %s\n", "row", "result", "seconds", "fault, and the tests that show what must happen")
	for _, r := range all {
		var those []result
		var took time.Duration
		for _, t := range r.tests {
			those = append(those, results[t])
			took += results[t].took
		}
		how := worst(those)
		good = good && how != "FAIL"
		fmt.Fprintf(out, "%-4s %-8s %8.1f  %s\n", r.id, how, took.Seconds(), r.fault)
		for _, t := range r.tests {
			one := results[t]
			fmt.Fprintf(out, "     %-8s %8.1f    %s\n", one.how, one.took.Seconds(), t)
			if one.why != "" {
				fmt.Fprintf(out, "%22s    %.150s\n", "", one.why)
			}
		}
	}
	return good, nil
}

// document is docs/faults.md.
func document(all []row) string {
	var b strings.Builder
	b.WriteString(`# The fault matrix

What can go wrong, what must happen then, and which test shows it. ` + "`make faults`" + ` plays all of
it and prints a table, with 200 kills where an ordinary test run has a few; what needs root
(a small disk), strace or a PostgreSQL of its own is skipped with a word where it may not.
Made of walks/faults/rows.txt by ` + "`go run ./walks/faults -doc`" + `; a test holds them together.

| row | fault | must happen | tests |
|---|---|---|---|
`)
	for _, r := range all {
		var tests []string
		for _, t := range r.tests {
			tests = append(tests, fmt.Sprintf("`%s` in %s", t.name, t.folder))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.id, r.fault, r.must, strings.Join(tests, ", "))
	}
	return b.String()
}
