package walks

import (
	"strings"
	"testing"
	"time"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	forms "duar/seva/form"
	"duar/seva/identity"
	"duar/seva/service"
	"duar/ussd"
)

// settled is a house in which the owner has a PIN, has applied with a name, and has agreed
// to news; an officer has looked at the application. It gives the application's number.
func (h *phoneHouse) settled() string {
	h.t.Helper()
	ctx := h.t.Context()
	s := h.enter(ownersPhone)
	h.setPIN(s, ownersPIN)
	number := h.filedBy(s.Who)
	_, err := h.officer().Case(ctx, number)
	h.must(err)
	h.agreed(s.Who)
	for _, p := range []seva.Phone{ownersPhone, othersPhone} {
		h.must(h.Remember(ctx, p, seva.English))
	}
	return number
}

// agreed has somebody agree to news; again it is the consent that stands.
func (h *phoneHouse) agreed(who identity.Principal) {
	h.t.Helper()
	counter := h.registry.For(who.Caller("app"))
	n, err := counter.Notice(h.t.Context(), "news")
	h.must(err)
	_, err = counter.Give(h.t.Context(), "news", n.Version)
	h.must(err)
}

// filedBy files a grievance with a name, from the app.
func (h *phoneHouse) filedBy(who identity.Principal) string {
	h.t.Helper()
	ctx := h.t.Context()
	services := h.services.For(who.Caller("app"))
	d, err := services.Begin(ctx, service.Start{Services: []string{"grievance"}, Channel: "app"}, "begin:"+who.ID)
	h.must(err)
	for _, e := range []forms.Entry{
		{At: "topic", Input: forms.Input{Text: "land"}}, {At: "place", Input: forms.Input{Text: "2984"}},
		{At: "grievance_text", Input: forms.Input{Text: "the road is under water"}}, {At: "anonymous", Input: forms.Input{Text: "no"}},
		{At: "name", Input: forms.Input{Text: "Mina Das"}}, {At: "mobile", Input: forms.Input{Text: string(who.Phone)}},
	} {
		d, err = services.Answer(ctx, d.ID, d.Version, []forms.Entry{e})
		h.must(err)
	}
	r, err := services.Submit(ctx, d.ID, d.Version, service.Consent{Lang: seva.English}, "submit:"+who.ID)
	h.must(err)
	return r.Number
}

