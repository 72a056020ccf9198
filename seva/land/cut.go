package land

import "slices"

// Snap is how near to a boundary, in millionths of a degree (about a tenth of a metre each), a
// surveyed corner is taken to stand on it: an amin's tape and the sheet never agree to less.
const Snap = 8

// widest is how far a parcel reaches in either direction that can be cut, in millionths of a
// degree: a hundred kilometres. What is reckoned with stays below an int64.
const widest = 1_000_000

// stop is a corner of an outline as it stands to a ring: on it, at a place of an edge, or not.
type stop struct {
	at    Point
	on    bool
	edge  int
	along int64 // how far behind the edge's beginning, in no unit but the edge's own
}

// Cut divides a parcel along one line from boundary to boundary. part is the outline of one
// piece as it was surveyed; corners of it within Snap of the boundary are taken to be on it,
// and there the parcel's own corners are kept, so that the neighbours lose none. What comes
// back are the two pieces, counter-clockwise and with the same corners where they meet: no
// ground is in both and none is lost, but for the rounding of where the line begins and ends.
//
// It is false where the outline does not cut the parcel so: it reaches out of it, lies wholly
// inside, cuts it more than once, is the whole parcel, or leaves a sliver.
func (r Ring) Cut(part Ring) (rest, piece Ring, ok bool) {
	part, ok = part.tidy()
	if b := Bounds(r, part); !ok || len(r) < 3 || r.local() <= 0 || b.Max.Lon-b.Min.Lon > widest || b.Max.Lat-b.Min.Lat > widest {
		return nil, nil, false
	}
	stops := make([]stop, len(part))
	for i, p := range part {
		stops[i] = r.stop(p)
		if w, _ := r.locate(node{2 * p.node().x, 2 * p.node().y}); !stops[i].on && w != within {
			return nil, nil, false
		}
	}
	first, n := r.line(stops)
	if n == 0 {
		return nil, nil, false
	}
	at := func(i int) stop { return stops[(first+i)%len(stops)] }
	begin, end := at(0), at(n)
	var inner Ring
	for i := 1; i < n; i++ {
		if at(i).on { // it cuts, and cuts again
			return nil, nil, false
		}
		inner = append(inner, at(i).at)
	}
	piece = append(append(append(Ring{begin.at}, inner...), end.at), r.corners(end, begin)...)
	slices.Reverse(inner)
	rest = append(append(append(Ring{end.at}, inner...), begin.at), r.corners(begin, end)...)
	return rest, piece, tiles(rest, piece)
}

// tidy gives an outline without repeated corners and counter-clockwise.
func (r Ring) tidy() (Ring, bool) {
	for _, p := range r {
		if p.Lon < -180_000_000 || p.Lon > 180_000_000 || p.Lat < -90_000_000 || p.Lat > 90_000_000 {
			return nil, false
		}
	}
	r = slices.Compact(slices.Clone(r))
	if len(r) > 1 && r[0] == r[len(r)-1] {
		r = r[:len(r)-1]
	}
	if len(r) < 3 || r.local() == 0 {
		return nil, false
	}
	if r.local() < 0 {
		slices.Reverse(r)
	}
	_, crosses := r.crosses()
	return r, !crosses
}

// stop finds where a point stands: on the nearest corner within Snap, else on the nearest edge.
func (r Ring) stop(p Point) stop {
	const most = Snap * Snap
	best, far := stop{at: p}, int64(most)
	for i, q := range r {
		if d := apart(p, q); d <= far {
			best, far = stop{q, true, i, 0}, d
		}
	}
	if best.on {
		return best
	}
	for i, a := range r {
		b := r[(i+1)%len(r)]
		dx, dy := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
		along, length := dx*(int64(p.Lon)-int64(a.Lon))+dy*(int64(p.Lat)-int64(a.Lat)), dx*dx+dy*dy
		if along <= 0 || along >= length {
			continue
		}
		on := Point{a.Lon + int32(nearest(dx*along, length)), a.Lat + int32(nearest(dy*along, length))} //nolint:gosec // between two Points
		if d := apart(p, on); d <= far && on != a && on != b {
			best, far = stop{on, true, i, along}, d
		}
	}
	return best
}

// apart is the square of how far two points are from each other.
func apart(a, b Point) int64 {
	dx, dy := int64(a.Lon)-int64(b.Lon), int64(a.Lat)-int64(b.Lat)
	return dx*dx + dy*dy
}

// nearest gives a/b, rounded to the nearest; b is above zero.
func nearest(a, b int64) int64 {
	if a < 0 {
		return -((-2*a + b) / (2 * b))
	}
	return (2*a + b) / (2 * b)
}

// line finds the one stretch of an outline that leaves the boundary: where it begins, and of
// how many edges it is; none where there is no or more than one such stretch.
func (r Ring) line(stops []stop) (first, edges int) {
	inside := make([]bool, len(stops))
	for i, a := range stops {
		b := stops[(i+1)%len(stops)]
		middle := Point{int32((int64(a.at.Lon) + int64(b.at.Lon)) / 2), int32((int64(a.at.Lat) + int64(b.at.Lat)) / 2)} //nolint:gosec // between two Points
		inside[i] = !a.on || !b.on || !r.stop(middle).on
	}
	begins := 0
	for i, in := range inside {
		if in {
			edges++
			if !inside[(i+len(inside)-1)%len(inside)] {
				first, begins = i, begins+1
			}
		}
	}
	if begins != 1 {
		return 0, 0
	}
	return first, edges
}

// corners gives the ring's corners from one stop on it to another, counter-clockwise, neither
// counted.
func (r Ring) corners(from, to stop) (all Ring) {
	if from.edge == to.edge && to.along > from.along {
		return nil
	}
	for i := (from.edge + 1) % len(r); ; i = (i + 1) % len(r) {
		if i != to.edge || to.along > 0 {
			all = append(all, r[i])
		}
		if i == to.edge {
			return all
		}
	}
}

// tiles tells whether two pieces are sound by themselves and beside each other.
func tiles(rest, piece Ring) bool {
	_, found, _ := Topology([]Parcel{{Number: Number{Main: 1}, Ring: rest}, {Number: Number{Main: 2}, Ring: piece}})
	return len(found) == 0
}
