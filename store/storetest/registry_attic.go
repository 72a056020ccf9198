package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
	"duar/seva/registry"
	"duar/seva/service"
)

// aging is now, and how old things are.
func aging() (now, old, fresh time.Time) {
	now = caseDay()
	return now, now.AddDate(0, 0, -10), now.AddDate(0, 0, -1)
}

// aged keeps n things of each kind that are old and one that is not.
func aged(t *testing.T, s RegistryStore, n int) (before time.Time) {
	t.Helper()
	now, old, fresh := aging()
	ctx := t.Context()
	for i := range n + 1 {
		at := old.Add(time.Duration(i) * time.Second)
		if i == n {
			at = fresh
		}
		id := fmt.Sprint("old", i)
		putDraft(t, s, service.Kept{ID: id, Version: 1, Owner: "o", Changed: at})
		withFile(t, s, "f"+id, "o", id)
		l := aLook(fmt.Sprint("A", i), "one", at)
		looked(t, s, l)
		r := aRequest(id, "lr.1")
		r.Made, r.Done = at, at
		err := s.Registry().Change(ctx, func(tx registry.Tx) error {
			_, err := tx.Try(ctx, id, seva.DateOf(at).Number())
			return errors.Join(err, tx.Do(ctx, "scope", id, "f", []byte("1"), at), tx.PutRequest(ctx, r, "c"),
				tx.Tell(ctx, notice.Message{Ref: id, To: "919831012345", Body: "কথা"}))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// What waits never goes, however old; what was not yet answered, neither.
	waiting := aRequest("waiting", "lr.1")
	waiting.Made = old
	agree(t, s, func(tx registry.Tx) error { return tx.PutRequest(ctx, waiting, "c") })
	putDraft(t, s, service.Kept{ID: "submitted", Version: 1, Owner: "o", Changed: old, Number: "OP2026000001"})
	return now.AddDate(0, 0, -5)
}

func atticDrops(t *testing.T, s RegistryStore) {
	before := aged(t, s, 5)
	for _, kind := range []string{"draft", "look", "key", "try", "request"} {
		each := 1
		if kind == "look" {
			each = 2 // and the row that keeps its viewer from a second one
		}
		if n, err := s.Attic().Old(t.Context(), kind, before); err != nil || n != 5*each {
			t.Errorf("%s: %d are over, %v", kind, n, err)
		}
		total := 0
		for _, want := range []int{2, 2, 1, 0} {
			n, err := s.Attic().Drop(t.Context(), kind, before, 2)
			if err != nil || n != want*each {
				t.Errorf("%s: %d dropped, %v; want %d", kind, n, err, want*each)
			}
			total += n
		}
		if n, err := s.Attic().Old(t.Context(), kind, before); err != nil || n != 0 || total != 5*each {
			t.Errorf("%s: %d are left, %v", kind, n, err)
		}
	}
	alike(t, "drafts", stillThere(t, s, "old0", "fold0", "old4", "fold4", "old5", "fold5", "submitted"), "old5 fold5 submitted ")
	alike(t, "looks", countLooks(t, s, rahima()), 1)
	all, err := s.Registry().Requests(t.Context(), "c")
	if err != nil || len(all) != 2 {
		t.Errorf("requests: %+v, %v", all, err)
	}
	atticMessages(t, s)
}

// atticMessages: the words of what was given up go, then its row; what waits stays.
func atticMessages(t *testing.T, s RegistryStore) {
	ctx := t.Context()
	later := time.Now().AddDate(1, 0, 0) // the outbox dates by the store's clock
	taken, err := s.Outbox().Take(ctx, later, later, 4)
	if err != nil || len(taken) != 4 {
		t.Fatal(len(taken), err)
	}
	for _, w := range taken[:2] {
		if err := s.Outbox().Failed(ctx, w.Ref, "bad_number", time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Outbox().Sent(ctx, taken[2].Ref, notice.Receipt{Provider: "p", ID: "1"}, later); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind string
		want int
	}{{"message", 2}, {"receipt", 3}} {
		if n, err := s.Attic().Old(ctx, c.kind, later); err != nil || n != c.want {
			t.Errorf("%s: %d, %v", c.kind, n, err)
		}
		if n, err := s.Attic().Drop(ctx, c.kind, later, 10); err != nil || n != c.want {
			t.Errorf("%s: %d dropped, %v", c.kind, n, err)
		}
		if n, err := s.Attic().Old(ctx, c.kind, later); err != nil || n != 0 {
			t.Errorf("%s: %d left, %v", c.kind, n, err)
		}
	}
	again := later.Add(time.Hour)
	if left, err := s.Outbox().Take(ctx, again, again, 10); err != nil || len(left) != 3 {
		t.Errorf("%d messages wait, %v", len(left), err)
	}
}

func atticAtOnce(t *testing.T, s RegistryStore) {
	before := aged(t, s, 30)
	for _, kind := range []string{"draft", "look", "key", "try", "request"} {
		var n atomic.Int64
		atOnce(4, func(int) {
			for {
				some, err := s.Attic().Drop(t.Context(), kind, before, 3)
				if err != nil {
					t.Error(kind, err)
				}
				n.Add(int64(some))
				if left, err := s.Attic().Old(t.Context(), kind, before); err != nil || left == 0 {
					return
				}
			}
		})
		want := int64(30)
		if kind == "look" {
			want = 60
		}
		if n.Load() != want {
			t.Errorf("%s: %d dropped, want %d", kind, n.Load(), want)
		}
	}
	alike(t, "drafts", stillThere(t, s, "old0", "old29", "old30", "fold29", "fold30"), "old30 fold30 ")
}

func atticRest(t *testing.T, s RegistryStore) {
	for i := range 7 {
		with(t, s, fmt.Sprintf("OP202600000%d", i), "wcd.2412", func(c *casework.Case) {
			c.Submitted, c.Wake = caseDay().Add(time.Duration(i/2)*time.Hour), time.Time{}
			switch i {
			case 3:
				c.Wake = caseDay() // the clock will move it
			case 4:
				c.Service = "grievance"
			}
		})
	}
	emptied(t, s, "OP2026000001")
	var got []string
	var behind registry.Place
	for {
		some, err := s.Attic().Rest(t.Context(), "old_age_pension", behind, caseDay().Add(2*time.Hour), 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range some {
			got, behind = append(got, c.Number), registry.Place{Submitted: c.Submitted, Number: c.Number}
		}
		if len(some) < 2 {
			break
		}
	}
	equal(t, "cases", got, []string{"OP2026000000", "OP2026000002", "OP2026000005"})
}
