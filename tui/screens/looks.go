package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/i18n"
	"duar/seva"
	"duar/seva/ledger"
	"duar/seva/registry"
	"duar/tui/parts"
)

// looksShown are how many looks are listed for the citizen at the desk.
const looksShown = 20

// proof is how the citizen at the desk is known: the number of an application and, unless it
// was entered by whoever sits here, the second fact that the citizen gave.
type proof struct{ number, fact string }

// looked tells the citizen at the desk who looked at their application: how often, and in
// which role and office, on which day and for what. Nobody is named.
type looked struct {
	printer
	g      *Ground
	number string
	looks  registry.Looks
	scroll parts.Scroll
}

// toLooked is the way to that, for a citizen who is at the desk.
func toLooked(r *road, g *Ground, of proof) tea.Cmd {
	desk, can := g.present()
	if !can {
		return nil
	}
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		found, err := desk.LooksAt(ctx, of.number, of.fact, looksShown)
		return &looked{printer: printer{g: g}, g: g, number: of.number, looks: found}, err
	})
}

func (l *looked) Init() tea.Cmd { return nil }
func (l *looked) Leave()        {}
func (l *looked) Title() string { return l.g.say("kiosk.looked.title") }

func (l *looked) Update(msg tea.Msg) (Screen, tea.Cmd) {
	l.hear(msg)
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return l, nil
	}
	name := key.String()
	l.quiet()
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case parts.Print.Is(name):
		return l, l.print("looks-"+fileCode(l.number), "kiosk.looked.title", "kiosk.looked.foot", l.said)
	case parts.Aloud.Is(name):
		return newSpoken(l.g, l.said), nil
	}
	l.scroll.Press(name, l.page(), l.g.Height)
	return l, nil
}

// said is all of it, for the screen, the ear and the printer.
func (l *looked) said(v voice) []string {
	args := seva.Args{"Number": l.number, "Count": l.looks.Count, "Since": seva.DateOf(l.looks.Since)}
	if l.looks.Count == 0 {
		return []string{v.say("kiosk.looked.none", args)}
	}
	lines := []string{v.say("kiosk.looked.count", args)}
	for _, look := range l.looks.Last {
		lines = append(lines, lookText(v, look))
	}
	if more := l.looks.Count - len(l.looks.Last); more > 0 {
		lines = append(lines, v.say("kiosk.looked.more", seva.Args{"Count": more}))
	}
	return lines
}

// lookText is one look: the day, the role, the office, for what.
func lookText(v voice, l ledger.Look) string {
	args := seva.Args{"Day": seva.DateOf(l.At), "Role": seva.Say("kiosk.role." + l.Role), "Why": whyText(l.Why)}
	if l.Office == "" {
		return v.say("kiosk.looked.line", args)
	}
	args["Office"] = officeText(v, l.Office)
	return v.say("kiosk.looked.line.office", args)
}

// whyText says what a look was for; an act that has no sentence of its own is work on it.
func whyText(why string) seva.Text {
	if key := "why." + why; i18n.Has(seva.English, key) {
		return seva.Say(key)
	}
	return seva.Say("why.act")
}

func (l *looked) page() parts.Page {
	v := l.g.voice()
	p := parts.Page{Head: l.news(v)}
	for i, text := range l.said(v) {
		tone := parts.Plain
		if i == 0 {
			tone = parts.Strong
		}
		p.Add(parts.Line{})
		p.Add(l.g.wrapped(tone, 2, text)...)
	}
	p.Add(parts.Line{})
	p.Add(l.g.wrapped(parts.Dim, 2, v.say("kiosk.looked.foot"))...)
	return p
}

func (l *looked) Lines() []parts.Line { return l.scroll.View(l.page(), l.g.Height, l.g.more) }

func (l *looked) Keys() []parts.Key {
	return []parts.Key{parts.Aloud, parts.Print, parts.Move, parts.Back}
}
