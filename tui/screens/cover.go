package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/tui/parts"
)

// Cover is what is seen of a kiosk whose member of staff is away: who signed in, and a line
// for their password. It shows nothing of any citizen's and holds nothing either.
type Cover struct {
	g      *Ground
	input  parts.Input
	asking query[bool]
	wrong  int // passwords so far
}

// Outcome is what a cover came to.
type Outcome int

// What a cover may come to: it stays; it was opened by whoever signed in; somebody else
// wants the kiosk; or so many passwords were wrong that nobody opens it any more.
const (
	Covered Outcome = iota
	Opened
	GivenUp
	Shut
)

// mostWrong is how many wrong passwords a cover takes, no more than the desk lets a login
// have before it is shut for a while. The desk does not tell a shut login from a wrong
// password, so that here it is counted as well.
const mostWrong = 5

// NewCover covers the kiosk of whoever has signed in.
func NewCover(g *Ground) *Cover {
	return &Cover{g: g, input: parts.Input{Limit: 200, Masked: true}}
}

// Update takes a key or an answer of the desk.
func (c *Cover) Update(msg tea.Msg) (Outcome, tea.Cmd) {
	waited := c.asking.waiting
	if _, ok := c.asking.take(msg); ok {
		return Opened, nil
	} else if waited && !c.asking.waiting && c.refused() {
		c.wrong++
		if c.wrong >= mostWrong {
			return Shut, nil
		}
	}
	key, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
		return Covered, nil
	case parts.NotMe.Is(key.String()):
		c.asking.drop()
		return GivenUp, nil
	case c.asking.waiting:
		return Covered, nil
	case parts.Enter.Is(key.String()) && c.input.Value() != "":
		return Covered, c.ask()
	case c.input.Press(key):
		c.asking.drop()
	}
	return Covered, nil
}

// refused tells whether it was the password that was wrong, and not the line to the desk.
func (c *Cover) refused() bool {
	return seva.KindOf(c.asking.err) == seva.Unauthenticated
}

// ask lets the desk hold the password against the session. It leaves the screen at once.
func (c *Cover) ask() tea.Cmd {
	own, token, password := c.g.Own, c.g.session.Token, c.input.Value()
	c.input.Set("")
	return c.asking.ask(c.g, func(ctx context.Context) (bool, error) {
		return true, own.Unlock(ctx, token, password)
	})
}

// Title says that the kiosk is locked.
func (c *Cover) Title() string { return c.g.say("kiosk.lock.title") }

// Lines are the cover, at most as many as the ground is high.
func (c *Cover) Lines() []parts.Line {
	v, who := c.g.voice(), c.g.session.Who.Name
	lines := append([]parts.Line{{}}, c.g.wrapped(parts.Strong, 2, v.say("kiosk.lock.who", seva.Args{"Name": who}))...)
	lines = append(lines, c.g.wrapped(parts.Plain, 2, v.say("kiosk.lock.kept"))...)
	lines = append(lines, parts.Line{})
	lines = append(lines, field(c.g, v.say("kiosk.sign.password"), c.input, true)...)
	lines = append(lines, parts.Line{})
	switch {
	case c.asking.err != nil && c.refused():
		text := v.say("kiosk.lock.wrong", seva.Args{"Count": mostWrong - c.wrong})
		lines = append(lines, c.g.wrapped(parts.Alert, 2, "!! "+text)...)
	default:
		lines = append(lines, sign(c.g, c.asking.waiting, c.asking.err)...)
	}
	return lines[:min(len(lines), c.g.Height)]
}

// Keys are those that do something on a cover.
func (c *Cover) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.unlock"), parts.NotMe}
}
