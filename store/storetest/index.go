package storetest

import (
	"errors"
	"testing"
	"time"

	"duar/seva/casework"
)

var (
	aPlot  = casework.Key{Kind: casework.KeyPlot, Value: "1027001/165-1201"}
	aDeed  = casework.Key{Kind: casework.KeyDeed, Value: "1902/2026/1234"}
	aSound = casework.Key{Kind: casework.KeyName, Value: "sbrtmndl"}
)

// index gives a case keys.
func index(t testing.TB, s CaseStore, number string, keys ...casework.Key) {
	t.Helper()
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.Index(t.Context(), number, keys) })
	if err != nil {
		t.Fatal(err)
	}
}

func caseKeys(t *testing.T, s CaseStore) {
	with(t, s, "MN2026000001", "lr.2412", func(*casework.Case) {})
	index(t, s, "MN2026000001", aSound, aPlot, aPlot)
	index(t, s, "MN2026000001", aPlot, aDeed)
	index(t, s, "MN2026999999", aPlot) // of no case
	index(t, s, "MN2026000001")
	want := []casework.Key{aDeed, aSound, aPlot}
	got, err := s.Cases().Keys(t.Context(), "MN2026000001")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "its keys", got, want)
	with(t, s, "MN2026000002", "lr.2412", func(*casework.Case) {})
	err = s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		// What was written in the transaction counts in it.
		if err := tx.Index(t.Context(), "MN2026000002", []casework.Key{aPlot}); err != nil {
			return err
		}
		all, err := tx.KeysOf(t.Context(), []string{"MN2026000002", "MN2026000001", "MN2026999999"})
		equal(t, "keys of several", all, map[string][]casework.Key{"MN2026000001": want, "MN2026000002": {aPlot}})
		if err != nil {
			return err
		}
		open, err := tx.Open(t.Context(), aPlot)
		equal(t, "open cases", open, []string{"MN2026000001", "MN2026000002"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		return errors.Join(tx.Index(t.Context(), "MN2026000001", []casework.Key{{Kind: "plot", Value: "\x00"}}))
	})
	if err == nil {
		t.Error("a key with a NUL was kept")
	}
}

// A case that has ended is found by its keys and is not open; taken up again it is.
func caseKeysEnd(t *testing.T, s CaseStore) {
	c := with(t, s, "MN2026000001", "lr.2412", func(*casework.Case) {})
	index(t, s, c.Number, aPlot)
	end := func(ended bool, hold bool) {
		t.Helper()
		err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
			if hold {
				if _, err := tx.Case(t.Context(), c.Number); err != nil {
					return err
				}
			}
			next, events := moved(c, "a state")
			next.Ended = ended
			c = next
			return tx.Put(t.Context(), next, events)
		})
		if err != nil {
			t.Fatal(err)
		}
		var open []string
		err = s.Cases().Change(t.Context(), func(tx casework.Tx) (err error) { open, err = tx.Open(t.Context(), aPlot); return err })
		if err != nil || (len(open) == 0) != ended {
			t.Errorf("ended %v: open %v, %v", ended, open, err)
		}
		for live, want := range map[bool]int{false: 1, true: len(open)} {
			found, err := s.Cases().Find(t.Context(), casework.Find{Key: aPlot, Live: live})
			if err != nil || len(found) != want || len(found) > 0 && found[0].Ended != ended {
				t.Errorf("ended %v, live %v: %v, %v", ended, live, numbers(found), err)
			}
		}
	}
	end(false, true)
	end(true, true)
	end(false, true)
}

func caseAbout(t *testing.T, s CaseStore) {
	at := func(days int) time.Time { return caseDay().AddDate(0, 0, days) }
	for i, c := range []struct {
		number, office string
		days           int
	}{{"WA2026000001", "lr.2412", 2}, {"MN2026000002", "lr.2412", 0}, {"MN2026000003", "lr.2413", 1}, {"MN2026000004", "lr.2412", 40}} {
		with(t, s, c.number, c.office, func(one *casework.Case) { one.Submitted = at(c.days) })
		index(t, s, c.number, aSound)
		if i%2 == 0 {
			index(t, s, c.number, aPlot)
		}
	}
	for name, c := range map[string]struct {
		find casework.Find
		want []string
	}{
		"by a plot, oldest first": {casework.Find{Key: aPlot}, []string{"MN2026000003", "WA2026000001"}},
		"so many":                 {casework.Find{Key: aPlot, Limit: 1}, []string{"MN2026000003"}},
		"of an office":            {casework.Find{Key: aSound, Offices: []string{"lr.2412"}}, []string{"MN2026000002", "WA2026000001", "MN2026000004"}},
		"and some days": {casework.Find{Key: aSound, Offices: []string{"lr.2412"}, From: at(1), Until: at(40)},
			[]string{"WA2026000001"}},
		"from a moment on":    {casework.Find{Key: aSound, Offices: []string{"lr.2412"}, From: at(40), Live: true}, []string{"MN2026000004"}},
		"what nobody has":     {casework.Find{Key: casework.Key{Kind: "plot", Value: "1/1"}}, nil},
		"of a kind of others": {casework.Find{Key: casework.Key{Kind: "khatian", Value: aPlot.Value}}, nil},
	} {
		found, err := s.Cases().Find(t.Context(), c.find)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, name, numbers(found), c.want)
	}
}
