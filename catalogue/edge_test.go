package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// begun is when the cases of these tests were submitted; they are acted upon a day later.
var begun = time.Date(2026, 11, 23, 11, 0, 0, 0, seva.IST)

// caseIn is a case of a service that stands in a state, with every file of its form.
func caseIn(track casework.Track, f form.Form, state string) (casework.Case, []casework.Event) {
	c := casework.Case{
		Number: track.Series + "2026000001", Service: track.Service, Procedure: track.Procedure.ID, Revision: track.Procedure.Version,
		Office: track.Department + ".2412", State: state, Version: 1, Since: begun, Submitted: begun,
		Applicant: casework.Applicant{Citizen: "c1", Entered: "o1", Phone: "919831000001"},
		Answers:   form.Answers{}, Asked: []casework.Item{{Field: "place", Reason: "unclear"}},
	}
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if field.Kind == form.File {
				c.Answers[field.ID] = form.Value{Text: "f1"}
			}
		}
	}
	return c, []casework.Event{{Seq: 1, At: begun, Action: casework.SubmitAction, To: state}}
}

// actor is somebody in a role with a right to the case.
func actor(r casework.Role, department string) casework.Caller {
	switch r {
	case casework.Citizen:
		return casework.Caller{ID: "c1", Roles: []casework.Role{r}}
	case casework.Operator, casework.Institution:
		return casework.Caller{ID: "o1", Roles: []casework.Role{r}}
	case casework.System:
		return casework.Caller{ID: casework.SystemActor, Roles: []casework.Role{r}}
	}
	return casework.Caller{ID: "x1", Roles: []casework.Role{r}, Offices: []string{department + ".*"}}
}

// complete is an act with all that its action asks for.
func complete(p casework.Procedure, c casework.Case, a casework.Action) casework.Act {
	act := casework.Act{Number: c.Number, Version: 1, Action: a.ID}
	var reason string
	if i := slices.IndexFunc(p.Reasons, func(l casework.ReasonList) bool { return l.ID == a.Reasons }); i >= 0 {
		reason = p.Reasons[i].Reasons[0]
	}
	for _, n := range a.Needs {
		switch n {
		case casework.NeedNote:
			act.Note = "As the law has it"
		case casework.NeedItems:
			act.Items = []casework.Item{{Field: "place", Reason: reason}}
		case casework.NeedAnswers:
			act.Answers = []form.Entry{{At: "place", Input: form.Input{Text: "2412"}}}
		case casework.NeedDay:
			act.Day = seva.Date{Year: 2026, Month: 12, Day: 1}
		case casework.NeedFinding:
			act.Found = "yes"
		}
	}
	if !slices.Contains(a.Needs, casework.NeedItems) {
		act.Reason = reason
	}
	return act
}

// Of every service each way on of its procedure is open to its roles, and of the cross
// product of states, actions and roles nothing else is.
func TestCasesGoAsDrawnAndNoOtherWay(t *testing.T) {
	d := defined(t)
	ways, refused := 0, 0
	for _, s := range d.Services {
		track, p := s.Track, s.Track.Procedure
		for _, state := range p.States {
			for _, a := range p.Actions {
				for _, role := range casework.Roles() {
					c, events := caseIn(track, s.Form, state.ID)
					to := a.To
					if to == "" {
						to = state.ID
					}
					drawn := slices.ContainsFunc(p.Edges(), func(e casework.Edge) bool {
						return e.From == state.ID && e.Action == a.ID && e.Role == role
					})
					next, ev, err := casework.Move(track, d.Calendar, c, events, actor(role, track.Department), complete(p, c, a), begun.AddDate(0, 0, 1))
					what := fmt.Sprintf("%s: %s in %s by %s", s.ID, a.ID, state.ID, role)
					var refusal *seva.Error
					switch {
					case drawn && err != nil:
						t.Errorf("%s: %v", what, err)
					case drawn && (next.State != to || ev.From != state.ID || ev.To != to || ev.Role != role):
						t.Errorf("%s leads to %s, drawn to %s", what, next.State, to)
					case drawn:
						ways++
					case !errors.As(err, &refusal) || refusal.Kind == seva.Internal:
						t.Errorf("%s is not drawn and not refused: %v", what, err)
					default:
						refused++
					}
				}
			}
		}
	}
	if ways < 200 || refused < 5000 {
		t.Errorf("only %d ways and %d refusals", ways, refused)
	}
}

