package seva

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAreaIn(t *testing.T) {
	for _, c := range []struct {
		area  Area
		unit  Unit
		want  string
		exact bool
	}{
		{Acre, InAcre, "1.0000", true},
		{Acre, InDecimal, "100.0000", true},
		{Acre, InKatha, "60.5000", true}, // people say 60
		{Acre, InBigha, "3.0250", true},  // people say 3
		{7500, InAcre, "0.7500", true},
		{7500, InDecimal, "75.0000", true},
		{7500, InKatha, "45.3750", true},
		{7500, InBigha, "2.2688", false}, // 2.26875
		{1, InDecimal, "0.0100", true},
		{1, InKatha, "0.0061", false},   // 0.00605
		{1, InBigha, "0.0003", false},   // 0.0003025
		{40, InBigha, "0.0121", true},   // the smallest area that is whole in every unit
		{0, InKatha, "0.0000", true},    //
		{-1, InKatha, "-0.0061", false}, // rounding is away from zero on both sides
	} {
		got := c.area.In(c.unit)
		if got.String() != c.want || got.Exact != c.exact || got.Unit != c.unit {
			t.Errorf("%v in %s is %v (exact %v), want %s (%v)", c.area, c.unit, got, got.Exact, c.want, c.exact)
		}
	}
}

// A katha is 720 square feet and an acre 43,560, so a katha is 2/121 acre: going back
// from a measure must never be off by more than the rounding of the measure.
func TestAreaInIsNearestProperty(t *testing.T) {
	parts := map[Unit][2]int64{InAcre: {1, 1}, InDecimal: {100, 1}, InKatha: {121, 2}, InBigha: {121, 40}}
	if len(parts) != len(Units()) {
		t.Fatal("a unit is not tested")
	}
	rapid.Check(t, func(t *rapid.T) {
		a := Area(rapid.Int64Range(0, 1e13).Draw(t, "area"))
		for u, p := range parts {
			m := a.In(u)
			off := 2 * (m.Value*p[1] - int64(a)*p[0])
			if off > p[1] || off <= -p[1] && p[1] > 1 {
				t.Fatalf("%v in %s: %v is not the nearest", a, u, m)
			}
			if m.Exact != (off == 0) {
				t.Fatalf("%v in %s: exact is %v, off by %d", a, u, m.Exact, off)
			}
		}
	})
}

func TestParseArea(t *testing.T) {
	for s, want := range map[string]Area{
		"0.75": 7500, "1": 10000, "12.0364": 120364, "0": 0, "007.5": 75000, "1.": 10000, " 0.75 ": 7500,
		"০.৭৫": 7500, "१.५": 15000, "１": 10000, "999999999.9999": 9999999999999,
	} {
		if got, err := ParseArea(s); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", " ", ".5", "-1", "+1", "1.23456", "1,5", "1e3", "0x1", "1_0", "1 2", "1.2.3", "NaN", "Inf", "১.২৩৪৫৬",
		"1000000000", "99999999999999999999", "0.75 acre", "1.-5", "1\x00", "\xff", "١",
	} {
		if got, err := ParseArea(s); err == nil {
			t.Errorf("%q accepted as %v", s, got)
		}
	}
}

func TestParseShare(t *testing.T) {
	for s, want := range map[string]Share{"0.0364": 364, "1": Whole, "1.0000": Whole, "0": 0, "০.৫": 5000} {
		if got, err := ParseShare(s); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"1.0001", "2", "-0.5", "1/2", "", "0.00001"} {
		if got, err := ParseShare(s); err == nil {
			t.Errorf("%q accepted as %v", s, got)
		}
	}
}

func TestAreaAndShareReadBackProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Area(rapid.Int64Range(0, 9_999_999_999_999).Draw(t, "area"))
		if back, err := ParseArea(a.String()); err != nil || back != a {
			t.Fatalf("%v read back as %v, %v", a, back, err)
		}
		s := Share(rapid.Int64Range(0, int64(Whole)).Draw(t, "share"))
		if back, err := ParseShare(s.String()); err != nil || back != s {
			t.Fatalf("%v read back as %v, %v", s, back, err)
		}
	})
}

func TestShareOf(t *testing.T) {
	if got := Share(364).Of(7500); got != 273 { // the portal's own example: 0.0273, recorded as 0.0400
		t.Errorf("0.0364 of 0.75 acre is %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		area := Area(rapid.Int64Range(0, 9_999_999_999_999).Draw(t, "area"))
		if Whole.Of(area) != area || Share(0).Of(area) != 0 {
			t.Fatal("the whole of an area is the area, and none of it is none")
		}
		// However a plot is divided, the computed areas miss it by less than half a part each.
		left, sum, n := Whole, Area(0), 0
		for left > 0 {
			s := Share(rapid.Int64Range(1, int64(left)).Draw(t, "share"))
			part := s.Of(area)
			if part < 0 || part > area {
				t.Fatalf("%v of %v is %v", s, area, part)
			}
			sum, left, n = sum+part, left-s, n+1
		}
		if off := sum - area; 2*off > Area(n) || 2*off < -Area(n) {
			t.Fatalf("%d shares of %v add up to %v", n, area, sum)
		}
	})
}
