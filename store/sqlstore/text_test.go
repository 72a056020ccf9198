package sqlstore

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duar/store/storetest"
)

// engines gives each engine with an empty, migrated database.
func engines(t *testing.T, test func(t *testing.T, s *Store)) {
	for name, url := range map[string]func() string{
		"sqlite":   func() string { return filepath.Join(t.TempDir(), "duar.db") },
		"postgres": func() string { return "" },
	} {
		t.Run(name, func(t *testing.T) {
			address := url()
			if name == "postgres" {
				address = storetest.Postgres(t)
			}
			s, err := Open(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test(t, s)
		})
	}
}

// Every statement that is registered is one that the engine understands.
func TestEveryStatementPrepares(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		d := sqliteDialect
		if _, pg := s.engine.(*postgres); pg {
			d = postgresDialect
		}
		all, err := d.statements()
		if err != nil {
			t.Fatal(err)
		}
		if len(all) < 40 {
			t.Errorf("only %d statements registered", len(all))
		}
		for name, text := range all {
			if err := s.engine.prepare(t.Context(), text); err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
			}
		}
		if err := s.engine.prepare(t.Context(), "SELECT nothing FROM nowhere"); err == nil {
			t.Error("prepare takes anything")
		}
	})
}

// The two engines register the same names but for what only one of them needs.
func TestDialectsAgree(t *testing.T) {
	lite, err := sqliteDialect.statements()
	if err != nil {
		t.Fatal(err)
	}
	big, err := postgresDialect.statements()
	if err != nil {
		t.Fatal(err)
	}
	for name := range lite {
		if _, both := big[name]; !both && !strings.Contains(name, ".put.") {
			t.Errorf("%s is SQLite's only", name)
		}
	}
	for name := range big {
		if _, both := lite[name]; !both && name != "land.plots" {
			t.Errorf("%s is PostgreSQL's only", name)
		}
	}
}

// The way down takes everything away, and up again makes it anew.
func TestDownAndUp(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		steps, err := s.Status(ctx)
		if err != nil || len(steps) == 0 || slices.ContainsFunc(steps, func(st Step) bool { return st.Applied.IsZero() }) {
			t.Fatalf("after up: %+v, %v", steps, err)
		}
		if err := s.Bind(ctx, storetest.Volume(1027001, 5)); err != nil {
			t.Fatal(err)
		}
		for range steps {
			if err := s.Down(ctx); err != nil {
				t.Fatal(err)
			}
		}
		steps, err = s.Status(ctx)
		if err != nil || slices.ContainsFunc(steps, func(st Step) bool { return !st.Applied.IsZero() }) {
			t.Fatalf("after down: %+v, %v", steps, err)
		}
		if err := s.Bind(ctx, storetest.Volume(1027001, 5)); err == nil {
			t.Fatal("tables are still there")
		}
		for range 2 { // the second has nothing to do
			if err := s.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Bind(ctx, storetest.Volume(1027001, 5)); err != nil {
			t.Fatal(err)
		}
	})
}

// A lookup of a plot is one seek by the whole key, and no statement of the register
// reads a table from end to end.
func TestPlans(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := s.engine.(*embedded)
	for name, text := range e.texts {
		if !strings.HasPrefix(name, "land") || strings.Contains(name, ".put.") || strings.Contains(name, ".shelf.take") || strings.Contains(name, ".keep") || name == "land.extracts" {
			continue // those that write, and the one that is for a few rows
		}
		plan := explained(t, e, name, text)
		for _, step := range plan {
			if strings.HasPrefix(step, "SCAN land") {
				t.Errorf("%s: %v", name, plan)
			}
		}
		if name == "land.plot" && (len(plan) != 1 || !strings.Contains(plan[0], "SEARCH land_sheet USING INTEGER PRIMARY KEY (rowid=?)")) {
			t.Errorf("%s: %v", name, plan)
		}
		if name == "land.khatian.holdings" && !strings.Contains(plan[0], "SEARCH h USING PRIMARY KEY (mouza=? AND khatian=?") {
			t.Errorf("%s: %v", name, plan)
		}
	}
}

// explained gives the steps by which SQLite answers a statement.
func explained(t *testing.T, e *embedded, name, text string) []string {
	t.Helper()
	var args []any
	for strings.Contains(text, fmt.Sprintf("$%d", len(args)+1)) {
		args = append(args, 1)
	}
	rows, err := e.readers.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}
