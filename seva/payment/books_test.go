package payment_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/payment"
)

// crashing is a book whose server dies now and then: before it has kept what it was to keep,
// or when it has and nobody hears of it.
type crashing struct {
	payment.Book
	mode atomic.Int32 // 0 sound, 1 before, 2 after
}

var errDied = errors.New("the server has died")

func (c *crashing) Change(ctx context.Context, fn func(payment.Tx) error) error {
	switch c.mode.Swap(0) {
	case 1:
		return c.Book.Change(ctx, func(tx payment.Tx) error { return errors.Join(fn(tx), errDied) })
	case 2:
		return errors.Join(c.Book.Change(ctx, fn), errDied)
	}
	return c.Book.Change(ctx, fn)
}

// street is a hall in which anything may happen in any order.
type street struct {
	*hall
	book    *crashing
	servers []*payment.Desk // two of them
	demands []fee.Demand
	begun   []string // payments, by number
	forms   map[string]map[string]string
	moved   map[string]bool // cases that somebody withdrew
	keys    atomic.Int64
	lock    sync.Mutex
}

func newStreet(h *hall) *street {
	s := &street{hall: h, book: &crashing{Book: h.store.Payments()}, forms: map[string]map[string]string{}, moved: map[string]bool{}}
	for range 2 {
		d, _ := h.desk(seva.RealWorld().At(h.clock))
		parts := d.Parts
		parts.Book = s.book
		d, err := payment.NewDesk(parts)
		if err != nil {
			h.t.Fatal(err)
		}
		s.servers = append(s.servers, d)
	}
	return s
}

// refusals are what a desk may answer whatever happens: a person can act on each.
func (s *street) may(t *rapid.T, err error) {
	if err == nil || errors.Is(err, errDied) {
		return
	}
	switch k := seva.KindOf(err); k {
	case seva.Conflict, seva.Unavailable, seva.NotFound:
	default:
		t.Errorf("%s: %v", k, err)
	}
}

