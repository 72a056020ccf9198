package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"path"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Step is one migration: what it is called and when it was applied, zero when not.
type Step struct {
	Version int64
	Name    string
	Applied time.Time
}

// Migrate brings the tables up to this program. Several programs may call it at once.
func (s *Store) Migrate(ctx context.Context) error {
	return s.migrating(func(p *goose.Provider) error {
		_, err := p.Up(ctx)
		for wait := 50 * time.Millisecond; err != nil && wait < time.Second; wait *= 2 {
			// SQLite has no lock around all steps: who comes second fails on the tables of
			// the first, and finds everything done a moment later.
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return err
			}
			_, err = p.Up(ctx)
		}
		return err
	})
}

// Down takes the last step back, and its data with it.
func (s *Store) Down(ctx context.Context) error {
	return s.migrating(func(p *goose.Provider) error {
		_, err := p.Down(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil
		}
		return err
	})
}

// Status lists every step, the oldest first.
func (s *Store) Status(ctx context.Context) ([]Step, error) {
	var steps []Step
	err := s.migrating(func(p *goose.Provider) error {
		all, err := p.Status(ctx)
		for _, st := range all {
			steps = append(steps, Step{st.Source.Version, path.Base(st.Source.Path), st.AppliedAt})
		}
		return err
	})
	return steps, err
}

// migrator is what an engine gives goose to work on.
type migrator struct {
	db      *sql.DB
	dialect goose.Dialect
	words   dialect
	options []goose.ProviderOption
	close   func() error
}

// migrator borrows a writing connection; SQLite's own lock keeps two programs apart.
func (e *embedded) migrator() (*migrator, error) {
	return &migrator{db: e.writers, dialect: goose.DialectSQLite3, words: sqliteDialect, close: func() error { return nil }}, nil
}

func (p *postgres) migrator() (*migrator, error) {
	// Nodes that start together wait for each other: they try every second, for a minute.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDBFromPool(p.pool)
	return &migrator{
		db: db, dialect: goose.DialectPostgres, words: postgresDialect,
		options: []goose.ProviderOption{goose.WithSessionLocker(locker)}, close: db.Close,
	}, nil
}

// migrating runs fn with the steps in this engine's words. goose keeps no state in the
// process that way: its registry of steps stays off.
func (s *Store) migrating(fn func(*goose.Provider) error) (err error) {
	m, err := s.engine.migrator()
	if err != nil {
		return explain(err)
	}
	defer func() {
		if cerr := m.close(); err == nil {
			err = explain(cerr)
		}
	}()
	steps, err := m.words.migrations()
	if err != nil {
		return explain(err)
	}
	p, err := goose.NewProvider(m.dialect, m.db, steps, append(m.options, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return explain(err)
	}
	return explain(fn(p))
}

// migrations gives the steps with the dialect's words in them. The map is the standard
// library's file system in memory; it has nothing of a test about it but its name.
func (d dialect) migrations() (fs.FS, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	rendered := fstest.MapFS{}
	for _, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		full, err := d.fill(string(text))
		if err != nil {
			return nil, err
		}
		rendered[path.Base(name)] = &fstest.MapFile{Data: []byte(full), Mode: 0o444}
	}
	return rendered, nil
}
