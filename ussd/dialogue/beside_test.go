package dialogue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/catalogue"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/office"
	"duar/seva/place"
	"duar/seva/watch"
)

// shelf is what stands beside the record, in the test's hands: one paper, watches, the real
// rates, offices of one block, and cases of a deed and of plot 165.
type shelf struct {
	casework.Counter
	watches []watch.Watch
	begun   int // how often somebody asked to watch
	notice  string
	fault   error // what the next watch is refused with
	tracked []casework.Trace
	fees    *charge.Desk
}

const (
	goodPaper = "4829103847566"
	theNotice = "0123456789abcdef"
)

func newShelf(t testing.TB, m *Machine) *shelf {
	t.Helper()
	table, err := catalogue.Fees()
	if err != nil {
		t.Fatal(err)
	}
	return &shelf{notice: theNotice, fees: &charge.Desk{
		Table: table, Groups: map[land.Class]string{"sali": "agricultural"}, Places: &directory{}, Land: m.land, World: seva.RealWorld(),
	}}
}

func (d *shelf) Document(_ context.Context, number string) (document.View, error) {
	if number != goodPaper {
		return document.View{}, seva.Fail(seva.NotFound, seva.Say("error.document.unknown"))
	}
	return document.View{Number: number, Kind: document.RoR, Status: document.Valid, Mouza: 1027001, Subject: "khatian 12"}, nil
}

func (d *shelf) Watches(context.Context) ([]watch.Watch, error) { return slices.Clone(d.watches), nil }

func (d *shelf) Watch(_ context.Context, a watch.Ask) (watch.Watch, error) {
	d.begun++
	if err := d.fault; err != nil {
		d.fault = nil
		return watch.Watch{}, err
	}
	if a.Version != d.notice {
		return watch.Watch{}, &seva.Error{Kind: seva.Conflict, Text: seva.Say("error.consent.version")}
	}
	key, err := casework.LandKey(a.Kind, a.Land)
	if err != nil {
		return watch.Watch{}, err
	}
	if i := slices.IndexFunc(d.watches, func(w watch.Watch) bool { return w.Key == key }); i >= 0 {
		return d.watches[i], nil
	}
	w := watch.Watch{No: 1, Key: key, Until: noon}
	for slices.ContainsFunc(d.watches, func(o watch.Watch) bool { return o.No == w.No }) {
		w.No++
	}
	d.watches = append(d.watches, w)
	return w, nil
}

func (d *shelf) Unwatch(_ context.Context, id string) error {
	at := slices.IndexFunc(d.watches, func(w watch.Watch) bool { return strconv.Itoa(w.No) == id })
	if at < 0 {
		return seva.Fail(seva.NotFound, seva.Say("error.watch.unknown"))
	}
	d.watches = slices.Delete(d.watches, at, at+1)
	return nil
}

func (d *shelf) Office(context.Context, string) (office.Office, error) {
	return office.Office{}, closed()
}

func (d *shelf) Of(_ context.Context, idn place.IDN) ([]office.Office, error) {
	if idn.Unit() != "1027" {
		return nil, seva.Fail(seva.NotFound, seva.Say("error.office.unknown"))
	}
	return []office.Office{
		{ID: "lr.2786", Level: office.Block, Place: seva.Names{En: "Ghatal"}, Contact: office.Contact{Phone: "18000000001", Days: office.Weekdays, Opens: "10:30", Closes: "17:30"}},
		{ID: "lr.318", Level: office.District, Place: seva.Names{En: "Paschim Medinipur"}},
	}, nil
}

func (d *shelf) Mine(context.Context) ([]casework.Glance, error) { return nil, nil }

