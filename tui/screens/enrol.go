package screens

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/tui/parts"
)

// enrol takes the particulars of an account: of a new one all, of one that is there its
// roles and offices. What is right is the bureau's to say.
type enrol struct {
	g      *Ground
	list   *staff
	card   *staffCard     // of the account that is there already, or nil
	inputs []*parts.Input // in the order of lines
	words  []string
	roles  []casework.Role
	at     int // of the inputs, and behind them of identity.StaffRoles
}

// newEnrol makes an account.
func newEnrol(s *staff) *enrol {
	return &enrol{g: s.g, list: s,
		inputs: []*parts.Input{{Limit: 32}, {Limit: 100}, {Limit: 200}},
		words:  []string{"kiosk.staff.login", "kiosk.staff.name", "kiosk.staff.offices"}}
}

// newPosts changes the roles and offices of one.
func newPosts(c *staffCard) *enrol {
	a := c.list.account(c.login)
	e := &enrol{g: c.g, list: c.list, card: c, roles: slices.Clone(a.Roles),
		inputs: []*parts.Input{{Limit: 200}}, words: []string{"kiosk.staff.offices"}}
	e.inputs[0].Set(strings.Join(a.Offices, " "))
	return e
}

func (e *enrol) Init() tea.Cmd { return nil }
func (e *enrol) Leave()        {}
func (e *enrol) Typing() bool  { return e.at < len(e.inputs) }

func (e *enrol) Title() string {
	if e.card != nil {
		return e.g.say("kiosk.staff.posts")
	}
	return e.g.say("kiosk.staff.enrol")
}

func (e *enrol) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return e, nil
	}
	name, all := key.String(), len(e.inputs)+len(identity.StaffRoles())
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case parts.Confirm.Is(name):
		return e.sure(), nil
	case parts.Next.Is(name) || name == "down" || parts.Enter.Is(name):
		e.at = (e.at + 1) % all
	case parts.Before.Is(name) || name == "up":
		e.at = (e.at + all - 1) % all
	case e.Typing():
		e.inputs[e.at].Press(key)
	case parts.Mark.Is(name):
		e.turn(identity.StaffRoles()[e.at-len(e.inputs)])
	}
	return e, nil
}

// turn gives or takes a role; they stay in the order in which they are listed.
func (e *enrol) turn(r casework.Role) {
	e.roles = slices.DeleteFunc(identity.StaffRoles(), func(other casework.Role) bool {
		has := slices.Contains(e.roles, other)
		return has == (other == r) // of r what it was not, of the others what they are
	})
}

// offices are typed with anything between them that no office has in its name.
func (e *enrol) offices() []string {
	return strings.FieldsFunc(e.inputs[len(e.inputs)-1].Value(), func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
}

// sure asks once more, with all that was typed, and does it.
func (e *enrol) sure() Screen {
	desk, roles, offices := e.list.desk, e.roles, e.offices()
	n := identity.NewStaff{Roles: roles, Offices: offices}
	word, deed := "kiosk.staff.enrol.sure", func(ctx context.Context) (done, error) {
		made, err := desk.Enrol(ctx, n)
		return func() (Screen, tea.Cmd) { return newHanded(e.g, n.Login, made), nil }, err
	}
	if e.card == nil {
		n.Login, n.Name = strings.TrimSpace(e.inputs[0].Value()), strings.TrimSpace(e.inputs[1].Value())
	} else {
		a := e.list.account(e.card.login)
		n.Login, n.Name = a.Handle, a.Name
		word, deed = "kiosk.staff.posts.sure", func(ctx context.Context) (done, error) {
			err := desk.SetRoles(ctx, n.Login, roles, offices)
			return func() (Screen, tea.Cmd) { return newStaff(e.g), nil }, err
		}
	}
	asks := func(v voice) []string {
		return []string{v.say(word, seva.Args{"Login": n.Login, "Name": n.Name}),
			strings.Join(posts(v, identity.Account{Roles: roles, Offices: offices}), " · ")}
	}
	return newSure(e.g, "kiosk.staff.title", "kiosk.sure.yes", asks, deed)
}

func (e *enrol) Lines() []parts.Line {
	v := e.g.voice()
	var p parts.Page
	for i, word := range e.words {
		p.AddRow(field(e.g, v.say(word), *e.inputs[i], i == e.at)...)
	}
	p.Add(e.g.wrapped(parts.Dim, 4, v.say("kiosk.staff.offices.hint"))...)
	for _, r := range identity.StaffRoles() {
		p.AddRow(parts.Line{Text: "  " + box(slices.Contains(e.roles, r)) + roleText(v, r)})
	}
	return parts.Scroll{Pick: e.at}.Revealed(p, e.g.Height).View(p, e.g.Height, e.g.more)
}

func (e *enrol) Keys() []parts.Key {
	keys := []parts.Key{parts.Confirm, parts.Next, parts.Back}
	if !e.Typing() {
		keys = append([]parts.Key{parts.Mark}, keys...)
	}
	return keys
}
