package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/identity"
	"duar/tui/parts"
)

// staffCard is one account, and what an administrator can do about it. It is read from the
// list behind it, which is read anew after every deed.
type staffCard struct {
	g      *Ground
	list   *staff
	login  string
	done   string // the deed that has just been done
	scroll parts.Scroll
}

// deed is one thing that is done about an account; its words are "kiosk.staff.<id>", and
// with .sure what is asked first.
type deed struct {
	id string
	do func(context.Context, identity.Bureau, string) error
}

// The deeds besides posting and renewing, which go through screens of their own.
var (
	suspending = deed{"suspend", func(ctx context.Context, b identity.Bureau, login string) error { return b.Suspend(ctx, login, true) }}
	restoring  = deed{"restore", func(ctx context.Context, b identity.Bureau, login string) error { return b.Suspend(ctx, login, false) }}
	revoking   = deed{"revoke", func(ctx context.Context, b identity.Bureau, login string) error { return b.Revoke(ctx, login) }}
)

const (
	posting  = "posts"
	renewing = "renew"
)

// deeds are what can be done, by their ids.
func (c *staffCard) deeds() []string {
	last := suspending.id
	if a := c.list.account(c.login); !a.Suspended.IsZero() {
		last = restoring.id
	}
	return []string{posting, renewing, revoking.id, last}
}

func (c *staffCard) Init() tea.Cmd { return nil }
func (c *staffCard) Leave()        {}
func (c *staffCard) Title() string { return c.g.say("kiosk.staff.title") }

func (c *staffCard) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	name := seva.Digits(key.String())
	if i := numbered(name, len(c.deeds())); i >= 0 {
		c.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case c.scroll.Press(name, c.page(), c.g.Height):
	case parts.Enter.Is(name) && !c.list.asking.waiting:
		c.done = ""
		return c.take(c.deeds()[c.scroll.Pick]), nil
	}
	return c, nil
}

// take goes on to a deed.
func (c *staffCard) take(id string) Screen {
	desk, login := c.list.desk, c.login
	switch id {
	case posting:
		return newPosts(c)
	case renewing:
		return c.sure(id, func(ctx context.Context) (done, error) {
			e, err := desk.Renew(ctx, login)
			return func() (Screen, tea.Cmd) { return newHanded(c.g, login, e), nil }, err
		})
	}
	for _, d := range []deed{suspending, restoring, revoking} {
		if d.id == id {
			return c.sure(id, func(ctx context.Context) (done, error) {
				err := d.do(ctx, desk, login)
				return back(func() tea.Cmd { return c.did(id) }), err
			})
		}
	}
	return c
}

// sure asks once more before a deed.
func (c *staffCard) sure(id string, deed func(context.Context) (done, error)) Screen {
	account := c.list.account(c.login)
	asks := func(v voice) []string {
		return []string{v.say("kiosk.staff."+id+".sure", seva.Args{"Login": c.login, "Name": account.Name})}
	}
	return newSure(c.g, "kiosk.staff.title", "kiosk.sure.yes", asks, deed)
}

// did takes note of a deed and reads the accounts anew.
func (c *staffCard) did(id string) tea.Cmd {
	c.done = id
	return c.list.read()
}

func (c *staffCard) page() parts.Page {
	v := c.g.voice()
	a := c.list.account(c.login)
	p := parts.Page{Head: sign(c.g, c.list.asking.waiting, c.list.asking.err)}
	if c.done != "" {
		p.Head = append(p.Head, c.g.wrapped(parts.Strong, 1, v.say("kiosk.staff.done", seva.Args{"Deed": seva.Say("kiosk.staff." + c.done)}))...)
	}
	p.Add(parts.Line{Text: "▌ " + v.shape(a.Name) + " · " + v.shape(a.Handle), Tone: parts.Strong})
	for _, post := range posts(v, a) {
		p.Add(c.g.wrapped(parts.Plain, 2, post)...)
	}
	if !a.Suspended.IsZero() {
		p.Add(c.g.wrapped(parts.Alert, 2, "!! "+v.say("kiosk.staff.suspended_on", seva.Args{"Day": seva.DateOf(a.Suspended)}))...)
	}
	p.Add(parts.Line{})
	for i, id := range c.deeds() {
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + v.say("kiosk.staff."+id)})
	}
	return p
}

func (c *staffCard) Lines() []parts.Line { return c.scroll.View(c.page(), c.g.Height, c.g.more) }

// Offers are the deeds.
func (c *staffCard) Offers() []string {
	var all []string
	for _, id := range c.deeds() {
		all = append(all, "kiosk.staff."+id)
	}
	return all
}

func (c *staffCard) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move, parts.Back}
}
