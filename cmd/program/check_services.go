package program

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/service"
	"duar/ussd/page"
)

// services reads what can be applied for, which is proved as it is read, and sees that all
// of it can be said, that what is said of a case fits a phone, and that each procedure is
// drawn in the documents as it is. draw writes the drawings anew.
func (c *checking) services(docs string, draw bool) {
	before := len(c.faults)
	found, err := catalogue.Define()
	var faults catalogue.Faults
	switch {
	case errors.As(err, &faults):
		for _, f := range faults {
			c.fault("%s", f)
		}
		return
	case err != nil:
		c.fault("%v", err)
		return
	}
	c.prove(before, "%d services and %d procedures: every condition can hold, every state is reached and left, every number is its own",
		len(found.Services), len(found.Procedures))
	before = len(c.faults)
	for _, w := range found.Words {
		c.worded(w)
	}
	c.prove(before, "%d messages that the definitions demand are there, in three languages or five", len(found.Words))
	before = len(c.faults)
	told := 0
	for _, s := range found.Services {
		told += c.told(s)
	}
	c.prove(before, "%d SMS about cases take %d parts at most", told, longestCase)
	c.privacy(found)
	c.drawings(docs, draw, found)
}

// privacy sees that all that is said of personal data can be said, in three languages: for
// what they are used, under which law, and how long they are kept.
func (c *checking) privacy(found catalogue.Definitions) {
	before := len(c.faults)
	said, _, err := notices(found)
	if err != nil {
		c.fault("%v", err)
		return
	}
	for _, n := range said.All() {
		for _, key := range n.Keys() {
			for _, l := range seva.Langs() {
				if !i18n.Has(l, key) {
					c.fault("the notice of %s demands the message %q: add it to i18n/messages/active.%s.toml", n.ID, key, l)
				}
			}
		}
	}
	c.prove(before, "%d notices say for what personal data are used", len(said.All()))
}

// longest is how many letters words of these rooms may have: they share a small screen
// with other things, or are one message with them.
var longest = map[string]int{"state": 30, "next": 110, "remedy": 110, "ask": 60}

// worded demands the words of a definition: in three languages, and of what reaches a
// phone romanised too, in letters that every phone shows.
func (c *checking) worded(w catalogue.Word) {
	langs := seva.Langs()
	if w.Phone {
		langs = seva.PhoneLangs()
	}
	room := w.Key[:slices.Index([]byte(w.Key), '.')]
	for _, l := range langs {
		if !i18n.Has(l, w.Key) {
			c.fault("%s:%d: demands the message %q: add it to i18n/messages/active.%s.toml", w.File, w.Line, w.Key, l)
			continue
		}
		words := i18n.Say(l, seva.Say(w.Key, blanks(l, w.Key)))
		if w.Phone && l.Roman() && page.Measure(words).Coding != page.GSM7 {
			c.fault("%s:%d: the message %q has letters in active.%s.toml that not every phone shows: plain Latin letters only", w.File, w.Line, w.Key, l)
		}
		if most, n := longest[room], utf8.RuneCountInString(words); most > 0 && n > most {
			c.fault("%s:%d: the message %q has %d letters in active.%s.toml: at most %d fit", w.File, w.Line, w.Key, n, l, most)
		}
	}
}

// blanks fills the places of a sentence with one letter each, so that it can be measured.
func blanks(l seva.Lang, key string) seva.Args {
	args := seva.Args{}
	for _, name := range i18n.Placeholders(l, key) {
		args[name] = "0"
	}
	return args
}

// longestCase is how many parts the SMS about a case may take, with one paper named.
const longestCase = 3

// told says every SMS that the actions of a service can send, with a number and a day of
// full length, and gives how many there were.
func (c *checking) told(s service.Service) int {
	p, n := s.Track.Procedure, 0
	day := seva.Date{Year: 2026, Month: 12, Day: 28}
	actions := p.Actions
	if !slices.ContainsFunc(actions, func(a casework.Action) bool { return a.ID == casework.SubmitAction }) {
		actions = append(slices.Clone(actions), casework.Action{ID: casework.SubmitAction, To: p.Start, Tells: "submitted"})
	}
	for _, a := range actions {
		to := a.To
		if to == "" {
			to = p.Start
			if len(a.From) > 0 {
				to = a.From[0]
			}
		}
		i := slices.IndexFunc(p.States, func(state casework.State) bool { return state.ID == to })
		if a.Tells == "" || i < 0 {
			continue
		}
		text := seva.Say("sms.case."+a.Tells, seva.Args{
			"Service": seva.Say("service." + s.ID), "Number": s.Track.Series + "2026000123/12", "State": seva.Say("state." + to),
			"Next": next(p.States[i], day), "By": day, "Day": day, "Given": "MWINP2026000123", "Reason": "",
		})
		for _, l := range seva.PhoneLangs() {
			n++
			if parts := len(page.Segments(i18n.Say(l, text))); parts > longestCase {
				c.fault("%s: %s leads to %s, whose SMS in %s takes %d parts, more than %d", s.ID, a.ID, to, l, parts, longestCase)
			}
		}
	}
	return n
}

// next is what is said to come after a state, as cases say it.
func next(s casework.State, day seva.Date) seva.Text {
	if s.Remedy == nil {
		return seva.Say("next."+s.ID, seva.Args{"By": day})
	}
	papers := []seva.Text{}
	for _, paper := range s.Remedy.Papers {
		papers = append(papers, seva.Say("paper."+paper))
	}
	if len(papers) == 0 {
		papers = append(papers, seva.Say("field.passbook_page"))
	}
	return seva.Say("remedy."+s.ID, seva.Args{"Who": seva.Say("who." + s.Remedy.Who), "Where": seva.Say("where." + s.Remedy.Where),
		"Papers": papers, "By": day})
}

// drawings compares each procedure's page with what its definition draws, or writes it.
// Where there is no such folder, as beside an installed program, there is nothing to see.
func (c *checking) drawings(docs string, draw bool, found catalogue.Definitions) {
	if _, err := os.Stat(docs); err != nil && !draw {
		return
	}
	before := len(c.faults)
	want := map[string]bool{}
	for _, p := range found.Procedures {
		name := filepath.Join(docs, p.ID+".md")
		want[name] = true
		drawn := drawing(p, found.Services)
		if draw {
			if err := os.MkdirAll(docs, 0o750); err != nil {
				c.fault("%v", err)
				return
			}
			if err := os.WriteFile(name, []byte(drawn), 0o644); err != nil {
				c.fault("%v", err)
			}
			continue
		}
		if has, err := os.ReadFile(name); err != nil || string(has) != drawn {
			c.fault("%s is not what catalogue/procedure/%s.toml draws: say `duar check --draw` and look at the change", name, p.ID)
		}
	}
	has, err := filepath.Glob(filepath.Join(docs, "*.md"))
	if err != nil {
		c.fault("%v", err)
	}
	for _, name := range has {
		if !want[name] {
			c.fault("%s: there is no such procedure any more: remove the file", name)
		}
	}
	c.prove(before, "%d procedures are drawn in %s as they are", len(found.Procedures), docs)
}
