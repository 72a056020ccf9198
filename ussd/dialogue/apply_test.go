package dialogue

import (
	"context"
	"slices"
	"strings"
	"testing"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
	"duar/seva/service/servicetest"
)

// counters are the real desks of services and cases over the real definitions, with a book
// in memory.
type counters struct {
	services *service.Desk
	cases    *casework.Desk
}

func newCounters(t testing.TB) counters {
	t.Helper()
	defined, err := catalogue.Define()
	if err != nil {
		t.Fatal(err)
	}
	book := servicetest.NewBook()
	world := seva.RealWorld()
	cases, err := casework.NewDesk(casework.Parts{
		Book: book.Cases, Tracks: defined.Tracks(), Series: defined.Series, Calendar: defined.Calendar, World: world, Say: i18n.Say,
		Form: defined.Form,
	}.Idle())
	if err != nil {
		t.Fatal(err)
	}
	services, err := service.NewDesk(service.Parts{
		Book: book, Cases: cases, Services: defined.Services, World: world, Secret: []byte("0123456789abcdef"),
		Desks: form.Desks{Places: &directory{}, World: world},
		Hash:  func(key string) string { return key },
		Names: func(id string) []string { return []string{i18n.Say(seva.English, seva.Say("service."+id))} },
	})
	if err != nil {
		t.Fatal(err)
	}
	return counters{services, cases}
}

// phone is one phone at the desks: its machine, and where it stands.
type phone struct {
	*Machine
	State
	out Outcome
}

func (c counters) phone(t testing.TB, b bench, number seva.Phone, hop string) *phone {
	t.Helper()
	caller := casework.Caller{Phone: number, Channel: string(form.OnPhone), Lang: seva.Bengali}
	m := b.At(Desks{Services: c.services.For(caller), Cases: c.cases.For(caller), Hop: hop})
	return &phone{Machine: m, State: m.Start()}
}

// answers gives one answer after another, each with the state as it comes out of a store.
func (p *phone) answers(t testing.TB, all ...string) Screen {
	t.Helper()
	var screen Screen
	for _, a := range all {
		s, out := p.Take(t.Context(), kept(t, p.State), a)
		p.State, screen, p.out = p.Settle(t.Context(), s, out)
		p.State.Cut(1)
	}
	return screen
}

func (p *phone) message(t testing.TB, body string) Screen {
	t.Helper()
	s, out := p.Message(t.Context(), kept(t, p.State), false, body)
	var screen Screen
	p.State, screen, p.out = p.Settle(t.Context(), s, out)
	return screen
}

func shortForm() form.Form {
	defined, err := catalogue.Services()
	if err != nil {
		panic(err)
	}
	at := slices.IndexFunc(defined, func(v service.Service) bool { return v.ID == "grievance" })
	return defined[at].Form
}

