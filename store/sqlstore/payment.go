package sqlstore

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// payments is the store as the book of seva/payment.
type payments struct{ s *Store }

// Payments gives the store as the book of seva/payment.
func (s *Store) Payments() payment.Book { return payments{s} }

// Payment implements payment.Book.
func (b payments) Payment(ctx context.Context, dpr string) (payment.Payment, error) {
	p, err := onePayment(ctx, b.s.engine, "payment", dpr)
	return p, unpaid(err)
}

// Debts implements payment.Book.
func (b payments) Debts(ctx context.Context, ids []string) ([]payment.Debt, error) {
	if !plain(ids...) {
		return nil, nil
	}
	all, err := debts(ctx, b.s.engine, "demands", words(ids))
	return all, explain(err)
}

// Owed implements payment.Book.
func (b payments) Owed(ctx context.Context, w payment.Whose) ([]payment.Debt, error) {
	var all []payment.Debt
	var err error
	switch {
	case !plain(w.Case, w.Citizen, string(w.Phone)):
	case w.Case != "":
		all, err = debts(ctx, b.s.engine, "demands.number", w.Case)
	case w.Citizen != "":
		all, err = debts(ctx, b.s.engine, "demands.citizen", w.Citizen, int64(w.Limit))
	case w.Phone != "":
		all, err = debts(ctx, b.s.engine, "demands.phone", string(w.Phone), int64(w.Limit))
	}
	return all, explain(err)
}

// Receipt implements payment.Book.
func (b payments) Receipt(ctx context.Context, grn string) (payment.Receipt, error) {
	r, err := oneReceipt(ctx, b.s.engine, "receipt", grn)
	return r, unpaid(err)
}

// Of implements payment.Book.
func (b payments) Of(ctx context.Context, dpr string) ([]payment.Receipt, error) {
	all, err := receipts(ctx, b.s.engine, "receipts.dpr", dpr)
	return all, explain(err)
}

// Due implements payment.Book.
func (b payments) Due(ctx context.Context, now time.Time, limit int) ([]string, error) {
	var all []string
	err := each(ctx, b.s.engine, "payments.due", []any{micros(now), micros(now.Add(furthest)), int64(limit)}, func(r rows) error {
		var dpr string
		err := r.Scan(&dpr)
		all = append(all, dpr)
		return err
	})
	return all, explain(err)
}

// furthest is further off than any time at which a payment is asked about again.
const furthest = 30 * 24 * time.Hour

// Change implements payment.Book.
func (b payments) Change(ctx context.Context, fn func(payment.Tx) error) error {
	return b.s.transact(ctx, func(t *tx) error { return fn(paymentTx{t}) })
}

// paymentTx is one transaction on payments and all they move.
type paymentTx struct{ *tx }

// Payment implements payment.Tx.
func (t paymentTx) Payment(ctx context.Context, dpr string) (payment.Payment, error) {
	if err := t.flush(ctx); err != nil {
		return payment.Payment{}, t.note(err)
	}
	p, err := onePayment(ctx, t.c, "payment.hold", dpr)
	if errors.Is(err, errNone) {
		return p, payment.ErrNone
	}
	return p, t.note(err)
}

// PutPayment implements payment.Tx.
func (t paymentTx) PutPayment(_ context.Context, p payment.Payment) error {
	b, err := packPayment(p)
	if err != nil {
		return t.note(err)
	}
	row := []any{p.Version, string(p.State), string(p.Held), packMoment(p.Next), b}
	d := deed{name: "payment.add", args: append([]any{p.DPR}, row...), one: casework.ErrMoved}
	if p.Version != 1 {
		d.name, d.args = "payment.move", append([]any{p.DPR, p.Version - 1}, row...)
	}
	t.putOff = append(t.putOff, d)
	return nil
}

// Debts implements payment.Tx.
func (t paymentTx) Debts(ctx context.Context, ids []string) ([]payment.Debt, error) {
	if !plain(ids...) {
		return nil, nil
	}
	if err := t.flush(ctx); err != nil { // a demand may have been raised just now
		return nil, t.note(err)
	}
	all, err := debts(ctx, t.c, "demands.hold", words(ids))
	return all, t.note(err)
}

// PutDebt implements payment.Tx.
func (t paymentTx) PutDebt(_ context.Context, d payment.Debt) error {
	b, err := packDemand(d.Demand)
	if err != nil {
		return t.note(err)
	}
	t.putOff = append(t.putOff, deed{name: "demand.put", args: []any{d.ID, string(d.Of), d.DPR, d.GRN, packMoment(d.Ended), b}, one: payment.ErrNone})
	return nil
}