// Track finds two cases of deed 1234 of 2026 and one of plot 165.
func (d *shelf) Track(_ context.Context, q casework.Trace) ([]casework.Glance, error) {
	d.tracked = append(d.tracked, q)
	one := casework.Glance{Number: "MN2026000001", Service: "mutation_sale", State: "hearing_set", Hearing: seva.Date{Year: 2026, Month: 12, Day: 3},
		Standing: casework.Standing{Limit: 45, Used: 5, Left: 40, Running: true, Due: seva.Date{Year: 2027, Month: 1, Day: 9}}}
	switch q.Key {
	case casework.Key{Kind: casework.KeyDeed, Value: "1902/2026/1234"}:
		two := one
		two.Number, two.State = "MN2026000002", "recorded"
		two.End = true
		return []casework.Glance{one, two}, nil
	case casework.PlotKey(1027001, land.Number{Main: 165}):
		return []casework.Glance{one}, nil
	case casework.Key{Kind: casework.KeyDeed, Value: "1902/2026/1"}:
		return nil, seva.Fail(seva.TooMany, seva.Say("error.case.traces"))
	}
	return nil, nil
}

func (d *shelf) desks(t testing.TB, c counters) Desks {
	caller := casework.Caller{Phone: ownerPhone, Channel: "phone"}
	return Desks{Services: c.services.For(caller), Cases: d, Hop: "one",
		Land: Land{Papers: d, Watches: d, Fees: d.fees, Offices: d, Notice: func() string { return d.notice }}}
}

// newLandPhone is a phone at all the desks.
func newLandPhone(t testing.TB) (*phone, *shelf) {
	t.Helper()
	b := newBench(t)
	d := newShelf(t, b.Machine)
	m := b.At(d.desks(t, newCounters(t)))
	return &phone{Machine: m, State: m.Start()}, d
}

// keys are those of a screen's lines, in order.
func keys(s Screen) string {
	var all []string
	for _, t := range s.Body {
		all = append(all, t.Key)
	}
	return strings.Join(all, " ")
}

// heard is everything a screen says, in an order that does not depend on a map's.
func heard(s Screen) string {
	words := strings.Fields(spelled(s))
	slices.Sort(words)
	return strings.Join(words, " ")
}

// Each thing by the menu and by one SMS leads to the same room with the same lines.
func TestLandByMenuAndBySMS(t *testing.T) {
	const fees = "phone.fee.sum phone.fee.rate phone.measure.date phone.fee.pay"
	for _, c := range []struct {
		menu, sms string
		node      Node
		says      string
	}{
		{"8 " + goodPaper, "CHECK 4829 1038 4756 6", nodePaper, "phone.document.valid phone.document.about"},
		{"8 ৪৮২৯১০৩৮৪৭৫৬৬", "যাচাই নং ৪৮২৯-১০৩৮-৪৭৫৬-৬", nodePaper, "phone.document.valid phone.document.about"},
		{"8", "जाँच", nodePapers, "phone.ask.paper"},
		{"1 4 1234_2026_1902", "DEED 1234/2026/1902", nodeTraces, "phone.trace"},
		{"1 4 1234*2026*1902", "দলিল নং ১২৩৪ ২০২৬ ১৯০২", nodeTraces, "phone.trace"},
		{"1 4 7_2026_1902", "DEED NO 7 OF 2026 1902", nodeTraces, "phone.trace.none"},
		{"1 4", "DEED", nodeDeed, "phone.ask.deed"},
		{"1 5", "WATCH", nodeWatches, "phone.watches.none"},
		{"1 5 90 1027001 165", "WATCH 1027001 165", nodeNotice, "phone.watch.notice"},
		{"1 1 1027001 165 6", "নজর দাগ ১০২৭০০১ ১৬৫", nodeNotice, "phone.watch.notice"},
		{"1 5 91 1027001 539/1", "WATCH KHATIAN 1027001 539/1", nodeNotice, "phone.watch.notice"},
		{"1 2 1027001 539/1 5", "निगरानी 1027001 खतियान 539/1", nodeNotice, "phone.watch.notice"},
		{"1 6 1027001 165 2", "FEE 1027001 165 HOUSE", nodeFee, fees},
		{"1 1 1027001 165 7 2", "ফি ১০২৭০০১ ১৬৫ বাস্তু", nodeFee, fees},
		{"1 6 1027001 165 2 1 2.5", "FEE 1027001 165 HOUSE 2.5", nodeFee, fees},
		{"1 6 1027001 165 4", "शुल्क 1027001 165 वारिस", nodeFee, "phone.fee.free phone.fee.waived phone.measure.date"},
		{"1 6 1027001 165", "FEE 1027001 165", nodeUse, "phone.ask.use"},
		{"1 6", "FEE", nodeMouza, "phone.ask.mouza"},
		{"1 7 1027001", "OFFICE 1027001", nodeOffice, "office.block phone.office.phone phone.office.hours phone.office.unsure office.district"},
		{"2 1027001 5", "দপ্তর ১০২৭০০১", nodeOffice, "office.block phone.office.phone phone.office.hours phone.office.unsure office.district"},
	} {
		p, _ := newLandPhone(t)
		var screen Screen
		for _, a := range strings.Fields(c.menu) {
			screen = p.answers(t, strings.ReplaceAll(a, "_", " "))
		}
		if p.Node != c.node || keys(screen) != c.says {
			t.Errorf("%s: %s says %q, want %s, %q", c.menu, p.Node.Name(), keys(screen), c.node.Name(), c.says)
		}
		byMenu := heard(screen)
		p, _ = newLandPhone(t)
		if screen = p.message(t, c.sms); p.Node != c.node || heard(screen) != byMenu {
			t.Errorf("%s: %s says %q, want %s, %q (%s)", c.sms, p.Node.Name(), heard(screen), c.node.Name(), byMenu, p.out.Reason.Key)
		}
	}
}

