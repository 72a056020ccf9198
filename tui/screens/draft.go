package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva/service"
	"duar/tui/parts"
)

// fetch is the way to a draft. The screen is made when the draft has arrived, inside the
// loop, because it stands on the ground.
type fetch struct {
	query[service.Draft]
	counter service.Counter
}

// Leave drops the question, as Screen wants it.
func (f *fetch) Leave() { f.drop() }

// arrived gives the screen for a draft that a message brings: its form, or the number of
// what it has become.
func (f *fetch) arrived(g *Ground, msg tea.Msg) (Screen, bool) {
	d, ok := f.take(msg)
	switch {
	case !ok:
		return nil, false
	case d.Number != "":
		g.forgetDraft(d.ID)
		return newReceipt(g, service.Receipt{Number: d.Number}), true
	}
	return newFilling(newApplication(g, f.counter, d), "", d.Next), true
}

// draft goes to a draft that was begun before.
func (f *fetch) draft(g *Ground, id string) tea.Cmd {
	counter := f.counter
	return f.ask(g, func(ctx context.Context) (service.Draft, error) { return counter.Draft(ctx, id) })
}

// byID goes on with a draft by its number, which every page of a form shows: when the
// power went, or somebody began it at another desk.
type byID struct {
	fetch
	g     *Ground
	input parts.Input
}

func newByID(g *Ground, counter service.Counter) *byID {
	return &byID{fetch: fetch{counter: counter}, g: g, input: parts.Input{Limit: 60}}
}

func (b *byID) Init() tea.Cmd { return nil }
func (b *byID) Typing() bool  { return true }
func (b *byID) Title() string { return b.g.say("kiosk.draft.title") }

func (b *byID) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := b.arrived(b.g, msg); ok {
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
	case parts.Enter.Is(name):
		if id := strings.ToLower(strings.TrimSpace(b.input.Value())); id != "" {
			return b, b.draft(b.g, id)
		}
	case b.input.Press(key):
		b.drop()
	}
	return b, nil
}

func (b *byID) Lines() []parts.Line {
	v := b.g.voice()
	lines := append([]parts.Line{{}}, b.g.wrapped(parts.Plain, 2, v.say("kiosk.draft.ask"))...)
	typed := b.input.Line(b.g.Width - 2)
	typed.Text = "  " + typed.Text
	lines = append(lines, typed, parts.Line{})
	lines = append(lines, sign(b.g, b.waiting, b.err)...)
	return lines[:min(len(lines), b.g.Height)]
}

func (b *byID) Keys() []parts.Key { return []parts.Key{parts.Enter, parts.Back} }