// TestOwnAccountByPhone walks through what the owner of a number may see and change there,
// with the real desks: before the PIN and behind it.
func TestOwnAccountByPhone(t *testing.T) {
	h := newPhoneHouse(t)
	number := h.settled()
	d := h.dials(ownersPhone)
	for _, step := range []struct{ types, shows, hides string }{
		{"7", "My account", number},
		{"1", "Times your applications were looked at: 1", "officer"},
		{"1", "Your PIN?", ""},
		{"0000", "Wrong PIN. Tries left: 4.", ""},
		{ownersPIN, "verifying officer, Chief Minister's Office", "an-officer"},
		{"0", "Last three", ""},
		{"0", "My account", ""},
		{"3", number, "Your PIN?"},
		{"1", "With: Chief Minister's Office, Paschim Medinipur", "Mina"},
		{"00", "Duar", ""},
		{"7", "My account", ""},
		{"2", "News of schemes by SMS", number},
		{"1", "Withdraw it", ""},
		{"1", "Withdrawn: News of schemes by SMS.", ""},
		{"0", "You have agreed to nothing now.", ""},
		{"90", "Your PIN?", ""},
		{ownersPIN, number, ""},
		{"1", "Withdraw it", ""},
		{"1", "Your application needs this.", ""},
	} {
		before := d.shown.Len()
		d.types(step.types)
		shown := squeezed(d.shown.String()[before:])
		if !strings.Contains(shown, squeezed(step.shows)) || step.hides != "" && strings.Contains(shown, squeezed(step.hides)) {
			t.Fatalf("%q shows %q; want %q and not %q", step.types, d.shown.String()[before:], step.shows, step.hides)
		}
	}
	// What was taken back is taken back, by the phone.
	all, err := h.registry.For(h.enter(ownersPhone).Who.Caller("app")).Consents(t.Context())
	h.must(err)
	gone := 0
	for _, c := range all {
		if c.Purpose == "news" && !c.Withdrawn.IsZero() && c.WithdrawnChannel == string(forms.OnPhone) {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("%d consents withdrawn: %+v", gone, all)
	}
}

// A PIN that was wrong too often is shut for every call, and the right one opens nothing.
func TestPINIsShutByPhone(t *testing.T) {
	h := newPhoneHouse(t)
	number := h.settled()
	d := h.dials(ownersPhone)
	d.types("7")
	d.types("3")
	for range 4 {
		d.types("9999")
	}
	d.types("9998")
	if !strings.Contains(squeezed(d.shown.String()), squeezed("The PIN is shut for a day. Set a new one in the app.")) {
		t.Fatalf("%s", d.shown.String())
	}
	again := h.dials(ownersPhone)
	for _, a := range []string{"2", "7", "3", ownersPIN} {
		again.types(a)
	}
	if !strings.Contains(again.shown.String(), "shut for a day") || strings.Contains(again.shown.String(), number) {
		t.Errorf("%s", again.shown.String())
	}
	// A new PIN opens it.
	h.now = h.now.Add(15 * time.Minute)
	h.setPIN(h.enter(ownersPhone), "7305")
	h.now = h.now.Add(31 * time.Minute)
	d = h.dials(ownersPhone)
	for _, a := range []string{"7", "3", "7305"} {
		d.types(a)
	}
	if !strings.Contains(d.shown.String(), number) {
		t.Errorf("%s", d.shown.String())
	}
}

// A number that is suspended hears nothing else within a second, while a session is open, and
// STOP is kept where the post looks.
func TestSuspendedAndStopByPhone(t *testing.T) {
	t.Parallel()
	h := newPhoneHouse(t)
	number := h.settled()
	if got := h.sms(ownersPhone, "STOP"); !strings.HasPrefix(got, "No more SMS") {
		t.Errorf("%q", got)
	}
	if stopped, err := h.store.Stops().Stopped(t.Context(), ownersPhone); err != nil || !stopped {
		t.Errorf("stopped %v, %v", stopped, err)
	}
	if got := h.sms(ownersPhone, "SMS বন্ধ করুন"); got != "" {
		t.Errorf("a second STOP: %q", got)
	}
	h.now = h.now.Add(time.Minute) // of one moment STOP counts
	if got := h.sms(ownersPhone, "चालू करें"); !strings.HasPrefix(got, "You will get SMS") {
		t.Errorf("%q", got)
	}
	go h.door.Watch(t.Context())
	time.Sleep(50 * time.Millisecond)
	d := h.dials(ownersPhone)
	d.types("5")
	h.must(h.door.Bar(t.Context(), ownersPhone, true))
	time.Sleep(time.Second)
	d.types("1")
	if !d.last.End || d.last.Text != "This number is suspended. Helpline 18003450900." {
		t.Errorf("%+v", d.last)
	}
	if got := h.sms(ownersPhone, "STATUS "+number); got != "This number is suspended. Helpline 18003450900." {
		t.Errorf("%q", got)
	}
	h.must(h.door.Bar(t.Context(), ownersPhone, false))
	time.Sleep(time.Second)
	if d = h.dials(ownersPhone); d.last.End {
		t.Errorf("%+v", d.last)
	}
}

// A flood from one number is told of once, and does not stop others.
func TestFloodByPhone(t *testing.T) {
	h := newPhoneHouse(t)
	h.settled()
	for range 100 {
		h.turn(ussd.Turn{Session: "flood", Phone: othersPhone, New: true})
	}
	if len(h.over) != 1 || h.over[0].What != ussd.Turns || h.over[0].Phone != othersPhone {
		t.Errorf("told %+v", h.over)
	}
	if d := h.dials(ownersPhone); d.last.End {
		t.Errorf("%+v", d.last)
	}
}

// Every purpose that somebody may agree to has words on a phone.
func TestPurposesHavePhoneWords(t *testing.T) {
	plan, err := catalogue.Privacy()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plan.Purposes {
		for _, l := range seva.PhoneLangs() {
			if key := "phone.purpose." + p.ID; !i18n.Has(l, key) {
				t.Errorf("active.%s.toml has no %s", l, key)
			}
		}
	}
}

// What an office asks and why is told behind the PIN, in every language, and to nobody before
// it; each screen of it fits.
func TestWhyAnOfficeAsksByPhone(t *testing.T) {
	h := newPhoneHouse(t)
	number := h.settled()
	v, err := h.officer().Case(t.Context(), number)
	h.must(err)
	_, err = h.officer().Act(t.Context(), casework.Act{Number: number, Version: v.Version, Action: "ask", Note: "the lane has two names",
		Items: []casework.Item{{Field: "grievance_text", Reason: "unclear"}}}, "ask:1")
	h.must(err)
	for _, l := range seva.PhoneLangs() {
		h.now = h.now.Add(31 * time.Minute)
		h.must(h.Remember(t.Context(), ownersPhone, l))
		for _, pin := range []string{"1357", ownersPIN} {
			d := h.dials(ownersPhone)
			for _, a := range []string{"2", "7", "3", pin, "1"} { // 2 begins anew where a call broke off
				if a != "2" || strings.Contains(d.last.Text, i18n.Say(l, seva.Say("phone.resume"))) {
					d.types(a)
				}
			}
			why := i18n.Say(l, seva.Say("phone.full.reason", seva.Args{"Reason": seva.Say("reason.query.unclear")}))
			told := strings.Contains(squeezed(d.shown.String()), squeezed(why)) && strings.Contains(squeezed(d.shown.String()), "thelanehastwonames")
			if told != (pin == ownersPIN) {
				t.Errorf("%s, PIN %s: told %v:\n%s", l, pin, told, d.shown.String())
			}
		}
	}
}
