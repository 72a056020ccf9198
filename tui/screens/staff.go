package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva/casework"
	"duar/seva/identity"
	"duar/tui/parts"
)

// staff lists the accounts of staff, for an administrator. What may be done about whom is
// the bureau's to say; what it refuses is shown in its words.
type staff struct {
	g      *Ground
	desk   identity.Bureau
	asking query[[]identity.Account]
	seen   []identity.Account
	scroll parts.Scroll
}

func newStaff(g *Ground) Screen { return &staff{g: g, desk: g.bureau()} }

func (s *staff) Init() tea.Cmd { return s.read() }
func (s *staff) Anew() bool    { return true }
func (s *staff) Leave()        {}
func (s *staff) Title() string { return s.g.say("kiosk.staff.title") }

func (s *staff) read() tea.Cmd {
	desk := s.desk
	return s.asking.ask(s.g, func(ctx context.Context) ([]identity.Account, error) { return desk.Staff(ctx) })
}

func (s *staff) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if all, ok := s.asking.take(msg); ok {
		s.seen = all
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return s, nil
	}
	switch name := key.String(); {
	case parts.Back.Is(name) && s.asking.waiting:
		s.asking.drop()
	case parts.Back.Is(name):
		return nil, nil
	case s.scroll.Press(name, s.page(), s.g.Height):
	case parts.Reload.Is(name):
		return s, s.read()
	case parts.Enrol.Is(name):
		return newEnrol(s), nil
	case parts.Barring.Is(name):
		return newBarring(s.g, s.desk), nil
	case parts.Enter.Is(name) && len(s.seen) == 0:
		return s, s.read()
	case parts.Enter.Is(name) && !s.asking.waiting:
		return &staffCard{g: s.g, list: s, login: s.seen[s.scroll.Pick].Handle}, nil
	}
	return s, nil
}

// account finds one that has been read; the zero one when it has not.
func (s *staff) account(login string) identity.Account {
	for _, a := range s.seen {
		if a.Handle == login {
			return a
		}
	}
	return identity.Account{}
}

func (s *staff) page() parts.Page {
	const wide = 20
	v := s.g.voice()
	p := parts.Page{Head: sign(s.g, s.asking.waiting, s.asking.err)}
	p.Head = append(p.Head, parts.Line{Text: "  " + parts.Pad(v.say("kiosk.staff.login"), wide) + " " + v.say("kiosk.staff.name"), Tone: parts.Dim})
	for _, a := range s.seen {
		name := v.shape(a.Name)
		if !a.Suspended.IsZero() {
			name = "!! " + v.say("kiosk.staff.suspended") + " · " + name
		}
		lines := []parts.Line{{Text: "  " + parts.Pad(v.shape(a.Handle), wide) + " " + name}}
		for _, l := range parts.Wrap(strings.Join(posts(v, a), " · "), s.g.Width-wide-3) {
			lines = append(lines, parts.Line{Text: parts.Pad("", wide+3) + l})
		}
		p.AddRow(lines...)
	}
	return p
}

// posts are the roles and offices of an account.
func posts(v voice, a identity.Account) []string {
	var all []string
	for _, r := range a.Roles {
		all = append(all, roleText(v, r))
	}
	for _, o := range a.Offices {
		all = append(all, v.shape(o))
	}
	return all
}

func roleText(v voice, r casework.Role) string { return v.say("kiosk.role." + string(r)) }

func (s *staff) Lines() []parts.Line { return s.scroll.View(s.page(), s.g.Height, s.g.more) }

func (s *staff) Keys() []parts.Key {
	keys := []parts.Key{parts.Enrol, parts.Barring, parts.Move, parts.Reload, parts.Back}
	if len(s.seen) > 0 {
		keys = append([]parts.Key{parts.Enter}, keys...)
	}
	return keys
}
