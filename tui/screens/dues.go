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
// One that money has been seen to come for here owes nothing, whatever was read before.
func (g *Ground) owing(cases ...casework.Glance) string {
	if g.Payments == nil || !g.is(payers...) {
		return ""
	}
	for _, c := range cases {
		if c.Owed > 0 && !g.paid[c.Number] {
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
	anew   query[[]payment.Due]
	scroll reader
}

// toDues is the way to that. An operator sees what the citizen at the desk owes, and nobody
// else: where the desk is not sure who that is, the citizen says a second fact.
func toDues(r *road, g *Ground, of proof) tea.Cmd {
	desk, operator := g.money(), g.is(casework.Operator)
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		seen, err := owed(ctx, desk, operator, of)
		if operator && of.fact == "" && unopened(err) {
			return newBeside(g, of.number), nil
		}
		return newDues(g, desk, of.number, seen), err
	})
}

func newDues(g *Ground, desk payment.Counter, number string, seen []payment.Due) *dues {
	return &dues{g: g, desk: desk, number: number, seen: seen, keys: map[payment.Mode]string{}}
}

// owed asks what a case owes, with the right that there is.
func owed(ctx context.Context, desk payment.Counter, operator bool, of proof) ([]payment.Due, error) {
	if operator {
		return desk.Present(ctx, of.number, of.fact)
	}
	return desk.Dues(ctx, of.number)
}

// unopened tells whether a desk wants to know first that the citizen is there.
func unopened(err error) bool { return err != nil && seva.Broken(err).Code() == "payment.present" }

// newBeside asks for what only the citizen at the desk knows, and goes on to what they owe.
func newBeside(g *Ground, number string) Screen {
	return &blank{g: g, title: "kiosk.dues.title", ask: "kiosk.dues.ask", hint: "kiosk.dues.beside", enter: "kiosk.key.dues",
		once:  true,
		slots: []slot{{id: "fact", word: "kiosk.status.fact", input: parts.Input{Limit: 4}}},
		send: func(b *blank) (Screen, tea.Cmd) {
			fact := b.given("fact")
			if fact == "" {
				return b.refuse(seva.Refuse("fact", seva.Say("error.case.fact")))
			}
			g, desk := b.g, b.g.money()
			return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
				seen, err := desk.Present(ctx, number, fact)
				return newDues(g, desk, number, seen), err
			})
		}}
}

func (d *dues) Init() tea.Cmd { return nil }
func (d *dues) Title() string { return d.g.say("kiosk.dues.title") }

// Returned reads it again: the payment that was looked at may have paid it, or ended.
func (d *dues) Returned() tea.Cmd {
	desk, number := d.desk, d.number
	return d.anew.ask(d.g, func(ctx context.Context) ([]payment.Due, error) { return desk.Dues(ctx, number) })
}

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
	if seen, ok := d.anew.take(msg); ok {
		d.seen, d.scroll = seen, reader{}
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
	case d.anew.waiting: // what stands here may be paid by now
	case parts.Reload.Is(name):
		return d, d.Returned()
	case d.scroll.press(name, d.page(), d.g.Height):
	case parts.Enter.Is(name) && len(ways) > 0 && d.scroll.reached(d.page(), d.g.Height):
		switch way := ways[min(d.scroll.Pick, len(ways)-1)]; {
		case way == "begun":
			return d, toPayment(&d.road, d.g, d.begun())
		case d.begun() != "":
			return d.instead(payment.Mode(way)), nil
		default:
			return d, d.begin(payment.Mode(way))
		}
	}
	return d, nil
}

// begin begins a payment of all that is owed, and goes on to it.
func (d *dues) begin(m payment.Mode) tea.Cmd {
	g, begin := d.g, d.beginning(m)
	return d.ask(g, func(ctx context.Context) (Screen, error) {
		h, err := begin(ctx)
		return newPaying(g, d.desk, h), err
	})
}

// instead begins another payment than the one that was begun, when whoever sits here is sure:
// a citizen who was given its challan may be on the way to the bank with it.
func (d *dues) instead(m payment.Mode) Screen {
	g, desk, dpr, begin := d.g, d.desk, d.begun(), d.beginning(m)
	asks := func(v voice) []string {
		return []string{v.say("kiosk.dues.instead", seva.Args{"Number": dpr}), v.say("kiosk.dues." + string(m))}
	}
	return newSure(g, "kiosk.dues.title", "kiosk.dues.instead.yes", asks, func(ctx context.Context) (done, error) {
		h, err := begin(ctx)
		return func() (Screen, tea.Cmd) {
			clear(d.keys)
			return newPaying(g, desk, h), nil
		}, err
	})
}

// beginning asks the desk to begin, under a key that stays until it has answered.
func (d *dues) beginning(m payment.Mode) func(context.Context) (payment.Handoff, error) {
	if d.keys[m] == "" {
		d.keys[m] = d.g.World.ID()
	}
	desk, key := d.desk, d.keys[m]
	demands := make([]string, len(d.seen))
	for i, one := range d.seen {
		demands[i] = one.ID
	}
	return func(ctx context.Context) (payment.Handoff, error) { return desk.Begin(ctx, demands, m, key) }
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
	p := parts.Page{Head: append(sending(g, d.waiting, d.err), sign(g, d.anew.waiting, d.anew.err)...)}
	p.Add(parts.Line{})
	if len(d.seen) == 0 {
		p.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.dues.none", seva.Args{"Number": d.number}))...)
	}
	for _, one := range d.seen {
		p.Add(headed(g, v.say("kiosk.case.heading", seva.Args{"Number": one.Case, "Service": seva.Say("service." + one.Service)}))...)
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

func (d *dues) Lines() []parts.Line { return d.scroll.view(d.page(), d.g) }

// Offers are the ways to pay.
func (d *dues) Offers() []string {
	var all []string
	for _, way := range d.ways() {
		all = append(all, "kiosk.dues."+way)
	}
	return all
}

func (d *dues) Keys() []parts.Key {
	keys := []parts.Key{parts.Reload, parts.Move, parts.Back}
	if len(d.seen) > 0 {
		keys = append([]parts.Key{parts.Enter.As("kiosk.key.choose")}, keys...)
	}
	return keys
}
