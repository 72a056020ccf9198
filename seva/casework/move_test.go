package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// caseIn is a case that stands in a state, with what any action may need.
func caseIn(state string) (casework.Case, []casework.Event) {
	events := []casework.Event{{Seq: 1, At: ist("2024-01-01 11:00"), Action: casework.SubmitAction, To: state}}
	return casework.Case{
		Number: "CAF2024000001", Service: "test_licence", Procedure: "licence", Revision: 1, Office: "labour.2412", State: state,
		Version: 1, Since: events[0].At, Applicant: casework.Applicant{Phone: phone, Citizen: "c1", Entered: "o1"},
		Answers: form.Answers{"deed": {Text: deedID}}, Asked: []casework.Item{{Field: "name", Reason: "unclear"}},
	}, events
}

// actor gives somebody in a role with a right to the case.
func actor(r casework.Role) casework.Caller {
	switch r {
	case casework.Citizen:
		return citizen
	case casework.Operator, casework.Institution:
		return casework.Caller{ID: "o1", Roles: []casework.Role{r}}
	case casework.System:
		return casework.Caller{ID: casework.SystemActor, Roles: []casework.Role{r}}
	}
	return casework.Caller{ID: "x1", Roles: []casework.Role{r}, Offices: []string{"labour.*"}}
}

// complete gives the act with all that its action needs.
func complete(p casework.Procedure, action string) casework.Act {
	a := casework.Act{Number: "CAF2024000001", Version: 1, Action: action}
	i := slices.IndexFunc(p.Actions, func(d casework.Action) bool { return d.ID == action })
	if i < 0 {
		return a
	}
	d := p.Actions[i]
	for _, n := range d.Needs {
		switch n {
		case casework.NeedNote:
			a.Note = "As the law has it"
		case casework.NeedItems:
			a.Items = []casework.Item{{Field: "name", Reason: "unclear"}}
		case casework.NeedAnswers:
			a.Answers = []form.Entry{{At: "name", Input: form.Input{Text: "Subrata Mondal"}}}
		case casework.NeedDay:
			a.Day = day("2024-02-01")
		case casework.NeedFinding:
			a.Found = "yes"
		}
	}
	if d.Reasons == "rejected" {
		a.Reason = "other"
	}
	return a
}

// Every way on of the definition is open, and all others of the whole cross product of
// states, actions and roles are refused with the right kind.
func TestMoveTakesEdgesAndNoOthers(t *testing.T) {
	tr, now := track(casework.Pause), ist("2024-01-02 10:00")
	p := tr.Procedure
	var actions []string
	for _, a := range p.Actions {
		actions = append(actions, a.ID)
	}
	actions = append(actions, casework.Warn80, casework.WarnTwo, casework.BreachAction, casework.SubmitAction, "fly")
	ways, refused := 0, 0
	for _, s := range p.States {
		for _, action := range actions {
			known := slices.ContainsFunc(p.Edges(), func(e casework.Edge) bool { return e.From == s.ID && e.Action == action })
			for _, r := range casework.Roles() {
				what := fmt.Sprintf("%s in %s by %s", action, s.ID, r)
				i := slices.IndexFunc(p.Edges(), func(e casework.Edge) bool { return e.From == s.ID && e.Action == action && e.Role == r })
				warns := r == casework.System && !s.End && strings.Contains("warn_80 warn_two breach", action)
				c, events := caseIn(s.ID)
				next, ev, err := casework.Move(tr, january(), c, events, actor(r), complete(p, action), now)
				switch {
				case i < 0 && warns:
					if err != nil || next.State != s.ID || ev.Action != action {
						t.Errorf("%s: %s, %v", what, next.State, err)
					}
				case i < 0:
					refused++
					if known {
						wants(t, what, err, seva.Forbidden, "case.role")
					} else {
						wants(t, what, err, seva.Invalid, "case.action")
					}
				case err != nil:
					t.Errorf("%s: %v", what, err)
				default:
					ways++
					e := p.Edges()[i]
					if next.State != e.To || ev.From != s.ID || ev.To != e.To || ev.Role != r || ev.Seq != 2 || next.Version != 2 {
						t.Errorf("%s: %+v", what, ev)
					}
					if (next.State != s.ID) != next.Since.Equal(now) {
						t.Errorf("%s: since %v", what, next.Since)
					}
				}
			}
		}
	}
	if ways != len(p.Edges()) || refused < 500 {
		t.Errorf("%d of %d ways taken, %d refused", ways, len(p.Edges()), refused)
	}
}

