package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/tui/parts"
)

// reasonStep chooses one reason of the action's list.
func (a *acting) reasonStep() step {
	o := &options{g: a.g, ids: a.offer.Reasons, words: func(v voice, id string) string { return v.say(id) }}
	return step{
		label: func(v voice) string { return v.say("kiosk.act.reason") }, edit: o,
		said:  func(v voice) string { return v.say(o.chosen) },
		empty: func() bool { return o.chosen == "" },
		put:   func(act *casework.Act) { act.Reason = o.chosen },
	}
}

// findingStep says what an inspection or a hearing found.
func (a *acting) findingStep() step {
	o := &options{g: a.g, ids: yesNo, words: func(v voice, id string) string { return v.say("kiosk.act.found." + id) }}
	return step{
		label: func(v voice) string { return v.say("kiosk.act.finding") }, edit: o,
		said:  func(v voice) string { return v.say("kiosk.act.found." + o.chosen) },
		empty: func() bool { return o.chosen == "" },
		put:   func(act *casework.Act) { act.Found = o.chosen },
	}
}

// noteStep takes a remark that the citizen will read.
func (a *acting) noteStep() step {
	l := newLine(setting{g: a.g, ask: ask{field: form.Field{Kind: form.Text}}}).(*line)
	text := func() string { return strings.TrimSpace(l.input.Value()) }
	return step{
		label: func(v voice) string { return v.say("kiosk.act.note") }, edit: l,
		said:  func(v voice) string { return v.shape(text()) },
		empty: func() bool { return text() == "" },
		put:   func(act *casework.Act) { act.Note = text() },
	}
}

// dayStep takes a day to come. It is read as a form reads dates, so an officer may write
// one in any way a citizen may.
func (a *acting) dayStep() step {
	l := newLine(setting{g: a.g, ask: ask{field: form.Field{Kind: form.Date}}}).(*line)
	read := func() (seva.Date, seva.Text) {
		d, err := a.g.readDay(l.input.Value())
		if err != nil {
			return seva.Date{}, seva.Broken(err).Text
		}
		return d, seva.Text{}
	}
	return step{
		label: func(v voice) string { return v.say("kiosk.act.day") }, edit: l,
		said: func(v voice) string {
			d, _ := read()
			return v.say("kiosk.answer", seva.Args{"Value": d})
		},
		empty: func() bool { return strings.TrimSpace(l.input.Value()) == "" },
		check: func() seva.Text { _, flaw := read(); return flaw },
		put:   func(act *casework.Act) { act.Day, _ = read() },
	}
}

// readDay reads a day as a form does, in any way in which people write one.
func (g *Ground) readDay(text string) (seva.Date, error) {
	const day = "day"
	f := form.Form{Sections: []form.Section{{ID: day, Fields: []form.Field{{ID: day, Kind: form.Date}}}}}
	answers, flaws, err := f.Put(context.Background(), form.Desks{World: g.World}, nil, nil,
		form.Entry{At: day, Input: form.Input{Text: text}})
	if err != nil || len(flaws) > 0 {
		return seva.Date{}, seva.Refuse(day, append(flaws, form.Flaw{Text: seva.Say("error.case.day")})[0].Text)
	}
	return seva.ParseDate(answers[day].Text)
}

// itemsStep chooses what is asked of the citizen, and for each the reason.
func (a *acting) itemsStep() step {
	e := &itemsEditor{g: a.g, file: a.file, fields: a.offer.Fields, reasons: a.offer.Reasons, chosen: map[form.Pointer]string{}}
	return step{
		label: func(v voice) string { return v.say("kiosk.act.items") }, edit: e,
		said: func(v voice) string {
			return strings.Join(a.file.items(v, e.items()), "; ")
		},
		empty: func() bool { return len(e.chosen) == 0 },
		put:   func(act *casework.Act) { act.Items = e.items() },
	}
}

// itemsEditor lists fields and documents; Enter on one opens the reasons to ask it for.
type itemsEditor struct {
	g       *Ground
	file    *casefile
	fields  []form.Pointer
	reasons []string
	chosen  map[form.Pointer]string
	scroll  parts.Scroll
	why     *options // open for the marked field
}

// items are in the order of the form, whatever order they were chosen in.
func (e *itemsEditor) items() []casework.Item {
	var items []casework.Item
	for _, at := range e.fields {
		if reason, on := e.chosen[at]; on {
			items = append(items, casework.Item{Field: at, Reason: reason})
		}
	}
	return items
}

func (e *itemsEditor) letters() bool             { return false }
func (e *itemsEditor) given() (form.Input, bool) { return form.Input{}, false }

func (e *itemsEditor) keys() []parts.Key {
	if e.why != nil {
		return e.why.keys()
	}
	return []parts.Key{parts.Mark, parts.Enter.As("kiosk.key.done"), parts.Move.Only("up", "down")}
}

func (e *itemsEditor) press(key tea.KeyMsg) effect {
	name := key.String()
	if e.why != nil {
		if parts.Back.Is(name) {
			e.why = nil
			return effect{}
		}
		if e.why.press(key).done {
			e.chosen[e.fields[e.scroll.Pick]] = e.why.chosen
			e.why = nil
		}
		return effect{}
	}
	switch {
	case parts.Mark.Is(name) && len(e.fields) > 0:
		e.turn(e.fields[e.scroll.Pick])
	case parts.Enter.Is(name):
		return effect{done: true}
	case name == "up" || name == "down":
		e.scroll.Press(name, e.page(e.g.voice()), len(e.fields)+1)
	default:
		return effect{unused: true}
	}
	return effect{}
}

// turn takes a field away, or asks for the reason to ask for it; a single reason needs no
// choosing.
func (e *itemsEditor) turn(at form.Pointer) {
	_, on := e.chosen[at]
	switch {
	case on:
		delete(e.chosen, at)
	case len(e.reasons) == 1:
		e.chosen[at] = e.reasons[0]
	default:
		e.why = &options{g: e.g, ids: e.reasons, words: func(v voice, id string) string { return v.say(id) }}
	}
}

func (e *itemsEditor) page(v voice) parts.Page {
	var p parts.Page
	for _, at := range e.fields {
		reason, on := e.chosen[at]
		text := box(on) + v.say("kiosk.answer", seva.Args{"Value": e.file.fieldText(at)})
		if on {
			text += " · " + v.say(reason)
		}
		p.AddRow(parts.Line{Text: "    " + text})
	}
	return p
}

func (e *itemsEditor) lines(v voice, room int) []parts.Line {
	if e.why == nil {
		p := e.page(v)
		return append(e.g.wrapped(parts.Dim, 4, v.say("kiosk.hint.items")),
			e.scroll.Revealed(p, room-1).View(p, room-1, e.g.more)...)
	}
	head := v.say("kiosk.act.why", seva.Args{"Field": e.file.fieldText(e.fields[e.scroll.Pick])})
	return append(e.g.wrapped(parts.Plain, 4, head), e.why.lines(v, room-1)...)
}
