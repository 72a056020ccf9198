package screens

import (
	"slices"
	"strconv"
	"strings"

	"duar/i18n"
	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// answerIn says an accepted answer to whoever sits at the desk; "" when there is none. What
// is secret is masked, also to whoever has just typed it: others see the screen too.
func (g *Ground) answerIn(v voice, f form.Field, val form.Value, files []form.Upload) string {
	if val.IsZero() {
		return ""
	}
	if f.Masked() {
		return v.figure(code(f.Shown(val).Text))
	}
	text := func(value any) string { return v.say("kiosk.answer", seva.Args{"Value": value}) }
	switch f.Kind {
	case form.Number:
		if n, err := strconv.Atoi(val.Text); err == nil {
			return text(n)
		}
	case form.Money:
		if n, err := strconv.ParseInt(val.Text, 10, 64); err == nil {
			return text(seva.Money(n))
		}
	case form.Area:
		if a, err := seva.ParseArea(val.Text); err == nil {
			return text(a.In(seva.InAcre))
		}
	case form.Date:
		if d, err := seva.ParseDate(val.Text); err == nil {
			return text(d)
		}
	case form.Choice:
		return v.say(f.OptionKey(val.Text))
	case form.Choices:
		said := make([]seva.Text, len(val.List))
		for i, o := range val.List {
			said[i] = seva.Say(f.OptionKey(o))
		}
		return text(said)
	case form.YesNo, form.Declaration:
		return v.say("kiosk.answer." + val.Text)
	case form.Mobile:
		return v.figure(code("+" + val.Text))
	case form.Place:
		return g.placed(v, val.Text)
	case form.Plot, form.Khatian:
		return v.say("kiosk.answer."+string(f.Kind), parcelArgs(val.Text))
	case form.File:
		return fileName(v, val.Text, files)
	case form.Roster:
		return v.say("kiosk.answer.rows", seva.Args{"Rows": len(val.Rows)})
	case form.PIN, form.Share:
		return v.figure(code(val.Text))
	}
	return v.shape(val.Text)
}

// code is text of which only the digits are the reader's own.
type code string

func (c code) String() string { return string(c) }

// parcelArgs takes "1027001/165/1201" apart: the mouza's number and the one in it.
func parcelArgs(s string) seva.Args {
	idn, n, _ := strings.Cut(s, "/")
	return seva.Args{"IDN": code(idn), "Number": code(n)}
}

// placed names a place "block/village" by what was chosen here, else by its codes.
func (g *Ground) placed(v voice, s string) string {
	var said []string
	for _, c := range slices.Backward(strings.Split(s, "/")) {
		name := v.figure(code(c))
		if n, ok := g.named[c]; ok {
			name = v.name(n)
		}
		said = append(said, name)
	}
	return strings.Join(said, ", ")
}

// fileName gives an upload the name it was handed in under.
func fileName(v voice, id string, files []form.Upload) string {
	at := slices.IndexFunc(files, func(f form.Upload) bool { return f.ID == id })
	if at < 0 {
		return v.shape(id)
	}
	return v.say("kiosk.answer.file", seva.Args{"Name": files[at].Name, "Size": kilobytes(files[at].Size)})
}

// kilobytes is a size as people know it, rounded up: no file is empty.
func kilobytes(n int64) int { return int((n + 1023) / 1024) }

// label is what a field asks, and that it may be left out.
func label(v voice, f form.Field) string {
	text := v.say(f.Key())
	if f.Optional {
		text += " " + v.say("kiosk.form.optional")
	}
	return text
}

// help is the line of help that a field may have.
func help(g *Ground, v voice, f form.Field) []parts.Line {
	if !i18n.Has(v.lang, f.Key()+".help") {
		return nil
	}
	return g.wrapped(parts.Dim, 4, v.say(f.Key()+".help"))
}

// beside puts an answer beside its label; a question mark needs no colon after it.
func beside(label, said string) string {
	if strings.HasSuffix(label, "?") {
		return label + " " + said
	}
	return label + ": " + said
}
