package demo

import (
	"cmp"
	"slices"

	"duar/seva/land"
)

// crossing is where a line meets a ring: on an edge, at a grid point that may be one
// of the edge's ends.
type crossing struct {
	edge
	p land.Point
}

// inner tells whether the point is a new one between the ends.
func (c crossing) inner() bool { return c.p != c.a && c.p != c.b }

// cut divides ring id along the line of all points with u.of(p) == at. One part keeps
// the id, the other becomes the last ring, and the plan is shared by area. It does
// nothing and says false where that would break what a mesh promises, leave a parcel
// below the least, or, if wanted, leave a sliver.
func (m *mesh) cut(id int32, u dir, at int64, noSliver bool) bool {
	from, to, ok := m.chord(id, u, at)
	if !ok {
		return false
	}
	if m.taken(id, from) || m.taken(id, to) {
		return false
	}
	whole := with(with(m.rings[id], from), to)
	i, j := slices.Index(whole, from.p), slices.Index(whole, to.p)
	if i > j {
		i, j = j, i
	}
	one := slices.Clone(whole[i : j+1])
	two := slices.Concat(whole[j:], whole[:i+1])
	// A chord outside the ring would show as a part of no or negative area.
	a, b := one.Twice(), two.Twice()
	if a <= 0 || b <= 0 {
		return false
	}
	n := m.plan[id]
	part := min(max(int((int64(n)*a+(a+b)/2)/(a+b)), 1), n-1)
	switch {
	case part < 1, a < m.least*int64(part), b < m.least*int64(n-part):
		return false
	case noSliver && (sliver(one, a) || sliver(two, b)):
		return false
	case !m.fits(whole, from, to):
		return false
	}
	m.insert(id, from)
	m.insert(id, to)
	other := int32(len(m.rings))
	m.rings[id], m.plan[id] = two, n-part
	m.rings, m.plan, m.ways = append(m.rings, one), append(m.plan, part), append(m.ways, false)
	m.own(other)
	m.left[edge{two[len(two)-1], two[0]}] = id
	return true
}

// chord finds where the line crosses the ring; of several stretches of it inside the
// ring, as a bent ring has, the longest.
func (m *mesh) chord(id int32, u dir, at int64) (from, to crossing, ok bool) {
	ring := m.rings[id]
	var all []crossing
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		sa, sb := u.of(a)-at, u.of(b)-at
		if (sa >= 0) != (sb >= 0) {
			_, shared := m.left[edge{b, a}]
			all = append(all, crossing{edge{a, b}, meet(a, b, sa, sb, !shared)})
		}
	}
	// Along the line, the 1st and 2nd crossing bound a stretch inside, the 3rd and 4th...
	v := dir{-u.y, u.x}
	slices.SortStableFunc(all, func(c, d crossing) int { return cmp.Compare(v.of(c.p), v.of(d.p)) })
	longest := int64(0)
	for i := 0; i+1 < len(all); i += 2 {
		if long := v.of(all[i+1].p) - v.of(all[i].p); long > longest {
			from, to, longest = all[i], all[i+1], long
		}
	}
	return from, to, longest > 0
}

// meet gives the grid point nearest to where the line crosses a-b, sa and sb being
// how far a and b are on either side of it; inward, the nearest on the left of a-b.
func meet(a, b land.Point, sa, sb int64, inward bool) land.Point {
	dx, dy, den := int64(b.Lon-a.Lon)*sa, int64(b.Lat-a.Lat)*sa, sa-sb
	if den < 0 {
		dx, dy, den = -dx, -dy, -den
	}
	if !inward {
		return land.Point{Lon: a.Lon + int32(floor(2*dx+den, 2*den)), Lat: a.Lat + int32(floor(2*dy+den, 2*den))}
	}
	x, y := a.Lon+int32(floor(dx, den)), a.Lat+int32(floor(dy, den))
	best, least := a, int64(-1)
	for _, p := range []land.Point{{Lon: x, Lat: y}, {Lon: x + 1, Lat: y}, {Lon: x, Lat: y + 1}, {Lon: x + 1, Lat: y + 1}} {
		if off := turn(a, b, p); off >= 0 && (least < 0 || off < least) {
			best, least = p, off
		}
	}
	return best
}

func floor(n, d int64) int64 {
	q := n / d
	if n%d < 0 {
		q--
	}
	return q
}

// with gives a copy of the ring with the crossing's point put into its edge.
func with(r land.Ring, c crossing) land.Ring {
	copied := make(land.Ring, 0, len(r)+1)
	for i, p := range r {
		copied = append(copied, p)
		if p == c.a && r[(i+1)%len(r)] == c.b && c.inner() {
			copied = append(copied, c.p)
		}
	}
	return copied
}

// fits tells whether the edges that a cut would add touch nothing: neither in the
// ring itself, nor, where they bend a shared edge, in the neighbour.
func (m *mesh) fits(whole land.Ring, from, to crossing) bool {
	if !clear(whole, edge{from.p, to.p}) {
		return false
	}
	for _, c := range []crossing{from, to} {
		if !c.inner() {
			continue
		}
		if !clear(whole, edge{c.a, c.p}) || !clear(whole, edge{c.p, c.b}) {
			return false
		}
		back := crossing{edge{c.b, c.a}, c.p}
		if id, shared := m.left[back.edge]; shared {
			bent := with(m.rings[id], back)
			if !clear(bent, edge{c.b, c.p}) || !clear(bent, edge{c.p, c.a}) {
				return false
			}
		}
	}
	return true
}

// taken tells whether a new point is a corner already elsewhere in the ring or in the
// neighbour that shares the edge: the ring would touch itself there.
func (m *mesh) taken(id int32, c crossing) bool {
	if !c.inner() {
		return false
	}
	other, shared := m.left[edge{c.b, c.a}]
	return slices.Contains(m.rings[id], c.p) || shared && slices.Contains(m.rings[other], c.p)
}

// insert puts a crossing's point into the edge map and into the neighbour's ring; the
// ring that is being cut gets it with its parts.
func (m *mesh) insert(id int32, c crossing) {
	if !c.inner() {
		return
	}
	delete(m.left, c.edge)
	m.left[edge{c.a, c.p}], m.left[edge{c.p, c.b}] = id, id
	back := crossing{edge{c.b, c.a}, c.p}
	if other, shared := m.left[back.edge]; shared {
		m.rings[other] = with(m.rings[other], back)
		delete(m.left, back.edge)
		m.left[edge{c.b, c.p}], m.left[edge{c.p, c.a}] = other, other
	}
}

// sliver tells whether a ring is thinner than about one to thirty.
func sliver(r land.Ring, twice int64) bool {
	b := land.Bounds(r)
	w, h := int64(b.Max.Lon-b.Min.Lon), int64(b.Max.Lat-b.Min.Lat)
	return twice*15 < w*w+h*h
}
