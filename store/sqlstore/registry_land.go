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

// Deeds implements registry.Book.
func (b agreements) Deeds(ctx context.Context, p seva.Phone) ([]registry.Deed, error) {
	var all []registry.Deed
	if p == "" || !plain(string(p)) {
		return nil, nil
	}
	err := each(ctx, b.s.engine, "deed.parties", []any{string(p)}, func(r rows) error {
		var id mutation.ID
		var d registry.Deed
		var buyer int
		var at int64
		var body []byte
		if err := r.Scan(&id.Office, &id.Year, &id.Number, &buyer, &d.Case, &at, &body); err != nil || len(body) == 0 {
			return err
		}
		k, err := mutation.KeptDeed(body)
		if err != nil || buyer >= len(k.Buyers) {
			return err
		}
		own := k.Buyers[buyer]
		d.ID, d.Registered, d.Received = unbooked(id).String(), k.Registered, fromMicros(at)
		d.Name, d.Guardian, d.Address, d.Share = own.Name, own.Guardian, own.Address, own.Share
		all = append(all, d)
		return nil
	})
	return all, explain(err)
}

// moveParties takes what deeds say of a number along to another that its citizen has now; with
// none, as when a number or an account is given up, nobody finds it by the number any more.
func (t *tx) moveParties(ctx context.Context, from, to seva.Phone, before time.Time) error {
	var err error
	if to != "" {
		_, err = t.c.do(ctx, "deed.party.renumber", string(from), string(to), micros(before))
	} else {
		_, err = t.c.do(ctx, "deed.party.forget", string(from), micros(before))
	}
	return err
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
	t.later("registry.deed.parties.drop", number)
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
