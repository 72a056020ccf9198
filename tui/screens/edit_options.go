package screens

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// options is the editor of a choice: one of a list, yes or no, agreeing to a declaration.
type options struct {
	g      *Ground
	ids    []string
	words  func(v voice, id string) string
	above  func(v voice) []parts.Line // said anew in every language; nil for none
	scroll parts.Scroll
	kept   string
	chosen string // by Enter or its number; "" while only marked
}

// yesNo are the options of a yes or a no, in the order of their keys.
var yesNo = []string{"yes", "no"}

// newOptions marks what was answered before. Marking alone answers nothing: who goes past
// a question with Tab has not said the first option.
func newOptions(s setting) editor {
	o := &options{g: s.g, ids: s.field.Options, kept: s.value.Text, words: func(v voice, id string) string {
		return v.say(s.field.OptionKey(id))
	}}
	if s.field.Kind != form.Choice {
		o.ids = yesNo
		o.words = func(v voice, id string) string { return v.say("kiosk.answer." + id) }
	}
	if s.field.Kind == form.Declaration {
		o.above = func(v voice) []parts.Line {
			return append(s.g.wrapped(parts.Dim, 4, v.say("kiosk.form.read")), quoted(s.g, v.say(s.field.Key()))...)
		}
	}
	o.scroll.Pick = max(0, slices.Index(o.ids, o.kept))
	return o
}

// quoted draws words that are to be read aloud as they are.
func quoted(g *Ground, text string) []parts.Line {
	var lines []parts.Line
	for _, l := range parts.Wrap(text, min(g.Width, 76)-8) {
		lines = append(lines, parts.Line{Text: "    ▌ " + l, Tone: parts.Strong})
	}
	return lines
}

func (o *options) letters() bool { return false }

func (o *options) keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move.Only("up", "down")}
}

func (o *options) press(key tea.KeyMsg) effect {
	name := seva.Digits(key.String())
	if i := numbered(name, len(o.ids)); i >= 0 {
		o.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Enter.Is(name):
		o.chosen = o.ids[o.scroll.Pick]
		return effect{done: true}
	case name == "up" || name == "down":
		o.scroll.Press(name, o.page(o.g.voice()), len(o.ids)+8)
		return effect{}
	}
	return effect{unused: true}
}

// numbered gives which of the first nine rows a key means, or -1.
func numbered(name string, rows int) int {
	if len(name) != 1 || name[0] < '1' || int(name[0]-'1') >= rows {
		return -1
	}
	return int(name[0] - '1')
}

func (o *options) given() (form.Input, bool) {
	return form.Input{Text: o.chosen}, o.chosen != "" && o.chosen != o.kept
}

func (o *options) page(v voice) parts.Page {
	var p parts.Page
	if o.above != nil {
		p.Head = o.above(v)
	}
	for i, id := range o.ids {
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + o.words(v, id)})
	}
	return p
}

// rowNumber is the key of a row, where it has one.
func rowNumber(v voice, i int) string {
	if i > 8 {
		return "   "
	}
	return v.figure(number(i+1)) + "  "
}

// lines shows the options before the text above them where there is not room for both; the
// consent at the end has all of a declaration.
func (o *options) lines(v voice, room int) []parts.Line {
	p := o.page(v)
	if most := max(1, room-len(p.Rows)); len(p.Head) > most {
		p.Head = append(p.Head[:most-1:most-1], parts.Line{Text: "    ▌ …", Tone: parts.Strong})
	}
	return o.scroll.Revealed(p, room).View(p, room, o.g.more)
}

// several is the editor of several choices. A sign tells what is chosen, not a colour.
type several struct {
	setting
	on      map[string]bool
	scroll  parts.Scroll
	touched bool
}

func newSeveral(s setting) editor {
	e := &several{setting: s, on: map[string]bool{}}
	for _, id := range s.value.List {
		e.on[id] = true
	}
	return e
}

func (e *several) letters() bool { return false }

func (e *several) keys() []parts.Key {
	return []parts.Key{parts.Mark, parts.Enter.As("kiosk.key.keep"), parts.Move.Only("up", "down")}
}

func (e *several) press(key tea.KeyMsg) effect {
	name := seva.Digits(key.String())
	if i := numbered(name, len(e.field.Options)); i >= 0 {
		e.scroll.Pick = i
		name = " "
	}
	switch {
	case parts.Mark.Is(name):
		id := e.field.Options[e.scroll.Pick]
		e.on[id], e.touched = !e.on[id], true
	case parts.Enter.Is(name):
		return effect{done: true}
	case name == "up" || name == "down":
		e.scroll.Press(name, e.page(e.g.voice()), len(e.field.Options)+1)
	default:
		return effect{unused: true}
	}
	return effect{}
}

// given is in the order of the form, whatever order things were marked in.
func (e *several) given() (form.Input, bool) {
	var list []string
	for _, id := range e.field.Options {
		if e.on[id] {
			list = append(list, id)
		}
	}
	return form.Input{List: list, Clear: len(list) == 0}, e.touched && !slices.Equal(list, e.value.List)
}

func (e *several) page(v voice) parts.Page {
	var p parts.Page
	for i, id := range e.field.Options {
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + box(e.on[id]) + v.say(e.field.OptionKey(id))})
	}
	return p
}

// box shows whether something is chosen.
func box(on bool) string {
	if on {
		return "[x] "
	}
	return "[ ] "
}

func (e *several) lines(v voice, room int) []parts.Line {
	p := e.page(v)
	return e.scroll.Revealed(p, room).View(p, room, e.g.more)
}
