package walks

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"duar/i18n"
	"duar/seva"
	asked "duar/seva/form"
)

// robot answers the questions of a form at a kiosk, one after the other, with the answers
// of a walk. It knows which key each kind of question wants, and waits for the question
// before it types.
type robot struct {
	*booth
	walk    applied
	form    asked.Form
	answers asked.Answers
	facts   asked.Facts
	folder  string // of scanned papers
}

// form gives what the services ask, as one form.
func (b *booth) form(ids []string) asked.Form {
	b.t.Helper()
	var forms []asked.Form
	for _, id := range ids {
		s, err := b.server.Services("").Service(b.t.Context(), id)
		if err != nil {
			b.t.Fatal(err)
		}
		forms = append(forms, s.Form)
	}
	if len(forms) == 1 {
		return forms[0]
	}
	f, err := asked.Merge("application", forms...)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// unspaced leaves out what a screen adds to a text: spaces, and marks at its edge.
func unspaced(r rune) rune {
	if unicode.IsSpace(r) || r == '▌' || r == '│' {
		return -1
	}
	return r
}

// bare is a text without what a screen may add to it or break in it.
func bare(s string) string { return strings.Map(unspaced, norm.NFC.String(s)) }

// opened waits until a question is the open one: its label has a bar before it.
func (b *booth) opened(label string) {
	b.t.Helper()
	if !b.comes(func(view string) bool {
		marked := ""
		for line := range strings.Lines(view) {
			if strings.HasPrefix(line, "▌ ") {
				marked += line
			}
		}
		return strings.Contains(bare(marked), bare(label))
	}) {
		b.t.Fatalf("the question %q does not come up:\n%s", label, b.screen.shown())
	}
}

// answer gives the answer of the walk to one question.
func (r robot) answer(f asked.Field, at string) {
	r.t.Helper()
	label := r.say(f.Key())
	if f.Kind == asked.Declaration {
		label = r.say("kiosk.form.declaration")
	}
	r.opened(label)
	if kind, isFile := r.walk.Files[at]; isFile {
		r.press(sheetAt(r.t, r.folder, fileName(at, kind), kind), "enter")
		return
	}
	given := r.walk.Answers[at]
	text, _ := given.(string)
	switch rows := r.answers[at].Rows; {
	case f.Kind == asked.Roster && len(rows) > 0:
		r.rows(f, rows)
	case given == nil:
		r.press("tab")
	case f.Kind == asked.Choice:
		r.choose(f.Options, text)
	case f.Kind == asked.YesNo, f.Kind == asked.Declaration:
		r.choose([]string{"yes", "no"}, text)
	case f.Kind == asked.Choices:
		for _, one := range given.([]any) {
			r.press(fmt.Sprint(slices.Index(f.Options, one.(string)) + 1))
		}
		r.press("enter")
	case f.Kind == asked.Account:
		for _, typing := range given.([]any) {
			r.press(typing.(string), "enter")
		}
	case f.Kind == asked.Place:
		r.place(f, text)
	case f.Kind == asked.Plot, f.Kind == asked.Khatian:
		r.parcel(f, text)
	default:
		r.press(text, "enter")
	}
}

// choose takes an option by its key, or where the keys end by going down to it.
func (r robot) choose(options []string, option string) {
	at := slices.Index(options, option)
	if at < 9 {
		r.press(fmt.Sprint(at + 1))
		return
	}
	for range at {
		r.press("down")
	}
	r.press("enter")
}

// rows opens a roster and adds its rows, each on a page of its own.
func (r robot) rows(f asked.Field, rows []asked.Answers) {
	r.t.Helper()
	r.press("enter")
	for i, row := range rows {
		r.sees(r.say("kiosk.rows.ask", seva.Args{"Rows": i}))
		r.press("end", "enter")
		for _, column := range r.form.RowAsked(f, r.answers, row, r.facts) {
			r.answer(column, fmt.Sprintf("%s/%d/%s", f.ID, i, column.ID))
		}
	}
	r.sees(r.say("kiosk.rows.ask", seva.Args{"Rows": len(rows)}))
	r.press("esc", "tab")
}

// marked waits until the marked row of a list shows all of these.
func (r robot) marked(texts ...string) {
	r.t.Helper()
	if !r.comes(func(view string) bool {
		for line := range strings.Lines(view) {
			if strings.HasPrefix(line, "▸") {
				return !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(bare(line), bare(s)) })
			}
		}
		return false
	}) {
		r.t.Fatalf("%q is not marked:\n%s", texts, r.screen.shown())
	}
}

// place goes down to a village by the names of its district and block, or stays at the
// block, as for a town.
func (r robot) place(f asked.Field, code string) {
	r.t.Helper()
	block, village, _ := strings.Cut(code, "/")
	r.press("enter")
	r.marked()
	district, name := r.block(block)
	r.press(district.In(r.lang))
	r.marked(district.In(r.lang))
	r.press("enter")
	r.sees(r.say("kiosk.pick.block", seva.Args{"District": district}))
	r.marked()
	r.press(name.In(r.lang))
	r.marked(name.In(r.lang))
	r.press("enter")
	r.sees(r.say("kiosk.pick.village", seva.Args{"Block": name}))
	r.marked(name.In(r.lang))
	if village != "" {
		r.press("Ranjapur")
		r.marked("Ranjapur", i18n.Digits(r.lang, village))
	}
	r.press("enter")
}

// block names a block and its district.
func (r robot) block(code string) (district, block seva.Names) {
	r.t.Helper()
	places := r.server.Places()
	all, err := places.Districts(r.t.Context())
	for _, d := range all {
		if err != nil {
			break
		}
		blocks, inner := places.Blocks(r.t.Context(), d.Code)
		err = inner
		for _, b := range blocks {
			if b.Code == code {
				return d.Name, b.Name
			}
		}
	}
	r.t.Fatalf("no block %s: %v", code, err)
	return
}

// parcel types the number of a plot or khatian; its mouza is chosen first where none is
// at hand.
func (r robot) parcel(f asked.Field, text string) {
	r.t.Helper()
	idn, number, _ := strings.Cut(text, "/")
	if strings.Contains(bare(r.screen.shown()), bare(r.say("kiosk.form.pick_mouza"))) {
		r.press("enter")
		r.marked()
		r.press(idn)
		r.opened(r.say(f.Key()))
	}
	r.press(number, "enter")
}
