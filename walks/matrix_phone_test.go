package walks

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/ussd"
)

// The matrix of the phone: every item of every menu and every intent of a keyword, asked by
// each kind of phone, and what each may see of the owner. An item without a row fails.

// phoneCaller is a kind of phone. A suspended number is the owner's own.
type phoneCaller string

const (
	ownerAsserted phoneCaller = "owner"
	ownerProved   phoneCaller = "owner with PIN"
	anotherPhone  phoneCaller = "another phone"
	unknownPhone  phoneCaller = "unknown phone"
	barredPhone   phoneCaller = "suspended number"
)

// What may be seen of the owner, and what may be asked first. Each is known by words that
// nothing else has, in all languages.
var phoneFacts = map[string][]seva.Text{
	"state":    {seva.Say("state.submitted")},
	"count":    {seva.Say("phone.looks", seva.Args{"Times": cut})},
	"who":      {seva.Say("phone.role.verifying_officer")},
	"consents": {seva.Say("phone.purpose.news")},
	"office":   {seva.Say("phone.full.office", seva.Args{"Office": cut})},
	"wish":     {seva.Say("phone.wish.on"), seva.Say("phone.wish.off"), seva.Say("phone.wish.stopped"), seva.Say("phone.wish.started")},
	"PIN?":     {seva.Say("phone.pin.ask"), seva.Say("phone.pin.dial")},
	"fact?":    {seva.Say("phone.ask.fact")},
	"barred":   {seva.Say("phone.barred", seva.Args{"Number": cut}), seva.Say("phone.barred.short")},
}

// cut stands where a value would: a fact is known by the words before it.
const cut = "\x00"

// phoneRow is one item: how it is reached (answers to screens, "*" dials again, or an SMS),
// and what each kind of phone sees on the way there. "{case}" is the owner's application,
// which anybody may have read somewhere. Whoever is not in it sees nothing of the owner's.
type phoneRow struct {
	types []string
	sms   string
	sees  map[phoneCaller]string
}

func presses(types string) phoneRow { return phoneRow{types: strings.Split(types, " ")} }

func says(body string) phoneRow { return phoneRow{sms: body} }

func (r phoneRow) owner(asserted, proved string) phoneRow {
	r.sees = maps.Clone(r.sees)
	if r.sees == nil {
		r.sees = map[phoneCaller]string{}
	}
	r.sees[ownerAsserted], r.sees[ownerProved] = asserted, proved
	return r
}

func (r phoneRow) others(sees string) phoneRow {
	r = r.owner(r.sees[ownerAsserted], r.sees[ownerProved])
	r.sees[anotherPhone], r.sees[unknownPhone] = sees, sees
	return r
}

// filing is a grievance up to its confirmation.
const filing = "6 1 1 97 Ghatal nobody_answers_there 1 "

