package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// hand opens the file behind the store's back, as another process would.
func hand(t *testing.T, file string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func refusedAs(t *testing.T, err error, code string) {
	t.Helper()
	e, ok := errors.AsType[*seva.Error](err)
	if !ok || e.Kind != seva.Unavailable || e.Code() != code {
		t.Fatalf("%v, want unavailable: %s", err, code)
	}
}

// Somebody else holds the file: a write says so in time, a read does not mind.
func TestBusy(t *testing.T) {
	file := filepath.Join(t.TempDir(), "duar.db")
	s := open(t, file)
	v := storetest.Volume(1027001, 3)
	if err := s.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	other := hand(t, file)
	if _, err := other.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	refusedAs(t, s.Bind(t.Context(), storetest.Volume(1027002, 3)), "unavailable")
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("it took %v", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start = time.Now()
	refusedAs(t, s.Bind(ctx, storetest.Volume(1027002, 3)), "unavailable")
	if took := time.Since(start); took > time.Second {
		t.Errorf("a caller with 100 ms waited %v", took)
	}
	if _, err := s.Plot(t.Context(), v.Mouza, v.Plots[0].Number, land.At{}); err != nil {
		t.Errorf("a read minds: %v", err)
	}
	if _, err := other.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := s.Bind(t.Context(), storetest.Volume(1027002, 3)); err != nil {
		t.Errorf("after it was let go: %v", err)
	}
}

// The disk is full in the middle of a load: what the mark says is kept and nothing
// else, everything is still read, and with room again the load goes on.
func TestDiskFull(t *testing.T) {
	file := filepath.Join(t.TempDir(), "duar.db")
	s := open(t, file)
	l := sqlstore.Loading{Store: s, Source: "extract"}
	if err := l.Bind(t.Context(), storetest.Volume(1027001, 100), sqlstore.Mark{Pos: 1}); err != nil {
		t.Fatal(err)
	}
	sqlstore.LimitPages(t, s, true)
	entries := func(from int64) func(func(sqlstore.Entry, error) bool) {
		return func(yield func(sqlstore.Entry, error) bool) {
			for i := from; i < 40; i++ {
				if !yield(sqlstore.Entry{Volume: storetest.Volume(place.IDN(1027001+i), 300), Mark: sqlstore.Mark{Pos: i + 1}}, nil) {
					return
				}
			}
		}
	}
	_, err := l.BindAll(t.Context(), entries(1))
	refusedAs(t, err, "disk_full")
	refusedAs(t, l.Bind(t.Context(), storetest.Volume(1027999, 3000), sqlstore.Mark{Pos: 99}), "disk_full")
	m, err := l.Mark(t.Context())
	if err != nil || m.Pos < 1 || m.Pos >= 40 {
		t.Fatalf("mark %+v, %v", m, err)
	}
	for i := range int64(40) {
		want := error(nil)
		if i >= m.Pos {
			want = land.ErrNone
		}
		if _, err := s.Summary(t.Context(), place.IDN(1027001+i)); !errors.Is(err, want) {
			t.Errorf("volume %d of %d kept: %v", i, m.Pos, err)
		}
	}
	var sound string
	if err := hand(t, file).QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity: %s, %v", sound, err)
	}
	sqlstore.LimitPages(t, s, false)
	if _, err := l.BindAll(t.Context(), entries(m.Pos)); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	if sum, err := s.Summary(t.Context(), 1027040); err != nil || sum.Plots != 300 {
		t.Errorf("the last: %+v, %v", sum, err)
	}
}

func TestClosed(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			if err := s.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			_ = s.Close()
			_, err := s.Plot(t.Context(), 1, land.Number{Main: 1}, land.At{})
			if seva.KindOf(err) != seva.Unavailable {
				t.Errorf("Plot: %v, want unavailable", err)
			}
			if err := s.Bind(t.Context(), storetest.Volume(1027001, 3)); seva.KindOf(err) != seva.Unavailable {
				t.Errorf("Bind: %v, want unavailable", err)
			}
			if err := s.Ready(t.Context()); seva.KindOf(err) != seva.Unavailable {
				t.Errorf("Ready: %v, want unavailable", err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := sqlstore.Open(t.Context(), "postgres://nobody:verysecret@127.0.0.1:1/none?connect_timeout=1"); seva.KindOf(err) != seva.Unavailable {
		t.Errorf("nobody there: %v", err)
	}
	file := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(file, []byte("This is no database, and it is longer than a header of one would be, by far and by choice."), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlstore.Open(t.Context(), file); err == nil {
		t.Error("a text file was opened as a database")
	}
}

// The file is for its owner's eyes only.
func TestFileMode(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "duar.db")
	open(t, "file:"+file)
	for _, name := range []string{file, file + "-wal"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(name), info, err)
		}
	}
}

// PostgreSQL goes away under us and comes back: an error or two that say so, no leak,
// and everything works again without a restart of ours.
func TestServerGoesAndComesBack(t *testing.T) {
	url := storetest.Postgres(t)
	s := open(t, url+"&application_name=duar_victim&pool_max_conns=3")
	v := storetest.Volume(1027001, 3)
	if err := s.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	killer, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = killer.Close(context.Background()) }()
	for range 5 {
		if _, err := killer.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'duar_victim'"); err != nil {
			t.Fatal(err)
		}
		back := false
		for range 10 {
			_, err := s.Plot(t.Context(), v.Mouza, v.Plots[0].Number, land.At{})
			if err == nil {
				back = true
				break
			}
			refusedAs(t, err, "unavailable")
		}
		if !back {
			t.Fatal("it never came back")
		}
		if err := s.Bind(t.Context(), v); err != nil {
			refusedAs(t, err, "unavailable")
		}
	}
}
