package screens

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/payment"
	"duar/tui/parts"
)

// payers may begin a payment here, tellers say that one was made, and accountants look at it;
// the desk says of which.
var (
	payers      = []casework.Role{casework.Operator, casework.Clerk}
	tellers     = append(slices.Clone(payers), casework.Verifier, casework.Sanctioner)
	accountants = []casework.Role{casework.Operator, casework.Clerk, casework.Verifier, casework.Sanctioner, casework.Auditor}
)

// money gives the desk of payments, with the right of whoever signed in.
func (g *Ground) money() payment.Counter { return g.Payments(g.session) }

// pays tells whether whoever sits here can begin to pay what a case owes.
func (g *Ground) pays(cases ...casework.Glance) bool { return g.owing(cases...) != "" }

// owing is the first of some cases that owes something which can be paid here; "" for none.
func (g *Ground) owing(cases ...casework.Glance) string {
	if g.Payments == nil || !g.is(payers...) {
		return ""
	}
	for _, c := range cases {
		if c.Owed > 0 {
			return c.Number
		}
	}
	return ""
}

// dues shows what a case owes, by which order and since when, and begins to pay it.
type dues struct {
	road
	g      *Ground
	desk   payment.Counter
	number string
	seen   []payment.Due
	keys   map[payment.Mode]string // of the payments tried: one whose answer was lost is the same again
	scroll parts.Scroll
}

// toDues is the way to that.
func toDues(r *road, g *Ground, number string) tea.Cmd {
	desk := g.money()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		seen, err := desk.Dues(ctx, number)
		return &dues{g: g, desk: desk, number: number, seen: seen, keys: map[payment.Mode]string{}}, err
	})
}

func (d *dues) Init() tea.Cmd { return nil }
func (d *dues) Title() string { return d.g.say("kiosk.dues.title") }

// ways are what can be done, in the order of their rows: "kiosk.dues.<way>".
func (d *dues) ways() []string {
	if len(d.seen) == 0 {
		return nil
	}
	var ways []string
	if d.begun() != "" {
		ways = append(ways, "begun")
	}
	for _, m := range payment.Modes() {
		ways = append(ways, string(m))
	}
	return ways
}

// begun is the payment that one of the demands is in already.
func (d *dues) begun() string {
	for _, one := range d.seen {
		if one.DPR != "" {
			return one.DPR
		}
	}
	return ""
}

func (d *dues) Update(msg tea.Msg) (Screen, tea.Cmd) {
	waited := d.waiting
	if next, ok := d.take(msg); ok {
		return next, nil
	} else if waited && !d.waiting && settled(d.err) {
		clear(d.keys)
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok || d.waiting {
		return d, nil // a payment that is being begun is begun: there is no half of it
	}
	name, ways := seva.Digits(key.String()), d.ways()
	if i := numbered(name, len(ways)); i >= 0 {
		d.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case d.scroll.Press(name, d.page(), d.g.Height):
	case parts.Enter.Is(name) && len(ways) > 0:
		if way := ways[d.scroll.Pick]; way != "begun" {
			return d, d.begin(payment.Mode(way))
		}
		return d, toPayment(&d.road, d.g, d.begun())
	}
	return d, nil
}

// begin begins a payment of all that is owed, and goes on to it.
func (d *dues) begin(m payment.Mode) tea.Cmd {
	if d.keys[m] == "" {
		d.keys[m] = d.g.World.ID()
	}
	g, desk, key := d.g, d.desk, d.keys[m]
	demands := make([]string, len(d.seen))
	for i, one := range d.seen {
		demands[i] = one.ID
	}
	return d.ask(g, func(ctx context.Context) (Screen, error) {
		h, err := desk.Begin(ctx, demands, m, key)
		return newPaying(g, desk, h), err
	})
}

// headsSaid says what a sum is made of: each head of account, and the order that it rests on.
func headsSaid(v voice, all []fee.Due) []string {
	var said []string
	for _, one := range all {
		said = append(said, v.say("kiosk.dues.head", seva.Args{"Sum": one.Amount, "Head": one.Head}))
		if one.Source != "" {
			said = append(said, v.say("kiosk.dues.source", seva.Args{"Source": one.Source}))
		}
	}
	return said
}

func (d *dues) page() parts.Page {
	v, g := d.g.voice(), d.g
	p := parts.Page{Head: sending(g, d.waiting, d.err)}
	p.Add(parts.Line{})
	if len(d.seen) == 0 {
		p.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.dues.none", seva.Args{"Number": d.number}))...)
	}
	for _, one := range d.seen {
		p.Add(parts.Line{Text: "▌ " + v.say("kiosk.case.heading", seva.Args{"Number": one.Case, "Service": seva.Say("service." + one.Service)}), Tone: parts.Strong})
		p.Add(g.wrapped(parts.Strong, 2, v.say("kiosk.dues.owed", seva.Args{"Sum": one.Amount, "Day": seva.DateOf(one.Raised)}))...)
		for _, line := range headsSaid(v, one.Dues) {
			p.Add(g.wrapped(parts.Plain, 4, line)...)
		}
		p.Add(parts.Line{})
	}
	for i, way := range d.ways() {
		lines := g.wrapped(parts.Plain, 7, v.say("kiosk.dues."+way))
		lines[0].Text = "    " + rowNumber(v, i) + lines[0].Text[7:]
		p.AddRow(lines...)
	}
	return p
}

func (d *dues) Lines() []parts.Line {
	p := d.page()
	return d.scroll.Revealed(p, d.g.Height).View(p, d.g.Height, d.g.more)
}

// Offers are the ways to pay.
func (d *dues) Offers() []string {
	var all []string
	for _, way := range d.ways() {
		all = append(all, "kiosk.dues."+way)
	}
	return all
}

func (d *dues) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move, parts.Back}
}
