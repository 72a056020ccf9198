package storetest

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
)

// half gives the western half of a box around a ring, or the southern one.
func half(r land.Ring, west bool) land.Ring {
	b := land.Bounds(r)
	to := b.Max
	if west {
		to.Lon = (b.Min.Lon + b.Max.Lon) / 2
	} else {
		to.Lat = (b.Min.Lat + b.Max.Lat) / 2
	}
	return land.Ring{b.Min, {Lon: to.Lon, Lat: b.Min.Lat}, to, {Lon: b.Min.Lon, Lat: to.Lat}}
}

// split makes an order of which a half of a plot's parcel becomes a plot; false where it is
// too small for that.
func (r *history) split(tx casework.Tx, c *land.Change, p land.Plot) (bool, error) {
	parcel, err := tx.HoldParcel(r.t.Context(), r.idn, p.Number)
	if err != nil {
		return false, err
	}
	rest, piece, ok := parcel.Ring.Cut(half(parcel.Ring, rapid.Bool().Draw(r.rt, "west")))
	if !ok || p.Area < 2 {
		return false, nil
	}
	n, err := tx.FreePlot(r.t.Context(), r.idn, p.Number)
	if err != nil {
		return false, err
	}
	part, ok := p.Divide(n, seva.Area(rapid.Int64Range(1, int64(p.Area)-1).Draw(r.rt, "area")), "bastu")
	if !ok {
		r.rt.Fatalf("%s of plot %s is no part", part.Area, p.Number)
	}
	c.Plots, c.Splits = []land.Plot{p, part}, []land.Split{{Of: p.Number, Part: n, Rest: rest, Piece: piece}}
	r.parts[n] = p.Number
	return true, nil
}

// numbers are those of every plot that there is by now.
func (r *history) numbers() []land.Number {
	var all []land.Number
	for _, p := range r.v.Plots {
		all = append(all, p.Number)
	}
	for n := range r.parts {
		all = append(all, n)
	}
	return all
}

// root is the plot that a part came from in the end.
func (r *history) root(n land.Number) land.Number {
	for of, part := r.parts[n]; part; of, part = r.parts[n] {
		n = of
	}
	return n
}

