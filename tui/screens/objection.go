package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/tui/parts"
)

// Objector takes an objection to a mutation from a person who is present, in their own words,
// and gives the state in which the case stands then. Errors are those of mutation.Desk.Object.
type Objector interface {
	Object(ctx context.Context, number, words string) (state string, err error)
}

// newObjection takes the objection of somebody at the desk; number may be known already.
func newObjection(g *Ground, of string) Screen {
	b := &blank{g: g, title: "kiosk.object.title", ask: "kiosk.object.ask", hint: "kiosk.object.hint", enter: "kiosk.key.object",
		slots: []slot{
			filled(slot{id: "number", word: "kiosk.status.number", input: parts.Input{Limit: 30}}, of),
			{id: "words", word: "kiosk.object.words", input: parts.Input{Limit: 1000}},
		}, send: object}
	if of != "" {
		b.at = 1
	}
	return b
}

// object reads the words back to whoever said them, and hands them in when they stand by them.
func object(b *blank) (Screen, tea.Cmd) {
	of, words := caseNumber(b.given("number")), b.given("words")
	if _, err := casework.ParseNumber(of); err != nil {
		return b.refuse(err)
	}
	if words == "" {
		return b.refuse(seva.Refuse("words", seva.Say("kiosk.act.needed")))
	}
	g, desk := b.g, b.g.Objections(b.g.session)
	asks := func(v voice) []string {
		return []string{v.say("kiosk.object.read", seva.Args{"Number": of}), v.shape(words), v.say("kiosk.object.open")}
	}
	return newSure(g, "kiosk.object.title", "kiosk.object.yes", asks, func(ctx context.Context) (done, error) {
		state, err := desk.Object(ctx, of, words)
		return func() (Screen, tea.Cmd) {
			return &objected{printer: printer{g: g}, g: g, number: of, words: words, state: state, day: g.World.Today()}, nil
		}, err
	}), nil
}

// objected is the acknowledgement of an objection.
type objected struct {
	printer
	g             *Ground
	number, words string
	state         string
	day           seva.Date
	scroll        parts.Scroll
}

func (o *objected) Init() tea.Cmd { return nil }
func (o *objected) Leave()        {}
func (o *objected) Anew() bool    { return true }
func (o *objected) Title() string { return o.g.say("kiosk.object.title") }

func (o *objected) Update(msg tea.Msg) (Screen, tea.Cmd) {
	o.hear(msg)
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return o, nil
	}
	name := key.String()
	o.quiet()
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case parts.Print.Is(name):
		return o, o.print("objection-"+fileCode(o.number), "kiosk.object.title", "kiosk.object.foot", func(v voice) []string {
			var lines []string
			for _, text := range o.said(v) {
				lines = append(append(lines, parts.Wrap(text, paperWide)...), "")
			}
			return lines
		})
	case parts.Aloud.Is(name):
		return newSpoken(o.g, o.said), nil
	}
	o.scroll.Press(name, o.page(), o.g.Height)
	return o, nil
}

func (o *objected) said(v voice) []string {
	return []string{v.say("kiosk.object.done", seva.Args{"Number": o.number, "Day": o.day}),
		v.say("kiosk.answer", seva.Args{"Value": seva.Say("state." + o.state)}), v.shape(o.words), v.say("kiosk.object.next")}
}

func (o *objected) page() parts.Page {
	v := o.g.voice()
	p := parts.Page{Head: o.news(v)}
	for i, text := range o.said(v) {
		tone := parts.Plain
		if i == 0 {
			tone = parts.Strong
		}
		p.Add(parts.Line{})
		p.Add(o.g.wrapped(tone, 2, text)...)
	}
	return p
}

func (o *objected) Lines() []parts.Line { return o.scroll.View(o.page(), o.g.Height, o.g.more) }

func (o *objected) Keys() []parts.Key {
	return []parts.Key{parts.Print, parts.Aloud, parts.Move, parts.Back}
}
