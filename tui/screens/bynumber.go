package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/tui/parts"
)

// byNumber opens a case by its number, for an auditor: also one that has ended, which is in
// no inbox. That it was opened is a look like any other, and the citizen is told of it.
type byNumber struct {
	road
	g     *Ground
	input parts.Input
}

func newByNumber(g *Ground) *byNumber { return &byNumber{g: g, input: parts.Input{Limit: 30}} }

func (b *byNumber) Init() tea.Cmd { return nil }
func (b *byNumber) Typing() bool  { return true }
func (b *byNumber) Title() string { return b.g.say("kiosk.audit.title") }

func (b *byNumber) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := b.take(msg); ok {
		return next, nil
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return b, nil
	}
	name := key.String()
	switch {
	case parts.Back.Is(name) && b.waiting:
		b.drop()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name) && b.input.Value() != "":
		return b, toCase(&b.road, b.g, proof{number: caseNumber(b.input.Value())})
	case b.input.Press(key):
		b.drop()
	}
	return b, nil
}

func (b *byNumber) Lines() []parts.Line {
	v := b.g.voice()
	lines := append([]parts.Line{{}}, b.g.wrapped(parts.Strong, 2, v.say("kiosk.audit.ask"))...)
	lines = append(lines, field(b.g, v.say("kiosk.status.number"), b.input, true)...)
	lines = append(lines, b.g.wrapped(parts.Dim, 4, v.say("kiosk.audit.hint"))...)
	lines = append(lines, parts.Line{})
	lines = append(lines, b.sign(b.g)...)
	return lines[:min(len(lines), b.g.Height)]
}

func (b *byNumber) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.case"), parts.Back}
}
