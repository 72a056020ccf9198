package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"duar/seva/mutation"
)

// deeds is the store as seva/mutation wants it.
type deeds struct{ s *Store }

var (
	_ mutation.Book = deeds{}
	_ mutation.Tx   = (*tx)(nil)
)

// Deeds gives the store as the book of deeds.
func (s *Store) Deeds() mutation.Book { return deeds{s} }

// Change implements mutation.Book.
func (b deeds) Change(ctx context.Context, fn func(mutation.Tx) error) error {
	return b.s.transact(ctx, func(t *tx) error { return fn(t) })
}

// Deed implements mutation.Book.
func (b deeds) Deed(ctx context.Context, id mutation.ID) (mutation.Kept, error) {
	k, err := readDeed(ctx, b.s.engine, "deed", id.Office, int64(id.Year), id.Number)
	k.Deed.ID = id
	if errors.Is(err, mutation.ErrNone) {
		return k, err
	}
	return k, explain(err)
}

// Stirred implements mutation.Book.
func (b deeds) Stirred(ctx context.Context, limit int) ([]mutation.ID, error) {
	var ids []mutation.ID
	err := each(ctx, b.s.engine, "deed.stirred", []any{int64(limit)}, func(r rows) error {
		var id mutation.ID
		err := r.Scan(&id.Office, &id.Year, &id.Number)
		ids = append(ids, id)
		return err
	})
	return ids, explain(err)
}

// Conflicts gives what came under a number that another deed has, the first in front.
func (s *Store) Conflicts(ctx context.Context, id mutation.ID) ([]mutation.Kept, error) {
	var all []mutation.Kept
	err := each(ctx, s.engine, "deed.conflicts", []any{id.Office, int64(id.Year), id.Number}, func(r rows) error {
		var k mutation.Kept
		var at int64
		var body []byte
		if err := r.Scan(&k.Print, &k.From, &at, &body); err != nil {
			return err
		}
		var err error
		k.Deed, err = mutation.KeptDeed(body)
		k.Received = fromMicros(at)
		all = append(all, k)
		return err
	})
	return all, explain(err)
}

// readDeed reads the one deed that a statement finds.
func readDeed(ctx context.Context, a asker, name string, args ...any) (mutation.Kept, error) {
	var k mutation.Kept
	var at int64
	var verdict, body []byte
	err := one(ctx, a, name, args, &k.Print, &k.Case, &k.From, &at, &verdict, &body)
	if errors.Is(err, errNone) {
		return k, mutation.ErrNone
	}
	if err != nil {
		return k, err
	}
	k.Received = fromMicros(at)
	if err := json.Unmarshal(verdict, &k.Verdict); err != nil {
		return k, err
	}
	if len(body) == 0 { // its case was emptied
		return k, nil
	}
	k.Deed, err = mutation.KeptDeed(body)
	return k, err
}

// ClaimDeed implements mutation.Deeds.
func (t *tx) ClaimDeed(ctx context.Context, k mutation.Kept) (bool, error) {
	body, err := k.Deed.Body()
	if err != nil {
		return false, t.note(err)
	}
	verdict, err := json.Marshal(k.Verdict)
	if err != nil {
		return false, t.note(err)
	}
	id := k.Deed.ID
	n, err := t.c.do(ctx, "deed.claim", id.Office, int64(id.Year), id.Number, k.Print, k.From, micros(k.Received), verdict, body)
	return n == 1, t.note(err)
}

// SettleDeed implements mutation.Deeds.
func (t *tx) SettleDeed(ctx context.Context, k mutation.Kept) error {
	verdict, err := json.Marshal(k.Verdict)
	if err != nil {
		return t.note(err)
	}
	id := k.Deed.ID
	_, err = t.c.do(ctx, "deed.settle", id.Office, int64(id.Year), id.Number, k.Case, verdict)
	return t.note(err)
}

// DeedBy implements mutation.Deeds.
func (t *tx) DeedBy(ctx context.Context, id mutation.ID) (mutation.Kept, error) {
	k, err := t.deed(ctx, "deed", id.Office, int64(id.Year), id.Number)
	k.Deed.ID = id
	return k, err
}

// DeedOf implements mutation.Deeds.
func (t *tx) DeedOf(ctx context.Context, number string) (mutation.Kept, error) {
	return t.deed(ctx, "deed.case", number)
}

func (t *tx) deed(ctx context.Context, name string, args ...any) (mutation.Kept, error) {
	k, err := readDeed(ctx, t.c, name, args...)
	if errors.Is(err, mutation.ErrNone) {
		return k, err
	}
	return k, t.note(err)
}

// StirDeeds implements mutation.Deeds.
func (t *tx) StirDeeds(ctx context.Context, numbers []string) error {
	_, err := t.c.do(ctx, "deed.stir", words(numbers))
	return t.note(err)
}

// SettledDeed implements mutation.Deeds.
func (t *tx) SettledDeed(ctx context.Context, id mutation.ID) error {
	_, err := t.c.do(ctx, "deed.settled", id.Office, int64(id.Year), id.Number)
	return t.note(err)
}

// PutConflict implements mutation.Deeds.
func (t *tx) PutConflict(ctx context.Context, k mutation.Kept) error {
	body, err := k.Deed.Body()
	if err != nil {
		return t.note(err)
	}
	id := k.Deed.ID
	_, err = t.c.do(ctx, "deed.conflict", id.Office, int64(id.Year), id.Number, k.Print, k.From, micros(k.Received), body)
	return t.note(err)
}

// PutObjection implements mutation.Tx.
func (t *tx) PutObjection(ctx context.Context, number, who string, at time.Time) (bool, error) {
	n, err := t.c.do(ctx, "case.object", number, who, micros(at))
	return n == 1, t.note(err)
}
