package sqlstore

import (
	"context"
	"iter"

	"duar/seva/land"
)

// batchRows is how many rows a bulk load commits together: enough that a commit costs
// nothing beside them, few enough to be held in memory.
const batchRows = 50_000

// Tally says what a bulk load has done; rows are those of all tables.
type Tally struct {
	Volumes, Rows int
}

// BindAll binds many volumes, several to a transaction, and stops at the first error,
// also one that the sequence gives. What the tally counts is kept; it survives a power
// failure when BindAll has returned nil. The sequence runs on another goroutine.
func (s *Store) BindAll(ctx context.Context, volumes iter.Seq2[land.Volume, error]) (Tally, error) {
	return s.bindAll(ctx, "", func(yield func(Entry, error) bool) {
		for v, err := range volumes {
			if !yield(Entry{Volume: v}, err) {
				return
			}
		}
	})
}

// bindAll turns volumes into rows on one goroutine while the last batch is written on
// another: each takes about half of the time.
func (s *Store) bindAll(ctx context.Context, source string, entries iter.Seq2[Entry, error]) (Tally, error) {
	ctx, stop := context.WithCancel(ctx)
	batches := make(chan []bound, 1)
	read := make(chan error, 1)
	go func() {
		defer close(batches)
		read <- gather(ctx, entries, batches)
	}()
	// The tally is of what has been committed, never of what has only been read.
	var done Tally
	var failed error
	for batch := range batches {
		if failed != nil {
			continue // drain, so that the reader can end
		}
		if failed = s.keep(ctx, bulk, batch, source); failed != nil {
			stop()
			continue
		}
		for _, b := range batch {
			done.Volumes++
			done.Rows += b.page.rows()
		}
	}
	err := <-read
	stop()
	if failed == nil {
		failed = err
	}
	if failed == nil && done.Volumes > 0 {
		failed = s.engine.settle(context.WithoutCancel(ctx))
	}
	return done, explain(failed)
}

// gather fills batches. A mouza comes once in a batch at most, because a transaction
// has one moment. On an error the volumes before it are still handed on.
func gather(ctx context.Context, entries iter.Seq2[Entry, error], out chan<- []bound) error {
	var batch []bound
	var failed error
	seen, rows := map[int64]bool{}, 0
	flush := func() bool {
		if len(batch) == 0 {
			return true
		}
		select {
		case out <- batch:
		case <-ctx.Done():
			return false
		}
		batch, seen, rows = nil, map[int64]bool{}, 0
		return true
	}
	for e, err := range entries {
		if failed = err; failed != nil {
			break
		}
		var p page
		if p, failed = write(e.Volume); failed != nil {
			break
		}
		if seen[int64(e.Volume.Mouza)] && !flush() {
			return ctx.Err()
		}
		seen[int64(e.Volume.Mouza)] = true
		batch = append(batch, bound{land.Volume{Mouza: e.Volume.Mouza, Valid: e.Volume.Valid, Source: e.Volume.Source}, p, e.Mark})
		if rows += p.rows(); rows >= batchRows && !flush() {
			return ctx.Err()
		}
	}
	if !flush() && failed == nil {
		failed = ctx.Err()
	}
	return failed
}
