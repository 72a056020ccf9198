package casework_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// history says a case's log as moments and actions.
func (o *office) history(number string) (said []string) {
	for _, e := range o.log(number) {
		said = append(said, fmt.Sprintf("%s %s %s", e.At.In(seva.IST).Format("01-02 15:04"), e.Action, e.Role))
	}
	return said
}

var deemed = []string{"01-01 11:00 submit citizen", "01-16 00:00 warn_80 system", "01-17 00:00 warn_two system", "01-20 00:00 deem system"}

// The clock fires to the minute and not before, and what it does counts from the moment
// the law names.
func TestTickIsExact(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	for _, step := range []struct {
		now   string
		fired int
	}{
		{"2024-01-15 23:59", 0}, {"2024-01-16 00:00", 1}, {"2024-01-16 00:01", 0}, {"2024-01-17 09:30", 1},
		{"2024-01-19 23:59", 0}, {"2024-01-20 00:00", 1}, {"2024-03-01 00:00", 0},
	} {
		o.at(step.now)
		if fired, err := o.Tick(t.Context(), 10); err != nil || fired != step.fired {
			t.Errorf("%s: %d fired, %v; want %d", step.now, fired, err, step.fired)
		}
	}
	if got := o.history(n); !slices.Equal(got, deemed) {
		t.Errorf("%q", got)
	}
	c := o.kept(n)
	if c.State != "deemed" || c.Marks["licence"] == "" || !c.Decided.Equal(ist("2024-01-20 00:00")) || !c.Wake.IsZero() {
		t.Errorf("%+v", c)
	}
	last := o.log(n)[3]
	if !last.Noted.Equal(ist("2024-01-20 00:00")) || last.Actor != casework.SystemActor {
		t.Errorf("%+v", last)
	}
	if told := o.book.Told(); len(told) != 2 || told[1].Key != "sms.case.deemed" { // the warnings tell nobody
		t.Errorf("%v", told)
	}
	if v, err := o.For(citizen).Case(t.Context(), n); err != nil || v.Standing.Used != 15 || v.Standing.Why != "decided" {
		t.Errorf("%+v, %v", v.Standing, err)
	}
}

// A job that stood still makes all good in one go, in order and with the right moments.
func TestTickAfterALongStop(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	o.at("2024-02-10 08:00")
	if v, err := o.For(citizen).Case(t.Context(), n); err != nil || !v.Standing.Passed || v.State != "submitted" || len(v.Timeline) != 1 {
		t.Errorf("reading fires nothing and says what has passed: %+v, %v", v.Standing, err)
	}
	if fired, err := o.Tick(t.Context(), 10); err != nil || fired != 3 {
		t.Errorf("%d, %v", fired, err)
	}
	if got := o.history(n); !slices.Equal(got, deemed) {
		t.Errorf("%q", got)
	}
	if e := o.log(n)[3]; !e.Noted.Equal(ist("2024-02-10 08:00")) {
		t.Errorf("noted %v", e.Noted)
	}
}

// An officer who acts when the job stands still finds what the law has done already.
func TestActFiresWhatIsOverdue(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	o.act(clerk, n, "take_up")
	o.at("2024-01-25 10:00")
	_, err := o.try(verifier, n, "ask", asking("name"))
	wants(t, "a question after the deemed day", err, seva.Conflict, "case.moved")
	if got := o.history(n); len(got) != 5 || got[4] != "01-20 00:00 deem system" {
		t.Errorf("the refusal took back what the law had done: %q", got)
	}
	// A warning that was overdue stops nobody.
	m := o.open("test_licence")
	o.at("2024-02-09 10:00")
	if v := o.act(clerk, m, "take_up"); v.State != "scrutiny" || v.Version != 3 || v.Timeline[1].Action != casework.Warn80 {
		t.Errorf("%+v", o.history(m))
	}
}

func TestLapseAndReplyDeadline(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	o.at("2024-01-08 16:00")
	o.act(verifier, n, "ask", asking("name"))
	o.at("2024-01-23 23:59") // the last day that the citizen was told
	if fired, err := o.Tick(t.Context(), 10); err != nil || fired != 0 {
		t.Errorf("%d, %v", fired, err)
	}
	o.at("2024-01-24 00:00")
	if fired, err := o.Tick(t.Context(), 10); err != nil || fired != 1 || o.kept(n).State != "lapsed" {
		t.Errorf("%d, %v, %s", fired, err, o.kept(n).State)
	}
}

// Killed between two cases, or within one: the next call does the rest, and nothing twice.
func TestTickAfterACrash(t *testing.T) {
	for _, call := range []string{"Case", "Put", "Audit", "Tell"} {
		o := newOffice(t, "2024-01-01 11:00")
		var numbers []string
		for range 5 {
			numbers = append(numbers, o.open("test_licence"))
		}
		o.at("2024-02-01 00:00")
		left := 3 // cases until the power fails, and it stays off
		o.book.Fault = func(c, _ string) error {
			if c == "Case" {
				left--
			}
			if left < 0 || left == 0 && c == call {
				return errors.New("the power is off")
			}
			return nil
		}
		fired, err := o.Tick(t.Context(), 10)
		if err == nil || fired >= 15 {
			t.Errorf("%s: %d fired, %v", call, fired, err)
		}
		o.book.Fault = nil
		rest, err := o.Tick(t.Context(), 10)
		if err != nil || fired+rest != 15 {
			t.Errorf("%s: %d and %d fired, %v", call, fired, rest, err)
		}
		for _, n := range numbers {
			if got := o.history(n); !slices.Equal(got, deemed) {
				t.Errorf("%s: %q", call, got)
			}
		}
		if marks := len(o.book.Leaves()); marks != 20 {
			t.Errorf("%s: %d leaves", call, marks)
		}
	}
}

