package notice

import (
	"context"
	"errors"
	"sync"
	"time"

	"duar/seva"
)

// Route is one carrier among several.
type Route struct {
	Name    string
	Carrier Carrier
}

// Health says when a carrier is taken for ill and how it is tried again.
type Health struct {
	Ill    int           // so many failures that speak of the carrier ...
	Within time.Duration // ... in so long, and as many as it took: it is left alone
	Rest   time.Duration // then one message tries it; each try that fails doubles the rest
	Most   time.Duration // longest rest
}

// GoodHealth is what fits an SMS carrier: minutes of illness are noticed within seconds,
// and a carrier that is back is used again within a minute or two.
func GoodHealth() Health {
	return Health{Ill: 5, Within: 30 * time.Second, Rest: 10 * time.Second, Most: 2 * time.Minute}
}

// NewSwitch makes one carrier of several: each message goes to the first that is well, and
// to the next when that one refuses it for a reason of its own. The first is returned to
// by itself. After TimedOut no other is asked, then or later: the Failure says Via, and a
// Message that comes back with it goes to that carrier or to none.
func NewSwitch(w seva.World, h Health, routes ...Route) *Switch {
	s := &Switch{world: w, health: h}
	for _, r := range routes {
		s.routes = append(s.routes, &breaker{Route: r, health: h})
	}
	return s
}

// Switch is the Carrier that NewSwitch makes.
type Switch struct {
	world  seva.World
	health Health
	routes []*breaker
}

// Send implements Carrier.
func (s *Switch) Send(ctx context.Context, m Message) (Receipt, error) {
	last := error(Fail(Unreachable, "no_carrier", errors.New("no carrier is well")))
	for _, r := range s.routes {
		if m.Via != "" && m.Via != r.Name {
			continue
		}
		in, probe := r.enter(s.world.Now())
		if !in {
			continue
		}
		receipt, err := s.try(ctx, r, m, probe)
		if err == nil {
			return receipt, nil
		}
		last = via(err, r.Name)
		if !ReasonOf(err).Elsewhere() || ctx.Err() != nil {
			break
		}
	}
	return Receipt{}, last
}

// try hands a message to one carrier, whose health has let it in. A carrier that panics
// must not keep the place of the one message that tries it.
func (s *Switch) try(ctx context.Context, r *breaker, m Message, probe bool) (receipt Receipt, err error) {
	done := false
	defer func() {
		if !done {
			err = Fail(Broken, "panic", nil)
		}
		r.leave(s.world.Now(), err, probe)
	}()
	receipt, err = r.Carrier.Send(ctx, m)
	done = true
	return receipt, err
}

// Well tells of each carrier whether it is used, for metrics and /readyz.
func (s *Switch) Well() map[string]bool {
	all := map[string]bool{}
	for _, r := range s.routes {
		r.mu.Lock()
		all[r.Name] = r.rest == 0
		r.mu.Unlock()
	}
	return all
}

// via names the carrier in a failure. One that says nothing of itself is given words.
func via(err error, name string) error {
	if f, ok := errors.AsType[*Failure](err); ok {
		named := *f
		named.Via = name
		return &named
	}
	f := Fail(ReasonOf(err), "", err)
	f.Via = name
	return f
}

// ViaOf gives the carrier that an error names, or "".
func ViaOf(err error) string {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f.Via
	}
	return ""
}

// breaker keeps the health of one carrier. Well: rest is 0. Ill: nobody is let in before
// until. Then one at a time is, until one succeeds.
type breaker struct {
	Route
	health Health
	mu     sync.Mutex
	since  time.Time // the window began
	ill    int       // failures in it that speak of the carrier
	well   int       // everything else in it
	rest   time.Duration
	until  time.Time
	trying bool
}

// enter tells whether a message may go this way, and whether it is the one that tries an
// ill carrier.
func (b *breaker) enter(now time.Time) (in, probe bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rest == 0 {
		return true, false
	}
	if b.until.Sub(now) > b.rest { // the clock was set back
		b.until = now.Add(b.rest)
	}
	if b.trying || now.Before(b.until) {
		return false, false
	}
	b.trying = true
	return true, true
}

// leave notes how it went.
func (b *breaker) leave(now time.Time, err error, probe bool) {
	why := Reason("")
	if err != nil {
		why = ReasonOf(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if probe {
		b.trying = false
	}
	if Throttled(err) {
		return // it never came to the carrier
	}
	if b.rest > 0 {
		b.judge(now, why, probe)
		return
	}
	if now.Sub(b.since) > b.health.Within || now.Before(b.since) {
		b.since, b.ill, b.well = now, 0, 0
	}
	if !why.Ill() {
		b.well++
		return
	}
	b.ill++
	// An account without money or a wrong password does not mend from one message to the
	// next; anything else may be a hiccup among thousands that went well.
	if why == Locked || why == Credit || b.ill >= b.health.Ill && b.ill >= b.well {
		b.rest, b.until = b.health.Rest, now.Add(b.health.Rest)
	}
}

// judge takes what a message says of an ill carrier. A success is believed of any; a failure
// of the one that tries it only: those that were under way when it fell ill say the same
// thing again.
func (b *breaker) judge(now time.Time, why Reason, probe bool) {
	switch {
	case !why.Ill():
		b.rest, b.since, b.ill, b.well = 0, now, 0, 0
	case probe:
		b.rest = min(2*b.rest, b.health.Most)
		b.until = now.Add(b.rest)
	}
}
