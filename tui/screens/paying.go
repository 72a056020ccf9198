package screens

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/payment"
	"duar/tui/parts"
)

// paying shows how a payment stands and what takes it further: the page that a browser goes
// to the treasury with, the challan for a bank, that it was paid there, the receipt, and
// giving it up.
type paying struct {
	printer
	g      *Ground
	desk   payment.Counter
	of     payment.View
	form   payment.Form // the way on through a browser, while there is one
	gaveUp bool
	asking query[payment.Handoff]
	scroll parts.Scroll
}

func newPaying(g *Ground, desk payment.Counter, h payment.Handoff) *paying {
	return &paying{printer: printer{g: g}, g: g, desk: desk, of: h.View, form: h.Form}
}

// toPayment is the way to a payment by its number.
func toPayment(r *road, g *Ground, dpr string) tea.Cmd {
	desk, look := g.money(), g.looking(dpr)
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		h, err := look(ctx)
		return newPaying(g, desk, h), err
	})
}

// looking asks how a payment stands. Whoever may begin one is given the way on with it, also
// of one that was begun elsewhere; what is known is told while the treasury does not answer.
func (g *Ground) looking(dpr string) func(context.Context) (payment.Handoff, error) {
	desk, resumes := g.money(), g.is(payers...)
	return func(ctx context.Context) (payment.Handoff, error) {
		if resumes {
			h, err := desk.Resume(ctx, dpr)
			if k := seva.KindOf(err); err == nil || k != seva.Unavailable && k != seva.Forbidden {
				return h, err
			}
		}
		seen, err := desk.Payment(ctx, dpr)
		return payment.Handoff{View: seen}, err
	}
}

func (p *paying) Init() tea.Cmd { p.note(); return nil }
func (p *paying) Leave()        {}
func (p *paying) Title() string { return p.g.say("kiosk.pay.title") }

// note keeps in mind whose money has come: what other screens show of them is old.
func (p *paying) note() {
	for _, l := range p.of.Lines {
		if l.Place == payment.Settled {
			p.g.paid[l.Case] = true
		}
	}
}

// waits tells that somebody may say here that they paid it at the counter.
func (p *paying) waits() bool {
	return p.of.Mode == payment.ByChallan && p.of.State.Live() && p.of.Told.IsZero() && p.g.is(tellers...)
}

// ends tells that it can be given up here. One that is said to be paid is waited for.
func (p *paying) ends() bool {
	return p.of.State.Live() && p.of.Told.IsZero() && p.g.is(payers...)
}

func (p *paying) Update(msg tea.Msg) (Screen, tea.Cmd) {
	p.hear(msg)
	if h, ok := p.asking.take(msg); ok {
		p.of, p.form = h.View, h.Form
		p.note()
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return p, nil
	}
	name := key.String()
	p.quiet()
	switch {
	case parts.Back.Is(name) && p.stop():
	case parts.Back.Is(name):
		return nil, nil
	case p.asking.waiting || p.printing.waiting:
	case parts.Reload.Is(name):
		return p, p.asking.ask(p.g, p.g.looking(p.of.DPR))
	case parts.Told.Is(name) && p.waits():
		return p.told(), nil
	case parts.GiveUp.Is(name) && p.ends():
		return p.giveUp(), nil
	case parts.Aloud.Is(name):
		return newSpoken(p.g, p.aloud), nil
	case parts.Print.Is(name) && p.printable() != "":
		return p, p.write()
	default:
		p.scroll.Press(name, p.page(), p.g.Height)
	}
	return p, nil
}

// told asks once more and notes that somebody says they paid: from then on it is waited for,
// and cannot be given up.
func (p *paying) told() Screen {
	desk, of := p.desk, p.of
	asks := func(v voice) []string {
		return []string{v.say("kiosk.pay.told", seva.Args{"Number": of.DPR, "Sum": of.Amount})}
	}
	return newSure(p.g, "kiosk.pay.title", "kiosk.pay.told.yes", asks, func(ctx context.Context) (done, error) {
		seen, err := desk.Told(ctx, of.DPR)
		return p.now(seen), err
	})
}

