package demo

import (
	"math"
	"math/rand/v2"
	"testing"

	"duar/seva/land"

	"pgregory.net/rapid"
)

// starring draws a bent, often concave, simple outline around a centre near Ghatal.
func starring(t *rapid.T) land.Ring {
	n := rapid.IntRange(3, 40).Draw(t, "corners")
	var r land.Ring
	for i := range n {
		far := rapid.IntRange(300, 9000).Draw(t, "far")
		sin, cos := math.Sincos(2 * math.Pi * (float64(i) + 0.4*rapid.Float64Range(0, 1).Draw(t, "turn")) / float64(n))
		r = append(r, land.Point{Lon: 87_700_000 + int32(float64(far)*cos), Lat: 22_660_000 + int32(float64(far)*sin)})
	}
	return r
}

func TestMeshIsClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		outline := starring(t)
		if !simple(outline) {
			t.Skip("not an outline")
		}
		n := rapid.IntRange(1, 300).Draw(t, "plots")
		checkMesh(t, outline, n, rapid.Uint64().Draw(t, "seed"))
	})
}

func TestMeshOfARealOutline(t *testing.T) {
	outline := ranjapur(t)
	for _, n := range []int{1, 2, 3, 60, 250, 4000} {
		if made := checkMesh(t, outline, n, 1); n <= 250 && made != n {
			t.Errorf("%d parcels made of %d", made, n)
		}
	}
}

type failer interface {
	Helper()
	Fatalf(format string, args ...interface{})
}

// checkMesh cuts and proves the mesh: every ring simple, every edge in one ring or,
// once in each direction, in two; the edges in one ring make up a boundary that
// encloses as much as the parcels together, exactly, and lies within the outline.
// Simple rings whose inner edges all cancel cannot overlap unless they wind around the
// same land twice, and then their sum would exceed the outline.
func checkMesh(t failer, outline land.Ring, n int, seed uint64) int {
	t.Helper()
	unit := scale(land.Bounds(outline).Min.Lat)
	m := newMesh(rand.New(rand.NewPCG(seed, 7)), outline, n, unit)
	m.cutAll()
	edges := map[edge]int32{}
	var sum int64
	for id, ring := range m.rings {
		if !simple(ring) {
			t.Fatalf("ring %d of %d is not simple and counter-clockwise: %v", id, len(m.rings), ring)
		}
		// A neighbour's cut may have bent a little of it away since.
		if len(m.rings) > 1 && ring.Twice() < m.least*9/10 {
			t.Fatalf("ring %d is below the least area", id)
		}
		sum += ring.Twice()
		for i, a := range ring {
			e := edge{a, ring[(i+1)%len(ring)]}
			if _, twice := edges[e]; twice {
				t.Fatalf("edge %v stands twice in the same direction", e)
			}
			edges[e] = int32(id)
		}
	}
	if len(edges) != len(m.left) {
		t.Fatalf("the mesh knows %d edges, its rings have %d", len(m.left), len(edges))
	}
	boundary, outer := int64(0), 0
	for e, id := range edges {
		if m.left[e] != id {
			t.Fatalf("edge %v is kept for ring %d, not %d", e, m.left[e], id)
		}
		if _, shared := edges[edge{e.b, e.a}]; shared {
			continue
		}
		outer++
		boundary += int64(e.a.Lon)*int64(e.b.Lat) - int64(e.b.Lon)*int64(e.a.Lat)
	}
	if boundary != sum {
		t.Fatalf("the boundary encloses %d, the parcels have %d", boundary, sum)
	}
	// The outline bends inwards by less than two millionths at most.
	lost := outline.Twice() - sum
	if lost < 0 || lost > 4*length(outline) {
		t.Fatalf("%d of %d lost along a boundary of %d", lost, outline.Twice(), length(outline))
	}
	if outer < len(outline) {
		t.Fatalf("%d outer edges, the outline has %d", outer, len(outline))
	}
	return len(m.rings)
}

func length(r land.Ring) int64 {
	sum := 0.0
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += math.Hypot(float64(p.Lon-q.Lon), float64(p.Lat-q.Lat)) + 1
	}
	return int64(sum)
}

func TestNoMapOfABadOutline(t *testing.T) {
	p := func(x, y int32) land.Point { return land.Point{Lon: 87_000_000 + x*1000, Lat: 22_000_000 + y*1000} }
	for name, ring := range map[string]land.Ring{
		"empty":     {},
		"a line":    {p(0, 0), p(9, 0)},
		"flat":      {p(0, 0), p(9, 0), p(18, 0)},
		"clockwise": {p(0, 0), p(0, 9), p(9, 9)},
		"bow tie":   {p(0, 0), p(9, 9), p(9, 0), p(0, 8)},
		"pinched":   {p(0, 0), p(4, 4), p(9, 0), p(9, 9), p(4, 4), p(0, 9)},
		"repeated":  {p(0, 0), p(9, 0), p(9, 0), p(9, 9)},
		"spike":     {p(0, 0), p(9, 0), p(9, 9), p(9, 4), p(0, 9)},
	} {
		if got := (Plan{}).lots(1, ring, 50); got != nil {
			t.Errorf("%s: %d parcels", name, len(got))
		}
	}
}

func TestNumbersFollowTheLand(t *testing.T) {
	outline := ranjapur(t)
	lots := plan(t, 1, 1).lots(Known.Mouza, outline, 400)
	// The side of a square plot of mean size; a step to the next number is about that.
	side := math.Sqrt(float64(outline.Twice()) / 2 / float64(len(lots)))
	steps := 0.0
	for i := 1; i < len(lots); i++ {
		a, b := lots[i-1].middle, lots[i].middle
		steps += math.Hypot(float64(a.Lon-b.Lon), float64(a.Lat-b.Lat))
	}
	if mean := steps / float64(len(lots)-1); mean > 2*side {
		t.Errorf("the next number is %.0f away on average, a plot is %.0f wide", mean, side)
	}
	if first, last := lots[0].middle, lots[len(lots)-1].middle; first.Lat <= last.Lat {
		t.Error("numbering does not begin in the north")
	}
}

// One square degree's millionth at 22.66 N: compared with a value worked out by hand
// from the ellipsoid's metres in a degree there (110,751 north, 102,784 east).
func TestScale(t *testing.T) {
	square := land.Ring{{Lon: 0, Lat: 0}, {Lon: 1000, Lat: 0}, {Lon: 1000, Lat: 1000}, {Lon: 0, Lat: 1000}}
	acres := 110.751 * 102.784 / 4046.8564224
	want := acres * 10_000
	got := float64(square.Twice()) * float64(scale(22_660_000)) / scaleUnit
	if math.Abs(got-want) > want/2000 {
		t.Errorf("%.1f, want %.1f", got, want)
	}
	if got := measure(square, scale(22_660_000)); got != 28100 {
		t.Errorf("measured %v, want 2.8100", got)
	}
	if tiny := measure(land.Ring{{Lon: 0, Lat: 0}, {Lon: 1, Lat: 0}, {Lon: 0, Lat: 1}}, scale(0)); tiny != decimal {
		t.Errorf("the least is a decimal, got %v", tiny)
	}
}
