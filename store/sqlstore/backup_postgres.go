package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"

	"duar/seva"
	"duar/store/backup"
)

// Tables that others make for themselves and make anew: goose's steps, which a restore
// takes again, and River's jobs, which are due again anyway (docs/adr/0022).
const (
	stepsTable = "goose_db_version"
	jobTables  = `river\_%`
)

// dump copies every table of the schema by COPY, all in one snapshot (REPEATABLE READ). No
// program of PostgreSQL's is needed, and nothing waits for it; it needs the right to read.
func (p *postgres) dump(ctx context.Context, _ string, head func(backup.Head) error, part func(string) io.WriteCloser) (m backup.Manifest, err error) {
	tx, err := p.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return m, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	ask := transaction(tx)
	m.Engine, m.Rows = postgresDialect.Name, map[string]int64{}
	if m.Tables, err = tablesOf(ctx, ask); err != nil {
		return m, err
	}
	if err := ask(ctx, stepOf, func(scan func(...any) error) error { return scan(&m.Schema) }); err != nil {
		return m, err
	}
	if err := told(ctx, ask, &m); err != nil {
		return m, err
	}
	if err := head(m.Head); err != nil {
		return m, err
	}
	for _, t := range m.Tables {
		w := part(backup.TableParts + t.Name)
		tag, err := tx.Conn().PgConn().CopyTo(ctx, w, "COPY "+columnsOf(t)+" TO STDOUT")
		if err := errors.Join(err, w.Close()); err != nil {
			return m, fmt.Errorf("table %s: %w", t.Name, err)
		}
		m.Rows[t.Name] = tag.RowsAffected()
	}
	return m, nil
}

