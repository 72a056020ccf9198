package screens

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/tui/parts"
)

// signers sign papers, and take them back.
var signers = []casework.Role{casework.Sanctioner}

// papers gives the desk of signed papers, with the right of whoever signed in.
func (g *Ground) papers() document.Counter { return g.Documents(g.session) }

// signing is where an officer signs the papers that wait, many at once: what is marked is
// signed after one confirmation, each on its own, and what came of each stands in its row.
type signing struct {
	road
	g      *Ground
	desk   casework.Counter
	papers document.Counter
	asking query[[]casework.Glance]
	seen   []casework.Glance
	read   bool
	marked map[string]bool
	done   map[string]error // by number, of those that were sent
	scroll parts.Scroll
}

func newSigning(g *Ground) Screen {
	return &signing{g: g, desk: g.desk(), papers: g.papers(), marked: map[string]bool{}, done: map[string]error{}}
}

func (s *signing) Init() tea.Cmd { return s.list() }
func (s *signing) Anew() bool    { return true }
func (s *signing) Title() string { return s.g.say("kiosk.sign_all.title") }

// inboxMost is how many pages of an inbox are looked through for what waits to be signed.
const inboxMost = 10

// signAtOnce is how many papers the desk signs at once; more go after one another.
const signAtOnce = 100

// list asks for the cases that wait for a signature.
func (s *signing) list() tea.Cmd {
	desk := s.desk
	return s.asking.ask(s.g, func(ctx context.Context) ([]casework.Glance, error) {
		var all []casework.Glance
		q := casework.Query{Limit: 100}
		for range inboxMost {
			page, err := desk.Inbox(ctx, q)
			if err != nil {
				return nil, err
			}
			for _, c := range page.Cases {
				if c.State == document.ToSign {
					all = append(all, c)
				}
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		return all, nil
	})
}

func (s *signing) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := s.take(msg); ok {
		return next, nil
	}
	if all, ok := s.asking.take(msg); ok {
		s.seen, s.read = all, true
		s.marked, s.done, s.scroll = map[string]bool{}, map[string]error{}, parts.Scroll{}
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return s, nil
	}
	switch name := key.String(); {
	case parts.Back.Is(name) && (s.waiting || s.asking.waiting):
		s.drop()
		s.asking.drop()
	case parts.Back.Is(name):
		return nil, nil
	case s.asking.waiting:
	case parts.Reload.Is(name), parts.Enter.Is(name) && len(s.seen) == 0:
		return s, s.list()
	case s.scroll.Press(name, s.page(), s.g.Height) || len(s.seen) == 0:
	case parts.Mark.Is(name):
		s.turn(s.seen[s.scroll.Pick].Number)
	case parts.All.Is(name):
		s.turnAll()
	case parts.SignAll.Is(name) && len(s.chosen()) > 0:
		return s.sure(s.chosen()), nil
	case parts.Enter.Is(name):
		return s, toCase(&s.road, s.g, proof{number: s.seen[s.scroll.Pick].Number})
	}
	return s, nil
}

// turn marks a case, or takes the mark away. One that is signed cannot be signed again.
func (s *signing) turn(number string) {
	if err, sent := s.done[number]; !sent || err != nil {
		s.marked[number] = !s.marked[number]
	}
}

// turnAll marks every case that can be, or none where all are marked.
func (s *signing) turnAll() {
	on := slices.ContainsFunc(s.seen, func(c casework.Glance) bool {
		err, sent := s.done[c.Number]
		return !s.marked[c.Number] && (!sent || err != nil)
	})
	for _, c := range s.seen {
		if s.marked[c.Number] != on {
			s.turn(c.Number)
		}
	}
}

// chosen are the marked cases in the order of the list.
func (s *signing) chosen() []string {
	var all []string
	for _, c := range s.seen {
		if s.marked[c.Number] {
			all = append(all, c.Number)
		}
	}
	return all
}

// sure asks once more and signs. Its key is that of the question: asked again after an answer
// that was lost, nothing is signed twice.
func (s *signing) sure(numbers []string) Screen {
	desk, key := s.papers, s.g.World.ID()
	asks := func(v voice) []string {
		said := []string{v.say("kiosk.sign_all.sure", seva.Args{"Count": len(numbers)})}
		for _, n := range numbers {
			said = append(said, v.shape(n))
		}
		return said
	}
	return newSure(s.g, "kiosk.sign_all.title", "kiosk.sign_all.yes", asks, func(ctx context.Context) (done, error) {
		var results []document.Signed
		var err error
		for some := range slices.Chunk(numbers, signAtOnce) {
			var signed []document.Signed
			if signed, err = desk.SignAll(ctx, some, key+"."+some[0]); err != nil {
				break // asked again, those before it are told as they were
			}
			results = append(results, signed...)
		}
		return back(func() tea.Cmd {
			for _, r := range results {
				s.done[r.Number] = r.Err
				s.marked[r.Number] = false
			}
			return nil
		}), err
	})
}

func (s *signing) page() parts.Page {
	v, g := s.g.voice(), s.g
	p := parts.Page{Head: g.wrapped(parts.Strong, 1, v.say("kiosk.sign_all.ask", seva.Args{"Count": len(s.chosen())}))}
	p.Head = append(p.Head, s.sign(g)...)
	p.Head = append(p.Head, sign(g, s.asking.waiting, s.asking.err)...)
	if s.read && len(s.seen) == 0 {
		p.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.sign_all.empty"))...)
	}
	for _, c := range s.seen {
		err, sent := s.done[c.Number]
		lines := []parts.Line{{Text: "  " + box(s.marked[c.Number]) + parts.Pad(c.Number, caseWide) + " " + v.say("service."+c.Service)}}
		switch {
		case sent && err != nil:
			lines = append(lines, g.wrapped(parts.Alert, 6, "!! "+v.tell(seva.Broken(err).Text))...)
		case sent:
			lines = append(lines, g.wrapped(parts.Strong, 6, v.say("kiosk.sign_all.done"))...)
		default:
			for _, text := range clockSaid(v, c.Standing) {
				lines = append(lines, g.wrapped(parts.Plain, 6, text)...)
			}
		}
		p.AddRow(lines...)
	}
	return p
}

func (s *signing) Lines() []parts.Line { return s.scroll.View(s.page(), s.g.Height, s.g.more) }

func (s *signing) Keys() []parts.Key {
	if len(s.seen) == 0 {
		return []parts.Key{parts.Reload, parts.Back}
	}
	keys := []parts.Key{parts.Mark, parts.All}
	if len(s.chosen()) > 0 {
		keys = append(keys, parts.SignAll)
	}
	return append(keys, parts.Enter.As("kiosk.key.case"), parts.Move, parts.Reload, parts.Back)
}
