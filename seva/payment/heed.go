package payment

import (
	"context"

	"duar/seva/casework"
)

// Heed is a casework.Observer: a case that leaves the state which made it owe, by anything
// but being paid, owes that no more. The demand is the one that entering that state made; it
// stands in the event that did.
func Heed(ctx context.Context, tx casework.Tx, w casework.Work) error {
	e := w.Event
	if e.From == e.To || e.From == "" || e.Action == casework.PaidAction {
		return nil
	}
	for i := len(w.Events) - 1; i >= 0; i-- {
		entered := w.Events[i]
		if entered.To != e.From || entered.From == entered.To {
			continue
		}
		for name, value := range entered.Given {
			if !casework.MoneyMark(name) {
				continue
			}
			if id, err := reference("demand", 'D', value); err == nil {
				if err := tx.Waive(ctx, id, e.Noted); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return nil
}

var _ casework.Observer = Heed
