package screens

import (
	"fmt"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// line is the editor of everything that is typed in one line. How it is read is the
// form's business: any digits, any way to write a date.
type line struct {
	setting
	input parts.Input
	kept  string // what the desk has, as it would be typed
}

func newLine(s setting) editor {
	l := &line{setting: s, kept: typeable(s.field, s.value), input: parts.Input{Limit: form.MaxText}}
	l.input.Set(l.kept)
	l.input.Renew() // the next letter begins anew, an arrow corrects
	return l
}

// typeable writes an accepted answer as it may be typed again; "" for what is not shown.
func typeable(f form.Field, val form.Value) string {
	s := val.Text
	switch {
	case f.Secret || f.Kind == form.Aadhaar || f.Kind == form.Account:
		return ""
	case f.Kind == form.Money:
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			s = strconv.FormatInt(n/100, 10)
			if n%100 != 0 {
				s += fmt.Sprintf(".%02d", n%100)
			}
		}
	case f.Kind == form.Date:
		if d, err := seva.ParseDate(s); err == nil {
			s = dayFirst(d)
		}
	case f.Kind == form.Mobile:
		s = strings.TrimPrefix(s, "91")
	}
	return s
}

// dayFirst writes a date as papers here have it: 16/07/1961, or as much as is known.
func dayFirst(d seva.Date) string {
	switch {
	case d.Full():
		return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
	case d.Month != 0:
		return fmt.Sprintf("%02d/%04d", d.Month, d.Year)
	}
	return fmt.Sprintf("%04d", d.Year)
}

func (l *line) letters() bool     { return true }
func (l *line) keys() []parts.Key { return []parts.Key{parts.Enter.As("kiosk.key.keep")} }

func (l *line) press(key tea.KeyMsg) effect {
	name := key.String()
	switch {
	case parts.Enter.Is(name):
		return effect{done: true}
	case l.input.Press(key):
		return effect{}
	}
	return effect{unused: !edits(key)}
}

// edits tells whether a key belongs to a line that is typed even when it changed nothing.
func edits(key tea.KeyMsg) bool {
	switch key.Type {
	case tea.KeyRunes, tea.KeySpace, tea.KeyBackspace, tea.KeyDelete, tea.KeyLeft, tea.KeyRight, tea.KeyHome, tea.KeyEnd, tea.KeyCtrlU:
		return true
	}
	return false
}

// given: an answer that was emptied is taken away.
func (l *line) given() (form.Input, bool) {
	typed := l.input.Value()
	return form.Input{Text: typed, Clear: strings.TrimSpace(typed) == ""}, typed != l.kept
}

func (l *line) lines(v voice, _ int) []parts.Line {
	var lines []parts.Line
	if l.kept == "" && !l.value.IsZero() { // secret: it is seen masked, and typed anew as a whole
		lines = l.g.wrapped(parts.Plain, 4, v.say("kiosk.form.anew", seva.Args{"Value": l.g.answerIn(v, l.field, l.value, nil)}))
	}
	return append(append(lines, typed(l.g, l.input)), hint(l.g, v, l.field)...)
}

// typed draws a line to type in inside a form.
func typed(g *Ground, in parts.Input) parts.Line {
	l := in.Line(g.Width - 4)
	l.Text = "    " + l.Text
	return l
}

// hints say how something is typed, where that is not plain from the question.
var hints = map[form.Kind]string{
	form.Money:   "kiosk.hint.money",
	form.Area:    "kiosk.hint.area",
	form.Share:   "kiosk.hint.share",
	form.Date:    "kiosk.hint.date",
	form.Mobile:  "kiosk.hint.mobile",
	form.PIN:     "kiosk.hint.pin",
	form.IFSC:    "kiosk.hint.ifsc",
	form.Aadhaar: "kiosk.hint.aadhaar",
	form.Account: "kiosk.hint.account",
}

func hint(g *Ground, v voice, f form.Field) []parts.Line {
	word := hints[f.Kind]
	switch {
	case word == "":
		return nil
	case f.Kind == form.Date && f.Partial:
		word = "kiosk.hint.partial"
	}
	return g.wrapped(parts.Dim, 4, v.say(word))
}

// twice is the editor of a bank account's number, which is typed two times. The first is
// hidden before the second is typed, so that it cannot be copied by eye.
type twice struct {
	setting
	first, second parts.Input
	again         bool
}

func newTwice(s setting) editor {
	return &twice{setting: s, first: parts.Input{Limit: 24}, second: parts.Input{Limit: 24}}
}

func (t *twice) letters() bool     { return true }
func (t *twice) keys() []parts.Key { return []parts.Key{parts.Enter.As("kiosk.key.keep")} }

func (t *twice) press(key tea.KeyMsg) effect {
	name := key.String()
	if !parts.Enter.Is(name) {
		in := &t.first
		if t.again {
			in = &t.second
		}
		return effect{unused: !in.Press(key) && !edits(key)}
	}
	if !t.again && t.first.Value() != "" {
		t.again, t.first.Masked = true, true
		return effect{}
	}
	return effect{done: !t.again || t.second.Value() != ""}
}

// given is nothing until both are typed: half an account is no answer.
func (t *twice) given() (form.Input, bool) {
	return form.Input{Text: t.first.Value(), Again: t.second.Value()}, t.again && t.second.Value() != ""
}

func (t *twice) lines(v voice, _ int) []parts.Line {
	var lines []parts.Line
	if !t.value.IsZero() {
		lines = t.g.wrapped(parts.Plain, 4, v.say("kiosk.form.anew", seva.Args{"Value": t.g.answerIn(v, t.field, t.value, nil)}))
	}
	if !t.again {
		return append(append(lines, typed(t.g, t.first)), hint(t.g, v, t.field)...)
	}
	lines = append(lines, parts.Line{Text: "    " + t.first.Shown()})
	lines = append(lines, t.g.wrapped(parts.Plain, 4, v.say("kiosk.form.again"))...)
	return append(lines, typed(t.g, t.second))
}
