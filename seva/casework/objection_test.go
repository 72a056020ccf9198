package casework_test

import (
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// Where an objection may be taken, whoever asks how the case stands is told its last day; where
// none may, a timer says nothing of the kind.
func TestTheLastDayToObject(t *testing.T) {
	for _, c := range []struct {
		action string
		want   any
	}{
		{"object", seva.Date{Year: 2024, Month: 2, Day: 7}}, // 30 days from 8 January
		{"record_objection", seva.Date{Year: 2024, Month: 2, Day: 7}},
		{"adjourn", seva.Say("clock.no_day")},
	} {
		r := newRegistry(t, func(p *casework.Procedure) {
			p.Actions = append(p.Actions, casework.Action{ID: c.action, From: []string{"window"}, To: "stuck_there", Roles: []casework.Role{casework.Sanctioner}})
		})
		number := r.begin()
		r.act(sanction, number, "accept")
		if err := r.paid(number); err != nil {
			t.Fatal(err)
		}
		all, err := r.For(casework.Caller{}).Track(t.Context(), casework.Trace{Key: plot})
		if err != nil || len(all) != 1 || all[0].State != "window" {
			t.Fatalf("%+v, %v", all, err)
		}
		got := all[0].Next.Text.Args["Day"]
		if text, of := got.(seva.Text); of {
			got = text.Key
		}
		want := c.want
		if text, of := want.(seva.Text); of {
			want = text.Key
		}
		if got != want {
			t.Errorf("%s: %v, want %v", c.action, got, want)
		}
	}
}
