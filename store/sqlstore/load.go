package sqlstore

import (
	"context"
	"errors"
	"iter"
	"slices"

	"duar/seva"
	"duar/seva/land"
)

// Mark says how far a load has read its source: everything before Pos (bytes) is kept;
// Line is the number of the last line before it. The zero Mark is the beginning.
type Mark struct {
	Pos, Line int64
}

// Mark gives how far the load of this source has come.
func (s *Store) Mark(ctx context.Context, source string) (Mark, error) {
	var m Mark
	err := one(ctx, s.engine, "load.mark", []any{source}, &m.Pos, &m.Line)
	if errors.Is(err, errNone) {
		return Mark{}, nil
	}
	return m, explain(err)
}

// SetMark moves the mark by itself, as to the beginning. A load moves it with Loading.
func (s *Store) SetMark(ctx context.Context, source string, m Mark) error {
	return explain(s.engine.change(ctx, durable, func(c change) error {
		return setMark(ctx, c, source, m, micros(s.world.Now()))
	}))
}

func setMark(ctx context.Context, c change, source string, m Mark, at int64) error {
	_, err := c.do(ctx, "load.mark.set", source, m.Pos, m.Line, at)
	return err
}

// Loading is a book whose mark moves in the same transaction as the volumes: whatever
// stops a load, the mark says exactly what is kept, and the load goes on from there.
type Loading struct {
	Store  *Store
	Source string // names the mark
}

// Entry is a volume and where the source stands behind it.
type Entry struct {
	Volume land.Volume
	Mark   Mark
}

// Mark gives how far this load has come.
func (l Loading) Mark(ctx context.Context) (Mark, error) { return l.Store.Mark(ctx, l.Source) }

// Bind keeps one volume and moves the mark.
func (l Loading) Bind(ctx context.Context, v land.Volume, m Mark) error {
	p, err := write(v)
	if err != nil {
		return err
	}
	return explain(l.Store.keep(ctx, durable, []bound{{v, p, m}}, l.Source))
}

// BindAll is the bulk way of Bind; see Store.BindAll. Marks must grow.
func (l Loading) BindAll(ctx context.Context, entries iter.Seq2[Entry, error]) (Tally, error) {
	return l.Store.bindAll(ctx, l.Source, entries)
}

// Sources lists the extracts that records came from, the first one first; not the orders
// that changed them since.
func (s *Store) Sources(ctx context.Context) ([]string, error) {
	var all []string
	err := each(ctx, s.engine, "land.extracts", nil, func(r rows) error {
		var name string
		err := r.Scan(&name)
		if name = land.Extract(name); !slices.Contains(all, name) {
			all = append(all, name)
		}
		return err
	})
	return all, explain(err)
}

// extract gives the id of a source of records, keeping a new one.
func (s *Store) extract(ctx context.Context, name string) (int64, error) {
	s.mu.RLock()
	for id, known := range s.sources {
		if known == name {
			s.mu.RUnlock()
			return id, nil
		}
	}
	s.mu.RUnlock()
	var id int64
	err := s.engine.change(ctx, durable, func(c change) error {
		return one(ctx, c, "land.extract.keep", []any{name}, &id)
	})
	if err != nil {
		return 0, err
	}
	s.remember(id, name)
	return id, nil
}

// day is a date as kept; no date is 0, before all others.
func day(d seva.Date) int64 {
	if d.IsZero() {
		return 0
	}
	return d.Number()
}
