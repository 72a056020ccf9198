package sqlstore

import (
	"context"
	"errors"

	"duar/seva/audit"
)

// auditBook is the store as the book of the audit log.
type auditBook struct{ *Store }

// Audit gives the store as the book of the audit log.
func (s *Store) Audit() audit.Book { return auditBook{s} }

// Size implements audit.Book. Before the first leaf there is no row.
func (b auditBook) Size(ctx context.Context) (int64, error) {
	var n int64
	err := one(ctx, b.engine, "audit.size", nil, &n)
	if errors.Is(err, errNone) {
		return 0, nil
	}
	return n, explain(err)
}

// Tiles implements audit.Book.
func (b auditBook) Tiles(ctx context.Context, level int, n int64, limit int, fn func(n int64, hashes []byte) error) error {
	return explain(each(ctx, b.engine, "audit.tiles", []any{int64(level), n, int64(limit)}, func(r rows) error {
		var n int64
		var hashes []byte
		if err := r.Scan(&n, &hashes); err != nil {
			return err
		}
		return fn(n, hashes)
	}))
}

// Kept implements audit.Book.
func (b auditBook) Kept(ctx context.Context, below int64, limit int) ([]audit.Kept, error) {
	var all []audit.Kept
	err := each(ctx, b.engine, "audit.kept", []any{below, int64(limit)}, func(r rows) error {
		var k audit.Kept
		err := r.Scan(&k.Size, &k.Note)
		all = append(all, k)
		return err
	})
	return all, explain(err)
}

// Keep implements audit.Book.
func (b auditBook) Keep(ctx context.Context, k audit.Kept, tiles []audit.Tile) error {
	deeds := make([]deed, 0, len(tiles)+1)
	for _, t := range tiles {
		deeds = append(deeds, deed{name: "audit.tile.keep", args: []any{int64(t.Level), t.N, t.Hashes}})
	}
	deeds = append(deeds, deed{name: "audit.keep", args: []any{k.Size, k.Note}})
	return explain(b.engine.change(ctx, durable, func(c change) error { return c.doAll(ctx, deeds) }))
}
