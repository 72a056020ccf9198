package casework

import (
	"time"

	"duar/seva"
)

// Hand is what an act does to the legal clock.
type Hand string

const (
	Begin  Hand = "submit" // it begins; after Decide it begins anew
	Ask    Hand = "query"  // the citizen is asked: what happens is the Policy's
	Answer Hand = "reply"  // the citizen has answered
	Hold   Hand = "hold"   // it waits for nobody (a quota, a date), whatever the Policy
	Resume Hand = "resume" // it goes on after Hold
	Decide Hand = "decide" // it has done its work
)

// Turn is a moment at which the legal clock may turn.
type Turn struct {
	At   time.Time
	Hand Hand
}

// Due gives the day on which the count of days reaches the limit, if nothing else happens.
//
// A day counts when the clock was running at 00:00 IST of that day and the calendar does
// not exclude it. So the day of submitting is out, the day on which the citizen is asked
// is in, and the day of the reply is out; a turn at 00:00 itself is of the day it begins.
// A limit of 0 is reached where the clock begins. turns are in order of time.
//
// It is false while the clock does not run, and when there is no such day in a hundred
// years. West Bengal Right to Public Services Act 2013 (holidays do not count); Rules 2017,
// r. 5; for Restart the Labour order on deemed registration of 27 September 2022.
func Due(limit int, policy Policy, cal Calendar, turns []Turn) (seva.Date, bool) {
	d, ok := reckon(policy, turns).reach(limit, cal)
	if !ok {
		return seva.Date{}, false
	}
	return d.date(), true
}

// span is a stretch over which the clock ran, as the days it was seen running at 00:00.
type span struct{ first, last day }

// run is a clock since it began, or began again. Everything is found from it anew each
// time: there is no counter that could drift.
type run struct {
	begun   int // index of the turn that began it
	at      time.Time
	closed  []span
	open    day // the first day of the span that is running
	running bool
	asked   bool // the citizen was asked and the clock has not gone on since
	decided bool
	ended   time.Time // when it was decided
	lapsed  bool      // it did not run any more then
}

// reckon follows the turns. A turn that changes nothing (a second question before the
// reply) is passed over.
func reckon(policy Policy, turns []Turn) run {
	var r run
	for i, t := range turns {
		switch t.Hand {
		case Begin:
			if r.at.IsZero() || r.decided {
				r.begin(i, t.At)
			}
		case Ask:
			if policy != Run && !r.decided {
				r.asked = true
				r.stop(dayOf(t.At))
			}
		case Hold:
			r.stop(dayOf(t.At))
		case Answer, Resume:
			switch {
			case r.running || r.decided || r.at.IsZero():
			case r.asked && policy == Restart:
				r.begin(i, t.At)
			default:
				r.running, r.asked, r.open = true, false, dayOf(t.At)+1
			}
		case Decide:
			r.decide(t.At)
		}
	}
	return r
}

func (r *run) begin(turn int, at time.Time) {
	*r = run{begun: turn, at: at, running: true, open: dayOf(at) + 1}
}

func (r *run) stop(last day) {
	if r.running {
		r.running = false
		r.closed = append(r.closed, span{r.open, last})
	}
}

// decide ends the run. A decision that the law makes at 00:00 is made when the day before
// is over: the day it falls on does not count.
func (r *run) decide(at time.Time) {
	if r.decided || r.at.IsZero() {
		return
	}
	r.decided, r.ended, r.lapsed = true, at, !r.running
	last := dayOf(at)
	if at.Equal(last.begins()) {
		last--
	}
	r.stop(last)
}

// used gives how many days have counted by a moment.
func (r run) used(cal Calendar, now time.Time) int {
	n := 0
	for _, s := range r.closed {
		n += cal.count(s.first, s.last)
	}
	if r.running {
		n += cal.count(r.open, dayOf(now))
	}
	return n
}

// reach gives the day on which the count comes to n, of a clock that runs or was running
// when its case was decided.
func (r run) reach(n int, cal Calendar) (day, bool) {
	if !r.running && (!r.decided || r.lapsed) {
		return 0, false
	}
	if n <= 0 {
		return dayOf(r.at), true
	}
	closed, open := r.closed, r.open
	if r.decided { // had it not been, the last span would go on
		open, closed = closed[len(closed)-1].first, closed[:len(closed)-1]
	}
	for _, s := range closed {
		in := cal.count(s.first, s.last)
		if in >= n {
			return cal.reach(s.first, n)
		}
		n -= in
	}
	return cal.reach(open, n)
}

// turnsOf reads a case's log as turns of its clock, and for each the index of its event.
// Where the clock runs is the procedure's to say; a decision, for or against, ends it.
func turnsOf(p Procedure, events []Event) (turns []Turn, of []int) {
	turn := func(i int, h Hand) {
		turns, of = append(turns, Turn{events[i].At, h}), append(of, i)
	}
	from := clockless
	for i, e := range events {
		to := handOf(p, e.To)
		switch {
		case i == 0:
			turn(i, Begin)
			if to != clockRuns {
				turn(i, to.hand())
			}
		case to == from:
		case to == clockRuns && from == clockDecided:
			turn(i, Begin)
		case to == clockRuns && from == clockAsks:
			turn(i, Answer)
		default:
			turn(i, to.hand())
		}
		from = to
	}
	return turns, of
}

// clocking is what the clock does while a case stands in a state.
type clocking int

const (
	clockless clocking = iota // nothing is known of the state
	clockRuns
	clockAsks
	clockWaits
	clockDecided
)

func handOf(p Procedure, state string) clocking {
	s, _ := p.state(state)
	switch {
	case s.decided():
		return clockDecided
	case s.Runs:
		return clockRuns
	case s.Court == CitizenCourt:
		return clockAsks
	}
	return clockWaits
}

func (c clocking) hand() Hand {
	return [...]Hand{Hold, Resume, Ask, Hold, Decide}[c]
}

// Stand gives the legal clock of a case at a moment, from its log alone.
func Stand(track Track, cal Calendar, events []Event, now time.Time) Standing {
	limit := track.Limit
	cal = cal.of(limit.Working)
	turns, _ := turnsOf(track.Procedure, events)
	r := reckon(limit.Policy, turns)
	s := Standing{Limit: limit.Days, Working: limit.Working, Used: r.used(cal, now), Running: r.running}
	if !r.running {
		s.Why = "none"
		switch {
		case r.decided:
			s.Why = "decided"
		case r.asked:
			s.Why = "citizen"
			if last, _ := track.Procedure.state(events[len(events)-1].To); last.Owes {
				s.Why = "fee"
			}
		}
	}
	if limit.Days <= 0 {
		return s // the law sets no limit: days are counted, and none is the last
	}
	s.Left = limit.Days - s.Used
	due, ok := r.reach(limit.Days, cal)
	if !ok {
		return s
	}
	until := now
	if r.decided {
		until = r.ended
	}
	s.Due, s.Passed = due.date(), dayOf(until) > due
	return s
}
