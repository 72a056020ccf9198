package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// Help explains the keys and says whom to call.
type Help struct {
	g      *Ground
	scroll parts.Scroll
}

// NewHelp makes the help screen.
func NewHelp(g *Ground) *Help { return &Help{g: g} }

func (h *Help) Init() tea.Cmd     { return nil }
func (h *Help) Leave()            {}
func (h *Help) Title() string     { return h.g.say("kiosk.help.title") }
func (h *Help) Keys() []parts.Key { return []parts.Key{parts.Move, parts.Back} }

func (h *Help) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return h, nil
	}
	name := key.String()
	if parts.Back.Is(name) || parts.Help.Is(name) || parts.Enter.Is(name) {
		return nil, nil
	}
	h.scroll.Press(name, h.page(), h.g.Height)
	return h, nil
}

// explained are the keys with all their names, in the order of use. Those that follow
// the keyboard's layout have a function key beside them.
var explained = []struct{ keys, word string }{
	{"Enter", "kiosk.help.enter"},
	{"↑ ↓ PgUp PgDn", "kiosk.help.move"},
	{"Esc", "kiosk.help.back"},
	{"F2, Ctrl+L", "kiosk.help.language"},
	{"F3", "kiosk.help.mouza"},
	{"F4", "kiosk.help.home"},
	{"m, F5", "kiosk.help.map"},
	{"a, F6", "kiosk.help.aloud"},
	{"p, F7", "kiosk.help.print"},
	{"Tab", "kiosk.help.turn"},
	{"Tab PgDn F8 F9", "kiosk.help.form"},
	{"F10, Ctrl+K", "kiosk.help.lock"},
	{"w, F8", "kiosk.help.looked"},
	{"c, F9", "kiosk.help.agreed"},
	{"r, F3", "kiosk.help.pay"},
	{"x, F8  t, F9", "kiosk.help.give_up"},
	{"d, F8", "kiosk.help.paper"},
	{"c, F9  w, F8", "kiosk.help.land"},
	{"o, F3", "kiosk.help.office"},
	{"h, F9  b, F8", "kiosk.help.hearing"},
	{"a s v, F6 F8 F9", "kiosk.help.signing"},
	{"Ctrl+C", "kiosk.help.quit"},
}

// missing tells of a key that does nothing on this kiosk.
func (h *Help) missing(word string) bool {
	switch word {
	case "kiosk.help.form":
		return h.g.Door == nil
	case "kiosk.help.lock":
		return h.g.Own == nil
	case "kiosk.help.looked", "kiosk.help.agreed":
		return h.g.Registry == nil
	case "kiosk.help.pay", "kiosk.help.give_up":
		return h.g.Payments == nil
	case "kiosk.help.paper", "kiosk.help.signing":
		return h.g.Documents == nil
	case "kiosk.help.land":
		return h.g.Watches == nil
	case "kiosk.help.hearing":
		return h.g.Objections == nil
	case "kiosk.help.office":
		return h.g.Offices == nil
	}
	return false
}

func (h *Help) page() parts.Page {
	const wide = 17
	v := h.g.voice()
	var page parts.Page
	page.Add(h.g.wrapped(parts.Strong, 1, v.say("kiosk.help.straight"))...)
	example := land.Number{Main: 165, Bata: 1201}
	page.Add(h.g.wrapped(parts.Strong, 1, v.say("kiosk.help.bata", seva.Args{
		"Slash": v.figure(example), "Dash": i18n.Digits(h.g.Lang, example.Path()),
	}))...)
	page.Add(parts.Line{})
	for _, e := range explained {
		if h.missing(e.word) {
			continue
		}
		for i, l := range parts.Wrap(v.say(e.word), h.g.Width-wide) {
			keys := ""
			if i == 0 {
				keys = "  " + e.keys
			}
			page.Add(parts.Line{Text: parts.Pad(keys, wide) + l})
		}
	}
	page.Add(parts.Line{})
	if minutes := int(h.g.Idle.Minutes()); minutes > 0 {
		page.Add(h.g.wrapped(parts.Plain, 1, v.say("kiosk.help.idle", seva.Args{"Count": minutes}))...)
		if h.g.Own != nil {
			page.Add(h.g.wrapped(parts.Plain, 1, v.say("kiosk.help.away"))...)
		}
	}
	if h.g.Helpline != "" {
		page.Add(h.g.wrapped(parts.Strong, 1, v.say("kiosk.help.call", seva.Args{"Helpline": h.g.Helpline}))...)
	}
	page.Add(h.g.wrapped(parts.Plain, 1, v.say("kiosk.information"))...)
	return page
}

func (h *Help) Lines() []parts.Line { return h.scroll.View(h.page(), h.g.Height, h.g.more) }