// phoneRows has a row for every list.item of the phone's menus and every intent:name of its
// keywords. What follows a comma is another row of the same.
func phoneRows() map[string]phoneRow {
	list := "number"
	return map[string]phoneRow{
		"home.land":                              presses("1"),
		"home.places":                            presses("2"),
		"home.language":                          presses("3"),
		"home.help":                              presses("4"),
		"home.status":                            presses("5").owner(list, list),
		"home.status, by its number":             presses("5 {case}").owner("number state", "number state").others("fact?"),
		"home.status, with a wrong fact":         presses("5 {case} 9999").owner("number state", "number state").others("fact?"),
		"home.status, with the second fact":      presses("5 {case} 0001").owner("number state", "number state").others("fact? state"),
		"home.apply":                             presses("6"),
		"home.account":                           presses("7"),
		"home.papers":                            presses("8"),
		"home.papers, a number of none":          presses("8 4829103847566"),
		"home.papers, with a wrong digit":        presses("8 4829103847565"),
		"first.bn":                               presses("1"),
		"first.en":                               presses("2"),
		"first.hi":                               presses("3"),
		"first.bn-Latn":                          presses("4"),
		"first.hi-Latn":                          presses("5").owner(list, list), // whoever has a language is at home by then
		"language.bn":                            presses("3 1"),
		"language.en":                            presses("3 2"),
		"language.hi":                            presses("3 3"),
		"language.bn-Latn":                       presses("3 4"),
		"language.hi-Latn":                       presses("3 5"),
		"resume.continue":                        presses("1 * 1"),
		"resume.continue, from behind the PIN":   presses("7 3 * 1").owner("PIN?", "PIN? number"),
		"resume.new":                             presses("1 * 2"),
		"land.plot":                              presses("1 1"),
		"land.khatian":                           presses("1 2"),
		"land.crosswalk":                         presses("1 3"),
		"land.deed":                              presses("1 4 1234_2026_1902"),
		"land.watch":                             presses("1 5"),
		"land.fee":                               presses("1 6 1027001 165"),
		"land.office":                            presses("1 7 1027001"),
		"land.elsewhere":                         presses("1 8"),
		"elsewhere.copy":                         presses("1 8 1"),
		"elsewhere.appeal":                       presses("1 8 2"),
		"elsewhere.object":                       presses("1 8 3"),
		"elsewhere.name":                         presses("1 8 4"),
		"mouza.steps":                            presses("1 1 1"),
		"place.plot":                             presses("2 1027001 1"),
		"place.khatian":                          presses("2 1027001 2"),
		"place.crosswalk":                        presses("2 1027001 3"),
		"place.sms":                              presses("2 1027001 4"),
		"place.office":                           presses("2 1027001 5"),
		"plot.owners":                            presses("1 1 1027001 165 1"),
		"plot.sms":                               presses("1 1 1027001 165 2"),
		"plot.crosswalk":                         presses("1 1 1027001 165 3"),
		"plot.measure":                           presses("1 1 1027001 165 4"),
		"plot.cases":                             presses("1 1 1027001 165 5"),
		"plot.watch":                             presses("1 1 1027001 165 6"),
		"plot.fee":                               presses("1 1 1027001 165 7"),
		"khatian.plots":                          presses("1 2 1027001 12 1"),
		"khatian.sms":                            presses("1 2 1027001 12 2"),
		"khatian.measure":                        presses("1 2 1027001 12 3"),
		"khatian.cases":                          presses("1 2 1027001 12 4"),
		"khatian.watch":                          presses("1 2 1027001 12 5"),
		"paper.sms":                              presses("8 4829103847566 1"), // of none: there is nothing to send
		"watches.plot":                           presses("1 5 90"),
		"watches.khatian":                        presses("1 5 91"),
		"agree.yes":                              presses("1 5 90 1027001 165 1"),
		"agree.no":                               presses("1 5 90 1027001 165 2"),
		"watch.end":                              presses("1 5 90 1027001 165 1 00 1 5 1 1"),
		"watch.renew":                            presses("1 5 90 1027001 165 1 00 1 5 1 2"),
		"use.agricultural":                       presses("1 6 1027001 165 1"),
		"use.homestead":                          presses("1 6 1027001 165 2"),
		"use.commercial":                         presses("1 6 1027001 165 3"),
		"use.inheritance":                        presses("1 6 1027001 165 4"),
		"use.gift_child":                         presses("1 6 1027001 165 5"),
		"fee.part":                               presses("1 6 1027001 165 2 1 5"),
		"survey.rs":                              presses("1 3 1027001 1"),
		"survey.lr":                              presses("1 3 1027001 2"),
		"case.sms":                               presses("5 {case} 1").owner("number state", "number state").others("fact?"),
		"case.sms, with the second fact":         presses("5 {case} 0001 1").owner("number state", "number state").others("fact? number state"),
		"confirm.send":                           presses(filing + "1"),
		"confirm.cancel":                         presses(filing + "2"),
		"account.looks":                          presses("7 1").owner("count", "count"),
		"account.consents":                       presses("7 2").owner("consents", "consents"),
		"account.cases":                          presses("7 3").owner("PIN?", "PIN? number"),
		"account.cases, the first":               presses("7 3 1").owner("PIN?", "PIN? number office state"),
		"account.cases, by a dialled PIN":        presses("dial:7*3*"+ownersPIN+"*1").owner("PIN?", "PIN? number"),
		"account.cases, with somebody's own PIN": presses("7 3 7305").owner("PIN?", "PIN? number"),
		"account.wish":                           presses("7 4").owner("wish", "wish").others("wish"),
		"looks.last":                             presses("7 1 1").owner("count PIN?", "count PIN? who"),
		"consents.all":                           presses("7 2 90").owner("consents PIN?", "consents PIN? number"),
		"consent.withdraw":                       presses("7 2 1 1").owner("consents", "consents"),
		"wish.stop":                              presses("7 4 1").owner("wish", "wish").others("wish"),
		"wish.start":                             presses("7 4 2").owner("wish", "wish").others("wish"),
		"intent:land":                            says("LAND 1027001 165"),
		"intent:plot":                            says("PLOT 1027001 165"),
		"intent:khatian":                         says("KHATIAN 1027001 12"),
		"intent:rs":                              says("RS 1027001 165"),
		"intent:lr":                              says("LR 1027001 165"),
		"intent:mouza":                           says("MOUZA Ranjapur"),
		"intent:help":                            says("HELP"),
		"intent:lang":                            says("LANG"),
		"intent:menu":                            says("MENU"),
		"intent:bn":                              says("বাংলা"),
		"intent:en":                              says("ENGLISH"),
		"intent:hi":                              says("हिन्दी"),
		"intent:bn-Latn":                         says("BNR"),
		"intent:hi-Latn":                         says("HIR"),
		"intent:noun":                            says("NUMBER"),
		"intent:bata":                            says("BATA"),
		"intent:please":                          says("PLEASE"),
		"intent:status":                          says("STATUS").owner(list, list),
		"intent:status, by its number":           says("STATUS {case}").owner("number state", "number state").others("fact?"),
		"intent:status, with the second fact":    says("STATUS {case} 0001").owner("number state", "number state").others("number state"),
		"intent:apply":                           says("APPLY"),
		"intent:apply:grievance":                 says("GRIEVANCE"),
		"intent:apply:trade_licence_renewal":     says("RENEW"),
		"intent:looks":                           says("LOOKS").owner("count", "count"),
		"intent:consents":                        says("CONSENT").owner("consents", "consents"),
		"intent:check":                           says("CHECK 4829103847566"),
		"intent:deed":                            says("DEED 1234 2026 1902"),
		"intent:watch":                           says("WATCH 1027001 165"),
		"intent:watch, its end":                  says("WATCH STOP 1"),
		"intent:elsewhere:copy":                  says("COPY"),
		"intent:elsewhere:appeal":                says("APPEAL"),
		"intent:elsewhere:object":                says("OBJECT"),
		"intent:elsewhere:name":                  says("NAME Nirmala Das"),
		"intent:fee":                             says("FEE 1027001 165 HOUSE"),
		"intent:office":                          says("OFFICE 1027001"),
		"intent:use:agricultural":                says("FARM"),
		"intent:use:homestead":                   says("HOUSE"),
		"intent:use:commercial":                  says("SHOP"),
		"intent:use:inheritance":                 says("HEIR"),
		"intent:use:gift_child":                  says("GIFT"),
		"intent:stop":                            says("STOP").owner("wish", "wish").others("wish"),
		"intent:start":                           says("START").owner("wish", "wish").others("wish"),
	}
}