// A grievance from the first menu to its number, and how it goes afterwards: on the phone
// that sent it without more ado, on another only with a second fact.
func TestGrievanceOnAPhone(t *testing.T) {
	b, c := newBench(t), newCounters(t)
	p := c.phone(t, b, "919800000002", "one")
	screen := p.answers(t, "6", "1")
	if p.Node != nodeQuestion || p.Ask != "topic" || len(screen.Items) != 6 {
		t.Fatalf("%s at %q: %+v", p.Node.Name(), p.Ask, screen)
	}
	p.answers(t, "1", "97", "Ghatal")
	if p.Ask != "grievance_text" {
		t.Fatalf("after the block at %q (%s)", p.Ask, p.out.Reason.Key)
	}
	if p.answers(t, "x"); p.out.Reason.Key != "phone.wrong.answer" || p.Wrong != 1 {
		t.Errorf("too short a text: %+v", p.out)
	}
	screen = p.answers(t, "the road is under water")
	for p.Node == nodeQuestion { // whatever else the definition asks
		screen = p.answers(t, "1")
	}
	if p.Node != nodeConfirm || !slices.ContainsFunc(screen.Body, func(x seva.Text) bool { return x.Args["Number"] == "the road is under water" }) {
		t.Fatalf("%s: %+v", p.Node.Name(), screen)
	}
	if p.answers(t, "0"); p.Node != nodeQuestion {
		t.Errorf("back from the confirmation leads to %s", p.Node.Name())
	}
	for p.Node == nodeQuestion {
		p.answers(t, "1")
	}
	p.answers(t, "1")
	if p.Node != nodeFiled || !strings.HasPrefix(p.File, "GR") {
		t.Fatalf("%s %q %+v", p.Node.Name(), p.File, p.out)
	}
	number := p.File

	own := c.phone(t, b, "919800000002", "two")
	if screen = own.answers(t, "5"); len(screen.Items) != 1 || screen.Items[0].Text.Args["Number"] != number {
		t.Fatalf("own applications: %+v", screen.Items)
	}
	if screen = own.answers(t, "1"); own.Node != nodeStatusAnswer || screen.Body[0].Key != "phone.case.state" {
		t.Errorf("%s: %+v", own.Node.Name(), screen)
	}
	if own.answers(t, "1"); len(own.out.Effects) != 1 || own.out.Effects[0].SMS.Key != "sms.status" {
		t.Errorf("by SMS: %+v", own.out.Effects)
	}

	other := c.phone(t, b, "919800000003", "three")
	if other.message(t, "STATUS "+number); other.Node != nodeFact {
		t.Fatalf("another phone is shown %s", other.Node.Name())
	}
	if other.answers(t, "1111"); other.Node != nodeFact || other.out.Reason.Key != "phone.wrong.case" {
		t.Errorf("a wrong fact: %s, %+v", other.Node.Name(), other.out.Reason)
	}
	if screen = other.answers(t, "0002"); other.Node != nodeStatusAnswer || screen.Posted == nil {
		t.Errorf("the right fact: %s, %+v", other.Node.Name(), other.out.Reason)
	}
	for _, body := range []string{"status " + number + " 0002", "অবস্থা " + number + " ০০০২", "स्थिति " + strings.ToLower(number) + " 0002"} {
		if other.message(t, body); other.Node != nodeStatusAnswer {
			t.Errorf("%s: %s, %+v", body, other.Node.Name(), other.out)
		}
	}
	if other.message(t, "STATUS GR2026999999"); other.Node != nodeFact {
		t.Errorf("a number that there is not is told apart: %s", other.Node.Name())
	}
	if other.message(t, "STATUS hello"); other.out.Reason.Key != "phone.wrong.case_form" {
		t.Errorf("no number: %+v", other.out.Reason)
	}
}

// The same delivery again begins no second draft, and the same confirmation sends nothing
// twice.
func TestApplyingTwiceIsOnce(t *testing.T) {
	b, c := newBench(t), newCounters(t)
	first, again := c.phone(t, b, "919800000002", "hop"), c.phone(t, b, "919800000002", "hop")
	first.answers(t, "6", "2")
	again.answers(t, "6", "2")
	if first.Draft == "" || first.Draft != again.Draft {
		t.Fatalf("drafts %q and %q", first.Draft, again.Draft)
	}
	first.answers(t, "TL/2024/17")
	for first.Node == nodeQuestion {
		answer := "1"
		if first.Ask == "place" {
			answer = "Ghatal"
		}
		first.answers(t, answer)
	}
	before := first.State
	first.answers(t, "1")
	number := first.File
	first.State = before
	if first.answers(t, "1"); number == "" || first.File != number {
		t.Errorf("sent as %q and again as %q (%+v)", number, first.File, first.out)
	}
	var screen Screen
	if screen = first.answers(t, "00", "5"); len(screen.Items) != 1 {
		t.Errorf("one application is listed as %d", len(screen.Items))
	}
}

// A form that was broken off goes on where it was, but what was answered is not shown
// again: the phone may be in other hands.
func TestBrokenOffForm(t *testing.T) {
	b, c := newBench(t), newCounters(t)
	p := c.phone(t, b, "919800000002", "hop")
	p.answers(t, "6", "1", "1", "97", "Ghatal", "nobody answers at the office")
	s, worth := p.Offer(kept(t, p.State))
	if !worth {
		t.Fatal("nothing to go on with")
	}
	p.State = s
	p.answers(t, "1")
	if p.Node != nodeQuestion || p.Draft == "" {
		t.Fatalf("goes on at %s", p.Node.Name())
	}
	var screen Screen
	for p.Node == nodeQuestion {
		screen = p.answers(t, "1")
	}
	if p.Node != nodeConfirm || len(screen.Body) != 1 {
		t.Errorf("%s shows %+v", p.Node.Name(), screen.Body)
	}
}

// Without desks the menu offers nothing of theirs, and numbers stay as they are.
func TestNoDesksNoOffer(t *testing.T) {
	b := newBench(t)
	screen, err := b.Show(context.Background(), b.Start())
	if err != nil || len(screen.Items) != 4 {
		t.Errorf("%+v, %v", screen.Items, err)
	}
	s, out := b.Take(t.Context(), b.Start(), "5")
	if s.Node != nodeHome || out.Reason.Key != "phone.wrong.choice" {
		t.Errorf("%s %+v", s.Node.Name(), out.Reason)
	}
}
