package land

import (
	"cmp"
	"slices"
)

// Fault is the kind of a finding; words under "map.fault.<kind>".
type Fault string

const (
	// Of one ring. The first three are mended in what Topology gives back.
	FaultTurned   Fault = "turned"   // clockwise
	FaultRepeat   Fault = "repeat"   // a point twice in a row
	FaultRange    Fault = "range"    // a point off the earth; the ring is left out of the rest
	FaultFlat     Fault = "flat"     // fewer than three points, or no area; left out
	FaultCrossing Fault = "crossing" // crosses or touches itself; left out of overlaps and gaps
	FaultSliver   Fault = "sliver"   // thinner than SliverWidth

	// Between rings.
	FaultOverlap Fault = "overlap" // two parcels claim the same ground
	FaultGap     Fault = "gap"     // ground inside the mouza that no parcel has
	FaultLoose   Fault = "loose"   // a corner on a neighbour's edge where that has none
)

// Faults lists every kind, the heaviest first.
func Faults() []Fault {
	return []Fault{FaultRange, FaultFlat, FaultCrossing, FaultOverlap, FaultGap, FaultSliver, FaultLoose, FaultTurned, FaultRepeat}
}

// SliverWidth is how wide a ring is at least, in millionths of a degree (about a tenth of a
// metre each): a rectangle of a given area and perimeter is about 2·area/perimeter wide,
// and that is what is held against it. No bund, path or drain of the record is below a metre.
const SliverWidth = 8

// MostFindings is how many findings are told. A file in which everything lies on everything
// has millions, and is not mended one by one.
const MostFindings = 1000

// Finding is one thing wrong on a map.
type Finding struct {
	Fault Fault
	Plots []Number // whose rings it is about, sorted; of a gap those around it
	At    Point    // where: a corner that is part of it
	// Twice is twice the area that is claimed twice, by nobody or by a sliver, in square
	// millionths of a degree; see Ground. Zero for what has no area.
	Twice int64
}

// Topology finds what is wrong between the parcels of one mouza, which are given once each.
// It gives them back with what can be mended mended (orientation, repeated points), and says
// more when there is more than MostFindings.
//
// Whether rings cross, touch or overlap is decided by whole numbers without rounding. The
// area of an overlap or a gap is rounded to a square millionth of a degree, a hundredth of a
// square metre.
func Topology(parcels []Parcel) (mended []Parcel, found []Finding, more bool) {
	t := survey{all: make([]shape, 0, len(parcels))}
	mended = slices.Clone(parcels)
	for i := range mended {
		mended[i].Ring = t.take(mended[i])
	}
	t.neighbours()
	t.gaps()
	order := make(map[Fault]int)
	for i, f := range Faults() {
		order[f] = i
	}
	slices.SortStableFunc(t.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order[a.Fault], order[b.Fault]), -cmp.Compare(a.Twice, b.Twice),
			slices.CompareFunc(a.Plots, b.Plots, Number.Compare), comparePoints(a.At, b.At))
	})
	return mended, t.found, t.more
}

func comparePoints(a, b Point) int {
	return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat))
}

// survey is the work on one mouza.
type survey struct {
	all   []shape // those that the rest is about
	found []Finding
	more  bool
	// spoilt are the boxes of rings that could not be taken: a gap there is their doing.
	spoilt []Box
	corner map[looseAt]int // findings of loose corners, by place
}

// shape is a ring that is simple and counter-clockwise.
type shape struct {
	Number Number
	Ring   Ring
	box    Box
	cuts   [][]node // of each edge: where others meet it between its ends
	on     []int    // other shapes that it overlaps
}

func (t *survey) say(f Finding) {
	if len(t.found) >= MostFindings {
		t.more = true
		return
	}
	slices.SortFunc(f.Plots, Number.Compare)
	f.Plots = slices.Compact(f.Plots)
	t.found = append(t.found, f)
}

