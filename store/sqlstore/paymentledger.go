package sqlstore

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/payment"
)

// Held implements payment.Ledger.
func (b payments) Held(ctx context.Context, after string, limit int) ([]payment.Payment, error) {
	var all []payment.Payment
	err := each(ctx, b.s.engine, "payments.held", []any{after, int64(limit)}, func(r rows) error {
		var text []byte
		if err := r.Scan(&text); err != nil {
			return err
		}
		p, err := unpackPayment(text)
		all = append(all, p)
		return err
	})
	return all, explain(err)
}

// Receipts implements payment.Ledger.
func (b payments) Receipts(ctx context.Context, in payment.Place, after string, limit int) ([]payment.Receipt, error) {
	all, err := receipts(ctx, b.s.engine, "receipts.place", string(in), after, int64(limit))
	return all, explain(err)
}

// Unreported implements payment.Ledger.
func (b payments) Unreported(ctx context.Context, before time.Time, after string, limit int) ([]payment.Receipt, error) {
	all, err := receipts(ctx, b.s.engine, "receipts.unreported", micros(before), after, int64(limit))
	return all, explain(err)
}

// Journal implements payment.Ledger.
func (b payments) Journal(ctx context.Context, grn string) ([]payment.Move, error) {
	if !plain(grn) {
		return nil, nil
	}
	var all []payment.Move
	err := each(ctx, b.s.engine, "receipt.moves", []any{grn}, func(r rows) error {
		m := payment.Move{GRN: grn}
		var was, place string
		var at, amount int64
		err := r.Scan(&m.Seq, &was, &place, &amount, &at, &m.By, &m.Why)
		m.From, m.To, m.Amount, m.At = payment.Place(was), payment.Place(place), seva.Money(amount), fromMicros(at)
		all = append(all, m)
		return err
	})
	return all, explain(err)
}

// Entries implements payment.Ledger.
func (b payments) Entries(ctx context.Context, file string) ([]payment.Dealt, error) {
	var all []payment.Dealt
	err := each(ctx, b.s.engine, "entries", []any{file}, func(r rows) error {
		var e payment.Dealt
		var outcome string
		var day, amount, noted int64
		err := r.Scan(&e.Line, &day, &outcome, &e.GRN, &e.DPR, &e.DRN, &amount, &noted)
		e.Day, e.Outcome, e.Amount, e.Noted = seva.DateFromNumber(day), payment.Outcome(outcome), seva.Money(amount), fromMicros(noted)
		all = append(all, e)
		return err
	})
	return all, explain(err)
}

// Totals implements payment.Ledger. All sums are of one moment: on a moving book they would
// contradict each other otherwise.
func (b payments) Totals(ctx context.Context) (payment.Totals, error) {
	t := payment.Totals{Debts: map[payment.Of]seva.Money{}, Receipts: map[payment.Place]seva.Money{},
		Counts: map[payment.Place]int{}, Moves: map[payment.Place]seva.Money{}}
	err := each(ctx, b.s.engine, "balance", nil, func(r rows) error {
		var kind, key string
		var n, sum int64
		if err := r.Scan(&kind, &key, &n, &sum); err != nil {
			return err
		}
		switch kind {
		case "debt":
			t.Debts[payment.Of(key)] = seva.Money(sum)
		case "receipt":
			t.Receipts[payment.Place(key)], t.Counts[payment.Place(key)] = seva.Money(sum), int(n)
		case "in":
			t.Moves[payment.Place(key)] += seva.Money(sum)
		case "out":
			t.Moves[payment.Place(key)] -= seva.Money(sum)
		case "unpaid":
			t.Unpaid = int(n)
		case "astray":
			t.Astray = int(n)
		}
		return nil
	})
	return t, explain(err)
}