func (s *street) begin(t *rapid.T, server *payment.Desk, ids []string, m payment.Mode) {
	got, err := server.For(citizen).Begin(context.Background(), ids, m, fmt.Sprint("b-", s.keys.Add(1)))
	s.may(t, err)
	if err != nil {
		return
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.begun = append(s.begun, got.DPR)
	if got.Form.URL != "" {
		s.forms[got.DPR] = got.Form.Fields
	}
}

// some gives ids of a few demands.
func (s *street) some(t *rapid.T) []string {
	n := rapid.IntRange(1, min(3, len(s.demands))).Draw(t, "how many")
	start := rapid.IntRange(0, len(s.demands)-n).Draw(t, "from")
	return idsOf(s.demands[start : start+n])
}

func (s *street) one(t *rapid.T) string {
	if len(s.begun) == 0 {
		t.Skip("nothing was begun")
	}
	return rapid.SampledFrom(s.begun).Draw(t, "payment")
}

func (s *street) server(t *rapid.T) *payment.Desk {
	return s.servers[rapid.IntRange(0, 1).Draw(t, "server")]
}

// actions are all that can happen.
func (s *street) actions() map[string]func(*rapid.T) {
	ctx := context.Background()
	return map[string]func(*rapid.T){
		"owe": func(t *rapid.T) {
			if len(s.demands) >= 6 {
				t.Skip("enough")
			}
			s.demands = append(s.demands, s.owe(rapid.Int64Range(1, 900).Draw(t, "rupees")))
		},
		"begin": func(t *rapid.T) {
			if len(s.demands) == 0 {
				t.Skip("nothing is owed")
			}
			s.begin(t, s.server(t), s.some(t), rapid.SampledFrom(payment.Modes()).Draw(t, "mode"))
		},
		"arrive": func(t *rapid.T) {
			if form := s.forms[s.one(t)]; form != nil {
				if _, err := s.treasury.Bring(form); err != nil {
					t.Error(err)
				}
			}
		},
		"press": func(t *rapid.T) {
			choice := rapid.SampledFrom([]grips.Choice{grips.Pay, grips.Pay, grips.PayTwice, grips.Fail, grips.Later, grips.AtBank}).Draw(t, "choice")
			s.treasury.Press(s.one(t), choice)
		},
		"counter": func(t *rapid.T) { s.treasury.Counter(s.one(t)) },
		"report":  func(*rapid.T) { s.treasury.Report() },
		"return": func(t *rapid.T) {
			_, err := s.server(t).Returned(ctx, s.treasury.Back(s.one(t)))
			s.may(t, err)
		},
		"look": func(t *rapid.T) {
			_, err := s.server(t).For(citizen).Payment(ctx, s.one(t))
			s.may(t, err)
		},
		"abandon": func(t *rapid.T) {
			_, err := s.server(t).For(citizen).Abandon(ctx, s.one(t))
			s.may(t, err)
		},
		"resume": func(t *rapid.T) {
			_, err := s.server(t).For(citizen).Resume(ctx, s.one(t))
			s.may(t, err)
		},
		"clock back": func(t *rapid.T) { s.wait(-time.Duration(rapid.IntRange(1, 600).Draw(t, "minutes")) * time.Minute) },
		"told": func(t *rapid.T) {
			_, err := s.server(t).For(clerk).Told(ctx, s.one(t))
			if seva.KindOf(err) != seva.Invalid { // it is an online one
				s.may(t, err)
			}
		},
		"poll": func(t *rapid.T) {
			_, err := s.server(t).Poll(ctx, 20)
			if !errors.Is(err, errDied) {
				s.may(t, err)
			}
		},
		"crash": func(t *rapid.T) { s.book.mode.Store(rapid.Int32Range(1, 2).Draw(t, "when")) },
		"misbehave": func(t *rapid.T) {
			faults := slices.DeleteFunc(grips.Faults(), func(f grips.Fault) bool { return f == grips.Slow })
			s.treasury.Misbehave(rapid.SampledFrom(faults).Draw(t, "fault"))
		},
		"behave": func(*rapid.T) { s.treasury.Misbehave(grips.Sound) },
		"wait": func(t *rapid.T) {
			s.wait(time.Duration(rapid.SampledFrom([]int{1, 1, 5, 20, 60, 600, 3000}).Draw(t, "minutes")) * time.Minute)
		},
		"withdraw": func(t *rapid.T) {
			if len(s.demands) == 0 {
				t.Skip("no case")
			}
			number := rapid.SampledFrom(s.demands).Draw(t, "case").Case
			v, err := s.cases.For(citizen).Case(ctx, number)
			if err == nil {
				_, err = s.cases.For(citizen).Act(ctx, casework.Act{Number: number, Version: v.Version, Action: "withdraw"}, fmt.Sprint("w-", s.keys.Add(1)))
			}
			s.moved[number] = s.moved[number] || err == nil
		},
		"file": func(t *rapid.T) { s.file(t, s.server(t), rapid.IntRange(0, 2).Draw(t, "days ago")) },
		"refund": func(t *rapid.T) {
			d := s.server(t)
			due, err := d.Accounts(maker).Refunds(ctx, payment.Heap{In: payment.RefundDue, Limit: 10})
			s.may(t, err)
			for _, r := range due {
				_, err := d.Accounts(maker).Ask(ctx, r.GRN, payment.Send, "REF1")
				s.may(t, err)
				_, err = d.Accounts(checker).Approve(ctx, r.GRN)
				s.may(t, err)
			}
		},
		"confirm": func(t *rapid.T) {
			sent, err := s.server(t).Accounts(checker).Refunds(ctx, payment.Heap{In: payment.RefundSent, Limit: 10})
			s.may(t, err)
			back := rapid.Bool().Draw(t, "came back")
			for _, r := range sent {
				_, err := s.server(t).Accounts(checker).Arrived(ctx, r.GRN, back)
				s.may(t, err)
			}
		},
		"all at once": func(t *rapid.T) {
			if len(s.demands) == 0 {
				t.Skip("nothing is owed")
			}
			ids, mode, begun := s.some(t), rapid.SampledFrom(payment.Modes()).Draw(t, "mode"), slices.Clone(s.begun)
			var all sync.WaitGroup
			for i := range 6 {
				all.Go(func() {
					d := s.servers[i%2]
					switch {
					case i < 2:
						s.begin(t, d, ids, mode)
					case i < 4:
						_, err := d.Poll(ctx, 20)
						s.may(t, err)
					case len(begun) > 0:
						_, err := d.Returned(ctx, s.treasury.Back(begun[rand.IntN(len(begun))])) //nolint:gosec // any will do
						s.may(t, err)
					}
				})
			}
			all.Wait()
		},
		"": func(t *rapid.T) { s.sound(t) },
	}
}

// file holds a day's file of the treasury against the books.
func (s *street) file(t *rapid.T, d *payment.Desk, ago int) payment.Report {
	var b bytes.Buffer
	if err := s.treasury.File(&b, seva.DateOf(s.clock().AddDate(0, 0, -ago))); err != nil {
		t.Fatal(err)
	}
	f, err := grips.ReadFile(&b, nil)
	if err != nil {
		return payment.Report{} // nothing was taken on that day
	}
	r, err := d.Reconcile(context.Background(), f)
	s.may(t, err)
	return r
}

// sound is what must hold after every step: no contradiction in the books, and no more money
// in them than the treasury took.
func (s *street) sound(t *rapid.T) {
	b, err := s.Balance(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Faults) > 0 {
		t.Fatalf("the books are wrong: %q", b.Faults)
	}
	if b.Received > s.taken() {
		t.Fatalf("%d paise in the books, and %d were taken", b.Received, s.taken())
	}
	if b.Suspense != 0 {
		t.Fatalf("%d paise are of nobody", b.Suspense)
	}
	for _, d := range s.demands {
		debts, err := s.Book.Debts(context.Background(), []string{d.ID})
		if err != nil || len(debts) != 1 {
			t.Fatalf("%+v, %v", debts, err)
		}
		state, version := s.state(d.Case)
		met := debts[0].Of == payment.Met
		switch {
		case s.moved[d.Case] && version > 3, !s.moved[d.Case] && version > 2:
			t.Fatalf("%s was moved %d times", d.Case, version-1)
		case !s.moved[d.Case] && met != (state == "paid"):
			t.Fatalf("%s is %s, and its demand %s", d.Case, state, debts[0].Of)
		}
	}
}

// settled lets everything come to its end, the treasury behaving: then all money that it took
// is in the books, and everything that can be paid by it is.
func (s *street) settled(t *rapid.T, from time.Time) {
	s.treasury.Misbehave(grips.Sound)
	s.book.mode.Store(0)
	s.treasury.Report()
	for range 12 {
		s.wait(25 * time.Hour)
		for {
			n, err := s.servers[0].Poll(context.Background(), 100)
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
	}
	for _, c := range s.treasury.Credits() { // a clock may have been put back
		if c.Taken.Before(from) {
			from = c.Taken
		}
	}
	days := int(s.clock().Sub(from)/(24*time.Hour)) + 1
	for range 2 { // the second time changes nothing
		for ago := days; ago >= 0; ago-- {
			r := s.file(t, s.servers[1], ago)
			if r.Counts[payment.Differs]+r.Counts[payment.Unknown]+r.Counts[payment.SaidOthers] > 0 {
				t.Fatalf("%+v", r.Counts)
			}
			if len(r.Missing) > 0 {
				t.Fatalf("in no file: %+v", r.Missing)
			}
		}
		s.sound(t)
		if b, err := s.Balance(context.Background()); err != nil || b.Received != s.taken() {
			t.Fatalf("%d paise in the books and %d taken, %v", b.Received, s.taken(), err)
		}
	}
	paid := map[string]bool{}
	for _, c := range s.treasury.Credits() {
		paid[c.DRN] = true
	}
	for _, d := range s.demands {
		debts, err := s.Book.Debts(context.Background(), []string{d.ID})
		if err != nil {
			t.Fatal(err)
		}
		if waived := s.moved[d.Case] && debts[0].Of == payment.Cancelled; !waived && paid[d.ID] != (debts[0].Of != payment.Open) {
			t.Fatalf("%s: money %v, demand %s", d.ID, paid[d.ID], debts[0].Of)
		}
		if debts[0].Of == payment.Open && debts[0].DPR != "" {
			t.Fatalf("%s is still in %s", d.ID, debts[0].DPR)
		}
	}
}

// No rupee is lost, and none counted twice, whatever happens in whatever order: failures of
// the treasury and of ours, two servers at once, money that comes twice, late, or for what
// is no longer owed.
func TestNoRupeeIsLostOrCountedTwice(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			s := newStreet(newHall(t))
			defer func() { _ = s.store.Close() }()
			from := s.clock()
			r.Repeat(s.actions())
			s.settled(r, from)
		})
	})
	t.Run("postgres", func(t *testing.T) {
		h := openHall(t, urls()["postgres"](t)) // one for all: the books only grow
		from := h.clock()
		rapid.Check(t, func(r *rapid.T) {
			s := newStreet(h)
			r.Repeat(s.actions())
			s.settled(r, from)
		})
	})
}
