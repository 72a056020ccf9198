package payment

import (
	"context"
	"slices"

	"duar/seva/casework"
)

// giving says who gives a payment up, and how much: the zero giving is nobody.
type giving struct {
	by   string
	role casework.Role
	// whole: whoever pays says so of this payment. Otherwise they begin another, and one that
	// the treasury waits for online is not given up: a bank may be taking the money just now.
	whole bool
}

// may tells whether a payment can be given up after an answer: never where money has come for
// a line of it, nor a challan that somebody says was paid.
func (g giving) may(p Payment, v verdict) bool {
	switch {
	case g.by == "" || len(v.money) > 0 || slices.ContainsFunc(p.Lines, func(l Line) bool { return l.BRN != "" }):
		return false
	case p.Mode == ByChallan:
		return p.Told.IsZero()
	}
	return g.whole || v.fact == "" && p.State != Pending
}

// Resume hands the same payment out again: two payments of one debt could both be paid.
func (c counter) Resume(ctx context.Context, dpr string) (Handoff, error) {
	o, err := c.open(ctx, dpr)
	if err == nil {
		err = o.mayPay()
	}
	if err != nil {
		return Handoff{}, err
	}
	if o.State != Paid {
		if o.Payment, err = c.desk.ask(ctx, o.Payment, giving{}); err != nil {
			return Handoff{}, err // it may be paid, for all that we know
		}
	}
	h, err := c.handoff(ctx, o.Payment, o.debts, true)
	h.View = o.shows(h.View)
	return h, err
}

func (c counter) Abandon(ctx context.Context, dpr string) (View, error) {
	o, err := c.open(ctx, dpr)
	if err == nil {
		err = o.mayPay()
	}
	if err != nil {
		return View{}, err
	}
	if o.State.Live() {
		if o.Payment, err = c.desk.ask(ctx, o.Payment, giving{by: c.actor(), role: c.role(), whole: true}); err != nil {
			return View{}, err
		}
	}
	if o.State.Live() { // a challan that was paid, a part that has come, or an answer that a person looks at
		return View{}, pending(o.DPR)
	}
	v, err := c.desk.view(ctx, o.Payment)
	return o.shows(v), err
}