// TestPhoneMatrixIsWhole demands a row of whatever a phone can ask.
func TestPhoneMatrixIsWhole(t *testing.T) {
	want := map[string]bool{}
	menu := publishedMenu(t)
	for _, l := range menu.Lists {
		for _, e := range l.Entries {
			want[l.ID+"."+e.ID] = true
		}
	}
	for _, k := range menu.Keywords {
		want["intent:"+k.Intent] = true
	}
	rows := phoneRows()
	for _, item := range slices.Sorted(maps.Keys(want)) {
		if _, there := rows[item]; !there {
			t.Errorf("%s has no row: say who may see what there", item)
		}
	}
	for name := range rows {
		if item, _, _ := strings.Cut(name, ","); !want[item] {
			t.Errorf("the row %q is of nothing that a phone can ask", name)
		}
	}
	if _, err := catalogue.PhoneMenu(); err != nil {
		t.Error(err)
	}
}

// TestPhoneMatrix asks every row as every kind of phone, with the real desks, and demands
// that exactly what may be seen is seen, in whichever language.
func TestPhoneMatrix(t *testing.T) {
	h := newPhoneHouse(t)
	number := h.settled()
	owner := h.enter(ownersPhone).Who
	rows := phoneRows()
	names := slices.Sorted(maps.Keys(rows))
	cells := 0
	ask := func(name string, caller phoneCaller) {
		cells++
		h.now = h.now.Add(31 * time.Minute) // nothing of another cell is resumed
		if caller != barredPhone {
			h.agreed(owner)
			h.must(h.store.Stops().Start(t.Context(), ownersPhone, h.now))
		}
		for _, p := range []seva.Phone{ownersPhone, othersPhone} {
			h.must(h.Remember(t.Context(), p, seva.English))
		}
		want := rows[name].sees[caller]
		if caller == barredPhone {
			want = "barred"
		}
		shown := h.cell(rows[name], caller, number)
		if got := factsIn(shown, number); got != sortedWords(want) {
			t.Errorf("%s, %s: sees %q, may see %q:\n%s", name, caller, got, sortedWords(want), shown)
		}
		if strings.Contains(shown, "⟪") || strings.Contains(shown, "Mina") || strings.Contains(shown, ownersPIN) {
			t.Errorf("%s, %s: %s", name, caller, shown)
		}
	}
	for _, caller := range []phoneCaller{ownerAsserted, ownerProved, anotherPhone, unknownPhone} {
		for _, name := range names {
			ask(name, caller)
		}
	}
	h.must(h.door.Bar(t.Context(), ownersPhone, true))
	for _, name := range names {
		ask(name, barredPhone)
	}
	t.Logf("%d rows, %d cells", len(rows), cells)
}

