package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/tui/parts"
)

// Home is the first screen: what the citizen may have come for, each behind one key.
type Home struct {
	g      *Ground
	scroll parts.Scroll
}

// NewHome makes the first screen.
func NewHome(g *Ground) *Home { return &Home{g: g} }

// errand is one line of the first screen. Its place in errands is its key, for good.
type errand struct {
	word string
	open func(*Ground) Screen
}

var errands = []errand{
	{"kiosk.home.plot", func(g *Ground) Screen { return toward(g, findPlot) }},
	{"kiosk.home.khatian", func(g *Ground) Screen { return toward(g, findKhatian) }},
	{"kiosk.home.place", func(g *Ground) Screen { return newPicker(g, findPlace) }},
	{"kiosk.home.crosswalk", func(g *Ground) Screen { return toward(g, findCrosswalk) }},
	{"kiosk.home.help", func(g *Ground) Screen { return NewHelp(g) }},
	{"kiosk.home.apply", func(g *Ground) Screen { return g.signedIn(newApply) }},
	{"kiosk.home.status", newAsk},
	{"kiosk.home.inbox", func(g *Ground) Screen { return g.signedIn(newInbox) }},
	{"kiosk.home.sign", newGate},
}

// public is how many errands there are on a kiosk where nobody signs in.
const public = 5

// errands are those that this kiosk can do.
func (h *Home) errands() []errand {
	if h.g.Door == nil {
		return errands[:public]
	}
	return errands
}

// toward goes to the entry of a number, by way of the picker when no mouza is known yet.
func toward(g *Ground, p purpose) Screen {
	if g.mouza == nil {
		return newPicker(g, p)
	}
	return newEntry(g, *g.mouza, p)
}

func (h *Home) Init() tea.Cmd { return nil }
func (h *Home) Leave()        {}
func (h *Home) Title() string {
	if h.g.Door != nil {
		return h.g.say("kiosk.home.services")
	}
	return h.g.say("kiosk.home.title")
}

func (h *Home) Update(msg tea.Msg) (Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return h, nil
	}
	name := seva.Digits(key.String())
	switch {
	case h.scroll.Press(name, h.page(), h.g.Height):
	case parts.Enter.Is(name):
		return h.errands()[h.scroll.Pick].open(h.g), nil
	case parts.Mouza.Is(name):
		return newPicker(h.g, findPlace), nil
	case len(name) == 1 && name[0] >= '1' && int(name[0]-'1') < len(h.errands()):
		h.scroll.Pick = int(name[0] - '1')
		return h.errands()[h.scroll.Pick].open(h.g), nil
	}
	return h, nil
}

func (h *Home) page() parts.Page {
	v := h.g.voice()
	p := parts.Page{Head: []parts.Line{{}, {Text: "  " + v.say("kiosk.home.ask"), Tone: parts.Strong}, {}}}
	for i, e := range h.errands() {
		p.AddRow(parts.Line{Text: "   " + v.figure(number(i+1)) + "  " + v.say(e.word)})
	}
	if h.g.in() {
		p.Add(parts.Line{})
		p.Add(h.g.wrapped(parts.Plain, 2, v.say("kiosk.home.signed", seva.Args{"Name": h.g.session.Who.Name}))...)
	}
	if h.g.mouza != nil {
		p.Add(parts.Line{}, parts.Line{Text: "  " + v.say("kiosk.home.kept"), Tone: parts.Dim})
		p.Add(parts.Line{Text: "  " + h.g.mouza.lines(v)[0].Text})
	}
	p.Add(parts.Line{}, parts.Line{Text: "  " + v.say("kiosk.home.today", seva.Args{"Date": h.g.World.Today()}), Tone: parts.Dim})
	return p
}

func (h *Home) Lines() []parts.Line { return h.scroll.View(h.page(), h.g.Height, h.g.more) }

func (h *Home) Keys() []parts.Key {
	v := h.g.voice()
	digits := parts.Key{Shown: v.figure(number(1)) + "-" + v.figure(number(len(h.errands()))), Word: "kiosk.key.choose"}
	keys := []parts.Key{digits, parts.Enter, parts.Move}
	if h.g.mouza != nil {
		keys = append(keys, parts.Mouza)
	}
	return keys
}
