package casework

import (
	"cmp"
	"slices"
	"time"
)

// Alarm is something the clock will do to a case by itself, if nothing happens before.
type Alarm struct {
	At     time.Time // the moment the law names; 00:00 IST but for what happens at once
	Action string    // Warn80, WarnTwo, BreachAction, or an action of the procedure
	Timer  string    // the id of the timer; "" for the legal limit
}

// Alarms gives what the clock has still to do in a case as it stands, earliest first; of
// several at one moment the warnings come first, then the limit, then timers.
//
// Of the limit: Warn80 at the first 00:00 IST at which four fifths of it have counted,
// WarnTwo at the first at which two days are left (limits of more than two days), and at
// 00:00 IST of the day after the due day the limit's OnDue, or BreachAction where that is
// not open; each once since the clock began, or under Restart began again (Rules 2017,
// r. 5(1)(e)). Of a timer: its action at 00:00 IST of the day after the last of its days
// in the state, once each time the state is entered; a timer of 0 days at once.
//
// An alarm is never before the last event: a case that was kept from its moment (a clock
// that was corrected) gets it late rather than out of order.
func Alarms(track Track, cal Calendar, c Case, events []Event) []Alarm {
	var found []Alarm
	add := func(at time.Time, action, timer string) {
		if n := len(events); n > 0 && at.Before(events[n-1].At) {
			at = events[n-1].At
		}
		found = append(found, Alarm{at, action, timer})
	}
	track.alarms(cal, c, events, add)
	track.Procedure.alarms(cal, c, events, add)
	slices.SortStableFunc(found, func(a, b Alarm) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return found
}

// alarms adds those of the legal limit.
func (t Track) alarms(cal Calendar, c Case, events []Event, add func(time.Time, string, string)) {
	limit := t.Limit
	turns, of := turnsOf(t.Procedure, events)
	r := reckon(limit.Policy, turns)
	if limit.Days <= 0 || !r.running {
		return
	}
	since := events[of[r.begun]+1:]
	cal = cal.of(limit.Working)
	warn := func(n int, action string) {
		if at, ok := r.reach(n, cal); ok && !fired(since, action) {
			add(at.begins(), action, "")
		}
	}
	due := BreachAction
	if _, open := t.Procedure.clockMay(c.State, limit.OnDue); open {
		due = limit.OnDue
	}
	if fired(since, BreachAction) || limit.OnDue != "" && fired(since, limit.OnDue) {
		return // the limit has passed: nothing is left to warn of
	}
	warn(limit.Days-limit.Days/5, Warn80)
	if limit.Days > 2 {
		warn(limit.Days-2, WarnTwo)
	}
	if last, ok := r.reach(limit.Days, cal); ok {
		add((last + 1).begins(), due, "")
	}
}

// alarms adds those of timers.
func (p Procedure) alarms(cal Calendar, c Case, events []Event, add func(time.Time, string, string)) {
	here := stay(c.State, events)
	for _, t := range p.Timers {
		if !slices.Contains(t.In, c.State) || fired(here, t.Action) {
			continue
		}
		if _, open := p.clockMay(c.State, t.Action); !open {
			continue // duar check refuses such a timer; a case is not held up by one
		}
		if t.Days == 0 {
			add(c.Since, t.Action, t.ID)
		} else if last, ok := cal.lastDay(c.Since, t.Days, t.Working); ok {
			add((last + 1).begins(), t.Action, t.ID)
		}
	}
}

// stay gives the events since the present state was entered, without the one that did it:
// an action may lead on from step to step, each with its own time.
func stay(state string, events []Event) []Event {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].From != state {
			return events[i+1:]
		}
	}
	return events
}

// fired tells whether the clock has taken an action among some events.
func fired(events []Event, action string) bool {
	return slices.ContainsFunc(events, func(e Event) bool { return e.Role == System && e.Action == action })
}

// wake gives when the clock must next look at a case; zero for never.
func wake(track Track, cal Calendar, c Case, events []Event) time.Time {
	if alarms := Alarms(track, cal, c, events); len(alarms) > 0 {
		return alarms[0].At
	}
	return time.Time{}
}
