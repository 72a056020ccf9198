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
	"duar/seva/place"
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
	// putOff are statements whose outcome nobody waits for: events, messages, the move of a
	// case that is held. All together they cost one round trip.
	putOff []deed
	held   map[string]int64     // versions of cases that nobody else can move now
	files  map[string]*heldFile // cases that were taken and not changed since
	// shelves are mouzas whose record is held; mouzas are those that it changes.
	shelves, mouzas []place.IDN
	over            map[string]bool // and which of them had ended
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
			if err == nil {
				s.tellAmended(t.mouzas)
			}
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
	if f := t.files[number]; f != nil {
		return f.Case, nil
	}
	if err := t.flush(ctx); err != nil {
		return casework.Case{}, t.note(err)
	}
	c, err := oneCase(ctx, t.c, "case.hold", number)
	if errors.Is(err, casework.ErrNone) {
		return c, err
	}
	if err == nil {
		t.hold(c)
	}
	return c, t.note(err)
}

// later puts a statement off until the transaction ends or its rows are asked for.
func (t *tx) later(name string, args ...any) {
	t.putOff = append(t.putOff, deed{name: name, args: args})
}

// hold notes at which version a case is kept from others.
func (t *tx) hold(c casework.Case) {
	if t.held == nil {
		t.held, t.over = map[string]int64{}, map[string]bool{}
	}
	t.held[c.Number], t.over[c.Number] = c.Version, c.Ended
}

// flush does what was put off.
func (t *tx) flush(ctx context.Context) error {
	if len(t.putOff) == 0 {
		return nil
	}
	all := t.putOff
	t.putOff = nil
	return t.c.doAll(ctx, all)
}

// Hold implements casework.Tx.
func (t *tx) Hold(ctx context.Context, numbers []string) ([]casework.File, error) {
	if err := t.flush(ctx); err != nil {
		return nil, t.note(err)
	}
	held, err := manyCases(ctx, t.c, "case.hold.all", words(numbers))
	if err != nil {
		return nil, t.note(err)
	}
	files, at := make([]casework.File, len(held)), map[string]*casework.File{}
	for i, c := range held {
		files[i].Case, at[c.Number] = c, &files[i]
		t.hold(c)
	}
	// Asked after the cases are held, so that nobody adds to a log any more.
	err = each(ctx, t.c, "case.events.all", []any{words(numbers)}, func(r rows) error {
		var number string
		var b []byte
		if err := r.Scan(&number, &b); err != nil {
			return err
		}
		e, err := unpackEvent(b)
		if f := at[number]; f != nil {
			f.Events = append(f.Events, e)
		}
		return err
	})
	return files, t.note(err)
}

// Events implements casework.Tx.
func (t *tx) Events(ctx context.Context, number string) ([]casework.Event, error) {
	if f := t.files[number]; f != nil {
		return f.Events, nil
	}
	if err := t.flush(ctx); err != nil {
		return nil, t.note(err)
	}
	all, err := events(ctx, t.c, number)
	return all, t.note(err)
}

// Put implements casework.Tx.
func (t *tx) Put(ctx context.Context, c casework.Case, added []casework.Event) error {
	delete(t.files, c.Number)
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
	ends := c.Ended != t.over[c.Number]
	if version, held := t.held[c.Number]; held && version == old {
		t.putOff = append(t.putOff, deed{name: "case.move", args: append([]any{c.Number, old}, row...), one: casework.ErrMoved})
	} else if err := t.write(ctx, "case", c.Number, old, row); err != nil {
		return err
	}
	t.hold(c) // whoever has written a row keeps it from others
	if ends {
		t.later("case.key.live", c.Number, live(c))
	}
	for _, e := range added {
		b, err := packEvent(e)
		if err != nil {
			return t.note(err)
		}
		t.later("case.event.add", c.Number, e.Seq, b)
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
func (t *tx) Tell(_ context.Context, m notice.Message) error {
	b, err := packMessage(m)
	if err == nil {
		t.later("outbox.tell", m.Ref, b, micros(t.s.world.Now()), dueAt(m))
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
	if err := t.flush(ctx); err != nil {
		return "", nil, false, t.note(err)
	}
	err = one(ctx, t.c, "once.done", []any{scope, key}, &fingerprint, &answer)
	if errors.Is(err, errNone) {
		return "", nil, false, nil
	}
	return fingerprint, answer, err == nil, t.note(err)
}

// Do implements casework.Once. Of two transactions with one key the second runs again,
// and finds what the first one kept. It costs no round trip of its own: that the key is new
// is found out with the last of what the act leaves behind.
func (t *tx) Do(_ context.Context, scope, key, fingerprint string, answer []byte, at time.Time) error {
	if answer == nil {
		answer = []byte{} // the column takes no NULL
	}
	t.putOff = append(t.putOff, deed{name: "once.do", args: []any{scope, key, fingerprint, answer, micros(at)}, one: errAgain})
	return nil
}
