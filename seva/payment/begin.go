package payment

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// togetherMost is how many demands one payment may have.
const togetherMost = 20

func (c counter) Begin(ctx context.Context, demands []string, m Mode, key string) (Handoff, error) {
	if err := checkKey(key); err != nil {
		return Handoff{}, err
	}
	if !slices.Contains(Modes(), m) {
		return Handoff{}, seva.Refuse("mode", seva.Say("error.payment.mode"))
	}
	ids, err := chosen(demands)
	if err != nil {
		return Handoff{}, err
	}
	act := beginning{c, ids, m, key, digest([]any{ids, m})}
	p, again, err := act.before(ctx)
	if err != nil {
		return Handoff{}, err
	}
	if !again {
		if err := act.clear(ctx); err != nil {
			return Handoff{}, err
		}
		if p, err = act.keep(ctx); err != nil {
			return Handoff{}, err
		}
	}
	return c.handoff(ctx, p, again)
}

// chosen reads which demands are to be paid: one at least, each once, in their order.
func chosen(demands []string) ([]string, error) {
	var ids []string
	for _, id := range demands {
		id, err := reference("demands", 'D', id)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 || len(ids) > togetherMost {
		return nil, seva.Refuse("demands", seva.Say("error.payment.many", seva.Args{"Most": togetherMost}))
	}
	return ids, nil
}

// beginning is one call of Begin.
type beginning struct {
	counter
	ids         []string
	mode        Mode
	key         string
	fingerprint string
}

func (b beginning) scope() string { return "payment:" + b.actor() }

// before gives the payment that this key has begun already.
func (b beginning) before(ctx context.Context) (p Payment, found bool, err error) {
	var dpr []byte
	err = b.desk.Book.Change(ctx, func(tx Tx) error {
		var print string
		if print, dpr, found, err = tx.Done(ctx, b.scope(), b.key); err != nil {
			return err
		}
		if found && print != b.fingerprint {
			return &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
		}
		return nil
	})
	if err != nil || !found {
		return Payment{}, false, explain(err)
	}
	p, err = b.desk.find(ctx, string(dpr))
	return p, true, err
}

// clear sees that every demand can be paid. One that is in a live payment is asked about:
// only where the treasury has no money, and no way on which money still comes, is that
// payment given up for this one.
func (b beginning) clear(ctx context.Context) error {
	debts, err := b.desk.Book.Debts(ctx, b.ids)
	if err != nil {
		return explain(err)
	}
	if err := b.may(debts); err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, d := range debts {
		if d.DPR == "" || asked[d.DPR] {
			continue
		}
		asked[d.DPR] = true
		p, err := b.desk.ask(ctx, d.DPR, true)
		switch {
		case err != nil && seva.KindOf(err) == seva.Unavailable:
			return err
		case err != nil:
			return explain(err)
		case p.State.Live():
			return pending(p.DPR)
		}
	}
	return nil
}

// may holds demands against the caller and against what was asked for.
func (b beginning) may(debts []Debt) error {
	if len(debts) != len(b.ids) {
		return unknown(nil)
	}
	for _, d := range debts {
		switch {
		case !b.sees(d.Office, d.Citizen, d.Phone):
			return unknown(nil)
		case !b.pays(d):
			return seva.Fail(seva.Forbidden, seva.Say("error.payment.prove"))
		case d.Of == Met:
			return &seva.Error{Kind: seva.Conflict, Field: "demands", Text: seva.Say("error.payment.paid", seva.Args{"Number": d.Case})}
		case d.Of == Cancelled:
			return &seva.Error{Kind: seva.Conflict, Field: "demands", Text: seva.Say("error.payment.cancelled", seva.Args{"Number": d.Case})}
		}
	}
	return nil
}

func pending(dpr string) error {
	return &seva.Error{Kind: seva.Conflict, Field: "demands", Text: seva.Say("error.payment.pending", seva.Args{"Number": dpr})}
}

// keep writes the payment and takes its demands into it. Of two who begin at once one is
// told of the other.
func (b beginning) keep(ctx context.Context) (p Payment, err error) {
	now, dpr := b.desk.World.Now(), b.desk.mark()
	err = b.desk.Book.Change(ctx, func(tx Tx) error {
		debts, err := tx.Debts(ctx, b.ids)
		if err != nil {
			return err
		}
		// The same key at the same time: who came second finds what the first one kept.
		if print, kept, found, err := tx.Done(ctx, b.scope(), b.key); err != nil {
			return err
		} else if found {
			if print != b.fingerprint {
				return &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
			}
			p, err = tx.Payment(ctx, string(kept))
			return err
		}
		if err := b.may(debts); err != nil {
			return err
		}
		p = b.payment(dpr, debts, now)
		for _, d := range debts {
			if d.DPR != "" {
				return pending(d.DPR)
			}
			d.DPR = dpr
			if err := tx.PutDebt(ctx, d); err != nil {
				return err
			}
		}
		if err := tx.PutPayment(ctx, p); err != nil {
			return err
		}
		if err := tx.Audit(ctx, leaf("payment.begin", b.actor(), b.role(), dpr, []any{b.ids, p.Amount, p.Mode}, now)); err != nil {
			return err
		}
		return tx.Do(ctx, b.scope(), b.key, b.fingerprint, []byte(dpr), now)
	})
	return p, explain(err)
}

// payment makes the payment of demands. What goes through a browser is begun with the same
// stroke: making its form asks nobody, so there is nothing between that could fail.
func (b beginning) payment(dpr string, debts []Debt, now time.Time) Payment {
	p := Payment{DPR: dpr, Mode: b.mode, State: Created, Version: 1, By: b.actor(), Channel: b.who.Channel, Made: now, Until: goodUntil(now)}
	for _, d := range debts {
		p.Lines = append(p.Lines, Line{DRN: d.ID, Case: d.Case, Service: d.Service, Office: d.Office, Amount: d.Amount, Dues: d.Lines})
		p.Amount += d.Amount
	}
	slices.SortFunc(p.Lines, func(x, y Line) int { return strings.Compare(x.DRN, y.DRN) })
	if p.Mode == Online {
		p.State, _ = Next(p.State, Begun)
	}
	p.Next = schedule(p, now, b.desk.Calendar)
	return p
}

// handoff says how to go on with a payment that was begun now or before. A challan that the
// treasury did not answer for is asked for again, under the same number, after asking
// whether it was made after all.
func (c counter) handoff(ctx context.Context, p Payment, again bool) (Handoff, error) {
	order, err := c.desk.order(ctx, p)
	if err != nil {
		return Handoff{}, err
	}
	if p.Mode == ByChallan && p.State == Created {
		if p, err = c.desk.challan(ctx, order, again); err != nil {
			return Handoff{}, err
		}
	}
	v, err := c.desk.view(ctx, p)
	h := Handoff{View: v}
	switch {
	case err != nil:
	case p.Mode == ByChallan:
		h.Challans = challans(p)
	case p.State == Created || p.State == Started:
		h.Form, err = c.desk.Treasury.Handoff(order)
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

// order gives what the treasury is asked to take, with who pays.
func (d *Desk) order(ctx context.Context, p Payment) (Order, error) {
	debts, err := d.Book.Debts(ctx, p.drns())
	if err != nil {
		return Order{}, explain(err)
	}
	o := Order{Payment: p}
	for _, one := range debts {
		if o.Payer == "" {
			o.Payer, o.Phone, o.Lang = one.Payer, one.Phone, one.Lang
		}
	}
	return o, nil
}

// challan gets a challan made. Whatever happens on the way, the payment has its number
// already, and is asked about until it is known whether there is one.
func (d *Desk) challan(ctx context.Context, o Order, again bool) (Payment, error) {
	if again {
		p, err := d.ask(ctx, o.DPR, false)
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
	p, err := d.take(ctx, o.DPR, a, false)
	if err == nil && p.Held != "" {
		err = away(errors.New("payment: the treasury's challan is not of this payment"))
	}
	return p, err
}

var _ casework.Tx = Tx(nil)
