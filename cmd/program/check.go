package program

import (
	"fmt"
	"slices"
	"sync"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/office"
	"duar/seva/place"
	"duar/ussd"
	"duar/ussd/dialogue"
	"duar/ussd/page"
)

type checkCommand struct {
	Draw bool   `help:"Write the drawings of procedures anew."`
	Docs string `help:"Where the drawings are." default:"docs/procedures"`
}

// Run proves what can be proved before anybody is served: that the catalogue is sound,
// that every sentence exists in every language, that every definition finds its words,
// that no menu number moved, and that every screen and SMS fits a phone with the
// longest real values in every language and script.
func (k checkCommand) Run(s *streams) error {
	c := &checking{}
	c.words()
	atlas := c.reference()
	c.screens(atlas)
	c.services(k.Docs, k.Draw)
	c.sms()
	for _, f := range c.faults {
		fmt.Fprintln(s.err, f)
	}
	for _, d := range c.done {
		fmt.Fprintln(s.out, "ok  ", d)
	}
	if len(c.faults) > 0 {
		fmt.Fprintf(s.err, "duar: %d faults\n", len(c.faults))
		return errSaid
	}
	return nil
}

// checking gathers what is wrong and what was proved.
type checking struct {
	faults, done []string
}

func (c *checking) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// prove notes what has been proved, unless something was found wrong since before.
func (c *checking) prove(before int, format string, args ...any) {
	if len(c.faults) == before {
		c.done = append(c.done, fmt.Sprintf(format, args...))
	}
}

func (c *checking) words() {
	for _, p := range i18n.Check() {
		c.fault("%s", p)
	}
	c.prove(0, "%d messages in bn, en and hi; %d of them also romanised; same placeholders everywhere",
		len(i18n.Keys(seva.English)), len(i18n.Keys(seva.BengaliRoman)))
}

// reference reads the whole catalogue, which is strict, and sees that what it names can be said.
func (c *checking) reference() place.Atlas {
	before := len(c.faults)
	atlas, err := catalogue.Atlas()
	if err != nil {
		c.fault("%v", err)
	}
	if _, err := place.New(atlas); err != nil {
		c.fault("places: %v", err)
	}
	outlines, err := catalogue.Outlines()
	if err != nil {
		c.fault("%v", err)
	}
	if _, err := catalogue.AreaUnits(); err != nil {
		c.fault("%v", err)
	}
	classes, err := catalogue.Classes()
	if err != nil {
		c.fault("%v", err)
	}
	for _, class := range classes {
		c.sayable("class." + string(class.Key))
		c.sayable("classgroup." + class.Group)
	}
	for _, f := range land.Flags() {
		c.sayable("flag." + string(f))
	}
	for _, k := range []land.Possession{land.Bargadar, land.Permissive, land.PublicUse} {
		c.sayable("possession." + string(k))
	}
	for _, k := range []land.OwnerType{land.Individual, land.Institution, land.Government} {
		c.sayable("owner." + string(k))
	}
	for _, u := range seva.Units() {
		c.sayable("unit." + string(u))
	}
	c.charges(atlas)
	c.prove(before, "%d districts, %d subdivisions, %d blocks, %d land offices, %d mouzas, %d villages, %d outlines, %d land classes",
		len(atlas.Districts), len(atlas.Subdivisions), len(atlas.Blocks), len(atlas.Units), len(atlas.Mouzas),
		len(atlas.Villages), len(outlines), len(classes))
	return atlas
}

// charges reads what services cost and where offices are: no two rates answer one question,
// every office is of a place, and what is told of them can be said.
func (c *checking) charges(atlas place.Atlas) {
	if _, err := catalogue.Fees(); err != nil {
		c.fault("%v", err)
	}
	if _, err := catalogue.Zones(); err != nil {
		c.fault("%v", err)
	}
	if _, err := catalogue.Offices(atlas); err != nil {
		c.fault("%v", err)
	}
	for _, per := range fee.Pers() {
		c.sayable("per." + string(per))
	}
	for _, level := range office.Levels() {
		c.sayable("office." + string(level))
		c.sayable("officer." + string(level))
	}
	for _, days := range []office.Days{office.Weekdays, office.SixDays} {
		c.sayable("days." + string(days))
	}
}

// sayable demands a key of every language that the thing it names can be met in.
func (c *checking) sayable(key string) {
	for _, l := range seva.Langs() {
		if !i18n.Has(l, key) {
			c.fault("a definition demands %s, which active.%s.toml does not have", key, l)
		}
	}
}

// budgets are the screens that must be possible: the usual one and the widest.
var budgets = []page.Budget{page.USSD, page.Hard}

// longestSMS is how many parts an answer by SMS may take.
const longestSMS = 4

func (c *checking) screens(atlas place.Atlas) {
	before := len(c.faults)
	m, err := machine(nil, nil, "1800-000-0000")
	if err != nil {
		c.fault("%v", err)
		return
	}
	c.prove(before, "menu numbers are those that were published")
	far := farthest(atlas)
	if len(far.Cases) == 0 {
		c.fault("no case of any service could be put on a phone screen: see what is wrong with the definitions")
	}
	samples, err := m.Every(far)
	if err != nil {
		c.fault("%v", err)
		return
	}
	// Each language by itself, beside the others: most of what a check takes is this.
	var wait sync.WaitGroup
	langs := make([]saying, len(seva.PhoneLangs()))
	for i, l := range seva.PhoneLangs() {
		wait.Go(func() { langs[i].speak(l, samples) })
	}
	wait.Wait()
	screens, messages := 0, 0
	for _, of := range langs {
		c.faults = append(c.faults, of.faults...)
		screens, messages = screens+of.screens, messages+of.messages
	}
	c.prove(before, "%d screens and %d SMS rendered with the longest values in %d languages and scripts; all fit",
		screens, messages, len(langs))
}

