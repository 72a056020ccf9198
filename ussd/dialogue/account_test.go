package dialogue

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// owned is an account with everything behind it, in the test's hands: PIN 4821, three looks
// of an officer, consents to news and to an application, and one case.
type owned struct {
	papers
	folders
	pin       string
	left      int
	asked     []string // PINs that were tried
	proved    bool     // the counter's caller
	withdrawn []string
	stopped   bool
	wishes    int
	down      error
}

const ownerPhone seva.Phone = "919800000002"

var noon = time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC)

func (o *owned) HasPIN(context.Context, seva.Phone) (bool, error) { return o.pin != "", o.down }

func (o *owned) ByPIN(_ context.Context, _ seva.Phone, pin string) (identity.Principal, error) {
	o.asked = append(o.asked, pin)
	switch {
	case o.left == 0:
		return identity.Principal{}, seva.Fail(seva.TooMany, seva.Say("error.pin.shut"))
	case pin == o.pin:
		return identity.Principal{Kind: identity.Citizen, ID: "somebody"}, nil
	}
	if o.left--; o.left == 0 {
		return identity.Principal{}, seva.Fail(seva.TooMany, seva.Say("error.pin.shut"))
	}
	return identity.Principal{}, seva.Refuse("pin", seva.Say("error.pin.wrong", seva.Args{"Left": o.left}))
}

func (o *owned) Barred(seva.Phone) bool { return false }

// secrets are what only a proved owner may see; a screen that shows one to another is found.
const (
	secretNote = "bring the deed"
	secretCase = "OP2026000007"
)

func (o *owned) Looks(_ context.Context, limit int) (registry.Looks, error) {
	looks := registry.Looks{Count: 3, Since: noon.AddDate(-1, 0, 0)}
	if o.proved {
		one := ledger.Look{Role: string(casework.Verifier), Office: "lr.2786", Who: "never", At: noon}
		looks.Last = []ledger.Look{one, one, one, one}[:min(limit, 4)]
	}
	return looks, o.down
}

func (o *owned) Consents(context.Context) ([]ledger.Consent, error) {
	all := []ledger.Consent{{ID: "c1", Purpose: "news", Given: noon.AddDate(0, 0, -3)}}
	if o.proved {
		all = append(all, ledger.Consent{ID: "c2", Purpose: "apply.old_age_pension", Number: secretCase, Given: noon.AddDate(0, 0, -2)})
	}
	return slices.DeleteFunc(all, func(c ledger.Consent) bool { return slices.Contains(o.withdrawn, c.ID) }), o.down
}

func (o *owned) Withdraw(_ context.Context, id string) (ledger.Consent, error) {
	if id == "c2" {
		return ledger.Consent{}, seva.Refuse("purpose", seva.Say("error.consent.needed"))
	}
	o.withdrawn = append(o.withdrawn, id)
	return ledger.Consent{}, nil
}

func (o *owned) Mine(context.Context) ([]casework.Glance, error) {
	return []casework.Glance{{Number: secretCase, Service: "old_age_pension", State: "submitted"}}, o.down
}

func (o *owned) Case(_ context.Context, number string) (casework.View, error) {
	if !o.proved || number != secretCase {
		return casework.View{}, seva.Fail(seva.NotFound, seva.Say("error.case.unknown"))
	}
	return casework.View{
		Glance: casework.Glance{Number: number, Service: "old_age_pension", State: "submitted", Submitted: noon}, Office: "wcd.2786",
		Timeline: []casework.Step{{At: noon, To: "submitted", Role: casework.Citizen, Note: "mine"}, {At: noon, To: "asked", Role: casework.Verifier, Note: " " + secretNote + "\n"}},
	}, nil
}

func (o *owned) Stop(context.Context, seva.Phone, time.Time) error {
	o.stopped, o.wishes = true, o.wishes+1
	return o.down
}

func (o *owned) Start(context.Context, seva.Phone, time.Time) error {
	o.stopped, o.wishes = false, o.wishes+1
	return o.down
}
func (o *owned) Stopped(context.Context, seva.Phone) (bool, error) { return o.stopped, o.down }

