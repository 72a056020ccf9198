package sqlstore

import (
	"context"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/place"
	"duar/seva/watch"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	engine engine
	world  seva.World
	plots  *gatherer // only where a round trip costs more than a lookup

	mu      sync.RWMutex
	sources map[int64]string // the part of land_extract that was asked for lately
	amended []func(place.IDN)
	loaded  watch.LoadObserver // nil where nobody is told of loads
}

// Option changes how a store is opened.
type Option func(*Store)

// WithWorld gives the clock that recorded time is taken from; without it the real one.
func WithWorld(w seva.World) Option { return func(s *Store) { s.world = w } }

// Open opens the database that url names and does not change it; Migrate makes the
// tables.
//
// "postgres://…" and "postgresql://…" is PostgreSQL or what speaks its protocol.
// "sqlite:PATH", "file:PATH" and "" (which is duar.db in the current folder) is the
// embedded engine: the file is made when it is not there, readable by its owner only.
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	s := &Store{world: seva.RealWorld(), sources: map[int64]string{}}
	for _, o := range options {
		o(s)
	}
	var err error
	if isPostgres(url) {
		var pg *postgres
		if pg, err = openPostgres(ctx, url); err == nil {
			s.engine, s.plots = pg, newGatherer(pg)
		}
	} else {
		s.engine, err = openSQLite(ctx, url)
	}
	if err != nil {
		return nil, explain(err)
	}
	return s, nil
}

// Ready tells whether the database answers, for a readiness probe.
func (s *Store) Ready(ctx context.Context) error { return explain(s.engine.ping(ctx)) }

// Close ends all work in flight and closes the database.
func (s *Store) Close() error {
	if s.plots != nil {
		s.plots.close()
	}
	return s.engine.close()
}

// source gives the words for a land_extract id.
func (s *Store) source(ctx context.Context, id int64) (string, error) {
	s.mu.RLock()
	name, known := s.sources[id]
	s.mu.RUnlock()
	if known {
		return name, nil
	}
	if err := one(ctx, s.engine, "land.extract", []any{id}, &name); err != nil {
		return "", err
	}
	s.remember(id, name)
	return name, nil
}

// sourcesKept bounds what is remembered of land_extract: each order adds a row to it.
const sourcesKept = 10_000

// remember keeps what a committed land_extract id means; it never means anything else.
func (s *Store) remember(id int64, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sources) >= sourcesKept {
		clear(s.sources) // what is read often is back with the next reading
	}
	s.sources[id] = name
}

// OnAmend has fn called with a mouza after each commit that changed its record by
// land.Writer, so that answers kept in memory can be forgotten before whoever made the
// change is told. To be called before the store is used by several.
func (s *Store) OnAmend(fn func(place.IDN)) { s.amended = append(s.amended, fn) }

func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }
