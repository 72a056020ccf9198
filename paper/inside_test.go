package paper

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestInsideOfABentPlotIsInIt(t *testing.T) {
	bent := []point{{0, 0}, {100, 0}, {100, 20}, {20, 20}, {20, 100}, {0, 100}}
	at, room := inside(bent)
	if in := at.x < 100 && at.y < 20 || at.x < 20 && at.y < 100; !in {
		t.Errorf("%v lies outside the shape", at)
	}
	if room < 9 || room > 15 {
		t.Errorf("room %d; half the width of an arm is 10", room)
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
	far := []point{{-5000, -5000}, {9000, -5000}, {9000, 9000}, {-5000, 9000}}
	for _, p := range clip(far) {
		if p.x < margin || p.x > margin+mapSize || p.y < mapTop || p.y > mapTop+mapSize {
			t.Errorf("%v is off the map", p)
		}
	}
}