// take mends a ring and says what is wrong with it by itself.
func (t *survey) take(p Parcel) Ring {
	one := []Number{p.Number}
	for _, at := range p.Ring {
		if at.Lon < -180_000_000 || at.Lon > 180_000_000 || at.Lat < -90_000_000 || at.Lat > 90_000_000 {
			t.say(Finding{Fault: FaultRange, Plots: one, At: at})
			return p.Ring
		}
	}
	ring := make(Ring, 0, len(p.Ring))
	for _, at := range p.Ring {
		if len(ring) > 0 && ring[len(ring)-1] == at {
			t.say(Finding{Fault: FaultRepeat, Plots: one, At: at})
			continue
		}
		ring = append(ring, at)
	}
	if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		t.say(Finding{Fault: FaultRepeat, Plots: one, At: ring[0]})
		ring = ring[:len(ring)-1]
	}
	twice := ring.local()
	if len(ring) > 0 && twice < 0 {
		slices.Reverse(ring)
		t.say(Finding{Fault: FaultTurned, Plots: one, At: ring[0]})
	}
	at, crosses := ring.crosses()
	switch {
	case len(ring) < 3:
		t.say(Finding{Fault: FaultFlat, Plots: one, At: first(ring)})
		return ring
	case crosses:
		t.say(Finding{Fault: FaultCrossing, Plots: one, At: at})
		t.spoilt = append(t.spoilt, Bounds(ring))
		return ring
	case twice == 0:
		t.say(Finding{Fault: FaultFlat, Plots: one, At: ring[0]})
		return ring
	}
	if ring.thin() {
		t.say(Finding{Fault: FaultSliver, Plots: one, At: ring[0], Twice: max(twice, -twice)})
	}
	t.all = append(t.all, shape{Number: p.Number, Ring: ring, box: Bounds(ring), cuts: make([][]node, len(ring))})
	return ring
}

func first(r Ring) Point {
	if len(r) == 0 {
		return Point{}
	}
	return r[0]
}

// local is Twice, seen from the ring's first point: no sum then passes an int64.
func (r Ring) local() int64 {
	var sum int64
	for i := 2; i < len(r); i++ {
		sum += turn(r[0], r[i-1], r[i])
	}
	return sum
}

// thin tells whether a ring is a sliver.
func (r Ring) thin() bool {
	around := int64(0)
	for i, p := range r {
		q := r[(i+1)%len(r)]
		dx, dy := int64(q.Lon)-int64(p.Lon), int64(q.Lat)-int64(p.Lat)
		around += squareRoot(dx*dx + dy*dy)
	}
	twice := r.local()
	return max(twice, -twice)/SliverWidth < around
}

// squareRoot is the whole part of it.
func squareRoot(n int64) int64 {
	r := n
	for next := (r + 1) / 2; next < r; next = (r + n/max(r, 1)) / 2 {
		r = next
	}
	return r
}

// crosses tells whether a ring crosses or touches itself, and at which of its corners.
func (r Ring) crosses() (Point, bool) {
	n := len(r)
	if n < 3 {
		return Point{}, false
	}
	// Edges from the west: only such as share a longitude can meet.
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	west := func(i int) int32 { return min(r[i].Lon, r[(i+1)%n].Lon) }
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(west(i), west(j)) })
	for k, i := range order {
		a, b := r[i], r[(i+1)%n]
		east := max(a.Lon, b.Lon)
		for _, j := range order[k+1:] {
			if west(j) > east {
				break
			}
			c, d := r[j], r[(j+1)%n]
			if max(c.Lat, d.Lat) < min(a.Lat, b.Lat) || min(c.Lat, d.Lat) > max(a.Lat, b.Lat) {
				continue
			}
			switch {
			case (i+1)%n == j:
				if folded(b, a, d) {
					return b, true
				}
			case (j+1)%n == i:
				if folded(a, b, c) {
					return a, true
				}
			case meet(a, b, c, d):
				return a, true
			}
		}
	}
	return Point{}, false
}
