package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"duar/seva"
)

// hands is a Ticker with so much to do.
type hands struct {
	due   int // cases
	ticks int
	fail  int // the tick that fails
	stop  func()
}

func (h *hands) Tick(_ context.Context, limit int) (int, error) {
	h.ticks++
	if h.ticks == h.fail {
		return 0, errors.New("the store is away")
	}
	if h.stop != nil && h.ticks == 3 {
		h.stop()
	}
	n := min(limit, h.due)
	h.due -= n
	return n, nil
}

func ticking(h *hands) (Clock, *bytes.Buffer) {
	var log bytes.Buffer
	return Clock{Ticker: h, World: seva.RealWorld(), Log: slog.New(slog.NewJSONHandler(&log, nil))}, &log
}

// All that is due is done in one go; where nothing is, nothing is logged.
func TestClockTicks(t *testing.T) {
	h := &hands{due: 5*clockBatch + 3}
	c, log := ticking(h)
	if err := c.Tick(t.Context()); err != nil || h.due != 0 || h.ticks != 7 {
		t.Errorf("%d left after %d ticks: %v", h.due, h.ticks, err)
	}
	if err := c.Tick(t.Context()); err != nil || h.ticks != 8 {
		t.Errorf("%d ticks: %v", h.ticks, err)
	}
	if s := log.String(); !strings.Contains(s, `"done":1003`) || strings.Count(s, "\n") != 1 {
		t.Errorf("log: %s", s)
	}
}

// A failure ends it and is told, with what was done before; the next one does the rest.
func TestClockFails(t *testing.T) {
	h := &hands{due: 3 * clockBatch, fail: 2}
	c, log := ticking(h)
	if err := c.Tick(t.Context()); err == nil || h.due != 2*clockBatch {
		t.Errorf("%d left: %v", h.due, err)
	}
	if s := log.String(); !strings.Contains(s, `"done":200`) {
		t.Errorf("log: %s", s)
	}
	if err := c.Tick(t.Context()); err != nil || h.due != 0 {
		t.Errorf("%d left: %v", h.due, err)
	}
}

// Asked to stop in the middle of much to do, it stops after the tick it is in.
func TestClockStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	h := &hands{due: 100 * clockBatch, stop: stop}
	c, _ := ticking(h)
	if err := c.Tick(ctx); !errors.Is(err, context.Canceled) || h.ticks != 3 {
		t.Errorf("%d ticks: %v", h.ticks, err)
	}
}

// A day that begins is looked at within a second, whenever it was looked before; and never
// does a minute pass without a look.
func TestClockDue(t *testing.T) {
	at := time.Date(2026, 11, 23, 17, 3, 17, 123e6, seva.IST)
	soon, looks := map[seva.Date]bool{}, 0
	for end := at.Add(72 * time.Hour); at.Before(end); looks++ {
		next := ClockDue(at)
		if wait := next.Sub(at); wait <= 0 || wait > clockEvery {
			t.Fatalf("after %v comes %v", at, next)
		}
		at = next
		d := seva.DateOf(at)
		if late := at.Sub(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, seva.IST)); late < time.Second {
			soon[d] = true
		}
	}
	if len(soon) != 3 || looks < 3*24*60 || looks > 3*24*60+8 {
		t.Errorf("%d looks; days looked at as they began: %v", looks, soon)
	}
}