// What is refused says why, and is asked again where it was asked.
func TestLandRefusals(t *testing.T) {
	for _, c := range []struct {
		sms  string
		node Node
		why  string
	}{
		{"CHECK 4829103847565", nodePapers, "phone.document.digit"},
		{"CHECK 1", nodePapers, "phone.document.number"},
		{"CHECK 1000000000007", nodePapers, "phone.document.unknown"},
		{"CHECK twelve", nodePapers, "phone.document.number"},
		{"DEED 1234", nodeDeed, "phone.wrong.deed"},
		{"DEED 1234 1700 1902", nodeDeed, "phone.wrong.deed"},
		{"DEED 1 2026 1902", nodeDeed, "phone.wrong.tries"},
		{"WATCH 1027001 7", nodePlot, "phone.wrong.plot"},
		{"WATCH KHATIAN 1027001 7", nodeKhatian, "phone.wrong.khatian"},
		{"WATCH 1027001 x", nodePlot, "phone.wrong.number"},
		{"WATCH RS 1027001 165", nodeKeywords, ""},
		{"WATCH STOP 3", nodeWatches, "phone.wrong.watch"},
		{"FEE KHATIAN 1027001 539/1", nodeKeywords, ""},
		{"FEE 1027001 7 HOUSE", nodePlot, "phone.wrong.plot"},
		{"FEE 1027001 165 HOUSE 76", nodePart, "phone.wrong.part"},
		{"FEE 1027001 165 HOUSE 0", nodePart, "phone.wrong.part"},
		{"OFFICE 9999999", nodeMouza, "phone.wrong.mouza"},
		{"HOUSE", nodeKeywords, ""}, // a use says nothing by itself
	} {
		p, d := newLandPhone(t)
		if p.message(t, c.sms); p.Node != c.node || p.out.Reason.Key != c.why || d.begun > 0 {
			t.Errorf("%s: %s, %q; want %s, %q", c.sms, p.Node.Name(), p.out.Reason.Key, c.node.Name(), c.why)
		}
	}
}