func TestMoveRefusesWhatIsLacking(t *testing.T) {
	tr := track(casework.Pause)
	long := strings.Repeat("x", 1001)
	for _, c := range []struct {
		name, state, action string
		with                func(*casework.Act)
		field, code         string
	}{
		{"no note", "scrutiny", "note", func(a *casework.Act) { a.Note = " " }, "note", "case.note"},
		{"a long note", "scrutiny", "note", func(a *casework.Act) { a.Note = long }, "note", "case.note_long"},
		{"an escape in a note", "scrutiny", "note", func(a *casework.Act) { a.Note = "\x1b[2J" }, "note", "text.control"},
		{"no reason", "scrutiny", "reject", func(a *casework.Act) { a.Reason = "" }, "reason", "case.reason"},
		{"a reason of another list", "scrutiny", "reject", func(a *casework.Act) { a.Reason = "missing" }, "reason", "case.reason"},
		{"a reason where none is asked", "submitted", "note", func(a *casework.Act) { a.Reason = "other" }, "reason", "case.reason"},
		{"nothing asked", "scrutiny", "ask", func(a *casework.Act) { a.Items = nil }, "items", "case.items"},
		{"asked without a reason", "scrutiny", "ask", func(a *casework.Act) { a.Items[0].Reason = "" }, "items/0/reason", "case.reason"},
		{"asked twice", "scrutiny", "ask", func(a *casework.Act) { a.Items = append(a.Items, a.Items[0]) }, "items/1/field", "case.item"},
		{"asked for nothing", "scrutiny", "ask", func(a *casework.Act) { a.Items[0].Field = "a//b" }, "items/0/field", "case.item"},
		{"items for a note", "scrutiny", "note", asking("name"), "items", "case.unwanted"},
		{"no day", "scrutiny", "inspect", func(a *casework.Act) { a.Day = seva.Date{} }, "day", "case.day"},
		{"today", "scrutiny", "inspect", func(a *casework.Act) { a.Day = day("2024-01-02") }, "day", "case.day"},
		{"a month", "scrutiny", "inspect", func(a *casework.Act) { a.Day = day("2024-03") }, "day", "case.day"},
		{"no finding", "scrutiny", "inspect", func(a *casework.Act) { a.Found = "perhaps" }, "found", "case.finding"},
		{"a day for a note", "scrutiny", "note", func(a *casework.Act) { a.Day = day("2024-03-01") }, "day", "case.unwanted"},
		{"a finding for a note", "scrutiny", "note", func(a *casework.Act) { a.Found = "yes" }, "found", "case.unwanted"},
		{"answers for a withdrawal", "query", "withdraw", answering("name", "x"), "answers", "case.unwanted"},
		{"no answer", "query", "reply", func(a *casework.Act) { a.Answers = nil }, "name", "case.unanswered"},
		{"an answer to what is not asked", "query", "reply", answering("deed", "x"), "deed", "case.not_asked"},
	} {
		r := casework.Verifier
		if c.action == "reject" {
			r = casework.Sanctioner
		}
		if c.state == "query" {
			r = casework.Citizen
		}
		was, events := caseIn(c.state)
		a := complete(tr.Procedure, c.action)
		c.with(&a)
		_, _, err := casework.Move(tr, january(), was, events, actor(r), a, ist("2024-01-02 10:00"))
		wants(t, c.name, err, seva.Invalid, c.code)
		if err != nil && seva.Broken(err).Field != c.field {
			t.Errorf("%s: about %q, want %q", c.name, seva.Broken(err).Field, c.field)
		}
	}
}

