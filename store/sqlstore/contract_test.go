package sqlstore_test

import (
	"path/filepath"
	"sync"
	"testing"

	"duar/store/sqlstore"
	"duar/store/storetest"
)

// urls names each engine and how a test gets an empty one.
func urls() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "with space?#%41.db") },
		"postgres": storetest.Postgres,
	}
}

func open(t testing.TB, url string, options ...sqlstore.Option) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, url(t)) })
		})
	}
}

func TestCases(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Cases(t, func(t *testing.T) storetest.CaseStore { return open(t, url(t)) })
		})
	}
}

func TestMessages(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Messages(t, func(t *testing.T) storetest.MessageStore { return open(t, url(t)) })
		})
	}
}

// Programs that start together on an empty database all find their tables.
func TestMigrateTogether(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			address := url(t)
			var wg sync.WaitGroup
			for range 3 {
				s, err := sqlstore.Open(t.Context(), address)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = s.Close() }()
				wg.Go(func() {
					if err := s.Migrate(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			open(t, address)
		})
	}
}

func TestWatches(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Watches(t, func(t *testing.T) storetest.WatchStore { return open(t, url(t)) })
		})
	}
}
