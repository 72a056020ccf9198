package screens

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/service"
	"duar/tui/parts"
)

// receipt is the acknowledgement: the number, large enough to be copied by hand, and for
// each service what happens next and by when. No way leads back into the form.
type receipt struct {
	road
	printer
	g       *Ground
	receipt service.Receipt // of a draft submitted before: only the number is known
	anew    query[[]casework.Glance]
	scroll  parts.Scroll
}

func newReceipt(g *Ground, r service.Receipt) *receipt {
	return &receipt{printer: printer{g: g}, g: g, receipt: r}
}

func (r *receipt) Init() tea.Cmd { return nil }
func (r *receipt) Anew() bool    { return true }

// Returned asks again when money has come meanwhile: whoever entered it needs no second fact.
func (r *receipt) Returned() tea.Cmd {
	return r.g.again(&r.anew, proof{number: r.receipt.Number}, r.receipt.Cases)
}

func (r *receipt) Title() string { return r.g.say("kiosk.receipt.title") }

func (r *receipt) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := r.take(msg); ok {
		return next, nil
	}
	r.hear(msg)
	if found, ok := r.anew.take(msg); ok {
		r.receipt.Cases = found
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return r, nil
	}
	name := key.String()
	r.quiet()
	switch {
	case parts.Back.Is(name) && r.waiting:
		r.drop()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Pay.Is(name) && r.g.pays(r.receipt.Cases...):
		return r, toDues(&r.road, r.g, proof{number: r.g.owing(r.receipt.Cases...)})
	case parts.Print.Is(name):
		return r, r.print("acknowledgement-"+fileCode(r.receipt.Number), "kiosk.receipt.title", "kiosk.receipt.keep", r.paper)
	case parts.Aloud.Is(name):
		return newSpoken(r.g, r.aloud), nil
	}
	r.scroll.Press(name, r.page(), r.g.Height)
	return r, nil
}

// fileCode makes a case's number fit for a file name.
func fileCode(number string) string { return strings.ReplaceAll(number, "/", "-") }

// spaced writes a number with room between its signs.
func spaced(number string) string { return strings.Join(strings.Split(number, ""), " ") }

func (r *receipt) page() parts.Page {
	v := r.g.voice()
	p := parts.Page{Head: append(r.sign(r.g), r.news(v)...)}
	p.Head = append(p.Head, sign(r.g, r.anew.waiting, r.anew.err)...)
	p.Add(parts.Line{})
	p.Add(r.g.wrapped(parts.Plain, 2, v.say("kiosk.receipt.number"))...)
	p.Add(parts.Line{}, parts.Line{Text: "      " + spaced(r.receipt.Number), Tone: parts.Strong}, parts.Line{})
	p.Add(r.g.wrapped(parts.Plain, 2, v.say("kiosk.receipt.write"))...)
	if len(r.receipt.Cases) == 0 {
		p.Add(r.g.wrapped(parts.Plain, 2, v.say("kiosk.receipt.before"))...)
	}
	for _, c := range r.receipt.Cases {
		p.Add(parts.Line{})
		p.Add(standingLines(r.g, v, c)...)
	}
	return p
}

func (r *receipt) paper(v voice) []string {
	lines := []string{v.say("kiosk.receipt.number"), "", "      " + r.receipt.Number, ""}
	if !r.receipt.At.IsZero() {
		lines = append(lines, v.say("kiosk.receipt.at", seva.Args{"When": r.receipt.At}))
	}
	for _, c := range r.receipt.Cases {
		lines = append(append(lines, ""), standingPaper(v, c)...)
	}
	return lines
}

func (r *receipt) aloud(v voice) []string {
	said := []string{v.say("kiosk.receipt.said", seva.Args{"Number": code(spaced(r.receipt.Number))})}
	for _, c := range r.receipt.Cases {
		said = append(said, standingSaid(v, c)...)
	}
	return said
}

func (r *receipt) Lines() []parts.Line { return r.scroll.View(r.page(), r.g.Height, r.g.more) }

func (r *receipt) Keys() []parts.Key {
	keys := []parts.Key{parts.Print, parts.Aloud, parts.Move, parts.Back}
	if r.g.pays(r.receipt.Cases...) {
		keys = append([]parts.Key{parts.Pay}, keys...)
	}
	return keys
}
