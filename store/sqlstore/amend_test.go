package sqlstore_test

import (
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

func TestAmends(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Amends(t, func(t *testing.T) storetest.RecordStore { return open(t, url(t)) })
		})
	}
}

// halve moves half of a plot's first share to a new khatian.
func halve(t testing.TB, s *sqlstore.Store, idn place.IDN, n land.Number, by string) error {
	return s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		held, err := tx.HoldPlots(t.Context(), idn, []land.Number{n})
		if err != nil {
			return err
		}
		free, err := tx.FreeKhatian(t.Context(), idn)
		if err != nil {
			return err
		}
		p := held[0]
		some := max(p.Holdings[0].Share/2, 1)
		area, _ := p.Take(p.Holdings[0].Khatian, some)
		p.Give(free, some, area)
		owner := land.Owner{Name: seva.Names{Bn: "রেহানা খাতুন"}, Type: land.Individual}
		return tx.Amend(t.Context(), land.Change{Mouza: idn, Valid: p.AsOn.Valid, By: by, Plots: []land.Plot{p},
			Folios: []land.Folio{{Number: free, Owner: owner}}})
	})
}

// Whoever keeps answers hears of a mouza after the change is there to be read, and not of
// one that was not kept.
func TestOnAmend(t *testing.T) {
	s := open(t, urls()["sqlite"](t))
	v := storetest.Volume(1027001, 3)
	if err := s.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	var heard []place.IDN
	var seen int
	s.OnAmend(func(idn place.IDN) {
		heard = append(heard, idn)
		p, err := s.Plot(t.Context(), idn, v.Plots[2].Number, land.At{})
		if err != nil {
			t.Error(err)
		}
		seen = len(p.Holdings)
	})
	if err := halve(t, s, 1027001, v.Plots[2].Number, "MN2026000001"); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(heard, []place.IDN{1027001}) || seen != 3 {
		t.Errorf("heard of %v, read %d holdings", heard, seen)
	}
	if err := halve(t, s, 1027001, v.Plots[2].Number, "no case"); err == nil {
		t.Error("kept what is nobody's order")
	}
	if len(heard) != 1 {
		t.Errorf("heard of %v", heard)
	}
}

// The list of extracts stays that of extracts, however many orders there are.
func TestSourcesWithoutOrders(t *testing.T) {
	s := open(t, urls()["sqlite"](t))
	v := storetest.Volume(1027001, 3)
	v.Source = land.DemoSource
	if err := s.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"MN2026000001", "MN2026000002", "MN2026000003/2"} {
		if err := halve(t, s, 1027001, v.Plots[2].Number, by); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Sources(t.Context())
	if err != nil || !slices.Equal(all, []string{land.DemoSource}) {
		t.Errorf("sources %q, %v", all, err)
	}
}

// An order in a large mouza costs what it changes, not what the mouza has.
func TestAmendSpeed(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			v := storetest.Volume(1027001, 2000)
			if err := s.Bind(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			var took []time.Duration
			for i := range 30 {
				start := time.Now()
				if err := halve(t, s, 1027001, v.Plots[100+i].Number, "MN2026000001"); err != nil {
					t.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			t.Logf("an order on one plot of 2,000: median %v, slowest %v", took[15], took[29])
			if took[15] > 150*time.Millisecond {
				t.Errorf("median %v", took[15])
			}
		})
	}
}
