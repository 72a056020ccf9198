package sqlstore

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/land"
	"duar/store/storetest"
)

func draw(t *rapid.T, name string) string {
	return rapid.StringMatching(`[A-Za-z০-৯অ-হ \-]{0,12}`).Draw(t, name)
}

func drawNames(t *rapid.T, name string) seva.Names {
	return seva.Names{Bn: draw(t, name), En: draw(t, name), Hi: draw(t, name)}
}

func drawNumber(t *rapid.T, name string) land.Number {
	return land.Number{Main: rapid.Int32Range(1, 999_999).Draw(t, name), Bata: rapid.Int32Range(0, 999_999).Draw(t, name)}
}

// A sheet comes back as it was written, whatever is in it.
func TestSheetRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := land.Plot{
			Mouza: 1027001, Number: drawNumber(t, "plot"), Class: land.Class(draw(t, "class")),
			Area: seva.Area(rapid.Int64Range(0, 1e12).Draw(t, "area")), ULPIN: draw(t, "ulpin"), HasMap: rapid.Bool().Draw(t, "map"),
			Holdings: []land.Holding{},
		}
		if rapid.Bool().Draw(t, "flagged") {
			want.Flags = land.Flags()
		}
		for range rapid.IntRange(0, 5).Draw(t, "holdings") {
			h := land.Holding{
				Plot: want.Number, Khatian: drawNumber(t, "khatian"), Class: want.Class,
				Share: seva.Share(rapid.Int64Range(0, 10_000).Draw(t, "share")), Recorded: seva.Area(rapid.Int64().Draw(t, "recorded")),
				Owner: land.Owner{
					Name: drawNames(t, "name"), Type: land.OwnerType(draw(t, "type")), Guardian: drawNames(t, "guardian"),
					Relation: land.Relation(draw(t, "relation")),
				},
				Possession: land.Possession(draw(t, "possession")), Possessor: drawNames(t, "possessor"),
				Remark: land.Remark{Text: drawNames(t, "remark"), Rule: draw(t, "rule")},
			}
			h.Computed = h.Share.Of(want.Area)
			want.Holdings = append(want.Holdings, h)
		}
		b, err := packSheet(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := unpackSheet(want.Mouza, want.Number, b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		for cut := range b {
			if _, err := unpackSheet(want.Mouza, want.Number, b[:cut]); err == nil {
				t.Fatalf("a sheet cut at %d of %d was taken", cut, len(b))
			}
		}
	})
}

// Whatever bytes stand in the column, reading them ends in a value or an error.
func FuzzUnpack(f *testing.F) {
	b, err := packSheet(storetest.Volume(1027001, 3).Plots[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(packRing(land.Ring{{Lon: 1, Lat: 2}, {Lon: -3, Lat: 4}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := unpackSheet(1, land.Number{Main: 1}, b); err == nil {
			again, err := packSheet(p)
			if err != nil {
				t.Fatal(err)
			}
			twice, err := unpackSheet(1, land.Number{Main: 1}, again)
			if err != nil || !cmp.Equal(p, twice) {
				t.Fatalf("%v: %s", err, cmp.Diff(p, twice))
			}
		}
		_, _ = unpackRing(b)
		_, _ = unpackPlots(b)
	})
}

func TestRingRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want land.Ring
		for range rapid.IntRange(0, 9).Draw(t, "corners") {
			want = append(want, land.Point{Lon: rapid.Int32().Draw(t, "lon"), Lat: rapid.Int32().Draw(t, "lat")})
		}
		got, err := unpackRing(packRing(want))
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v, %v; want %v", got, err, want)
		}
		plots := sortedSet(rapid.SliceOf(rapid.Int64Range(1, 1e12)).Draw(t, "plots"))
		near, err := unpackPlots(packPlots(plots))
		if err != nil || !slices.Equal(near, plots) {
			t.Fatalf("%v, %v; want %v", near, err, plots)
		}
	})
}

// Numbers and dates sort in the database as they do in Go.
func TestNumbersKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawNumber(t, "a"), drawNumber(t, "b")
		if unpackNumber(packNumber(a)) != a {
			t.Fatal(a)
		}
		if (a.Compare(b) < 0) != (packNumber(a) < packNumber(b)) {
			t.Fatalf("%s and %s", a, b)
		}
	})
}

func BenchmarkSheet(b *testing.B) {
	v := storetest.Volume(1027001, 3)
	p := v.Plots[0] // three holdings
	for i := range p.Holdings {
		p.Holdings[i].Owner = v.Folios[1].Owner
	}
	sheet, err := packSheet(p)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(sheet)), "bytes")
	for b.Loop() {
		if _, err := unpackSheet(p.Mouza, p.Number, sheet); err != nil {
			b.Fatal(err)
		}
	}
}

// A sheet of another format is known as such by its first element, whatever follows.
func TestSheetOfAnotherFormat(t *testing.T) {
	sheet, err := packSheet(land.Plot{Mouza: 1, Number: land.Number{Main: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if sheet[0] != 0x87 || sheet[1] != sheetFormat { // RFC 8949: an array of seven, a small integer
		t.Fatalf("a sheet begins with % x", sheet[:2])
	}
	sheet[1]++
	if _, err := unpackSheet(1, land.Number{Main: 1}, sheet); err == nil || !strings.Contains(err.Error(), "format") {
		t.Errorf("got %v", err)
	}
}
