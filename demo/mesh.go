package demo

import (
	"math/rand/v2"
	"slices"

	"duar/seva/land"
	"duar/seva/place"
)

// mesh is an outline cut into parcels on the grid of millionths of a degree. What
// holds after every cut, because a cut that would break it is not made: every ring
// is simple and counter-clockwise, no two overlap, and each edge is an edge of the
// outline or stands in exactly two rings, once in either direction. A cut that ends
// between two grid points bends the edge by less than one millionth (a hand's
// breadth); an edge of the outline only ever bends inwards.
type mesh struct {
	r     *rand.Rand
	rings []land.Ring
	left  map[edge]int32 // the ring on the left of a directed edge
	along dir            // the way the fields of this mouza run
	least int64          // twice the smallest area of a parcel
	ways  []bool         // rings that are roads or canals
	plan  []int          // how many parcels a ring shall become
}

type edge struct{ a, b land.Point }

// dir is a direction on the grid, of length about 1,000.
type dir struct{ x, y int64 }

// lots cuts the outline into at most n parcels with their areas, in the order in which
// a surveyor numbers them. It gives none when the outline is not a simple ring, and
// fewer than n when they would become too small.
func (p Plan) lots(idn place.IDN, outline land.Ring, n int) []lot {
	if !simple(outline) {
		return nil
	}
	scale := scale(land.Bounds(outline).Min.Lat)
	m := newMesh(p.chance(idn, 2), outline, n, scale)
	m.cutAll()
	all := make([]lot, len(m.rings))
	for i, ring := range m.rings {
		all[i] = lot{ring: ring, middle: middle(ring), area: measure(ring, scale), way: m.ways[i]}
	}
	snake(all)
	return all
}

func newMesh(r *rand.Rand, outline land.Ring, n int, scale int64) *mesh {
	m := &mesh{
		r: r, rings: []land.Ring{slices.Clone(outline)}, ways: []bool{false}, plan: []int{n},
		left:  make(map[edge]int32, 6*n),
		along: fieldRuns[r.IntN(len(fieldRuns))],
		least: int64(decimal) * scaleUnit / scale,
	}
	m.own(0)
	return m
}

// fieldRuns are within some 25 degrees of north, as bunds mostly run.
var fieldRuns = []dir{{1000, 0}, {990, 140}, {960, 280}, {910, 420}, {990, -140}, {960, -280}, {910, -420}}

// own enters a ring's edges.
func (m *mesh) own(id int32) {
	ring := m.rings[id]
	for i, a := range ring {
		m.left[edge{a, ring[(i+1)%len(ring)]}] = id
	}
}

// cutAll cuts until every ring is one parcel.
func (m *mesh) cutAll() {
	for id := 0; id < len(m.rings); {
		if m.plan[id] < 2 || !m.divide(int32(id)) {
			id++
		}
	}
}

// wayFrom is the least number of parcels that a piece must become for a road or a
// canal to be laid through it, and wayWide its width: about six metres.
const (
	wayFrom = 60
	wayWide = 58
)

// divide cuts a ring in two near the middle of its longer side; it tries some lines
// before it gives up, at first only such as leave no sliver.
func (m *mesh) divide(id int32) bool {
	for try := range 8 {
		u := m.along
		lo, hi := span(m.rings[id], u)
		v := dir{-u.y, u.x}
		if vlo, vhi := span(m.rings[id], v); (vhi-vlo > hi-lo) != (try >= 5) {
			u = v
		}
		// Neighbouring bunds are never quite parallel.
		slant := m.r.Int64N(9) - 4
		u = dir{u.x - u.y*slant/64, u.y + u.x*slant/64}
		lo, hi = span(m.rings[id], u)
		n := m.plan[id]
		at := lo + (hi-lo)/100*(int64(n/2*100/n)+m.r.Int64N(21)-10)
		if m.cut(id, u, at, try < 5) {
			if n >= wayFrom && n < 8*wayFrom {
				m.layWay(id, u, at)
			}
			return true
		}
	}
	return false
}

// layWay takes a strip off a ring along the cut just made, on the side it lies on.
func (m *mesh) layWay(id int32, u dir, at int64) {
	n := m.plan[id]
	if n < wayFrom/4 || !m.cut(id, u, at+wayWide*1000, false) && !m.cut(id, u, at-wayWide*1000, false) {
		return
	}
	strip, rest := id, int32(len(m.rings)-1)
	if m.rings[strip].Twice() > m.rings[rest].Twice() {
		strip, rest = rest, strip
	}
	m.plan[strip], m.plan[rest], m.ways[strip] = 1, n-1, true
}

// span gives how far a ring reaches in a direction.
func span(r land.Ring, u dir) (lo, hi int64) {
	lo, hi = u.of(r[0]), u.of(r[0])
	for _, p := range r[1:] {
		t := u.of(p)
		lo, hi = min(lo, t), max(hi, t)
	}
	return lo, hi
}

func (u dir) of(p land.Point) int64 { return u.x*int64(p.Lon) + u.y*int64(p.Lat) }
