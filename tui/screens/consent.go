package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/service"
	"duar/tui/parts"
)

// consent is where the citizen agrees: the operator reads the words aloud in the language
// that is set, and confirms that this was done. Only then is the application handed in.
type consent struct {
	saver
	g       *Ground
	notices notices
	scroll  parts.Scroll
	sending query[service.Receipt]
}

// newConsent marks No: nobody agrees by a key that was held too long.
func newConsent(app *application) *consent {
	return &consent{saver: saver{app: app}, g: app.g, scroll: parts.Scroll{Pick: 1}}
}

func (c *consent) Init() tea.Cmd { return c.notices.ask(c.g, c.app.draft.Services) }
func (c *consent) Title() string { return c.g.say("kiosk.consent.title") }

func (c *consent) Update(msg tea.Msg) (Screen, tea.Cmd) {
	waited := c.sending.waiting
	if receipt, ok := c.sending.take(msg); ok {
		c.app.sending = nil
		c.g.forgetDraft(c.app.draft.ID)
		return newReceipt(c.g, receipt), nil
	} else if waited && !c.sending.waiting && settled(c.sending.err) {
		c.app.sending = nil
		if seva.KindOf(c.sending.err) == seva.Conflict { // what was agreed to is not what stands there
			c.app.moved = true
			return c, c.read()
		}
	}
	if d, ok := c.reading.take(msg); ok {
		c.app.took(d)
		if d.Number != "" {
			return newReceipt(c.g, service.Receipt{Number: d.Number}), nil
		}
		return nil, nil // to the review, which tells of it
	}
	if seen, ok := c.notices.reading.take(msg); ok {
		c.notices.seen = seen
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	name := seva.Digits(key.String())
	if i := numbered(name, len(yesNo)); i >= 0 {
		c.scroll.Pick = i
		name = "enter"
	}
	switch {
	case c.sending.waiting || c.reading.waiting: // what has been handed in is waited for: there is no half of it
	case parts.Back.Is(name):
		return nil, nil
	case c.scroll.Press(name, c.page(), c.g.Height):
	case parts.Enter.Is(name) && yesNo[c.scroll.Pick] == "yes" && !c.notices.read(c.g):
		// What could not be read aloud cannot have been agreed to.
		if !c.notices.reading.waiting {
			return c, c.notices.ask(c.g, c.app.draft.Services)
		}
	case parts.Enter.Is(name) && yesNo[c.scroll.Pick] == "yes":
		return c, c.submit()
	case parts.Enter.Is(name):
		return nil, nil
	}
	return c, nil
}

// settled tells of an error that it answers the submission: it did not happen. After any
// other nobody knows, and the same submission must be made again.
func settled(err error) bool {
	switch seva.KindOf(err) {
	case seva.Invalid, seva.NotFound, seva.Conflict, seva.Forbidden:
		return true
	}
	return false
}

// submit hands the application in, or asks again about a submission that was not answered.
// A draft that has changed since cannot have been handed in: then it is a new one.
func (c *consent) submit() tea.Cmd {
	if s := c.app.sending; s == nil || s.version != c.app.draft.Version {
		c.app.sending = &submission{
			key: c.g.World.ID(), version: c.app.draft.Version,
			consent: service.Consent{Lang: c.g.Lang, Heard: true},
		}
	}
	s, counter, id := *c.app.sending, c.app.counter, c.app.draft.ID
	return c.sending.ask(c.g, func(ctx context.Context) (service.Receipt, error) {
		return counter.Submit(ctx, id, s.version, s.consent, s.key)
	})
}

// page is what is read aloud: the notices, every declaration of the form, and what holds
// for all.
func (c *consent) page() parts.Page {
	v := c.g.voice()
	var p parts.Page
	p.Add(c.g.wrapped(parts.Dim, 2, v.say("kiosk.consent.read"))...)
	p.Add(parts.Line{})
	p.Add(c.notices.lines(c.g, v)...)
	for _, section := range c.app.pages("") {
		for _, q := range section.asks {
			if q.field.Kind == form.Declaration {
				p.Add(append(quoted(c.g, v.say(q.field.Key())), parts.Line{Text: "    ▌"})...)
			}
		}
	}
	p.Add(quoted(c.g, v.say("kiosk.consent.text", seva.Args{"Services": serviceNames(c.app.draft.Services)}))...)
	p.Add(parts.Line{})
	p.Add(c.g.wrapped(parts.Strong, 2, v.say("kiosk.consent.ask"))...)
	for i, id := range yesNo {
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + v.say("kiosk.consent."+id)})
	}
	p.Head = sign(c.g, c.notices.reading.waiting, c.notices.reading.err)
	if s := sending(c.g, c.sending.waiting || c.reading.waiting, c.sending.err); s != nil {
		p.Head = s
		if c.sending.err != nil && c.app.sending != nil {
			p.Head = append(p.Head, c.g.wrapped(parts.Plain, 4, v.say("kiosk.consent.again"))...)
		}
	}
	return p
}

func (c *consent) Lines() []parts.Line {
	return c.scroll.View(c.page(), c.g.Height, c.g.more) // from the top: it is read before it is agreed to
}

func (c *consent) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move, parts.Back}
}
