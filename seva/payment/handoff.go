package payment

import (
	"context"
	"errors"
	"time"

	"duar/seva"
)

// handoff says how to go on with a payment that was begun now or before. A challan that the
// treasury did not answer for is asked for again, under the same number, after asking
// whether it was made after all.
func (c counter) handoff(ctx context.Context, p Payment, debts []Debt, again bool) (Handoff, error) {
	o := Order{Payment: p}
	if len(debts) > 0 {
		o.Payer, o.Phone, o.Lang = debts[0].Payer, debts[0].Phone, debts[0].Lang
	}
	if p.Mode == ByChallan && p.State == Created {
		var err error
		if p, err = c.desk.challan(ctx, o, again); err != nil {
			return Handoff{}, err
		}
	}
	v, err := c.desk.view(ctx, p)
	h := Handoff{View: v}
	switch {
	case err != nil || !p.State.Live():
	case p.Mode == ByChallan:
		h.Challans = challans(p)
	case c.desk.World.Now().Before(p.Until): // also while the treasury waits: it is the same payment there
		h.Form, err = c.desk.Treasury.Handoff(o)
	}
	if err != nil {
		return Handoff{}, seva.Broken(err)
	}
	return h, nil
}

// challans gives what is printed for a counter.
func challans(p Payment) []Challan {
	var all []Challan
	for _, l := range p.Lines {
		if l.GRN != "" {
			all = append(all, Challan{GRN: l.GRN, DRN: l.DRN, Case: l.Case, Amount: l.Amount, Dues: l.Dues,
				Until: seva.DateOf(p.Until.Add(-time.Second))})
		}
	}
	return all
}

// challan gets a challan made. Whatever happens on the way, the payment has its number
// already, and is asked about until it is known whether there is one.
func (d *Desk) challan(ctx context.Context, o Order, again bool) (Payment, error) {
	if again {
		p, err := d.ask(ctx, o.Payment, giving{})
		if err != nil || p.State != Created {
			return p, err
		}
	}
	a, err := d.Treasury.Challan(ctx, o)
	if err != nil {
		if kept := d.silent(ctx, o.DPR, err); kept != nil {
			return Payment{}, kept
		}
		return Payment{}, away(err)
	}
	p, err := d.take(ctx, o.Payment, a, giving{})
	if err == nil && p.Held != "" {
		err = away(errors.New("payment: the treasury's challan is not of this payment"))
	}
	return p, err
}
