package dialogue

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/office"
)

// showOffice says which land office keeps a mouza, who heads it and how to reach it, and
// then those above. What nobody told is left out, and what is only usual is said to be so.
func showOffice(ctx context.Context, m *Machine, s State) (Screen, error) {
	if m.desks.Offices == nil {
		return Screen{}, closed()
	}
	all, err := m.desks.Offices.Of(ctx, s.Mouza)
	if err != nil {
		return Screen{}, err
	}
	var body []seva.Text
	for i, o := range all {
		body = append(body, seva.Say("office."+string(o.Level), seva.Args{"Place": o.Place}))
		body = append(body, contactLines(o, i == 0)...)
	}
	return Screen{Body: body}, nil
}

// contactLines says how to reach an office, at length the nearest.
func contactLines(o office.Office, nearest bool) []seva.Text {
	var lines []seva.Text
	if o.Officer != (seva.Names{}) {
		lines = append(lines, seva.Say("phone.name", seva.Args{"Name": o.Officer}))
	}
	if o.Phone != "" {
		lines = append(lines, seva.Say("phone.office.phone", seva.Args{"Number": dialled(o.Phone)}))
	}
	if !nearest {
		return lines
	}
	if o.Address != (seva.Names{}) {
		lines = append(lines, seva.Say("phone.name", seva.Args{"Name": o.Address}))
	}
	if o.Opens != "" && o.Closes != "" {
		lines = append(lines, seva.Say("phone.office.hours", seva.Args{
			"Days": seva.Say("days." + string(o.Days)), "Opens": hour(o.Opens), "Closes": hour(o.Closes),
		}))
	}
	if !o.Sure && len(lines) > 0 {
		lines = append(lines, seva.Say("phone.office.unsure"))
	}
	return lines
}

// hour says a time of the day as people do, "17:30" as half past five in the afternoon; one
// that is written otherwise stays as it is.
func hour(written string) any {
	at, err := time.Parse("15:04", written)
	if err != nil {
		return dialled(written)
	}
	key := "phone.hour.morning"
	if at.Hour() >= 12 {
		key = "phone.hour.afternoon"
	}
	return seva.Say(key, seva.Args{"Time": dialled(at.Format("3:04"))})
}

// dialled is a number whose digits are written in the reader's script.
type dialled string

func (d dialled) String() string { return string(d) }

// wantOffice is "OFFICE 1027001"; alone it asks for the mouza.
func wantOffice(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if m.desks.Offices == nil {
		s.push(nodeKeywords)
		return
	}
	want("office")(ctx, m, s, rest, out)
}
