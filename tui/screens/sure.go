package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/tui/parts"
)

// sure says what is about to be done and does it when that is confirmed. No is marked:
// nothing is done by a key held too long.
type sure struct {
	g      *Ground
	title  string               // its message
	asks   func(voice) []string // what will be done, a paragraph each
	yes    string               // the message of the row that does it
	deed   func(context.Context) (done, error)
	doing  query[done]
	passed bool // it has been done
	scroll reader
}

// done is what comes of a deed: asked for in the loop, because screens belong to it. A nil
// screen leads back.
type done func() (Screen, tea.Cmd)

// back is the deed's end that leads back to a screen, which is told of it.
func back(told func() tea.Cmd) done { return func() (Screen, tea.Cmd) { return nil, told() } }

func newSure(g *Ground, title, yes string, asks func(voice) []string, deed func(context.Context) (done, error)) *sure {
	return &sure{g: g, title: title, yes: yes, asks: asks, deed: deed, scroll: reader{Scroll: parts.Scroll{Pick: 1}}}
}

func (s *sure) Init() tea.Cmd { return nil }

// Leave drops nothing: what is being done is done, and its answer is awaited.
func (s *sure) Leave()        {}
func (s *sure) Passed() bool  { return s.passed }
func (s *sure) Title() string { return s.g.say(s.title) }

func (s *sure) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if d, ok := s.doing.take(msg); ok {
		s.passed = true
		return d()
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return s, nil
	}
	name := seva.Digits(key.String())
	if i := numbered(name, len(yesNo)); i >= 0 {
		s.scroll.Pick = i
		name = "enter"
	}
	switch {
	case s.doing.waiting:
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name) && !s.scroll.reached(s.page(), s.g.Height):
	case parts.Enter.Is(name) && yesNo[s.scroll.Pick] == "no":
		return nil, nil
	case parts.Enter.Is(name):
		return s, s.doing.ask(s.g, s.deed)
	default:
		s.scroll.press(name, s.page(), s.g.Height)
	}
	return s, nil
}

func (s *sure) page() parts.Page {
	v := s.g.voice()
	p := parts.Page{Head: sending(s.g, s.doing.waiting, s.doing.err)}
	for _, text := range s.asks(v) {
		p.Add(parts.Line{})
		p.Add(s.g.wrapped(parts.Strong, 2, text)...)
	}
	p.Add(parts.Line{})
	for i, word := range []string{s.yes, "kiosk.sure.no"} {
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + v.say(word)})
	}
	return p
}

func (s *sure) Lines() []parts.Line { return s.scroll.view(s.page(), s.g) }

func (s *sure) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move, parts.Back}
}
