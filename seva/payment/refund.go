package payment

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// Refunds gives money that is to go back, page after page: what nobody has sent yet, or with
// sent what another person has still to confirm.
func (d *Desk) Refunds(ctx context.Context, sent bool, after string, limit int) ([]Receipt, error) {
	in := RefundDue
	if sent {
		in = RefundSent
	}
	all, err := d.Book.Receipts(ctx, in, after, limit)
	return all, explain(err)
}

// GiveBack decides that money which has paid its demand, or stands in suspense, goes back.
// The demand it paid is no longer paid; what the case then does is for whoever decided. by
// names the person, why the order.
func (d *Desk) GiveBack(ctx context.Context, grn, by, why string) (Receipt, error) {
	if err := named(by, why); err != nil {
		return Receipt{}, err
	}
	return d.shift(ctx, grn, by, why, func(s *settling, r *Receipt) error {
		if r.Place == Settled {
			debts, err := s.tx.Debts(ctx, []string{r.DRN})
			if err != nil {
				return err
			}
			for _, debt := range debts {
				debt.Of, debt.Ended = Cancelled, s.now
				if err := s.tx.PutDebt(ctx, debt); err != nil {
					return err
				}
			}
		}
		r.Place = RefundDue
		return nil
	})
}

// Sent notes that a refund was ordered from the treasury: by the maker, under its reference.
func (d *Desk) Sent(ctx context.Context, grn, by, reference string) (Receipt, error) {
	if err := named(by, reference); err != nil {
		return Receipt{}, err
	}
	return d.shift(ctx, grn, by, reference, func(_ *settling, r *Receipt) error {
		r.Place, r.Maker, r.Reference = RefundSent, by, reference
		return nil
	})
}

// Confirm notes that a refund has arrived, or with back that it came back and is due again.
// The checker is not the maker.
func (d *Desk) Confirm(ctx context.Context, grn, by string, back bool) (Receipt, error) {
	if err := named(by, "-"); err != nil {
		return Receipt{}, err
	}
	return d.shift(ctx, grn, by, "", func(_ *settling, r *Receipt) error {
		if r.Place == RefundSent && strings.EqualFold(r.Maker, by) {
			return seva.Fail(seva.Forbidden, seva.Say("error.payment.maker"))
		}
		if r.Checker, r.Place = by, Refunded; back {
			r.Checker, r.Maker, r.Reference, r.Place = "", "", "", RefundDue
		}
		return nil
	})
}

// shift moves money by a person's hand.
func (d *Desk) shift(ctx context.Context, grn, by, why string, fn func(*settling, *Receipt) error) (r Receipt, err error) {
	if !number(grn) {
		return r, unknown(nil)
	}
	seen, err := d.Book.Receipt(ctx, grn)
	if err != nil {
		return r, explain(err)
	}
	err = d.settle(ctx, why, func(s *settling) error {
		// Demands are held before receipts, as everywhere.
		if _, err := s.tx.Debts(ctx, []string{seen.DRN}); err != nil {
			return err
		}
		if r, err = s.tx.Receipt(ctx, grn); err != nil {
			return err
		}
		from := r.Place
		if err := fn(s, &r); err != nil {
			return err
		}
		if !Moves(from, r.Place) {
			return &seva.Error{Kind: seva.Conflict, Field: "grn", Text: seva.Say("error.payment.place")}
		}
		if err := s.move(ctx, r, from, by, why); err != nil {
			return err
		}
		r.Moved++
		return nil
	})
	return r, explain(err)
}

// GiveUp ends a payment by a person's hand, so that its demands can be paid anew: one that
// the treasury never says anything of that can be believed. Money that comes for it all the
// same is taken as from any that ended.
func (d *Desk) GiveUp(ctx context.Context, dpr, by string) (p Payment, err error) {
	if err := named(by, "-"); err != nil {
		return p, err
	}
	known, err := d.find(ctx, dpr)
	if err != nil {
		return p, err
	}
	err = d.settle(ctx, "", func(s *settling) error {
		var err error
		if p, err = s.hold(ctx, known); err != nil {
			return err
		}
		was := p.State
		var can bool
		if p.State, can = Next(was, Lapsed); !can {
			return &seva.Error{Kind: seva.Conflict, Field: "dpr", Text: seva.Say("error.payment.place")}
		}
		if err := s.tx.Audit(ctx, leaf("payment.give_up", by, casework.Clerk, p.DPR, p.Held, s.now)); err != nil {
			return err
		}
		return s.keep(ctx, &p, was, "")
	})
	return p, explain(err)
}

// named sees that whoever moves money by hand says who they are and why, in a few words, with
// one space between two: a name written otherwise must not pass for a second person. The
// program's own name is nobody's.
func named(by, why string) error {
	const most = 100
	for field, s := range map[string]string{"by": by, "reference": why} {
		clean, err := seva.Clean(field, s)
		if err != nil {
			return err
		}
		if clean == "" || clean != s || len(s) > most || strings.Join(strings.Fields(s), " ") != s || strings.EqualFold(by, casework.SystemActor) {
			return seva.Refuse(field, seva.Say("error.payment.by"))
		}
	}
	return nil
}
