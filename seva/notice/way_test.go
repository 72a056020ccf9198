package notice

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva"
)

// Evenly spaced, at the speed that was asked for, whatever comes at once.
func TestThrottle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hand{}
		c := Throttle(h, 10, seva.RealWorld())
		time.Sleep(time.Hour) // an idle hour saves nothing up
		start := time.Now()
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if _, err := c.Send(t.Context(), Message{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(start); took < 9800*time.Millisecond || took > 10*time.Second {
			t.Errorf("100 messages took %v", took)
		}
		for i := 1; i < len(h.at); i++ {
			if gap := h.at[i].Sub(h.at[i-1]); gap < 90*time.Millisecond {
				t.Errorf("%d came %v after the one before", i, gap)
			}
		}
	})
}

// More than a carrier may be handed in the time that each message has: those that have a turn
// have time left for the carrier's answer, and a one-time code has its turn before the rest.
func TestThrottleLeavesTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		short, sent := 0, map[string]int{}
		var mu sync.Mutex
		c := Throttle(sending(func(ctx context.Context, m Message) (Receipt, error) {
			end, _ := ctx.Deadline()
			mu.Lock()
			defer mu.Unlock()
			if sent[m.Key]++; time.Until(end) < 5*time.Second {
				short++
			}
			return Receipt{}, nil
		}), 1, seva.RealWorld())
		var all sync.WaitGroup
		send := func(key string) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			_, _ = c.Send(ctx, Message{Key: key})
		}
		end := time.Now().Add(time.Minute)
		for range 64 { // as the post's clerks do: the next as soon as one is refused
			all.Go(func() {
				for time.Now().Before(end) {
					send("sms.case.moved")
					time.Sleep(time.Millisecond)
				}
			})
		}
		time.Sleep(20 * time.Second)
		send("sms.otp")
		all.Wait()
		if short > 0 || sent["sms.otp"] != 1 || sent["sms.case.moved"] < 55 {
			t.Errorf("%d with little time left; sent %v", short, sent)
		}
	})
}

type sending func(context.Context, Message) (Receipt, error)

func (f sending) Send(ctx context.Context, m Message) (Receipt, error) { return f(ctx, m) }

// A clock that is set back by an hour does not shut the way for an hour.
func TestThrottleClockSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Duration(0)
		w := seva.RealWorld().At(func() time.Time { return time.Now().Add(-back) })
		c := Throttle(&hand{}, 10, w)
		s := NewSwitch(w, GoodHealth(), Route{"a", c})
		send := func() error {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			_, err := s.Send(ctx, Message{})
			return err
		}
		first := send()
		back = time.Hour
		if err := send(); first != nil || err != nil {
			t.Error(first, err)
		}
	})
}

// Who cannot have a turn in time is told so at once, and takes none.
func TestThrottleTellsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hand{}
		c := Throttle(h, 1, seva.RealWorld())
		start := time.Now()
		var all sync.WaitGroup
		busy := 0
		var mu sync.Mutex
		for range 10 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), 14*time.Second)
				defer cancel()
				if _, err := c.Send(ctx, Message{}); err != nil {
					mu.Lock()
					defer mu.Unlock()
					busy++
					if ReasonOf(err) != Busy || time.Since(start) > 0 {
						t.Errorf("%v after %v", err, time.Since(start))
					}
				}
			})
		}
		all.Wait()
		if h.count() != 4 || busy != 6 {
			t.Errorf("%d sent, %d busy", h.count(), busy)
		}
		begun := time.Now()
		if _, err := c.Send(t.Context(), Message{}); err != nil || time.Since(begun) > time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		if _, err := c.Send(ctx, Message{}); ReasonOf(err) != Busy {
			t.Errorf("who left while waiting: %v", err)
		}
		if Throttle(h, 0, seva.RealWorld()) != Carrier(h) {
			t.Error("no throttle is one")
		}
	})
}

// ledger counts what goes out.
type ledger struct{ all []Outcome }

func (l *ledger) Tried(o Outcome)   { l.all = append(l.all, o) }
func (*ledger) Lost(string, string) {}
func (*ledger) Held(Depth)          {}

// Every try is counted, with its reason where it failed; what the registry refuses never
// comes to a carrier.
func TestThrough(t *testing.T) {
	h, l := &hand{name: "first"}, &ledger{}
	c := Through(book(t, nil), l, NewSwitch(seva.RealWorld(), health, Route{"first", h}))
	if _, err := c.Send(t.Context(), news(goodNews)); err != nil {
		t.Fatal(err)
	}
	if got := h.got[0].Registration; got.Header != "DUARWB" || got.Segments != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := c.Send(t.Context(), news("something else")); ReasonOf(err) != Unmatched || h.count() != 1 {
		t.Errorf("%v, %d sent", err, h.count())
	}
	h.be(fails(BadNumber))
	if _, err := c.Send(t.Context(), news(goodNews)); ReasonOf(err) != BadNumber {
		t.Error(err)
	}
	want := []Outcome{
		{Key: "sms.news", Lang: "en", Category: ServiceImplicit, Carrier: "first", Segments: 1},
		{Key: "sms.news", Lang: "en", Category: ServiceImplicit, Why: Unmatched, Segments: 1},
		{Key: "sms.news", Lang: "en", Category: ServiceImplicit, Carrier: "first", Why: BadNumber, Segments: 1},
	}
	if fmt.Sprint(l.all) != fmt.Sprint(want) {
		t.Errorf("%v\nwant %v", l.all, want)
	}
	if _, err := Through(book(t, nil), nil, h).Send(t.Context(), news("something else")); err == nil {
		t.Error("sent without a meter")
	}
}

// Whom a carrier says has opted out there is sent no news by any carrier any more.
func TestHeeding(t *testing.T) {
	stops, h := &list{stopped: map[seva.Phone]bool{}}, &hand{}
	c := Through(book(t, func(p *BookParts) { p.Stops = stops }), nil, Heeding(h, stops, seva.RealWorld()))
	h.be(func(context.Context) error { return Fail(OptedOut, "21610", errors.New("unsubscribed")) })
	for range 3 {
		if _, err := c.Send(t.Context(), news(goodNews)); ReasonOf(err) != OptedOut {
			t.Error(err)
		}
	}
	if h.count() != 1 || !stops.stopped[her] {
		t.Errorf("asked %d times, noted %v", h.count(), stops.stopped)
	}
}

func TestReasons(t *testing.T) {
	for _, r := range Reasons() {
		if r.Elsewhere() && !r.Ill() || r.Ill() && !r.Retry() {
			t.Errorf("%s makes no sense", r)
		}
	}
	if ReasonOf(context.DeadlineExceeded) != TimedOut || ReasonOf(errors.New("x")) != Unknown || !Retryable(errors.New("x")) {
		t.Error("an error that says nothing of itself")
	}
	if err := via(fmt.Errorf("dial: %w", context.DeadlineExceeded), "a"); ReasonOf(err) != TimedOut || ViaOf(err) != "a" || !strings.Contains(err.Error(), "timed_out") {
		t.Error(err)
	}
}
