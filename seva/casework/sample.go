package casework

import (
	"errors"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/form"
)

// sampleAsked is how many papers a sample asks for at once.
const sampleAsked = 3

// sampleOwed is as long a sum as a fee here is: lakhs, and paise.
const sampleOwed seva.Money = 99_99_999_00

// dayed tells whether a day is set where a state is entered or in it.
func (p Procedure) dayed(s State) bool {
	return !s.decided() && slices.ContainsFunc(p.Actions, func(a Action) bool {
		return slices.Contains(a.Needs, NeedDay) && slices.ContainsFunc(a.From, func(from string) bool { return a.target(from) == s.ID })
	})
}

// Sample gives a case of a service as it may be told of in a state, with nearly all of its
// days used and the first few papers of its form asked for: for whoever must prove that
// every state can be said everywhere; or with the fields asked for that are given, by their
// ids. It reads no book.
func (d *Desk) Sample(service, state string, asked ...string) (Glance, error) {
	track, known := d.parts.Tracks[service]
	st, there := track.Procedure.state(state)
	if !known || !there {
		return Glance{}, errors.New("casework: no state " + state + " of " + service)
	}
	now := d.parts.World.Now()
	c := Case{Number: d.parts.Series[track.Series].Prefix + "2026000123", Service: service, State: state, Since: now, Submitted: now}
	s := Standing{Limit: track.Limit.Days, Working: track.Limit.Working, Used: track.Limit.Days, Running: st.Runs}
	if st.Runs {
		s.Due = dayOf(now).date()
	}
	if st.Court == CitizenCourt && d.parts.Form != nil {
		for version := 1; len(c.Asked) == 0 && version < 100; version++ {
			f, ok := d.parts.Form(service, version)
			if !ok {
				continue
			}
			c.FormOf = version
			for _, section := range f.Sections {
				for _, field := range section.Fields {
					if len(asked) == 0 && field.Kind == form.File && len(c.Asked) < sampleAsked || slices.Contains(asked, field.ID) {
						c.Asked = append(c.Asked, Item{Field: form.Pointer(field.ID)})
					}
				}
			}
		}
	}
	g := Glance{
		Number: c.Number, Service: service, State: state, Court: st.Court, Standing: s, Submitted: now, Since: now,
		Good: st.Good, Bad: st.Bad, End: st.End,
	}
	if track.Procedure.dayed(st) {
		g.Hearing = dayOf(now).date()
	}
	if st.Owes {
		g.Owed, g.Demand = sampleOwed, "D"+strings.Repeat("7", demandLetters)
	}
	g.Next = d.next(track, st, c, g, dayOf(now).date())
	return g, nil
}
