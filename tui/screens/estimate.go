package screens

import (
	"context"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/charge"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/place"
	"duar/tui/parts"
)

// Services of which a fee is told, as they are asked for at a desk, and those of copies.
var (
	charged = []string{"mutation_sale", "mutation_warish", "conversion", "khajna", "ror_copy", "plot_information", "plot_map_copy", "record_correction", "land_appeal"}
	copies  = map[string]bool{"ror_copy": true, "plot_information": true, "plot_map_copy": true}
	free    = map[string]bool{"mutation_warish": true, "record_correction": true, "land_appeal": true}
)

// usesOf are the uses of land that a rate may be told apart by; "" is what the record says.
func usesOf(service string) []string {
	if service == "conversion" {
		return []string{charge.Homestead, "allied", "group_housing", charge.Commercial}
	}
	return []string{"", charge.Agricultural, charge.Homestead, charge.Commercial, charge.GiftChild}
}

// newEstimate asks what a fee depends on. Each service is asked no more than it needs.
func newEstimate(g *Ground) Screen {
	onLand := func(b *blank) bool { return !copies[b.given("service")] && !free[b.given("service")] }
	changes := func(b *blank) bool { return b.given("service") == "conversion" }
	use := func(v voice, id string) string {
		if id == "" {
			id = "recorded"
		}
		return v.say("kiosk.use." + id)
	}
	mouza := slot{id: "mouza", word: "kiosk.fee.mouza", input: parts.Input{Limit: 7}, only: onLand}
	if g.mouza != nil {
		mouza = filled(mouza, g.mouza.Mouza.IDN.String())
	}
	return &blank{g: g, title: "kiosk.fee.title", ask: "kiosk.fee.ask", hint: "kiosk.fee.hint", enter: "kiosk.key.estimate",
		slots: []slot{
			{id: "service", word: "kiosk.fee.service", ids: charged, words: func(v voice, id string) string { return v.say("service." + id) }},
			mouza,
			{id: "plot", word: "kiosk.fee.plot", input: parts.Input{Limit: 24}, only: onLand},
			{id: "use", word: "kiosk.fee.use", ids: usesOf(""), words: use, only: func(b *blank) bool { return onLand(b) && !changes(b) }},
			{id: "wanted", word: "kiosk.fee.wanted", ids: usesOf("conversion"), words: use, only: changes},
			{id: "area", word: "kiosk.fee.area", input: parts.Input{Limit: 12}, only: onLand},
			{id: "count", word: "kiosk.fee.count", input: parts.Input{Limit: 3}, only: func(b *blank) bool {
				return copies[b.given("service")] || b.given("service") == "khajna"
			}},
		}, send: estimate}
}

// estimate reads the slots and asks. What is left empty the desk finds in the record, or says
// that it is needed.
func estimate(b *blank) (Screen, tea.Cmd) {
	q := charge.Query{Service: b.given("service"), Use: b.given("use") + b.given("wanted")}
	var err error
	if text := b.given("mouza"); text != "" {
		if q.Mouza, err = place.ParseIDN(text); err != nil {
			return b.refuse(err)
		}
	}
	if text := b.given("plot"); text != "" {
		if q.Plot, err = land.ParseNumber("plot", text); err != nil {
			return b.refuse(err)
		}
	}
	if text := b.given("area"); text != "" {
		if q.Area, err = seva.ParseArea(text); err != nil {
			return b.refuse(err)
		}
	}
	if text := b.given("count"); text != "" {
		if q.Count, err = strconv.Atoi(seva.Digits(text)); err != nil || q.Count < 1 {
			return b.refuse(seva.Refuse("count", seva.Say("error.fee.count")))
		}
	}
	g, desk := b.g, b.g.Fees
	return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
		e, err := desk.Estimate(ctx, q)
		return &estimated{printer: printer{g: g}, g: g, of: q, found: e}, err
	})
}

// estimated is what something costs: each part with its rate, the order it rests on, and
// whether that is sure.
type estimated struct {
	printer
	g      *Ground
	of     charge.Query
	found  fee.Estimate
	scroll parts.Scroll
}

func (e *estimated) Init() tea.Cmd { return nil }
func (e *estimated) Leave()        {}
func (e *estimated) Title() string { return e.g.say("kiosk.fee.title") }

func (e *estimated) Update(msg tea.Msg) (Screen, tea.Cmd) {
	e.hear(msg)
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return e, nil
	}
	name := key.String()
	e.quiet()
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case parts.Print.Is(name):
		return e, e.print("fee-"+e.of.Service, "kiosk.fee.title", "kiosk.fee.foot", e.said)
	case parts.Aloud.Is(name):
		return newSpoken(e.g, e.short), nil
	}
	e.scroll.Press(name, e.page(), e.g.Height)
	return e, nil
}

// short is the sum and whether it is sure, for the ear.
func (e *estimated) short(v voice) []string {
	args := seva.Args{"Service": seva.Say("service." + e.of.Service), "Sum": e.found.Total, "Day": e.found.On}
	if e.found.Total == 0 {
		return []string{v.say("kiosk.fee.free", args)}
	}
	said := []string{v.say("kiosk.fee.total", args)}
	for _, l := range e.found.Lines {
		if !l.Rate.Sure {
			return append(said, v.say("kiosk.fee.unsure"))
		}
	}
	return said
}

// said is all of it, line by line.
func (e *estimated) said(v voice) []string {
	lines := e.short(v)
	for _, l := range e.found.Lines {
		lines = append(lines, "", lineOfFee(v, l))
		lines = append(lines, v.say("kiosk.fee.source", seva.Args{"Source": l.Rate.Source, "From": l.Rate.From}))
		if !l.Rate.Sure {
			lines = append(lines, "!! "+v.say("kiosk.fee.unproven"))
		}
	}
	return lines
}

// lineOfFee is one part of an estimate: the rate, how much it is counted for, and what that
// makes.
func lineOfFee(v voice, l fee.Line) string {
	args := seva.Args{"Rate": l.Rate.Amount, "Per": seva.Say("per." + string(l.Rate.Per)), "Sum": l.Amount}
	switch l.Rate.Per {
	case fee.Flat:
		return v.say("kiosk.fee.once", args)
	case fee.PerDecimal:
		args["Counted"] = seva.Say("format.measure", seva.Args{"Value": plain{l.Area.In(seva.InDecimal)}, "Unit": seva.Say("unit." + string(seva.InDecimal))})
	default:
		args["Counted"] = number(l.Count)
	}
	return v.say("kiosk.fee.line", args)
}

func (e *estimated) page() parts.Page {
	v := e.g.voice()
	p := parts.Page{Head: e.news(v)}
	p.Add(parts.Line{})
	for i, text := range e.said(v) {
		tone := parts.Plain
		if i == 0 {
			tone = parts.Strong
		}
		p.Add(e.g.wrapped(tone, 2, text)...)
	}
	p.Add(parts.Line{})
	p.Add(e.g.wrapped(parts.Dim, 2, v.say("kiosk.fee.foot"))...)
	return p
}

func (e *estimated) Lines() []parts.Line { return e.scroll.View(e.page(), e.g.Height, e.g.more) }

func (e *estimated) Keys() []parts.Key {
	return []parts.Key{parts.Print, parts.Aloud, parts.Move, parts.Back}
}