// Nobody verifies and sanctions the same case; without the passbook page nothing is
// sanctioned; nothing is approved on a building that nobody inspected.
func TestWhatAnOfficerMayNotDo(t *testing.T) {
	d := defined(t)
	for _, c := range []struct {
		service, state, action string
		spoil                  func(*casework.Case)
		kind                   seva.Kind
	}{
		{"annapurna", "verified", "sanction", func(c *casework.Case) { c.LastOfficer = "x1" }, seva.Forbidden},
		{"annapurna", "verified", "sanction", func(c *casework.Case) { delete(c.Answers, "passbook_page") }, seva.Invalid},
		{"kanyashree_k1", "verified", "sanction", func(c *casework.Case) { c.LastOfficer = "x1" }, seva.Forbidden},
		{"karmasathi", "verified", "register", func(c *casework.Case) { delete(c.Answers, "annexure_a") }, seva.Invalid},
		{"contract_labour_licence", "scrutiny", "approve", func(c *casework.Case) { c.LastOfficer = "x1" }, seva.Forbidden},
		{"fire_safety_certificate", "scrutiny", "approve", func(*casework.Case) {}, seva.Invalid},
		{"mutation_sale", "heard", "approve", func(c *casework.Case) { delete(c.Answers, "deed_file") }, seva.Invalid},
		{"mutation_warish", "scrutiny", "issue_notice", func(*casework.Case) {}, seva.Invalid},
	} {
		s := serviceOf(t, d, c.service)
		p := s.Track.Procedure
		one, events := caseIn(s.Track, s.Form, c.state)
		c.spoil(&one)
		a := p.Actions[slices.IndexFunc(p.Actions, func(a casework.Action) bool { return a.ID == c.action })]
		_, _, err := casework.Move(s.Track, d.Calendar, one, events, actor(a.Roles[len(a.Roles)-1], s.Track.Department), complete(p, one, a), begun.AddDate(0, 0, 1))
		var refusal *seva.Error
		if !errors.As(err, &refusal) || refusal.Kind != c.kind {
			t.Errorf("%s in %s of %s: %v, want %v", c.action, c.state, c.service, err, c.kind)
		}
	}
}

// What the clock of each service does by itself when nobody acts, and when.
func TestClocksOfTheDefinitions(t *testing.T) {
	d := defined(t)
	for _, c := range []struct {
		service, state string
		action, on     string
	}{
		{"contract_labour_licence", "scrutiny", "deem", "2026-12-24"},
		{"contract_labour_licence", "query", "lapse", "2026-12-09"},
		{"fire_safety_certificate", "scrutiny", casework.BreachAction, "2027-01-23"},
		{"mutation_sale", "notice_issued", "close_objections", "2026-12-24"},
		{"mutation_sale", "scrutiny", casework.BreachAction, "2027-01-08"},
		{"mutation_sale", "fee_due", "lapse_unpaid", "2026-12-24"},
		{"mutation_contactless", "received", casework.BreachAction, "2027-01-08"},
		{"mutation_contactless", "notice_issued", "unopposed_order", "2026-12-24"},
		{"conversion", "referred", "no_objection", "2026-12-24"},
		{"conversion", "scrutiny", casework.BreachAction, "2027-01-23"},
		{"khajna", "submitted", "", ""},
		{"khajna", "fee_due", "lapse_unpaid", "2026-12-24"},
		{"land_appeal", "heard", "", ""},
		{"ror_copy", "to_sign", casework.BreachAction, "2026-11-26"},
		{"ror_copy", "fee_due", "lapse_unpaid", "2026-12-24"},
		{"annapurna", "sent_back", "lapse", "2027-02-22"},
		{"annapurna", "verified", "", ""},
		{"old_age_pension", "approved_waiting_quota", "", ""},
		// Seven working days from Monday 23 November: 24 to 28, 30, 1 December.
		{"grievance", "submitted", "escalate", "2026-12-02"},
		{"trade_licence_renewal", "approved", "", ""},
	} {
		s := serviceOf(t, d, c.service)
		one, events := caseIn(s.Track, s.Form, c.state)
		alarms := slices.DeleteFunc(casework.Alarms(s.Track, d.Calendar, one, events), func(a casework.Alarm) bool {
			return a.Action == casework.Warn80 || a.Action == casework.WarnTwo
		})
		action, on := "", ""
		if len(alarms) > 0 {
			action, on = alarms[0].Action, seva.DateOf(alarms[0].At).String()
		}
		if action != c.action || on != c.on {
			t.Errorf("%s in %s: %s on %s, want %s on %s", c.service, c.state, action, on, c.action, c.on)
		}
	}
}
