package land

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"duar/seva"

	"pgregory.net/rapid"
)

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]Number{
		"165": {165, 0}, "165/1201": {165, 1201}, "165-1201": {165, 1201}, "165 1201": {165, 1201},
		"১৬৫/১২০১": {165, 1201}, "१६५/१२०१": {165, 1201}, "１６５": {165, 0}, "১৬৫ বাটা ১২০১": {165, 1201},
		"165 bata 1201": {165, 1201}, "165 बटा 1201": {165, 1201}, "165–1201": {165, 1201}, `165\1201`: {165, 1201},
		" 165 / 1201 ": {165, 1201}, "   12  ": {12, 0}, "007": {7, 0}, "999999/999999": {999999, 999999},
	} {
		if got, err := ParseNumber("plot", s); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", " ", "0", "165/0", "0/5", "-5", "165/-5", "--", "/", "/5", "165/", "165//5", "165/1/2", "1 2 3", "165a", "a",
		"১৬৫ক", "1.5", "+5", "1000000", "5/1000000", "99999999999999999999", "165\x00", "165\n", "1\n2/3", "\xff", "165#", "٥",
		strings.Repeat("9", 100_000), strings.Repeat("-", 100_000),
	} {
		n, err := ParseNumber("plot", s)
		if s == "165\n" { // space around is forgiven, as a line feed from a form is
			if err != nil || n.Main != 165 {
				t.Errorf("%q: %v, %v", s, n, err)
			}
			continue
		}
		e, ok := errors.AsType[*seva.Error](err)
		if !ok || e.Kind != seva.Invalid || e.Field != "plot" || e.Code() != "number.form" {
			t.Errorf("%.20q: %v, %v; want it refused", s, n, err)
		}
	}
}

func someNumber() *rapid.Generator[Number] {
	return rapid.Custom(func(t *rapid.T) Number {
		return Number{rapid.Int32Range(1, maxNumber).Draw(t, "main"), rapid.Int32Range(0, maxNumber).Draw(t, "bata")}
	})
}

func TestNumberReadsBackProperty(t *testing.T) {
	digits := func(zero rune) func(string) string {
		return func(s string) string {
			return strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return zero + r - '0'
				}
				return r
			}, s)
		}
	}
	scripts := []func(string) string{digits('0'), digits('০'), digits('०'), digits('０')}
	rapid.Check(t, func(t *rapid.T) {
		n := someNumber().Draw(t, "number")
		for _, script := range scripts {
			for _, s := range []string{n.String(), n.Path()} {
				if back, err := ParseNumber("plot", script(s)); err != nil || back != n {
					t.Fatalf("%q read back as %v, %v", script(s), back, err)
				}
			}
		}
	})
}

func TestCompare(t *testing.T) {
	want := []Number{{9, 0}, {10, 0}, {10, 1}, {10, 2}, {10, 11}, {11, 0}, {100, 0}}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, Number.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("sorted %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := someNumber().Draw(t, "a"), someNumber().Draw(t, "b")
		if a.Compare(b) != -b.Compare(a) || (a.Compare(b) == 0) != (a == b) {
			t.Fatalf("%v against %v", a, b)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"165/1201", "১৬৫ বাটা ১২০১", "-", "1\x00", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber("plot", s)
		if err != nil {
			return
		}
		if n.Main < 1 || n.Bata < 0 {
			t.Fatalf("%q is %v", s, n)
		}
		if back, err := ParseNumber("plot", n.String()); err != nil || back != n {
			t.Fatalf("%v read back as %v, %v", n, back, err)
		}
	})
}
