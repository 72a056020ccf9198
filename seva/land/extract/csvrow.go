package extract

import (
	"slices"

	"duar/seva"
	"duar/seva/land"
)

// reading takes cells of a row until one is wrong, and keeps that error.
type reading struct {
	d   *draft
	c   *csvRows
	err error
}

func pick[T any](r *reading, col int, read func(column string, raw []byte) (T, error)) (v T) {
	if r.err == nil {
		v, r.err = read(r.c.names[col], r.c.cell(col))
	}
	return v
}

func (r *reading) text(col int) string { return pick(r, col, r.d.text) }

// names reads the three columns of a name, of which bn is the first.
func (r *reading) names(bn int) seva.Names {
	return seva.Names{Bn: r.text(bn), En: r.text(bn + 1), Hi: r.text(bn + 2)}
}

// empty tells whether all of these columns are empty in the row.
func (c *csvRows) empty(cols ...int) bool {
	return !slices.ContainsFunc(cols, func(col int) bool { return len(c.cell(col)) > 0 })
}

// volume reads what belongs to the mouza. The first row may say it, later ones may
// only repeat it.
func (c *csvRows) volume(d *draft) error {
	r := reading{d: d, c: c}
	v := &d.volume
	first := len(v.Plots) == 0
	if !c.empty(colValid) {
		if valid := pick(&r, colValid, day); r.err == nil && valid != v.Valid {
			if !first {
				return refused(c.names[colValid], "differs")
			}
			v.Valid = valid
		}
	}
	if !c.empty(colSource) {
		if source := r.text(colSource); r.err == nil && source != v.Source {
			if !first {
				return refused(c.names[colSource], "differs")
			}
			v.Source = source
		}
	}
	return r.err
}

// folio reads the owner of a khatian. Later rows of the khatian say the same or, in
// all of the owner's columns, nothing.
func (c *csvRows) folio(d *draft, n land.Number) error {
	at, there := d.folios[n]
	if there && c.empty(colOwnerBn, colOwnerEn, colOwnerHi, colOwnerType, colGuardianBn, colGuardianEn,
		colGuardianHi, colRelation, colAddressBn, colAddressEn, colAddressHi) {
		return nil
	}
	r := reading{d: d, c: c}
	o := land.Owner{
		Name: r.names(colOwnerBn), Type: pick(&r, colOwnerType, ownerType),
		Guardian: r.names(colGuardianBn), Relation: pick(&r, colRelation, relation),
		Address: r.names(colAddressBn),
	}
	switch {
	case r.err != nil:
		return r.err
	case there && d.volume.Folios[at].Owner != o:
		return refused(c.names[colOwnerBn], "differs")
	case !there:
		d.folio(land.Folio{Number: n, Owner: o})
	}
	return nil
}

func (d *draft) folio(f land.Folio) {
	d.folios[f.Number] = len(d.volume.Folios)
	d.volume.Folios = append(d.volume.Folios, f)
}

// plot reads the plot of a row. Each of its columns may be empty in later rows.
func (c *csvRows) plot(d *draft, n land.Number) (*land.Plot, error) {
	r := reading{d: d, c: c}
	at, there := d.plots[n]
	if !there {
		p := land.Plot{
			Mouza: d.volume.Mouza, Number: n, Class: pick(&r, colClass, class), Area: pick(&r, colPlotArea, area),
			Flags: pick(&r, colFlags, flags), ULPIN: pick(&r, colULPIN, ulpin),
		}
		var former []land.Number
		if !c.empty(colRS) {
			former = pick(&r, colRS, numbers)
		}
		if r.err != nil {
			return nil, r.err
		}
		if len(former) > 0 {
			d.former[n] = former
		}
		for _, rs := range former {
			d.volume.Crosswalk = append(d.volume.Crosswalk, land.Pair{RS: rs, LR: n})
		}
		return d.plot(p), nil
	}
	p := &d.volume.Plots[at]
	same := func(col int, equal func() bool) {
		if r.err == nil && !c.empty(col) && !equal() && r.err == nil {
			r.err = refused(c.names[col], "differs")
		}
	}
	same(colClass, func() bool { return string(c.cell(colClass)) == string(p.Class) })
	same(colPlotArea, func() bool { return pick(&r, colPlotArea, area) == p.Area })
	same(colFlags, func() bool { return slices.Equal(pick(&r, colFlags, flags), p.Flags) })
	same(colULPIN, func() bool { return string(c.cell(colULPIN)) == p.ULPIN })
	same(colRS, func() bool { return slices.Equal(pick(&r, colRS, numbers), d.former[n]) })
	return p, r.err
}

func (d *draft) plot(p land.Plot) *land.Plot {
	d.plots[p.Number] = len(d.volume.Plots)
	d.volume.Plots = append(d.volume.Plots, p)
	return &d.volume.Plots[len(d.volume.Plots)-1]
}
