package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva/notice"
)

func TestSendsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { time.Sleep(time.Second); return nil }}
		const n = 3*ahead + 5
		for i := range n {
			o.put(fmt.Sprintf("ref-%d", i), "sms.case.asked", time.Now())
		}
		p, log := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Minute) })
		seen := map[string]int{}
		for _, ref := range c.got {
			seen[ref]++
		}
		if len(seen) != n || len(c.got) != n {
			t.Errorf("%d messages in %d sends, want %d", len(seen), len(c.got), n)
		}
		for _, e := range o.all {
			if e.done != "sent" || e.noted.IsZero() {
				t.Errorf("%s is %s", e.Ref, e.done)
			}
		}
		if c.most != PostAtOnce {
			t.Errorf("%d at the same time, want %d", c.most, PostAtOnce)
		}
		if s := log.String(); strings.Contains(s, "words") || strings.Contains(s, "983101") || !strings.Contains(s, "ref-7") {
			t.Errorf("the log:\n%s", s)
		}
	})
}

// What a carrier's error says may be the number and the text; neither is logged.
func TestLogTellsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leak := func(m notice.Message) error {
			return fmt.Errorf("Get https://provider.example/?to=%s&text=%s: refused", string(m.To), m.Body)
		}
		kinds := []func(notice.Message) error{
			leak,
			func(m notice.Message) error { return notice.Fail(notice.Rejected, "E1", leak(m)) },
			func(m notice.Message) error { return notice.Fail(notice.Broken, "E2", leak(m)) },
			func(m notice.Message) error { panic(leak(m)) },
		}
		o := &tray{}
		for i := range kinds {
			o.put(fmt.Sprint(i), "sms.otp", time.Now())
		}
		c := &carrier{send: func(_ context.Context, m notice.Message) error { return kinds[m.Ref[0]-'0'](m) }}
		p, log := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(10 * time.Second) })
		if s := log.String(); strings.Contains(s, "words") || strings.Contains(s, "9831012345") || !strings.Contains(s, "E1") {
			t.Errorf("the log:\n%s", s)
		}
		for i, want := range []string{"*errors.errorString", "E1", "E2", "panic"} {
			if got := o.all[i].code; got != want && !(i == 0 && got == "*fmt.wrapError") {
				t.Errorf("%d: code %s, want %s", i, got, want)
			}
			if final := o.all[i].done == "failed"; final != (i == 1) {
				t.Errorf("%d: final %v", i, final)
			}
		}
	})
}

// A provider that is away for an hour: the message goes out when it is back, after few
// tries, each later than the last by no more than the ladder allows.
func TestLadder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		o := &tray{}
		e := o.put("a", "sms.case.asked", start)
		c := &carrier{send: func(context.Context, notice.Message) error {
			if time.Since(start) < time.Hour {
				return notice.Fail(notice.Unreachable, "down", errors.New("down"))
			}
			return nil
		}}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(2 * time.Hour) })
		if e.done != "sent" || e.noted.Sub(start) > time.Hour+postMost+time.Second {
			t.Errorf("%s %v after it was told", e.done, e.noted.Sub(start))
		}
		if !c.at[0].Equal(start) {
			t.Errorf("the first try waited %v", c.at[0].Sub(start))
		}
		for n := 1; n < len(c.at); n++ {
			if wait, most := c.at[n].Sub(c.at[n-1]), doubled(postFirst, postMost, n)+time.Second; wait > most {
				t.Errorf("try %d came %v after the one before, at most %v", n+1, wait, most)
			}
		}
		if n := len(c.at); n < 6 || n > 40 {
			t.Errorf("%d tries", n)
		}
	})
}

// A worker that dies between the carrier's yes and the note: the next one sends it once
// more, not before the lease is over, with the same Ref.
func TestKilledBeforeTheNote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{}
		e := o.put("a", "sms.case.asked", time.Now())
		died := time.Now()
		first, err := o.Take(t.Context(), died, died.Add(postLease), 1)
		if err != nil || len(first) != 1 {
			t.Fatal(first, err)
		}
		if _, err := c.Send(t.Context(), first[0].Message); err != nil { // and dead
			t.Fatal(err)
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() {
			running(t, every(time.Second, p), func() { time.Sleep(time.Hour) })
		})
		if len(c.got) != 2 || c.got[1] != "a" || c.at[1].Sub(died) < postLease || e.done != "sent" {
			t.Errorf("sent as %v, the second after %v", c.got, c.at[len(c.at)-1].Sub(died))
		}
	})
}

