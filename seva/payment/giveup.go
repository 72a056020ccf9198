package payment

import (
	"context"
	"slices"

	"duar/seva/casework"
)

// GiveUp ends a payment by the hand of an officer of accounts of its offices, so that its
// demands can be paid anew: one that the treasury never says anything of that can be believed.
// Money that comes for it all the same is taken as from any that ended.
func (d *Desk) GiveUp(ctx context.Context, who casework.Caller, dpr string) (p Payment, err error) {
	c := cashier{d, who}
	if err := c.allowed(); err != nil {
		return p, err
	}
	known, err := d.find(ctx, dpr)
	if err == nil && slices.ContainsFunc(known.Lines, func(l Line) bool { return !c.keeps(l.Office) }) {
		err = unknown(nil)
	}
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
			return misplaced()
		}
		act := "payment.give_up"
		if who.Channel == Shell {
			act += "." + Shell
		}
		if err := s.tx.Audit(ctx, leaf(act, who.ID, casework.Accounts, p.DPR, p.Held, s.now)); err != nil {
			return err
		}
		return s.keep(ctx, &p, was, "")
	})
	return p, explainDone(err)
}
