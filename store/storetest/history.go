package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/land"
)

func laterDay() seva.Date { return seva.Date{Year: 2026, Month: 12, Day: 1} }

// withShares gives the volume with other shares on its second plot.
func withShares(v land.Volume) land.Volume {
	v.Plots = slices.Clone(v.Plots)
	v.Plots[1].Holdings = slices.Clone(v.Plots[1].Holdings)
	v.Plots[1].Holdings[0].Share, v.Plots[1].Holdings[1].Share = 5000, 5000
	return v
}

func shares(p land.Plot) []seva.Share {
	var all []seva.Share
	for _, h := range p.Holdings {
		all = append(all, h.Share)
	}
	return all
}

func again(t *testing.T, s Store) {
	v := Volume(mouza, 10)
	bind(t, s, v)
	before := plot(t, s, v.Plots[1].Number, land.At{})
	// A later extract that says the same is no new version either.
	v.Valid, v.Source = laterDay(), "storetest, later"
	slices.Reverse(v.Plots)
	slices.Reverse(v.Folios)
	bind(t, s, v)
	equal(t, "plot", plot(t, s, before.Number, land.At{}), before)
	sum, err := s.Summary(t.Context(), mouza)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "as on", sum.AsOn, before.AsOn)
}

func changed(t *testing.T, s Store) {
	first := Volume(mouza, 10)
	bind(t, s, first)
	n, other := first.Plots[1].Number, first.Plots[7].Number
	old, kept := plot(t, s, n, land.At{}), plot(t, s, other, land.At{})

	second := withShares(first)
	second.Valid, second.Source = laterDay(), "storetest, later"
	bind(t, s, second)
	now := plot(t, s, n, land.At{})
	equal(t, "shares now", shares(now), []seva.Share{5000, 5000})
	equal(t, "now is of the later day", now.AsOn.Valid, laterDay())
	equal(t, "now is of the later source", now.AsOn.Source, "storetest, later")
	if !now.AsOn.Recorded.After(old.AsOn.Recorded) {
		t.Errorf("recorded %v, not after %v", now.AsOn.Recorded, old.AsOn.Recorded)
	}
	equal(t, "a plot that did not change", plot(t, s, other, land.At{}), kept)

	dayBefore := seva.Date{Year: 2026, Month: 11, Day: 30}
	justBefore := now.AsOn.Recorded.Add(-time.Microsecond)
	for _, c := range []struct {
		what string
		at   land.At
		want land.Plot
	}{
		{"as it was the day before", land.At{Valid: dayBefore}, old},
		{"as it is from that day", land.At{Valid: laterDay()}, now},
		{"as was known before", land.At{Known: justBefore}, old},
		{"as was known before of the later day", land.At{Known: justBefore, Valid: laterDay()}, old},
		{"as is known since", land.At{Known: now.AsOn.Recorded}, now},
		{"as is known since of the day before", land.At{Known: now.AsOn.Recorded, Valid: dayBefore}, old},
	} {
		equal(t, c.what, plot(t, s, n, c.at), c.want)
		// The khatian, read from the rows, says the same.
		k, err := s.Khatian(t.Context(), mouza, c.want.Holdings[0].Khatian, c.at)
		if err != nil {
			t.Fatalf("khatian %s: %v", c.what, err)
		}
		i := slices.IndexFunc(k.Holdings, func(h land.Holding) bool { return h.Plot == n })
		equal(t, "khatian "+c.what, k.Holdings[i], c.want.Holdings[0])
	}
}

func renamed(t *testing.T, s Store) {
	v := Volume(mouza, 10)
	bind(t, s, v)
	v.Folios = slices.Clone(v.Folios)
	v.Folios[2].Owner.Name.En = "Rehana Khatun"
	v.Valid = laterDay()
	bind(t, s, v)
	seen := 0
	for _, p := range v.Plots {
		got := plot(t, s, p.Number, land.At{})
		got.AsOn = land.AsOn{}
		equal(t, "plot "+p.Number.String(), got, read(v, p.Number))
		for _, h := range got.Holdings {
			if h.Owner.Name.En == "Rehana Khatun" {
				seen++
			}
		}
	}
	if seen < 2 {
		t.Errorf("the new name stands on %d plots", seen)
	}
}

func removed(t *testing.T, s Store) {
	v := Volume(mouza, 10)
	bind(t, s, v)
	gone := v.Plots[9].Number
	before := plot(t, s, gone, land.At{})
	v.Plots, v.Parcels, v.Crosswalk, v.Valid = v.Plots[:9], v.Parcels[:9], v.Crosswalk[:8], laterDay()
	held := map[land.Number]bool{}
	for _, p := range v.Plots {
		for _, h := range p.Holdings {
			held[h.Khatian] = true
		}
	}
	v.Folios = slices.DeleteFunc(slices.Clone(v.Folios), func(f land.Folio) bool { return !held[f.Number] })
	bind(t, s, v)
	for _, at := range []land.At{{}, {Valid: laterDay()}} {
		if _, err := s.Plot(t.Context(), mouza, gone, at); !errors.Is(err, land.ErrNone) {
			t.Errorf("%+v: %v, want ErrNone", at, err)
		}
	}
	if _, err := s.Sheet(t.Context(), mouza, gone); !errors.Is(err, land.ErrNone) {
		t.Errorf("its map: %v, want ErrNone", err)
	}
	equal(t, "the past", plot(t, s, gone, land.At{Valid: Day()}), before)
	equal(t, "what was known", plot(t, s, gone, land.At{Known: before.AsOn.Recorded}), before)
	// And back again, as a new version.
	v = Volume(mouza, 10)
	v.Valid = laterDay()
	bind(t, s, v)
	if back := plot(t, s, gone, land.At{}); !back.AsOn.Recorded.After(before.AsOn.Recorded) {
		t.Errorf("came back as of %v", back.AsOn)
	}
}

func corrected(t *testing.T, s Store) {
	v := Volume(mouza, 10)
	bind(t, s, v)
	n := v.Plots[1].Number
	wrong := plot(t, s, n, land.At{})
	bind(t, s, withShares(v))
	right := plot(t, s, n, land.At{})
	equal(t, "what is now known of that day", plot(t, s, n, land.At{Valid: Day()}), right)
	equal(t, "what was then known of that day", plot(t, s, n, land.At{Valid: Day(), Known: wrong.AsOn.Recorded}), wrong)
	equal(t, "shares", shares(right), []seva.Share{5000, 5000})
}

func older(t *testing.T, s Store) {
	v := Volume(mouza, 5)
	bind(t, s, v)
	v.Valid = laterDay()
	bind(t, s, v) // says the same, and moves the day all the same
	old := withShares(v)
	old.Valid = Day()
	err := s.Bind(t.Context(), old)
	if seva.KindOf(err) != seva.Conflict {
		t.Fatalf("Bind of an older extract: %v, want a conflict", err)
	}
	equal(t, "shares", shares(plot(t, s, v.Plots[1].Number, land.At{})), []seva.Share{6000, 4000})
}

func unsound(t *testing.T, s Store) {
	for name, spoil := range map[string]func(*land.Volume){
		"shares":     func(v *land.Volume) { v.Plots[0].Holdings[0].Share-- },
		"twice":      func(v *land.Volume) { v.Plots[2].Number = v.Plots[1].Number },
		"no khatian": func(v *land.Volume) { v.Plots[0].Holdings[0].Khatian = number(999, 0) },
		"nul":        func(v *land.Volume) { v.Folios[0].Owner.Name.En = "a\x00b" },
		"separator":  func(v *land.Volume) { v.Plots[0].Holdings[0].Possessor.Bn = "a\x1fb" },
		"encoding":   func(v *land.Volume) { v.Plots[0].Holdings[0].Remark.Rule = "\xff" },
	} {
		v := Volume(mouza, 5)
		spoil(&v)
		if err := s.Bind(t.Context(), v); seva.KindOf(err) != seva.Invalid {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
		if _, err := s.Summary(t.Context(), mouza); !errors.Is(err, land.ErrNone) {
			t.Errorf("%s: something was kept: %v", name, err)
		}
	}
}