// cell plays a row as a kind of phone and gives all that came of it: screens, and SMS.
func (h *phoneHouse) cell(r phoneRow, caller phoneCaller, number string) string {
	h.t.Helper()
	p, lang := ownersPhone, ""
	switch caller {
	case anotherPhone:
		p = othersPhone
	case unknownPhone:
		p, lang = seva.Phone(fmt.Sprintf("9190000%05d", h.sessions)), "2"
	}
	h.posted = nil
	fill := func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "{case}", number), "_", " ") }
	if r.sms != "" {
		shown := h.sms(p, fill(r.sms))
		for range 4 { // as often as the SMS says that there is more
			if last := shown[strings.LastIndex(strings.TrimSpace(shown), "\n")+1:]; !strings.Contains(" "+last, " 98 ") {
				break
			}
			shown += "\n" + h.sms(p, "98")
		}
		return shown
	}
	d := &dialledPhone{house: h, number: p}
	types := r.types
	if code, dials := strings.CutPrefix(types[0], "dial:"); dials {
		d.session = fmt.Sprint("call ", h.sessions)
		d.see(h.turn(ussd.Turn{Session: d.session, Phone: p, New: true, Input: code}))
		types = nil
	} else {
		d.redial()
	}
	if lang != "" {
		d.types(lang)
	}
	for _, a := range append(types, "") {
		if caller == ownerProved && strings.Contains(d.last.Text, i18n.Say(seva.English, seva.Say("phone.pin.ask"))) {
			d.types(ownersPIN)
		}
		switch a {
		case "":
		case "*":
			d.redial()
		default:
			d.types(fill(a))
		}
	}
	for _, m := range h.posted {
		d.shown.WriteString(m.Body + "\n")
	}
	return d.shown.String()
}

// factsIn names what a text tells, in order.
func factsIn(shown, number string) string {
	text := squeezed(shown)
	var found []string
	if strings.Contains(text, number) {
		found = append(found, "number")
	}
	for name, texts := range phoneFacts {
		for _, l := range seva.PhoneLangs() {
			if slices.ContainsFunc(texts, func(t seva.Text) bool {
				before, _, _ := strings.Cut(i18n.Say(l, t), cut)
				return strings.Contains(text, squeezed(before))
			}) {
				found = append(found, name)
				break
			}
		}
	}
	slices.Sort(found)
	return strings.Join(found, " ")
}

func sortedWords(s string) string {
	words := strings.Fields(s)
	slices.Sort(words)
	return strings.Join(words, " ")
}
