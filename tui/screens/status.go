package screens

import (
	"context"
	"slices"
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
	anew   query[[]casework.Glance]
	scroll parts.Scroll
}

func (s *standing) Init() tea.Cmd { return nil }

// Returned asks again when money has come for a line meanwhile.
func (s *standing) Returned() tea.Cmd { return s.g.again(&s.anew, s.of, s.found) }

func (s *standing) Title() string { return s.g.say("kiosk.status.title") }

func (s *standing) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := s.take(msg); ok {
		return next, nil
	}
	s.hear(msg)
	if found, ok := s.anew.take(msg); ok {
		s.found = found
	}
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
		return s, toCase(&s.road, s.g, proof{s.found[s.scroll.Pick].Number, s.of.fact})
	case parts.Back.Is(name):
		return nil, nil
	case parts.Print.Is(name) && len(s.found) > 0:
		return s, s.print("status-"+fileCode(s.found[0].Number), "kiosk.status.title", "kiosk.status.foot", s.paper)
	case parts.Aloud.Is(name):
		return newSpoken(s.g, s.aloud), nil
	case parts.Pay.Is(name) && s.g.pays(s.found...):
		return s, toDues(&s.road, s.g, proof{s.owing(), s.of.fact})
	case sealOnly.Is(name) && s.sealed() != "":
		return s, toSealed(&s.road, s.g, s.sealed())
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

// sealOnly is the key of the signed paper here, where its function key has another meaning.
var sealOnly = parts.Paper.Only("d", "D")

// sealed is the number of the paper that the marked line has led to; "" for none.
func (s *standing) sealed() string {
	if len(s.found) == 0 {
		return ""
	}
	return s.g.sealedOf(s.found[max(0, min(s.scroll.Pick, len(s.found)-1))])
}

// again asks where cases stand that owed something, where money was seen to come for them.
func (g *Ground) again(q *query[[]casework.Glance], of proof, were []casework.Glance) tea.Cmd {
	if !slices.ContainsFunc(were, func(c casework.Glance) bool { return c.Owed > 0 && g.paid[c.Number] }) {
		return nil
	}
	desk := g.desk()
	return q.ask(g, func(ctx context.Context) ([]casework.Glance, error) { return desk.Check(ctx, of.number, of.fact) })
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
	p.Head = append(p.Head, sign(s.g, s.anew.waiting, s.anew.err)...)
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
	if s.sealed() != "" {
		keys = append([]parts.Key{sealOnly}, keys...)
	}
	if s.g.pays(s.found...) {
		keys = append([]parts.Key{parts.Pay}, keys...)
	}
	if s.g.in() {
		keys = append([]parts.Key{parts.Enter.As("kiosk.key.case")}, keys...)
	}
	return keys
}
