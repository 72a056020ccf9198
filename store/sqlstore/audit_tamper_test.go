package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"duar/seva"
	"duar/seva/audit"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// intruder gives a way past the store into its tables. $1 stands for the first argument in
// both engines.
func intruder(t *testing.T, url string) func(statement string, args ...any) {
	t.Helper()
	if strings.HasPrefix(url, "postgres") {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(t.Context()) })
		return func(statement string, args ...any) {
			t.Helper()
			if _, err := conn.Exec(t.Context(), statement, args...); err != nil {
				t.Fatal(statement, err)
			}
		}
	}
	db, err := sql.Open("sqlite", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return func(statement string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(statement, err)
		}
	}
}

// plainURLs name the engines so that the drivers understand it too.
func plainURLs() map[string]func(*testing.T) string {
	return map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "file:" + filepath.Join(t.TempDir(), "duar.db") },
		"postgres": func(t *testing.T) string { return storetest.Postgres(t) },
	}
}

// written is a log of 730 entries, of which 600 and 700 are signed.
func written(t *testing.T, s *sqlstore.Store) (*audit.Log, audit.Witness, []audit.Checkpoint) {
	t.Helper()
	l, w := signing(t, s)
	var all []audit.Checkpoint
	acts(t, s, 0, 600)
	all = append(all, checkpoint(t, l))
	acts(t, s, 600, 100)
	all = append(all, checkpoint(t, l))
	acts(t, s, 700, 30)
	return l, w, all
}

