package casework

import (
	"errors"
	"slices"
	"time"

	"duar/seva"
)

// Move takes a case by one act to its next state, or refuses with a reason. It is the only
// way on for a case, and a pure function: events is the whole log, now is the moment, and
// what comes back is the case as it then stands with the event that took it there.
// Numbers that the action gives (Action.Gives) are not in it; the desk allocates them.
//
// Errors are those of Counter. Of an act that may not be taken the first reason is given,
// in this order: the case cannot be seen, has moved, there is no such way on from here,
// the caller's own application, the caller's role, four eyes, and then what must come with
// the act.
//
// The event's time is now, but never before that of the event before it: two servers'
// clocks may differ, and the log must not run backwards.
func Move(track Track, cal Calendar, c Case, events []Event, caller Caller, act Act, now time.Time) (Case, Event, error) {
	p := track.Procedure
	r := rightOf(p, c, caller)
	if r.sees == blind {
		return c, Event{}, unknown(c.Number, nil)
	}
	if !current(c, events, act.Version) {
		return c, Event{}, moved(nil)
	}
	state, ok := p.state(c.State)
	if !ok {
		return c, Event{}, seva.Broken(errors.New("casework: " + p.ID + " has no state " + c.State))
	}
	action, as, known, open := p.edge(c.State, act.Action, r)
	if caller.Is(System) && !state.decided() && slices.Contains([]string{Warn80, WarnTwo, BreachAction}, act.Action) {
		action, as, known, open = Action{ID: act.Action}, System, true, true
	}
	switch {
	case !known:
		return c, Event{}, seva.Refuse("action", seva.Say("error.case.action", seva.Args{"Can": can(p, c, r, caller)}))
	case !open && p.ownEdge(c.State, act.Action, r):
		return c, Event{}, seva.Fail(seva.Forbidden, seva.Say("error.case.self"))
	case !open:
		return c, Event{}, seva.Fail(seva.Forbidden, seva.Say("error.case.role", seva.Args{"Can": can(p, c, r, caller)}))
	case action.FourEyes && caller.ID == c.LastOfficer:
		return c, Event{}, seva.Fail(seva.Forbidden, seva.Say("error.case.four_eyes"))
	}
	act = act.plain(action)
	ev := Event{
		Seq: c.Version + 1, At: now, Noted: now, Action: act.Action, From: c.State, To: action.target(c.State),
		Actor: caller.ID, Role: as, Reason: act.Reason, Note: act.Note, Day: act.Day, Found: act.Found,
		Items: slices.Clone(act.Items),
	}
	next := c
	next.Version = ev.Seq
	if err := next.take(p, action, act, &ev); err != nil {
		return c, Event{}, err
	}
	if n := len(events); n > 0 && ev.At.Before(events[n-1].At) {
		ev.At = events[n-1].At
	}
	if as.office() {
		next.LastOfficer = caller.ID
	}
	next.enter(p, ev)
	next.reckon(track, cal, append(events[:len(events):len(events)], ev))
	return next, ev, nil
}

// current tells whether the version an actor saw is the case's, or older only by
// warnings: those tell of time, and change nothing that was seen.
func current(c Case, events []Event, seen int64) bool {
	if seen > c.Version || seen < 1 {
		return false
	}
	return !slices.ContainsFunc(events, func(e Event) bool {
		return e.Seq > seen && !slices.Contains([]string{Warn80, WarnTwo, BreachAction}, e.Action)
	})
}

// take checks what must come with an act, and takes over what the case keeps of it.
func (c *Case) take(p Procedure, a Action, act Act, ev *Event) error {
	if err := checkNeeds(p, a, *c, act, ev); err != nil {
		return err
	}
	if len(act.Answers) > 0 {
		answers, fields, err := answered(c.Answers, act.Answers)
		if err != nil {
			return err
		}
		c.Answers, ev.Fields = answers, fields
	}
	for _, document := range a.Documents {
		if c.Answers[document].Text == "" {
			return seva.Refuse(document, seva.Say("error.case.document", seva.Args{"Document": seva.Say("field." + document)}))
		}
	}
	if slices.Contains(a.Needs, NeedAnswers) {
		c.Asked = nil
	}
	if slices.Contains(a.Needs, NeedItems) {
		c.Asked = slices.Clone(ev.Items)
	}
	return nil
}

// enter stands the case in the state an event leads to.
func (c *Case) enter(p Procedure, ev Event) {
	if ev.To == ev.From {
		return
	}
	was, _ := p.state(ev.From)
	is, _ := p.state(ev.To)
	c.State, c.Since, c.Ended = ev.To, ev.At, is.End
	if is.Court != CitizenCourt {
		c.Asked = nil // nobody waits for the answer any more
	}
	switch {
	case !is.Good && !is.Bad && !is.End:
		c.Decided = time.Time{} // taken up again, as on appeal
	case !was.decided():
		c.Decided = ev.At
	}
}

// reckon sets what of a case follows from its clock.
func (c *Case) reckon(track Track, cal Calendar, events []Event) {
	c.Due = Stand(track, cal, events, events[len(events)-1].At).Due
	c.Wake = wake(track, cal, *c, events)
}

// give keeps a number the case was given, in the case and in the event that gave it.
func (c *Case) give(ev *Event, series, number string) {
	c.mark(ev, map[string]string{series: number})
}

// can lists what the caller can do instead; of one who can do nothing, that it is for the
// office to act.
func can(p Procedure, c Case, r right, caller Caller) any {
	var actions []seva.Text
	for _, o := range offers(p, c, r, caller, nil) {
		actions = append(actions, seva.Say("action."+o.Action))
	}
	if actions == nil {
		return seva.Say("clock.wait")
	}
	return actions
}

func unknown(number string, err error) error {
	return &seva.Error{Kind: seva.NotFound, Field: "number", Err: err,
		Text: seva.Say("error.case.unknown", seva.Args{"Number": number})}
}

func moved(err error) error {
	return &seva.Error{Kind: seva.Conflict, Field: "version", Text: seva.Say("error.case.moved"), Err: err}
}
