package casework_test

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// Whoever entered an application, or whose own it is, takes no action of an office on it,
// in no role and at no step; what they may do as what they are to it stays.
func TestNobodyDecidesOverTheirOwn(t *testing.T) {
	tr, now := track(casework.Pause), ist("2024-01-02 10:00")
	posts := []casework.Role{casework.Operator, casework.Clerk, casework.Verifier, casework.Sanctioner}
	for _, who := range []casework.Caller{
		{ID: "o1", Roles: posts, Offices: []string{"labour.2412"}}, // entered it
		{ID: "c1", Roles: posts, Offices: []string{"labour.*"}},    // whose it is
		{ID: "n1", Roles: posts, Offices: []string{"labour.*"}},    // has nothing to do with it
	} {
		for _, e := range tr.Procedure.Edges() {
			if !slices.Contains(posts[1:], e.Role) || e.Action == "approve" {
				continue // approving needs papers too, below
			}
			c, events := caseIn(e.From)
			_, ev, err := casework.Move(tr, january(), c, events, who, complete(tr.Procedure, e.Action), now)
			switch {
			case who.ID == "n1" && err != nil:
				t.Errorf("%s in %s by an officer: %v", e.Action, e.From, err)
			case who.ID != "n1":
				wants(t, who.ID+" "+e.Action, err, seva.Forbidden, "case.self")
				if ev.Seq != 0 {
					t.Errorf("%s: there is an event", e.Action)
				}
			}
		}
	}
	entered := casework.Caller{ID: "o1", Roles: posts, Offices: []string{"labour.2412"}}
	c, events := caseIn("scrutiny")
	c.LastOfficer = "v1"
	_, _, err := casework.Move(tr, january(), c, events, entered, complete(tr.Procedure, "approve"), now)
	wants(t, "approve", err, seva.Forbidden, "case.self")
	if _, _, err := casework.Move(tr, january(), c, events, entered, complete(tr.Procedure, "withdraw"), now); err != nil {
		t.Errorf("withdrawing for the citizen: %v", err)
	}
	// Who has no such role is told that, whatever they are to it.
	plain := casework.Caller{ID: "o1", Roles: posts[:1]}
	_, _, err = casework.Move(tr, january(), c, events, plain, complete(tr.Procedure, "note"), now)
	wants(t, "an operator", err, seva.Forbidden, "case.role")
}

// What cannot be done is not offered, and the case is still there to be read.
func TestOwnIsNotOffered(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	both := casework.Caller{ID: "b1", Roles: []casework.Role{casework.Operator, casework.Verifier}, Offices: []string{"labour.2412"}}
	n, err := o.opened("test_licence", both)
	if err != nil {
		t.Fatal(err)
	}
	v, err := o.For(both).Case(t.Context(), n)
	if err != nil || len(v.Actions) != 1 || v.Actions[0].Action != "withdraw" {
		t.Errorf("%+v, %v", v.Actions, err)
	}
	_, err = o.try(both, n, "take_up")
	wants(t, "taking up", err, seva.Forbidden, "case.self")
	o.act(verifier, n, "take_up")
}

// A number that has changed hands brings nobody into cases that another citizen filed; a
// case filed at a kiosk, of nobody's account, goes by the number.
func TestNumberInOtherHands(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	filed, err := o.opened("test_licence", citizen)
	if err != nil {
		t.Fatal(err)
	}
	kiosk, err := o.opened("test_licence", operator)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		who  casework.Caller
		sees []string
	}{
		{"the citizen", citizen, []string{filed, kiosk}},
		{"the citizen with another number", casework.Caller{ID: "c1", Phone: "919800000777", Proved: true, Roles: citizen.Roles}, []string{filed}},
		{"another with the number", casework.Caller{ID: "c2", Phone: phone, Proved: true, Roles: citizen.Roles}, []string{kiosk}},
		{"a phone, as its gateway says", casework.Caller{Phone: phone}, []string{filed, kiosk}},
	} {
		mine, err := o.For(c.who).Mine(t.Context())
		var numbers []string
		for _, g := range mine {
			numbers = append(numbers, g.Number)
		}
		slices.Sort(numbers)
		if err != nil || !slices.Equal(numbers, c.sees) {
			t.Errorf("%s has %s, %v, want %s", c.name, strings.Join(numbers, " "), err, strings.Join(c.sees, " "))
		}
		for _, n := range []string{filed, kiosk} {
			_, err := o.For(c.who).Case(t.Context(), n)
			if got := err == nil; got != slices.Contains(c.sees, n) {
				t.Errorf("%s opens %s: %v", c.name, n, err)
			}
			// Nor are they told of it without a second fact.
			if _, err = o.For(c.who).Check(t.Context(), n, ""); (err == nil) != slices.Contains(c.sees, n) {
				t.Errorf("%s is told of %s: %v", c.name, n, err)
			}
		}
	}
}

// An auditor of the office reads a case and can do nothing in it; an administrator sees none.
func TestWhoOnlyLooks(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	auditor := casework.Caller{ID: "a1", Roles: []casework.Role{casework.Auditor}, Offices: []string{"labour.*"}}
	v, err := o.For(auditor).Case(t.Context(), n)
	if err != nil || len(v.Actions) != 0 || string(v.Applicant.Phone) != phone.Masked() {
		t.Errorf("%+v, %v", v, err)
	}
	_, err = o.try(auditor, n, "take_up")
	wants(t, "an auditor's act", err, seva.Forbidden, "case.role")
	for name, who := range map[string]casework.Caller{
		"an auditor of another office": {ID: "a1", Roles: auditor.Roles, Offices: []string{"lr.*"}},
		"an administrator":             {ID: "d1", Roles: []casework.Role{casework.Administrator}, Offices: []string{"labour.*"}},
	} {
		_, err := o.For(who).Case(t.Context(), n)
		wants(t, name, err, seva.NotFound, "case.unknown")
	}
}
