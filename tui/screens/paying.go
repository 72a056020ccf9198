package screens

import (
	"context"
	"html"
	"maps"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/payment"
	"duar/tui/parts"
)

// paying shows how a payment stands and what takes it further: the page that a browser goes
// to the treasury with, the challan for a bank, that it was paid there, and the receipt.
type paying struct {
	printer
	g      *Ground
	desk   payment.Counter
	of     payment.View
	form   payment.Form // only right after it was begun
	asking query[payment.View]
	slips  query[[]payment.Slip]
	scroll parts.Scroll
}

func newPaying(g *Ground, desk payment.Counter, h payment.Handoff) *paying {
	return &paying{printer: printer{g: g}, g: g, desk: desk, of: h.View, form: h.Form}
}

// toPayment is the way to a payment by its number.
func toPayment(r *road, g *Ground, dpr string) tea.Cmd {
	desk := g.money()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		seen, err := desk.Payment(ctx, dpr)
		return newPaying(g, desk, payment.Handoff{View: seen}), err
	})
}

// newByPayment asks for the number of a payment, which is on every challan.
func newByPayment(g *Ground) Screen {
	return &blank{g: g, title: "kiosk.pay.title", ask: "kiosk.pay.ask", hint: "kiosk.pay.hint", enter: "kiosk.key.payment",
		slots: []slot{{id: "dpr", word: "kiosk.pay.number", input: parts.Input{Limit: 40}}},
		send: func(b *blank) (Screen, tea.Cmd) {
			return b, toPayment(&b.road, b.g, caseNumber(b.given("dpr")))
		}}
}

func (p *paying) Init() tea.Cmd { return nil }
func (p *paying) Leave()        {}
func (p *paying) Title() string { return p.g.say("kiosk.pay.title") }

// waits tells that somebody may say here that they paid it at the counter.
func (p *paying) waits() bool {
	return p.of.Mode == payment.ByChallan && p.of.State.Live() && p.of.Told.IsZero() && p.g.is(tellers...)
}

func (p *paying) Update(msg tea.Msg) (Screen, tea.Cmd) {
	p.hear(msg)
	if seen, ok := p.asking.take(msg); ok {
		p.of = seen
	}
	if slips, ok := p.slips.take(msg); ok {
		return p, p.print("receipt-"+p.of.DPR, "kiosk.pay.receipt", "kiosk.pay.foot", func(v voice) []string { return slipsSaid(v, slips) })
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return p, nil
	}
	name := key.String()
	p.quiet()
	desk, dpr := p.desk, p.of.DPR
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case p.asking.waiting || p.slips.waiting:
	case parts.Reload.Is(name):
		return p, p.asking.ask(p.g, func(ctx context.Context) (payment.View, error) { return desk.Payment(ctx, dpr) })
	case parts.Told.Is(name) && p.waits():
		return p, p.asking.ask(p.g, func(ctx context.Context) (payment.View, error) { return desk.Told(ctx, dpr) })
	case parts.Aloud.Is(name):
		return newSpoken(p.g, p.aloud), nil
	case parts.Print.Is(name) && p.printable() != "":
		return p, p.write()
	default:
		p.scroll.Press(name, p.page(), p.g.Height)
	}
	return p, nil
}

// printable says what a printout would be now, by the message of its key; "" for nothing.
func (p *paying) printable() string {
	switch {
	case p.of.State == payment.Paid:
		return "kiosk.key.receipt"
	case p.of.State.Live() && p.of.Mode == payment.ByChallan:
		return "kiosk.key.challan"
	case p.of.State.Live() && p.form.URL != "":
		return "kiosk.key.page"
	}
	return ""
}

func (p *paying) write() tea.Cmd {
	switch p.printable() {
	case "kiosk.key.challan":
		return p.print("challan-"+p.of.DPR, "kiosk.pay.challan", "kiosk.pay.challan.foot", p.challan)
	case "kiosk.key.page":
		v := voice{p.g.Lang, parts.Inert}
		return p.keep("payment-"+p.of.DPR+".html", browserPage(v, p.of, p.form))
	}
	desk, of := p.desk, p.of
	return p.slips.ask(p.g, func(ctx context.Context) ([]payment.Slip, error) {
		var all []payment.Slip
		for _, l := range of.Lines {
			s, err := desk.Receipt(ctx, l.GRN)
			if err != nil {
				return nil, err
			}
			all = append(all, s)
		}
		return all, nil
	})
}

// browserPage is the page by which a browser on this machine goes to the treasury: one
// button, which posts what the treasury wants. Nothing goes by itself.
func browserPage(v voice, of payment.View, f payment.Form) string {
	text := html.EscapeString
	var b strings.Builder
	b.WriteString("<!doctype html>\n<meta charset=\"utf-8\">\n<title>" + text(of.DPR) + "</title>\n<p>" +
		text(v.say("kiosk.pay.number")) + ": " + text(of.DPR) + "</p>\n<form method=\"post\" action=\"" + text(f.URL) + "\">\n")
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		b.WriteString("<input type=\"hidden\" name=\"" + text(name) + "\" value=\"" + text(f.Fields[name]) + "\">\n")
	}
	b.WriteString("<button>" + text(v.say("kiosk.pay.go", seva.Args{"Sum": of.Amount})) + "</button>\n</form>\n")
	return b.String()
}

