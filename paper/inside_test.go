package paper

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestInsideOfABentPlotIsInIt(t *testing.T) {
	bent := []point{{0, 0}, {1000, 0}, {1000, 200}, {200, 200}, {200, 1000}, {0, 1000}}
	at, room := inside(bent)
	if in := at.x < 1000 && at.y < 200 || at.x < 200 && at.y < 1000; !in {
		t.Errorf("%v lies outside the shape", at)
	}
	// Half the width of an arm is 100; the most is where the arms meet, at (x, x) with
	// x = (200-x)√2: 117.
	if room < 113 || room > 117 {
		t.Errorf("room %d; in the corner there are 117", room)
	}
}

func TestRootIsTheWholePart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<50).Draw(t, "n")
		if got, want := root(n), int64(math.Sqrt(float64(n))); got != want {
			t.Fatalf("root(%d) = %d, want %d", n, got, want)
		}
	})
}

func TestClipKeepsToTheMap(t *testing.T) {
	b := box{1000, 2000, 5000, 7000}
	for _, far := range [][]point{
		{{-50000, -50000}, {90000, -50000}, {90000, 90000}, {-50000, 90000}},
		{{-1 << 40, 3000}, {1 << 40, 3001}, {1 << 40, 1 << 40}},
	} {
		if seen := b.clip(far); len(seen) < 3 || !b.holds(seen) {
			t.Errorf("%v is off the map, or nothing", seen)
		}
	}
}
