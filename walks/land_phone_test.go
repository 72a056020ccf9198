package walks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	forms "duar/seva/form"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/watch"
)

// askedOfLand is a walk of land_phone.toml.
type askedOfLand struct {
	Name         string
	Shows, Hides []string
	Watches      *string // the land that is watched afterwards; none: it is not looked at
	USSD         []string
	SMS          map[seva.Lang]string
	SMSThen      map[seva.Lang]string `toml:"sms_then"`
}

// digits are written in the reader's script.
type digits string

func (d digits) String() string { return string(d) }

// landFacts are what walks name, as a phone says it on a screen and in an SMS.
func (h *phoneHouse) landFacts(day seva.Date) (screen, posted map[string][]seva.Text) {
	h.t.Helper()
	ctx := h.t.Context()
	fee := func(area seva.Area) []seva.Text {
		e, err := h.fees.Estimate(ctx, charge.Query{Service: "mutation_sale", Mouza: 1027001, Plot: land.Number{Main: 165}, Use: charge.Homestead, Area: area})
		h.must(err)
		return []seva.Text{seva.Say("phone.number", seva.Args{"Number": int(e.Total / 100)})}
	}
	v, err := h.papers.For(casework.Caller{}).Document(ctx, wornPaper)
	h.must(err)
	if v.Status != document.Superseded {
		h.t.Fatalf("the paper is %s", v.Status)
	}
	g, err := h.cases.For(casework.Caller{Phone: othersPhone}).Check(ctx, owingCase, "")
	h.must(err)
	offices, err := h.offices.Of(ctx, 1027001)
	h.must(err)
	number := func(s string) []seva.Text { return []seva.Text{seva.Say("phone.name", seva.Args{"Name": s})} }
	say := func(key string, args seva.Args) []seva.Text { return []seva.Text{seva.Say(key, args)} }
	watched := seva.Say("phone.watch.plot", seva.Args{"Plot": land.Number{Main: 165}, "IDN": place.IDN(1027001)})
	screen = map[string][]seva.Text{
		"paper": document.Sentences(v, document.OnPhone), "digit": say("phone.document.digit", nil),
		"heard": number(heardCase), "hearing": say("phone.case.hearing", seva.Args{"Day": day}), "object": say("phone.trace.object", nil),
		"owing": number(owingCase), "owed": {seva.Say("phone.case.owed", seva.Args{"Sum": int(g[0].Owed / 100)}), g[0].Next.Text},
		"name": number("Mina"), "fee": fee(0), "part fee": fee(250),
		"rate": say("phone.fee.rate", seva.Args{"Use": seva.Say("phone.use.homestead"), "Rate": 100, "From": seva.Date{Year: 2017, Month: 2, Day: 2}}),
		"pay":  say("phone.fee.pay", nil), "office": say("office.block", seva.Args{"Place": offices[0].Place}), "office phone": say("phone.office.phone", seva.Args{"Number": digits(offices[0].Phone)}),
		"notice":   say("phone.watch.notice", seva.Args{"Land": watched}),
		"watching": say("phone.watch.until", seva.Args{"Land": watched, "By": seva.DateOf(h.now.Add(365 * 24 * time.Hour))}),
	}
	posted = map[string][]seva.Text{
		"paper": document.Sentences(v, document.OnSMS),
		"owed":  say("sms.status", seva.Args{"Number": owingCase, "Service": seva.Say("service.ror_copy"), "State": seva.Say("state.fee_due"), "Next": g[0].Next.Short()}),
	}
	return screen, posted
}

