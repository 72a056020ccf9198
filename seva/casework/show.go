package casework

import (
	"maps"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/form"
)

// glance gives a case as it may be said to whoever is entitled to hear of it.
func (d *Desk) glance(track Track, c Case, events []Event, now time.Time) Glance {
	state, _ := track.Procedure.state(c.State)
	g := Glance{
		Number: c.Number, Service: c.Service, State: c.State, Court: state.Court,
		Standing: Stand(track, d.parts.Calendar, events, now), Submitted: c.Submitted, Since: c.Since,
		Decided: c.Decided, Marks: shown(c.Marks), Good: state.Good, Bad: state.Bad, End: state.End,
		Hearing: hearing(state, events),
	}
	g.Owed, g.Demand = owed(state, c)
	g.Next = d.next(track, state, c, g, track.objection(d.parts.Calendar, c, events))
	return g
}

// objects are actions by which somebody objects.
var objects = []string{"object", "record_objection"}

// objection is the last day on which an objection may be taken; none where there is none.
func (t Track) objection(cal Calendar, c Case, events []Event) seva.Date {
	open := slices.ContainsFunc(t.Procedure.Actions, func(a Action) bool {
		return slices.Contains(objects, a.ID) && slices.Contains(a.From, c.State)
	})
	if !open {
		return seva.Date{}
	}
	for _, a := range Alarms(t, cal, c, events) {
		if a.Timer != "" {
			return (dayOf(a.At) - 1).date()
		}
	}
	return seva.Date{}
}

// next says what happens next. Of a state against the citizen, or waiting for the citizen,
// that is its remedy; of one where an office must act, the last day of the limit, and where
// anybody may object until when (last).
func (d *Desk) next(track Track, state State, c Case, g Glance, last seva.Date) Next {
	if state.Remedy == nil {
		n := Next{By: g.Standing.Due}
		if state.decided() {
			n.By = seva.Date{}
		}
		day := g.Hearing
		if !last.IsZero() {
			day = last
		}
		n.Text = seva.Say("next."+c.State, seva.Args{"By": byWhen(n.By), "Day": byWhen(day), "Owed": g.Owed})
		return n
	}
	remedy := *state.Remedy
	n := Next{Who: remedy.Who, Where: remedy.Where, Papers: slices.Clone(remedy.Papers)}
	if remedy.Days > 0 {
		working := slices.ContainsFunc(track.Procedure.Timers, func(t Timer) bool {
			return t.Days == remedy.Days && t.Working && slices.Contains(t.In, c.State)
		})
		if last, ok := d.parts.Calendar.lastDay(c.Since, remedy.Days, working); ok {
			n.By = last.date()
		}
	}
	var papers []seva.Text
	for _, p := range remedy.Papers {
		papers = append(papers, seva.Say("paper."+p))
	}
	asked, few := d.askedFor(c)
	say := func(papers []seva.Text) seva.Text {
		if papers == nil {
			papers = []seva.Text{seva.Say("paper.none")}
		}
		return seva.Say("remedy."+c.State, seva.Args{
			"Who": seva.Say("who." + n.Who), "Where": seva.Say("where." + n.Where), "Papers": papers, "By": byWhen(n.By),
			"Owed": g.Owed,
		})
	}
	n.Text = say(append(slices.Clip(papers), asked...))
	if !few {
		n.Brief = say(append(slices.Clip(papers), seva.Say("paper.asked", seva.Args{"Count": len(asked)})))
	}
	return n
}

// hearing gives the day that was set last for what a state waits for: with the act that led
// there, or with one since. None of a state where everything has been done.
func hearing(state State, events []Event) seva.Date {
	if state.decided() {
		return seva.Date{}
	}
	for _, e := range slices.Backward(events) {
		if e.To == state.ID && !e.Day.IsZero() {
			return e.Day
		}
		if e.From != state.ID {
			break
		}
	}
	return seva.Date{}
}

// byWhen is a last day in a sentence.
func byWhen(day seva.Date) any {
	if day.IsZero() {
		return seva.Say("clock.no_day")
	}
	return day
}

// fewPapers is how many an SMS names.
const fewPapers = 3

// askedFor names the fields a case asks about, where its form is known; few tells whether an
// SMS may name them too: a question has marks that operators take in no variable.
func (d *Desk) askedFor(c Case) (texts []seva.Text, few bool) {
	few = true
	f, _ := d.form(c)
	for _, item := range c.Asked {
		for _, s := range f.Sections {
			for _, field := range s.Fields {
				if within(item.Field, form.Pointer(field.ID)) {
					texts = append(texts, seva.Say(field.Key()))
					few = few && field.Kind == form.File
				}
			}
		}
	}
	return texts, few && len(texts) <= fewPapers
}