// A watch from the notice to its end; a notice that has changed meanwhile is read again, and a
// refusal leaves the person where they were.
func TestWatching(t *testing.T) {
	p, d := newLandPhone(t)
	p.answers(t, "1", "5", "90", "1027001", "165")
	d.notice = "fedcba9876543210"
	if p.answers(t, "1"); p.Node != nodeNotice || p.out.Reason.Key != "phone.wrong.notice" || len(d.watches) != 0 {
		t.Fatalf("%s %q", p.Node.Name(), p.out.Reason.Key)
	}
	for why, fault := range map[string]string{"phone.wrong.watch_phone": "error.watch.phone", "phone.wrong.watch_day": "error.watch.day", "phone.wrong.watch_land": "error.watch.land"} {
		d.fault = seva.Fail(seva.TooMany, seva.Say(fault))
		if p.answers(t, "1"); p.Node != nodeNotice || p.out.Reason.Key != why || p.out.Err != nil {
			t.Errorf("%s: %s %q %v", fault, p.Node.Name(), p.out.Reason.Key, p.out.Err)
		}
	}
	screen := p.answers(t, "1")
	if p.Node != nodeBegun || keys(screen) != "phone.watch.until phone.watch.how" || len(d.watches) != 1 {
		t.Fatalf("%s %s", p.Node.Name(), keys(screen))
	}
	// The key that agreed, pressed once more, ends nothing.
	if p.answers(t, "1"); p.Node != nodeBegun || p.out.Reason.Key != "phone.wrong.choice" || len(d.watches) != 1 {
		t.Errorf("agreed twice: %s %s, %d watches", p.Node.Name(), p.out.Reason.Key, len(d.watches))
	}
	if p.answers(t, "0"); p.Node != nodePlot {
		t.Errorf("back from a watch is %s", p.Node.Name())
	}
	p.answers(t, "00", "1", "2", "1027001", "539/1", "5", "1") // from the khatian itself
	if p.Node != nodeBegun || len(d.watches) != 2 {
		t.Fatalf("%s, %d watches", p.Node.Name(), len(d.watches))
	}
	if screen = p.answers(t, "0"); p.Node != nodeKhatianAnswer || p.Goal != goalKhatian {
		t.Errorf("back is %s for %d: %s", p.Node.Name(), p.Goal, keys(screen))
	}
	if screen = p.answers(t, "00", "1", "5"); len(screen.Items) != 4 || screen.Items[1].Number != 2 || screen.Items[3].Number != 91 {
		t.Fatalf("%+v", screen.Items)
	}
	if p.answers(t, "2"); p.Node != nodeWatch || p.Line != "2" {
		t.Fatalf("%s %s", p.Node.Name(), p.Line)
	}
	if screen = p.answers(t, "1"); p.Node != nodeEnded || screen.Body[0].Args["No"] != 2 || len(d.watches) != 1 {
		t.Fatalf("%s %+v", p.Node.Name(), screen)
	}
	if screen = p.message(t, "বন্ধ"); len(d.watches) != 1 { // STOP alone is about SMS, not about a watch
		t.Errorf("%s ended a watch", keys(screen))
	}
	if p.message(t, "নজর বন্ধ ১"); p.Node != nodeEnded || len(d.watches) != 0 {
		t.Errorf("%s, %d watches", p.Node.Name(), len(d.watches))
	}
}

// Nobody agrees to what was not shown: not with a code that is dialled, nor on a page that is
// not the last.
func TestTheNoticeIsReadToItsEnd(t *testing.T) {
	p, d := newLandPhone(t)
	for _, code := range []string{"1*5*90*1027001*165*1", "1*5*90*1027001*165*1*1*1", "1*1*1027001*165*6*1"} {
		s, out := p.Dial(t.Context(), p.Start(), code)
		if s, _, _ = p.Settle(t.Context(), s, out); s.Node != nodeNotice || d.begun != 0 {
			t.Errorf("%s: %s, begun %d", code, s.Node.Name(), d.begun)
		}
		p.State = s
	}
	for page := range 3 {
		p.State.Cut(3)
		if d.begun != 0 || p.Node != nodeNotice || int(p.Page) != page {
			t.Fatalf("page %d: %s page %d, begun %d", page, p.Node.Name(), p.Page, d.begun)
		}
		s, out := p.Take(t.Context(), kept(t, p.State), "1")
		p.State, _, p.out = p.Settle(t.Context(), s, out)
	}
	if p.Node != nodeBegun || d.begun != 1 {
		t.Errorf("%s, begun %d", p.Node.Name(), d.begun)
	}
}