// now is the end of a deed that leaves the payment in another state.
func (p *paying) now(seen payment.View) done {
	return back(func() tea.Cmd {
		p.of, p.form = seen, payment.Form{}
		p.note()
		return nil
	})
}

// giveUp asks once more and gives it up, so that what is owed can be paid anew. The treasury
// may have money for it: then it is paid, and said so.
func (p *paying) giveUp() Screen {
	desk, of := p.desk, p.of
	asks := func(v voice) []string {
		said := []string{v.say("kiosk.pay.end", seva.Args{"Number": of.DPR, "Sum": of.Amount})}
		if of.Mode == payment.ByChallan {
			said = append(said, v.say("kiosk.pay.end.challan"))
		}
		return append(said, v.say("kiosk.pay.end.late"))
	}
	return newSure(p.g, "kiosk.pay.title", "kiosk.pay.end.yes", asks, func(ctx context.Context) (done, error) {
		seen, err := desk.Abandon(ctx, of.DPR)
		return func() (Screen, tea.Cmd) {
			p.gaveUp = !seen.State.Live() && seen.State != payment.Paid
			return p.now(seen)()
		}, err
	})
}

// printable says what a printout would be now, by the message of its key; "" for nothing.
func (p *paying) printable() string {
	drawn := p.g.leaves() != nil
	switch {
	case p.of.State == payment.Paid && drawn:
		return "kiosk.key.receipt"
	case p.of.State.Live() && p.of.Mode == payment.ByChallan && drawn && p.numbered():
		return "kiosk.key.challan"
	case p.of.State.Live() && p.form.URL != "":
		return "kiosk.key.page"
	}
	return ""
}

// numbered tells whether the treasury has made the challan: it has its numbers.
func (p *paying) numbered() bool {
	return slices.ContainsFunc(p.of.Lines, func(l payment.LineView) bool { return l.GRN != "" })
}

func (p *paying) write() tea.Cmd {
	leaves := p.g.leaves()
	switch p.printable() {
	case "kiosk.key.challan":
		return p.leafs("challan", []string{p.of.DPR}, leaves.Challan)
	case "kiosk.key.page":
		v := voice{p.g.Lang, parts.Inert}
		cmd := p.keep("payment-"+p.of.DPR+".html", browserPage(v, p.of, p.form))
		p.opens = true
		return cmd
	}
	var grns []string
	for _, l := range p.of.Lines {
		if l.GRN != "" {
			grns = append(grns, l.GRN)
		}
	}
	return p.leafs("receipt", grns, leaves.Receipt)
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
	case p.of.State == payment.Paid:
	case !p.of.State.Live():
		said = append(said, v.say("kiosk.pay.over"))
	case p.of.Mode == payment.ByChallan:
		said = append(said, v.say("kiosk.pay.until", seva.Args{"Day": p.of.Until}), v.say("kiosk.pay.noon"))
	case p.form.URL == "":
		said = append(said, v.say("kiosk.pay.elsewhere"))
	default:
		said = append(said, v.say("kiosk.pay.online"))
	}
	if p.of.State.Live() && !p.of.Ends.IsZero() {
		said = append(said, v.say("kiosk.pay.ends", seva.Args{"When": p.of.Ends}))
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

func (p *paying) aloud(v voice) []string {
	return append([]string{v.say("kiosk.pay.said", seva.Args{"Number": spaced(p.of.DPR)})}, p.stands(v)...)
}

func (p *paying) page() parts.Page {
	v, g := p.g.voice(), p.g
	page := parts.Page{Head: append(p.news(v), sign(g, p.asking.waiting, p.asking.err)...)}
	if p.gaveUp {
		page.Head = append(page.Head, g.wrapped(parts.Strong, 1, v.say("kiosk.pay.ended"))...)
	}
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
	if p.form.URL != "" && p.of.State.Live() {
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
	if p.ends() {
		keys = append(keys, parts.GiveUp)
	}
	return append(keys, parts.Reload, parts.Aloud, parts.Move, parts.Back)
}
