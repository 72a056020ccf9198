package demo

import (
	"cmp"
	"math"
	"slices"

	"duar/seva/land"
)

// turn is twice the area of the triangle a, b, p: positive when p lies to the left of a-b.
func turn(a, b, p land.Point) int64 {
	return int64(b.Lon-a.Lon)*int64(p.Lat-a.Lat) - int64(b.Lat-a.Lat)*int64(p.Lon-a.Lon)
}

// clear tells whether a segment touches no edge of the ring except at a common end.
// An edge of the ring that is the segment itself does not count.
func clear(r land.Ring, e edge) bool {
	lo, hi := corners(e.a, e.b)
	a := r[len(r)-1]
	for _, b := range r {
		c := edge{a, b}
		a = b
		if c == e || max(c.a.Lon, c.b.Lon) < lo.Lon || min(c.a.Lon, c.b.Lon) > hi.Lon ||
			max(c.a.Lat, c.b.Lat) < lo.Lat || min(c.a.Lat, c.b.Lat) > hi.Lat {
			continue
		}
		if clash(e, c) {
			return false
		}
	}
	return true
}

func corners(a, b land.Point) (lo, hi land.Point) {
	return land.Point{Lon: min(a.Lon, b.Lon), Lat: min(a.Lat, b.Lat)},
		land.Point{Lon: max(a.Lon, b.Lon), Lat: max(a.Lat, b.Lat)}
}

// clash tells whether two segments have a point in common that is not an end of both.
func clash(e, f edge) bool {
	switch {
	case e.a == f.a:
		return folded(e.a, e.b, f.b)
	case e.a == f.b:
		return folded(e.a, e.b, f.a)
	case e.b == f.a:
		return folded(e.b, e.a, f.b)
	case e.b == f.b:
		return folded(e.b, e.a, f.a)
	}
	fa, fb := cmp.Compare(turn(e.a, e.b, f.a), 0), cmp.Compare(turn(e.a, e.b, f.b), 0)
	ea, eb := cmp.Compare(turn(f.a, f.b, e.a), 0), cmp.Compare(turn(f.a, f.b, e.b), 0)
	if fa == 0 && fb == 0 { // on one line: they clash where their boxes do
		lo, hi := corners(e.a, e.b)
		other, end := corners(f.a, f.b)
		return lo.Lon <= end.Lon && other.Lon <= hi.Lon && lo.Lat <= end.Lat && other.Lat <= hi.Lat
	}
	return fa*fb <= 0 && ea*eb <= 0
}

// folded tells whether o-p and o-q lie on one another.
func folded(o, p, q land.Point) bool {
	return turn(o, p, q) == 0 &&
		int64(p.Lon-o.Lon)*int64(q.Lon-o.Lon)+int64(p.Lat-o.Lat)*int64(q.Lat-o.Lat) > 0
}

// simple tells whether a ring is counter-clockwise, and touches itself nowhere.
func simple(r land.Ring) bool {
	if len(r) < 3 || r.Twice() <= 0 {
		return false
	}
	seen := make(map[land.Point]bool, len(r))
	for i, a := range r {
		if seen[a] || !clear(r, edge{a, r[(i+1)%len(r)]}) {
			return false
		}
		seen[a] = true
	}
	return true
}

// snake puts lots in the order in which plots are numbered: in bands from the north,
// the first from west to east, the next back again.
func snake(all []lot) {
	if len(all) == 0 {
		return
	}
	lo, hi := all[0].middle, all[0].middle
	for _, l := range all {
		lo = land.Point{Lon: min(lo.Lon, l.middle.Lon), Lat: min(lo.Lat, l.middle.Lat)}
		hi = land.Point{Lon: max(hi.Lon, l.middle.Lon), Lat: max(hi.Lat, l.middle.Lat)}
	}
	wide, high := float64(hi.Lon-lo.Lon+1), float64(hi.Lat-lo.Lat+1)
	tall := int32(high/max(math.Round(math.Sqrt(float64(len(all))*high/wide)), 1)) + 1
	place := func(l lot) (band, along int32) {
		band, along = (hi.Lat-l.middle.Lat)/tall, l.middle.Lon
		if band%2 == 1 {
			along = -along
		}
		return band, along
	}
	slices.SortFunc(all, func(k, l lot) int {
		kb, ka := place(k)
		lb, la := place(l)
		return cmp.Or(cmp.Compare(kb, lb), cmp.Compare(ka, la), comparePoints(k.ring[0], l.ring[0]))
	})
}

func comparePoints(p, q land.Point) int {
	return cmp.Or(cmp.Compare(p.Lon, q.Lon), cmp.Compare(p.Lat, q.Lat))
}

// middle is the middle of a ring's box: near enough for numbering.
func middle(r land.Ring) land.Point {
	b := land.Bounds(r)
	return land.Point{Lon: b.Min.Lon + (b.Max.Lon-b.Min.Lon)/2, Lat: b.Min.Lat + (b.Max.Lat-b.Min.Lat)/2}
}
