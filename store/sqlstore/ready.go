package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"duar/seva"
)

// proofLasts is how long what was found of writing is believed: a probe costs a commit
// that waits for the disk, and anybody may ask whether the server is ready.
const proofLasts = time.Second

// Writing tells whether an act could be written now with its leaf in the audit log: the
// log takes one (which is taken back), and a commit reaches the disk. Both are tried
// anew after a second at the earliest.
type Writing struct {
	store *Store
	mu    sync.Mutex
	at    time.Time
	err   error
}

// Writing gives the probe; one serves a whole program.
func (s *Store) Writing() *Writing { return &Writing{store: s} }

// Ready is the probe of a readiness check.
func (w *Writing) Ready(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.at.IsZero() && time.Since(w.at) < proofLasts {
		return w.err
	}
	w.err = w.store.tryWriting(ctx)
	if ctx.Err() == nil || w.err == nil {
		w.at = time.Now()
	}
	return w.err
}

var errTried = errors.New("sqlstore: it could have been written")

func (s *Store) tryWriting(ctx context.Context) error {
	err := s.engine.change(ctx, sound, func(c change) error {
		// No act's leaf has this place, and nobody ever sees this one.
		if _, err := c.do(ctx, "audit.add", int64(-1), "{}", leafHash([]byte("{}"))); err != nil {
			return err
		}
		return errTried
	})
	if !errors.Is(err, errTried) {
		return explain(err)
	}
	return explain(s.engine.change(ctx, durable, func(c change) error {
		_, err := c.do(ctx, "meta.set", "written", strconv.FormatInt(micros(s.world.Now()), 10))
		return err
	}))
}

// UpToDate tells whether every migration of this program has been taken. A database that
// is ahead of it is well: a step only adds.
func (s *Store) UpToDate(ctx context.Context) error {
	newest, err := newestStep()
	if err != nil {
		return seva.Broken(err)
	}
	var at int64
	if err := one(ctx, s.engine, "meta.step", nil, &at); err != nil {
		return explain(err)
	}
	if at < newest {
		return &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"),
			Err: fmt.Errorf("sqlstore: the tables are at step %d, and this program needs %d: say `duar migrate`", at, newest)}
	}
	return nil
}

// newestStep is the number of the last migration that this program has.
var newestStep = sync.OnceValues(func() (newest int64, err error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	for _, name := range names {
		digits, _, _ := strings.Cut(path.Base(name), "_")
		n, bad := strconv.ParseInt(digits, 10, 64)
		err = errors.Join(err, bad)
		newest = max(newest, n)
	}
	return newest, err
})