// What is told to one person goes out in the order in which it happened, one after the
// other; others do not wait for it.
func TestOrderOfOnePhone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{}
		c.send = func(_ context.Context, m notice.Message) error {
			if m.Ref == "mine-0" {
				time.Sleep(3 * time.Second)
			}
			return nil
		}
		for i := range 4 {
			o.put(fmt.Sprintf("mine-%d", i), "sms.case.moved", time.Now()).To = "919800000001"
			o.put(fmt.Sprintf("other-%d", i), "sms.case.moved", time.Now())
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Minute) })
		var mine []string
		for i, ref := range c.got {
			if strings.HasPrefix(ref, "mine") {
				mine = append(mine, ref)
			} else if c.at[i].Sub(c.at[0]) >= time.Second {
				t.Errorf("%s waited for somebody else's", ref)
			}
		}
		if strings.Join(mine, " ") != "mine-0 mine-1 mine-2 mine-3" {
			t.Errorf("%v", mine)
		}
	})
}

// The outbox is away just when a receipt is to be noted: no second message.
func TestNoteIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{deaf: 10}, &carrier{}
		e := o.put("a", "sms.case.asked", time.Now())
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Hour) })
		if e.done != "sent" || len(c.got) != 1 {
			t.Errorf("%s, sent as %v", e.done, c.got)
		}
	})
	synctest.Test(t, func(t *testing.T) { // away for good: it is left to the next taker
		o, c := &tray{deaf: 1 << 30}, &carrier{}
		o.put("a", "sms.case.asked", time.Now())
		p, log := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(postLease + 5*time.Second) })
		if len(c.got) != 2 || !strings.Contains(log.String(), "post.note.failed") {
			t.Errorf("sent as %v\n%s", c.got, log)
		}
	})
}

// Asked to stop, a worker finishes what it has begun, notes it, and gives back at once
// what it has not: the next one need not wait for a lease to end.
func TestStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { time.Sleep(5 * time.Second); return nil }}
		for i := range ahead + 1 {
			o.put(fmt.Sprint(i), "sms.case.asked", time.Now())
		}
		p, _ := post(o, c)
		start := time.Now()
		running(t, every(time.Second, p), func() { time.Sleep(time.Second) })
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("stopping took %v", took)
		}
		sent, back := 0, 0
		for _, e := range o.all {
			switch {
			case e.done == "sent":
				sent++
			case e.due.IsZero() && e.Tries == 0:
				back++
			}
		}
		if sent != PostAtOnce || len(c.got) != sent || back != len(o.all)-sent {
			t.Errorf("%d sent and %d given back, of %d", sent, back, len(o.all))
		}
	})
}

// A carrier that never answers holds up its message only.
func TestCarrierHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &tray{}
		c := &carrier{send: func(ctx context.Context, m notice.Message) error {
			if m.Ref == "hangs" {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}}
		hangs, other := o.put("hangs", "sms.case.asked", time.Now()), o.put("other", "sms.case.asked", time.Now())
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(postSend + time.Second) })
		if hangs.code != "timeout" || hangs.done != "" || other.done != "sent" {
			t.Errorf("hangs: %s %s, other: %s", hangs.code, hangs.done, other.done)
		}
	})
}

// The outbox is away: it is asked less and less often, and all goes on when it is back.
func TestOutboxAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{fail: errors.New("away")}, &carrier{}
		e := o.put("a", "sms.case.asked", time.Now())
		p, log := post(o, c)
		running(t, every(time.Second, p), func() {
			time.Sleep(time.Hour)
			o.mu.Lock()
			if o.takes > 600 {
				t.Errorf("asked %d times in an hour", o.takes)
			}
			o.fail = nil
			o.mu.Unlock()
			time.Sleep(2 * time.Minute)
		})
		if e.done != "sent" || !strings.Contains(log.String(), "post.outbox.failed") {
			t.Errorf("%s\n%s", e.done, log)
		}
	})
}

// Two workers on one outbox send each message once.
func TestTwoWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { time.Sleep(300 * time.Millisecond); return nil }}
		for i := range 200 {
			o.put(fmt.Sprint(i), "sms.case.asked", time.Now())
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() {
			running(t, every(700*time.Millisecond, p), func() { time.Sleep(time.Minute) })
		})
		if len(c.got) != 200 {
			t.Errorf("%d sends of 200 messages", len(c.got))
		}
	})
}
