package catalogue

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"golang.org/x/text/unicode/norm"
)

// table reads one CSV file strictly, row by row. After the first flaw next gives
// nothing more and err tells file, line and reason.
type table struct {
	name string
	csv  *csv.Reader
	keys map[string]bool // first columns seen
	line int
	err  error
}

// open begins a table that must have exactly these columns in this order, the first
// of which is the key that no two rows share.
func open(files fs.FS, name string, columns ...string) *table {
	t := &table{name: name, keys: map[string]bool{}, line: 1}
	f, err := files.Open(name)
	if err != nil {
		t.err = err
		return t
	}
	t.csv = csv.NewReader(unixLines{f})
	header, err := t.csv.Read()
	if err != nil {
		t.flaw("no header: %v", err)
		return t
	}
	for _, c := range header {
		if !slices.Contains(columns, c) {
			t.flaw("unknown column %q", c)
		}
	}
	for _, c := range columns {
		if !slices.Contains(header, c) {
			t.flaw("missing column %q", c)
		}
	}
	if !slices.Equal(header, columns) {
		t.flaw("columns must be %v", columns)
	}
	return t
}

// next gives the fields of the following row, or false at the end or after a flaw.
func (t *table) next() ([]string, bool) {
	if t.err != nil {
		return nil, false
	}
	fields, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, false
	}
	if err != nil {
		var at *csv.ParseError
		if errors.As(err, &at) {
			t.line, err = at.Line, at.Err
		}
		t.flaw("%v", err)
		return nil, false
	}
	t.line, _ = t.csv.FieldPos(0)
	for _, f := range fields {
		if !norm.NFC.IsNormalString(f) {
			t.flaw("%q is not in Unicode normal form C", f)
		}
	}
	if fields[0] == "" {
		t.flaw("no code")
	}
	if t.keys[fields[0]] {
		t.flaw("%s is there twice", fields[0])
	}
	t.keys[fields[0]] = true
	return fields, t.err == nil
}

// flaw notes the first thing wrong, with the line it is on.
func (t *table) flaw(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf("%s:%d: %s", t.name, t.line, fmt.Sprintf(format, args...))
	}
}

// want notes a flaw when a value that must be there is empty.
func (t *table) want(column, value string) {
	if value == "" {
		t.flaw("no %s", column)
	}
}

// unixLines refuses carriage returns, which encoding/csv would swallow unseen.
type unixLines struct{ r io.Reader }

func (u unixLines) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if slices.Contains(p[:n], '\r') {
		return 0, errors.New("carriage return; lines must end in LF only")
	}
	return n, err
}
