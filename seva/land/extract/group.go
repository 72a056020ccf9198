package extract

import (
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// begin opens the group of a mouza.
func (r *Reader) begin(idn place.IDN) {
	r.draft = newDraft(idn, r.lines.number)
	r.draft.volume.Valid, r.draft.volume.Source = r.o.Valid, r.o.Source
	if r.spoilt {
		r.draft.bad, r.spoilt = true, false
	}
	if r.seen[idn] {
		// What was given out before stays; this group could only overwrite it.
		r.fault(r.lines.number, "mouza", seva.Say("error.extract.twice"))
	}
	r.seen[idn] = true
}

// row adds the current line to the draft.
func (r *Reader) row() {
	if r.draft == nil {
		r.stray(seva.Refuse("mouza", seva.Say("error.extract.before")))
		return
	}
	r.spoilt = false // the stray line stood within this mouza
	d := r.draft
	d.rows++
	d.bytes += len(r.lines.line)
	if d.full {
		return
	}
	if d.rows > maxRows || d.bytes > maxMouza {
		r.fault(d.line, "mouza", seva.Say("error.extract.large", seva.Args{"Limit": maxRows}))
		*d = *newDraft(d.volume.Mouza, d.line)
		d.bad, d.full = true, true
		return
	}
	if err := r.format.row(d); err != nil {
		r.refuse(r.lines.number, err)
	}
}

// stray reports a line of which the mouza is not known: it may belong to the mouza
// being read or to the one that comes next.
func (r *Reader) stray(err error) {
	r.refuse(r.lines.number, err)
	r.spoilt = true
}

// refuse reports an error about a line.
func (r *Reader) refuse(line int64, err error) {
	e := seva.Broken(err)
	r.fault(line, e.Field, e.Text)
}

// fault reports, and spoils the draft.
func (r *Reader) fault(line int64, what string, text seva.Text) {
	f := Fault{Line: line, What: what, Text: text}
	if r.draft != nil {
		f.Mouza = r.draft.volume.Mouza
		r.draft.bad = true
	}
	r.report.Faults++
	r.o.Fault(f)
}

// finish closes the draft: a sound volume is given out, any other is left out.
func (r *Reader) finish(yield func(Entry, error) bool, m Mark) {
	d := r.draft
	if d == nil {
		return
	}
	if !d.bad {
		d.order()
		for _, f := range d.volume.Flaws(r.o.Known) {
			r.fault(d.line, f.What, f.Text)
		}
	}
	if r.draft = nil; d.bad {
		r.report.Left++
		return
	}
	r.report.Volumes++
	r.end = !yield(Entry{d.volume, m}, nil)
}

// draft is a volume being put together, in whatever order its rows come.
type draft struct {
	volume land.Volume
	line   int64 // where it began
	rows   int   // lines and holdings so far
	bytes  int
	bad    bool                // will not be given out
	full   bool                // too large; nothing more is kept
	texts  map[string]string   // a text as it stood in the file, and clean
	folios map[land.Number]int // where a khatian stands in the volume
	plots  map[land.Number]int
	former map[land.Number][]land.Number // CSV: the former numbers of a plot
}

func newDraft(idn place.IDN, line int64) *draft {
	return &draft{
		volume: land.Volume{Mouza: idn}, line: line,
		texts: map[string]string{}, folios: map[land.Number]int{}, plots: map[land.Number]int{},
		former: map[land.Number][]land.Number{},
	}
}

// order puts everything in natural order, so that the same register is the same
// volume however its rows were sorted, and gives the parcels the plots' ids.
func (d *draft) order() {
	v := &d.volume
	for i := range v.Parcels {
		if at, there := d.plots[v.Parcels[i].Number]; there {
			v.Parcels[i].ULPIN = v.Plots[at].ULPIN
		}
	}
	slices.SortStableFunc(v.Folios, func(a, b land.Folio) int { return a.Number.Compare(b.Number) })
	slices.SortStableFunc(v.Plots, func(a, b land.Plot) int { return a.Number.Compare(b.Number) })
	slices.SortStableFunc(v.Parcels, func(a, b land.Parcel) int { return a.Number.Compare(b.Number) })
	for i := range v.Plots {
		slices.SortStableFunc(v.Plots[i].Holdings, func(a, b land.Holding) int { return a.Khatian.Compare(b.Khatian) })
	}
	slices.SortStableFunc(v.Crosswalk, func(a, b land.Pair) int {
		if a.LR != b.LR {
			return a.LR.Compare(b.LR)
		}
		return a.RS.Compare(b.RS)
	})
}
