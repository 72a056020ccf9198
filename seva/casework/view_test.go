package casework_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

func TestViewIsMaskedByRight(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n, err := o.opened("test_licence", operator)
	if err != nil {
		t.Fatal(err)
	}
	o.act(verifier, n, "ask", asking("name"))
	masked := phone.Masked()
	proved := casework.Caller{ID: "c9", Phone: phone, Proved: true, Roles: citizen.Roles}
	another := casework.Caller{ID: "o2", Roles: operator.Roles}
	for _, c := range []struct {
		name           string
		who            casework.Caller
		mobile, answer string
		answers        int
		can            string
	}{
		{"officer", verifier, string(phone), string(phone), 2, ""},
		{"citizen", proved, masked, string(phone), 2, "reply withdraw"},
		{"who entered it", operator, masked, masked, 2, "reply withdraw"},
		{"another operator", another, masked, "", 1, "reply"},
		{"asserted phone", casework.Caller{Phone: phone}, masked, "", 1, ""},
	} {
		v, err := o.For(c.who).Case(t.Context(), n)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		// Who has nothing but the number of the application does not learn whose it is.
		if is := v.Applicant; (is.Name != "" || !is.Born.IsZero() || is.Entered != "") != (c.answers == 2) {
			t.Errorf("%s: %+v", c.name, is)
		}
		var can []string
		for _, a := range v.Actions {
			can = append(can, a.Action)
		}
		if string(v.Applicant.Phone) != c.mobile || v.Answers["mobile"].Text != c.answer || len(v.Answers) != c.answers || strings.Join(can, " ") != c.can {
			t.Errorf("%s: %s %v %v", c.name, string(v.Applicant.Phone), v.Answers, can)
		}
	}
	for name, who := range map[string]casework.Caller{
		"nobody": {}, "stranger": {ID: "c8", Phone: "919800000199", Proved: true, Roles: citizen.Roles},
		"another office":  {ID: "v2", Roles: verifier.Roles, Offices: []string{"labour.1"}},
		"who says system": {ID: "x", Roles: []casework.Role{casework.System}},
	} {
		_, err := o.For(who).Case(t.Context(), n)
		wants(t, name, err, seva.NotFound, "case.unknown")
	}
	if o.kept(n).Answers["mobile"].Text != string(phone) {
		t.Error("masking changed the case")
	}
}

