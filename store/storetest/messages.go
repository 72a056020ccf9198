package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
)

func tell(t *testing.T, s CaseStore, m ...notice.Message) {
	t.Helper()
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		for _, one := range m {
			if err := tx.Tell(t.Context(), one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// later is so many seconds after the suite's day.
func later(seconds int) time.Time { return caseDay().Add(time.Duration(seconds) * time.Second) }

func take(t *testing.T, s CaseStore, now, until, limit int) []notice.Waiting {
	t.Helper()
	all, err := s.Outbox().Take(t.Context(), later(now), later(until), limit)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all { // of the store's own clock, which the suite does not set
		if all[i].Since.IsZero() || time.Since(all[i].Since) > time.Hour {
			t.Errorf("%s was told at %v", all[i].Ref, all[i].Since)
		}
		all[i].Since = time.Time{}
	}
	return all
}

func refs(waiting []notice.Waiting) []string {
	var all []string
	for _, w := range waiting {
		all = append(all, w.Ref)
	}
	return all
}

func messageOnce(t *testing.T, s CaseStore) {
	equal(t, "before any", take(t, s, 0, 10, 10), []notice.Waiting(nil))
	m := notice.Message{Ref: "CAF2026000001/1", To: "919831012345", Lang: seva.Bengali, Key: "sms.case.asked",
		Body: "আপনার আবেদন CAF2026000001\nকাগজ চাওয়া হয়েছে।"}
	other := m
	other.Ref = "CAF2026000001/2"
	tell(t, s, m, other)
	again := m
	again.Body = "the same act once more"
	tell(t, s, again)
	equal(t, "one", take(t, s, 0, 10, 1), []notice.Waiting{{Message: m}})
	equal(t, "the other", take(t, s, 0, 10, 10), []notice.Waiting{{Message: other}})
	for _, ref := range []string{m.Ref, other.Ref} {
		if err := s.Outbox().Sent(t.Context(), ref, notice.Receipt{Provider: "console", ID: "1"}, later(1)); err != nil {
			t.Fatal(err)
		}
	}
	tell(t, s, m)
	equal(t, "sent is sent", take(t, s, 100, 110, 10), []notice.Waiting(nil))
	if err := s.Outbox().Sent(t.Context(), "nothing", notice.Receipt{}, later(1)); err == nil {
		t.Error("what was never told was sent")
	}
}

func leaseEnds(t *testing.T, s CaseStore) {
	tell(t, s, notice.Message{Ref: "a"}, notice.Message{Ref: "b"})
	equal(t, "taken", refs(take(t, s, 0, 10, 1)), []string{"a"})
	equal(t, "the rest", refs(take(t, s, 5, 15, 9)), []string{"b"})
	equal(t, "all are out", refs(take(t, s, 9, 19, 9)), []string(nil))
	got := take(t, s, 10, 20, 9)
	equal(t, "whoever took it has died", refs(got), []string{"a"})
	equal(t, "tries", got[0].Tries, 1)
	equal(t, "the second lease", refs(take(t, s, 15, 25, 9)), []string{"b"})
}

func messageFails(t *testing.T, s CaseStore) {
	ctx := t.Context()
	tell(t, s, notice.Message{Ref: "a"}, notice.Message{Ref: "b"})
	take(t, s, 0, 10, 9)
	if err := s.Outbox().Failed(ctx, "a", "busy", later(60)); err != nil {
		t.Fatal(err)
	}
	if err := s.Outbox().Failed(ctx, "b", "no such number", time.Time{}); err != nil {
		t.Fatal(err)
	}
	equal(t, "too early", refs(take(t, s, 59, 70, 9)), []string(nil))
	got := take(t, s, 60, 70, 9)
	equal(t, "again", refs(got), []string{"a"})
	equal(t, "tries", got[0].Tries, 1)
	if err := s.Outbox().Sent(ctx, "a", notice.Receipt{Provider: "console", ID: "7"}, later(61)); err != nil {
		t.Fatal(err)
	}
	// A taker that was slow must not bring it back.
	if err := s.Outbox().Failed(ctx, "a", "late", later(70)); err != nil {
		t.Fatal(err)
	}
	equal(t, "ever", refs(take(t, s, 1000, 1010, 9)), []string(nil))
	if err := s.Outbox().Failed(ctx, "nothing", "x", later(1)); err == nil {
		t.Error("what was never told has failed")
	}
}

func twoWorkers(t *testing.T, s CaseStore) {
	const all = 60
	for i := range all {
		tell(t, s, notice.Message{Ref: fmt.Sprintf("m%02d", i)})
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var got []string
	for range 4 {
		wg.Go(func() {
			for takes, empty := 0, 0; empty < 3 && takes < all; takes++ {
				some, err := s.Outbox().Take(t.Context(), later(0), later(10), 7)
				if err != nil {
					t.Error(err)
					return
				}
				// Others may hold what is left and give it back only by committing.
				if len(some) == 0 {
					empty++
				}
				if !slices.IsSorted(refs(some)) {
					t.Errorf("out of order: %v", refs(some))
				}
				mu.Lock()
				got = append(got, refs(some)...)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(got)
	if n := len(slices.Compact(got)); n != all || len(got) != all {
		t.Errorf("%d taken, %d different, of %d", len(got), n, all)
	}
}
