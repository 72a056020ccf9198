package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// settling is one transaction in which what the treasury said is taken in.
type settling struct {
	desk *Desk
	tx   Tx
	now  time.Time
	why  string // of moves
	// stuck are demands whose case can no longer take them; broken are those whose case fails
	// when it is to take them, which is a fault of ours.
	stuck, broken map[string]bool
	alarm         []Alarm
	// What is held, as it stands in this transaction.
	debts    map[string]Debt
	receipts map[string]Receipt
	none     map[string]bool // GRNs that nothing is known of
}

// stuckError says that a case cannot take the money of a demand. Nothing is kept of the
// transaction it comes from, because the case may have done a part of its act: the next one
// knows, and gives the money back.
type stuckError struct {
	drn string
	err error
}

// brokenError says that a case failed when it was to take the money of a demand, and not for a
// reason. Once may be chance; of what fails again the money is kept, for a person to look at:
// that a program is wrong must not keep money out of the books.
type brokenError struct{ stuckError }

func (e *stuckError) Error() string { return fmt.Sprintf("payment: %s: %v", e.drn, e.err) }
func (e *stuckError) Unwrap() error { return e.err }

// settle runs fn in one transaction, again for each demand that turns out to be stuck or whose
// case fails, and then tells what a person must look at.
func (d *Desk) settle(ctx context.Context, why string, fn func(*settling) error) error {
	stuck, broken, failed := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for {
		var alarms []Alarm
		err := d.Book.Change(ctx, func(tx Tx) error {
			s := &settling{desk: d, tx: tx, now: d.World.Now(), why: why, stuck: stuck, broken: broken}
			err := fn(s)
			alarms = s.alarm
			return err
		})
		if e, ok := errors.AsType[*brokenError](err); ok && !broken[e.drn] {
			broken[e.drn], failed[e.drn] = failed[e.drn], true
			continue
		}
		if e, ok := errors.AsType[*stuckError](err); ok && !stuck[e.drn] {
			stuck[e.drn] = true
			continue
		}
		if err != nil {
			return err
		}
		for _, a := range alarms {
			d.Alarm(a)
		}
		return nil
	}
}

// take takes in an answer of the treasury about a payment, in one transaction with all that
// follows from it: money is received, demands are paid, their cases move. The same answer
// twice changes nothing.
func (d *Desk) take(ctx context.Context, known Payment, a Answer, up giving) (p Payment, err error) {
	err = d.settle(ctx, "verified", func(s *settling) error {
		p, err = s.answer(ctx, known, a, up)
		return err
	})
	return p, explain(err)
}

func (s *settling) answer(ctx context.Context, known Payment, a Answer, up giving) (Payment, error) {
	var grns []string
	for _, m := range a.Lines {
		if number(m.GRN) {
			grns = append(grns, m.GRN)
		}
	}
	p, err := s.hold(ctx, known, grns...)
	if err != nil {
		return p, err
	}
	was := p.State
	p.Asked, p.Failed = s.now, 0
	v := judge(p, a)
	for _, m := range v.money {
		r := Receipt{GRN: m.GRN, BRN: m.BRN, DPR: p.DPR, DRN: m.DRN, Amount: m.Amount, At: m.At, Noted: s.now, Bank: m.Bank}
		place, err := s.receive(ctx, r)
		if err != nil {
			return p, err
		}
		if place == Nowhere { // the number is of other money
			v.held = Numbers
			continue
		}
		p.received(m, place)
	}
	fact := s.fact(p, v, up)
	if v.held == "" && fact != "" {
		var ok bool
		if p.State, ok = Next(p.State, fact); !ok {
			v.held = Standing
		}
	}
	if v.held == "" && (v.fact == Awaited || fact == Awaited) {
		p.challaned(a)
	}
	if v.held == "" && a.GPR != "" && number(a.GPR) {
		p.GPR = a.GPR
	}
	if v.held == "" && s.over(p) {
		p.State, _ = Next(p.State, Lapsed)
	}
	if v.held == "" && fact == Dropped && p.State != was {
		if err := s.tx.Audit(ctx, leaf("payment.abandon", up.by, up.role, p.DPR, []any{p.Amount, p.Mode}, s.now)); err != nil {
			return p, err
		}
	}
	err = s.keep(ctx, &p, was, v.held)
	return p, err
}

// fact says what an answer is a fact of. A treasury that knows no such payment has no money
// for it: nobody got there, and after a day, or when somebody begins anew, nobody will.
func (s *settling) fact(p Payment, v verdict, up giving) Fact {
	switch {
	case v.held != "" || v.fact == Refused || v.fact == Succeeded:
		return v.fact
	case !p.State.Live():
		return v.fact // of one that ended nothing is given up
	case up.may(p, v):
		return Dropped // were it paid all the same, that is taken
	case v.fact == "" && p.State == Pending:
		return "" // it did know it; whatever that means, time will tell
	case v.fact == "" && s.now.Sub(p.Made) >= strays:
		return Lapsed
	}
	return v.fact
}

// over tells whether a payment's time has passed, the treasury having been asked now.
func (s *settling) over(p Payment) bool {
	return p.State.Live() && !s.now.Before(closing(p, s.desk.Calendar))
}

