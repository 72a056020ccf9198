package sqlstore

import (
	"context"
	"time"

	"duar/seva"
)

// Wait is how much of something waits at a desk. What is one of Waits.
type Wait struct {
	What  string
	Count int64
	Sum   seva.Money // of money
	// Since is when the oldest began to wait; of payments that are asked about, when the first
	// of them is or was to be asked; zero where it is not known.
	Since time.Time
}

// Waits lists what Waiting may tell of: payments that the treasury is still asked about, and
// those that a person must look at; money that is to go back, is on its way back, or that
// nobody knows the reason of; papers that were signed and are not made, and those that could
// not be made; deeds that are looked at again, and deeds that came under a number that was
// taken.
func Waits() []string {
	return []string{"payment_asked", "payment_held", "money_refund_due", "money_refund_sent", "money_suspense",
		"paper_signed", "paper_failed", "deed_stirred", "deed_conflict"}
}

// Waiting tells what waits at the desks of money, papers and deeds. What nothing waits of may
// be left out.
func (s *Store) Waiting(ctx context.Context) ([]Wait, error) {
	var all []Wait
	err := each(ctx, s.engine, "desk.waits", nil, func(r rows) error {
		var w Wait
		var sum, since int64
		err := r.Scan(&w.What, &w.Count, &sum, &since)
		w.Sum = seva.Money(sum)
		if since != 0 {
			w.Since = fromMicros(since)
		}
		all = append(all, w)
		return err
	})
	return all, explain(err)
}
