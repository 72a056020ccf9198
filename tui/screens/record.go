package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/tui/parts"
)

// record is a screen that shows one answer of the land desk: it scrolls, its rows lead
// on, it can be read aloud and printed.
type record struct {
	road
	g      *Ground
	spot   Spot
	asOn   land.AsOn
	scroll parts.Scroll
	prints printer
}

// content is what one kind of record adds to that.
type content interface {
	Screen
	of() land.AsOn
	page() parts.Page
	open(row int) tea.Cmd // follows a row to the record that it names
	aloud(voice) []string // sentences to be read to the citizen
	// paper gives the record for the printer and a file name without language and ending,
	// which sorts by mouza.
	paper(voice) (name string, lines []string)
}

func (r *record) Init() tea.Cmd { return nil }
func (r *record) of() land.AsOn { return r.asOn }

// update does what all records do alike. extra, when there is one, is asked first: it
// knows the keys that only this kind of record has.
func (r *record) update(msg tea.Msg, c content, extra func(key string) (tea.Cmd, bool)) (Screen, tea.Cmd) {
	if next, ok := r.take(msg); ok {
		return next, nil
	}
	r.prints.hear(msg)
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	name := key.String()
	if parts.Back.Is(name) {
		if r.waiting {
			r.drop()
			return c, nil
		}
		return nil, nil
	}
	// Any key takes away what was only news; what is still being looked for stays.
	r.err = nil
	r.prints.quiet()
	if extra != nil {
		if cmd, ok := extra(name); ok {
			return c, cmd
		}
	}
	switch {
	case r.scroll.Press(name, c.page(), r.g.Height):
	case parts.Enter.Is(name):
		return c, c.open(r.scroll.Pick)
	case parts.Aloud.Is(name):
		return newAloud(r.g, c), nil
	case parts.Print.Is(name):
		return c, r.print(c)
	}
	return c, nil
}

// beside adds the keys to what is known of land besides the record: cases, watches, offices.
func (r *record) beside(keys []parts.Key) []parts.Key {
	if r.g.Cases != nil {
		keys = append(keys, parts.Cases)
	}
	if r.g.watches() {
		keys = append(keys, parts.Watch)
	}
	if r.g.Offices != nil {
		keys = append(keys, parts.Office)
	}
	return keys
}

// aside goes to the cases of a plot or a khatian, or to the offices of its mouza.
func (r *record) aside(key string, land casework.Key, called func(voice) string) (tea.Cmd, bool) {
	switch {
	case parts.Cases.Is(key) && r.g.Cases != nil:
		return toCases(&r.road, r.g, casework.Trace{Key: land}, called), true
	case parts.Office.Is(key) && r.g.Offices != nil:
		return toOffices(&r.road, r.g, r.spot), true
	}
	return nil, false
}

// print writes the record in the language of the moment to a text file.
func (r *record) print(c content) tea.Cmd {
	r.prints.g = r.g
	return r.prints.keep(printout(r.g, c))
}

// news is what has just happened, for the head of the page.
func (r *record) news(v voice) []parts.Line {
	return append(r.sign(r.g), r.prints.news(v)...)
}

// show gives the page's lines.
func (r *record) show(p parts.Page) []parts.Line { return r.scroll.View(p, r.g.Height, r.g.more) }

// asOn tells of when an answer is and where it comes from.
func asOn(v voice, a land.AsOn) string {
	args := seva.Args{"Date": a.Valid, "Source": a.Source}
	if key := "source." + a.Source; i18n.Has(v.lang, key) {
		args["Source"] = seva.Say(key)
	}
	return v.say("kiosk.ason", args)
}

// unreal says that a record is made up, so that nobody takes it for a real one; nothing
// about any other record.
func unreal(v voice, a land.AsOn) []string {
	if !a.Specimen() {
		return nil
	}
	return []string{v.say("kiosk.synthetic")}
}

// marked breaks warnings into lines of at most the width, each warning behind its sign.
func marked(width int, warnings []string) []string {
	var lines []string
	for _, w := range warnings {
		sign := "!! "
		for _, l := range parts.Wrap(w, width-len(sign)) {
			lines = append(lines, sign+l)
			sign = "   "
		}
	}
	return lines
}

// ownerLine names the owner and, where the right allows, whose child or wife.
func ownerLine(v voice, o land.Owner) string {
	if o.Guardian == (seva.Names{}) || o.Relation == "" {
		return v.name(o.Name)
	}
	return v.say("kiosk.owner.guardian", seva.Args{
		"Owner": o.Name, "Relation": o.Relation.Text(), "Guardian": o.Guardian,
	})
}