// TestLandByPhone plays land_phone.toml: what every desk knows is seen on the screen and in
// the SMS, in whatever language, and nothing is watched that nobody agreed to.
func TestLandByPhone(t *testing.T) {
	var all struct{ Walk []askedOfLand }
	meta, err := toml.DecodeFile("land_phone.toml", &all)
	if err != nil || len(all.Walk) < 8 || len(meta.Undecoded()) > 0 {
		t.Fatalf("%d walks, unknown keys %v, %v", len(all.Walk), meta.Undecoded(), err)
	}
	h := newPhoneHouse(t)
	day := seva.Date{Year: 2026, Month: 12, Day: 22}
	h.landCases(day)
	played := 0
	for _, w := range all.Walk {
		for _, l := range seva.PhoneLangs() {
			h.now = h.now.Add(25 * time.Hour) // nothing is resumed, and a new day has its own tries
			h.must(h.Remember(t.Context(), othersPhone, l))
			screen, _ := h.landFacts(day)
			played++
			h.unwatched()
			d := h.dials(othersPhone)
			for _, a := range w.USSD {
				d.types(a)
			}
			h.meets(fmt.Sprintf("%s, %s on a screen", w.Name, l), w, l, d.shown.String(), screen, nil)
			body, said := w.SMS[l]
			if !said {
				continue
			}
			h.unwatched()
			h.now = h.now.Add(25 * time.Hour)
			screen, posted := h.landFacts(day)
			shown := h.reads(body)
			if then := w.SMSThen[l]; then != "" {
				shown += "\n" + h.reads(then)
			}
			h.meets(fmt.Sprintf("%s, %s by SMS", w.Name, l), w, l, shown, screen, posted)
			played++
		}
	}
	t.Logf("%d walks, played %d times", len(all.Walk), played)
}

// unwatched ends whatever the phone watches.
func (h *phoneHouse) unwatched() {
	h.t.Helper()
	counter := h.watchesOf(othersPhone)
	all, err := counter.Watches(h.t.Context())
	h.must(err)
	for _, w := range all {
		h.must(counter.Unwatch(h.t.Context(), w.ID))
	}
}

// reads sends an SMS and reads the answer to its end.
func (h *phoneHouse) reads(body string) string {
	h.t.Helper()
	shown := h.sms(othersPhone, body)
	for range 6 {
		if last := shown[strings.LastIndex(strings.TrimSpace(shown), "\n")+1:]; !strings.Contains(" "+last, " 98 ") {
			break
		}
		shown += "\n" + h.sms(othersPhone, "98")
	}
	return shown
}

// meets demands the facts of a walk in what was shown.
func (h *phoneHouse) meets(name string, w askedOfLand, l seva.Lang, shown string, screen, posted map[string][]seva.Text) {
	h.t.Helper()
	text := squeezed(shown)
	has := func(fact string) bool {
		lines, there := posted[fact]
		if !there {
			lines, there = screen[fact]
		}
		if !there {
			h.t.Fatalf("%s: no fact is called %q", name, fact)
		}
		return !slices.ContainsFunc(lines, func(line seva.Text) bool { return !strings.Contains(text, squeezed(i18n.Say(l, line))) })
	}
	for _, fact := range w.Shows {
		if !has(fact) {
			h.t.Errorf("%s: no %s in\n%s", name, fact, shown)
		}
	}
	for _, fact := range w.Hides {
		if has(fact) {
			h.t.Errorf("%s: %s is in\n%s", name, fact, shown)
		}
	}
	if strings.Contains(shown, "⟪") {
		h.t.Errorf("%s: a word is missing in\n%s", name, shown)
	}
	if w.Watches == nil {
		return
	}
	all, err := h.watchesOf(othersPhone).Watches(h.t.Context())
	h.must(err)
	var of []string
	for _, one := range all {
		of = append(of, one.Key.Value)
	}
	if got := strings.Join(of, " "); got != *w.Watches {
		h.t.Errorf("%s: watches %q, want %q", name, got, *w.Watches)
	}
}

// watchesOf is the desk of watches as a phone meets it.
func (h *phoneHouse) watchesOf(p seva.Phone) watch.Counter {
	return h.watches.For(identity.Principal{Kind: identity.Asserted, Phone: p, Lang: seva.English}.Caller(string(forms.OnPhone)))
}
