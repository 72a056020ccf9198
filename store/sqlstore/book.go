package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/watch"
)

// bound is a volume that has been turned into rows.
type bound struct {
	volume land.Volume // only Mouza, Valid and Source are read any more
	page   page
	mark   Mark // where the load stands when this volume is kept
}

// Bind implements land.Book. What it has kept survives a power failure. A volume older
// than one kept before is refused as a Conflict: it would turn the present back.
func (s *Store) Bind(ctx context.Context, v land.Volume) error {
	p, err := write(v)
	if err != nil {
		return err
	}
	return explain(s.keep(ctx, durable, []bound{{volume: v, page: p}}, ""))
}

// keep writes a batch in one transaction, with the load's mark when source names one.
func (s *Store) keep(ctx context.Context, e effort, batch []bound, source string) error {
	last := batch[len(batch)-1].mark
	slices.SortFunc(batch, func(a, b bound) int { return cmp.Compare(a.volume.Mouza, b.volume.Mouza) })
	extracts, err := s.extracts(ctx, batch)
	if err != nil {
		return err
	}
	return s.engine.change(ctx, e, func(c change) error {
		at, fresh, err := s.take(ctx, c, batch)
		if err != nil {
			return err
		}
		for run := range runs(batch, fresh) {
			v := run[0].volume
			shared := []any{day(v.Valid), int64(openDay), at, int64(open), extracts[v.Source]}
			if fresh[v.Mouza] {
				err = add(ctx, c, run, shared)
			} else {
				err = s.replace(ctx, c, run[0], shared)
			}
			if err != nil {
				return err
			}
		}
		if source == "" {
			return nil
		}
		return setMark(ctx, c, source, last, micros(s.world.Now()))
	})
}

// take makes every other writer of these mouzas wait, and gives the moment of this
// binding: later than any before of any of them, whatever the clock says. Batches come
// sorted by mouza, so two writers never wait for each other.
func (s *Store) take(ctx context.Context, c change, batch []bound) (at int64, fresh map[place.IDN]bool, err error) {
	now := micros(s.world.Now())
	fresh = make(map[place.IDN]bool, len(batch))
	moments := make([]int64, len(batch))
	for i, b := range batch {
		var valid, binds int64
		err := one(ctx, c, "land.shelf.take", []any{int64(b.volume.Mouza), now, day(b.volume.Valid)}, &moments[i], &valid, &binds)
		if err != nil {
			return 0, nil, err
		}
		if valid > day(b.volume.Valid) {
			return 0, nil, &seva.Error{Kind: seva.Conflict, Field: "volume", Text: seva.Say("error.volume.older",
				seva.Args{"Mouza": b.volume.Mouza, "Kept": seva.DateFromNumber(valid)})}
		}
		fresh[b.volume.Mouza] = binds == 1
		at = max(at, moments[i])
	}
	for i, b := range batch {
		if moments[i] == at {
			continue
		}
		if _, err := c.do(ctx, "land.shelf.date", int64(b.volume.Mouza), at); err != nil {
			return 0, nil, err
		}
	}
	return at, fresh, nil
}

// runs cuts a batch into stretches that can be added as one: new mouzas of the same
// extract. A mouza that is there already stands alone.
func runs(batch []bound, fresh map[place.IDN]bool) iter.Seq[[]bound] {
	return func(yield func([]bound) bool) {
		for start := 0; start < len(batch); {
			end := start + 1
			v := batch[start].volume
			for fresh[v.Mouza] && end < len(batch) {
				w := batch[end].volume
				if !fresh[w.Mouza] || w.Valid != v.Valid || w.Source != v.Source {
					break
				}
				end++
			}
			if !yield(batch[start:end]) {
				return
			}
			start = end
		}
	}
}

// add is the fast way: no row of these mouzas is there, so nothing is compared.
func add(ctx context.Context, c change, run []bound, shared []any) error {
	for i, t := range tables() {
		values := run[0].page[i]
		if len(run) > 1 {
			size := 0
			for _, b := range run {
				size += len(b.page[i])
			}
			values = make([]any, 0, size)
			for _, b := range run {
				values = append(values, b.page[i]...)
			}
		}
		if err := c.put(ctx, t.sink(), values, shared); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// replace compares with the present rows: what differs or is gone is closed on the
// volume's day at this moment, what differs or is new is added, and who watches is told.
func (s *Store) replace(ctx context.Context, c change, b bound, shared []any) error {
	mouza, from, at := int64(b.volume.Mouza), shared[0], shared[2]
	var watchers []watch.Watch
	var differ *differing
	if s.loaded != nil {
		var err error
		if watchers, err = watchersOf(ctx, c, b.volume.Mouza, s.world.Now()); err != nil {
			return err
		}
		differ = newDiffering()
	}
	for i, t := range tables() {
		present, err := current(ctx, c, t, mouza)
		if err != nil {
			return err
		}
		closed, added := differences(present, b.page[i], t)
		for _, row := range closed {
			args := append([]any{from, at, mouza}, row[1:1+len(t.key)]...)
			if err := t.close(ctx, c, args); err != nil {
				return err
			}
		}
		if err := c.put(ctx, t.sink(), added, shared); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if len(watchers) > 0 {
			differ.note(t, closed, added)
		}
	}
	return s.hear(ctx, c, b, watchers, differ)
}

// current reads a mouza's present rows, flat and by key.
func current(ctx context.Context, c change, t table, mouza int64) ([]any, error) {
	var all []any
	row := make([]any, t.width())
	dest := make([]any, t.width())
	for i := range row {
		dest[i] = &row[i]
	}
	err := each(ctx, c, t.name+".current", []any{mouza}, func(r rows) error {
		if err := r.Scan(dest...); err != nil {
			return err
		}
		all = append(all, row...)
		return nil
	})
	return all, err
}

// differences walks two sorted lists of rows side by side.
func differences(before, after []any, t table) (closed [][]any, added []any) {
	w := t.width()
	for len(before) > 0 || len(after) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		default:
			for i := 1; i <= len(t.key) && order == 0; i++ {
				order = cmp.Compare(before[i].(int64), after[i].(int64))
			}
			if order == 0 && same(before[:w], after[:w]) {
				before, after = before[w:], after[w:]
				continue
			}
		}
		if order <= 0 {
			closed, before = append(closed, before[:w]), before[w:]
		}
		if order >= 0 {
			added, after = append(added, after[:w]...), after[w:]
		}
	}
	return closed, added
}

// same compares what a driver gave with what we would write: integers, texts, bytes.
func same(a, b []any) bool {
	return slices.EqualFunc(a, b, func(x, y any) bool {
		if xb, ok := x.([]byte); ok {
			yb, ok := y.([]byte)
			return ok && bytes.Equal(xb, yb)
		}
		return x == y
	})
}

// extracts gives the ids of the sources of a batch. A new one is kept at once, apart
// from the batch: an extract that nothing came from harms nobody.
func (s *Store) extracts(ctx context.Context, batch []bound) (map[string]int64, error) {
	ids := map[string]int64{}
	for _, b := range batch {
		name := b.volume.Source
		if _, known := ids[name]; known {
			continue
		}
		id, err := s.extract(ctx, name)
		if err != nil {
			return nil, err
		}
		ids[name] = id
	}
	return ids, nil
}
