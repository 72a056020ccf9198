package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
)

// pen is a pinned writing connection with its prepared statements. They are prepared
// on the connection: preparing on a pool of one inside a transaction waits for ever.
type pen struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func (e *embedded) change(ctx context.Context, eff effort, fn func(change) error) error {
	select {
	case e.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-e.turn }()
	p, err := e.pen(ctx, eff)
	if err != nil {
		return err
	}
	// IMMEDIATE takes the write lock now; taking it later can fail for good.
	if _, err := p.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
			e.drop(eff)
		}
		return err
	}
	// Beginning has happened, so ending must too, whatever became of the caller.
	last := context.WithoutCancel(ctx)
	done := false
	defer func() {
		if !done {
			// SQLite may have rolled back by itself; then this has nothing to do.
			_, _ = p.conn.ExecContext(last, "ROLLBACK")
		}
	}()
	if err := fn(sqliteChange{e, p}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err = p.conn.ExecContext(last, "COMMIT")
	done = err == nil
	return err
}

// pen gives the pinned connection for an effort.
func (e *embedded) pen(ctx context.Context, eff effort) (*pen, error) {
	if p := e.pens[eff]; p != nil {
		return p, nil
	}
	conn, err := e.writers.Conn(ctx)
	if err != nil {
		return nil, err
	}
	var pragmas string
	switch eff {
	case durable:
		pragmas = "PRAGMA synchronous=FULL"
	case sound:
		pragmas = "PRAGMA synchronous=NORMAL"
	case bulk:
		pragmas = fmt.Sprintf("PRAGMA synchronous=NORMAL; PRAGMA cache_size=%d; PRAGMA wal_autocheckpoint=%d", sqliteBulkCache, sqliteBulkLog)
	}
	if _, err := conn.ExecContext(ctx, pragmas); err != nil {
		_ = conn.Close()
		return nil, err
	}
	e.pens[eff] = &pen{conn: conn, prepared: map[string]*sql.Stmt{}}
	return e.pens[eff], nil
}

// settle commits something small with the disk waited for, which takes all earlier
// commits along, folds the log into the file and gives up the bulk connection and what
// it had cached.
func (e *embedded) settle(ctx context.Context) error {
	err := e.change(ctx, durable, func(c change) error {
		_, err := c.do(ctx, "meta.set", "settled", "1")
		return err
	})
	if err != nil {
		return err
	}
	select {
	case e.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-e.turn }()
	if p := e.pens[bulk]; p != nil {
		// A reader may hold the log open; then it is folded in some other time.
		_, _ = p.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
		e.drop(bulk)
	}
	return nil
}

// drop closes a pen; the connection must not go back to the pool with its settings.
func (e *embedded) drop(eff effort) {
	p := e.pens[eff]
	e.pens[eff] = nil
	for _, st := range p.prepared {
		_ = st.Close()
	}
	_ = p.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = p.conn.Close()
}

// sqliteChange is a transaction on a pen.
type sqliteChange struct {
	e *embedded
	p *pen
}

func (c sqliteChange) stmt(ctx context.Context, name string) (*sql.Stmt, error) {
	if st := c.p.prepared[name]; st != nil {
		return st, nil
	}
	st, err := c.p.conn.PrepareContext(ctx, c.e.texts[name])
	if err == nil {
		c.p.prepared[name] = st
	}
	return st, err
}

func (c sqliteChange) ask(ctx context.Context, name string, args ...any) (rows, error) {
	st, err := c.stmt(ctx, name) //nolint:sqlclosecheck // the pen keeps it and closes it in drop
	if err != nil {
		return nil, err
	}
	return sqliteRows(st.QueryContext(ctx, sqliteArgs(args)...))
}

func (c sqliteChange) do(ctx context.Context, name string, args ...any) (int64, error) {
	st, err := c.stmt(ctx, name) //nolint:sqlclosecheck // the pen keeps it and closes it in drop
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(ctx, sqliteArgs(args)...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (c sqliteChange) doAll(ctx context.Context, all []deed) error {
	for _, d := range all {
		if err := d.done(c.do(ctx, d.name, d.args...)); err != nil {
			return err
		}
	}
	return nil
}

func (c sqliteChange) askAll(ctx context.Context, all []question) error {
	for _, q := range all {
		if err := each(ctx, c, q.name, q.args, q.take); err != nil {
			return err
		}
	}
	return nil
}

// put writes the longest statements that fit what is left.
func (c sqliteChange) put(ctx context.Context, s sink, values, shared []any) error {
	width := len(s.columns)
	args := make([]any, 0, putSizes[0]*width+len(shared))
	for _, size := range putSizes {
		for len(values) >= size*width {
			args = append(append(args[:0], shared...), values[:size*width]...)
			values = values[size*width:]
			if _, err := c.do(ctx, putName(s.table, size), args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// closing makes sql.Rows into rows.
type closing struct{ *sql.Rows }

func (c closing) Close() { _ = c.Rows.Close() }

func sqliteRows(r *sql.Rows, err error) (rows, error) {
	if err != nil {
		return nil, err
	}
	return closing{r}, nil
}

// sqliteArgs turns a list into the JSON that json_each takes.
func sqliteArgs(args []any) []any {
	for i, a := range args {
		switch a.(type) {
		case list, words:
			text, _ := json.Marshal(a) // numbers and texts always marshal
			args[i] = string(text)
		}
	}
	return args
}
