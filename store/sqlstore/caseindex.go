package sqlstore

import (
	"context"
	"math"

	"duar/seva"
	"duar/seva/casework"
)

// Index implements casework.Index. Office and day are read from the case as it is stored, so
// the case is put first; keys of one that is not there are not kept. It costs no round trip
// of its own.
func (t *tx) Index(_ context.Context, number string, keys []casework.Key) error {
	delete(t.files, number)
	for _, k := range keys {
		if !plain(k.Kind, k.Value) || k.Kind == "" || k.Value == "" {
			return t.note(seva.Refuse("key", seva.Say("error.text.control")))
		}
		t.later("case.key.add", number, k.Kind, k.Value, live(casework.Case{Ended: t.over[number]}))
	}
	return nil
}

// Keys implements casework.Index.
func (t *tx) Keys(ctx context.Context, number string) ([]casework.Key, error) {
	if f := t.files[number]; f != nil {
		return f.keys, nil
	}
	if err := t.flush(ctx); err != nil {
		return nil, t.note(err)
	}
	all, err := keys(ctx, t.c, number)
	return all, t.note(err)
}

// Keys implements casework.Book.
func (b cases) Keys(ctx context.Context, number string) ([]casework.Key, error) {
	all, err := keys(ctx, b.s.engine, number)
	return all, explain(err)
}

func keys(ctx context.Context, a asker, number string) ([]casework.Key, error) {
	var all []casework.Key
	err := each(ctx, a, "case.keys", []any{number}, func(r rows) error {
		var k casework.Key
		err := r.Scan(&k.Kind, &k.Value)
		all = append(all, k)
		return err
	})
	return all, err
}

// KeysOf implements casework.Index.
func (t *tx) KeysOf(ctx context.Context, numbers []string) (map[string][]casework.Key, error) {
	if err := t.flush(ctx); err != nil {
		return nil, t.note(err)
	}
	all := make(map[string][]casework.Key, len(numbers))
	err := each(ctx, t.c, "case.keys.of", []any{words(numbers)}, func(r rows) error {
		var number string
		var k casework.Key
		err := r.Scan(&number, &k.Kind, &k.Value)
		all[number] = append(all[number], k)
		return err
	})
	return all, t.note(err)
}

// Open implements casework.Index.
func (t *tx) Open(ctx context.Context, k casework.Key) ([]string, error) {
	if err := t.flush(ctx); err != nil {
		return nil, t.note(err)
	}
	all, err := texts(ctx, t.c, "case.open", k.Kind, k.Value)
	return all, t.note(err)
}

// Unkeyed gives cases without a key, by number, from behind one: what a program before keys
// took in (service.Desk.Index).
func (s *Store) Unkeyed(ctx context.Context, after string, limit int) ([]casework.Case, error) {
	all, err := manyCases(ctx, s.engine, "case.unkeyed", after, int64(limit))
	return all, explain(err)
}

// live is a case's column of its keys: 1 until it has ended.
func live(c casework.Case) int64 {
	if c.Ended {
		return 0
	}
	return 1
}

// about finds cases by a key.
func about(ctx context.Context, a asker, f casework.Find, limit int64) ([]casework.Case, error) {
	least := int64(0)
	if f.Live {
		least = 1
	}
	if len(f.Offices) == 0 {
		name := "case.about"
		if f.Live {
			name = "case.about.live"
		}
		return manyCases(ctx, a, name, f.Key.Kind, f.Key.Value, limit)
	}
	until := int64(math.MaxInt64)
	if !f.Until.IsZero() {
		until = micros(f.Until)
	}
	return manyCases(ctx, a, "case.about.office", f.Key.Kind, f.Key.Value, f.Offices[0], packMoment(f.From), until, least, limit)
}