func verify(t *testing.T, s *sqlstore.Store, w audit.Witness, outside ...audit.Checkpoint) audit.Report {
	t.Helper()
	r, err := audit.Verify(t.Context(), s.Audit(), w, outside...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Statements of an intruder who knows the tables.
const (
	edit   = `UPDATE audit_leaf SET data = replace(data, 'officer1', 'officer2') WHERE seq = %d`
	hide   = `UPDATE audit_leaf SET seq = -seq - 1 WHERE seq = %d`
	rest   = `UPDATE audit_leaf SET seq = -seq - 1 WHERE seq >= %d`
	unhide = `UPDATE audit_leaf SET seq = -(seq + 1) + %d WHERE seq < 0`
)

func TestTampering(t *testing.T) {
	swap := func(a, b int) []string {
		return []string{
			fmt.Sprintf(hide, a), fmt.Sprintf(`UPDATE audit_leaf SET seq = %d WHERE seq = %d`, a, b),
			fmt.Sprintf(`UPDATE audit_leaf SET seq = %d WHERE seq < 0`, b),
		}
	}
	one := func(kind audit.Kind, entry int64) audit.Fault {
		return audit.Fault{Kind: kind, Entry: entry, Last: entry}
	}
	run := func(kind audit.Kind, entry, last int64) audit.Fault {
		return audit.Fault{Kind: kind, Entry: entry, Last: last}
	}
	moved := func(entry, other int64) audit.Fault {
		return audit.Fault{Kind: audit.Moved, Entry: entry, Last: entry, Other: other}
	}
	const forged = `INSERT INTO audit_leaf (seq, data, hash) SELECT %d, 'forged', hash FROM audit_leaf WHERE seq = 0`
	for _, c := range []struct {
		name string
		do   []string
		want audit.Fault
	}{
		{"a byte of an entry", []string{fmt.Sprintf(edit, 500)}, one(audit.Edited, 500)},
		{"a byte of the first entry", []string{fmt.Sprintf(edit, 0)}, one(audit.Edited, 0)},
		{"a byte of the last signed entry", []string{fmt.Sprintf(edit, 699)}, one(audit.Edited, 699)},
		{"a byte of an entry not signed yet", []string{fmt.Sprintf(edit, 710)}, one(audit.Edited, 710)},
		{"a byte of a hash", []string{`UPDATE audit_leaf SET hash = (SELECT hash FROM audit_leaf WHERE seq = 1) WHERE seq = 500`}, one(audit.HashEdited, 500)},
		{"an entry becomes a copy of another, with its hash", []string{`UPDATE audit_leaf SET data = (SELECT data FROM audit_leaf WHERE seq = 3), hash = (SELECT hash FROM audit_leaf WHERE seq = 3) WHERE seq = 500`}, moved(500, 3)},
		{"a row in the middle", []string{`DELETE FROM audit_leaf WHERE seq = 300`}, one(audit.Missing, 300)},
		{"the first row", []string{`DELETE FROM audit_leaf WHERE seq = 0`}, one(audit.Missing, 0)},
		{"several rows", []string{`DELETE FROM audit_leaf WHERE seq BETWEEN 300 AND 310`}, run(audit.Missing, 300, 310)},
		{"a row not signed yet", []string{`DELETE FROM audit_leaf WHERE seq = 710`}, one(audit.Missing, 710)},
		{"a row, and those behind it move up", []string{`DELETE FROM audit_leaf WHERE seq = 300`, fmt.Sprintf(rest, 300), fmt.Sprintf(unhide, -1)}, one(audit.Deleted, 300)},
		{"three rows, and those behind them move up", []string{`DELETE FROM audit_leaf WHERE seq BETWEEN 300 AND 302`, fmt.Sprintf(rest, 300), fmt.Sprintf(unhide, -3)}, run(audit.Deleted, 300, 302)},
		{"the last rows", []string{`DELETE FROM audit_leaf WHERE seq >= 690`}, run(audit.Truncated, 690, 729)},
		{"the last rows, and their count", []string{`DELETE FROM audit_leaf WHERE seq >= 690`, `UPDATE audit_tree SET size = 690`}, run(audit.Truncated, 690, 699)},
		{"the last rows, not signed yet", []string{`DELETE FROM audit_leaf WHERE seq >= 720`}, run(audit.Truncated, 720, 729)},
		{"all rows", []string{`DELETE FROM audit_leaf`}, run(audit.Truncated, 0, 729)},
		{"two rows swapped", swap(100, 400), moved(100, 400)},
		{"two neighbours swapped", swap(100, 101), moved(100, 101)},
		{"two rows swapped, one the last signed", swap(100, 699), moved(100, 699)},
		{"the data of two rows swapped", []string{
			`UPDATE audit_leaf SET data = CASE seq WHEN 100 THEN (SELECT data FROM audit_leaf WHERE seq = 400) ELSE (SELECT data FROM audit_leaf WHERE seq = 100) END WHERE seq IN (100, 400)`,
		}, moved(100, 400)},
		{"a row put between others", []string{fmt.Sprintf(rest, 300), fmt.Sprintf(unhide, 1), fmt.Sprintf(forged, 300)}, one(audit.Inserted, 300)},
		{"a row put at the end", []string{fmt.Sprintf(forged, 730), `UPDATE audit_leaf SET data = (SELECT data FROM audit_leaf WHERE seq = 0) WHERE seq = 730`}, one(audit.Added, 730)},
		{"a kept hash of an entry", []string{`UPDATE audit_tile SET hashes = (SELECT hashes FROM audit_tile WHERE level = 0 AND n = 1) WHERE level = 0 AND n = 0`}, one(audit.Tree, 0)},
		{"a kept hash above the entries", []string{`UPDATE audit_tile SET hashes = (SELECT hashes FROM audit_tile WHERE level = 0 AND n = 1) WHERE level = 1`}, run(audit.Tree, 0, 255)},
		{"all kept hashes", []string{`DELETE FROM audit_tile`}, run(audit.Tree, 0, 0)},
		{"an entry with its hash and all kept hashes", []string{
			`DELETE FROM audit_tile`, fmt.Sprintf(edit, 650),
			`UPDATE audit_leaf SET hash = (SELECT hash FROM audit_leaf WHERE seq = 0) WHERE seq = 650`,
		}, one(audit.Edited, 650)},
		{"a checkpoint's words", []string{`UPDATE audit_checkpoint SET note = replace(note, 'time 2026', 'time 2025') WHERE size = 600`}, one(audit.Unsigned, 600)},
		{"a checkpoint put in another's place", []string{`UPDATE audit_checkpoint SET note = (SELECT note FROM audit_checkpoint WHERE size = 600) WHERE size = 700`}, one(audit.Unsigned, 700)},
		{"the newest checkpoint", []string{`DELETE FROM audit_checkpoint WHERE size = 700`}, one(audit.Lost, 700)},
		{"all checkpoints", []string{`DELETE FROM audit_checkpoint`}, one(audit.Lost, 700)},
	} {
		for engine, url := range plainURLs() {
			t.Run(engine+"/"+c.name, func(t *testing.T) {
				address := url(t)
				s := open(t, address)
				_, w, outside := written(t, s)
				if r := verify(t, s, w, outside...); len(r.Faults) > 0 || r.Entries != 730 || r.Signed != 700 || r.Checkpoints != 2 {
					t.Fatalf("before: %+v", r)
				}
				change := intruder(t, address)
				for _, statement := range c.do {
					change(statement)
				}
				r := verify(t, s, w)
				if len(r.Faults) == 0 {
					t.Fatal("nothing was found")
				}
				got := r.Faults[0]
				got.Err = nil
				if got != c.want {
					t.Errorf("found %+v, want %+v", r.Faults, c.want)
				}
			})
		}
	}
}

// Whoever rewrites an entry, its hash and every kept hash above it, and has not the key,
// is caught by the signature; the two checkpoints around it say how far to look.
func TestRewrittenTree(t *testing.T) {
	for engine, url := range plainURLs() {
		t.Run(engine, func(t *testing.T) {
			address := url(t)
			s := open(t, address)
			l, w, outside := written(t, s)
			change := intruder(t, address)
			change(fmt.Sprintf(edit, 650))
			change(`DELETE FROM audit_tile`)
			forged := &forger{Book: s.Audit(), size: 700, hash: map[int64][]byte{}}
			key, err := audit.MakeKey(seva.RealWorld())
			if err != nil {
				t.Fatal(err)
			}
			other, err := audit.NewLog(forged, seva.RealWorld(), key)
			if err != nil {
				t.Fatal(err)
			}
			checkpoint(t, other)
			change(`UPDATE audit_leaf SET hash = $1 WHERE seq = 650`, forged.hash[650])
			for _, tile := range forged.tiles {
				change(`INSERT INTO audit_tile (level, n, hashes) VALUES ($1, $2, $3)`, tile.Level, tile.N, tile.Hashes)
			}
			r := verify(t, s, w)
			if len(r.Faults) != 1 || r.Faults[0] != (audit.Fault{Kind: audit.Rewritten, Entry: 600, Last: 699}) {
				t.Errorf("found %+v", r.Faults)
			}
			if _, err := l.Prove(t.Context(), 650); err == nil {
				t.Error("an entry that was never signed is proved")
			}
			if _, err := l.Checkpoint(t.Context()); err == nil {
				t.Error("a checkpoint is built on a tree that was rewritten")
			}
			if _, err := l.Grow(t.Context(), outside[0].Note); err == nil {
				t.Error("a rewritten log is proved to have grown")
			}
		})
	}
}

// forger is the book of an intruder: hashes are computed from what stands there now, and
// the tiles are gathered, to be put where the true ones are.
type forger struct {
	audit.Book
	size  int64
	hash  map[int64][]byte
	tiles []audit.Tile
}

func (f *forger) Size(context.Context) (int64, error) { return f.size, nil }

func (f *forger) Kept(context.Context, int64, int) ([]audit.Kept, error) { return nil, nil }

func (f *forger) Leaves(ctx context.Context, from int64, limit int, fn func(int64, []byte, []byte) error) error {
	return f.Book.Leaves(ctx, from, limit, func(seq int64, data, _ []byte) error {
		h := tlog.RecordHash(data)
		f.hash[seq] = h[:]
		return fn(seq, data, h[:])
	})
}

func (f *forger) Keep(_ context.Context, _ audit.Kept, tiles []audit.Tile) error {
	f.tiles = append(f.tiles, tiles...)
	return nil
}

// The whole database is put back to an older copy, by its file or table by table. Its own
// checkpoints are all good; one that somebody else holds is not.
func TestRollBack(t *testing.T) {
	tables := []string{"audit_leaf", "audit_tree", "audit_tile", "audit_checkpoint"}
	for engine, url := range plainURLs() {
		t.Run(engine, func(t *testing.T) {
			address := url(t)
			s := open(t, address)
			l, w := signing(t, s)
			acts(t, s, 0, 600)
			first := checkpoint(t, l)
			acts(t, s, 600, 50)

			file, embedded := strings.CutPrefix(address, "file:")
			change := func(string, ...any) {}
			if embedded { // a copy of the file, as a thief of backups makes it
				_ = s.Close()
				copyFile(t, file, file+".old")
				s = open(t, address)
				l, w = signing(t, s)
			} else {
				change = intruder(t, address)
				for _, table := range tables {
					change("CREATE TABLE old_" + table + " AS SELECT * FROM " + table)
				}
			}
			acts(t, s, 650, 50)
			second := checkpoint(t, l)
			if embedded {
				_ = s.Close()
				_ = os.Remove(file + "-wal")
				copyFile(t, file+".old", file)
				s = open(t, address)
				l, w = signing(t, s)
			} else {
				for _, table := range tables {
					change("DELETE FROM " + table)
					change("INSERT INTO " + table + " SELECT * FROM old_" + table)
				}
			}

			if r := verify(t, s, w, first); len(r.Faults) > 0 {
				t.Fatalf("the copy is good in itself: %+v", r.Faults)
			}
			want := func(step string, f audit.Fault) {
				t.Helper()
				if r := verify(t, s, w, first, second); len(r.Faults) != 1 || r.Faults[0] != f {
					t.Errorf("%s: found %+v, want %+v", step, r.Faults, f)
				}
			}
			want("put back", audit.Fault{Kind: audit.RolledBack, Entry: 700, Last: 650})
			acts(t, s, 650, 50) // the very same acts, as if nobody had lost one
			want("and the same again, unsigned", audit.Fault{Kind: audit.RolledBack, Entry: 700, Last: 600})
			change = intruder(t, address)
			change(`DELETE FROM audit_leaf WHERE seq >= 650`)
			change(`UPDATE audit_tree SET size = 650`)
			acts(t, s, 9_000, 100)
			checkpoint(t, l)
			want("and something else instead", audit.Fault{Kind: audit.Forked, Entry: 600, Last: 699})
		})
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A leaf that cannot be written takes its act with it, and what the act told.
func TestFailClosed(t *testing.T) {
	for engine, url := range plainURLs() {
		t.Run(engine, func(t *testing.T) {
			address := url(t)
			s := open(t, address)
			if _, err := storetest.Submit(t.Context(), s, "before"); err != nil {
				t.Fatal(err)
			}
			change := intruder(t, address)
			for name, breaking := range map[string][2]string{
				"no table":          {`ALTER TABLE audit_leaf RENAME TO audit_gone`, `ALTER TABLE audit_gone RENAME TO audit_leaf`},
				"the place is full": {`INSERT INTO audit_leaf (seq, data, hash) SELECT seq + 1, data, hash FROM audit_leaf`, `DELETE FROM audit_leaf WHERE seq > 0`},
			} {
				change(breaking[0])
				if _, err := storetest.Submit(t.Context(), s, "during"); err == nil {
					t.Errorf("%s: an act without its leaf happened", name)
				}
				change(breaking[1])
				waiting, err := s.Outbox().Take(t.Context(), time.Now().Add(time.Hour), time.Now().Add(2*time.Hour), 10)
				if err != nil || len(waiting) > 1 {
					t.Errorf("%s: somebody is told of it: %+v, %v", name, waiting, err)
				}
			}
			// Nothing of them is left: the next number is the second, the next leaf the second.
			number, err := storetest.Submit(t.Context(), s, "after")
			if err != nil || !strings.HasSuffix(number, "000002") {
				t.Errorf("%s, %v", number, err)
			}
			l, w := signing(t, s)
			if c := checkpoint(t, l); c.Size != 2 {
				t.Errorf("%d leaves", c.Size)
			}
			if r := verify(t, s, w); len(r.Faults) > 0 {
				t.Errorf("%+v", r.Faults)
			}
		})
	}
}
