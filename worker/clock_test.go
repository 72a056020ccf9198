package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva"
)

// hands is a Ticker with so much to do, that notes when it is asked.
type hands struct {
	mu   sync.Mutex
	due  int // cases
	fail int // ticks that fail
	odd  bool
	at   []time.Time
}

func (h *hands) Tick(_ context.Context, limit int) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = append(h.at, time.Now())
	if h.odd {
		h.odd = false
		panic("an odd case")
	}
	if h.fail > 0 {
		h.fail--
		return 0, errors.New("the store is away")
	}
	n := min(limit, h.due)
	h.due -= n
	return n, nil
}

func ticking(h *hands) (Clock, *bytes.Buffer) {
	var log bytes.Buffer
	return Clock{Ticker: h, World: seva.RealWorld(), Log: slog.New(slog.NewJSONHandler(&log, nil))}, &log
}

// All that is due is done at the start, and then it is looked every minute.
func TestClockDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hands{due: 5*clockBatch + 3}
		c, log := ticking(h)
		running(t, c.Run, func() {
			synctest.Wait()
			if h.due != 0 || len(h.at) != 7 {
				t.Errorf("%d left after %d ticks", h.due, len(h.at))
			}
			time.Sleep(10*time.Minute + time.Second)
		})
		if n := len(h.at); n != 17 {
			t.Errorf("%d ticks", n)
		}
		if s := log.String(); !strings.Contains(s, `"done":1003`) || strings.Count(s, "\n") != 1 {
			t.Errorf("log: %s", s)
		}
	})
}

// A day that begins is looked at within a second, whenever the worker was started.
func TestClockAtMidnight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(17*time.Second + 123*time.Millisecond)
		h := &hands{}
		c, _ := ticking(h)
		running(t, c.Run, func() { time.Sleep(72 * time.Hour) })
		soon := map[seva.Date]bool{}
		for _, at := range h.at {
			d := seva.DateOf(at)
			if late := at.Sub(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, seva.IST)); late < time.Second {
				soon[d] = true
			}
		}
		if len(soon) != 3 {
			t.Errorf("days looked at as they began: %v", soon)
		}
		if n := len(h.at); n < 3*24*60 || n > 3*24*60+8 {
			t.Errorf("%d ticks in three days", n)
		}
	})
}

// Whatever goes wrong, the clock goes on: soon, then less often, and all is done then.
func TestClockGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hands{due: 3, fail: 20, odd: true}
		c, log := ticking(h)
		start := time.Now()
		running(t, c.Run, func() { time.Sleep(30 * time.Minute) })
		if h.due != 0 {
			t.Errorf("%d are still due", h.due)
		}
		if second := h.at[1].Sub(start); second != clockFirst {
			t.Errorf("the second try after %v", second)
		}
		for n := 1; n < len(h.at); n++ {
			if wait := h.at[n].Sub(h.at[n-1]); wait > clockMost {
				t.Errorf("rested for %v", wait)
			}
		}
		if s := log.String(); !strings.Contains(s, "clock.panic") || !strings.Contains(s, `"times":21`) || !strings.Contains(s, `"done":3`) {
			t.Errorf("log: %s", s)
		}
	})
}

// Asked to stop in the middle of much to do, it stops after the tick it is in.
func TestClockStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ticks := 0
		c, log := ticking(nil)
		c.Ticker = tickFunc(func(context.Context, int) (int, error) {
			if ticks++; ticks == 3 {
				stop()
			}
			return clockBatch, nil
		})
		c.Run(ctx)
		if ticks != 3 || log.Len() != 0 {
			t.Errorf("%d ticks, log %s", ticks, log)
		}
	})
}

type tickFunc func(context.Context, int) (int, error)

func (f tickFunc) Tick(ctx context.Context, limit int) (int, error) { return f(ctx, limit) }
