// Package extract reads and writes extracts: whole registers of mouzas as files, in
// CSV or in JSON Lines, the way a land office can hand them over. docs/extract.md is
// the contract with whoever makes such files.
//
// It knows the two formats, cleans every text, and lets no mouza through of which a
// single row is bad. It does not know files, compression, or where volumes are kept;
// nor any sentence about what is wrong.
package extract

import (
	"cmp"
	"io"
	"iter"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Format is how an extract is written.
type Format string

const (
	CSV   Format = "csv"   // a row per holding, without parcels
	JSONL Format = "jsonl" // a JSON object per line, everything
)

// What is longer than these is refused, so that memory stays bounded by one mouza.
const (
	maxLine  = 1 << 20   // bytes in a line
	maxText  = 500       // characters in a name, an address or a remark
	maxRows  = 500_000   // lines and holdings of one mouza
	maxMouza = 128 << 20 // bytes of one mouza
)

// Mark is a place between two mouzas: everything before Offset (in bytes) has been
// read, and Line is the number of the last line before it. The zero Mark is the beginning.
type Mark struct {
	Offset, Line int64
}

// Entry is one sound volume, and the mark behind it.
type Entry struct {
	Volume land.Volume
	Mark   Mark
}

// Fault is one thing wrong. Line counts from 1; it is the first line of the mouza for
// what is wrong with the volume as a whole. What is a column or a row ("share", "plot
// 165/1201"), Mouza 0 when it cannot be told. No value of the extract is in a Fault,
// except numbers and class keys: it may go into a log.
type Fault struct {
	Line  int64
	Mouza place.IDN
	What  string
	Text  seva.Text
}

// Options say how to read. Every field may be left zero.
type Options struct {
	// From is where an earlier reading got to; what lies before is only looked
	// through, for the header and for which mouzas were there. The Reader must be
	// given the file from its beginning all the same.
	From Mark
	// Valid and Source are for mouzas of which the extract itself does not say them.
	Valid  seva.Date
	Source string
	// Known tells the classes that there are; when nil, all are.
	Known func(land.Class) bool
	// Fault is told everything that is wrong, in the order of the lines.
	Fault func(Fault)
}

// Report counts what a reading met so far.
type Report struct {
	Lines   int64 // last line read
	Volumes int   // given out
	Left    int   // mouzas left out because something in them was wrong
	Faults  int
}

// Reader reads one extract, once.
type Reader struct {
	o      Options
	lines  lines
	header func(line []byte) error // takes the first line; nil when there is none to come
	format rows
	report Report
	seen   map[place.IDN]bool // groups that have begun; never many, there are 42,000 mouzas
	draft  *draft             // the mouza being read; nil before the first
	spoilt bool               // a line of unknown mouza came after the draft's last
	end    bool               // the one who ranges has had enough
}

// rows is a format: it takes lines that are neither empty nor too long.
type rows interface {
	// mouza tells which mouza a line belongs to; 0 is the one being read. A line that
	// opens begins a new group even when the mouza is the same.
	mouza(line []byte) (idn place.IDN, opens bool, err error)
	// row adds the line last given to mouza to the draft.
	row(d *draft) error
}

// NewReader makes a Reader of a whole extract in the given format.
func NewReader(r io.Reader, f Format, o Options) *Reader {
	if o.Known == nil {
		o.Known = func(land.Class) bool { return true }
	}
	if o.Fault == nil {
		o.Fault = func(Fault) {}
	}
	reader := &Reader{o: o, lines: newLines(r), seen: map[place.IDN]bool{}}
	if f == CSV {
		table := &csvRows{}
		reader.format, reader.header = table, table.head
	} else {
		reader.format = &jsonRows{}
	}
	return reader
}

// Report tells how far the reading has come.
func (r *Reader) Report() Report { return r.report }

// All gives the sound volumes one by one, holding one mouza in memory at a time. A bad
// row does not stop it: it is a Fault, its mouza is left out whole, the others go on.
// A row of which not even the mouza can be told spoils the mouza before it and, in
// CSV, the one behind it. An error comes last and means that reading on is impossible: a
// *seva.Error about the header or the mark, or what the underlying reader said.
func (r *Reader) All() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if err := r.read(yield); err != nil && !r.end {
			yield(Entry{}, err)
		}
	}
}

func (r *Reader) read(yield func(Entry, error) bool) error {
	from := r.o.From
	met := from == Mark{}
	for r.lines.next() {
		line := r.lines.line
		r.report.Lines = r.lines.number
		before := Mark{r.lines.start, r.lines.number - 1}
		past := before.Offset < from.Offset
		if !past && !met {
			if before != from {
				return badMark()
			}
			met = true
		}
		if len(line) == 0 {
			continue
		}
		if r.header != nil {
			if err := cmp.Or(r.lines.bad, r.header(line)); err != nil {
				return err
			}
			r.header = nil
			continue
		}
		idn, opens, err := place.IDN(0), false, r.lines.bad
		if err == nil {
			idn, opens, err = r.format.mouza(line)
		}
		switch {
		case err != nil && past:
		case err != nil:
			r.stray(err)
		case past && idn != 0:
			r.seen[idn] = true
		case past:
		case opens, idn != 0 && (r.draft == nil || r.draft.volume.Mouza != idn):
			if r.finish(yield, before); r.end {
				return nil
			}
			r.spoilt = r.spoilt && !opens // no line before its opening is of a mouza
			r.begin(idn)
			r.row()
		default:
			r.row()
		}
	}
	end := Mark{r.lines.offset, r.lines.number}
	switch {
	case r.lines.err != nil:
		return r.lines.err
	case r.header != nil:
		return seva.Refuse("header", seva.Say("error.extract.empty"))
	case !met && end != from:
		return badMark()
	}
	r.finish(yield, end)
	return nil
}

func badMark() error { return seva.Refuse("from", seva.Say("error.extract.mark")) }