// Who gives no name is not named to the office by a number: not in the applicant, not
// among the answers.
func TestUnnamedStaysUnnamed(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n, err := o.opened("test_licence", operator)
	if err != nil {
		t.Fatal(err)
	}
	err = o.book.Change(t.Context(), func(tx casework.Tx) error {
		c, err := tx.Case(t.Context(), n)
		c.Applicant.Name = ""
		return errors.Join(err, tx.Put(t.Context(), c, nil))
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := o.For(verifier).Case(t.Context(), n)
	if err != nil || string(v.Applicant.Phone) != phone.Masked() || v.Answers["mobile"].Text != phone.Masked() || len(v.Actions) == 0 {
		t.Errorf("%s, %v, %v, %v", string(v.Applicant.Phone), v.Answers, v.Actions, err)
	}
}

func TestSystemsRoleIsNobodysToClaim(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	who := verifier
	who.Roles = append(slices.Clone(who.Roles), casework.System)
	_, err := o.try(who, n, "deem")
	wants(t, "deem by hand", err, seva.Forbidden, "case.role")
	_, err = o.try(who, n, casework.Warn80)
	wants(t, "warn by hand", err, seva.Invalid, "case.action")
}

func TestCaseOfSeveralLines(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	err := o.book.Change(t.Context(), func(tx casework.Tx) error {
		for i := range 11 {
			c, err := o.Open(t.Context(), tx, casework.Opening{Number: fmt.Sprintf("CAF2024000009/%d", i+1), Service: "test_licence",
				Office: "labour.2412", Applicant: casework.Applicant{Phone: phone, Citizen: "c1"}, Caller: citizen})
			if err != nil {
				return err
			}
			if g, err := o.Glance(t.Context(), tx, c); err != nil || g.Number != c.Number || g.Standing.Due != day("2024-01-19") {
				t.Errorf("%+v, %v", g, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if told := o.book.Told(); len(told) != 11 || told[0].Lang != seva.Bengali || told[10].Ref == told[0].Ref {
		t.Errorf("told %v", told)
	}
	_, err = o.For(citizen).Case(t.Context(), "CAF2024000009")
	wants(t, "the application", err, seva.Invalid, "case.line")
	_, err = o.For(casework.Caller{}).Case(t.Context(), "CAF2024000009")
	wants(t, "to a stranger", err, seva.NotFound, "case.unknown")
	if v, err := o.For(citizen).Case(t.Context(), "caf2024000009/11"); err != nil || v.Number != "CAF2024000009/11" {
		t.Errorf("%v", err)
	}
	lines, err := o.Lines(t.Context(), "CAF2024000009")
	if err != nil || len(lines) != 11 || lines[10].Number != "CAF2024000009/11" {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	one, err := o.For(citizen).Check(t.Context(), "CAF2024000009/2", "")
	if err != nil || len(one) != 1 || one[0].Number != "CAF2024000009/2" {
		t.Errorf("%v, %v", one, err)
	}
}

func TestMine(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	first := o.open("test_licence")
	o.at("2024-01-02 11:00")
	second, err := o.opened("test_licence", operator) // at a kiosk, for the same mobile
	if err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]casework.Caller{"citizen": citizen, "phone": {Phone: phone}} {
		mine, err := o.For(who).Mine(t.Context())
		if err != nil || len(mine) != 2 || mine[0].Number != second || mine[1].Number != first {
			t.Errorf("%s: %v, %v", name, mine, err)
		}
	}
	if mine, err := o.For(casework.Caller{ID: "c7", Roles: citizen.Roles}).Mine(t.Context()); err != nil || len(mine) != 0 {
		t.Errorf("%v, %v", mine, err)
	}
	_, err = o.For(casework.Caller{}).Mine(t.Context())
	wants(t, "nobody", err, seva.Unauthenticated, "unauthenticated")
}

func TestInbox(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	var numbers []string
	for i := range 7 {
		o.at(fmt.Sprintf("2024-01-%02d 11:00", 8-i))
		numbers = append(numbers, o.open("test_licence"))
	}
	o.act(clerk, numbers[6], "take_up")
	o.act(verifier, numbers[5], "ask", asking("name"))
	o.act(citizen, numbers[4], "withdraw")
	// Due first is the oldest; of a Saturday and the Sunday after it, the lesser number.
	want := []string{numbers[6], numbers[3], numbers[1], numbers[2], numbers[0]}
	var got []string
	q := casework.Query{Limit: 2}
	for page := 0; ; page++ {
		p, err := o.For(verifier).Inbox(t.Context(), q)
		if err != nil || page > 3 {
			t.Fatal(page, err)
		}
		for _, g := range p.Cases {
			got = append(got, g.Number)
		}
		if q.Cursor = p.Next; p.Next == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	theirs, err := o.For(sanction).Inbox(t.Context(), casework.Query{Courts: []casework.Court{casework.CitizenCourt}, Service: "test_licence"})
	if err != nil || len(theirs.Cases) != 1 || theirs.Cases[0].Number != numbers[5] {
		t.Errorf("%v, %v", theirs, err)
	}
	if p, err := o.For(sanction).Inbox(t.Context(), casework.Query{Service: "none"}); err != nil || len(p.Cases) != 0 {
		t.Errorf("%v, %v", p, err)
	}
	for name, c := range map[string]struct {
		who  casework.Caller
		q    casework.Query
		kind seva.Kind
		code string
	}{
		"citizen":        {citizen, casework.Query{}, seva.Forbidden, "forbidden"},
		"without office": {casework.Caller{ID: "v", Roles: verifier.Roles}, casework.Query{}, seva.Forbidden, "forbidden"},
		"many":           {verifier, casework.Query{Limit: 101}, seva.Invalid, "limit.range"},
		"less than none": {verifier, casework.Query{Limit: -1}, seva.Invalid, "limit.range"},
		"a made cursor":  {verifier, casework.Query{Cursor: "MjAyNg"}, seva.Invalid, "cursor.bad"},
	} {
		_, err := o.For(c.who).Inbox(t.Context(), c.q)
		wants(t, name, err, c.kind, c.code)
	}
}

func TestRepliesInRowsAreMasked(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n, err := o.opened("test_licence", operator)
	if err != nil {
		t.Fatal(err)
	}
	o.act(verifier, n, "ask", asking("workers"))
	o.act(operator, n, "reply", answering("workers/-/mobile", "919800000124"))
	v, err := o.For(operator).Case(t.Context(), n)
	if err != nil || v.Answers["workers"].Rows[0]["mobile"].Text != seva.Phone("919800000124").Masked() {
		t.Errorf("%v, %v", v.Answers, err)
	}
}