// A case whose clock cannot be moved is put off and does not hold up the others.
func TestTickPutsOffWhatFails(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	bad, good := o.open("test_licence"), o.open("test_licence")
	o.book.Fault = func(call, number string) error {
		if call == "Audit" && number == bad {
			return errors.New("a broken page")
		}
		return nil
	}
	o.at("2024-02-01 00:00")
	fired, err := o.Tick(t.Context(), 10)
	if err == nil || fired != 3 || o.kept(good).State != "deemed" || o.kept(bad).State != "submitted" {
		t.Errorf("%d, %v", fired, err)
	}
	if fired, err := o.Tick(t.Context(), 10); err != nil || fired != 0 {
		t.Errorf("at once again: %d, %v", fired, err)
	}
	o.book.Fault = nil
	o.at("2024-02-01 01:00")
	if fired, err := o.Tick(t.Context(), 10); err != nil || fired != 3 || !slices.Equal(o.history(bad), deemed) {
		t.Errorf("an hour later: %d, %v", fired, err)
	}
}

func TestTwoClocksAtOnce(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	var numbers []string
	for range 20 {
		numbers = append(numbers, o.open("test_licence"))
	}
	o.at("2024-02-01 00:00")
	var wg sync.WaitGroup
	fired := make([]int, 4)
	for i := range fired {
		wg.Go(func() {
			n, err := o.Tick(t.Context(), 100)
			if err != nil {
				t.Error(err)
			}
			fired[i] = n
		})
	}
	wg.Wait()
	if sum := fired[0] + fired[1] + fired[2] + fired[3]; sum != 60 {
		t.Errorf("%v fired", fired)
	}
	for _, n := range numbers {
		if got := o.history(n); !slices.Equal(got, deemed) {
			t.Errorf("%q", got)
		}
	}
}

// A holiday that is proclaimed while a case runs moves its days; the job that wakes by the
// old ones puts the case right and fires nothing.
func TestTickFollowsTheCalendar(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	longer := january()
	longer.Holidays[day("2024-01-12")] = true
	desk, err := casework.NewDesk(casework.Parts{Book: o.book, Tracks: map[string]casework.Track{"test_licence": track(casework.Pause)},
		Series: map[string]casework.Series{"caf": {Prefix: "CAF", Yearly: true}, "licence": {Prefix: "LIC"}},
		World:  seva.FrozenWorld(o.now, 1).At(o.clock), Calendar: longer})
	if err != nil {
		t.Fatal(err)
	}
	o.at("2024-01-16 00:00")
	if fired, err := desk.Tick(t.Context(), 10); err != nil || fired != 0 || !o.kept(n).Wake.Equal(ist("2024-01-17 00:00")) {
		t.Errorf("%d, %v, %v", fired, err, o.kept(n).Wake)
	}
	o.at("2024-01-17 00:00")
	if fired, err := desk.Tick(t.Context(), 10); err != nil || fired != 1 || o.kept(n).Due != day("2024-01-20") {
		t.Errorf("%d, %v, due %v", fired, err, o.kept(n).Due)
	}
}

// What a procedure does at once is done in the transaction that leads to it.
func TestAtOnce(t *testing.T) {
	tr := track(casework.Pause)
	tr.Procedure.Timers = append(tr.Procedure.Timers, casework.Timer{ID: "real_time", In: []string{"submitted"}, Action: "deem"})
	tr.Limit.OnDue = ""
	o := newOffice(t, "2024-01-01 11:00", tr)
	n := o.open("test_licence")
	if c := o.kept(n); c.State != "deemed" || c.Version != 2 || !c.Decided.Equal(ist("2024-01-01 11:00")) {
		t.Errorf("%+v", c)
	}
}

func TestTickEndsWithItsContext(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	o.open("test_licence")
	o.at("2024-02-01 00:00")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fired, err := o.Tick(ctx, 10)
	wants(t, "a job that is stopped", err, seva.Unavailable, "unavailable")
	if fired != 0 {
		t.Errorf("%d fired", fired)
	}
}

// The clock of one case must be cheap: a hundred thousand are looked at in a night's job.
func BenchmarkAlarms(b *testing.B) {
	tr, cal := track(casework.Pause), january()
	c, events := logged(stood{"2024-01-01 11:00", "submit", "submitted", casework.Citizen},
		stood{"2024-01-08 16:00", "ask", "query", casework.Verifier}, stood{"2024-01-18 09:00", "reply", "scrutiny", casework.Citizen})
	start := time.Now()
	for b.Loop() {
		casework.Alarms(tr, cal, c, events)
		casework.Stand(tr, cal, events, start)
	}
}
