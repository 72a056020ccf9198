package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgres is PostgreSQL, or a distributed engine that speaks its protocol.
type postgres struct {
	texts map[string]string
	pool  *pgxpool.Pool
}

// connectWait is how long a new connection may take when the address does not say.
const connectWait = 3 * time.Second

func isPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

func openPostgres(ctx context.Context, url string) (*postgres, error) {
	texts, err := postgresDialect.statements()
	if err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectWait
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return &postgres{texts: texts, pool: pool}, nil
}

func (p *postgres) ask(ctx context.Context, name string, args ...any) (rows, error) {
	return p.pool.Query(ctx, p.texts[name], postgresArgs(args)...) //nolint:sqlclosecheck // each closes what it asked for
}

func (p *postgres) change(ctx context.Context, e effort, fn func(change) error) error {
	tx, err := p.pool.Begin(ctx)
	if err != nil {
		return err
	}
	// After Commit this has nothing to do. It must run although the caller has gone.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if e != durable {
		if _, err := tx.Exec(ctx, "SET LOCAL synchronous_commit = off"); err != nil {
			return err
		}
	}
	if err := fn(postgresChange{p, tx}); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// settle commits with the disk waited for, which takes all earlier commits along, and
// tells the planner how much is there now.
func (p *postgres) settle(ctx context.Context) error {
	_, err := p.pool.Exec(ctx, p.texts["meta.set"], "settled", "1")
	if err == nil {
		_, err = p.pool.Exec(ctx, "ANALYZE")
	}
	return err
}

func (p *postgres) prepare(ctx context.Context, text string) error {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	_, err = conn.Conn().Prepare(ctx, "", text)
	return err
}

func (p *postgres) ping(ctx context.Context) error { return p.pool.Ping(ctx) }

func (p *postgres) close() error {
	p.pool.Close()
	return nil
}

// postgresChange is a transaction. READ COMMITTED is enough: whoever writes a mouza holds
// its row of land_shelf first, and reads the present only then.
type postgresChange struct {
	p  *postgres
	tx pgx.Tx
}

func (c postgresChange) ask(ctx context.Context, name string, args ...any) (rows, error) {
	return c.tx.Query(ctx, c.p.texts[name], postgresArgs(args)...) //nolint:sqlclosecheck // each closes what it asked for
}

func (c postgresChange) do(ctx context.Context, name string, args ...any) (int64, error) {
	tag, err := c.tx.Exec(ctx, c.p.texts[name], postgresArgs(args)...)
	return tag.RowsAffected(), err
}

// doAll sends all before it waits for the first.
func (c postgresChange) doAll(ctx context.Context, all []deed) error {
	if len(all) == 1 { // a batch of one costs more than the one
		return all[0].done(c.do(ctx, all[0].name, all[0].args...))
	}
	var b pgx.Batch
	for _, d := range all {
		b.Queue(c.p.texts[d.name], postgresArgs(d.args)...)
	}
	answers := c.tx.SendBatch(ctx, &b)
	for _, d := range all {
		tag, err := answers.Exec()
		if err := d.done(tag.RowsAffected(), err); err != nil {
			_ = answers.Close()
			return err
		}
	}
	return answers.Close()
}

// put streams the rows by COPY. One row is reused for all of them: pgx encodes it before
// it asks for the next.
func (c postgresChange) put(ctx context.Context, s sink, values, shared []any) error {
	width := len(s.columns)
	if len(values) == 0 {
		return nil
	}
	row := make([]any, width+len(shared))
	copy(row[width:], shared)
	n, err := c.tx.CopyFrom(ctx, pgx.Identifier{s.table}, append(s.columns[:width:width], s.shared...),
		pgx.CopyFromFunc(func() ([]any, error) {
			if len(values) == 0 {
				return nil, nil
			}
			copy(row, values[:width])
			values = values[width:]
			return row, nil
		}))
	if err == nil && len(values) > 0 {
		err = fmt.Errorf("sqlstore: %s took %d rows and left some", s.table, n)
	}
	return err
}

func postgresArgs(args []any) []any {
	for i, a := range args {
		switch l := a.(type) {
		case list:
			args[i] = []int64(l)
		case words:
			args[i] = []string(l)
		}
	}
	return args
}