func TestMoveWantsPapersAndFourEyes(t *testing.T) {
	tr, now := track(casework.Pause), ist("2024-01-02 10:00")
	c, events := caseIn("scrutiny")
	approve := complete(tr.Procedure, "approve")
	c.Answers = form.Answers{}
	_, _, err := casework.Move(tr, january(), c, events, sanction, approve, now)
	wants(t, "without the deed", err, seva.Invalid, "case.document")
	c, events = caseIn("scrutiny")
	c.LastOfficer = "s1"
	_, _, err = casework.Move(tr, january(), c, events, sanction, approve, now)
	wants(t, "by who acted last", err, seva.Forbidden, "case.four_eyes")
	c.LastOfficer = "v1"
	if next, _, err := casework.Move(tr, january(), c, events, sanction, approve, now); err != nil || next.LastOfficer != "s1" || !next.Decided.Equal(now) {
		t.Errorf("%+v, %v", next, err)
	}
}

func TestMoveWantsARight(t *testing.T) {
	tr, now := track(casework.Pause), ist("2024-01-02 10:00")
	other := func(c casework.Caller, change func(*casework.Caller)) casework.Caller { change(&c); return c }
	for _, c := range []struct {
		name, state, action string
		who                 casework.Caller
		kind                seva.Kind
	}{
		{"nobody", "query", "reply", casework.Caller{}, seva.NotFound},
		{"a stranger", "query", "reply", casework.Caller{ID: "c2", Roles: citizen.Roles, Phone: "919800000124", Proved: true}, seva.NotFound},
		{"who has the applicant's number now", "query", "reply", casework.Caller{ID: "c2", Roles: citizen.Roles, Phone: phone, Proved: true}, seva.NotFound},
		{"the applicant with another number", "query", "reply", casework.Caller{ID: "c1", Roles: citizen.Roles, Phone: "919800000124", Proved: true}, ""},
		{"by an asserted one", "query", "reply", casework.Caller{Phone: phone, Roles: citizen.Roles}, seva.Forbidden},
		{"an officer of another office", "scrutiny", "note", other(verifier, func(c *casework.Caller) { c.Offices = []string{"labour.2413"} }), seva.NotFound},
		{"of another department", "scrutiny", "note", other(verifier, func(c *casework.Caller) { c.Offices = []string{"lab.*"} }), seva.NotFound},
		{"of the whole department", "scrutiny", "note", other(verifier, func(c *casework.Caller) { c.Offices = []string{"labour.*"} }), ""},
		{"an office without a role", "scrutiny", "note", casework.Caller{ID: "x", Offices: []string{"labour.*"}}, seva.NotFound},
		{"the operator who entered it", "scrutiny", "withdraw", operator, ""},
		{"another operator, a reply", "query", "reply", other(operator, func(c *casework.Caller) { c.ID = "o2" }), ""},
		{"another operator, a withdrawal", "query", "withdraw", other(operator, func(c *casework.Caller) { c.ID = "o2" }), seva.Forbidden},
		{"another operator, in the office's court", "scrutiny", "withdraw", other(operator, func(c *casework.Caller) { c.ID = "o2" }), seva.NotFound},
		{"an operator without an identity", "query", "reply", other(operator, func(c *casework.Caller) { c.ID = "" }), seva.NotFound},
	} {
		was, events := caseIn(c.state)
		_, _, err := casework.Move(tr, january(), was, events, c.who, complete(tr.Procedure, c.action), now)
		switch {
		case c.kind == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.kind == seva.NotFound:
			wants(t, c.name, err, seva.NotFound, "case.unknown")
		case c.kind == seva.Forbidden:
			wants(t, c.name, err, seva.Forbidden, "case.role")
		}
	}
}

