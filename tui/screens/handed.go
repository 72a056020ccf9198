package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/identity"
	"duar/tui/parts"
)

// handed shows what a member of staff is handed, once: the password, the secret of the
// time-based code, and the same as an app reads it. It is not printed, nothing leads back
// to it, and what leaves this screen can never be shown again.
type handed struct {
	g      *Ground
	login  string
	made   identity.Enrolment
	scroll parts.Scroll
}

func newHanded(g *Ground, login string, made identity.Enrolment) *handed {
	return &handed{g: g, login: login, made: made}
}

func (h *handed) Init() tea.Cmd { return nil }
func (h *handed) Leave()        {}
func (h *handed) Anew() bool    { return true }
func (h *handed) Title() string { return h.g.say("kiosk.handed.title") }

func (h *handed) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return h, nil
	}
	if name := key.String(); parts.Back.Is(name) || parts.Enter.Is(name) {
		h.made = identity.Enrolment{}
		return newStaff(h.g), nil
	}
	h.scroll.Press(key.String(), h.page(), h.g.Height)
	return h, nil
}

func (h *handed) page() parts.Page {
	v := h.g.voice()
	var p parts.Page
	p.Add(parts.Line{})
	p.Add(h.g.wrapped(parts.Alert, 2, "!! "+v.say("kiosk.handed.once", seva.Args{"Login": h.login}))...)
	for _, of := range []struct{ word, value string }{
		{"kiosk.handed.password", h.made.Password}, {"kiosk.handed.secret", h.made.Secret}, {"kiosk.handed.url", h.made.URL},
	} {
		p.Add(parts.Line{})
		p.Add(h.g.wrapped(parts.Plain, 2, v.say(of.word))...)
		p.Add(h.g.wrapped(parts.Strong, 4, v.shape(of.value))...)
	}
	return p
}

func (h *handed) Lines() []parts.Line { return h.scroll.View(h.page(), h.g.Height, h.g.more) }

func (h *handed) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.handed"), parts.Move}
}
