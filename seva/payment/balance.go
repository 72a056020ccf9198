package payment

import (
	"context"
	"fmt"

	"duar/seva"
)

// Balance says where every rupee stands: what is owed is outside still, all else is with
// the treasury and in exactly one place.
type Balance struct {
	Owed      seva.Money // open demands
	Paid      seva.Money // settled: for demands that are paid
	ToRefund  seva.Money // due or sent, and not confirmed
	Refunded  seva.Money
	Suspense  seva.Money
	Received  seva.Money // all money that ever came
	Cancelled seva.Money // demands that nobody need pay any more
	// Faults are contradictions in the books, in English, for whoever keeps them; none is
	// how it must be.
	Faults []string
}

// Balance reckons the books and holds them against themselves: the places of receipts
// against the journal of moves, which is written beside them and never changed, and both
// against the demands.
func (d *Desk) Balance(ctx context.Context) (Balance, error) {
	t, err := d.Book.Totals(ctx)
	if err != nil {
		return Balance{}, seva.Broken(err)
	}
	return t.balance(), nil
}

func (t Totals) balance() Balance {
	b := Balance{
		Owed: t.Debts[Open], Cancelled: t.Debts[Cancelled], Paid: t.Receipts[Settled],
		ToRefund: t.Receipts[RefundDue] + t.Receipts[RefundSent], Refunded: t.Receipts[Refunded], Suspense: t.Receipts[Suspense],
	}
	for _, sum := range t.Receipts {
		b.Received += sum
	}
	fault := func(format string, of ...any) { b.Faults = append(b.Faults, fmt.Sprintf(format, of...)) }
	if in := b.Paid + b.ToRefund + b.Refunded + b.Suspense; in != b.Received {
		fault("%d paise came and %d stand somewhere", b.Received, in)
	}
	if t.Debts[Met] != b.Paid {
		fault("demands of %d paise are paid, and %d paid demands", t.Debts[Met], b.Paid)
	}
	for _, p := range Places() {
		if t.Receipts[p] != t.Moves[p] {
			fault("%s: receipts of %d paise, and the journal says %d", p, t.Receipts[p], t.Moves[p])
		}
	}
	if t.Moves[Nowhere] != -b.Received {
		fault("%d paise came by the journal, and %d by the receipts", -t.Moves[Nowhere], b.Received)
	}
	if t.Unpaid > 0 {
		fault("%d demands are paid by nothing", t.Unpaid)
	}
	if t.Astray > 0 {
		fault("%d receipts paid demands that do not know of them", t.Astray)
	}
	return b
}