// Receipt implements payment.Tx.
func (t paymentTx) Receipt(ctx context.Context, grn string) (payment.Receipt, error) {
	if !plain(grn) {
		return payment.Receipt{}, payment.ErrNone
	}
	if err := t.flush(ctx); err != nil {
		return payment.Receipt{}, t.note(err)
	}
	r, err := oneReceipt(ctx, t.c, "receipt.hold", grn)
	if errors.Is(err, errNone) {
		return r, payment.ErrNone
	}
	return r, t.note(err)
}

// PutReceipt implements payment.Tx. Of two transactions that hear of the same new money at
// once the second runs again, and finds it.
func (t paymentTx) PutReceipt(_ context.Context, r payment.Receipt, m payment.Move) error {
	if !plain(r.GRN, r.BRN, r.DPR, r.DRN, m.By, m.Why) {
		return t.note(seva.Refuse("receipt", seva.Say("error.text.control")))
	}
	b, err := packReceipt(r)
	if err != nil {
		return t.note(err)
	}
	reported := r.Reported.Number()
	if r.Reported.IsZero() {
		reported = 0
	}
	if m.Seq == 1 {
		t.putOff = append(t.putOff, deed{name: "receipt.add", one: errAgain, args: []any{
			r.GRN, string(r.Place), int64(r.Amount), r.DPR, r.DRN, micros(r.Noted), reported, r.Moved, b}})
	} else {
		t.putOff = append(t.putOff, deed{name: "receipt.put", one: payment.ErrNone, args: []any{r.GRN, string(r.Place), reported, r.Moved, b}})
	}
	if m.Seq > 0 {
		t.later("receipt.move", m.GRN, m.Seq, string(m.From), string(m.To), int64(m.Amount), micros(m.At), m.By, m.Why)
	}
	return nil
}

// PutEntry implements payment.Tx.
func (t paymentTx) PutEntry(_ context.Context, file string, e payment.Dealt) error {
	t.later("entry.add", file, int64(e.Line), e.Day.Number(), string(e.Outcome), written(e.GRN), written(e.DPR), written(e.DRN),
		int64(e.Amount), micros(e.Noted))
	return nil
}

// unpaid makes a row that is not there the book's own error.
func unpaid(err error) error {
	if errors.Is(err, errNone) {
		return payment.ErrNone
	}
	return explain(err)
}

func onePayment(ctx context.Context, a asker, name, dpr string) (payment.Payment, error) {
	if !plain(dpr) { // as somebody sent it; the engines do not agree on odd bytes
		return payment.Payment{}, errNone
	}
	var b []byte
	if err := one(ctx, a, name, []any{dpr}, &b); err != nil {
		return payment.Payment{}, err
	}
	return unpackPayment(b)
}

func oneReceipt(ctx context.Context, a asker, name, grn string) (payment.Receipt, error) {
	if !plain(grn) {
		return payment.Receipt{}, errNone
	}
	all, err := receipts(ctx, a, name, grn)
	if err == nil && len(all) == 0 {
		err = errNone
	}
	if err != nil {
		return payment.Receipt{}, err
	}
	return all[0], nil
}

func receipts(ctx context.Context, a asker, name string, args ...any) ([]payment.Receipt, error) {
	var all []payment.Receipt
	err := each(ctx, a, name, args, func(r rows) error { return takeReceipt(r, &all) })
	return all, err
}

func takeReceipt(r rows, all *[]payment.Receipt) error {
	var place string
	var reported, moved int64
	var b []byte
	if err := r.Scan(&place, &reported, &moved, &b); err != nil {
		return err
	}
	one, err := unpackReceipt(b)
	one.Place, one.Reported, one.Moved = payment.Place(place), seva.DateFromNumber(reported), moved
	*all = append(*all, one)
	return err
}

func debts(ctx context.Context, a asker, name string, args ...any) ([]payment.Debt, error) {
	var all []payment.Debt
	err := each(ctx, a, name, args, func(r rows) error { return takeDebt(r, &all) })
	return all, err
}

func takeDebt(r rows, all *[]payment.Debt) error {
	var d payment.Debt
	var of, phone string
	var ended int64
	var b []byte
	if err := r.Scan(&of, &d.DPR, &d.GRN, &ended, &phone, &b); err != nil {
		return err
	}
	var err error
	d.Demand, err = unpackDemand(b)
	d.Of, d.Ended, d.Phone = payment.Of(of), unpackMoment(ended), seva.Phone(phone)
	*all = append(*all, d)
	return err
}

var _ casework.Tx = paymentTx{}
