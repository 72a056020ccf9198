package casework

import (
	"errors"
	"slices"

	"duar/seva/form"
)

// sampleAsked is how many papers a sample asks for at once.
const sampleAsked = 3

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
	return Glance{
		Number: c.Number, Service: service, State: state, Court: st.Court, Standing: s, Submitted: now, Since: now,
		Good: st.Good, Bad: st.Bad, End: st.End, Next: d.next(track, st, c, s),
	}, nil
}