// as gives the counters for a principal.
func (o *owned) as(p identity.Principal) *owned {
	o.proved = p.Kind == identity.Citizen && p.ID == "somebody" && p.Phone == ownerPhone
	return o
}

func (o *owned) account(now time.Time) *Account {
	return &Account{
		Phone: ownerPhone, Pins: o, Stops: o, Now: now,
		Registry: func(p identity.Principal) registry.Counter { return o.as(p) },
		Cases:    func(p identity.Principal) casework.Counter { return o.as(p) },
	}
}

// owner is a phone whose number has an account.
func newOwner(t testing.TB) (*phone, *owned) {
	t.Helper()
	o := &owned{pin: "4821", left: 5}
	b, c := newBench(t), newCounters(t)
	p := c.phone(t, b, ownerPhone, "one")
	p.Machine = p.At(Desks{Services: p.desks.Services, Cases: p.desks.Cases, Hop: "one", Account: o.account(noon)})
	return p, o
}

// spelled is everything a screen says, as keys and values.
func spelled(s Screen) string {
	var b strings.Builder
	var say func(any)
	say = func(v any) {
		switch v := v.(type) {
		case seva.Text:
			b.WriteString(" " + v.Key)
			for _, arg := range v.Args {
				say(arg)
			}
		case string:
			b.WriteString(" " + v)
		case int:
			b.WriteString(" " + string(rune('0'+v%10)))
		}
	}
	for _, t := range s.Body {
		say(t)
	}
	for _, i := range s.Items {
		say(i.Text)
	}
	return b.String()
}

func TestAccountByThePhoneAlone(t *testing.T) {
	p, o := newOwner(t)
	if screen := p.answers(t, "7"); p.Node != nodeAccount || len(screen.Items) != 4 {
		t.Fatalf("%s %+v", p.Node.Name(), screen)
	}
	if screen := p.answers(t, "1"); !strings.Contains(spelled(screen), "phone.looks 3") && !strings.Contains(spelled(screen), " 3") || strings.Contains(spelled(screen), "role") {
		t.Errorf("looks: %s", spelled(screen))
	}
	if screen := p.answers(t, "0", "2"); !strings.Contains(spelled(screen), "phone.purpose.news") || strings.Contains(spelled(screen), secretCase) {
		t.Errorf("consents: %s", spelled(screen))
	}
	if p.answers(t, "1"); p.Node != nodeConsent {
		t.Fatalf("%s", p.Node.Name())
	}
	if screen := p.answers(t, "1"); p.Node != nodeWithdrawn || !strings.Contains(spelled(screen), "phone.purpose.news") || len(o.withdrawn) != 1 {
		t.Errorf("withdrawn: %s %v", spelled(screen), o.withdrawn)
	}
	if screen := p.answers(t, "0"); p.Node != nodeConsents || screen.Body[0].Key != "phone.consents.none" {
		t.Errorf("after it: %s", spelled(screen))
	}
	if len(o.asked) > 0 {
		t.Error("a PIN was asked")
	}
}

