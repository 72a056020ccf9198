package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/tui/parts"
)

// newByPayment asks for the number of a payment, which is on every challan. An operator says
// whose it is, unless that citizen's case was opened here just now.
func newByPayment(g *Ground) Screen {
	number := slot{id: "dpr", word: "kiosk.pay.number", input: parts.Input{Limit: 40}}
	b := &blank{g: g, title: "kiosk.pay.title", ask: "kiosk.pay.ask", hint: "kiosk.pay.hint", enter: "kiosk.key.payment", slots: []slot{number}}
	b.send = func(b *blank) (Screen, tea.Cmd) { return b, toPayment(&b.road, b.g, caseNumber(b.given("dpr"))) }
	if g.is(payers[0]) {
		b.hint = "kiosk.pay.whose"
		b.slots = append(b.slots, slot{id: "number", word: "kiosk.status.number", input: parts.Input{Limit: 30}},
			slot{id: "fact", word: "kiosk.status.fact", input: parts.Input{Limit: 4}})
		b.send = func(b *blank) (Screen, tea.Cmd) {
			g, desk, of, look := b.g, b.g.money(), proof{caseNumber(b.given("number")), b.given("fact")}, b.g.looking(caseNumber(b.given("dpr")))
			return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
				if of.number != "" {
					if _, err := desk.Present(ctx, of.number, of.fact); err != nil {
						return nil, err
					}
				}
				h, err := look(ctx)
				if unopened(err) {
					err = &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Broken(err).Text, Err: err}
				}
				return newPaying(g, desk, h), err
			})
		}
	}
	return b
}