// Whoever wants no SMS is not watched for: nobody would be told.
func TestNoWatchAfterStop(t *testing.T) {
	p, d := newLandPhone(t)
	o := &owned{stopped: true}
	p.desks.Account = o.account(noon)
	if p.answers(t, "1", "5", "90", "1027001", "165", "1"); p.Node != nodeNotice || p.out.Reason.Key != "phone.wrong.stopped" || d.begun != 0 {
		t.Errorf("%s %q, begun %d", p.Node.Name(), p.out.Reason.Key, d.begun)
	}
}

// Cases of a deed: several are listed, one is told at once with where to object; the day of
// the hearing stands in it and nothing of money.
func TestTraces(t *testing.T) {
	p, d := newLandPhone(t)
	if screen := p.answers(t, "1", "4", "1234 2026 1902"); len(screen.Items) != 2 {
		t.Fatalf("%s", spelled(screen))
	}
	if screen := p.answers(t, "1"); p.Node != nodeTrace || !strings.HasPrefix(keys(screen), "phone.number phone.case.state phone.case.hearing phone.case.days") || !strings.HasSuffix(keys(screen), "phone.trace.object") {
		t.Errorf("%s: %s", p.Node.Name(), keys(screen))
	}
	if screen := p.answers(t, "0", "2"); strings.Contains(keys(screen), "object") { // it is over
		t.Errorf("%s", keys(screen))
	}
	if screen := p.answers(t, "00", "1", "1", "1027001", "165", "5"); p.Node != nodeTraces || !strings.Contains(keys(screen), "phone.case.hearing") {
		t.Errorf("%s: %s", p.Node.Name(), keys(screen))
	}
	if last := d.tracked[len(d.tracked)-1].Key; last != casework.PlotKey(1027001, land.Number{Main: 165}) {
		t.Errorf("asked for %v", last)
	}
}

// A case that owes, or waits for a day, says so on the screen and in the SMS.
func TestStatusSaysTheDayAndTheFee(t *testing.T) {
	g := casework.Glance{Number: "MN2026000001", Service: "mutation_sale", State: "fee_due", Owed: 250_50,
		Standing: casework.Standing{Limit: 45, Left: 45, Why: "none"}}
	lines := caseLines(g)
	if lines[1].Key != "phone.case.owed" || fmt.Sprint(lines[1].Args["Sum"]) != "250.50" || lines[2].Key != "clock.none" || StatusSMS(g).Key != "sms.status" {
		t.Errorf("%v %v", lines, StatusSMS(g))
	}
	g.Owed, g.State, g.Hearing = 0, "hearing_set", seva.Date{Year: 2026, Month: 12, Day: 3}
	if lines = caseLines(g); lines[1].Key != "phone.case.hearing" || StatusSMS(g).Key != "sms.status.hearing" {
		t.Errorf("%v %v", lines, StatusSMS(g))
	}
	for _, c := range []struct {
		s   casework.Standing
		end bool
		key string
	}{
		{casework.Standing{}, false, ""},
		{casework.Standing{Limit: 45, Why: "decided"}, false, ""},
		{casework.Standing{Limit: 45, Why: "none"}, true, ""},
		{casework.Standing{Limit: 45, Why: "citizen"}, false, "phone.case.waits"},
		{casework.Standing{Limit: 45, Left: 3, Running: true, Due: seva.Date{Year: 2026, Month: 12, Day: 3}}, false, "phone.case.days"},
		{casework.Standing{Limit: 45, Left: -3, Running: true, Passed: true}, false, "phone.case.passed"},
	} {
		if got := caseDays(casework.Glance{Standing: c.s, End: c.end}); got.Key != c.key {
			t.Errorf("%+v: %q, want %q", c.s, got.Key, c.key)
		}
	}
}

