package land

import (
	"slices"
	"testing"

	"duar/seva"

	"pgregory.net/rapid"
)

// sound is a small register with everything in it and no flaw.
func sound() Volume {
	held := func(khatian int32, share seva.Share) Holding {
		return Holding{Khatian: Number{khatian, 0}, Share: share, Recorded: 10}
	}
	return Volume{
		Mouza: 1027001,
		Folios: []Folio{
			{Number{1, 0}, Owner{Name: seva.Names{Bn: "ক"}}}, {Number{2, 0}, Owner{Name: seva.Names{En: "Kha"}}},
			{Number{2, 1}, Owner{Name: seva.Names{Hi: "ग"}}},
		},
		Plots: []Plot{
			{Number: Number{1, 0}, Class: "sali", Area: 100, Holdings: []Holding{held(1, 3333), held(2, 6667)}},
			{Number: Number{1, 5}, Class: "bastu", Area: 1, Holdings: []Holding{{Khatian: Number{2, 1}, Share: seva.Whole}}},
		},
		// The former plot 9 became two; that there is no present plot 9 is no flaw.
		Crosswalk: []Pair{{RS: Number{9, 0}, LR: Number{1, 0}}, {RS: Number{9, 0}, LR: Number{1, 5}}},
		Parcels:   []Parcel{{Number: Number{1, 0}, Ring: Ring{{0, 0}, {9, 0}, {0, 9}}}},
	}
}

func knownClass(c Class) bool { return c == "sali" || c == "bastu" }

