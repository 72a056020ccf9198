package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/i18n"
	"duar/seva"
	"duar/seva/registry"
	"duar/tui/parts"
)

// requests is what citizens have asked a clerk's offices to mend, the first due first.
type requests struct {
	g      *Ground
	desk   registry.Counter
	asking query[[]registry.Request]
	seen   []registry.Request
	read   bool
	scroll parts.Scroll
}

func newRequests(g *Ground) Screen { return &requests{g: g, desk: g.registry()} }

func (r *requests) Init() tea.Cmd { return r.ask() }
func (r *requests) Anew() bool    { return true }
func (r *requests) Leave()        {}
func (r *requests) Title() string { return r.g.say("kiosk.requests.title") }

func (r *requests) ask() tea.Cmd {
	desk := r.desk
	return r.asking.ask(r.g, func(ctx context.Context) ([]registry.Request, error) { return desk.Waiting(ctx) })
}

func (r *requests) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if all, ok := r.asking.take(msg); ok {
		r.seen, r.read = all, true
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return r, nil
	}
	switch name := key.String(); {
	case parts.Back.Is(name) && r.asking.waiting:
		r.asking.drop()
	case parts.Back.Is(name):
		return nil, nil
	case r.scroll.Press(name, r.page(), r.g.Height):
	case parts.Reload.Is(name), parts.Enter.Is(name) && len(r.seen) == 0:
		return r, r.ask()
	case parts.Enter.Is(name) && !r.asking.waiting:
		return newRequest(r, r.seen[r.scroll.Pick]), nil
	}
	return r, nil
}

func (r *requests) page() parts.Page {
	v := r.g.voice()
	p := parts.Page{Head: r.g.wrapped(parts.Strong, 1, v.say("kiosk.requests.ask"))}
	p.Head = append(p.Head, sign(r.g, r.asking.waiting, r.asking.err)...)
	if r.read && len(r.seen) == 0 {
		p.Add(r.g.wrapped(parts.Plain, 2, v.say("kiosk.inbox.empty"))...)
	}
	for _, q := range r.seen {
		p.AddRow(
			parts.Line{Text: "  " + parts.Pad(q.Number, caseWide) + " " + v.say("kiosk.request."+string(q.Kind))},
			parts.Line{Text: "  " + parts.Pad("", caseWide) + " " + v.say("kiosk.request.due", seva.Args{"Due": q.Due})})
	}
	return p
}

func (r *requests) Lines() []parts.Line { return r.scroll.View(r.page(), r.g.Height, r.g.more) }

func (r *requests) Keys() []parts.Key {
	return []parts.Key{parts.Enter, parts.Move, parts.Reload, parts.Back}
}

// request is one of them, and the answers that it may be given.
type request struct {
	road
	g      *Ground
	list   *requests
	of     registry.Request
	keys   map[string]string // of the answers tried, by reason: one that was lost is the same again
	scroll parts.Scroll
}

func newRequest(list *requests, of registry.Request) *request {
	return &request{g: list.g, list: list, of: of, keys: map[string]string{}}
}

// reply is an answer: granted or not, and why.
type reply struct {
	granted bool
	reason  string
}

// replies are all answers, those that grant first.
func replies() []reply {
	var all []reply
	for _, granted := range []bool{true, false} {
		for _, reason := range registry.Reasons(granted) {
			all = append(all, reply{granted, reason})
		}
	}
	return all
}

func (r *request) Init() tea.Cmd { return nil }
func (r *request) Title() string { return r.g.say("kiosk.requests.title") }

func (r *request) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := r.take(msg); ok {
		return next, nil
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return r, nil
	}
	name := seva.Digits(key.String())
	if i := numbered(name, len(replies())); i >= 0 {
		r.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name) && r.waiting:
		r.drop()
	case parts.Back.Is(name):
		return nil, nil
	case r.scroll.Press(name, r.page(), r.g.Height):
	case parts.File.Is(name) && r.of.Number != "":
		return r, toCase(&r.road, r.g, proof{number: r.of.Number})
	case parts.Enter.Is(name):
		return r.answer(replies()[r.scroll.Pick]), nil
	}
	return r, nil
}

// answer asks once more and answers. The list behind is read anew.
func (r *request) answer(with reply) Screen {
	desk, id := r.list.desk, r.of.ID
	if r.keys[with.reason] == "" {
		r.keys[with.reason] = r.g.World.ID()
	}
	key := r.keys[with.reason]
	asks := func(v voice) []string {
		return []string{v.say(grant(with)), v.say("reason.request." + with.reason), v.say("kiosk.request.once")}
	}
	return newSure(r.g, "kiosk.requests.title", "kiosk.sure.yes", asks, func(ctx context.Context) (done, error) {
		_, err := desk.Answer(ctx, id, with.granted, with.reason, key)
		return func() (Screen, tea.Cmd) { return newRequests(r.g), nil }, err
	})
}

func grant(with reply) string {
	if with.granted {
		return "kiosk.request.granted"
	}
	return "kiosk.request.refused"
}

func (r *request) page() parts.Page {
	v := r.g.voice()
	p := parts.Page{Head: r.sign(r.g)}
	p.Add(parts.Line{Text: "▌ " + v.say("kiosk.request."+string(r.of.Kind)) + " · " + v.shape(r.of.Number), Tone: parts.Strong})
	p.Add(r.g.wrapped(parts.Plain, 2, v.say("kiosk.request.made", seva.Args{"Day": seva.DateOf(r.of.Made)}))...)
	p.Add(r.g.wrapped(parts.Plain, 2, v.say("kiosk.request.due", seva.Args{"Due": r.of.Due}))...)
	if r.of.Field != "" {
		what := any(r.of.Field)
		if key := "field." + r.of.Field; i18n.Has(v.lang, key) {
			what = seva.Say(key)
		}
		p.Add(r.g.wrapped(parts.Plain, 2, v.say("kiosk.request.field", seva.Args{"Field": what}))...)
	}
	if r.of.Note != "" {
		p.Add(r.g.wrapped(parts.Strong, 2, v.say("kiosk.request.note", seva.Args{"Note": r.of.Note}))...)
	}
	for i, with := range replies() {
		if i == 0 || replies()[i-1].granted != with.granted {
			p.Add(parts.Line{}, parts.Line{Text: "▌ " + v.say(grant(with)), Tone: parts.Strong})
		}
		lines := r.g.wrapped(parts.Plain, 7, v.say("reason.request."+with.reason))
		lines[0].Text = "    " + rowNumber(v, i) + lines[0].Text[7:]
		p.AddRow(lines...)
	}
	return p
}

func (r *request) Lines() []parts.Line { return r.scroll.View(r.page(), r.g.Height, r.g.more) }

func (r *request) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As("kiosk.key.answer"), parts.Move, parts.Back}
	if r.of.Number != "" {
		keys = append([]parts.Key{parts.File}, keys...)
	}
	return keys
}
