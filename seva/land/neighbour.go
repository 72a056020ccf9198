package land

import (
	"cmp"
	"iter"
	"slices"
)

// looseAt is a corner on somebody's edge.
type looseAt struct {
	at Point
	on int // the shape whose edge it is
}

// neighbours looks at every two shapes whose boxes touch: notes where their edges meet, and
// says which overlap and where a corner of one stands on an edge of the other.
func (t *survey) neighbours() {
	slices.SortStableFunc(t.all, func(a, b shape) int { return cmp.Compare(a.box.Min.Lon, b.box.Min.Lon) })
	t.corner = make(map[looseAt]int)
	// A sweep from the west; near are those that reach as far as the sweep has come.
	var near []int
	for i := range t.all {
		s := &t.all[i]
		kept := near[:0]
		for _, j := range near {
			o := &t.all[j]
			if o.box.Max.Lon < s.box.Min.Lon {
				continue
			}
			kept = append(kept, j)
			if o.box.Min.Lat <= s.box.Max.Lat && o.box.Max.Lat >= s.box.Min.Lat {
				t.pair(j, i)
			}
		}
		kept = append(kept, i)
		near = kept
		if t.more {
			return // nobody reads on
		}
	}
}

// touch is where two shapes' edges meet.
type touch struct {
	a, b int // edges, -1 where a corner of that shape is met
	at   node
	tip  Point // the corner, where it is one
}

// pair looks at two shapes.
func (t *survey) pair(i, j int) {
	a, b := &t.all[i], &t.all[j]
	touches, crossed := meetings(a, b)
	for _, m := range touches {
		if m.a >= 0 {
			a.cuts[m.a] = append(a.cuts[m.a], m.at)
		}
		if m.b >= 0 {
			b.cuts[m.b] = append(b.cuts[m.b], m.at)
		}
	}
	if crossed || claims(a, b) || claims(b, a) {
		a.on, b.on = append(a.on, j), append(b.on, i)
		twice, at := common(a.Ring, b.Ring)
		t.say(Finding{Fault: FaultOverlap, Plots: []Number{a.Number, b.Number}, Twice: twice, At: at})
		return
	}
	for _, m := range touches {
		switch {
		case m.a >= 0:
			t.loose(m.tip, i, b.Number)
		case m.b >= 0:
			t.loose(m.tip, j, a.Number)
		}
	}
}

// loose says that a corner stands on an edge, once for all whose corner it is.
func (t *survey) loose(at Point, on int, of Number) {
	key := looseAt{at, on}
	if k, said := t.corner[key]; said {
		f := &t.found[k]
		if !slices.Contains(f.Plots, of) {
			f.Plots = append(f.Plots, of)
			slices.SortFunc(f.Plots, Number.Compare)
		}
		return
	}
	if t.say(Finding{Fault: FaultLoose, Plots: []Number{t.all[on].Number, of}, At: at}); !t.more {
		t.corner[key] = len(t.found) - 1
	}
}

func (b Box) meets(o Box) bool {
	return b.Min.Lon <= o.Max.Lon && o.Min.Lon <= b.Max.Lon && b.Min.Lat <= o.Max.Lat && o.Min.Lat <= b.Max.Lat
}

func (b Box) holds(p Point) bool {
	return p.Lon >= b.Min.Lon && p.Lon <= b.Max.Lon && p.Lat >= b.Min.Lat && p.Lat <= b.Max.Lat
}

// claims tells whether some of a's boundary lies in b, or along b's with the ground on the
// same side; no edges cross, and a's are cut where b's corners are. With claims(b, a), that
// is every way in which two shapes can overlap without their edges crossing.
func claims(a, b *shape) bool {
	for i, p := range a.Ring {
		q := a.Ring[(i+1)%len(a.Ring)]
		if !(Box{Point{min(p.Lon, q.Lon), min(p.Lat, q.Lat)}, Point{max(p.Lon, q.Lon), max(p.Lat, q.Lat)}}).meets(b.box) {
			continue
		}
		for from, to := range a.pieces(i) {
			switch w, k := b.Ring.locate(node{from.x + to.x, from.y + to.y}); w {
			case within:
				return true
			case edging:
				r, s := b.Ring[k], b.Ring[(k+1)%len(b.Ring)]
				along := (int64(q.Lon)-int64(p.Lon))*(int64(s.Lon)-int64(r.Lon)) + (int64(q.Lat)-int64(p.Lat))*(int64(s.Lat)-int64(r.Lat))
				if along > 0 {
					return true
				}
			}
		}
	}
	return false
}

// pieces gives an edge between the places where it is cut, from its beginning on.
func (s *shape) pieces(edge int) iter.Seq2[node, node] {
	from, end := s.Ring[edge].node(), s.Ring[(edge+1)%len(s.Ring)].node()
	cuts := s.cuts[edge]
	far := func(n node) int64 { return (max(n.x-from.x, from.x-n.x)) + max(n.y-from.y, from.y-n.y) }
	slices.SortFunc(cuts, func(a, b node) int { return cmp.Compare(far(a), far(b)) })
	cuts = slices.Compact(cuts)
	s.cuts[edge] = cuts
	return func(yield func(node, node) bool) {
		last := from
		for _, c := range cuts {
			if c != last && c != end {
				if !yield(last, c) {
					return
				}
				last = c
			}
		}
		yield(last, end)
	}
}

// meetings gives where edges of two shapes meet other than corner to corner, and tells
// whether any cross.
func meetings(a, b *shape) (all []touch, crossed bool) {
	shared := Box{
		Point{max(a.box.Min.Lon, b.box.Min.Lon), max(a.box.Min.Lat, b.box.Min.Lat)},
		Point{min(a.box.Max.Lon, b.box.Max.Lon), min(a.box.Max.Lat, b.box.Max.Lat)},
	}
	for i, p := range a.Ring {
		q := a.Ring[(i+1)%len(a.Ring)]
		e := Bounds(Ring{p, q})
		if !e.meets(shared) {
			continue
		}
		for j, r := range b.Ring {
			s := b.Ring[(j+1)%len(b.Ring)]
			f := Box{Point{min(r.Lon, s.Lon), min(r.Lat, s.Lat)}, Point{max(r.Lon, s.Lon), max(r.Lat, s.Lat)}}
			if !e.meets(f) {
				continue
			}
			r1, s1 := sign(turn(p, q, r)), sign(turn(p, q, s))
			p1, q1 := sign(turn(r, s, p)), sign(turn(r, s, q))
			if r1*s1 < 0 && p1*q1 < 0 {
				all, crossed = append(all, touch{a: i, b: j, at: crossing(p, q, r, s)}), true
				continue
			}
			// A corner is the beginning of its edge, so that each is met once.
			if r1 == 0 && r != p && r != q && e.holds(r) {
				all = append(all, touch{a: i, b: -1, at: r.node(), tip: r})
			}
			if p1 == 0 && p != r && p != s && f.holds(p) {
				all = append(all, touch{a: -1, b: j, at: p.node(), tip: p})
			}
		}
	}
	return all, crossed
}