func TestFlaws(t *testing.T) {
	if flaws := sound().Flaws(knownClass); len(flaws) > 0 {
		t.Fatalf("a sound volume has flaws: %v", flaws)
	}
	if flaws := (Volume{}).Flaws(knownClass); len(flaws) > 0 {
		t.Fatalf("an empty volume has flaws: %v", flaws)
	}
	for _, c := range []struct {
		name  string
		plant func(v *Volume)
		want  []string
	}{
		{"khatian twice", func(v *Volume) { v.Folios = append(v.Folios, v.Folios[0]) }, []string{"khatian 1: flaw.khatian.twice"}},
		{"no name", func(v *Volume) { v.Folios[1].Owner.Name = seva.Names{} }, []string{"khatian 2: flaw.khatian.unnamed"}},
		{"no land", func(v *Volume) { v.Folios = append(v.Folios, Folio{Number{7, 0}, v.Folios[0].Owner}) }, []string{"khatian 7: flaw.khatian.landless"}},
		{"plot twice", func(v *Volume) { v.Plots = append(v.Plots, v.Plots[1]) }, []string{"plot 1/5: flaw.plot.twice"}},
		{"no area", func(v *Volume) { v.Plots[0].Area = 0 }, []string{"plot 1: flaw.plot.area"}},
		{"negative area", func(v *Volume) { v.Plots[0].Area = -1 }, []string{"plot 1: flaw.plot.area"}},
		{"unknown class", func(v *Volume) { v.Plots[0].Class = "moon" }, []string{"plot 1: flaw.plot.class"}},
		{"no class", func(v *Volume) { v.Plots[0].Class = "" }, []string{"plot 1: flaw.plot.class"}},
		{"a part missing", func(v *Volume) { v.Plots[0].Holdings[0].Share-- }, []string{"plot 1: flaw.plot.shares"}},
		{"a part too much", func(v *Volume) { v.Plots[0].Holdings[0].Share++ }, []string{"plot 1: flaw.plot.shares"}},
		{"nobody", func(v *Volume) { v.Plots[1].Holdings = nil }, []string{"plot 1/5: flaw.plot.shares", "khatian 2/1: flaw.khatian.landless"}},
		{"no such khatian", func(v *Volume) { v.Plots[0].Holdings[1].Khatian.Bata = 9 }, []string{"plot 1: flaw.holding.khatian", "khatian 2: flaw.khatian.landless"}},
		{"negative share", func(v *Volume) { v.Plots[0].Holdings[0].Share, v.Plots[0].Holdings[1].Share = -1, 10001 }, []string{"plot 1: flaw.holding.share"}},
		{"no share", func(v *Volume) { v.Plots[0].Holdings[0].Share, v.Plots[0].Holdings[1].Share = 0, 10000 }, []string{"plot 1: flaw.holding.share"}},
		{"negative record", func(v *Volume) { v.Plots[0].Holdings[0].Recorded = -1 }, []string{"plot 1: flaw.holding.share"}},
		{"held twice", func(v *Volume) {
			h := &v.Plots[0].Holdings
			(*h)[1].Share = 6000
			*h = append(*h, Holding{Khatian: Number{2, 0}, Share: 667})
		}, []string{"plot 1: flaw.holding.twice"}},
		{"crosswalk to nowhere", func(v *Volume) { v.Crosswalk[0].LR.Main = 4 }, []string{"crosswalk RS 9: flaw.crosswalk.plot"}},
		{"parcel of no plot", func(v *Volume) { v.Parcels[0].Number.Main = 4 }, []string{"parcel 4: flaw.parcel.plot"}},
		{"parcel twice", func(v *Volume) { v.Parcels = append(v.Parcels, v.Parcels[0]) }, []string{"parcel 1: flaw.parcel.twice"}},
		{"no ring", func(v *Volume) { v.Parcels[0].Ring = nil }, []string{"parcel 1: flaw.parcel.ring"}},
		{"a line", func(v *Volume) { v.Parcels[0].Ring = Ring{{0, 0}, {9, 9}} }, []string{"parcel 1: flaw.parcel.ring"}},
		{"flat", func(v *Volume) { v.Parcels[0].Ring = Ring{{0, 0}, {9, 9}, {18, 18}} }, []string{"parcel 1: flaw.parcel.ring"}},
		{"clockwise", func(v *Volume) { slices.Reverse(v.Parcels[0].Ring) }, []string{"parcel 1: flaw.parcel.ring"}},
	} {
		v := sound()
		c.plant(&v)
		var got []string
		for _, f := range v.Flaws(knownClass) {
			got = append(got, f.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// A plot with as many holdings as a file can hold must not take for ever.
func TestFlawsOfAHugePlot(t *testing.T) {
	v := sound()
	v.Plots[0].Holdings = slices.Repeat(v.Plots[0].Holdings[:1], 300_000)
	if got := len(v.Flaws(knownClass)); got != 300_001 { // twice, the sum, and khatian 2
		t.Errorf("%d flaws", got)
	}
}

func TestSharesProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := sound()
		p := &v.Plots[0]
		first := rapid.Int64Range(-100, 10_100).Draw(t, "first")
		second := rapid.OneOf(rapid.Just(10_000-first), rapid.Int64Range(-100, 10_100)).Draw(t, "second")
		p.Holdings[0].Share, p.Holdings[1].Share = seva.Share(first), seva.Share(second)
		good := first > 0 && second > 0 && first+second == 10_000
		if flaws := v.Flaws(knownClass); good != (len(flaws) == 0) {
			t.Fatalf("%v and %v: %v", p.Holdings[0].Share, p.Holdings[1].Share, flaws)
		}
	})
}

func TestTwice(t *testing.T) {
	square := Ring{{0, 0}, {10, 0}, {10, 10}, {0, 10}}
	if square.Twice() != 200 {
		t.Errorf("twice a square of ten is %d", square.Twice())
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Int32Range(-180e6, 179e6).Draw(t, "x"), rapid.Int32Range(-90e6, 89e6).Draw(t, "y")
		moved := make(Ring, len(square))
		for i, p := range square {
			moved[i] = Point{p.Lon + x, p.Lat + y}
		}
		if moved.Twice() != 200 {
			t.Fatalf("at %d, %d it is %d", x, y, moved.Twice())
		}
		slices.Reverse(moved)
		if moved.Twice() != -200 {
			t.Fatal("clockwise must be negative")
		}
		if b := Bounds(moved, Ring{{x, y + 20}}); b != (Box{Point{x, y}, Point{x + 10, y + 20}}) {
			t.Fatalf("bounds %v", b)
		}
	})
}