// What no desk answers is neither printed nor taken, and its keyword tells what can be sent.
func TestWhatIsNotThereIsNotOffered(t *testing.T) {
	b := newBench(t)
	d := newShelf(t, b.Machine)
	whole := d.desks(t, newCounters(t))
	for name, c := range map[string]struct {
		take  func(*Desks)
		way   string // to the list
		item  int
		count int // of all items there
		word  string
	}{
		"papers":  {func(d *Desks) { d.Papers = nil }, "", 8, 7, "CHECK " + goodPaper},
		"deeds":   {func(d *Desks) { d.Cases = nil }, "1", 4, 8, "DEED 1 2026 1902"},
		"watches": {func(d *Desks) { d.Watches = nil }, "1", 5, 8, "WATCH 1027001 165"},
		"fees":    {func(d *Desks) { d.Fees = nil }, "1", 6, 8, "FEE 1027001 165"},
		"offices": {func(d *Desks) { d.Offices = nil }, "1", 7, 8, "OFFICE 1027001"},
	} {
		open := func(d Desks) (*phone, Screen) {
			m := b.At(d)
			p := &phone{Machine: m, State: m.Start()}
			screen, err := m.Show(t.Context(), p.State)
			if c.way != "" {
				screen = p.answers(t, c.way)
			}
			if err != nil {
				t.Fatal(err)
			}
			return p, screen
		}
		_, full := open(whole)
		less := whole
		c.take(&less)
		p, screen := open(less)
		if len(full.Items) != c.count || len(screen.Items) != c.count-1 || offers(screen, c.item) || !offers(full, c.item) {
			t.Errorf("without %s: %d of %d items", name, len(screen.Items), len(full.Items))
		}
		if p.answers(t, strconv.Itoa(c.item)); p.out.Reason.Key != "phone.wrong.choice" {
			t.Errorf("without %s, %d is %s", name, c.item, p.Node.Name())
		}
		if p.message(t, c.word); p.Node != nodeKeywords {
			t.Errorf("without %s, %q leads to %s", name, c.word, p.Node.Name())
		}
	}
}

// A conversation that was broken off goes on at a question, never at somebody's paper, case
// or watch, and with no number in it.
func TestLandIsNotResumed(t *testing.T) {
	for walk, at := range map[string]string{
		"8 " + goodPaper: "papers", "1 4 1234_2026_1902 1": "deed", "1 5": "land", "1 5 90 1027001 165": "land",
		"1 6 1027001 165 2": "plot", "1 6 1027001 165 2 1": "plot", "1 1 1027001 165 6 1": "plot", "1 7 1027001": "office", "1 8 1": "elsewhere",
	} {
		p, _ := newLandPhone(t)
		for _, a := range strings.Fields(walk) {
			p.answers(t, strings.ReplaceAll(a, "_", " "))
		}
		s, offered := p.Offer(kept(t, p.State))
		if !offered || s.Number != (land.Number{}) || s.File != "" || s.Line != "" {
			t.Errorf("%s: %v %+v", walk, offered, s)
			continue
		}
		p.State = s
		if p.answers(t, "1"); p.Node.Name() != at {
			t.Errorf("%s goes on at %s, want %s", walk, p.Node.Name(), at)
		}
	}
}