func TestBehindThePIN(t *testing.T) {
	p, o := newOwner(t)
	if p.answers(t, "7", "1", "1"); p.Node != nodePIN {
		t.Fatalf("%s", p.Node.Name())
	}
	if p.answers(t, "12"); p.Node != nodePIN || p.out.Reason.Key != "phone.pin.form" || len(o.asked) != 0 {
		t.Errorf("too short: %s %+v %v", p.Node.Name(), p.out.Reason, o.asked)
	}
	if p.answers(t, "1111"); p.Node != nodePIN || p.out.Reason.Key != "phone.pin.wrong" || p.out.Reason.Args["Left"] != 4 {
		t.Errorf("wrong: %s %+v", p.Node.Name(), p.out.Reason)
	}
	screen := p.answers(t, "৪৮২১")
	if p.Node != nodeLastLooks || len(screen.Body) != maxLooks || !strings.Contains(spelled(screen), "phone.role.verifying_officer") || !strings.Contains(spelled(screen), "department.lr") {
		t.Fatalf("%s %s", p.Node.Name(), spelled(screen))
	}
	if strings.Contains(spelled(screen), "never") {
		t.Error("who looked is named")
	}
	// Proved once, the other rooms ask no more; and the way back does not lead to the PIN.
	if p.answers(t, "0"); p.Node != nodeLooks {
		t.Errorf("back at %s", p.Node.Name())
	}
	if screen = p.answers(t, "0", "3", "1"); p.Node != nodeMyCase || !strings.Contains(spelled(screen), secretNote) {
		t.Errorf("%s %s", p.Node.Name(), spelled(screen))
	}
	if screen = p.answers(t, "0", "0", "2"); !strings.Contains(spelled(screen), secretCase) {
		t.Errorf("all consents: %s", spelled(screen))
	}
	if p.answers(t, "1", "1"); p.Node != nodeConsent || p.out.Reason.Key != "phone.wrong.needed" {
		t.Errorf("needed: %s %+v", p.Node.Name(), p.out.Reason)
	}
	// At home all is forgotten, by 00 and by 0.
	if p.answers(t, "00", "7", "3"); p.Node != nodePIN {
		t.Errorf("after 00: %s", p.Node.Name())
	}
	p.answers(t, "4821")
	if p.answers(t, "0", "0", "7", "3"); p.Node != nodePIN {
		t.Errorf("after going back home: %s", p.Node.Name())
	}
}

func TestPINIsShut(t *testing.T) {
	p, o := newOwner(t)
	p.answers(t, "7", "3", "1111", "1111", "1111")
	if p.Node != nodePIN { // its own count, not that of wrong answers
		t.Fatalf("%s", p.Node.Name())
	}
	screen := p.answers(t, "1111", "1111")
	if p.Node != nodeShut || screen.End || screen.Body[0].Key != "phone.pin.shut" {
		t.Fatalf("%s %s", p.Node.Name(), spelled(screen))
	}
	if p.answers(t, "0", "3", "4821"); p.Node != nodeShut {
		t.Errorf("the right one opens what is shut: %s", p.Node.Name())
	}
	o.pin = ""
	if screen = p.answers(t, "0", "3"); p.Node != nodeNoPIN || screen.Body[0].Key != "phone.pin.none" {
		t.Errorf("%s %s", p.Node.Name(), spelled(screen))
	}
}

// A proof does not last: not for minutes, not over a call that was broken off, not in another
// phone's hands, and never by SMS.
func TestAProofEnds(t *testing.T) {
	p, o := newOwner(t)
	p.answers(t, "7", "3", "4821")
	proved := p.State
	late := *p
	late.Machine = late.At(Desks{Services: p.desks.Services, Cases: p.desks.Cases, Account: o.account(noon.Add(proofLasts + time.Second))})
	if screen := late.answers(t, "1"); late.Node != nodeAccount || late.out.Reason.Key != pinAgain || strings.Contains(spelled(screen), secretNote) {
		t.Errorf("after a while: %s %+v", late.Node.Name(), late.out.Reason)
	}
	if s, worth := p.Offer(proved); !worth || s.Who != "" || s.Next != nodeHome {
		t.Errorf("broken off: %v %+v", worth, s)
	}
	a := o.account(noon)
	a.Phone = "919800000009"
	other := *p
	other.Machine = other.At(Desks{Services: p.desks.Services, Cases: p.desks.Cases, Account: a})
	if screen := other.answers(t, "1"); strings.Contains(spelled(screen), secretNote) {
		t.Errorf("another phone with the same state: %s", spelled(screen))
	}
	a = o.account(noon)
	a.Written = true
	sms := *p
	sms.Machine = sms.At(Desks{Services: p.desks.Services, Cases: p.desks.Cases, Account: a})
	if screen := sms.answers(t, "1"); strings.Contains(spelled(screen), secretNote) {
		t.Errorf("by SMS: %s", spelled(screen))
	}
	asked := len(o.asked)
	if sms.message(t, "WHO"); sms.Node != nodeLooks {
		t.Fatalf("%s", sms.Node.Name())
	}
	if sms.answers(t, "1", "4821"); sms.Node != nodeDialFor || len(o.asked) != asked {
		t.Errorf("a PIN is taken by SMS: %s %v", sms.Node.Name(), o.asked)
	}
}

