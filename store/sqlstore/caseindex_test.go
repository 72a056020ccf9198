package sqlstore

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/seva/casework"
	"duar/store/storetest"
)

// A key is found with one seek in the order of the answer, however many there are: nothing is
// scanned, and nothing but a few rows is sorted.
func TestKeysAreSought(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := s.engine.(*embedded)
	for name, want := range map[string]string{
		"case.open":         "SEARCH case_key USING COVERING INDEX case_key_live (kind=? AND value=?)",
		"case.about":        "SEARCH case_key USING PRIMARY KEY (kind=? AND value=?)",
		"case.about.live":   "SEARCH case_key USING COVERING INDEX case_key_live (kind=? AND value=?)",
		"case.about.office": "SEARCH k USING PRIMARY KEY (kind=? AND value=? AND office=? AND submitted>? AND submitted<?)",
		"case.keys":         "SEARCH case_key USING COVERING INDEX case_key_number (number=?)",
		"case.key.live":     "SEARCH case_key USING INDEX case_key_number (number=?)",
		"watch.of":          "SEARCH watch_watch USING INDEX watch_no (phone=?)",
		"watch.count":       "SEARCH watch_watch USING INDEX watch_about (kind=? AND value=?)",
		"old.watch.count":   "SEARCH watch_watch USING COVERING INDEX watch_until (until<?)",
	} {
		plan := explained(t, e, name, e.texts[name])
		if !slices.ContainsFunc(plan, func(step string) bool { return strings.Contains(step, want) }) {
			t.Errorf("%s: %v", name, plan)
		}
		for _, step := range plan {
			if strings.HasPrefix(step, "SCAN case_") || strings.HasPrefix(step, "SCAN watch_") || name == "case.about.office" && strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s: %v", name, plan)
			}
		}
	}
	for _, step := range explained(t, e, "watch.watchers", e.texts["watch.watchers"]) {
		if strings.HasPrefix(step, "SCAN watch_") {
			t.Error(step)
		}
	}
}

// What a program before keys took in is found until it has one, in the order of numbers; and
// where nothing lacks one, no body is read.
func TestUnkeyed(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		put := func(i int, keys ...casework.Key) {
			t.Helper()
			c, events := storetest.Filed(benchNumber(i), "lr.2984")
			err := s.Cases().Change(ctx, func(tx casework.Tx) error {
				if err := tx.Put(ctx, c, events); err != nil {
					return err
				}
				return tx.Index(ctx, c.Number, keys)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for i := range 5 {
			put(i)
		}
		put(5, casework.Key{Kind: casework.KeyPlot, Value: "1027001/165"})
		unkeyed := func(after string, limit int) (numbers []string) {
			t.Helper()
			all, err := s.Unkeyed(ctx, after, limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range all {
				numbers = append(numbers, c.Number)
			}
			return numbers
		}
		if got := unkeyed("", 2); !slices.Equal(got, []string{benchNumber(0), benchNumber(1)}) {
			t.Errorf("the first two: %v", got)
		}
		if got := unkeyed(benchNumber(1), 10); !slices.Equal(got, []string{benchNumber(2), benchNumber(3), benchNumber(4)}) {
			t.Errorf("the others: %v", got)
		}
		err := s.Cases().Change(ctx, func(tx casework.Tx) error {
			if _, err := tx.Case(ctx, benchNumber(3)); err != nil {
				return err
			}
			return tx.Index(ctx, benchNumber(3), []casework.Key{{Kind: casework.KeyName, Value: "rhm"}})
		})
		if got := unkeyed(benchNumber(2), 10); err != nil || !slices.Equal(got, []string{benchNumber(4)}) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// BenchmarkKey looks for the cases of a plot among many, and for those of a name in one office.
func BenchmarkKey(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "duar.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	const cases = 100_000
	begun := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for from := 0; from < cases; from += 5_000 {
		err := s.Cases().Change(b.Context(), func(tx casework.Tx) error { return putKeys(b.Context(), tx, begun, from, from+5_000) })
		if err != nil {
			b.Fatal(err)
		}
	}
	for name, f := range map[string]casework.Find{
		"plot": {Key: casework.Key{Kind: casework.KeyPlot, Value: "1027001/165"}, Live: true},
		"name": {Key: casework.Key{Kind: casework.KeyName, Value: "mndl1"}, Offices: []string{"lr.7"}, From: begun.AddDate(0, 1, 0), Until: begun.AddDate(0, 4, 0), Limit: 50},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if found, err := s.Cases().Find(b.Context(), f); err != nil || len(found) == 0 {
					b.Fatal(len(found), err)
				}
			}
		})
	}
}

func putKeys(ctx context.Context, tx casework.Tx, begun time.Time, from, to int) error {
	for i := from; i < to; i++ {
		c := casework.Case{Number: fmt.Sprintf("MN2026%06d", i), Version: 1, Office: fmt.Sprintf("lr.%d", i%300), Submitted: begun.Add(time.Duration(i) * time.Minute)}
		if err := tx.Put(ctx, c, []casework.Event{{Seq: 1}}); err != nil {
			return err
		}
		err := tx.Index(ctx, c.Number, []casework.Key{
			{Kind: casework.KeyPlot, Value: fmt.Sprintf("1027001/%d", i%50_000)},
			{Kind: casework.KeyName, Value: fmt.Sprintf("mndl%d", i%3)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
