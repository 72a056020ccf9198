package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/tui/parts"
)

// aloud shows a record, or where a case stands, as the sentences to read to the citizen. In another language it
// is the same record, so the operator can read to whoever stands there.
type aloud struct {
	g      *Ground
	said   func(voice) []string
	scroll parts.Scroll
}

// newAloud reads a record of land, and says what it is not.
func newAloud(g *Ground, of content) *aloud {
	return newSpoken(g, func(v voice) []string {
		return append(append(unreal(v, of.of()), of.aloud(v)...), v.say("kiosk.information"))
	})
}

// newSpoken reads whatever sentences there are.
func newSpoken(g *Ground, said func(voice) []string) *aloud { return &aloud{g: g, said: said} }

func (a *aloud) Init() tea.Cmd { return nil }
func (a *aloud) Leave()        {}
func (a *aloud) Title() string { return a.g.say("kiosk.aloud.title") }

func (a *aloud) Keys() []parts.Key { return []parts.Key{parts.Move, parts.Back} }

func (a *aloud) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return a, nil
	}
	name := key.String()
	if parts.Back.Is(name) || parts.Aloud.Is(name) || parts.Enter.Is(name) {
		return nil, nil
	}
	a.scroll.Press(name, a.page(), a.g.Height)
	return a, nil
}

func (a *aloud) page() parts.Page {
	v := a.g.voice()
	page := parts.Page{Head: []parts.Line{{}}}
	page.Head = append(page.Head, a.g.wrapped(parts.Dim, 2, v.say("kiosk.aloud.ask"))...)
	page.Head = append(page.Head, parts.Line{})
	for _, sentence := range a.said(v) {
		for _, l := range parts.Wrap(sentence, min(a.g.Width, 72)-6) {
			page.Add(parts.Line{Text: "   ▌ " + l, Tone: parts.Strong})
		}
		page.Add(parts.Line{Text: "   ▌"})
	}
	return page
}

func (a *aloud) Lines() []parts.Line { return a.scroll.View(a.page(), a.g.Height, a.g.more) }
