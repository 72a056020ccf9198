package walks

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// stillness looks at the database of an estate past everything of ours, and tells what has
// changed there since it looked last.
type stillness struct {
	t       *testing.T
	db      *sql.DB
	version int64 // another one after every commit of anybody
	tables  map[string]string
}

// mayMove are the tables that a refusal may leave something in: that somebody came and was
// active, that a proof was shown and is used up, and that an officer looked at a case before
// they were told no. None of them says anything of a case, a paper or a rupee.
var mayMove = []string{"identity_session", "identity_shown", "ledger_look", "ledger_seen"}

func newStillness(t *testing.T, file string) *stillness {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1) // the version is one connection's own
	s := &stillness{t: t, db: db}
	s.changed()
	return s
}

// changed names the tables that are not as they were, but for those that may move.
func (s *stillness) changed() (names []string) {
	s.t.Helper()
	before := s.version
	if err := s.db.QueryRow("PRAGMA data_version").Scan(&s.version); err != nil {
		s.t.Fatal(err)
	}
	if s.version == before {
		return nil // nobody has written anything
	}
	was := s.tables
	s.tables = s.digests()
	for _, table := range slices.Sorted(maps.Keys(s.tables)) {
		if s.tables[table] != was[table] && was != nil {
			names = append(names, table)
		}
	}
	return names
}

// digests gives all rows of each table that may not move as a digest. The record of land and
// of places is large and is left out: nothing changes it but an order, which a case tells of.
func (s *stillness) digests() map[string]string {
	s.t.Helper()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	rows, err := s.db.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'land_%' AND name NOT LIKE 'place_%'")
	must(err)
	var tables []string
	for rows.Next() {
		var name string
		must(rows.Scan(&name))
		tables = append(tables, name)
	}
	must(rows.Err())
	rows.Close()
	all := map[string]string{}
	for _, table := range tables {
		if slices.Contains(mayMove, table) {
			continue
		}
		rows, err := s.db.Query(`SELECT * FROM "` + table + `"`)
		must(err)
		columns, err := rows.Columns()
		must(err)
		values, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			at[i] = &values[i]
		}
		sum := sha256.New()
		for rows.Next() {
			must(rows.Scan(at...))
			for _, v := range values {
				if b, is := v.([]byte); is { // a paper or a picture: fmt would spell each byte
					sum.Write(b)
				} else {
					fmt.Fprintln(sum, v)
				}
			}
		}
		must(rows.Err())
		rows.Close()
		all[table] = string(sum.Sum(nil))
	}
	if len(all) < 25 {
		s.t.Fatalf("only %d tables were looked at", len(all))
	}
	return all
}

// TestStillnessSees: what looks for changes finds one, by its table.
func TestStillnessSees(t *testing.T) {
	m := newLandMatrix(t)
	still := newStillness(t, m.file)
	if names := still.changed(); names != nil {
		t.Errorf("nobody did anything, and %q changed", names)
	}
	m.owing()
	names := still.changed()
	for _, table := range []string{"case_now", "case_event", "payment_demand"} {
		if !slices.Contains(names, table) {
			t.Errorf("a copy was asked for, and %s is as it was; %q changed", table, names)
		}
	}
}
