package tui

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/service"
	"duar/seva/service/servicetest"
	"duar/seva/welfare"
)

// short is a small way through an office: looked at, sent back and replied to, verified.
var short = casework.Procedure{
	ID: "short", Version: 1, Start: "submitted",
	States: []casework.State{
		{ID: "submitted", Court: casework.OfficeCourt, Runs: true},
		{ID: "sent_back", Court: casework.CitizenCourt, Remedy: &casework.Remedy{Who: "applicant", Where: "bdo_or_bsk", Days: 90}},
		{ID: "sanctioned", Court: casework.NoCourt, Good: true, End: true},
	},
	Actions: []casework.Action{
		{ID: "send_back", From: []string{"submitted"}, To: "sent_back", Roles: []casework.Role{casework.Verifier}, Needs: []casework.Need{casework.NeedItems}, Reasons: "query", Tells: "query"},
		{ID: "reply", From: []string{"sent_back"}, To: "submitted", Roles: []casework.Role{casework.Citizen, casework.Operator}, Needs: []casework.Need{casework.NeedAnswers}},
		{ID: "sanction", From: []string{"submitted"}, To: "sanctioned", Roles: []casework.Role{casework.Verifier}, Needs: []casework.Need{casework.NeedNote}, Tells: "decided"},
	},
	Reasons: []casework.ReasonList{{ID: "query", Reasons: []string{"missing", "unreadable", "differs"}}},
}

// newReal is a pilot at a kiosk whose desks of services and cases are the real ones, over
// books in memory. Only the door is a fake: it knows who signed in.
func newReal(t *testing.T, l seva.Lang) *pilot {
	t.Helper()
	return newPilotAt(t, l, func(p *pilot, c *Config) {
		offered := pension
		offered.From = seva.Date{Year: 2026, Month: 1, Day: 1}
		offered.Track = casework.Track{Service: pension.ID, Department: "wcd", Procedure: short, Series: "op", Personal: true, By: "block",
			Limit: casework.Limit{Days: 30, Policy: casework.Pause, Source: "test"}}
		offered.Facts = []welfare.Fact{{ID: "age", Rule: "age_on_application", Field: "birth_date"}}
		least := int64(60)
		offered.Rules = welfare.Rulebook{Editions: []welfare.Edition{{Version: "2026-01", From: offered.From, Rules: []welfare.Rule{
			{ID: "age", Words: "old_age_pension.age", Must: form.Condition{Fact: "age", Min: &least}, Stops: true},
		}}}}
		book := servicetest.NewBook()
		cases, err := casework.NewDesk(casework.Parts{
			Book: book.Cases, Tracks: map[string]casework.Track{offered.ID: offered.Track}, World: c.World, Say: i18n.Say,
			Series: map[string]casework.Series{"op": {Prefix: "OP", Yearly: true}},
			Form:   func(string, int) (form.Form, bool) { return offered.Form, true },
		})
		if err != nil {
			t.Fatal(err)
		}
		p.counter = newCounterDesk(c.Land, c.Places, c.World) // here only the vault
		desk, err := service.NewDesk(service.Parts{
			Book: book, Cases: cases, Services: []service.Service{offered}, World: c.World, Secret: []byte("a secret of sixteen"),
			Desks: form.Desks{Land: c.Land, Places: c.Places, Vault: p.counter, World: c.World},
			Names: func(id string) []string { return []string{i18n.Say(seva.English, seva.Say("service."+id))} },
			Hash: func(key string) string {
				sum := sha256.Sum256([]byte(i18n.Say(seva.English, seva.Say(key))))
				return hex.EncodeToString(sum[:])
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		p.door = newDoor()
		c.Door = p.door
		c.Services = func(s identity.Session) service.Counter { return desk.For(s.Who.Caller("kiosk")) }
		c.Cases = func(s identity.Session) casework.Counter { return cases.For(s.Who.Caller("kiosk")) }
	})
}

// TestOnTheRealDesks plays a case from the citizen's wish to the decision: an operator
// enters it, an officer sends it back, the operator helps to reply, the officer sanctions.
func TestOnTheRealDesks(t *testing.T) {
	p := newReal(t, seva.English)
	p.press("6")
	p.press(signsIn("mina")...)
	p.press("old age", "enter", "Kamala Mandal", "enter", "2001", "enter")
	p.sees("does not qualify", "It cannot be submitted like this")
	p.press("shift+tab", "1960", "enter")
	p.seesNot("does not qualify")
	p.press("shift+tab", "shift+tab")
	p.press(woman...)
	p.sees("All is answered")
	p.press("end")
	p.sees("XXXXX9012")
	p.press("f8", "1")
	p.sees("O P 2 0 2 6 0 0 0 0 0 1", "Next:")

	p.press("f4", "9", "enter", "8")
	p.press(signsIn("verma")...)
	p.sees("▸ OP2026000001")
	p.press("enter")
	p.sees("Kamala Mandal", "1 "+said("action.send_back"))
	p.press("1")
	for range 20 { // down to the PIN, whatever is offered before it
		if p.marked(said("field.pin")) {
			break
		}
		p.press("down")
	}
	p.press("space", "3", "enter", "enter")
	p.sees("Do this?", said("field.pin")+": "+said("reason.query.differs"))
	p.press("1")
	p.sees("Done: " + said("action.send_back"))

	p.press("f4", "9", "enter", "9")
	p.press(signsIn("mina")...)
	p.press("7", "OP2026000001", "enter", "2345", "enter")
	p.sees("Whose move: the citizen", said("who.applicant"))
	p.press("enter", "1", "12", "enter", "1")
	p.sees("▌ 12▏", "!!") // no PIN has two digits: the desk says so, where it is
	p.press("backspace", "backspace", "721222", "enter", "1")
	p.sees("Done: " + said("action.reply"))

	p.press("f4", "9", "enter", "8")
	p.press(signsIn("verma")...)
	p.press("enter", "2", "all in order", "enter", "1")
	p.sees("Done: "+said("action.sanction"), "State: "+said("state.sanctioned"))
}

// marked tells whether the chosen row of the screen has a text.
func (p *pilot) marked(text string) bool {
	for l := range strings.Lines(p.k.View()) {
		if strings.HasPrefix(l, "▸") && strings.Contains(l, text) {
			return true
		}
	}
	return false
}