func transaction(tx pgx.Tx) asking {
	return func(ctx context.Context, text string, each func(scan func(...any) error) error) error {
		rows, err := tx.Query(ctx, text)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := each(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

// tablesOf lists the tables of the schema that the connection works in, with the columns
// that can be written.
func tablesOf(ctx context.Context, ask asking) (tables []backup.Table, err error) {
	err = ask(ctx, `SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '`+stepsTable+`' AND c.relname NOT LIKE '`+jobTables+`'
		GROUP BY c.relname ORDER BY c.relname`,
		func(scan func(...any) error) error {
			var t backup.Table
			err := scan(&t.Name, &t.Columns)
			tables = append(tables, t)
			return err
		})
	return tables, err
}

// columnsOf writes a table with its columns, as COPY wants them.
func columnsOf(t backup.Table) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quoted(c)
	}
	return quoted(t.Name) + " (" + strings.Join(names, ", ") + ")"
}

// ErrNotEmpty is that a restore would overwrite something.
var ErrNotEmpty = errors.New("sqlstore: the database has tables already; a backup is restored into an empty one")

// Fits tells whether this program knows the schema that a backup has.
func Fits(h backup.Head) error {
	newest, err := newestStep()
	if err == nil && h.Schema > newest {
		err = fmt.Errorf("the backup was made by a newer duar (%s): its tables are at step %d, and this program knows %d; take that program or a newer one", h.Program, h.Schema, newest)
	}
	return err
}

// Refill makes the tables of a backup in an empty database and puts their rows there, in
// one transaction, which ends well only if every table has come, and what proof gives when
// all have been read is the manifest that tells of exactly these rows. next gives part
// after part, until io.EOF. PostgreSQL only: an embedded database is restored as a file.
func (s *Store) Refill(ctx context.Context, h backup.Head, next func() (name string, rows io.Reader, err error), proof func() (backup.Manifest, error)) error {
	p, ok := s.engine.(*postgres)
	if !ok {
		return seva.Broken(errors.New("sqlstore: an embedded database is restored as a file"))
	}
	if err := Fits(h); err != nil {
		return err
	}
	if err := p.mustBeEmpty(ctx); err != nil {
		return explainUnless(err, ErrNotEmpty)
	}
	if err := s.migrating(func(g *goose.Provider) error { _, err := g.UpTo(ctx, h.Schema); return err }); err != nil {
		return err
	}
	return p.refill(ctx, h, next, proof)
}

func explainUnless(err, plain error) error {
	if errors.Is(err, plain) {
		return err
	}
	return explain(err)
}

func (p *postgres) mustBeEmpty(ctx context.Context) error {
	var n int
	err := p.pool.QueryRow(ctx, `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')`).Scan(&n)
	if err == nil && n > 0 {
		err = ErrNotEmpty
	}
	return err
}

func (p *postgres) refill(ctx context.Context, h backup.Head, next func() (string, io.Reader, error), proof func() (backup.Manifest, error)) error {
	tx, err := p.pool.Begin(ctx)
	if err != nil {
		return explain(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	// The head is proved only at the end, and anybody may have written it: what it names is
	// emptied and filled, and in the search path are PostgreSQL's own tables too.
	if here, err := tablesOf(ctx, transaction(tx)); err != nil {
		return explain(err)
	} else if !sameTables(here, h.Tables) {
		return fmt.Errorf("%w (its tables are not those of its schema)", backup.ErrAltered)
	}
	// A step may have put rows of its own there; the backup has them too.
	for _, t := range h.Tables {
		if _, err := tx.Exec(ctx, "DELETE FROM "+quoted(t.Name)); err != nil {
			return explain(err)
		}
	}
	came := map[string]int64{}
	for {
		name, content, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		table, ok := strings.CutPrefix(name, backup.TableParts)
		if !ok {
			continue
		}
		at := tableNamed(h, table)
		if at == nil {
			return fmt.Errorf("%w (a table %s that its head does not name)", backup.ErrAltered, table)
		}
		in := &heard{r: content}
		tag, err := tx.Conn().PgConn().CopyFrom(ctx, in, "COPY "+columnsOf(*at)+" FROM STDIN")
		if in.err != nil {
			return in.err
		}
		if err != nil {
			return explain(fmt.Errorf("table %s: %w", table, err))
		}
		came[table] = tag.RowsAffected()
		if err := goOnFrom(ctx, tx, *at); err != nil {
			return explain(err)
		}
	}
	m, err := proof()
	if err != nil {
		return err
	}
	if err := compare(came, m); err != nil {
		return err
	}
	return explain(tx.Commit(ctx))
}

// sameTables tells whether two lists have the same tables with the same columns. The order
// does not matter: PostgreSQL sorts by its own rules, which differ from server to server.
func sameTables(x, y []backup.Table) bool {
	flat := func(tables []backup.Table) []string {
		var all []string
		for _, t := range tables {
			all = append(all, t.Name+"\x00"+strings.Join(slices.Sorted(slices.Values(t.Columns)), "\x00"))
		}
		return slices.Sorted(slices.Values(all))
	}
	return slices.Equal(flat(x), flat(y))
}

func tableNamed(h backup.Head, name string) *backup.Table {
	for i, t := range h.Tables {
		if t.Name == name {
			return &h.Tables[i]
		}
	}
	return nil
}

// goOnFrom has the columns that number themselves go on behind the rows that have come.
func goOnFrom(ctx context.Context, tx pgx.Tx, t backup.Table) error {
	for _, c := range t.Columns {
		var sequence *string
		if err := tx.QueryRow(ctx, "SELECT pg_get_serial_sequence($1, $2)", quoted(t.Name), c).Scan(&sequence); err != nil {
			return err
		}
		if sequence == nil {
			continue
		}
		if _, err := tx.Exec(ctx, "SELECT setval($1::text::regclass, greatest(n, 1), n > 0) FROM (SELECT coalesce(max("+quoted(c)+"), 0) AS n FROM "+quoted(t.Name)+") x", *sequence); err != nil {
			return err
		}
	}
	return nil
}

// heard remembers how reading rows ended: a server that is told of it answers in its own way.
type heard struct {
	r   io.Reader
	err error
}

func (h *heard) Read(b []byte) (int, error) {
	n, err := h.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		h.err = err
	}
	return n, err
}
