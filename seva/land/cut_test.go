package land

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A field of 2,000 by 1,000 with a corner cut out of it.
func field() Ring {
	return Ring{{0, 0}, {2000, 0}, {2000, 1000}, {1200, 1000}, {1200, 600}, {0, 600}}
}

func TestCut(t *testing.T) {
	for name, c := range map[string]struct {
		part Ring
		ok   bool
	}{
		"the east, straight":             {Ring{{1500, 0}, {2000, 0}, {2000, 1000}, {1500, 1000}}, true},
		"the east, from corner to edge":  {Ring{{1200, 0}, {2000, 0}, {2000, 1000}, {1200, 1000}, {1200, 600}}, true},
		"the east, clockwise":            {Ring{{1500, 1000}, {2000, 1000}, {2000, 0}, {1500, 0}}, true},
		"a line with a bend":             {Ring{{800, 0}, {2000, 0}, {2000, 1000}, {1200, 1000}, {1200, 600}, {1000, 600}, {1000, 300}}, true},
		"closed, and a corner twice":     {Ring{{1500, 0}, {2000, 0}, {2000, 0}, {2000, 1000}, {1500, 1000}, {1500, 0}}, true},
		"a tape's width off":             {Ring{{1500, 4}, {1997, -3}, {2005, 1004}, {1496, 997}}, true},
		"out of one edge and back":       {Ring{{300, 0}, {700, 0}, {700, 300}, {300, 300}}, true},
		"in the middle":                  {Ring{{300, 100}, {700, 100}, {700, 300}, {300, 300}}, false},
		"the whole":                      {field(), false},
		"two cuts":                       {Ring{{500, 0}, {900, 0}, {900, 600}, {500, 600}}, false},
		"out of it":                      {Ring{{1500, 0}, {2400, 0}, {2400, 1000}, {1500, 1000}}, false},
		"across the corner cut out":      {Ring{{600, 600}, {0, 600}, {0, 0}, {2000, 0}, {2000, 1000}, {1300, 1000}}, false},
		"it crosses itself":              {Ring{{1500, 0}, {2000, 1000}, {2000, 0}, {1500, 1000}}, false},
		"two corners":                    {Ring{{1500, 0}, {2000, 0}}, false},
		"no area":                        {Ring{{1500, 0}, {1700, 0}, {2000, 0}}, false},
		"nothing":                        {nil, false},
		"at the other end of the world":  {Ring{{179_000_000, 0}, {2000, 0}, {2000, 1000}, {-179_000_000, 89_000_000}}, false},
		"off the earth":                  {Ring{{2_000_000_000, 0}, {2000, 0}, {2000, 1000}}, false},
		"a part of the part of an older": {Ring{{1500, 500}, {2000, 500}, {2000, 1000}, {1200, 1000}, {1200, 600}, {1500, 600}}, true},
	} {
		r := field()
		rest, piece, ok := r.Cut(c.part)
		if ok != c.ok {
			t.Errorf("%s: %v, %v and %v", name, ok, rest, piece)
		}
		if ok && (rest.Twice() <= 0 || piece.Twice() <= 0 || rest.Twice()+piece.Twice() != r.Twice()) {
			t.Errorf("%s: %d and %d of %d", name, rest.Twice(), piece.Twice(), r.Twice())
		}
		if !slices.Equal(r, field()) {
			t.Fatalf("%s: the parcel itself was changed", name)
		}
	}
}

// Whatever is cut off whatever field, by however unsteady a hand: together the pieces are the
// field, each has the field's own corners on its side, and a piece can be cut again.
func TestCutAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := ragged(t)
		for range rapid.IntRange(1, 3).Draw(t, "cuts") {
			from, to := rapid.IntRange(0, len(r)-1).Draw(t, "from"), rapid.IntRange(0, len(r)-1).Draw(t, "to")
			if from == to {
				return
			}
			part := Ring{}
			for i := from; ; i = (i + 1) % len(r) {
				p := r[i]
				p.Lon += int32(rapid.IntRange(-3, 3).Draw(t, "slip"))
				p.Lat += int32(rapid.IntRange(-3, 3).Draw(t, "slip"))
				part = append(part, p)
				if i == to {
					break
				}
			}
			rest, piece, ok := r.Cut(part)
			if !ok {
				return
			}
			if rest.Twice()+piece.Twice() != r.Twice() {
				t.Fatalf("%d and %d of %d", rest.Twice(), piece.Twice(), r.Twice())
			}
			for _, p := range r {
				if !slices.Contains(rest, p) && !slices.Contains(piece, p) {
					t.Fatalf("the corner %v is lost: %v and %v", p, rest, piece)
				}
			}
			_, found, _ := Topology([]Parcel{{Number: Number{Main: 1}, Ring: rest}, {Number: Number{Main: 2}, Ring: piece}})
			if len(found) > 0 {
				t.Fatalf("%+v", found)
			}
			r = rest
		}
	})
}

// ragged draws a field whose northern and southern boundary go up and down.
func ragged(t *rapid.T) Ring {
	var south, north Ring
	for i := range rapid.IntRange(2, 8).Draw(t, "columns") {
		x := int32(i * 400)
		south = append(south, Point{x, int32(rapid.IntRange(0, 300).Draw(t, "south"))})
		north = append(north, Point{x, int32(rapid.IntRange(600, 1200).Draw(t, "north"))})
	}
	slices.Reverse(north)
	return append(south, north...)
}

// Whatever an outline is, a parcel is cut soundly or not at all.
func FuzzCut(f *testing.F) {
	f.Add(int32(1500), int32(0), int32(2000), int32(0), int32(2000), int32(1000), int32(1500), int32(1000))
	f.Add(int32(-1<<31), int32(1<<31-1), int32(0), int32(0), int32(2000), int32(1000), int32(5), int32(5))
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h, i int32) {
		r := field()
		rest, piece, ok := r.Cut(Ring{{a, b}, {c, d}, {e, g}, {h, i}})
		if !ok {
			return
		}
		// A line that begins between two corners begins on a whole point beside the edge.
		if lost := rest.Twice() + piece.Twice() - r.Twice(); lost < -4000 || lost > 4000 {
			t.Fatalf("%v and %v: %d", rest, piece, lost)
		}
	})
}
