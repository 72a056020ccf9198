package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// rows is the editor of a roster inside its form: it tells how many rows there are and
// leads to them.
type rows struct{ setting }

func newRows(s setting) editor { return &rows{s} }

func (r *rows) letters() bool             { return false }
func (r *rows) given() (form.Input, bool) { return form.Input{}, false }

func (r *rows) keys() []parts.Key { return []parts.Key{parts.Enter.As("kiosk.key.rows")} }

func (r *rows) press(key tea.KeyMsg) effect {
	if parts.Enter.Is(key.String()) {
		return effect{open: r.roster()}
	}
	return effect{unused: true}
}

func (r *rows) lines(v voice, _ int) []parts.Line {
	lines := r.g.wrapped(parts.Typed, 4, v.say("kiosk.answer.rows", seva.Args{"Rows": len(r.value.Rows)}))
	return append(lines, r.g.wrapped(parts.Dim, 4, v.say("kiosk.hint.rows"))...)
}

// roster is the screen of a roster: its rows, and one line to add another.
type roster struct {
	saver
	g      *Ground
	field  form.Field
	scroll parts.Scroll
	sure   bool // Clear was pressed once
}

func newRoster(app *application, f form.Field) *roster {
	return &roster{saver: saver{app: app}, g: app.g, field: f}
}

func (r *roster) Init() tea.Cmd { return nil }
func (r *roster) Title() string { return r.g.say(r.field.Key()) }

func (r *roster) rows() []form.Answers { return r.app.draft.Answers[r.field.ID].Rows }

// Update asks twice before it takes a row away: a row is many answers, and one key.
func (r *roster) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if _, cmd := r.heard(msg); cmd != nil {
		return r, cmd
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return r, nil
	}
	name := key.String()
	sure := r.sure
	r.sure = false
	switch {
	case parts.Back.Is(name) && r.saving.waiting:
		return r, r.stop()
	case parts.Back.Is(name):
		return nil, nil
	case r.saving.waiting:
	case r.scroll.Press(name, r.page(), r.g.Height):
	case parts.Enter.Is(name): // the row after the last is the one that adds
		return newFilling(r.app, form.At(r.field.ID, r.scroll.Pick, ""), ""), nil
	case parts.Clear.Is(name) && r.scroll.Pick < len(r.rows()):
		if r.sure = !sure; r.sure {
			return r, nil
		}
		return r, r.send(form.Entry{At: form.At(r.field.ID, r.scroll.Pick, ""), Input: form.Input{Clear: true}})
	}
	return r, nil
}

func (r *roster) page() parts.Page {
	v := r.g.voice()
	var p parts.Page
	p.Head = append(p.Head, r.g.wrapped(parts.Strong, 1, v.say("kiosk.rows.ask", seva.Args{"Rows": len(r.rows())}))...)
	p.Head = append(p.Head, r.news(v)...)
	if r.sure {
		p.Head = append(p.Head, r.g.warned([]string{v.say("kiosk.rows.sure")})...)
	}
	p.Head = append(p.Head, parts.Line{})
	for i := range r.rows() {
		at := form.At(r.field.ID, i, "")
		p.AddRow(parts.Line{Text: "  " + v.figure(number(i+1)) + ". " + r.app.rowText(v, at)})
		if r.app.missing(at) || r.app.flawed(at) {
			p.Body = append(p.Body, r.g.wrapped(parts.Alert, 6, v.say("kiosk.rows.incomplete"))...)
		}
	}
	p.AddRow(parts.Line{Text: "  + " + v.say("kiosk.rows.add")})
	return p
}

// rowText says the answers of a row one after the other, the first of them first: in
// rosters that is a name.
func (a *application) rowText(v voice, at form.Pointer) string {
	text := ""
	for _, q := range a.row(at) {
		said := a.g.answerIn(v, q.field, q.value, a.draft.Files)
		if said == "" {
			continue
		}
		if text != "" {
			text += " · "
		}
		text += said
	}
	return text
}

// flawed tells whether the last answers were refused at a place or inside it.
func (a *application) flawed(at form.Pointer) bool {
	for flaw := range a.flaws {
		if within(flaw, at) {
			return true
		}
	}
	return false
}

func (r *roster) Lines() []parts.Line { return r.scroll.View(r.page(), r.g.Height, r.g.more) }

func (r *roster) Keys() []parts.Key {
	return []parts.Key{parts.Enter, parts.Move, parts.Clear.As("kiosk.key.remove"), parts.Back}
}
