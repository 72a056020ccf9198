package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/identity"
	"duar/tui/parts"
)

// barring suspends a citizen's mobile on every face, or lets it in again.
type barring struct {
	g     *Ground
	desk  identity.Bureau
	input parts.Input
	at    int    // of the deeds
	flaw  bool   // what is typed is no mobile
	done  string // the deed that has just been done, by its id
}

// barDeeds are bar and unbar, in the order of their rows: "kiosk.bar.<id>".
var barDeeds = []string{"bar", "unbar"}

func newBarring(g *Ground, desk identity.Bureau) *barring {
	return &barring{g: g, desk: desk, input: parts.Input{Limit: 20}}
}

func (b *barring) Init() tea.Cmd { return nil }
func (b *barring) Leave()        {}
func (b *barring) Typing() bool  { return true }
func (b *barring) Title() string { return b.g.say("kiosk.bar.title") }

func (b *barring) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return b, nil
	}
	switch name := key.String(); {
	case parts.Back.Is(name):
		return nil, nil
	case name == "up" || name == "down" || parts.Next.Is(name):
		b.at = 1 - b.at
	case parts.Enter.Is(name):
		phone, err := seva.ParsePhone(b.input.Value())
		if b.flaw = err != nil; b.flaw {
			return b, nil
		}
		return b.sure(phone, barDeeds[b.at]), nil
	case b.input.Press(key):
		b.flaw, b.done = false, ""
	}
	return b, nil
}

func (b *barring) sure(p seva.Phone, id string) Screen {
	desk := b.desk
	asks := func(v voice) []string {
		return []string{v.say("kiosk.bar."+id+".sure", seva.Args{"Phone": code(p.E164())})}
	}
	return newSure(b.g, "kiosk.bar.title", "kiosk.sure.yes", asks, func(ctx context.Context) (done, error) {
		err := desk.Bar(ctx, p, id == barDeeds[0])
		return back(func() tea.Cmd {
			b.done = id
			b.input.Set("")
			return nil
		}), err
	})
}

func (b *barring) Lines() []parts.Line {
	v := b.g.voice()
	lines := append([]parts.Line{{}}, b.g.wrapped(parts.Plain, 2, v.say("kiosk.bar.ask"))...)
	lines = append(lines, field(b.g, v.say("kiosk.bar.mobile"), b.input, true)...)
	lines = append(lines, parts.Line{})
	for i, id := range barDeeds {
		l := parts.Line{Text: "    " + v.say("kiosk.bar."+id)}
		if i == b.at {
			l = parts.Line{Text: "  ▸ " + v.say("kiosk.bar."+id), Tone: parts.Chosen}
		}
		lines = append(lines, l)
	}
	lines = append(lines, parts.Line{})
	switch {
	case b.flaw:
		lines = append(lines, b.g.wrapped(parts.Alert, 2, "!! "+v.say("kiosk.bar.flaw"))...)
	case b.done != "":
		lines = append(lines, b.g.wrapped(parts.Strong, 2, v.say("kiosk.staff.done", seva.Args{"Deed": seva.Say("kiosk.bar." + b.done)}))...)
	}
	return lines[:min(len(lines), b.g.Height)]
}

// Offers are both deeds.
func (b *barring) Offers() []string { return []string{"kiosk.bar.bar", "kiosk.bar.unbar"} }

func (b *barring) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Next, parts.Back}
}