// received notes on a line what money came for it. What was settled is shown before what
// came besides.
func (p *Payment) received(m Said, place Place) {
	p.Lines = append([]Line(nil), p.Lines...)
	i, _ := p.line(m.DRN)
	if l := &p.Lines[i]; l.BRN == "" || place == Settled {
		l.GRN, l.BRN = m.GRN, m.BRN
	}
}

// challaned notes the numbers of challans that are not paid yet.
func (p *Payment) challaned(a Answer) {
	p.Lines = append([]Line(nil), p.Lines...)
	for _, s := range a.Lines {
		if i, ok := p.line(s.DRN); ok && p.Lines[i].GRN == "" && number(s.GRN) {
			p.Lines[i].GRN = s.GRN
		}
	}
}

// keep writes a payment after an answer, frees its demands when nothing is awaited for it
// any more, takes them back when it is again, and sets when the treasury is asked next. p is
// then as it was written.
func (s *settling) keep(ctx context.Context, p *Payment, was State, held Held) error {
	if p.State != was {
		if !p.State.Live() {
			p.Ended = s.now
		}
		switch {
		case was.Live() && !p.State.Live():
			if err := s.bind(ctx, *p, p.DPR, ""); err != nil {
				return err
			}
		case !was.Live() && p.State.Live():
			p.Ended = time.Time{}
			if err := s.bind(ctx, *p, "", p.DPR); err != nil {
				return err
			}
		}
		if err := s.tx.Audit(ctx, leaf("payment."+string(p.State), casework.SystemActor, casework.System, p.DPR,
			[]any{p.State, p.Amount, p.Lines}, s.now)); err != nil {
			return err
		}
	}
	if held != "" && held != p.Held {
		s.alarm = append(s.alarm, Alarm{DPR: p.DPR, Held: held})
	}
	p.Held = held
	p.Next = schedule(*p, s.now, s.desk.Calendar)
	p.Version++
	return s.tx.PutPayment(ctx, *p)
}

// bind moves a payment's open demands out of it or into it.
func (s *settling) bind(ctx context.Context, p Payment, from, to string) error {
	for _, drn := range p.drns() {
		d, there, err := s.debt(ctx, drn)
		if err != nil {
			return err
		}
		if !there || d.Of != Open || d.DPR != from {
			continue
		}
		d.DPR = to
		if err := s.putDebt(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// receive puts money where it belongs, once for its GRN, and gives where it stands; Nowhere
// when other money has that number. It pays its demand where that is open and of the same
// amount, and moves the case; else it is given back.
func (s *settling) receive(ctx context.Context, r Receipt) (Place, error) {
	have, err := s.receipt(ctx, r.GRN)
	if err == nil {
		if !have.agrees(r) {
			return Nowhere, nil
		}
		if have.BRN == "" && r.BRN != "" {
			have.BRN = r.BRN
			err = s.putReceipt(ctx, have, Move{})
		}
		return have.Place, err
	}
	if !errors.Is(err, ErrNone) {
		return Nowhere, err
	}
	d, there, err := s.debt(ctx, r.DRN)
	if err != nil {
		return Nowhere, err
	}
	r.Place = RefundDue
	switch {
	case there && s.broken[d.ID]:
		s.alarm = append(s.alarm, Alarm{DPR: r.DPR, GRN: r.GRN, Held: Standing})
		r.Place = Suspense
	case there && d.Of == Open && d.Amount == r.Amount:
		if r.Place, err = s.meet(ctx, d, r); err != nil {
			return Nowhere, err
		}
	}
	return r.Place, s.move(ctx, r, Nowhere, casework.SystemActor, s.why)
}

// meet pays a demand and moves its case on. A case that cannot take it any more (it ended,
// went on by another way, or the record refuses what the money was for) does not: the demand
// is cancelled.
func (s *settling) meet(ctx context.Context, d Debt, r Receipt) (Place, error) {
	d.Ended = s.now
	if s.stuck[d.ID] {
		d.Of = Cancelled
		return RefundDue, s.putDebt(ctx, d)
	}
	_, err := s.desk.Cases.Advance(ctx, s.tx, casework.Act{Number: d.Case, Action: casework.PaidAction})
	if err != nil {
		switch kind := seva.KindOf(err); {
		case errors.Is(err, casework.ErrMoved): // somebody was faster: again, and nothing is said of the money
		case kind == seva.Invalid || kind == seva.NotFound || kind == seva.Forbidden || kind == seva.Conflict:
			return Nowhere, &stuckError{d.ID, err}
		case kind == seva.Internal:
			return Nowhere, &brokenError{stuckError{d.ID, err}}
		}
		return Nowhere, err
	}
	d.Of, d.DPR, d.GRN = Met, r.DPR, r.GRN
	return Settled, s.putDebt(ctx, d)
}

// move writes where money stands now, and the way there.
func (s *settling) move(ctx context.Context, r Receipt, from Place, by, why string) error {
	if !Moves(from, r.Place) {
		return seva.Broken(fmt.Errorf("payment: no way from %q to %q", from, r.Place))
	}
	r.Moved++
	m := Move{GRN: r.GRN, Seq: r.Moved, From: from, To: r.Place, Amount: r.Amount, At: s.now, By: by, Why: why}
	if err := s.putReceipt(ctx, r, m); err != nil {
		return err
	}
	role := casework.Accounts
	if by == casework.SystemActor {
		role = casework.System
	}
	return s.tx.Audit(ctx, leaf("money."+string(r.Place), by, role, r.GRN, m, s.now))
}
