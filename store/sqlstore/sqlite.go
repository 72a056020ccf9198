package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver, under the name "sqlite"
)

// Limits of the embedded engine.
const (
	// sqlitePage is the size of a page in a new file. A row without a rowid that is longer
	// than about a quarter of its page spills into pages of its own, and a plot's sheet is
	// about one kilobyte: at 4096 every second plot would cost two reads.
	sqlitePage    = 8192
	sqliteReaders = 4
	// sqliteBusy is how long, in milliseconds, another process may hold the file before
	// we answer that it is busy.
	sqliteBusy = 2000
	// sqliteReadCache is what each reader keeps, in KiB (SQLite wants it negative): the
	// inner pages of a register of ten million plots.
	sqliteReadCache = -8 << 10
	// sqliteBulkCache and sqliteBulkLog let a load write long runs: 32 MB of pages, and a
	// log of 8 Ki pages before it is folded in.
	sqliteBulkCache = -32 << 10
	sqliteBulkLog   = 8 << 10
)

// embedded is SQLite in one file. Readers are several and may not write. Writers are
// one at a time: turn is held by whoever writes, and behind it stands a connection for
// each effort.
type embedded struct {
	texts   map[string]string
	readers *sql.DB
	writers *sql.DB
	turn    chan struct{}
	pens    [efforts]*pen // by effort; touched only while holding turn

	mu       sync.RWMutex
	prepared map[string]*sql.Stmt // of readers
}

func openSQLite(ctx context.Context, address string) (*embedded, error) {
	file := strings.TrimPrefix(strings.TrimPrefix(address, "sqlite:"), "file:")
	file = strings.TrimPrefix(file, "//")
	if file == "" {
		file = "duar.db"
	}
	// The file holds people's land: nobody else on the machine may read it.
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	_ = f.Close()

	e := &embedded{turn: make(chan struct{}, 1), prepared: map[string]*sql.Stmt{}}
	if e.texts, err = sqliteDialect.statements(); err != nil {
		return nil, err
	}
	if e.writers, err = sql.Open("sqlite", dsn(file, fmt.Sprintf("page_size(%d)", sqlitePage), "journal_mode(wal)", "foreign_keys(1)")); err != nil {
		return nil, err
	}
	e.writers.SetMaxOpenConns(efforts + 1) // the pens, and one for migrations
	if e.readers, err = sql.Open("sqlite", dsn(file, "query_only(1)", fmt.Sprintf("cache_size(%d)", sqliteReadCache))); err != nil {
		return nil, err
	}
	e.readers.SetMaxOpenConns(sqliteReaders)
	e.readers.SetMaxIdleConns(sqliteReaders)
	// The first writer makes the log, so that readers find one.
	if err := e.writers.PingContext(ctx); err != nil {
		_ = e.close()
		return nil, err
	}
	return e, nil
}

// dsn names a file to the driver. Times are kept as integers; the driver's default
// writes them as English text.
func dsn(file string, pragmas ...string) string {
	q := url.Values{"_inttotime": {"1"}, "_time_integer_format": {"unix_micro"}}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", sqliteBusy))
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

// ask reads without letting ctx interrupt it: a read takes microseconds and waits for no
// writer, while the driver starts a goroutine for every context that could end.
func (e *embedded) ask(ctx context.Context, name string, args ...any) (rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	e.mu.RLock()
	st := e.prepared[name]
	e.mu.RUnlock()
	if st == nil {
		var err error
		if st, err = e.prepareReader(ctx, name); err != nil {
			return nil, err
		}
	}
	return sqliteRows(st.QueryContext(ctx, sqliteArgs(args)...))
}

func (e *embedded) prepareReader(ctx context.Context, name string) (*sql.Stmt, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if st := e.prepared[name]; st != nil {
		return st, nil
	}
	st, err := e.readers.PrepareContext(ctx, e.texts[name]) //nolint:sqlclosecheck // kept; closed with readers
	if err == nil {
		e.prepared[name] = st
	}
	return st, err
}

func (e *embedded) prepare(ctx context.Context, text string) error {
	st, err := e.writers.PrepareContext(ctx, text)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	return nil
}

func (e *embedded) ping(ctx context.Context) error {
	var n int
	return e.readers.QueryRowContext(ctx, "SELECT 1").Scan(&n)
}

func (e *embedded) close() error {
	e.turn <- struct{}{} // wait for the writer; nobody writes after us
	for eff, p := range e.pens {
		if p != nil {
			e.drop(effort(eff))
		}
	}
	err := e.readers.Close()
	if werr := e.writers.Close(); err == nil {
		err = werr
	}
	<-e.turn
	return err
}
