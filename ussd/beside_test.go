package ussd

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/document"
	"duar/ussd/dialogue"
)

// archive has no paper, and counts who asks.
type archive struct{ asked int }

func (a *archive) Document(context.Context, string) (document.View, error) {
	a.asked++
	return document.View{}, seva.Fail(seva.NotFound, seva.Say("error.document.unknown"))
}

// shelved is a line in whose house papers are looked up.
func shelved(t testing.TB) (*line, *archive) {
	t.Helper()
	l, _, _ := owned(t)
	a := &archive{}
	p := l.Parts
	p.Land = func(seva.Phone, seva.Lang) dialogue.Land { return dialogue.Land{Papers: a} }
	p.Meter = budget.NewLocal(p.World, 1000)
	p.MostTurns, p.MostAnswers = 100_000, 100_000
	l.Exchange = NewExchange(p)
	return l, a
}

// Nobody tries numbers of papers one after another: after a day's worth no desk is asked any
// more, and the person is told so; another number is not concerned.
func TestPapersAreLookedUpWithinABudget(t *testing.T) {
	l, a := shelved(t)
	l.knows(t, seva.English)
	l.checks = budget.Rate{Most: 5, Span: checksOf.Span}
	told := i18n.Say(seva.English, seva.Say("phone.wrong.tries"))
	for i := range 12 {
		p := l.turn(t, Turn{Channel: SMS, Gateway: "twilio", Session: string(caller), Input: "CHECK 4829103847566"})
		if got, want := strings.Contains(p.Text, told), i >= 5; got != want {
			t.Errorf("check %d: %q", i+1, p.Text)
		}
	}
	if a.asked != 5 {
		t.Errorf("%d were looked up", a.asked)
	}
	p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "b", Phone: "919800000009", New: true, Input: "4829103847566", Hop: fmt.Sprint(1)})
	if err != nil || strings.Contains(p.Text, told) {
		t.Errorf("%q %v", p.Text, err)
	}
}

// A conversation that is open while the program is replaced by one with another menu begins
// again, and says so.
func TestMenuOfAnotherProgram(t *testing.T) {
	l, _ := shelved(t)
	l.knows(t, seva.Hindi)
	l.dial(t, "1", "8")
	menu := l.Machine.Start()
	menu.Menu--
	if s, out := l.Machine.Take(t.Context(), menu, "8"); s.Node.Name() != "home" || out.Reason.Key != "phone.restart" {
		t.Errorf("%s %q", s.Node.Name(), out.Reason.Key)
	}
	// In a house without that desk the question that is open is answered that it is not there.
	p := l.Parts
	p.Land = nil
	l.Exchange = NewExchange(p)
	page, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: caller, Input: "4829103847566", Hop: "later"})
	if err == nil || page.End || !strings.Contains(page.Text, i18n.Say(seva.Hindi, seva.Say("phone.away"))) {
		t.Errorf("%q %v", page.Text, err)
	}
}
