package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Fault is one thing wrong with a definition: where, and what to do about it. It is in
// English, for whoever writes definitions.
type Fault struct {
	File string // from the root of the repository: "catalogue/service/grievance.toml"
	Line int    // from 1; 0 when the whole file is meant
	What string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
}

// Faults is everything wrong with the definitions, by file and line.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// home is where the files are, for whoever reads a fault.
const home = "catalogue/"

// document is one definition file being read: its text as TOML, where each key of it
// stands, and what was found wrong. One flaw does not hide the next.
type document struct {
	name   string // "service/grievance.toml"
	root   map[string]any
	text   []string       // line by line
	lines  map[string]int // path to line: see locate
	faults *Faults
}

// read begins a file. A file that is not TOML gives its one fault and no document.
func read(files fs.FS, name string, faults *Faults) *document {
	d := &document{name: name, faults: faults}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		d.fault(0, "cannot be read: %v", err)
		return nil
	}
	if _, err := toml.Decode(string(text), &d.root); err != nil {
		if at, ok := errors.AsType[toml.ParseError](err); ok {
			d.fault(at.Position.Line, "not TOML: %s", strings.TrimSpace(at.Message))
		} else {
			d.fault(0, "not TOML: %v", err)
		}
		return nil
	}
	d.text, d.lines = strings.Split(string(text), "\n"), locate(string(text))
	return d
}

func (d *document) fault(line int, format string, args ...any) {
	*d.faults = append(*d.faults, Fault{File: home + d.name, Line: line, What: fmt.Sprintf(format, args...)})
}

// flaw notes a fault at a path of the document, or at the nearest thing around it.
func (d *document) flaw(path, format string, args ...any) {
	d.fault(d.line(path), format, args...)
}

// line gives where a path stands; what is not there stands where its table begins.
func (d *document) line(path string) int {
	for path != "" {
		if n, ok := d.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 1
}

// sorted orders faults by file and line and drops repetitions: two services that share a
// section find the same flaw in it.
func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return strings.Compare(a.What, b.What)
	})
	return slices.Compact(f)
}

// choose sees that a value is one of a closed set and says which it can be.
func choose[T ~string](d *document, path, what string, value T, of []T) {
	if value == "" || slices.Contains(of, value) {
		return // an empty one was told of as missing
	}
	all := make([]string, len(of))
	for i, o := range of {
		all[i] = string(o)
	}
	d.flaw(path, "unknown %s %q%s; it is one of %s", what, value, meant(string(value), all), strings.Join(all, ", "))
}

// meant gives "; did you mean X?" when one of the words is nearly the one written.
func meant(written string, words []string) string {
	best, least := "", 3 // more slips than two are another word
	for _, w := range words {
		if n := slips(written, w); n < least && n < len(w) {
			best, least = w, n
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// slips counts the letters to insert, drop, change or swap with their neighbour to turn
// a into b (optimal string alignment).
func slips(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		last := slices.Clone(row)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before = last
	}
	return row[len(b)]
}
