package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/ledger"
	"duar/seva/registry"
	"duar/tui/parts"
)

// agreed lists what the citizen at the desk has agreed to and may take back, and takes it
// back: one key, and one to confirm, as giving took. What the law allows without consent
// ends with the application, and the page says so.
type agreed struct {
	printer
	g      *Ground
	desk   registry.Present
	of     proof
	lines  []ledger.Consent
	taken  string // the purpose that has just been taken back
	reads  query[[]ledger.Consent]
	scroll parts.Scroll
}

// toAgreed is the way to that, for a citizen who is at the desk.
func toAgreed(r *road, g *Ground, of proof) (Screen, tea.Cmd) {
	desk, can := g.present()
	if !can { // a desk that has no such list: the page says what the citizen can do alone
		return &agreed{printer: printer{g: g}, g: g, of: of}, nil
	}
	return nil, r.ask(g, func(ctx context.Context) (Screen, error) {
		lines, err := desk.ConsentsAt(ctx, of.number, of.fact)
		return &agreed{printer: printer{g: g}, g: g, desk: desk, of: of, lines: lines}, err
	})
}

func (a *agreed) Init() tea.Cmd { return nil }
func (a *agreed) Leave()        {}
func (a *agreed) Title() string { return a.g.say("kiosk.agreed.title") }

func (a *agreed) Update(msg tea.Msg) (Screen, tea.Cmd) {
	a.hear(msg)
	if lines, ok := a.reads.take(msg); ok {
		a.lines, a.scroll = lines, parts.Scroll{}
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return a, nil
	}
	name := seva.Digits(key.String())
	a.quiet()
	if i := numbered(name, len(a.lines)); i >= 0 {
		a.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case parts.Print.Is(name):
		return a, a.print("consents-"+fileCode(a.of.number), "kiosk.agreed.title", "kiosk.agreed.how", a.said)
	case a.scroll.Press(name, a.page(), a.g.Height):
	case parts.Enter.Is(name) && len(a.lines) > 0 && !a.reads.waiting:
		a.taken = ""
		return a.withdraw(a.lines[a.scroll.Pick]), nil
	}
	return a, nil
}

// withdraw asks once more and takes one back.
func (a *agreed) withdraw(l ledger.Consent) Screen {
	desk, of := a.desk, a.of
	asks := func(v voice) []string {
		return []string{v.say("kiosk.agreed.sure", seva.Args{"Purpose": registry.PurposeText(l.Purpose)})}
	}
	return newSure(a.g, "kiosk.agreed.title", "kiosk.agreed.yes", asks, func(ctx context.Context) (done, error) {
		_, err := desk.WithdrawAt(ctx, of.number, of.fact, l.ID)
		return back(func() tea.Cmd {
			a.taken = l.Purpose
			return a.reads.ask(a.g, func(ctx context.Context) ([]ledger.Consent, error) {
				return desk.ConsentsAt(ctx, of.number, of.fact)
			})
		}), err
	})
}

// said is the list for the printer.
func (a *agreed) said(v voice) []string {
	if a.desk == nil {
		return []string{v.say("kiosk.agreed.elsewhere")}
	}
	if len(a.lines) == 0 {
		return []string{v.say("kiosk.agreed.none")}
	}
	all := make([]string, len(a.lines))
	for i, l := range a.lines {
		all[i] = v.say("kiosk.agreed.line", seva.Args{"Purpose": registry.PurposeText(l.Purpose), "Day": seva.DateOf(l.Given)})
	}
	return all
}

func (a *agreed) page() parts.Page {
	v := a.g.voice()
	p := parts.Page{Head: append(a.news(v), sign(a.g, a.reads.waiting, a.reads.err)...)}
	if a.taken != "" {
		p.Head = append(p.Head, a.g.wrapped(parts.Strong, 1, v.say("kiosk.agreed.done", seva.Args{"Purpose": registry.PurposeText(a.taken)}))...)
	}
	p.Add(parts.Line{})
	for i, text := range a.said(v) {
		if len(a.lines) == 0 {
			p.Add(a.g.wrapped(parts.Plain, 2, text)...)
			continue
		}
		p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + text})
	}
	p.Add(parts.Line{})
	p.Add(a.g.wrapped(parts.Dim, 2, v.say("kiosk.agreed.how"))...)
	return p
}

func (a *agreed) Lines() []parts.Line { return a.scroll.View(a.page(), a.g.Height, a.g.more) }

func (a *agreed) Keys() []parts.Key {
	keys := []parts.Key{parts.Print, parts.Move, parts.Back}
	if len(a.lines) > 0 {
		keys = append([]parts.Key{parts.Enter.As("kiosk.key.withdraw")}, keys...)
	}
	return keys
}
