package sqlstore

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/watch"
)

// watches is the store as the book of seva/watch.
type watches struct{ s *Store }

// Watches gives the store as the book of seva/watch.
func (s *Store) Watches() watch.Book { return watches{s} }

// Of implements watch.Book.
func (b watches) Of(ctx context.Context, p seva.Phone) ([]watch.Watch, error) {
	all, err := watching(ctx, b.s.engine, "watch.of", string(p))
	return all, explain(err)
}

// Ending implements watch.Book.
func (b watches) Ending(ctx context.Context, from, to time.Time, after string, limit int) ([]watch.Watch, error) {
	all, err := watching(ctx, b.s.engine, "watch.ending", micros(from), micros(to), after, int64(limit))
	return all, explain(err)
}

// Change implements watch.Book.
func (b watches) Change(ctx context.Context, fn func(watch.Tx) error) error {
	return b.s.transact(ctx, func(t *tx) error { return fn(watchTx{t}) })
}

// watchTx is one transaction on the book, with all that a watch leaves behind.
type watchTx struct{ *tx }

// Held implements watch.Tx. That nobody else begins one is seen to by counting: the rows of
// Try are held until the transaction ends.
func (t watchTx) Held(ctx context.Context, p seva.Phone, k casework.Key, now time.Time) (of []watch.Watch, count int, err error) {
	if err := t.flush(ctx); err != nil {
		return nil, 0, t.note(err)
	}
	if of, err = watching(ctx, t.c, "watch.of", string(p)); err != nil || k == (casework.Key{}) {
		return of, 0, t.note(err)
	}
	err = one(ctx, t.c, "watch.count", []any{k.Kind, k.Value, micros(now)}, &count)
	return of, count, t.note(err)
}

// Put implements watch.Tx.
func (t watchTx) Put(ctx context.Context, w watch.Watch) error {
	if !plain(w.ID, string(w.Phone), w.Citizen, w.Key.Kind, w.Key.Value, string(w.Lang), w.Channel, w.Consent) {
		return t.note(seva.Refuse("watch", seva.Say("error.text.control")))
	}
	_, err := t.c.do(ctx, "watch.put", w.ID, string(w.Phone), int64(w.No), w.Citizen, w.Key.Kind, w.Key.Value, string(w.Lang),
		w.Channel, w.Consent, micros(w.Since), micros(w.Until))
	return t.note(err)
}

// Drop implements watch.Tx.
func (t watchTx) Drop(_ context.Context, id string) error {
	t.later("watch.drop", id)
	return nil
}

// Standing implements watch.Tx.
func (t watchTx) Standing(ctx context.Context, citizen, phone, purpose, version string) (id string, err error) {
	err = one(ctx, t.c, "watch.standing", []any{citizen, phone, purpose, version}, &id)
	if errors.Is(err, errNone) {
		return "", nil
	}
	return id, t.note(err)
}

// Withdraw implements watch.Tx.
func (t watchTx) Withdraw(ctx context.Context, id string, at time.Time, channel string) (bool, error) {
	return registryTx(t).Withdraw(ctx, id, at, channel)
}

// Watchers implements watch.Reader: one question for each kind of key, of which a case has
// two.
func (t *tx) Watchers(ctx context.Context, keys []casework.Key, now time.Time) ([]watch.Watch, error) {
	var all []watch.Watch
	for _, kind := range []string{casework.KeyPlot, casework.KeyKhatian} {
		var values words
		for _, k := range keys {
			if k.Kind == kind {
				values = append(values, k.Value)
			}
		}
		if len(values) == 0 {
			continue
		}
		found, err := watching(ctx, t.c, "watch.watchers", kind, values, micros(now))
		if err != nil {
			return nil, t.note(err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// Watches implements registry.Book.
func (b agreements) Watches(ctx context.Context, citizen string, p seva.Phone) ([]watch.Watch, error) {
	all, err := watching(ctx, b.s.engine, "watch.person", string(p), citizen)
	return all, explain(err)
}

// DropWatches implements registry.Eraser.
func (t registryTx) DropWatches(ctx context.Context, citizen string, p seva.Phone) error {
	_, err := t.c.do(ctx, "watch.drop.person", string(p), citizen)
	return t.note(err)
}

// moveWatches takes the watches of a number along to another that its citizen has now, and
// ends the others: who has the number next watches nothing.
func (t *tx) moveWatches(ctx context.Context, citizen string, from, to seva.Phone, before time.Time) error {
	if to != "" {
		if _, err := t.c.do(ctx, "watch.renumber", string(from), citizen, string(to)); err != nil {
			return err
		}
	}
	_, err := t.c.do(ctx, "watch.drop.number", string(from), micros(before))
	return err
}

func watching(ctx context.Context, a asker, name string, args ...any) ([]watch.Watch, error) {
	var all []watch.Watch
	err := each(ctx, a, name, args, func(r rows) error {
		var w watch.Watch
		var phone, lang string
		var no, since, until int64
		err := r.Scan(&w.ID, &phone, &no, &w.Citizen, &w.Key.Kind, &w.Key.Value, &lang, &w.Channel, &w.Consent, &since, &until)
		w.Phone, w.Lang, w.No, w.Since, w.Until = seva.Phone(phone), seva.Lang(lang), int(no), fromMicros(since), fromMicros(until)
		all = append(all, w)
		return err
	})
	return all, err
}
