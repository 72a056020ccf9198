package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/notice"
	"duar/seva/service"
)

// transactTries is how often a transaction is begun before the caller is told to come
// again: a transaction that lost once to another rarely loses to the next.
const transactTries = 8

// errAgain: another transaction kept the same key between our looking and our writing.
// Run again, this one finds it.
var errAgain = &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"),
	Err: errors.New("sqlstore: the same key at the same time")}

// tx is one transaction on cases, drafts and all they leave behind.
type tx struct {
	c      change
	s      *Store
	leaves []audit.Leaf
	// failed is the first failure of the engine. After one nothing is kept, also when fn
	// did not mind it: PostgreSQL could not keep it, and SQLite would keep a half.
	failed error
}

var (
	_ casework.Tx = (*tx)(nil)
	_ service.Tx  = (*tx)(nil)
)

// transact runs fn in one transaction, and again when the engine says that it met
// another one. What fn itself answers is handed on as it is.
func (s *Store) transact(ctx context.Context, fn func(*tx) error) error {
	for try := 1; ; try++ {
		t := &tx{s: s}
		var own error
		err := s.engine.change(ctx, durable, func(c change) error {
			t.c = c
			if own = fn(t); own != nil {
				return own
			}
			if t.failed == nil {
				t.failed = t.seal(ctx)
			}
			return t.failed
		})
		again := meets(err) || meets(t.failed)
		if !again && own != nil {
			return own
		}
		if !again || try == transactTries {
			return explain(err)
		}
		// They must not meet again at once.
		select {
		case <-time.After(time.Duration(rand.Int64N(int64(try) * int64(4*time.Millisecond)))): //nolint:gosec // not a secret
		case <-ctx.Done():
			return explain(ctx.Err())
		}
	}
}

// meets tells whether an error is of two transactions that met, and nothing was kept:
// serialization failure and deadlock.
func meets(err error) bool {
	if errors.Is(err, errAgain) {
		return true
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// note remembers a failure of the engine and makes it one that a face can answer.
func (t *tx) note(err error) error {
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return explain(err)
}

// Number implements casework.Tx.
func (t *tx) Number(ctx context.Context, series string, year int) (int64, error) {
	var n int64
	err := one(ctx, t.c, "series.next", []any{series, int64(year)}, &n)
	return n, t.note(err)
}

// Case implements casework.Tx.
func (t *tx) Case(ctx context.Context, number string) (casework.Case, error) {
	c, err := oneCase(ctx, t.c, "case.hold", number)
	if errors.Is(err, casework.ErrNone) {
		return c, err
	}
	return c, t.note(err)
}

// Events implements casework.Tx.
func (t *tx) Events(ctx context.Context, number string) ([]casework.Event, error) {
	all, err := events(ctx, t.c, number)
	return all, t.note(err)
}

// Put implements casework.Tx.
func (t *tx) Put(ctx context.Context, c casework.Case, added []casework.Event) error {
	old := c.Version - int64(len(added))
	for i, e := range added {
		if e.Seq != old+int64(i)+1 {
			return t.note(fmt.Errorf("sqlstore: case of version %d with event %d", c.Version, e.Seq))
		}
	}
	row, err := caseRow(c)
	if err != nil {
		return t.note(err)
	}
	if err := t.write(ctx, "case", c.Number, old, row); err != nil {
		return err
	}
	for _, e := range added {
		b, err := packEvent(e)
		if err == nil {
			_, err = t.c.do(ctx, "case.event.add", c.Number, e.Seq, b)
		}
		if err != nil {
			return t.note(err)
		}
	}
	return nil
}

// write adds a row of version 1 or replaces one of version old, or is ErrMoved. The
// columns are those behind the key.
func (t *tx) write(ctx context.Context, table, key string, old int64, row []any) error {
	var n int64
	var err error
	if old == 0 {
		n, err = t.c.do(ctx, table+".add", append([]any{key}, row...)...)
	} else {
		n, err = t.c.do(ctx, table+".move", append([]any{key, old}, row...)...)
	}
	if err != nil {
		return t.note(err)
	}
	if n != 1 {
		return casework.ErrMoved
	}
	return nil
}

// Tell implements casework.Leave.
func (t *tx) Tell(ctx context.Context, m notice.Message) error {
	b, err := packMessage(m)
	if err == nil {
		_, err = t.c.do(ctx, "outbox.tell", m.Ref, b, micros(t.s.world.Now()))
	}
	return t.note(err)
}

// Try implements casework.Leave.
func (t *tx) Try(ctx context.Context, what string, day int64) (int, error) {
	var n int
	err := one(ctx, t.c, "tries.add", []any{what, day}, &n)
	return n, t.note(err)
}

// Done implements casework.Once.
func (t *tx) Done(ctx context.Context, scope, key string) (fingerprint string, answer []byte, found bool, err error) {
	err = one(ctx, t.c, "once.done", []any{scope, key}, &fingerprint, &answer)
	if errors.Is(err, errNone) {
		return "", nil, false, nil
	}
	return fingerprint, answer, err == nil, t.note(err)
}

// Do implements casework.Once. Of two transactions with one key the second runs again,
// and finds what the first one kept.
func (t *tx) Do(ctx context.Context, scope, key, fingerprint string, answer []byte, at time.Time) error {
	if answer == nil {
		answer = []byte{} // the column takes no NULL
	}
	n, err := t.c.do(ctx, "once.do", scope, key, fingerprint, answer, micros(at))
	if err == nil && n == 0 {
		err = errAgain
	}
	return t.note(err)
}
