package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/identity"
	"duar/tui/parts"
)

// signIn lets staff in: login, password and the six digits of their authenticator.
type signIn struct {
	g      *Ground
	then   func(*Ground) Screen // what was wanted; nil leads back
	inputs [3]parts.Input
	at     int
	asking query[identity.Session]
	told   string // why one has to sign in, by its message; "" when that is plain
}

// The lines of the sign-in screen, in the order of Tab.
const (
	loginLine = iota
	passwordLine
	codeLine
)

func newSignIn(g *Ground, then func(*Ground) Screen) *signIn {
	return &signIn{g: g, then: then, inputs: [3]parts.Input{{Limit: 60}, {Limit: 200, Masked: true}, {Limit: 6}}}
}

// NewSignIn lets staff in and tells why they have to sign in again.
func NewSignIn(g *Ground, why string) Screen {
	s := newSignIn(g, nil)
	s.told = why
	return s
}

// newGate is the errand of signing in and out.
func newGate(g *Ground) Screen {
	if g.in() {
		return &signOut{g: g}
	}
	return newSignIn(g, nil)
}

func (s *signIn) Init() tea.Cmd { return nil }
func (s *signIn) Typing() bool  { return true }
func (s *signIn) Title() string { return s.g.say("kiosk.sign.title") }

// Leave takes the secrets off the screen as well.
func (s *signIn) Leave() {
	s.asking.drop()
	s.wipe()
}

func (s *signIn) wipe() {
	s.inputs[passwordLine].Set("")
	s.inputs[codeLine].Set("")
}

func (s *signIn) Update(msg tea.Msg) (Screen, tea.Cmd) {
	waited := s.asking.waiting
	if session, ok := s.asking.take(msg); ok {
		s.g.enter(session)
		s.wipe()
		if s.then == nil {
			return nil, nil
		}
		return s.then(s.g), nil
	} else if waited && !s.asking.waiting {
		// Which of the three was wrong is not told; only the login is not a secret.
		s.wipe()
		s.at = passwordLine
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok || s.asking.waiting && !parts.Back.Is(key.String()) {
		return s, nil
	}
	name := key.String()
	switch {
	case parts.Back.Is(name) && s.asking.waiting:
		s.asking.drop()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name):
		return s, s.enter()
	case parts.Next.Is(name) || name == "down":
		s.at = (s.at + 1) % len(s.inputs)
	case parts.Before.Is(name) || name == "up":
		s.at = (s.at + len(s.inputs) - 1) % len(s.inputs)
	default:
		s.asking.drop()
		s.inputs[s.at].Press(key)
	}
	return s, nil
}

// enter goes to the first line that is still empty, and in when none is.
func (s *signIn) enter() tea.Cmd {
	for i := range s.inputs {
		if at := (s.at + i) % len(s.inputs); s.inputs[at].Value() == "" {
			s.at = at
			return nil
		}
	}
	door, login, password := s.g.Door, s.inputs[loginLine].Value(), s.inputs[passwordLine].Value()
	code := seva.Digits(s.inputs[codeLine].Value())
	return s.asking.ask(s.g, func(ctx context.Context) (identity.Session, error) {
		return door.SignIn(ctx, login, password, code)
	})
}

func (s *signIn) Lines() []parts.Line {
	v := s.g.voice()
	lines := append([]parts.Line{{}}, s.g.wrapped(parts.Strong, 2, v.say("kiosk.sign.ask"))...)
	if s.told != "" {
		lines = append(lines, s.g.wrapped(parts.Alert, 2, "!! "+v.say(s.told))...)
	}
	for i, word := range []string{"kiosk.sign.login", "kiosk.sign.password", "kiosk.sign.code"} {
		lines = append(lines, field(s.g, v.say(word), s.inputs[i], i == s.at)...)
	}
	lines = append(lines, parts.Line{})
	lines = append(lines, sign(s.g, s.asking.waiting, s.asking.err)...)
	return lines[:min(len(lines), s.g.Height)]
}

// field draws a line to type in under its label: open, or only seen.
func field(g *Ground, label string, in parts.Input, open bool) []parts.Line {
	typed := in.Line(g.Width - 4)
	typed.Text = "    " + typed.Text
	mark, tone := "  ", parts.Plain
	if open {
		mark, tone = "▸ ", parts.Strong
	} else {
		typed = parts.Line{Text: "    " + in.Shown()}
	}
	return []parts.Line{{Text: mark + label, Tone: tone}, typed}
}

func (s *signIn) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.sign"), parts.Next, parts.Back}
}

// signOut tells who is signed in, and ends that.
type signOut struct{ g *Ground }

func (s *signOut) Init() tea.Cmd { return nil }
func (s *signOut) Leave()        {}
func (s *signOut) Title() string { return s.g.say("kiosk.signout.title") }

func (s *signOut) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
		return s, nil
	case parts.Back.Is(key.String()):
		return nil, nil
	case parts.Enter.Is(key.String()):
		return nil, s.g.Forget()
	}
	return s, nil
}

func (s *signOut) Lines() []parts.Line {
	v, who := s.g.voice(), s.g.session.Who
	lines := append([]parts.Line{{}}, s.g.wrapped(parts.Strong, 2, v.say("kiosk.home.signed", seva.Args{"Name": who.Name}))...)
	for _, r := range who.Roles {
		lines = append(lines, s.g.wrapped(parts.Plain, 4, v.say("kiosk.role."+string(r)))...)
	}
	lines = append(lines, parts.Line{})
	lines = append(lines, s.g.wrapped(parts.Plain, 2, v.say("kiosk.signout.ask"))...)
	return lines[:min(len(lines), s.g.Height)]
}

func (s *signOut) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.signout"), parts.Back}
}