// What is dialled stays in the list of calls: no PIN is taken out of it, or kept with it.
func TestNoPINOutOfACode(t *testing.T) {
	p, o := newOwner(t)
	s, out := p.Dial(t.Context(), p.Start(), "7*3*4821*1")
	if p.State, _, _ = p.Settle(t.Context(), s, out); p.Node != nodePIN || len(o.asked) != 0 {
		t.Errorf("%s %v", p.Node.Name(), o.asked)
	}
	if s := p.First("7*3*4821"); strings.Contains(s.Dialed, "4821") || s.Dialed != "7*3" {
		t.Errorf("kept: %q", s.Dialed)
	}
	if s := p.First("৭*৩*৪৮২১"); strings.Contains(s.Dialed, "৪৮২১") {
		t.Errorf("kept: %q", s.Dialed)
	}
	if s := p.First("1027001*165*1201"); s.Dialed != "1027001*165*1201" {
		t.Errorf("a plot is cut: %q", s.Dialed)
	}
}

func TestWishes(t *testing.T) {
	p, o := newOwner(t)
	for _, say := range []string{"STOP", "stop.", "Unsubscribe", "বন্ধ", "SMS বন্ধ করুন", "বন্ধ করুন", "बंद करो", "SMS band karo", "bondho", "Please stop SMS", "STOP ALL"} {
		o.stopped = false
		if screen := p.message(t, say); p.Node != nodeWished || !o.stopped || screen.Body[0].Key != "phone.wish.stopped" || p.out.Again {
			t.Errorf("%q: %s, stopped %v", say, p.Node.Name(), o.stopped)
		}
		if !p.Wishes(say) {
			t.Errorf("%q is no wish", say)
		}
	}
	if p.message(t, "STOP"); !p.out.Again {
		t.Error("the second STOP is not told apart")
	}
	for _, say := range []string{"START", "চালু", "चालू करें", "chalu", "SMS start"} {
		o.stopped = true
		if screen := p.message(t, say); p.Node != nodeWished || o.stopped || screen.Body[0].Key != "phone.wish.started" {
			t.Errorf("%q: %s, stopped %v", say, p.Node.Name(), o.stopped)
		}
	}
	// A sentence that only begins with such a word is none.
	before := o.wishes
	for _, say := range []string{"বন্ধ রাস্তা ঠিক করুন", "band gali mein paani", "stop the water", "START STOP", "who is there", "SMS", "please"} {
		if p.message(t, say); p.Node == nodeWished || p.Node == nodeLooks || o.wishes != before || p.Wishes(say) {
			t.Errorf("%q: %s", say, p.Node.Name())
		}
	}
	if p.answers(t, "00", "7", "4", "1"); p.Node != nodeWished || !o.stopped {
		t.Errorf("by the menu: %s", p.Node.Name())
	}
	// Then no SMS is promised.
	s, out := p.Dial(t.Context(), p.Start(), "1*1*1027001*165*2")
	if s, _, out = p.Settle(t.Context(), s, out); s.Node != nodePlotAnswer || out.Reason.Key != "phone.wrong.stopped" || len(out.Effects) != 0 {
		t.Errorf("%s %+v %+v", s.Node.Name(), out.Reason, out.Effects)
	}
}