// saying is what was found of one language.
type saying struct {
	checking
	screens, messages int
}

// speak says every sample in a language, on each kind of screen and as an SMS.
func (c *saying) speak(l seva.Lang, samples []dialogue.Sample) {
	for _, sample := range samples {
		if !sample.SMS.IsZero() {
			c.messages++
			c.message(l, sample.Name, i18n.Say(l, sample.SMS))
			continue
		}
		c.reply(l, sample)
		for _, b := range budgets {
			pages, err := ussd.Render(l, ussd.USSD, b, sample.Screen, sample.Reason)
			if err != nil {
				c.fault("screen %s in %s does not fit %d/%d: %v", sample.Name, l, b.Septets, b.Units, err)
			}
			for i, p := range pages {
				c.screens++
				if !page.Fits(p, b) {
					c.fault("screen %s in %s, page %d: %s does not fit %d/%d", sample.Name, l, i+1, size(p), b.Septets, b.Units)
				}
			}
		}
	}
}

// reply sees that a screen can also be the answer to an SMS: every page of it is an SMS
// of few parts.
func (c *checking) reply(l seva.Lang, sample dialogue.Sample) {
	pages, err := ussd.Render(l, ussd.SMS, page.Budget{}, sample.Screen, sample.Reason)
	if err != nil {
		c.fault("screen %s in %s cannot be an SMS: %v", sample.Name, l, err)
	}
	for _, p := range pages {
		if parts := len(page.Segments(p)); parts > longestSMS {
			c.fault("screen %s in %s as an SMS takes %d parts, more than %d", sample.Name, l, parts, longestSMS)
		}
	}
}

func (c *checking) message(l seva.Lang, name, body string) {
	if parts := len(page.Segments(body)); parts > longestSMS {
		c.fault("SMS %s in %s takes %d parts, more than %d", name, l, parts, longestSMS)
	}
	if m := page.Measure(body); l.Roman() && m.Coding != page.GSM7 {
		c.fault("SMS %s in %s is not GSM-7, though it is in Latin letters", name, l)
	}
}

// farthest gathers the longest real values that a screen can hold.
func farthest(atlas place.Atlas) dialogue.Far {
	far := dialogue.Far{Owner: dialogue.Longest(ownerNames()...), Owners: 40}
	for _, d := range atlas.Districts {
		far.District = dialogue.Longest(far.District, d.Name)
	}
	for _, b := range atlas.Blocks {
		far.Block = dialogue.Longest(far.Block, b.Name)
	}
	for _, m := range atlas.Mouzas {
		far.Mouza = dialogue.Longest(far.Mouza, m.Name)
	}
	if classes, err := catalogue.Classes(); err == nil {
		for _, class := range classes {
			far.Classes = append(far.Classes, class.Key)
		}
	}
	slices.Sort(far.Classes)
	if plan, err := catalogue.Privacy(); err == nil { // what is wrong with it is told elsewhere
		for _, p := range plan.Purposes {
			far.Purposes = append(far.Purposes, p.ID)
		}
	}
	whole := far
	if err := farCases(&whole); err != nil { // of a definition, which is told where definitions are proved
		return far
	}
	return whole
}

// farCases puts in what the phone may apply for, a case in every state of every service,
// every reason that may be given there, and every department that may look.
func farCases(far *dialogue.Far) error {
	defined, err := catalogue.Define()
	if err != nil {
		return err
	}
	desk, err := casework.NewDesk(caseParts(defined, casework.Parts{World: seva.RealWorld()}).Idle())
	if err != nil {
		return err
	}
	for _, v := range defined.Services {
		if v.Number > 0 {
			far.Services = append(far.Services, v)
		}
		if !slices.Contains(far.Departments, v.Department) {
			far.Departments = append(far.Departments, v.Department)
		}
		for _, l := range v.Track.Procedure.Reasons {
			for _, id := range l.Reasons {
				if key := "reason." + l.ID + "." + id; !slices.Contains(far.Reasons, key) {
					far.Reasons = append(far.Reasons, key)
				}
			}
		}
		for _, state := range v.Track.Procedure.States {
			g, err := desk.Sample(v.ID, state.ID)
			if err != nil {
				return err
			}
			far.Cases = append(far.Cases, g)
		}
	}
	return nil
}

// ownerNames are the kinds of names that reach a phone: persons masked, others whole.
func ownerNames() []seva.Names {
	long := seva.Names{Bn: "শ্রীমতী বিন্ধ্যবাসিনী চট্টোপাধ্যায়", En: "Shrimati Bindhyabasini Chattopadhyay", Hi: "श्रीमती विंध्यवासिनी चट्टोपाध्याय"}
	masked := seva.Names{Bn: land.Mask(long.Bn), En: land.Mask(long.En), Hi: land.Mask(long.Hi)}
	office := seva.Names{Bn: "পশ্চিমবঙ্গ সরকারের পক্ষে জেলা শাসক", En: "District Magistrate for the Government of West Bengal", Hi: "पश्चिम बंगाल सरकार की ओर से ज़िला मजिस्ट्रेट"}
	return []seva.Names{masked, office}
}