// Whatever is typed, nothing is watched but by the key that agrees under a notice that was
// just shown, and every state comes back out of a store.
func TestNothingIsWatchedWithoutAgreement(t *testing.T) {
	b, c := newBench(t), newCounters(t)
	words := []string{"1", "2", "5", "6", "90", "91", "0", "00", "98", "165", "1027001", "539/1", "7", "8", goodPaper, "1234 2026 1902", "2.5",
		"sms:WATCH 1027001 165", "sms:WATCH STOP 1", "sms:WATCH", "sms:WATCH KHATIAN 1027001 539/1", "sms:FEE 1027001 165 HOUSE 2", "sms:1"}
	rapid.Check(t, func(rt *rapid.T) {
		d := newShelf(t, b.Machine)
		m := b.At(d.desks(t, c))
		s := m.Start()
		for range rapid.IntRange(1, 25).Draw(rt, "answers") {
			typed := rapid.SampledFrom(words).Draw(rt, "typed")
			before, had := s, d.begun
			var out Outcome
			if sms, ok := strings.CutPrefix(typed, "sms:"); ok {
				s, out = m.Message(t.Context(), kept(t, s), true, sms)
				typed = sms
			} else {
				s, out = m.Take(t.Context(), kept(t, s), typed)
			}
			s, _, _ = m.Settle(t.Context(), s, out)
			s.Cut(1)
			if d.begun != had && (before.Node != nodeNotice || typed != "1") {
				rt.Fatalf("%q at %s began a watch", typed, before.Node.Name())
			}
		}
	})
}

// Decimals are read without losing any: what is written comes back, and what is none is not.
func TestDecimals(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		area := seva.Area(rapid.Int64Range(1, 99_999_999).Draw(rt, "area"))
		if got, ok := decimals(short(area.In(seva.InDecimal)).String()); !ok || got != area {
			rt.Fatalf("%s is %s, %v", area, got, ok)
		}
	})
	for _, bad := range []string{"", "0", "0.00", "1.234", "-1", "1,5", "x", "1000000000", ".", "1e3"} {
		if got, ok := decimals(bad); ok {
			t.Errorf("%q is %s", bad, got)
		}
	}
}

// The reason of a use that has no rate, and the longest list of uses, are of the real table.
func TestEveryUseHasItsWords(t *testing.T) {
	p, d := newLandPhone(t)
	for i, use := range uses() {
		s := p.Start()
		s.Mouza, s.Number, s.Use = 1027001, land.Number{Main: 165}, uint8(i+1) //nolint:gosec // a handful
		e, err := d.fees.Estimate(t.Context(), s.feeQuery())
		if err != nil || len(e.Lines) == 0 || e.Lines[0].Rate.Use != use && use != charge.Agricultural {
			t.Errorf("%s: %+v, %v", use, e, err)
		}
	}
	if lines := feeLines(fee.Estimate{Lines: []fee.Line{{Rate: fee.Rate{Use: charge.Commercial, Amount: 500_00}}}, Total: 500_00}, land.Number{Main: 1}); lines[2].Key != "phone.fee.unsure" {
		t.Errorf("%v", lines)
	}
}

// FuzzBeside types anything at all into the rooms beside the record: they answer, and what
// they keep comes back out of a store.
func FuzzBeside(f *testing.F) {
	for _, in := range []string{"CHECK 4829103847566", "৪৮২৯১০৩৮৪৭৫৬৬", "1234/2026/1902", "WATCH STOP ১", "FEE 1027001 165 HOUSE 2.5", "2.5", "\xff", "watch khatian 1027001 539/1", "নজর বন্ধ", "FEE HOUSE", "OFFICE ranj"} {
		f.Add(in, in)
	}
	b, c := newBench(f), newCounters(f)
	ways := []string{"8", "1*4", "1*5", "1*5*90*1027001*165", "1*6*1027001*165", "1*6*1027001*165*2", "1*6*1027001*165*2*1", "1*7", "1*7*1027001"}
	f.Fuzz(func(t *testing.T, one, two string) {
		d := newShelf(t, b.Machine)
		m := b.At(d.desks(t, c))
		for _, way := range ways {
			s, out := m.Dial(t.Context(), m.Start(), way)
			s, _, _ = m.Settle(t.Context(), s, out)
			for _, in := range []string{one, two} {
				s, out = m.Take(t.Context(), kept(t, s), in)
				s, _, _ = m.Settle(t.Context(), s, out)
				s.Cut(1)
			}
			s, out = m.Message(t.Context(), kept(t, s), true, two)
			s, _, _ = m.Settle(t.Context(), s, out)
			kept(t, s)
		}
	})
}
