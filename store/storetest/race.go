package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva/casework"
	"duar/seva/notice"
	"duar/seva/service"
)

// numbersAtOnce: 50 transactions at once, some of which come to nothing: the numbers of
// those that are kept are 1 to as many, without a hole where one failed.
func numbersAtOnce(t *testing.T, s CaseStore) {
	ctx := t.Context()
	const all = 50
	boom := errors.New("boom")
	var wg sync.WaitGroup
	var mu sync.Mutex
	var kept []int64
	for i := range all {
		wg.Go(func() {
			var n int64
			err := s.Cases().Change(ctx, func(tx casework.Tx) (err error) {
				if n, err = tx.Number(ctx, "CAF", 2026); err != nil {
					return err
				}
				c, events := Filed(fmt.Sprintf("CAF2026%06d", n), "lr.2412")
				if err := tx.Put(ctx, c, events); err != nil {
					return err
				}
				if i%5 == 0 {
					return boom
				}
				return nil
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				kept = append(kept, n)
			case !errors.Is(err, boom):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	slices.Sort(kept)
	want := make([]int64, all*4/5)
	for i := range want {
		want[i] = int64(i) + 1
		theCase(t, s, fmt.Sprintf("CAF2026%06d", i+1))
	}
	equal(t, "numbers", kept, want)
}

// twoOfficers act on what they both saw.
func twoOfficers(t *testing.T, s CaseStore) {
	ctx := t.Context()
	seen := with(t, s, "CAF2026000001", "lr.2412", func(*casework.Case) {})
	for round := range 10 {
		var wg sync.WaitGroup
		var won, lost atomic.Int32
		for _, officer := range []string{"first", "second"} {
			wg.Go(func() {
				next, events := moved(seen, officer)
				err := s.Cases().Change(ctx, func(tx casework.Tx) error { return tx.Put(ctx, next, events) })
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, casework.ErrMoved):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || lost.Load() != 1 {
			t.Fatalf("round %d: %d won and %d were told", round, won.Load(), lost.Load())
		}
		seen = theCase(t, s, seen.Number)
	}
	if events, err := s.Cases().Events(ctx, seen.Number); err != nil || len(events) != 11 {
		t.Errorf("%d events, %v, want 11", len(events), err)
	}
}

// caseHeld: who reads a case in a transaction may build on what it read.
func caseHeld(t *testing.T, s CaseStore) {
	ctx := t.Context()
	with(t, s, "CAF2026000001", "lr.2412", func(*casework.Case) {})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			err := s.Cases().Change(ctx, func(tx casework.Tx) error {
				c, err := tx.Case(ctx, "CAF2026000001")
				if err != nil {
					return err
				}
				next, events := moved(c, "on")
				return tx.Put(ctx, next, events)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if c := theCase(t, s, "CAF2026000001"); c.Version != 21 {
		t.Errorf("version %d after 20 moves, want 21", c.Version)
	}
}

// severalHeld: transactions that each move several cases, named in different orders, wait
// for each other and lose nothing; in each the logs are whole, also after a move.
func severalHeld(t *testing.T, s CaseStore) {
	ctx := t.Context()
	var all []string
	for i := range 6 {
		all = append(all, with(t, s, fmt.Sprintf("CAF2026%06d", i+1), "lr.2412", func(*casework.Case) {}).Number)
	}
	var wg sync.WaitGroup
	for side := range 12 {
		named := slices.Clone(all)
		if side%2 == 1 {
			slices.Reverse(named)
		}
		wg.Go(func() {
			err := s.Cases().Change(ctx, func(tx casework.Tx) error {
				files, err := tx.Hold(ctx, append(named, "CAF2026999999"))
				if err != nil {
					return err
				}
				for i, f := range files {
					if f.Number != all[i] || int64(len(f.Events)) != f.Version {
						t.Errorf("%s of version %d with %d events", f.Number, f.Version, len(f.Events))
					}
					next, events := moved(f.Case, "on")
					if err := tx.Put(ctx, next, events); err != nil {
						return err
					}
					if log, err := tx.Events(ctx, f.Number); err != nil || int64(len(log)) != next.Version {
						t.Errorf("%s moved to %d: %d events, %v", f.Number, next.Version, len(log), err)
					}
				}
				again, err := tx.Hold(ctx, named[:1])
				if err != nil || len(again) != 1 || again[0].Version != files[0].Version+1 && again[0].Version != files[5].Version+1 {
					t.Errorf("held again: %+v, %v", again, err)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, number := range all {
		if c := theCase(t, s, number); c.Version != 13 {
			t.Errorf("%s: version %d after 12 moves, want 13", number, c.Version)
		}
	}
}

// submit is what a desk does under a key: if the key is new it allocates a number and
// opens a case. It gives the number either way.
func submit(ctx context.Context, s CaseStore, key string) (number string, err error) {
	err = s.Applications().Change(ctx, func(tx service.Tx) error {
		_, answer, found, err := tx.Done(ctx, "submit", key)
		if err != nil {
			return err
		}
		if found {
			number = string(answer)
			return nil
		}
		n, err := tx.Number(ctx, "CAF", 2026)
		if err != nil {
			return err
		}
		c, events := Filed(fmt.Sprintf("CAF2026%06d", n), "lr.2412")
		c.Applicant.Citizen = key
		number = c.Number
		for _, do := range []func() error{
			func() error { return tx.Put(ctx, c, events) },
			func() error { return tx.Audit(ctx, leaf(number)) },
			func() error { return tx.Tell(ctx, notice.Message{Ref: number + "/1", To: "919831012345"}) },
			func() error { return tx.Do(ctx, "submit", key, "fingerprint", []byte(number), caseDay()) },
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	})
	return number, err
}

// Submit opens a case under a key, once, as a desk does; for tests that kill the program.
func Submit(ctx context.Context, s CaseStore, key string) (number string, err error) {
	return submit(ctx, s, key)
}

func onceAtOnce(t *testing.T, s CaseStore) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	led := map[string][]string{}
	for i := range 40 {
		key := fmt.Sprintf("key%d", i%4)
		wg.Go(func() {
			number, err := submit(t.Context(), s, key)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			led[key] = append(led[key], number)
			mu.Unlock()
		})
	}
	wg.Wait()
	var all []string
	for key, got := range led {
		slices.Sort(got)
		if got = slices.Compact(got); len(got) != 1 {
			t.Errorf("%s led to %v", key, got)
		}
		all = append(all, got...)
	}
	slices.Sort(all)
	equal(t, "numbers", all, []string{"CAF2026000001", "CAF2026000002", "CAF2026000003", "CAF2026000004"})
	if n := leaves(t, s); n != 4 {
		t.Errorf("%d leaves for 4 acts", n)
	}
}

// crossedSeries: transactions that take two counters in opposite orders wait for each
// other; one of them is run again and nobody hears of it. There are few of them here
// because PostgreSQL finds out only after a second.
func crossedSeries(t *testing.T, s CaseStore) {
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			order := []string{"CAF", "MWIN"}
			if i%2 == 1 {
				slices.Reverse(order)
			}
			err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
				for _, series := range order {
					if _, err := tx.Number(t.Context(), series, 2026); err != nil {
						return err
					}
					time.Sleep(5 * time.Millisecond) // the others take theirs
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		for _, series := range []string{"CAF", "MWIN"} {
			if n, err := tx.Number(t.Context(), series, 2026); err != nil || n != 4 {
				t.Errorf("%s: %d, %v, want 4", series, n, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