// stands says where the payment stands, the most certain word first.
func (p *paying) stands(v voice) []string {
	state := v.say("payment.state." + string(p.of.State))
	if !p.of.Told.IsZero() && p.of.State.Live() {
		state = v.say("payment.told")
	}
	said := []string{v.say("kiosk.pay.state", seva.Args{"Sum": p.of.Amount, "State": answered(state), "Mode": seva.Say("payment.mode." + string(p.of.Mode))})}
	if p.of.Check {
		said = append(said, v.say("kiosk.answer", seva.Args{"Value": seva.Say("payment.check")}))
	}
	switch {
	case !p.of.State.Live():
	case p.of.Mode == payment.ByChallan:
		said = append(said, v.say("kiosk.pay.until", seva.Args{"Day": p.of.Until}), v.say("kiosk.pay.noon"))
	case p.form.URL == "": // the way there is handed out once
		said = append(said, v.say("kiosk.pay.elsewhere"))
	default:
		said = append(said, v.say("kiosk.pay.online"))
	}
	return said
}

// answered is a text that was said already.
type answered string

func (a answered) String() string { return string(a) }

// lineSaid is one demand of it: the case, the number of its challan, and where its money is.
func lineSaid(v voice, l payment.LineView) []string {
	said := []string{v.say("kiosk.case.heading", seva.Args{"Number": l.Case, "Service": seva.Say("service." + l.Service)}),
		v.say("kiosk.pay.demand", seva.Args{"Number": l.DRN, "Sum": l.Amount})}
	if l.GRN != "" {
		said = append(said, v.say("kiosk.pay.grn", seva.Args{"Number": l.GRN}))
	}
	if l.Place != payment.Nowhere {
		said = append(said, v.say("kiosk.pay.came", seva.Args{"Day": seva.DateOf(l.At), "Place": seva.Say("payment.place." + string(l.Place))}))
	}
	return said
}

// challan is what is taken to a bank: one part for each demand, with its GRN and heads.
func (p *paying) challan(v voice) []string {
	lines := []string{beside(v.say("kiosk.pay.number"), v.shape(p.of.DPR)),
		v.say("kiosk.pay.until", seva.Args{"Day": p.of.Until}), ""}
	for _, l := range p.of.Lines {
		for _, text := range append(lineSaid(v, l), headsSaid(v, l.Dues)...) {
			lines = append(lines, parts.Wrap(text, paperWide)...)
		}
		lines = append(lines, "")
	}
	return append(lines, v.say("kiosk.pay.total", seva.Args{"Sum": p.of.Amount}))
}

// slipsSaid is the receipt: what the treasury has, under which numbers, for what.
func slipsSaid(v voice, slips []payment.Slip) []string {
	var lines []string
	for _, s := range slips {
		said := []string{v.say("kiosk.case.heading", seva.Args{"Number": s.Case, "Service": seva.Say("service." + s.Service)}),
			v.say("kiosk.pay.grn", seva.Args{"Number": s.GRN}),
			v.say("kiosk.pay.brn", seva.Args{"Number": s.BRN, "Bank": s.Bank}),
			v.say("kiosk.pay.received", seva.Args{"Sum": s.Amount, "Day": seva.DateOf(s.At), "Place": seva.Say("payment.place." + string(s.Place))})}
		for _, text := range append(said, headsSaid(v, s.Dues)...) {
			lines = append(lines, parts.Wrap(text, paperWide)...)
		}
		lines = append(lines, "")
	}
	return lines
}

func (p *paying) aloud(v voice) []string {
	return append([]string{v.say("kiosk.pay.said", seva.Args{"Number": spaced(p.of.DPR)})}, p.stands(v)...)
}

func (p *paying) page() parts.Page {
	v, g := p.g.voice(), p.g
	page := parts.Page{Head: append(p.news(v), sign(g, p.asking.waiting, p.asking.err)...)}
	page.Head = append(page.Head, sign(g, p.slips.waiting, p.slips.err)...)
	page.Add(parts.Line{})
	page.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.pay.number"))...)
	page.Add(parts.Line{Text: "      " + spaced(p.of.DPR), Tone: parts.Strong}, parts.Line{})
	for i, text := range p.stands(v) {
		tone := parts.Plain
		if i == 0 {
			tone = parts.Strong
		}
		page.Add(g.wrapped(tone, 2, text)...)
	}
	if p.form.URL != "" {
		page.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.pay.link", seva.Args{"Link": p.form.URL}))...)
	}
	for _, l := range p.of.Lines {
		page.Add(parts.Line{})
		for _, text := range append(lineSaid(v, l), headsSaid(v, l.Dues)...) {
			page.Add(g.wrapped(parts.Plain, 2, text)...)
		}
	}
	return page
}

func (p *paying) Lines() []parts.Line { return p.scroll.View(p.page(), p.g.Height, p.g.more) }

func (p *paying) Keys() []parts.Key {
	var keys []parts.Key
	if word := p.printable(); word != "" {
		keys = append(keys, parts.Print.As(word))
	}
	if p.waits() {
		keys = append(keys, parts.Told)
	}
	return append(keys, parts.Reload, parts.Aloud, parts.Move, parts.Back)
}
