package tui

import (
	"context"
	"fmt"
	"slices"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// glance is a case of the pension with so many days used of thirty.
func glance(number string, used int) casework.Glance {
	return casework.Glance{
		Number: number, Service: pension.ID, State: "submitted", Court: casework.OfficeCourt, Submitted: now, Since: now,
		Standing: casework.Standing{Limit: 30, Used: used, Left: 30 - used, Running: true, Passed: used > 30, Due: seva.Date{Year: 2026, Month: 12, Day: 23}},
		Next:     casework.Next{Text: seva.Say("next.submitted")},
	}
}

// caseDesk keeps cases and moves them by the few actions of a pension.
type caseDesk struct {
	traced casework.Trace // the last trace
	views  map[string]*casework.View
	order  []string
	done   map[string]casework.View
	acts   []casework.Act
	broken error
	lose   bool
}

func newCaseDesk() *caseDesk {
	d := &caseDesk{views: map[string]*casework.View{}, done: map[string]casework.View{}}
	for i := range 23 {
		g := glance(fmt.Sprintf("OP2026%06d", 101+i), 33-i)
		if i == 5 {
			g.Court, g.State = casework.CitizenCourt, "sent_back"
			g.Standing.Running, g.Standing.Why, g.Standing.Due = false, "citizen", seva.Date{}
			g.Next = casework.Next{Text: seva.Say("next.sent_back"), Who: "applicant", Where: "bdo_or_bsk", Papers: []string{"receipt"}, By: seva.Date{Year: 2027, Month: 2, Day: 21}}
		}
		v := casework.View{Glance: g, Version: 1, Office: "wcd.2786", Applicant: casework.Applicant{Name: "কমলা মণ্ডল", Phone: "98******10"},
			Answers:  form.Answers{"name": {Text: "কমলা মণ্ডল"}, "birth_date": {Text: "1960"}, "account": {Text: "XXXXX3456"}, "own_income": {Text: "90000"}},
			Findings: casework.Findings{Rules: "2020-04", Failed: []string{"supported"}},
			Timeline: []casework.Step{{Seq: 1, At: now, Action: "submit", To: "submitted", Role: casework.Operator}}}
		if i == 5 {
			v.Asked = []casework.Item{{Field: "passbook_page", Reason: "reason.query.unreadable", Note: "পাতা ১"}, {Field: "pin", Reason: "reason.query.differs"}}
		}
		d.views[g.Number] = &v
		if i == 0 { // the same as an auditor sees it: there is nothing to do
			audited := v
			audited.Number, audited.State = "OP2026000130", "sanctioned"
			d.views[audited.Number] = &audited
		}
		d.order = append(d.order, g.Number)
	}
	return d
}

func (d *caseDesk) find(number string) (*casework.View, error) {
	v, ok := d.views[number]
	if !ok {
		return nil, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.case.unknown", seva.Args{"Number": number})}
	}
	return v, d.broken
}

func (d *caseDesk) Case(_ context.Context, number string) (casework.View, error) {
	v, err := d.find(number)
	if err != nil {
		return casework.View{}, err
	}
	return d.shown(v), nil
}

// shown gives a case with what can be done in its state.
func (d *caseDesk) shown(v *casework.View) casework.View {
	seen := *v
	reasons := []string{"reason.query.missing", "reason.query.unreadable", "reason.query.differs"}
	switch v.State {
	case "submitted":
		seen.Actions = []casework.Offer{
			{Action: "send_back", To: "sent_back", Needs: []casework.Need{casework.NeedItems}, Reasons: reasons, Fields: []form.Pointer{"name", "pin", "passbook_page"}},
			{Action: "verify", To: "verified", Needs: []casework.Need{casework.NeedNote}},
			{Action: "fix_inspection", To: "inspection_set", Needs: []casework.Need{casework.NeedDay}},
			{Action: "inspect", To: "inspected", Needs: []casework.Need{casework.NeedFinding, casework.NeedNote}, Reasons: reasons},
		}
	case "sent_back":
		seen.Actions = []casework.Offer{{Action: "reply", To: "submitted", Needs: []casework.Need{casework.NeedAnswers}}}
	}
	return seen
}

func (d *caseDesk) Check(_ context.Context, number, fact string) ([]casework.Glance, error) {
	v, err := d.find(number)
	if err != nil || fact != "1960" && fact != "4310" {
		return nil, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.case.unknown", seva.Args{"Number": number})}
	}
	return []casework.Glance{v.Glance}, nil
}

func (d *caseDesk) Mine(context.Context) ([]casework.Glance, error) { return nil, nil }

func (d *caseDesk) Inbox(_ context.Context, q casework.Query) (casework.Page, error) {
	var p casework.Page
	past := q.Cursor == ""
	for _, number := range d.order {
		c := d.views[number].Glance
		switch {
		case !past:
			past = number == q.Cursor
		case len(q.Courts) == 0 && c.Court != casework.OfficeCourt:
		case len(p.Cases) == q.Limit:
			p.Next = p.Cases[len(p.Cases)-1].Number
			return p, d.broken
		default:
			p.Cases = append(p.Cases, c)
		}
	}
	return p, d.broken
}

func (d *caseDesk) Act(_ context.Context, a casework.Act, key string) (casework.View, error) {
	if v, again := d.done[key]; again {
		return v, d.broken
	}
	v, err := d.find(a.Number)
	if err != nil {
		return casework.View{}, err
	}
	offers := d.shown(v).Actions
	at := slices.IndexFunc(offers, func(o casework.Offer) bool { return o.Action == a.Action })
	switch {
	case v.Version != a.Version:
		return casework.View{}, seva.Fail(seva.Conflict, seva.Say("error.case.moved"))
	case at < 0:
		return casework.View{}, seva.Fail(seva.Invalid, seva.Say("error.case.action"))
	}
	d.acts = append(d.acts, a)
	d.move(v, a, offers[at].To)
	seen := d.shown(v)
	d.done[key] = seen
	if d.lose {
		return casework.View{}, context.DeadlineExceeded
	}
	return seen, d.broken
}

func (d *caseDesk) move(v *casework.View, a casework.Act, to string) {
	v.Version++
	v.State = to
	v.Asked = a.Items
	v.Timeline = append(slices.Clone(v.Timeline), casework.Step{Seq: v.Version, At: now, Action: a.Action, To: to,
		Role: casework.Verifier, Reason: a.Reason, Note: a.Note, Items: a.Items, Day: a.Day, Found: a.Found})
}
