package worker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// A message that hangs holds up nobody but who else is told on that phone.
func TestSlowHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &tray{}
		c := &carrier{send: func(_ context.Context, m notice.Message) error {
			if strings.HasPrefix(m.Ref, "slow") {
				time.Sleep(postSend)
			}
			return nil
		}}
		for i := range PostAtOnce - 1 {
			o.put(fmt.Sprint("slow-", i), "sms.case.asked", time.Now())
		}
		for i := range 10 * ahead {
			o.put(fmt.Sprint(i), "sms.case.asked", time.Now())
		}
		p, _ := post(o, c)
		start := time.Now()
		running(t, every(time.Second, p), func() { time.Sleep(postSend - time.Millisecond) })
		for _, e := range o.all {
			if slow := strings.HasPrefix(e.Ref, "slow"); !slow && e.noted.Sub(start) > time.Second {
				t.Fatalf("%s went out after %v", e.Ref, e.noted.Sub(start))
			}
		}
	})
}

// Of all that waits a one-time code goes first.
func TestCodesGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { time.Sleep(time.Second); return nil }}
		for i := range 20 {
			o.put(fmt.Sprint(i), "sms.case.asked", time.Now())
		}
		o.put("code", "sms.otp", time.Now())
		p, _ := post(o, c)
		p.AtOnce = 6
		running(t, every(time.Second, p), func() { time.Sleep(1500 * time.Millisecond) })
		if n := slices.Index(c.got, "code"); n < 0 || n > 6 {
			t.Errorf("%d others went before it: %v", n, c.got)
		}
	})
}

// What was answered at the same time is noted at the same time, and no clerk sends a second
// message before the first is noted: that is the bound on what a kill repeats.
func TestNotedBeforeTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &tray{slow: 100 * time.Millisecond}
		bare, most := 0, 0
		var mu sync.Mutex
		o.saw = func(n int) { mu.Lock(); bare -= n; mu.Unlock() }
		c := &carrier{send: func(context.Context, notice.Message) error {
			mu.Lock()
			bare++
			most = max(most, bare)
			mu.Unlock()
			return nil
		}}
		for i := range 20 * PostAtOnce {
			o.put(fmt.Sprint(i), "sms.case.asked", time.Now())
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Minute) })
		if len(c.got) != 20*PostAtOnce || most > PostAtOnce {
			t.Errorf("%d sent, %d without a note at one time", len(c.got), most)
		}
		if o.notes > 60 {
			t.Errorf("%d transactions for %d messages", o.notes, len(c.got))
		}
	})
}

// After no answer the message goes back to the carrier that may have it and to no other,
// whatever that carrier says later.
func TestPinned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &tray{}
		e := o.put("a", "sms.case.asked", time.Now())
		var vias []string
		whys := []notice.Reason{notice.Busy, notice.TimedOut, notice.Busy, notice.Unreachable}
		c := &carrier{send: func(_ context.Context, m notice.Message) error {
			vias = append(vias, m.Via)
			f := notice.Fail(whys[0], "", nil)
			f.Via = "first"
			whys = whys[1:]
			if len(whys) == 0 {
				return nil
			}
			return f
		}}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Hour) })
		if e.done != "sent" || strings.Join(vias, ",") != ",,first,first" {
			t.Errorf("%s by way of %q", e.done, vias)
		}
	})
}

// meter counts what a post tells it.
type meter struct {
	mu    sync.Mutex
	lost  []string
	depth []notice.Depth
}

func (m *meter) Tried(notice.Outcome) {}

func (m *meter) Lost(key, code string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lost = append(m.lost, key+" "+code)
}

func (m *meter) Held(d notice.Depth) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.depth = append(m.depth, d)
}

func TestMeter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, m := &tray{}, &meter{}
		c := &carrier{send: func(context.Context, notice.Message) error { return notice.Fail(notice.BadNumber, "30005", nil) }}
		o.put("a", "sms.case.asked", time.Now())
		o.put("old", "sms.otp", time.Now().Add(-time.Hour))
		p, _ := post(o, c)
		p.Meter = m
		running(t, every(time.Second, p), func() { time.Sleep(postCount + time.Second) })
		slices.Sort(m.lost)
		if strings.Join(m.lost, ", ") != "sms.case.asked 30005, sms.otp too_old" {
			t.Errorf("lost: %v", m.lost)
		}
		if len(m.depth) != 2 || m.depth[1].Failed != 2 || m.depth[1].Waiting != 0 {
			t.Errorf("held: %v", m.depth)
		}
	})
}

// Far more waits than a slow carrier may be handed: nothing of it is tried to death or written
// over and over, and a code goes before it.
func TestThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{}
		for i := range 400 {
			o.put(fmt.Sprintf("m%d", i), "sms.case.moved", time.Now())
		}
		p, log := post(o, notice.Throttle(c, 1, seva.RealWorld()))
		running(t, every(time.Second, p), func() {
			time.Sleep(time.Minute)
			code := o.put("code", "sms.otp", time.Now())
			time.Sleep(10 * time.Second)
			o.mu.Lock()
			if code.done != "sent" {
				t.Error("the code did not go out within 10 s")
			}
			o.mu.Unlock()
			time.Sleep(time.Minute)
		})
		if len(c.got) < 120 {
			t.Errorf("%d went out in 130 s", len(c.got))
		}
		if o.notes > 130*200 {
			t.Errorf("%d notes", o.notes)
		}
		for _, e := range o.all {
			if e.done == "failed" || e.done == "" && e.Tries > 0 {
				t.Errorf("%s: %q, %d tries", e.Ref, e.done, e.Tries)
			}
		}
		if strings.Contains(log.String(), "post.failed") {
			t.Error("a message that had no turn is told of as failed")
		}
	})
}

// What a carrier could not take for a moment comes before what was told to that phone after it,
// also when that is told only meanwhile; a code waits for nobody.
func TestOrderAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &tray{}
		began := time.Now()
		c := &carrier{send: func(context.Context, notice.Message) error {
			if time.Since(began) < 3*time.Second {
				return notice.Fail(notice.Busy, "", nil)
			}
			return nil
		}}
		tell := func(ref, key string) {
			e := o.put(ref, key, time.Now())
			o.mu.Lock()
			e.To = "919831012345"
			o.mu.Unlock()
		}
		for i := range 5 {
			tell(fmt.Sprint(i), "sms.case.moved")
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() {
			time.Sleep(3500 * time.Millisecond)
			tell("5", "sms.case.moved")
			tell("code", "sms.otp")
			time.Sleep(3 * time.Minute)
		})
		var sent []string
		for _, e := range o.all {
			if e.done != "sent" {
				t.Errorf("%s: %q after %d tries", e.Ref, e.done, e.Tries)
			}
		}
		slices.SortFunc(o.all, func(x, y *entry) int { return x.noted.Compare(y.noted) })
		for _, e := range o.all {
			if e.Ref != "code" {
				sent = append(sent, e.Ref)
			} else if e.noted.Sub(began) > 6*time.Second {
				t.Errorf("the code waited until %v", e.noted.Sub(began))
			}
		}
		if !slices.IsSorted(sent) {
			t.Errorf("they went out as %v", sent)
		}
	})
}
