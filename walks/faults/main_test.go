package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// wanted are the rows that the project is held to.
const wanted = "F01 F02 F03 F04 F05 F06 F07 F09 F10 F11 F12 F13 F14 F15 F16 F17 F18 F20 F21 F22 F24 F26 F27 F28 F29 F30 F31 F32 F33 F35"

// Every row is there, once and in order, and every test that it names is written; so a test
// that is renamed takes its row along.
func TestRows(t *testing.T) {
	all, err := rows()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	written := map[string]string{}
	for _, r := range all {
		ids = append(ids, r.id)
		if r.fault == "" || r.must == "" || len(r.tests) == 0 {
			t.Errorf("%s is not whole", r.id)
		}
		for _, one := range r.tests {
			if written[one.folder] == "" {
				written[one.folder] = source(t, one.folder)
			}
			if !regexp.MustCompile(`(?m)^func ` + one.name + `\(t \*testing\.T\)`).MatchString(written[one.folder]) {
				t.Errorf("%s: there is no %s", r.id, one)
			}
		}
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("rows out of order, or twice: %v", ids)
	}
	for _, id := range strings.Fields(wanted) {
		if !slices.Contains(ids, id) {
			t.Errorf("no row %s", id)
		}
	}
}

func source(t *testing.T, folder string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", folder, "*_test.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no tests in %s: %v", folder, err)
	}
	var b strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}

func TestDocument(t *testing.T) {
	all, err := rows()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != document(all) {
		t.Error("docs/faults.md is not made of rows.txt: go run ./walks/faults -doc > docs/faults.md")
	}
}

func TestWorst(t *testing.T) {
	for want, those := range map[string][]string{
		"ok": {"ok", "ok"}, "FAIL": {"ok", "skipped", "FAIL"}, "skipped": {"skipped"}, "partly": {"ok", "skipped"},
	} {
		var all []result
		for _, how := range those {
			all = append(all, result{how: how})
		}
		if got := worst(all); got != want {
			t.Errorf("%v is %s, want %s", those, got, want)
		}
	}
}
