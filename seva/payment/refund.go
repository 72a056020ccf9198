package payment

import (
	"context"
	"errors"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// Shell is the channel of who acts at the command line in the name of an account of staff. The
// audit log says so.
const Shell = "shell"

// cashier is a Cashbook for a caller.
type cashier struct {
	desk *Desk
	who  casework.Caller
}

const heapMost = 100

// places to which an errand brings money.
var brings = map[Errand]Place{Give: RefundDue, Send: RefundSent, Settle: Settled}

func (c cashier) allowed() error {
	switch {
	case c.who.ID == "":
		return seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !c.who.Is(casework.Accounts):
		return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return nil
}

// keeps tells whether the caller keeps the accounts of an office; of money that is of none,
// whoever keeps those of a whole department.
func (c cashier) keeps(office string) bool {
	if office != "" {
		return c.who.Serves(office)
	}
	return slices.ContainsFunc(c.who.Offices, func(o string) bool { return strings.HasSuffix(o, ".*") })
}

func (c cashier) Refunds(ctx context.Context, h Heap) ([]Refund, error) {
	if err := c.allowed(); err != nil {
		return nil, err
	}
	if !slices.Contains([]Place{RefundDue, RefundSent, Suspense}, h.In) {
		return nil, seva.Refuse("in", seva.Say("error.payment.place"))
	}
	if h.Limit == 0 {
		h.Limit = heapMost
	}
	if h.Limit < 1 || h.Limit > heapMost {
		return nil, seva.Refuse("limit", seva.Say("error.limit.range", seva.Args{"Least": 1, "Most": heapMost}))
	}
	var out []Refund
	for {
		some, err := c.desk.Book.Receipts(ctx, h.In, h.After, page)
		if err != nil {
			return nil, explain(err)
		}
		seen, err := c.refunds(ctx, some)
		if err != nil {
			return nil, err
		}
		if out = append(out, seen...); len(out) >= h.Limit {
			return out[:h.Limit], nil
		}
		if len(some) < page {
			return out, nil
		}
		h.After = some[len(some)-1].GRN
	}
}

// refunds gives those of some receipts that the caller may see, with what was asked for.
func (c cashier) refunds(ctx context.Context, some []Receipt) ([]Refund, error) {
	drns, grns := make([]string, len(some)), make([]string, len(some))
	for i, r := range some {
		drns[i], grns[i] = r.DRN, r.GRN
	}
	debts, err := c.desk.Book.Debts(ctx, drns)
	if err != nil {
		return nil, explain(err)
	}
	motions, err := c.desk.Book.Motions(ctx, grns)
	if err != nil {
		return nil, explain(err)
	}
	var out []Refund
	for _, r := range some {
		one := Refund{Receipt: r}
		if i := slices.IndexFunc(debts, func(d Debt) bool { return d.ID == r.DRN }); i >= 0 {
			one.Case, one.Office = debts[i].Case, debts[i].Office
		}
		if i := slices.IndexFunc(motions, func(m Motion) bool { return m.GRN == r.GRN }); i >= 0 {
			one.Motion = motions[i]
		}
		if c.keeps(one.Office) {
			out = append(out, c.owned(one))
		}
	}
	return out, nil
}

func (c cashier) owned(r Refund) Refund {
	r.Own = r.Motion.By == c.who.ID || r.Place == RefundSent && r.Maker == c.who.ID
	return r
}

func (c cashier) Ask(ctx context.Context, grn string, e Errand, reference string) (Refund, error) {
	to, known := brings[e]
	if !known {
		return Refund{}, seva.Refuse("errand", seva.Say("error.payment.place"))
	}
	if err := worded(reference); err != nil {
		return Refund{}, err
	}
	return c.shift(ctx, grn, func(s *settling, r *Refund) error {
		switch {
		case r.Place == Nowhere || !Moves(r.Place, to) || e == Give && r.Place == RefundSent: // what was sent and came back is noted as that
			return misplaced()
		case e == Settle && !s.fits(r.Receipt):
			return misplaced()
		case r.Motion.GRN != "":
			return &seva.Error{Kind: seva.Conflict, Field: "grn", Text: seva.Say("error.payment.asked")}
		}
		r.Motion = Motion{GRN: r.GRN, Errand: e, By: c.who.ID, Reference: reference, At: s.now}
		if err := s.tx.PutMotion(ctx, r.Motion); err != nil {
			return err
		}
		return c.note(ctx, s, "refund.ask", *r)
	})
}

func (c cashier) Approve(ctx context.Context, grn string) (Refund, error) {
	return c.shift(ctx, grn, func(s *settling, r *Refund) error {
		m := r.Motion
		switch {
		case m.GRN == "":
			return unasked()
		case m.By == c.who.ID:
			return seva.Fail(seva.Forbidden, seva.Say("error.payment.maker"))
		}
		if err := errors.Join(s.tx.DropMotion(ctx, r.GRN), c.note(ctx, s, "refund.approve", *r)); err != nil {
			return err
		}
		if r.Place == Settled { // the demand that it paid is no longer paid
			if err := s.unpay(ctx, r.DRN); err != nil {
				return err
			}
		}
		if m.Errand == Send {
			r.Maker, r.Checker, r.Reference = m.By, c.who.ID, m.Reference
		}
		r.Motion = Motion{}
		if m.Errand == Settle {
			if !s.fits(r.Receipt) {
				return misplaced()
			}
			to, err := s.meet(ctx, s.debts[r.DRN], r.Receipt)
			if err == nil && to != Settled { // its case cannot take it any more
				err = misplaced()
			}
			if err != nil {
				return err
			}
		}
		return c.move(ctx, s, r, brings[m.Errand], m.Reference)
	})
}

// fits tells whether money can pay the demand that it names.
func (s *settling) fits(r Receipt) bool {
	d, there := s.debts[r.DRN]
	return there && d.Of == Open && d.Amount == r.Amount && !s.stuck[d.ID] && !s.broken[d.ID]
}

func (c cashier) Decline(ctx context.Context, grn string) (Refund, error) {
	return c.shift(ctx, grn, func(s *settling, r *Refund) error {
		if r.Motion.GRN == "" {
			return unasked()
		}
		err := errors.Join(s.tx.DropMotion(ctx, r.GRN), c.note(ctx, s, "refund.decline", *r))
		r.Motion = Motion{}
		return err
	})
}

func (c cashier) Arrived(ctx context.Context, grn string, back bool) (Refund, error) {
	return c.shift(ctx, grn, func(s *settling, r *Refund) error {
		switch {
		case r.Place != RefundSent:
			return misplaced()
		case r.Maker == c.who.ID:
			return seva.Fail(seva.Forbidden, seva.Say("error.payment.maker"))
		}
		why := r.Reference
		if !back {
			return c.move(ctx, s, r, Refunded, why)
		}
		r.Maker, r.Checker, r.Reference = "", "", ""
		return c.move(ctx, s, r, RefundDue, why)
	})
}

// shift does something with money by an officer's hand, in one transaction.
func (c cashier) shift(ctx context.Context, grn string, fn func(*settling, *Refund) error) (r Refund, err error) {
	if err := c.allowed(); err != nil {
		return r, err
	}
	if !number(grn) {
		return r, unknown(nil)
	}
	seen, err := c.desk.Book.Receipt(ctx, grn)
	if err != nil {
		return r, explain(err)
	}
	known := Payment{}
	if debts, err := c.desk.Book.Debts(ctx, []string{seen.DRN}); err != nil {
		return r, explain(err)
	} else if len(debts) == 1 {
		known.Lines = []Line{{DRN: debts[0].ID, Case: debts[0].Case}}
	}
	err = c.desk.settle(ctx, "", func(s *settling) error {
		r = Refund{}
		// Cases are held before demands, and those before receipts, as everywhere.
		if _, err := s.hold(ctx, known, grn); err != nil {
			return err
		}
		d := s.debts[seen.DRN]
		if r.Case, r.Office = d.Case, d.Office; !c.keeps(r.Office) {
			return unknown(nil)
		}
		var err error
		if r.Receipt, err = s.receipt(ctx, grn); err != nil {
			return err
		}
		if r.Motion, err = s.tx.Motion(ctx, grn); err != nil && !errors.Is(err, ErrNone) {
			return err
		}
		return fn(s, &r)
	})
	return c.owned(r), explainDone(err)
}

// move brings money to another place.
func (c cashier) move(ctx context.Context, s *settling, r *Refund, to Place, why string) error {
	from := r.Place
	if !Moves(from, to) {
		return misplaced()
	}
	r.Place = to
	if err := s.move(ctx, r.Receipt, from, c.who.ID, why); err != nil {
		return err
	}
	r.Moved++
	return nil
}

// note leaves the line of who asked, approved or declined.
func (c cashier) note(ctx context.Context, s *settling, act string, r Refund) error {
	if c.who.Channel == Shell {
		act += "." + Shell
	}
	return s.tx.Audit(ctx, leaf(act, c.who.ID, casework.Accounts, r.GRN, []any{r.Motion.Errand, r.Motion.Reference, r.Amount, r.Place}, s.now))
}

// unpay takes back that a demand is paid. What its case then does is for whoever decided.
func (s *settling) unpay(ctx context.Context, drn string) error {
	d, there, err := s.debt(ctx, drn)
	if err != nil || !there {
		return err
	}
	d.Of, d.Ended = Cancelled, s.now
	return s.putDebt(ctx, d)
}

func misplaced() error {
	return &seva.Error{Kind: seva.Conflict, Field: "grn", Text: seva.Say("error.payment.place")}
}

func unasked() error {
	return &seva.Error{Kind: seva.Conflict, Field: "grn", Text: seva.Say("error.payment.unasked")}
}

// worded sees that whoever moves money by hand says why, in a few words.
func worded(reference string) error {
	const most = 100
	clean, err := seva.Clean("reference", reference)
	if err != nil {
		return err
	}
	if clean == "" || clean != reference || len(clean) > most || strings.Join(strings.Fields(clean), " ") != clean {
		return seva.Refuse("reference", seva.Say("error.payment.by"))
	}
	return nil
}
