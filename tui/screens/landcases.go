package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/tui/parts"
)

// landCases lists cases about something: a plot, a deed, a name. Anybody may know that there
// is a case and where it stands, and nothing of who is in it.
type landCases struct {
	road
	printer
	g      *Ground
	about  func(voice) string
	found  []casework.Glance
	scroll parts.Scroll
}

// toCases is the way to the cases that a trace finds.
func toCases(r *road, g *Ground, q casework.Trace, about func(voice) string) tea.Cmd {
	desk := g.desk()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		found, err := desk.Track(ctx, q)
		return &landCases{printer: printer{g: g}, g: g, about: about, found: found}, err
	})
}

func (l *landCases) Init() tea.Cmd { return nil }
func (l *landCases) Title() string { return l.g.say("kiosk.cases.title") }

// opens and objects tell what whoever sits here can do with a case of the list.
func (l *landCases) opens() bool {
	return len(l.found) > 0 && l.g.is(holders...)
}

func (l *landCases) objects() bool {
	return len(l.found) > 0 && l.g.Objections != nil && l.g.is(casework.Operator)
}

func (l *landCases) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := l.take(msg); ok {
		return next, nil
	}
	l.hear(msg)
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return l, nil
	}
	name := key.String()
	l.quiet()
	switch {
	case parts.Back.Is(name) && l.waiting:
		l.drop()
	case parts.Back.Is(name):
		return nil, nil
	case l.scroll.Press(name, l.page(), l.g.Height):
	case parts.Enter.Is(name) && l.opens():
		return l, toCase(&l.road, l.g, proof{number: l.found[l.scroll.Pick].Number})
	case parts.Object.Is(name) && l.objects():
		return newObjection(l.g, l.found[l.scroll.Pick].Number), nil
	case parts.Print.Is(name):
		return l, l.print("cases", "kiosk.cases.title", "kiosk.status.foot", l.paper)
	case parts.Aloud.Is(name):
		return newSpoken(l.g, l.aloud), nil
	}
	return l, nil
}

// none says that there is no case; silence could also mean not looked.
func (l *landCases) none(v voice) string {
	return v.say("kiosk.cases.none", seva.Args{"About": answered(l.about(v))})
}

func (l *landCases) page() parts.Page {
	v, g := l.g.voice(), l.g
	var p parts.Page
	for _, line := range parts.Wrap(l.about(v), g.Width-2) {
		p.Head = append(p.Head, parts.Line{Text: "▌ " + line, Tone: parts.Strong})
	}
	p.Head = append(append(p.Head, l.sign(g)...), l.news(v)...)
	if len(l.found) == 0 {
		p.Add(parts.Line{})
		p.Add(g.wrapped(parts.Plain, 2, l.none(v))...)
	}
	for _, c := range l.found {
		lines := standingLines(g, v, c)
		lines[0].Text = "  " + strings.TrimPrefix(lines[0].Text, "▌ ")
		p.AddRow(lines[0])
		p.Add(append(lines[1:], parts.Line{})...)
	}
	p.Add(g.wrapped(parts.Dim, 2, v.say("kiosk.cases.names"))...)
	return p
}

func (l *landCases) paper(v voice) []string {
	lines := append(parts.Wrap(l.about(v), paperWide), "")
	if len(l.found) == 0 {
		return append(lines, l.none(v))
	}
	for _, c := range l.found {
		lines = append(append(lines, standingPaper(v, c)...), "")
	}
	return lines
}

func (l *landCases) aloud(v voice) []string {
	if len(l.found) == 0 {
		return []string{l.none(v)}
	}
	var said []string
	for _, c := range l.found {
		said = append(said, v.say("kiosk.cases.said", seva.Args{"Service": seva.Say("service." + c.Service), "State": seva.Say("state." + c.State)}))
		said = append(said, dayAndClock(v, c)...)
	}
	return said
}

func (l *landCases) Lines() []parts.Line { return l.scroll.View(l.page(), l.g.Height, l.g.more) }

func (l *landCases) Keys() []parts.Key {
	var keys []parts.Key
	if l.opens() {
		keys = append(keys, parts.Enter.As("kiosk.key.case"))
	}
	if l.objects() {
		keys = append(keys, parts.Object)
	}
	return append(keys, parts.Aloud, parts.Print, parts.Move, parts.Back)
}
