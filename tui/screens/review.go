package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// review shows all answers by section before they are handed in, and leads to any of them.
type review struct {
	form   *filling // behind this screen; it is opened where the operator goes
	g      *Ground
	scroll parts.Scroll
	wanted bool // handing in was asked for while something was missing
}

func newReview(f *filling) *review { return &review{form: f, g: f.g} }

func (r *review) Init() tea.Cmd { return nil }
func (r *review) Leave()        {}
func (r *review) Title() string { return r.g.say("kiosk.review.title") }

func (r *review) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return r, nil
	}
	name := key.String()
	r.wanted, r.form.app.moved = false, false // it has been seen
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case r.scroll.Press(name, r.page(), r.g.Height):
	case parts.Enter.Is(name):
		places := r.places()
		if len(places) == 0 {
			return nil, nil
		}
		return r.goTo(places[r.scroll.Pick].at)
	case parts.Next.Is(name):
		return r.nextMissing()
	case parts.Review.Is(name) && len(r.form.app.draft.Missing) > 0:
		r.wanted = true
	case parts.Review.Is(name):
		return newConsent(r.form.app), nil
	}
	return r, nil
}

// nextMissing goes to the first answer that is still wanted.
func (r *review) nextMissing() (Screen, tea.Cmd) {
	missing := r.form.app.draft.Missing
	if len(missing) == 0 {
		return r, nil
	}
	return r.goTo(missing[0].At)
}

// goTo goes back to the form at a question; to one in a row of a roster by way of that
// row, which leads back here.
func (r *review) goTo(at form.Pointer) (Screen, tea.Cmd) {
	id, n, column, _ := at.Split()
	if n >= 0 && column != "" {
		return newFilling(r.form.app, form.At(id, n, ""), at), nil
	}
	return nil, r.form.open(at)
}

// places are the rows of the page, in its order: every question, and of a roster every
// question of its rows.
func (r *review) places() []ask {
	var all []ask
	for _, p := range r.form.app.pages("") {
		for _, q := range p.asks {
			all = append(all, q)
			for i := range q.value.Rows {
				all = append(all, r.form.app.row(form.At(q.field.ID, i, ""))...)
			}
		}
	}
	return all
}

// page is made of the same rows as places, in the same order: the row that is chosen says
// where Enter leads.
func (r *review) page() parts.Page {
	v, app := r.g.voice(), r.form.app
	var p parts.Page
	p.Head = r.state(v)
	for _, section := range app.pages("") {
		p.Add(parts.Line{}, parts.Line{Text: "▌ " + v.say("section."+section.section), Tone: parts.Strong})
		for _, q := range section.asks {
			p.AddRow(r.row(v, q, 2)...)
			for i := range q.value.Rows {
				p.Add(parts.Line{Text: "      " + v.say("kiosk.form.row", seva.Args{"Row": i + 1, "Roster": seva.Say(q.field.Key())}), Tone: parts.Dim})
				for _, cell := range app.row(form.At(q.field.ID, i, "")) {
					p.AddRow(r.row(v, cell, 6)...)
				}
			}
		}
	}
	p.Add(parts.Line{})
	p.Add(app.verdicts(v)...)
	return p
}

// state says whether the application can be handed in, and what to do next.
func (r *review) state(v voice) []parts.Line {
	app := r.form.app
	if app.moved {
		return r.g.warned([]string{v.say("kiosk.form.moved")})
	}
	if n := len(app.draft.Missing); n > 0 {
		word := "kiosk.review.missing"
		if r.wanted {
			word = "kiosk.review.not_yet"
		}
		return r.g.warned([]string{v.say(word, seva.Args{"Missing": n})})
	}
	for _, said := range app.draft.Verdicts {
		for _, f := range said.Failed {
			if f.Stops {
				return r.g.warned([]string{v.say("kiosk.review.stopped")})
			}
		}
	}
	return r.g.wrapped(parts.Strong, 1, v.say("kiosk.review.complete"))
}

// row shows a question and its answer, whole: this is what is agreed to.
func (r *review) row(v voice, q ask, indent int) []parts.Line {
	app := r.form.app
	said := r.g.answerIn(v, q.field, q.value, app.draft.Files)
	tone := parts.Plain
	switch {
	case said != "":
	case app.missing(q.at):
		said, tone = "!! "+v.say("kiosk.review.lacks"), parts.Alert
	default:
		said, tone = v.say("kiosk.review.none"), parts.Dim
	}
	lines := r.g.wrapped(tone, indent, beside(r.form.short(v, q), said))
	if flaw, bad := app.wrong(q); bad {
		for _, l := range marked(r.g.Width-indent-2, []string{v.tell(flaw)}) {
			lines = append(lines, parts.Line{Text: parts.Pad("", indent+2) + l, Tone: parts.Alert})
		}
	}
	return lines
}

func (r *review) Lines() []parts.Line { return r.scroll.View(r.page(), r.g.Height, r.g.more) }

func (r *review) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As("kiosk.key.correct"), parts.Move}
	if len(r.form.app.draft.Missing) > 0 {
		keys = append(keys, parts.Next.As("kiosk.key.missing"))
	}
	return append(keys, parts.Review.As("kiosk.key.submit"), parts.Back)
}
