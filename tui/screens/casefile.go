package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/tui/parts"
)

// casefile is a case for whoever works on it: what can be done, where it stands, what was
// asked, the answers, and what has happened so far.
type casefile struct {
	road
	printer
	g       *Ground
	desk    casework.Counter
	view    casework.View
	form    form.Form // of the service, for the words of the answers; empty when not to be had
	scroll  parts.Scroll
	done    string // the action that has just been taken
	reading query[casework.View]
	places  map[string]seva.Names // of the answers, by code
	of      proof                 // how the citizen at the desk is known, where they are
}

// toCase is the way to a case. Its form only gives words to the answers, so the case is
// shown without it too.
func toCase(r *road, g *Ground, of proof) tea.Cmd {
	desk, counter, places := g.desk(), g.counter(), g.Places
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		view, err := desk.Case(ctx, of.number)
		if err != nil {
			return nil, err
		}
		c := &casefile{printer: printer{g: g}, g: g, desk: desk, view: view, of: of}
		if s, err := counter.Service(ctx, view.Service); err == nil {
			c.form = s.Form
			c.places = located(ctx, places, s.Form, view.Answers)
		}
		return c, nil
	})
}

// Init takes the names of the case's places into the ground, which belongs to the loop.
func (c *casefile) Init() tea.Cmd { c.g.know(c.places); return nil }
func (c *casefile) Title() string { return c.g.say("kiosk.case.title") }

// reload reads the case again: somebody else may have acted on it.
func (c *casefile) reload() tea.Cmd {
	desk, number := c.desk, c.view.Number
	c.done = ""
	return c.reading.ask(c.g, func(ctx context.Context) (casework.View, error) { return desk.Case(ctx, number) })
}

// Returned reads the case again when money has come for it meanwhile.
func (c *casefile) Returned() tea.Cmd {
	if c.view.Owed > 0 && c.g.paid[c.view.Number] {
		return c.reload()
	}
	return nil
}

// acted takes the case as it is after an action.
func (c *casefile) acted(action string, v casework.View) {
	c.done, c.view, c.scroll = action, v, parts.Scroll{}
}

func (c *casefile) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := c.take(msg); ok {
		return next, nil
	}
	c.hear(msg)
	if view, ok := c.reading.take(msg); ok {
		c.view, c.scroll = view, parts.Scroll{}
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	name := seva.Digits(key.String())
	c.quiet()
	if i := numbered(name, len(c.view.Actions)); i >= 0 {
		c.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name) && (c.waiting || c.reading.waiting):
		c.drop()
		c.reading.drop()
	case parts.Back.Is(name) && c.stop():
	case parts.Back.Is(name):
		return nil, nil
	case parts.Reload.Is(name):
		return c, c.reload()
	case c.scroll.Press(name, c.page(), c.g.Height):
	case parts.Pay.Is(name) && c.g.pays(c.view.Glance):
		return c, toDues(&c.road, c.g, c.of)
	case parts.Paper.Is(name) && c.g.sealedOf(c.view.Glance) != "":
		return c, toSealed(&c.road, c.g, c.g.sealedOf(c.view.Glance))
	case parts.Hearing.Is(name) && c.heard():
		return c, c.leaf("hearing", c.view.Number, c.g.leaves().Hearing)
	case parts.Print.Is(name):
		return c, c.print("case-"+fileCode(c.view.Number), "kiosk.case.title", "kiosk.case.foot", c.paper)
	case parts.Enter.Is(name) && c.scroll.Pick < len(c.view.Actions) && !c.reading.waiting:
		c.done = ""
		return newActing(c, c.view.Actions[c.scroll.Pick]), nil
	}
	return c, nil
}

// heard tells whether there is a hearing whose notice can be printed.
func (c *casefile) heard() bool {
	return !c.view.Glance.Hearing.IsZero() && c.g.leaves() != nil && !c.printing.waiting
}

// page begins with where the case stands and what can be done: an officer with forty cases
// a day opens most of them only for that.
func (c *casefile) page() parts.Page {
	v, g := c.g.voice(), c.g
	p := parts.Page{Head: append(c.sign(g), c.news(v)...)}
	p.Head = append(p.Head, sign(g, c.reading.waiting, c.reading.err)...)
	if c.done != "" {
		p.Head = append(p.Head, g.wrapped(parts.Strong, 1, v.say("kiosk.case.done", seva.Args{
			"Action": seva.Say("action." + c.done), "State": seva.Say("state." + c.view.State),
		}))...)
	}
	p.Add(standingLines(g, v, c.view.Glance)...)
	if len(c.view.Actions) > 0 {
		p.Add(parts.Line{}, parts.Line{Text: "▌ " + v.say("kiosk.case.actions"), Tone: parts.Strong})
	}
	if len(c.view.Actions) == 0 && !c.view.End && g.is(officers...) { // silence could also mean not looked
		p.Add(parts.Line{})
		p.Add(g.wrapped(parts.Dim, 2, v.say("kiosk.case.no_actions"))...)
	}
	for i, o := range c.view.Actions {
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + offered(v, o)})
	}
	for _, part := range c.chapters(v) {
		p.Add(parts.Line{}, parts.Line{Text: "▌ " + part.heading, Tone: parts.Strong})
		for _, l := range part.lines {
			p.Add(g.wrapped(parts.Plain, 2, l)...)
		}
	}
	return p
}

// offered names an action and the state it leads to.
func offered(v voice, o casework.Offer) string {
	if o.To == "" {
		return v.say("action." + o.Action)
	}
	return v.say("kiosk.case.action", seva.Args{"Action": seva.Say("action." + o.Action), "State": seva.Say("state." + o.To)})
}

func (c *casefile) paper(v voice) []string {
	lines := standingPaper(v, c.view.Glance)
	for _, part := range c.chapters(v) {
		lines = append(lines, "", part.heading)
		for _, l := range part.lines {
			for _, w := range parts.Wrap(l, paperWide-2) {
				lines = append(lines, "  "+w)
			}
		}
	}
	return lines
}

func (c *casefile) Lines() []parts.Line { return c.scroll.View(c.page(), c.g.Height, c.g.more) }

// Offers are the actions that the desk lets this reader take.
func (c *casefile) Offers() []string {
	var all []string
	for _, o := range c.view.Actions {
		all = append(all, "action."+o.Action)
	}
	return all
}

func (c *casefile) Keys() []parts.Key {
	var keys []parts.Key
	if len(c.view.Actions) > 0 {
		keys = append(keys, parts.Enter.As("kiosk.key.act"))
	}
	if c.g.pays(c.view.Glance) {
		keys = append(keys, parts.Pay)
	}
	if c.g.sealedOf(c.view.Glance) != "" {
		keys = append(keys, parts.Paper)
	}
	if c.heard() {
		keys = append(keys, parts.Hearing)
	}
	return append(keys, parts.Move, parts.Reload, parts.Print, parts.Back)
}
