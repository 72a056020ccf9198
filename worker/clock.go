package worker

import (
	"context"
	"log/slog"
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
)

// Ticker is whose clock it is. Tick does what is due by now for at most limit cases, and
// says for how many something was done; none means that nothing is due.
type Ticker interface {
	Tick(ctx context.Context, limit int) (int, error)
}

// Clock lets a Ticker tick. Several may on one store; each act happens once.
type Clock struct {
	Ticker Ticker
	World  seva.World
	Log    *slog.Logger
}

// Tick ticks until nothing is due.
func (c Clock) Tick(ctx context.Context) error {
	begun := c.World.Now()
	for done := 0; ; {
		n, err := c.Ticker.Tick(ctx, clockBatch)
		if done += n; n > 0 && err == nil && ctx.Err() == nil {
			continue
		}
		if done > 0 {
			c.Log.Info("clock.ticked", "done", done, "took", c.World.Now().Sub(begun).String())
		}
		if err == nil {
			err = ctx.Err()
		}
		return err
	}
}

// ClockDue gives when to tick after t: in a minute, or sooner when a day begins before, in
// India, for what falls due at the turn of a day.
func ClockDue(t time.Time) time.Time {
	t = t.In(seva.IST)
	midnight := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, seva.IST).Add(clockMidnight)
	if today := midnight.AddDate(0, 0, -1); t.Before(today) {
		midnight = today // the half second after 00:00 itself
	}
	if minute := t.Add(clockEvery); minute.Before(midnight) {
		return minute
	}
	return midnight
}
