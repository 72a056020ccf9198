package casework_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
)

// stood is a case that went through some states, at some moments.
type stood struct {
	at, action, to string
	role           casework.Role
}

func logged(steps ...stood) (casework.Case, []casework.Event) {
	var c casework.Case
	var events []casework.Event
	for i, s := range steps {
		e := casework.Event{Seq: int64(i + 1), At: ist(s.at), From: c.State, To: s.to, Action: s.action, Role: s.role}
		if s.to == "" {
			e.To = c.State
		}
		if e.To != c.State {
			c.State, c.Since = e.To, e.At
		}
		events = append(events, e)
	}
	c.Version = int64(len(events))
	return c, events
}

func alarmed(tr casework.Track, steps ...stood) []string {
	c, events := logged(steps...)
	var said []string
	for _, a := range casework.Alarms(tr, january(), c, events) {
		said = append(said, fmt.Sprintf("%s %s %s", a.At.In(seva.IST).Format("2006-01-02 15:04"), a.Action, a.Timer))
	}
	return said
}

func TestAlarms(t *testing.T) {
	submit := stood{"2024-01-01 11:00", "submit", "submitted", casework.Citizen}
	ask := stood{"2024-01-08 16:00", "ask", "query", casework.Verifier}
	reply := stood{"2024-01-18 09:00", "reply", "scrutiny", casework.Citizen}
	warned := stood{"2024-01-16 00:00", casework.Warn80, "", casework.System}
	noOnDue, short, none, run := track(casework.Pause), track(casework.Pause), track(casework.Pause), track(casework.Run)
	noOnDue.Limit.OnDue = ""
	short.Limit.Days = 2
	none.Limit = casework.Limit{Policy: casework.Pause}
	atOnce := track(casework.Pause)
	atOnce.Procedure.Timers[0].Days = 0
	for _, c := range []struct {
		name  string
		track casework.Track
		steps []stood
		want  []string
	}{
		{"as submitted", track(casework.Pause), []stood{submit},
			[]string{"2024-01-16 00:00 warn_80 ", "2024-01-17 00:00 warn_two ", "2024-01-20 00:00 deem "}},
		{"a warning is given once", track(casework.Pause), []stood{submit, warned},
			[]string{"2024-01-17 00:00 warn_two ", "2024-01-20 00:00 deem "}},
		{"while the citizen is asked only the timer runs", track(casework.Pause), []stood{submit, ask},
			[]string{"2024-01-24 00:00 lapse no_reply"}},
		{"under run the limit goes on, as a breach where the state has no such action", run, []stood{submit, ask},
			[]string{"2024-01-16 00:00 warn_80 ", "2024-01-17 00:00 warn_two ", "2024-01-20 00:00 breach ", "2024-01-24 00:00 lapse no_reply"}},
		{"after the reply, pause", track(casework.Pause), []stood{submit, ask, reply},
			[]string{"2024-01-27 00:00 warn_80 ", "2024-01-29 00:00 warn_two ", "2024-02-01 00:00 deem "}},
		{"restart begins anew, with what it warned of", track(casework.Restart), []stood{submit, {"2024-01-16 00:00", casework.Warn80, "", casework.System},
			{"2024-01-16 16:00", "ask", "query", casework.Verifier}, reply},
			[]string{"2024-02-03 00:00 warn_80 ", "2024-02-05 00:00 warn_two ", "2024-02-08 00:00 deem "}},
		{"pause does not", track(casework.Pause), []stood{submit, warned, {"2024-01-16 16:00", "ask", "query", casework.Verifier}, reply},
			[]string{"2024-01-19 00:00 warn_two ", "2024-01-23 00:00 deem "}},
		{"no action of the limit: a breach", noOnDue, []stood{submit},
			[]string{"2024-01-16 00:00 warn_80 ", "2024-01-17 00:00 warn_two ", "2024-01-20 00:00 breach "}},
		{"after the breach nothing", noOnDue, []stood{submit, {"2024-01-20 00:00", casework.BreachAction, "", casework.System}}, nil},
		{"two days: no two are left to warn of", short, []stood{submit},
			[]string{"2024-01-03 00:00 warn_80 ", "2024-01-04 00:00 deem "}},
		{"no limit", none, []stood{submit}, nil},
		{"a timer in working days", track(casework.Pause), []stood{submit, {"2024-01-12 09:00", "park", "waiting", casework.Verifier}},
			[]string{"2024-01-18 00:00 unpark place_free"}}, // 13, 16 and 17; 14 is a Sunday and 15 a holiday
		{"at once", atOnce, []stood{submit, ask}, []string{"2024-01-08 16:00 lapse no_reply"}},
		{"never before the last event", track(casework.Pause), []stood{submit, {"2024-01-30 10:00", "note", "", casework.Verifier}},
			[]string{"2024-01-30 10:00 warn_80 ", "2024-01-30 10:00 warn_two ", "2024-01-30 10:00 deem "}},
		{"decided", track(casework.Pause), []stood{submit, {"2024-01-05 10:00", "withdraw", "withdrawn", casework.Citizen}}, nil},
	} {
		if got := alarmed(c.track, c.steps...); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// A step of an escalation that is the same action from each step is timed in each.
func TestTimerOfAnActionThatRepeats(t *testing.T) {
	tr := track(casework.Pause)
	tr.Limit = casework.Limit{Policy: casework.Pause}
	p := &tr.Procedure
	p.Actions = append(p.Actions,
		casework.Action{ID: "up", From: []string{"submitted"}, To: "scrutiny", Roles: []casework.Role{casework.System}},
		casework.Action{ID: "up", From: []string{"scrutiny"}, To: "waiting", Roles: []casework.Role{casework.System}})
	p.Timers = []casework.Timer{{ID: "slow", In: []string{"submitted", "scrutiny"}, Days: 5, Action: "up"}}
	got := alarmed(tr, stood{"2024-01-01 11:00", "submit", "submitted", casework.Citizen}, stood{"2024-01-07 00:00", "up", "scrutiny", casework.System},
		stood{"2024-01-08 00:00", "note", "", casework.Verifier})
	if want := []string{"2024-01-13 00:00 up slow"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// The warnings come at the first midnight of which the standing says so, and the limit's
// action when its day is over, whatever the limit and the calendar.
func TestAlarmsAreWhatTheStandingSaysProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, cal := track(casework.Pause), drawCalendar(t)
		tr.Limit.Days = rapid.IntRange(1, 40).Draw(t, "limit")
		begun := ist("2024-01-01 00:00").Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "begin")) * time.Minute)
		c := casework.Case{State: "submitted", Since: begun, Version: 1}
		events := []casework.Event{{Seq: 1, At: begun, To: "submitted", Action: casework.SubmitAction}}
		want := map[string]time.Time{}
		first := func(action string, so bool, at time.Time) {
			if _, already := want[action]; so && !already {
				want[action] = at
			}
		}
		for at := midnight(begun).AddDate(0, 0, 1); len(want) < 3; at = at.AddDate(0, 0, 1) {
			s := casework.Stand(tr, cal, events, at)
			first(casework.Warn80, 5*s.Used >= 4*s.Limit, at)
			first(casework.WarnTwo, s.Left <= 2, at)
			first("deem", s.Passed, at)
		}
		if tr.Limit.Days <= 2 {
			delete(want, casework.WarnTwo)
		}
		alarms := casework.Alarms(tr, cal, c, events)
		if len(alarms) != len(want) || !slices.IsSortedFunc(alarms, func(a, b casework.Alarm) int { return a.At.Compare(b.At) }) {
			t.Fatalf("%v, want %v", alarms, want)
		}
		for _, a := range alarms {
			if !a.At.Equal(want[a.Action]) {
				t.Fatalf("%s at %v, want %v", a.Action, a.At, want[a.Action])
			}
		}
	})
}