// view gives a case to a caller with a right to it.
func (d *Desk) view(track Track, c Case, events []Event, r right, caller Caller, now time.Time) View {
	p := track.Procedure
	v := View{
		Glance: d.glance(track, c, events, now), Version: c.Version, Office: c.Office, Applicant: c.Applicant,
		FormOf: c.FormOf, Findings: c.Findings, Asked: slices.Clone(c.Asked), Answers: d.answers(c, r),
		Actions: offers(p, c, r, caller, d.fields(c)),
	}
	if r.sees < insight {
		v.Applicant.Phone = seva.Phone(c.Applicant.Phone.Masked())
	}
	if r.sees < whole { // who has no more than a number is told nobody's name
		v.Applicant = Applicant{Phone: v.Applicant.Phone, Lang: c.Applicant.Lang, Channel: c.Applicant.Channel}
	}
	for _, e := range events {
		v.Timeline = append(v.Timeline, stepOf(p, e))
	}
	for _, e := range slices.Backward(events) {
		if len(e.Items) > 0 { // the event that asked what is asked now
			v.Asked = wholeReasons(p.takenBy(e), v.Asked)
			break
		}
	}
	return v
}

// answers gives those that a right lets see. A mobile among them is shown to whose it is
// and to who works on the case.
func (d *Desk) answers(c Case, r right) form.Answers {
	shown := maps.Clone(c.Answers)
	if r.sees < whole {
		maps.DeleteFunc(shown, func(id string, _ form.Value) bool {
			return !slices.ContainsFunc(c.Asked, func(i Item) bool { return within(i.Field, form.Pointer(id)) })
		})
	}
	if f, ok := d.form(c); ok && r.sees < insight && !slices.Contains(r.roles, Citizen) {
		for _, s := range f.Sections {
			maskMobiles(s.Fields, shown)
		}
	}
	return shown
}

func maskMobiles(fields []form.Field, answers form.Answers) {
	for _, f := range fields {
		v, ok := answers[f.ID]
		switch {
		case !ok:
			continue
		case f.Kind == form.Mobile && v.Text != "":
			v.Text = seva.Phone(v.Text).Masked()
		case f.Kind == form.Roster:
			v.Rows = slices.Clone(v.Rows)
			for i, row := range v.Rows {
				v.Rows[i] = maps.Clone(row)
				maskMobiles(f.Fields, v.Rows[i])
			}
		}
		answers[f.ID] = v
	}
}

// fields are those that may be asked about: every one of the form, or of a form that is
// not known those that were answered.
func (d *Desk) fields(c Case) []form.Pointer {
	var fields []form.Pointer
	if f, ok := d.form(c); ok {
		for _, s := range f.Sections {
			for _, field := range s.Fields {
				fields = append(fields, form.Pointer(field.ID))
			}
		}
		return fields
	}
	for _, id := range slices.Sorted(maps.Keys(c.Answers)) {
		fields = append(fields, form.Pointer(id))
	}
	return fields
}

// form gives the form a case's answers are to, where the desk was told of it.
func (d *Desk) form(c Case) (form.Form, bool) {
	if d.parts.Form == nil {
		return form.Form{}, false
	}
	return d.parts.Form(c.Service, c.FormOf)
}

// offers lists what a caller may do with a case now.
func offers(p Procedure, c Case, r right, caller Caller, fields []form.Pointer) []Offer {
	var all []Offer
	for _, a := range p.Actions {
		_, mine := r.may(a)
		if !mine || !slices.Contains(a.From, c.State) || a.FourEyes && caller.ID == c.LastOfficer {
			continue
		}
		o := Offer{Action: a.ID, To: a.target(c.State), Needs: slices.Clone(a.Needs)}
		list, _ := p.reasons(a.Reasons)
		for _, reason := range list.Reasons {
			o.Reasons = append(o.Reasons, a.reasonKey(reason))
		}
		if slices.Contains(a.Needs, NeedItems) {
			o.Fields = fields
		}
		all = append(all, o)
	}
	return all
}

// reasonKey gives the whole key of a reason; "" of none.
func (a Action) reasonKey(reason string) string {
	if reason == "" || strings.HasPrefix(reason, "reason.") {
		return reason
	}
	return "reason." + a.Reasons + "." + reason
}

func wholeReasons(a Action, items []Item) []Item {
	items = slices.Clone(items)
	for i := range items {
		items[i].Reason = a.reasonKey(items[i].Reason)
	}
	return items
}

// stepOf gives an event as a line of the timeline.
func stepOf(p Procedure, e Event) Step {
	a := p.takenBy(e)
	return Step{
		Seq: e.Seq, At: e.At, Action: e.Action, To: e.To, Role: e.Role, Reason: a.reasonKey(e.Reason), Note: e.Note,
		Items: wholeReasons(a, e.Items), Day: e.Day, Found: e.Found, Given: shown(e.Given),
	}
}
