package notice

import (
	"context"
	"errors"
	"sync"
	"time"

	"duar/seva"
)

// codeThrottled is of a message that our own throttle held back: no word on the carrier.
const codeThrottled = "throttled"

// Throttle hands at most so many messages a second to a carrier, evenly spaced: operators
// refuse what comes in heaps. A turn must come within a quarter of the time that the message
// has, and of an urgent one within half, which puts it before the others; the rest is for
// the carrier's answer. Who cannot have one is told Busy at once (see Throttled), and takes
// no turn from others. Zero a second means no throttle.
func Throttle(c Carrier, perSecond int, w seva.World) Carrier {
	if perSecond <= 0 {
		return c
	}
	return &throttle{carrier: c, gap: time.Second / time.Duration(perSecond), world: w}
}

// slack is how far behind the timetable a message may be without the timetable moving:
// timers wake late, and 3,000 a second must not become 1,000 by that.
const slack = 10 * time.Millisecond

type throttle struct {
	carrier Carrier
	gap     time.Duration
	world   seva.World
	mu      sync.Mutex
	next    time.Time // the first turn that is free
	last    time.Time // the clock was looked at
}

// Throttled tells of a message that was held back here: no carrier has seen it, and to hold
// it back was no try.
func Throttled(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Code == codeThrottled
}

// Send implements Carrier.
func (t *throttle) Send(ctx context.Context, m Message) (Receipt, error) {
	wait, ok := t.turn(ctx, Urgent(m.Key))
	if !ok {
		return Receipt{}, Fail(Busy, codeThrottled, nil)
	}
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return Receipt{}, Fail(Busy, codeThrottled, ctx.Err()) // not handed over, so not TimedOut
		}
	}
	return t.carrier.Send(ctx, m)
}

// turn takes the next one and says how long until then.
func (t *throttle) turn(ctx context.Context, urgent bool) (wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.world.Now()
	if now.Before(t.last) { // the clock was set back, and the timetable goes with it
		t.next = t.next.Add(now.Sub(t.last))
	}
	t.last = now
	if floor := now.Add(-slack); t.next.Before(floor) {
		t.next = floor
	}
	wait = t.next.Sub(now)
	if end, ends := ctx.Deadline(); ends && wait > 0 {
		most := time.Until(end) / 4
		if urgent {
			most *= 2
		}
		if wait > most {
			return 0, false
		}
	}
	t.next = t.next.Add(t.gap)
	return wait, true
}