// dividedPlot: a part of a plot gets a number of its own, a class, the former numbers and its
// piece of the map; everybody holds what they held; and the past knows nothing of it.
func dividedPlot(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	n := v.Plots[2].Number
	was := plot(t, s, n, land.At{})
	before, err := s.Sheet(t.Context(), mouza, n)
	if err != nil {
		t.Fatal(err)
	}
	seller := folio(t, s, was.Holdings[0].Khatian, land.At{})
	var free land.Number
	change := func(spoil func(*land.Change)) error {
		return s.Cases().Change(t.Context(), func(tx casework.Tx) (err error) {
			if free, err = tx.FreePlot(t.Context(), mouza, n); err != nil {
				return err
			}
			rest, piece, ok := before.Parcel.Ring.Cut(half(before.Parcel.Ring, true))
			p := plot(t, s, n, land.At{})
			part, divides := p.Divide(free, was.Area/3, "bastu")
			if !ok || !divides {
				t.Fatal("it cannot be divided")
			}
			c := land.Change{Mouza: mouza, Valid: laterDay(), By: "CN2026000007", Plots: []land.Plot{p, part},
				Splits: []land.Split{{Of: n, Part: free, Rest: rest, Piece: piece}}}
			spoil(&c)
			return tx.Amend(t.Context(), c)
		})
	}
	for name, spoil := range map[string]func(*land.Change){
		"no split":            func(c *land.Change) { c.Splits = nil },
		"of another plot":     func(c *land.Change) { c.Splits[0].Of = v.Plots[3].Number },
		"a plot that is":      func(c *land.Change) { c.Plots[1].Number, c.Splits[0].Part = v.Plots[3].Number, v.Plots[3].Number },
		"without the rest":    func(c *land.Change) { c.Plots = c.Plots[1:] },
		"without the part":    func(c *land.Change) { c.Plots = c.Plots[:1] },
		"area that was none":  func(c *land.Change) { c.Plots[1].Area++ },
		"land that moves":     func(c *land.Change) { c.Plots[1].Holdings[0].Recorded++; c.Plots[1].Holdings[1].Recorded-- },
		"a share that moves":  func(c *land.Change) { c.Plots[1].Holdings[0].Share++; c.Plots[1].Holdings[1].Share-- },
		"one piece only":      func(c *land.Change) { c.Splits[0].Rest = nil },
		"pieces that overlap": func(c *land.Change) { c.Splits[0].Rest = before.Parcel.Ring },
		"twice":               func(c *land.Change) { c.Splits = append(c.Splits, c.Splits[0]) },
		"a parcel's number":   func(c *land.Change) { c.Plots[1].ULPIN = "1A2B3C4D5E6F7G" },
	} {
		if err := change(spoil); err == nil {
			t.Fatalf("%s: it was kept", name)
		}
	}
	equal(t, "after all that", plot(t, s, n, land.At{}), was)
	if err := change(func(*land.Change) {}); err != nil {
		t.Fatal(err)
	}
	rest, part := plot(t, s, n, land.At{}), plot(t, s, free, land.At{})
	if free.Main != n.Main || rest.Area+part.Area != was.Area || part.Class != "bastu" || rest.Class != was.Class || !part.HasMap || part.ULPIN != "" ||
		part.Shares() != seva.Whole || rest.Recorded()+part.Recorded() != was.Recorded() || part.AsOn.Source != "demo CN2026000007" {
		t.Errorf("%+v\n%+v", rest, part)
	}
	now := folio(t, s, seller.Number, land.At{})
	if now.Area != seller.Area || len(now.Holdings) != len(seller.Holdings)+1 {
		t.Errorf("the khatian: %+v", now)
	}
	equal(t, "the past", plot(t, s, n, land.At{Valid: Day()}), was)
	equal(t, "the khatian then", folio(t, s, seller.Number, land.At{Valid: Day()}), seller)
	if _, err := s.Plot(t.Context(), mouza, free, land.At{Valid: Day()}); !errors.Is(err, land.ErrNone) {
		t.Errorf("the part was there: %v", err)
	}
	former, err := s.Crosswalk(t.Context(), mouza, land.LR, n)
	if err != nil {
		t.Fatal(err)
	}
	of, err := s.Crosswalk(t.Context(), mouza, land.LR, free)
	if err != nil || len(of) == 0 || len(of) != len(former) || of[0].RS != former[0].RS {
		t.Errorf("former numbers %v of %v, %v", of, former, err)
	}
	theMap(t, s, before, free)
	if sum, err := s.Summary(t.Context(), mouza); err != nil || sum.Plots != len(v.Plots)+1 || sum.Maps != len(v.Plots)+1 {
		t.Errorf("%+v, %v", sum, err)
	}
}

// theMap: the pieces lie beside each other and beside the neighbours, all of whom know them.
func theMap(t *testing.T, s RecordStore, was land.Sheet, part land.Number) {
	t.Helper()
	seen := map[land.Number][]land.Number{}
	for _, n := range append([]land.Number{was.Parcel.Number, part}, numbersOf(was.Neighbours)...) {
		sheet, err := s.Sheet(t.Context(), mouza, n)
		if err != nil {
			t.Fatalf("plot %s: %v", n, err)
		}
		seen[n] = numbersOf(sheet.Neighbours)
		if n == was.Parcel.Number && (sheet.Parcel.ULPIN != was.Parcel.ULPIN || sheet.Parcel.Ring.Twice()*2 != was.Parcel.Ring.Twice()) {
			t.Errorf("the rest: %+v", sheet.Parcel)
		}
	}
	if !slices.Contains(seen[part], was.Parcel.Number) || !slices.Contains(seen[was.Parcel.Number], part) {
		t.Errorf("the pieces: %v", seen)
	}
	for _, n := range numbersOf(was.Neighbours) {
		if !slices.Contains(seen[n], was.Parcel.Number) && !slices.Contains(seen[n], part) {
			t.Errorf("plot %s has lost its neighbour: %v", n, seen[n])
		}
		for _, m := range []land.Number{was.Parcel.Number, part} {
			if slices.Contains(seen[n], m) != slices.Contains(seen[m], n) {
				t.Errorf("%s and %s: %v and %v", n, m, seen[n], seen[m])
			}
		}
	}
}

func numbersOf(all []land.Parcel) (n []land.Number) {
	for _, p := range all {
		n = append(n, p.Number)
	}
	return n
}
