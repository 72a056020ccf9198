package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// purpose is what a mouza is wanted for.
type purpose int

const (
	findPlot purpose = iota
	findKhatian
	findPlace
	findCrosswalk
	fillMouza // these two give what is chosen to a form
	fillPlace
)

// entry asks for a number in a mouza: a plot, a khatian, or a plot of one settlement
// whose numbers in the other are wanted.
type entry struct {
	road
	g       *Ground
	spot    Spot
	purpose purpose
	from    land.Survey
	input   parts.Input
	refused bool // the last key was one that no number has

	asking  query[land.Summary]
	summary *land.Summary // nil until it is known
}

// newEntry begins a crosswalk with the former number: that is what old deeds have.
func newEntry(g *Ground, spot Spot, p purpose) *entry {
	return &entry{g: g, spot: spot, purpose: p, from: land.RS, input: parts.Input{Limit: 24}}
}

// Init asks what the register holds, so that a mouza without a register is known before
// anything is typed.
func (e *entry) Init() tea.Cmd {
	e.g.mouza = &e.spot
	counter, idn := e.g.register(), e.spot.Mouza.IDN
	return e.asking.ask(e.g, func(ctx context.Context) (land.Summary, error) { return counter.Mouza(ctx, idn) })
}

func (e *entry) Update(msg tea.Msg) (Screen, tea.Cmd) {
	asked := e.waiting
	next, ok := e.take(msg)
	if ok || asked && e.err != nil {
		e.input.Renew() // the next citizen's number, or the right one, replaces this one
	}
	if ok {
		return next, nil
	}
	if s, ok := e.asking.take(msg); ok {
		e.summary = &s
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return e, nil
	}
	name := key.String()
	e.refused = false
	switch {
	case parts.Back.Is(name) && e.waiting:
		e.drop()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name):
		return e, e.look()
	case parts.Mouza.Is(name):
		return newPicker(e.g, e.purpose), nil
	case parts.Turn.Is(name) && e.purpose == findCrosswalk:
		e.drop()
		e.from = other(e.from)
	case key.Type == tea.KeyRunes && !key.Alt && !numeric(parts.Inert(string(key.Runes))):
		e.refused = true
	default:
		// The same number typed over itself is a new one too.
		if e.input.Press(key) || key.Type == tea.KeyRunes {
			e.drop()
		}
	}
	return e, nil
}

// numeric tells whether all of s can be part of a number as land.ParseNumber reads it: a
// digit of any script, a stroke, a space, a letter of the word bata.
func numeric(s string) bool {
	const used = "0123456789/-–\\ " + "bataBATA" + "বাটা" + "बटा"
	return !strings.ContainsFunc(seva.Digits(s), func(r rune) bool { return !strings.ContainsRune(used, r) })
}

// other is the settlement on the other side of a correspondence.
func other(s land.Survey) land.Survey {
	if s == land.RS {
		return land.LR
	}
	return land.RS
}

// look asks the land desk for what was typed.
func (e *entry) look() tea.Cmd {
	field := "plot"
	if e.purpose == findKhatian {
		field = "khatian"
	}
	n, err := land.ParseNumber(field, e.input.Value())
	if err != nil {
		e.drop()
		e.err = err
		e.input.Renew()
		return nil
	}
	switch e.purpose {
	case findKhatian:
		return toKhatian(&e.road, e.g, e.spot, n)
	case findCrosswalk:
		return toCrosswalk(&e.road, e.g, e.spot, e.from, n)
	}
	return toPlot(&e.road, e.g, e.spot, n)
}

func (e *entry) Title() string { return e.g.say(e.word("title")) }

// word gives the message about some thing on this screen, for the purpose at hand.
func (e *entry) word(thing string) string {
	switch e.purpose {
	case findKhatian:
		return "kiosk.khatian." + thing
	case findCrosswalk:
		return "kiosk.crosswalk." + thing
	}
	return "kiosk.plot." + thing
}

func (e *entry) Lines() []parts.Line {
	v := e.g.voice()
	lines := append(e.spot.lines(v), parts.Line{})
	if e.purpose == findCrosswalk {
		lines = append(lines, parts.Line{Text: "  " + v.say("kiosk.crosswalk.direction", seva.Args{
			"From": e.from.Text(), "To": other(e.from).Text(),
		}), Tone: parts.Strong})
	}
	lines = append(lines, e.g.wrapped(parts.Plain, 2, v.say(e.word("ask")))...)
	typed := e.input.Line(e.g.Width - 2)
	typed.Text = "  " + typed.Text
	lines = append(lines, typed)
	if e.refused {
		lines = append(lines, e.g.wrapped(parts.Alert, 2, v.say("kiosk.number.only"))...)
	}
	if s := e.sign(e.g); s != nil {
		lines = append(lines, s...)
	} else {
		lines = append(lines, e.g.wrapped(parts.Dim, 2, v.say("kiosk.example", seva.Args{
			"One": land.Number{Main: 165}, "Two": land.Number{Main: 165, Bata: 1201},
		}))...)
	}
	lines = append(lines, parts.Line{})
	lines = append(lines, holds(e.g, v, &e.asking, e.summary)...)
	return lines[:min(len(lines), e.g.Height)]
}

// holds tells what the register has of a mouza, or how asking that went.
func holds(g *Ground, v voice, asking *query[land.Summary], s *land.Summary) []parts.Line {
	if s == nil {
		return sign(g, asking.waiting, asking.err)
	}
	lines := g.wrapped(parts.Dim, 2, v.say("kiosk.summary", seva.Args{"Plots": s.Plots, "Khatians": s.Khatians}))
	return append(lines, g.wrapped(parts.Dim, 2, asOn(v, s.AsOn))...)
}

func (e *entry) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As("kiosk.key.find")}
	if e.purpose == findCrosswalk {
		keys = append(keys, parts.Turn)
	}
	return append(keys, parts.Mouza, parts.Back)
}
