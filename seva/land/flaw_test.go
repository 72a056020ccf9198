package land

import (
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
)

func TestAmendedSource(t *testing.T) {
	for _, c := range []struct{ source, by, want, extract string }{
		{"demo", "MN2026000123", "demo MN2026000123", "demo"},
		{"demo MN2026000123", "CN2026000004/2", "demo CN2026000004/2", "demo"},
		{"BLRO Ghatal 20261101", "MN2026000123", "BLRO Ghatal 20261101 MN2026000123", "BLRO Ghatal 20261101"},
		{"extract, later", "", "extract, later", "extract, later"},
	} {
		got := Amended(c.source, c.by)
		if got != c.want || Extract(got) != c.extract {
			t.Errorf("%q by %q: %q of %q", c.source, c.by, got, Extract(got))
		}
	}
	for source, want := range map[string]bool{"demo": true, "demo MN2026000123": true, "demography": false, "": false, "BLRO demo": false} {
		if got := (AsOn{Source: source}).Specimen(); got != want {
			t.Errorf("%q is a specimen: %v", source, got)
		}
	}
}

// However a share is sold in parts, nothing of it or of its written area is lost.
func TestTakeProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := Number{Main: 1}, Number{Main: 2}
		share := seva.Share(rapid.IntRange(1, int(seva.Whole)).Draw(t, "share"))
		p := Plot{Holdings: []Holding{{Khatian: from, Share: share, Recorded: seva.Area(rapid.IntRange(0, 1_000_000).Draw(t, "area"))}}}
		shares, areas := p.Shares(), p.Recorded()
		for left := share; left > 0; {
			some := seva.Share(rapid.IntRange(1, int(left)).Draw(t, "part"))
			area, ok := p.Take(from, some)
			if !ok || area < 0 {
				t.Fatalf("took %s: %s, %v", some, area, ok)
			}
			p.Give(to, some, area)
			left -= some
			if p.Shares() != shares || p.Recorded() != areas {
				t.Fatalf("%s and %s, were %s and %s", p.Shares(), p.Recorded(), shares, areas)
			}
		}
		if _, ok := p.Take(from, 1); ok || len(p.Holdings) != 1 {
			t.Fatalf("sold what is not held: %+v", p.Holdings)
		}
	})
}

func TestFlagged(t *testing.T) {
	p := Plot{Flags: []Flag{Pending, Mortgage}}
	if got := p.Flagged(Court, true); len(got) != 3 || got[0] != Mortgage || got[1] != Court {
		t.Errorf("%v", got)
	}
	if got := p.Flagged(Pending, false); len(got) != 1 || got[0] != Mortgage {
		t.Errorf("%v", got)
	}
}
