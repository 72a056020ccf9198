package worker

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"duar/seva"
)

// How the legal clock is driven.
const (
	clockEvery = time.Minute
	// clockMidnight is how long after 00:00 IST a day that began is looked at: as little as
	// is safe where the machine's clock is set back a little at that moment.
	clockMidnight = 500 * time.Millisecond
	clockBatch    = 200 // cases in one tick
	clockFirst    = time.Second
	clockMost     = time.Minute // longest rest while ticking fails
)

// Ticker is whose clock it is. Tick does what is due by now for at most limit cases, and
// says for how many something was done; none means that nothing is due.
type Ticker interface {
	Tick(ctx context.Context, limit int) (int, error)
}

// Clock lets a Ticker tick: at the start, so that nothing that fell due while nobody ran
// is late any longer, every minute, and just after a day began in IST. Several may run on
// one store; each act happens once.
type Clock struct {
	Ticker Ticker
	World  seva.World
	Log    *slog.Logger
}

// Run ticks until ctx ends. Errors are logged and tried again.
func (c Clock) Run(ctx context.Context) {
	troubles := 0
	for {
		begun := c.World.Now()
		done, err := c.drain(ctx)
		if ctx.Err() != nil {
			return
		}
		if done > 0 {
			c.Log.Info("clock.ticked", "done", done, "took", c.World.Now().Sub(begun).String())
		}
		wait := next(c.World.Now())
		if err == nil {
			troubles = 0
		} else {
			troubles++
			wait = min(wait, doubled(clockFirst, clockMost, troubles))
			c.Log.Error("clock.failed", "error", err.Error(), "times", troubles)
		}
		if !rest(ctx, wait) {
			return
		}
	}
}

// drain ticks until nothing is due.
func (c Clock) drain(ctx context.Context) (done int, err error) {
	for ctx.Err() == nil {
		n, err := c.tick(ctx)
		done += n
		if err != nil || n == 0 {
			return done, err
		}
	}
	return done, ctx.Err()
}

// tick is one tick; a panic in it is an error of this tick and not the end of all ticking.
func (c Clock) tick(ctx context.Context) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			c.Log.Error("clock.panic", "stack", string(debug.Stack()))
			err = fmt.Errorf("worker: the clock panicked")
		}
	}()
	return c.Ticker.Tick(ctx, clockBatch)
}

// next gives how long until the next tick: a minute, or less when a day begins before.
func next(now time.Time) time.Duration {
	t := now.In(seva.IST)
	midnight := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, seva.IST).Add(clockMidnight)
	if today := midnight.AddDate(0, 0, -1); now.Before(today) {
		midnight = today // the half second after 00:00 itself
	}
	return min(clockEvery, midnight.Sub(now))
}
