package sqlstore

import (
	"context"
	"fmt"
	"io"

	"duar/store/backup"
)

// rows is what both drivers' results have in common.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// asker answers a registered statement by its name.
type asker interface {
	ask(ctx context.Context, name string, args ...any) (rows, error)
}

// change is one transaction.
type change interface {
	asker
	do(ctx context.Context, name string, args ...any) (int64, error)
	// doAll does them in their order, in one round trip where there are any. The first that
	// fails is the error.
	doAll(ctx context.Context, all []deed) error
	// askAll asks them in their order, in one round trip where there are any: each answer is as
	// of after those before it. The first that fails is the error.
	askAll(ctx context.Context, all []question) error
	// put adds many rows, flat: len(values) is a multiple of len(s.columns). Every row
	// gets the values of shared behind its own.
	put(ctx context.Context, s sink, values, shared []any) error
}

// question is a statement that is asked with others, and what takes each row of its answer.
type question struct {
	name string
	args []any
	take func(rows) error
}

// deed is a statement that is to be done. With one it must change one row, or the
// transaction fails with that.
type deed struct {
	name string
	args []any
	one  error
}

// done holds what a deed has changed against what it must.
func (d deed) done(rows int64, err error) error {
	if err == nil && d.one != nil && rows != 1 {
		err = d.one
	}
	return err
}

// sink is a table that many rows are put into at once.
type sink struct {
	table   string
	columns []string // of each row
	shared  []string // the same for all rows of one put
}

// effort is how hard a transaction is pressed onto the disk.
type effort int

const (
	// durable: when it has returned, it survives a power failure.
	durable effort = iota
	// sound: a power failure may undo the last few, in order and whole; for what may be
	// lost, as phone sessions may.
	sound
	// bulk is as sound, and ready for long runs of rows; for loads, which can be done
	// again from the mark that they keep in the same transaction.
	bulk
)

// efforts is how many there are.
const efforts = 3

// engine is a database. Two exist; a third must pass storetest.
type engine interface {
	asker
	// change runs fn in one transaction and commits it, or nothing of it happens.
	change(ctx context.Context, e effort, fn func(change) error) error
	// settle makes every change before it durable, and ends the readiness for bulk.
	settle(ctx context.Context) error
	// prepare checks one statement.
	prepare(ctx context.Context, text string) error
	migrator() (*migrator, error)
	ping(ctx context.Context) error
	// dump copies everything as it was at one moment; see Store.Dump.
	dump(ctx context.Context, dir string, head func(backup.Head) error, part func(name string) io.WriteCloser) (backup.Manifest, error)
	close() error
}

// list is an argument that stands for several numbers, for ":in($1)".
type list []int64

// words is such an argument of texts.
type words []string

// each runs fn on every row of an answer.
func each(ctx context.Context, a asker, name string, args []any, fn func(rows) error) error {
	r, err := a.ask(ctx, name, args...)
	if err != nil {
		return err
	}
	return drained(r, fn)
}

// drained runs fn on every row and closes them.
func drained(r rows, fn func(rows) error) error {
	defer r.Close()
	for r.Next() {
		if err := fn(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// one scans the only row of an answer; errNone when there is none.
func one(ctx context.Context, a asker, name string, args []any, dest ...any) error {
	found := false
	err := each(ctx, a, name, args, func(r rows) error {
		if found {
			return fmt.Errorf("sqlstore: %s: a second row", name)
		}
		found = true
		return r.Scan(dest...)
	})
	if err == nil && !found {
		return errNone
	}
	return err
}