// Nobody is refused without being told what can be done.
func TestMoveSaysWhatCanBeDone(t *testing.T) {
	tr := track(casework.Pause)
	c, events := caseIn("query")
	_, _, err := casework.Move(tr, january(), c, events, citizen, casework.Act{Version: 1, Action: "approve"}, ist("2024-01-02 10:00"))
	can := fmt.Sprint(seva.Broken(err).Text.Args["Can"])
	if !strings.Contains(can, "action.reply") || !strings.Contains(can, "action.withdraw") || strings.Contains(can, "approve") {
		t.Errorf("can: %s", can)
	}
	_, _, err = casework.Move(tr, january(), c, events, verifier, casework.Act{Version: 1, Action: "approve"}, ist("2024-01-02 10:00"))
	if can := seva.Broken(err).Text.Args["Can"]; can.(seva.Text).Key != "clock.wait" {
		t.Errorf("can: %v", can)
	}
}

func TestMoveKeepsTimeAndVersions(t *testing.T) {
	tr := track(casework.Pause)
	c, events := caseIn("scrutiny")
	events[0].At = ist("2024-01-02 10:05") // by another server's clock
	next, ev, err := casework.Move(tr, january(), c, events, verifier, complete(tr.Procedure, "ask"), ist("2024-01-02 10:00"))
	if err != nil || !ev.At.Equal(events[0].At) || !next.Since.Equal(ev.At) {
		t.Errorf("%v, %v", ev.At, err)
	}
	if len(next.Asked) != 1 || !next.Due.IsZero() || next.Wake.IsZero() || next.LastOfficer != "v1" {
		t.Errorf("%+v", next)
	}
	for _, version := range []int64{-1, 0, 2} {
		a := complete(tr.Procedure, "ask")
		a.Version = version
		_, _, err = casework.Move(tr, january(), c, events, verifier, a, ist("2024-01-02 10:00"))
		wants(t, fmt.Sprint("version ", version), err, seva.Conflict, "case.moved")
	}
	// A warning in between changes nothing that the officer saw; an act does.
	for action, fine := range map[string]bool{casework.Warn80: true, "note": false} {
		c, events := caseIn("scrutiny")
		c.Version = 2
		events = append(events, casework.Event{Seq: 2, At: events[0].At, From: "scrutiny", To: "scrutiny", Action: action})
		if _, _, err := casework.Move(tr, january(), c, events, verifier, complete(tr.Procedure, "ask"), ist("2024-01-02 10:00")); (err == nil) != fine {
			t.Errorf("after %s: %v", action, err)
		}
	}
}

// A case that was given is not changed by being moved.
func TestMoveIsPure(t *testing.T) {
	tr := track(casework.Pause)
	c, events := caseIn("query")
	c.Answers["workers"] = form.Value{Rows: []form.Answers{{"mobile": {Text: "1"}}}}
	c.Asked = []casework.Item{{Field: "name"}, {Field: "workers"}}
	a := complete(tr.Procedure, "reply")
	a.Answers = append(a.Answers, form.Entry{At: "workers/0/mobile", Input: form.Input{Text: "2"}}, form.Entry{At: "workers/-/mobile", Input: form.Input{Text: "3"}})
	before := fmt.Sprint(c, events, a)
	next, ev, err := casework.Move(tr, january(), c, events, citizen, a, ist("2024-01-02 10:00"))
	if err != nil || fmt.Sprint(c, events, a) != before {
		t.Fatalf("%v: %v", err, c)
	}
	if rows := next.Answers["workers"].Rows; len(rows) != 2 || rows[0]["mobile"].Text != "2" || rows[1]["mobile"].Text != "3" {
		t.Errorf("%v", rows)
	}
	if !slices.Equal(ev.Fields, []string{"name", "workers"}) || next.Asked != nil {
		t.Errorf("%v, %v", ev.Fields, next.Asked)
	}
	for _, at := range []form.Pointer{"workers/5/mobile", "workers/x/mobile", "workers/0/mobile/y", "workers/99/mobile", "workers/0"} {
		a.Answers[1].At = at
		a.Answers[1].Input = form.Input{Text: "2"}
		if _, _, err := casework.Move(tr, january(), c, events, citizen, a, ist("2024-01-02 10:00")); err == nil {
			t.Errorf("an answer at %s", at)
		}
	}
}
