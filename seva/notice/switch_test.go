package notice

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva"
)

// hand is a carrier that does as it is told and remembers what it was handed.
type hand struct {
	mu   sync.Mutex
	name string
	got  []Message
	at   []time.Time
	do   func(context.Context) error
}

func (h *hand) Send(ctx context.Context, m Message) (Receipt, error) {
	h.mu.Lock()
	h.got, h.at = append(h.got, m), append(h.at, time.Now())
	do := h.do
	h.mu.Unlock()
	if do != nil {
		if err := do(ctx); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{Provider: h.name, ID: m.Ref}, nil
}

func (h *hand) be(do func(context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.do = do
}

func (h *hand) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.got)
}

func fails(why Reason) func(context.Context) error {
	return func(context.Context) error { return Fail(why, "", nil) }
}

var health = Health{Ill: 3, Within: 10 * time.Second, Rest: 5 * time.Second, Most: 15 * time.Second}

func pair() (*Switch, *hand, *hand) {
	first, second := &hand{name: "first"}, &hand{name: "second"}
	return NewSwitch(seva.RealWorld(), health, Route{"first", first}, Route{"second", second}), first, second
}

// A message goes elsewhere for a reason of the carrier's own, and for no other.
func TestSwitchGoesElsewhere(t *testing.T) {
	for _, why := range Reasons() {
		synctest.Test(t, func(t *testing.T) {
			s, first, second := pair()
			first.be(fails(why))
			r, err := s.Send(t.Context(), Message{Ref: "a"})
			switch {
			case why.Elsewhere():
				if err != nil || r.Provider != "second" || second.count() != 1 {
					t.Errorf("%s: %v, %v", why, r, err)
				}
			case ReasonOf(err) != why || second.count() != 0 || ViaOf(err) != "first":
				t.Errorf("%s: %v by way of %q, the second was handed %d", why, err, ViaOf(err), second.count())
			}
		})
	}
}

// After no answer a message goes to the carrier that may have it, or to none.
func TestSwitchNeverBothAfterNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, first, second := pair()
		first.be(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		m := Message{Ref: "a"}
		_, err := s.Send(ctx, m)
		if ReasonOf(err) != TimedOut || ViaOf(err) != "first" || second.count() != 0 {
			t.Fatalf("%v by way of %q", err, ViaOf(err))
		}
		m.Via = ViaOf(err)
		first.be(fails(Credit)) // ill from now on
		for range 5 {
			if _, err := s.Send(t.Context(), m); err == nil {
				t.Fatal("sent")
			}
			time.Sleep(time.Second)
		}
		if second.count() != 0 {
			t.Error("the second was handed it too")
		}
		first.be(nil)
		time.Sleep(health.Most)
		if r, err := s.Send(t.Context(), m); err != nil || r.Provider != "first" {
			t.Errorf("%v, %v", r, err)
		}
		// A carrier that is not set up any more keeps what it may have.
		m.Via = "gone"
		if _, err := s.Send(t.Context(), m); ReasonOf(err) != Unreachable {
			t.Error(err)
		}
	})
}

// An ill carrier is left alone, tried with one message after each rest, and used again as
// soon as one goes well.
func TestSwitchBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, first, second := pair()
		send := func() {
			t.Helper()
			if _, err := s.Send(t.Context(), Message{}); err != nil {
				t.Fatal(err)
			}
		}
		first.be(fails(Unreachable))
		start := time.Now()
		for range 100 {
			send()
			time.Sleep(500 * time.Millisecond)
		}
		if second.count() != 100 {
			t.Errorf("%d went by the second", second.count())
		}
		// Three failures, then after rests of 5, 10, 15, 15 seconds.
		var tried []int
		for _, at := range first.at {
			tried = append(tried, int(at.Sub(start).Seconds()))
		}
		if fmt.Sprint(tried) != "[0 0 1 6 16 31 46]" {
			t.Errorf("the first was tried after %v s", tried)
		}
		if s.Well()["first"] || !s.Well()["second"] {
			t.Errorf("%v", s.Well())
		}
		first.be(nil)
		time.Sleep(health.Most)
		before := first.count()
		for range 10 {
			send()
		}
		if first.count() != before+10 || !s.Well()["first"] {
			t.Errorf("back, it carried %d of 10", first.count()-before)
		}
	})
}

// While one message tries an ill carrier, no other does.
func TestSwitchTriesOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, first, second := pair()
		first.be(fails(Locked)) // does not mend by itself: once is enough
		_, _ = s.Send(t.Context(), Message{})
		time.Sleep(health.Rest)
		first.be(func(context.Context) error { time.Sleep(time.Minute); return nil })
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { _, _ = s.Send(t.Context(), Message{}) })
		}
		synctest.Wait()
		if first.count() != 2 || second.count() != 20 {
			t.Errorf("%d went by the first, %d by the second", first.count(), second.count())
		}
		all.Wait()
	})
}

// Failures among many successes are no illness; neither is what our own throttle holds back,
// nor a message that nobody could deliver.
func TestSwitchStaysWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, first, _ := pair()
		for i := range 200 {
			first.be(nil)
			if i%10 == 0 {
				first.be(fails(Broken))
			}
			if i%10 == 5 {
				first.be(fails(BadNumber))
			}
			_, _ = s.Send(t.Context(), Message{})
			time.Sleep(10 * time.Millisecond)
		}
		if !s.Well()["first"] {
			t.Error("taken for ill")
		}
		first.be(func(context.Context) error { return Fail(Busy, codeThrottled, nil) })
		for range 50 {
			_, _ = s.Send(t.Context(), Message{})
		}
		if !s.Well()["first"] {
			t.Error("taken for ill because of the throttle")
		}
	})
}

// A clock that was set back while a carrier was ill does not keep it ill for as long.
func TestSwitchClockSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Duration(0)
		first, second := &hand{name: "first"}, &hand{name: "second"}
		w := seva.RealWorld().At(func() time.Time { return time.Now().Add(-back) })
		s := NewSwitch(w, health, Route{"first", first}, Route{"second", second})
		first.be(fails(Locked))
		_, _ = s.Send(t.Context(), Message{})
		first.be(nil)
		back = 24 * time.Hour
		_, _ = s.Send(t.Context(), Message{})
		time.Sleep(2 * health.Rest)
		if r, err := s.Send(t.Context(), Message{}); err != nil || r.Provider != "first" {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// A panic neither keeps the place of the one that tries nor is swallowed.
func TestSwitchPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, first, _ := pair()
		first.be(func(context.Context) error { panic("odd") })
		for range 3 {
			func() {
				defer func() {
					if recover() == nil {
						t.Error("swallowed")
					}
				}()
				_, _ = s.Send(t.Context(), Message{})
			}()
		}
		first.be(nil)
		time.Sleep(health.Rest)
		if _, err := s.Send(t.Context(), Message{}); err != nil || !s.Well()["first"] {
			t.Error("it was not tried again", err)
		}
	})
}
