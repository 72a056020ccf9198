package sqlstore

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/mutation"
	"duar/seva/payment"
	"duar/seva/registry"
)

// Payments implements registry.Book.
func (b agreements) Payments(ctx context.Context, citizen string, p seva.Phone) ([]payment.Debt, error) {
	if !plain(citizen, string(p)) {
		return nil, nil
	}
	all, err := debts(ctx, b.s.engine, "registry.payments", citizen, string(p))
	slices.SortFunc(all, func(x, y payment.Debt) int { return cmp.Or(x.Raised.Compare(y.Raised), strings.Compare(x.ID, y.ID)) })
	return all, explain(err)
}

// Objections implements registry.Book.
func (b agreements) Objections(ctx context.Context, citizen string) ([]registry.Objection, error) {
	var all []registry.Objection
	if citizen == "" {
		return nil, nil
	}
	err := each(ctx, b.s.engine, "registry.objections", []any{citizen}, func(r rows) error {
		var o registry.Objection
		var at int64
		err := r.Scan(&o.Number, &at)
		o.At = fromMicros(at)
		all = append(all, o)
		return err
	})
	return all, explain(err)
}

// emptyDeed takes out what the deed of a case says, and leaves which course it took.
func (t registryTx) emptyDeed(ctx context.Context, number string) error {
	k, err := readDeed(ctx, t.c, "deed.case", number)
	if errors.Is(err, mutation.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	verdict, err := json.Marshal(mutation.Verdict{Course: k.Verdict.Course})
	t.later("registry.deed.empty", number, verdict, []byte{})
	return err
}

// unname takes out whose demands were that are over; the sums stay in the books.
func (b attic) unname(ctx context.Context, before time.Time, limit int) (n int, err error) {
	err = b.s.engine.change(ctx, sound, func(c change) error {
		n = 0
		nameless := map[string][]byte{}
		err := each(ctx, c, "old.payment.some", []any{micros(before), int64(limit)}, func(r rows) error {
			var id string
			var body []byte
			if err := r.Scan(&id, &body); err != nil {
				return err
			}
			d, err := unpackDemand(body)
			if err != nil {
				return err
			}
			d.Citizen, d.Phone, d.Payer, d.Lang = "", "", "", ""
			nameless[id], err = packDemand(d)
			return err
		})
		if err != nil {
			return err
		}
		for id, body := range nameless {
			if _, err := c.do(ctx, "old.payment.unname", id, body); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, explain(err)
}