func TestAccountIsAway(t *testing.T) {
	p, o := newOwner(t)
	o.down = errors.New("the registry is down")
	for _, way := range [][]string{{"7", "1"}, {"7", "2"}, {"7", "3"}, {"7", "4"}} {
		p.State = p.Start()
		if p.answers(t, way...); p.out.Reason.Key != "phone.away" || p.out.Err == nil || p.Node != nodeAccount {
			t.Errorf("%v: %s %+v %v", way, p.Node.Name(), p.out.Reason, p.out.Err)
		}
	}
	// A house that has none of it does not offer it.
	p.Machine = p.At(Desks{Services: p.desks.Services, Cases: p.desks.Cases})
	p.State = p.Start()
	if screen, err := p.Show(t.Context(), p.State); err != nil || len(screen.Items) != 6 {
		t.Errorf("%d items, %v", len(screen.Items), err)
	}
	if p.answers(t, "7"); p.Node != nodeHome {
		t.Errorf("%s", p.Node.Name())
	}
}

// However somebody walks, without the PIN nothing that it guards is shown; the state holds
// no digit of it; and what was broken off is never resumed into the account.
func TestNothingWithoutThePIN(t *testing.T) {
	p, o := newOwner(t)
	fresh := p.State
	rapid.Check(t, func(t *rapid.T) {
		p.State, o.left, o.stopped, o.withdrawn = fresh, 5, false, nil
		right := rapid.Bool().Draw(t, "knows the PIN")
		given := false
		for range rapid.IntRange(1, 14).Draw(t, "answers") {
			say := rapid.SampledFrom([]string{"7", "1", "2", "3", "4", "0", "00", "98", "90", "1111", "4821", ""}).Draw(t, "say")
			if say == "4821" && !right {
				continue
			}
			given = given || say == "4821" && p.Node == nodePIN
			s, out := p.Take(context.Background(), p.State, say)
			var screen Screen
			p.State, screen, _ = p.Settle(context.Background(), s, out)
			text := spelled(screen)
			if !given && (strings.Contains(text, secretNote) || strings.Contains(text, secretCase) || strings.Contains(text, "phone.role")) {
				t.Fatalf("without the PIN at %s: %s", p.Node.Name(), text)
			}
			if kept := string(p.Encode(nil)); strings.Contains(kept, "4821") || strings.Contains(kept, "1111") {
				t.Fatalf("the state at %s holds a PIN", p.Node.Name())
			}
			if s, worth := p.Offer(p.State); worth {
				if s.Who != "" || s.back[s.depth-1] == nodePIN || p.rooms[s.back[s.depth-1]].personal {
					t.Fatalf("from %s it is resumed into %s", p.Node.Name(), s.back[s.depth-1].Name())
				}
			}
			if screen.End {
				p.State = fresh
			}
		}
	})
}

// A state of the layout before this one is not read, so its owner begins again politely.
func TestAnOlderStateIsNotRead(t *testing.T) {
	b := newBench(t).Start().Encode(nil)
	for _, format := range []byte{0, 1, 2, 3} {
		b[0] = format
		if _, err := Decode(b); !errors.Is(err, ErrFormat) {
			t.Errorf("format %d is read: %v", format, err)
		}
	}
}

// FuzzAccount types anything at all into the owner's account.
func FuzzAccount(f *testing.F) {
	f.Add("1", "1", "4821")
	f.Add("3", "৪৮২১", "0")
	f.Add("2", "90", "\xff")
	f.Add("4", "STOP", "SMS বন্ধ করুন")
	p, o := newOwner(f)
	f.Fuzz(func(t *testing.T, one, two, three string) {
		s := p.Start()
		o.left = 5
		for _, in := range []string{"7", one, two, three, one} {
			var out Outcome
			s, out = p.Take(context.Background(), kept(t, s), in)
			s, _, _ = p.Settle(context.Background(), s, out)
		}
		s, out := p.Dial(context.Background(), kept(t, s), "7*"+one+"*"+two)
		s, _, _ = p.Settle(context.Background(), s, out)
		s, out = p.Message(context.Background(), kept(t, s), true, three)
		s, _, _ = p.Settle(context.Background(), s, out)
		kept(t, s)
	})
}
