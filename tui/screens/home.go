package screens

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/tui/parts"
)

// Home is the first screen: what the citizen may have come for, each behind one key.
type Home struct {
	g      *Ground
	scroll parts.Scroll
	marked string // key of the errand that is marked, wherever it stands for who sits here
}

// NewHome makes the first screen.
func NewHome(g *Ground) *Home { return &Home{g: g} }

// errand is one line of the first screen. Its key is its own for good, also where others
// above it are not shown.
type errand struct {
	key  string
	fn   string // beside a letter, which another keyboard layout has elsewhere
	word string
	open func(*Ground) Screen
	// roles are those it is for; without any it is everybody's. public ones are offered while
	// nobody has signed in, too: they lead there when they must.
	roles  []casework.Role
	public bool
	// there tells whether this kiosk has the desk for it; nil for always.
	there func(*Ground) bool
}

var errands = []errand{
	{key: "1", word: "kiosk.home.plot", open: func(g *Ground) Screen { return toward(g, findPlot) }},
	{key: "2", word: "kiosk.home.khatian", open: func(g *Ground) Screen { return toward(g, findKhatian) }},
	{key: "3", word: "kiosk.home.place", open: func(g *Ground) Screen { return newPicker(g, findPlace) }},
	{key: "4", word: "kiosk.home.crosswalk", open: func(g *Ground) Screen { return toward(g, findCrosswalk) }},
	{key: "5", word: "kiosk.home.help", open: func(g *Ground) Screen { return NewHelp(g) }},
	{key: "6", word: "kiosk.home.apply", roles: enterers, public: true,
		open: func(g *Ground) Screen { return g.signedIn(newApply, enterers...) }},
	{key: "7", word: "kiosk.home.status", roles: slices.Concat(enterers, officers), public: true, open: newAsk},
	{key: "8", word: "kiosk.home.inbox", roles: readers, public: true,
		open: func(g *Ground) Screen { return g.signedIn(newInbox, readers...) }},
	{key: "9", word: "kiosk.home.sign", open: newGate},
	{key: "0", word: "kiosk.home.requests", roles: clerks, there: func(g *Ground) bool { return g.Registry != nil },
		open: func(g *Ground) Screen { return g.signedIn(newRequests, clerks...) }},
	{key: "s", fn: "f8", word: "kiosk.home.staff", roles: administrators, there: func(g *Ground) bool { return g.Bureau != nil },
		open: func(g *Ground) Screen { return g.signedIn(newStaff, administrators...) }},
	{key: "e", fn: "f5", word: "kiosk.home.fee", there: func(g *Ground) bool { return g.Fees != nil }, open: newEstimate},
	{key: "t", fn: "f6", word: "kiosk.home.track", there: func(g *Ground) bool { return g.Cases != nil }, open: newTrack},
	{key: "d", fn: "f7", word: "kiosk.home.paper", there: func(g *Ground) bool { return g.Documents != nil }, open: newByPaper},
	{key: "r", fn: "f9", word: "kiosk.home.payment", roles: accountants, there: func(g *Ground) bool { return g.Payments != nil },
		open: func(g *Ground) Screen { return g.signedIn(newByPayment, accountants...) }},
	{key: "g", fn: "f8", word: "kiosk.home.signing", roles: signers,
		there: func(g *Ground) bool { return g.Documents != nil && g.Cases != nil },
		open:  func(g *Ground) Screen { return g.signedIn(newSigning, signers...) }},
	{key: "w", fn: "f12", word: "kiosk.home.watch", roles: []casework.Role{casework.Operator},
		there: func(g *Ground) bool { return g.watches() },
		open:  func(g *Ground) Screen { return g.signedIn(newWatches, casework.Operator) }},
	{key: "b", fn: "f8", word: "kiosk.home.object", roles: []casework.Role{casework.Operator},
		there: func(g *Ground) bool { return g.Objections != nil },
		open: func(g *Ground) Screen {
			return g.signedIn(func(g *Ground) Screen { return newObjection(g, "") }, casework.Operator)
		}},
}

var (
	readers        = append(slices.Clone(officers), casework.Auditor)
	clerks         = []casework.Role{casework.Clerk}
	administrators = []casework.Role{casework.Administrator}
)

// public is how many errands there are on a kiosk where nobody signs in.
const public = 5

// errands are those that this kiosk can do for whoever sits at it.
func (h *Home) errands() []errand {
	var all []errand
	for i, e := range errands {
		switch {
		case e.there != nil && !e.there(h.g), h.g.Door == nil && i >= public && e.there == nil:
		case len(e.roles) == 0, !h.g.in() && e.public, h.g.is(e.roles...):
			all = append(all, e)
		}
	}
	return all
}

// Offers are the errands by their words.
func (h *Home) Offers() []string {
	var all []string
	for _, e := range h.errands() {
		all = append(all, e.word)
	}
	return all
}

// keyed gives the errand of a key, or -1. Where another keyboard layout is set a function key
// is the letter.
func keyed(all []errand, name string) int {
	name = strings.ToLower(name)
	return slices.IndexFunc(all, func(e errand) bool { return e.key == name || e.fn == name && name != "" })
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
	name, all := seva.Digits(key.String()), h.errands()
	h.settle(all)
	defer func() { h.marked = all[max(0, min(h.scroll.Pick, len(all)-1))].key }()
	h.g.told = "" // it has been read
	if i := keyed(all, name); i >= 0 {
		h.scroll.Pick = i
		name = "enter"
	}
	switch {
	case h.scroll.Press(name, h.page(), h.g.Height):
	case parts.Enter.Is(name):
		return all[max(0, min(h.scroll.Pick, len(all)-1))].open(h.g), nil
	case parts.Mouza.Is(name):
		return newPicker(h.g, findPlace), nil
	}
	return h, nil
}

// settle keeps the mark on its errand: the list is another when somebody has signed in or
// out since.
func (h *Home) settle(all []errand) {
	if i := keyed(all, h.marked); i >= 0 {
		h.scroll.Pick = i
	}
}

func (h *Home) page() parts.Page {
	v := h.g.voice()
	p := parts.Page{Head: []parts.Line{{}, {Text: "  " + v.say("kiosk.home.ask"), Tone: parts.Strong}, {}}}
	if h.g.told != "" {
		p.Head = append(p.Head, append(h.g.wrapped(parts.Alert, 2, "!! "+v.say(h.g.told)), parts.Line{})...)
	}
	for _, e := range h.errands() {
		text := "   " + v.figure(code(e.key)) + "  " + v.say(e.word)
		if e.fn != "" { // with a Bengali or Hindi keyboard the letter is another one
			text += "  (" + strings.ToUpper(e.fn) + ")"
		}
		p.AddRow(parts.Line{Text: text})
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

func (h *Home) Lines() []parts.Line {
	h.settle(h.errands())
	return h.scroll.View(h.page(), h.g.Height, h.g.more)
}

func (h *Home) Keys() []parts.Key {
	v := h.g.voice()
	digits := parts.Key{Shown: v.figure(number(1)) + "-" + v.figure(number(min(9, len(h.errands())))), Word: "kiosk.key.choose"}
	if h.g.Door != nil {
		digits.Shown = v.figure(number(1)) + "-" + v.figure(number(9))
	}
	keys := []parts.Key{digits, parts.Enter, parts.Move}
	if h.g.mouza != nil {
		keys = append(keys, parts.Mouza)
	}
	return keys
}
