package sqlstore

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/ledger"
)

// PutConsent implements ledger.Writer. Of two that give the same at once the second runs
// again, and finds what the first one gave.
func (t *tx) PutConsent(ctx context.Context, c ledger.Consent) error {
	if !plain(c.ID, c.Citizen, c.Phone, c.Purpose, c.Version, string(c.Lang), c.Channel, c.By, c.Number) {
		return t.note(seva.Refuse("consent", seva.Say("error.text.control")))
	}
	args := []any{c.ID, c.Citizen, c.Phone, c.Purpose, c.Version, string(c.Lang), c.Channel, c.By, c.Number, micros(c.Given)}
	if c.Number != "" { // it stands by itself, beside any other
		t.later("ledger.consent.add", args...)
		return nil
	}
	n, err := t.c.do(ctx, "ledger.consent.add", args...)
	if err == nil && n == 0 {
		err = errAgain
	}
	return t.note(err)
}

// PutLook implements ledger.Writer. Nobody waits for its outcome: whether it counts is
// settled by two statements that go with the rest of the transaction.
func (t *tx) PutLook(_ context.Context, l ledger.Look) error {
	if !plain(l.Citizen, l.Phone, l.Number, l.Who, l.Role, l.Office, l.Why, l.Channel) {
		return t.note(seva.Refuse("look", seva.Say("error.text.control")))
	}
	id := t.s.world.ID()
	t.later("ledger.seen", l.Number, l.Who, id, micros(l.At), micros(l.At.Add(-ledger.OneLook)))
	t.later("ledger.look.add", l.Number, l.Who, id, l.Citizen, l.Phone, l.Role, l.Office, l.Why, l.Channel)
	return nil
}

func consents(ctx context.Context, a asker, citizen, phone string) ([]ledger.Consent, error) {
	var all []ledger.Consent
	err := each(ctx, a, "ledger.consents", []any{citizen, phone}, func(r rows) error {
		var c ledger.Consent
		var lang string
		var given, withdrawn int64
		err := r.Scan(&c.ID, &c.Citizen, &c.Phone, &c.Purpose, &c.Version, &lang, &c.Channel, &c.By, &c.Number,
			&given, &withdrawn, &c.WithdrawnChannel)
		c.Lang, c.Given, c.Withdrawn = seva.Lang(lang), fromMicros(given), unpackMoment(withdrawn)
		all = append(all, c)
		return err
	})
	return all, err
}

func looks(ctx context.Context, a asker, citizen, phone string, since time.Time, limit int) (count int, last []ledger.Look, err error) {
	if err := one(ctx, a, "ledger.look.count", []any{citizen, phone, micros(since)}, &count); err != nil {
		return 0, nil, err
	}
	if limit <= 0 || count == 0 {
		return count, nil, nil
	}
	err = each(ctx, a, "ledger.looks", []any{citizen, phone, micros(since), int64(limit)}, func(r rows) error {
		var l ledger.Look
		var at int64
		var id string
		err := r.Scan(&l.Number, &l.Role, &l.Office, &l.Why, &l.Channel, &at, &id)
		l.At = fromMicros(at)
		last = append(last, l)
		return err
	})
	return count, last, err
}
