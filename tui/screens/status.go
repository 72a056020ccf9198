package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/tui/parts"
)

// askStatus asks where an application stands: its number and, where the service is about
// a person, a second fact that only the applicant knows.
type askStatus struct {
	road
	g      *Ground
	inputs [2]parts.Input // the number, the fact
	at     int
	own    bool // only what was entered by whoever sits here: no fact is asked for
}

// newAsk asks for both. Who enters from signed paper, or for an institution, has no citizen
// at the desk whose fact it could be, and asks about what they entered.
func newAsk(g *Ground) Screen {
	return &askStatus{g: g, inputs: [2]parts.Input{{Limit: 30}, {Limit: 4}},
		own: g.in() && g.is(casework.Entry, casework.Institution) && !g.is(append(officers, casework.Operator)...)}
}

func (a *askStatus) Init() tea.Cmd { return nil }
func (a *askStatus) Typing() bool  { return true }
func (a *askStatus) Title() string { return a.g.say("kiosk.status.title") }

func (a *askStatus) Update(msg tea.Msg) (Screen, tea.Cmd) {
	next, ok := a.take(msg)
	if ok {
		return next, nil
	}
	key, isKey := msg.(tea.KeyMsg)
	if !isKey {
		return a, nil
	}
	name := key.String()
	switch {
	case parts.Back.Is(name) && a.waiting:
		a.drop()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name):
		return a, a.enter()
	case parts.Next.Is(name) || parts.Before.Is(name) || name == "down" || name == "up":
		if !a.own {
			a.at = 1 - a.at
		}
	case a.inputs[a.at].Press(key):
		a.drop()
	}
	return a, nil
}

// enter goes from the number to the fact, and then asks. A second Enter with no fact asks
// as well: not every service wants one.
func (a *askStatus) enter() tea.Cmd {
	number := caseNumber(a.inputs[0].Value())
	if number == "" || a.at == 0 && !a.own {
		if !a.own {
			a.at = min(1, len(number))
		}
		return nil
	}
	g, desk, fact := a.g, a.g.desk(), strings.TrimSpace(seva.Digits(a.inputs[1].Value()))
	return a.ask(g, func(ctx context.Context) (Screen, error) {
		found, err := desk.Check(ctx, number, fact)
		return &standing{printer: printer{g: g}, g: g, found: found, of: proof{number, fact}}, err
	})
}

// caseNumber is a case's number as it is kept, from how people copy it: any digits, small
// letters, spaces in between.
func caseNumber(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(seva.Digits(s)), ""))
}

func (a *askStatus) Lines() []parts.Line {
	v := a.g.voice()
	lines := append([]parts.Line{{}}, a.g.wrapped(parts.Strong, 2, v.say("kiosk.status.ask"))...)
	lines = append(lines, field(a.g, v.say("kiosk.status.number"), a.inputs[0], a.at == 0)...)
	hint := "kiosk.status.own"
	if !a.own {
		hint = "kiosk.status.hint"
		lines = append(lines, field(a.g, v.say("kiosk.status.fact"), a.inputs[1], a.at == 1)...)
	}
	lines = append(lines, a.g.wrapped(parts.Dim, 4, v.say(hint))...)
	lines = append(lines, parts.Line{})
	lines = append(lines, a.sign(a.g)...)
	return lines[:min(len(lines), a.g.Height)]
}

func (a *askStatus) Keys() []parts.Key {
	if a.own {
		return []parts.Key{parts.Enter.As("kiosk.key.find"), parts.Back}
	}
	return []parts.Key{parts.Enter.As("kiosk.key.find"), parts.Next, parts.Back}
}

// standing shows where the lines of an application stand. Whoever has signed in may open
// one: an operator helps the citizen to answer what the office asks.
type standing struct {
	road
	printer
	g      *Ground
	found  []casework.Glance
	of     proof // how the citizen at the desk is known
	scroll parts.Scroll
}

func (s *standing) Init() tea.Cmd { return nil }
func (s *standing) Title() string { return s.g.say("kiosk.status.title") }

func (s *standing) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := s.take(msg); ok {
		return next, nil
	}
	s.hear(msg)
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return s, nil
	}
	name := key.String()
	s.quiet()
	switch {
	case parts.Back.Is(name) && s.waiting:
		s.drop()
	case parts.Enter.Is(name) && s.g.in() && len(s.found) > 0:
		return s, toCase(&s.road, s.g, s.found[s.scroll.Pick].Number)
	case parts.Back.Is(name):
		return nil, nil
	case parts.Print.Is(name) && len(s.found) > 0:
		return s, s.print("status-"+fileCode(s.found[0].Number), "kiosk.status.title", "kiosk.status.foot", s.paper)
	case parts.Aloud.Is(name):
		return newSpoken(s.g, s.aloud), nil
	case parts.Pay.Is(name) && s.g.pays(s.found...):
		return s, toDues(&s.road, s.g, s.owing())
	case parts.Looked.Is(name) && s.beside() && s.listed():
		return s, toLooked(&s.road, s.g, s.of)
	case parts.Agreed.Is(name) && s.beside():
		next, cmd := toAgreed(&s.road, s.g, s.of)
		if next == nil {
			next = s
		}
		return next, cmd
	}
	s.scroll.Press(name, s.page(), s.g.Height)
	return s, nil
}

// owing is the marked line, or else the first, that owes something.
func (s *standing) owing() string {
	if one := s.found[min(s.scroll.Pick, len(s.found)-1)]; s.g.pays(one) {
		return one.Number
	}
	return s.g.owing(s.found...)
}

// beside tells whether whoever sits here helps the citizen at the desk; listed, whether
// their desk says who looked.
func (s *standing) beside() bool {
	return s.g.Registry != nil && len(s.found) > 0 && s.g.is(enterers...)
}

func (s *standing) listed() bool {
	_, can := s.g.present()
	return can
}

func (s *standing) page() parts.Page {
	v := s.g.voice()
	p := parts.Page{Head: append(s.sign(s.g), s.news(v)...)}
	for _, c := range s.found {
		lines := standingLines(s.g, v, c)
		if s.g.in() {
			lines[0].Text = "  " + strings.TrimPrefix(lines[0].Text, "▌ ")
			p.AddRow(lines[0])
			lines = lines[1:]
		}
		p.Add(lines...)
		p.Add(parts.Line{})
	}
	return p
}

func (s *standing) paper(v voice) []string {
	var lines []string
	for _, c := range s.found {
		lines = append(append(lines, standingPaper(v, c)...), "")
	}
	return lines
}

func (s *standing) aloud(v voice) []string {
	var said []string
	for _, c := range s.found {
		said = append(said, standingSaid(v, c)...)
	}
	return said
}

func (s *standing) Lines() []parts.Line { return s.scroll.View(s.page(), s.g.Height, s.g.more) }

func (s *standing) Keys() []parts.Key {
	keys := []parts.Key{parts.Aloud, parts.Print, parts.Move, parts.Back}
	if s.beside() {
		keys = append([]parts.Key{parts.Agreed}, keys...)
	}
	if s.beside() && s.listed() {
		keys = append([]parts.Key{parts.Looked}, keys...)
	}
	if s.g.pays(s.found...) {
		keys = append([]parts.Key{parts.Pay}, keys...)
	}
	if s.g.in() {
		keys = append([]parts.Key{parts.Enter.As("kiosk.key.case")}, keys...)
	}
	return keys
}
