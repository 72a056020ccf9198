package screens

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/tui/parts"
)

// holders may have a paper's file where its case is one they may open.
var holders = append(slices.Clone(enterers), readers...)

// sealed shows where a signed paper stands, to anybody who has its number. Whoever may open
// its case can have the file, and an officer of its office can take it back.
type sealed struct {
	road
	printer
	g      *Ground
	desk   document.Counter
	of     document.View
	took   string    // the reason for which it has just been revoked
	linked time.Time // until when the link is good that has just been sent
	scroll parts.Scroll
}

// toSealed is the way to that.
func toSealed(r *road, g *Ground, number string) tea.Cmd {
	desk := g.papers()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		seen, err := desk.Document(ctx, number)
		return &sealed{printer: printer{g: g}, g: g, desk: desk, of: seen}, err
	})
}

// newByPaper asks for the number of a paper.
func newByPaper(g *Ground) Screen {
	return &blank{g: g, title: "kiosk.paper.title", ask: "kiosk.paper.ask", hint: "kiosk.paper.hint", enter: "kiosk.key.check_paper",
		slots: []slot{{id: "number", word: "kiosk.paper.number", input: parts.Input{Limit: 30}}},
		send:  func(b *blank) (Screen, tea.Cmd) { return b, toSealed(&b.road, b.g, b.given("number")) }}
}

// sealedOf is the number of the paper that a case has led to; "" for none.
func (g *Ground) sealedOf(c casework.Glance) string {
	if g.Documents == nil {
		return ""
	}
	return c.Marks[document.Mark]
}

func (s *sealed) Init() tea.Cmd { return nil }
func (s *sealed) Title() string { return s.g.say("kiosk.paper.title") }

// keeps and revokes tell what whoever sits here is offered; the desk decides.
func (s *sealed) keeps() bool { return s.of.Status != document.Revoked && s.g.is(holders...) }
func (s *sealed) revokes() bool {
	return s.of.Status != document.Revoked && s.g.is(signers...)
}

func (s *sealed) Update(msg tea.Msg) (Screen, tea.Cmd) {
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
	desk, number := s.desk, s.of.Number
	switch {
	case parts.Back.Is(name) && s.waiting:
		s.drop()
	case parts.Back.Is(name) && s.stop():
	case parts.Back.Is(name):
		return nil, nil
	case s.scroll.Press(name, s.page(), s.g.Height):
	case parts.Print.Is(name) && s.keeps() && !s.printing.waiting:
		return s, s.fetch(func(ctx context.Context) ([]file, error) {
			f, err := desk.File(ctx, number)
			return []file{{string(f.Kind) + "-" + f.Number + ".pdf", string(f.Content)}}, err
		})
	case parts.Link.Is(name) && s.links():
		s.linked = time.Time{}
		return newRelink(s), nil
	case parts.Revoke.Is(name) && s.revokes():
		return &voiding{g: s.g, of: s}, nil
	case parts.Aloud.Is(name):
		return newSpoken(s.g, s.said), nil
	case parts.Enter.Is(name) && s.of.Newer != "":
		return s, toSealed(&s.road, s.g, s.of.Newer)
	}
	return s, nil
}

// said is where it stands in the words that every face uses.
func (s *sealed) said(v voice) []string {
	var all []string
	for _, t := range document.Sentences(s.of, document.OnPhone) {
		all = append(all, v.tell(t))
	}
	return all
}

func (s *sealed) page() parts.Page {
	v, g := s.g.voice(), s.g
	p := parts.Page{Head: append(s.sign(g), s.news(v)...)}
	if s.took != "" {
		p.Head = append(p.Head, g.wrapped(parts.Strong, 1, v.say("kiosk.paper.revoked", seva.Args{"Reason": seva.Say("reason.revoke." + s.took)}))...)
	}
	if !s.linked.IsZero() {
		p.Head = append(p.Head, g.wrapped(parts.Strong, 1, v.say("kiosk.link.done", seva.Args{"When": s.linked}))...)
	}
	tone := parts.Strong
	if s.of.Status != document.Valid {
		tone = parts.Alert
	}
	p.Add(parts.Line{}, parts.Line{Text: "      " + document.Spaced(s.of.Number), Tone: parts.Strong}, parts.Line{})
	p.Add(g.wrapped(tone, 2, v.say("document.status."+string(s.of.Status)))...)
	for _, text := range s.said(v) {
		p.Add(g.wrapped(parts.Plain, 2, text)...)
	}
	p.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.paper.read", seva.Args{"Day": s.of.AsOn}))...)
	if s.of.Newer != "" {
		p.AddRow(parts.Line{Text: "    " + v.say("kiosk.paper.newer", seva.Args{"Number": document.Spaced(s.of.Newer)})})
	}
	p.Add(parts.Line{})
	p.Add(g.wrapped(parts.Dim, 2, v.say("kiosk.paper.names"))...)
	return p
}

func (s *sealed) Lines() []parts.Line { return s.scroll.View(s.page(), s.g.Height, s.g.more) }

func (s *sealed) Keys() []parts.Key {
	var keys []parts.Key
	if s.of.Newer != "" {
		keys = append(keys, parts.Enter.As("kiosk.key.newer"))
	}
	if s.keeps() {
		keys = append(keys, parts.Print.As("kiosk.key.file"))
	}
	if s.links() {
		keys = append(keys, parts.Link)
	}
	if s.revokes() {
		keys = append(keys, parts.Revoke)
	}
	return append(keys, parts.Aloud, parts.Move, parts.Back)
}

// voiding chooses the reason for which a paper is taken back.
type voiding struct {
	g      *Ground
	of     *sealed
	passed bool // it has been taken back
	scroll parts.Scroll
}

func (r *voiding) Init() tea.Cmd { return nil }
func (r *voiding) Leave()        {}
func (r *voiding) Passed() bool  { return r.passed }
func (r *voiding) Title() string { return r.g.say("kiosk.revoke.title") }

func (r *voiding) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return r, nil
	}
	name := seva.Digits(key.String())
	if i := numbered(name, len(document.Reasons())); i >= 0 {
		r.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case r.scroll.Press(name, r.page(), r.g.Height):
	case parts.Enter.Is(name):
		return r.sure(document.Reasons()[r.scroll.Pick]), nil
	}
	return r, nil
}

// sure asks once more and revokes; the screen of the paper then shows it as it is.
func (r *voiding) sure(reason string) Screen {
	g, of, number, key := r.g, r.of, r.of.of.Number, r.g.World.ID()
	asks := func(v voice) []string {
		return []string{v.say("kiosk.revoke.sure", seva.Args{"Number": document.Spaced(number)}), v.say("reason.revoke." + reason)}
	}
	return newSure(g, "kiosk.revoke.title", "kiosk.sure.yes", asks, func(ctx context.Context) (done, error) {
		seen, err := of.desk.Revoke(ctx, number, reason, key)
		return back(func() tea.Cmd {
			of.of, of.took, of.scroll, r.passed = seen, reason, parts.Scroll{}, true
			return nil
		}), err
	})
}

func (r *voiding) page() parts.Page {
	v := r.g.voice()
	p := parts.Page{Head: append([]parts.Line{{}}, r.g.wrapped(parts.Strong, 2, v.say("kiosk.revoke.ask"))...)}
	for i, reason := range document.Reasons() {
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + v.say("reason.revoke."+reason)})
	}
	return p
}

func (r *voiding) Lines() []parts.Line { return r.scroll.View(r.page(), r.g.Height, r.g.more) }

func (r *voiding) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move, parts.Back}
}
