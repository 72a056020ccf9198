package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"duar/seva/casework"
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
	k, err := readDeed(ctx, b.s.engine, "deed", bookshelf(id), int64(id.Year), id.Number)
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
		ids = append(ids, unbooked(id))
		return err
	})
	return ids, explain(err)
}

// Conflicts gives what came under a number that another deed has, the first in front.
func (s *Store) Conflicts(ctx context.Context, id mutation.ID) ([]mutation.Kept, error) {
	var all []mutation.Kept
	err := each(ctx, s.engine, "deed.conflicts", []any{bookshelf(id), int64(id.Year), id.Number}, func(r rows) error {
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

// bookshelf is how a deed's register is called in the rows: by its office, with the book behind it
// where that is not Book I ("1902/IV"). The rows of before have no book, and an older program
// that reads one of another gives it back as it stands.
func bookshelf(id mutation.ID) string {
	if book := id.Shelf(); book != mutation.BookI {
		return id.Office + "/" + book
	}
	return id.Office
}

// unbooked takes the two apart again.
func unbooked(id mutation.ID) mutation.ID {
	office, book, _ := strings.Cut(id.Office, "/")
	id.Office, id.Book = office, mutation.ID{Book: book}.Shelf()
	return id
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
	n, err := t.c.do(ctx, "deed.claim", bookshelf(id), int64(id.Year), id.Number, k.Print, k.From, micros(k.Received), verdict, body)
	for i, b := range k.Deed.Buyers {
		if err == nil && n == 1 && b.Mobile != "" {
			_, err = t.c.do(ctx, "deed.party", string(b.Mobile), bookshelf(id), int64(id.Year), id.Number, int64(i), micros(k.Received))
		}
	}
	if err == nil && n == 1 && k.Deed.GRN != "" {
		_, err = t.c.do(ctx, "deed.grn.put", k.Deed.GRN, bookshelf(id), int64(id.Year), id.Number)
	}
	return n == 1, t.note(err)
}

// Peek implements mutation.Deeds.
func (t *tx) Peek(ctx context.Context, number string) (casework.Case, error) {
	c, err := oneCase(ctx, t.c, "case", number)
	if err != nil && !errors.Is(err, casework.ErrNone) {
		err = t.note(err)
	}
	return c, err
}

// PaidFor implements mutation.Deeds.
func (t *tx) PaidFor(ctx context.Context, grn string, other mutation.ID) (bool, error) {
	var n int
	err := one(ctx, t.c, "deed.grn", []any{grn, bookshelf(other), int64(other.Year), other.Number}, &n)
	return n > 0, t.note(err)
}

// SettleDeed implements mutation.Deeds.
func (t *tx) SettleDeed(ctx context.Context, k mutation.Kept) error {
	verdict, err := json.Marshal(k.Verdict)
	if err != nil {
		return t.note(err)
	}
	id := k.Deed.ID
	_, err = t.c.do(ctx, "deed.settle", bookshelf(id), int64(id.Year), id.Number, k.Case, verdict)
	return t.note(err)
}

// DeedBy implements mutation.Deeds.
func (t *tx) DeedBy(ctx context.Context, id mutation.ID) (mutation.Kept, error) {
	k, err := t.deed(ctx, "deed", bookshelf(id), int64(id.Year), id.Number)
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
	_, err := t.c.do(ctx, "deed.settled", bookshelf(id), int64(id.Year), id.Number)
	return t.note(err)
}

// PutConflict implements mutation.Deeds. The row of the count is held first, so that of two at
// once under one number the second sees what the first has kept.
func (t *tx) PutConflict(ctx context.Context, k mutation.Kept) (bool, error) {
	body, err := k.Deed.Body()
	if err != nil {
		return false, t.note(err)
	}
	id := []any{bookshelf(k.Deed.ID), int64(k.Deed.Year), k.Deed.Number}
	if _, err := t.c.do(ctx, "deed.rivalry", append(id, micros(k.Received))...); err != nil {
		return false, t.note(err)
	}
	n, err := t.c.do(ctx, "deed.conflict", append(id, k.Print, k.From, micros(k.Received), body, int64(mutation.MostRivals))...)
	if err == nil && n == 0 {
		_, err = t.c.do(ctx, "deed.rivalry.more", append(id, k.Print, micros(k.Received))...)
	}
	return n == 1, t.note(err)
}

// PutObjection implements mutation.Tx.
func (t *tx) PutObjection(ctx context.Context, number, who string, at time.Time) (bool, error) {
	n, err := t.c.do(ctx, "case.object", number, who, micros(at))
	return n == 1, t.note(err)
}
