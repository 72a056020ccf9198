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

// change sends BEGIN along with the first statement, which spares each transaction a round
// trip. One that never sends any has not begun.
func (p *postgres) change(ctx context.Context, e effort, fn func(change) error) error {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release() // one that is not at rest is closed, which ends its transaction
	c := &postgresChange{p: p, conn: conn.Conn(), effort: e}
	// After the commit this has nothing to do. It must run although the caller has gone.
	defer c.undo(context.WithoutCancel(ctx))
	if err := fn(c); err != nil {
		return err
	}
	return c.commit(ctx)
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
	p      *postgres
	conn   *pgx.Conn
	effort effort
	begun  bool
}

// first puts what begins the transaction in front of a batch, and tells how many statements
// that are.
func (c *postgresChange) first(b *pgx.Batch) int {
	if c.begun {
		return 0
	}
	c.begun = true // also when it fails: then the connection is not at rest, or has nothing to undo
	b.Queue("BEGIN")
	if c.effort == durable {
		return 1
	}
	b.Queue("SET LOCAL synchronous_commit = off")
	return 2
}

// send sends a batch, and takes the answers to what begins the transaction.
func (c *postgresChange) send(ctx context.Context, b *pgx.Batch, lead int) (pgx.BatchResults, error) {
	answers := c.conn.SendBatch(ctx, b)
	for range lead {
		if _, err := answers.Exec(); err != nil {
			_ = answers.Close()
			return nil, err
		}
	}
	return answers, nil
}

// begin begins the transaction by itself, for what cannot be sent in a batch.
func (c *postgresChange) begin(ctx context.Context) error {
	var b pgx.Batch
	lead := c.first(&b)
	if lead == 0 {
		return nil
	}
	answers, err := c.send(ctx, &b, lead)
	if err != nil {
		return err
	}
	return answers.Close()
}

func (c *postgresChange) commit(ctx context.Context) error {
	if !c.begun {
		return nil
	}
	tag, err := c.conn.Exec(ctx, "COMMIT")
	switch {
	case err != nil:
		return err
	case tag.String() == "ROLLBACK": // a statement failed, and whoever sent it did not mind
		return pgx.ErrTxCommitRollback
	}
	return nil
}

func (c *postgresChange) undo(ctx context.Context) {
	if c.begun && !c.conn.IsClosed() && c.conn.PgConn().TxStatus() != idle {
		_, _ = c.conn.Exec(ctx, "ROLLBACK")
	}
}

// idle is what a connection says of itself that is in no transaction.
const idle = 'I'

// batched are the rows of the last statement of a batch: closing them ends the batch.
type batched struct {
	pgx.Rows
	answers pgx.BatchResults
	err     error
}

func (b *batched) Close() {
	b.Rows.Close()
	if err := b.answers.Close(); b.err == nil {
		b.err = err
	}
}

func (b *batched) Err() error {
	if err := b.Rows.Err(); err != nil {
		return err
	}
	return b.err
}

func (c *postgresChange) ask(ctx context.Context, name string, args ...any) (rows, error) {
	text := c.p.texts[name]
	if c.begun {
		return c.conn.Query(ctx, text, postgresArgs(args)...) //nolint:sqlclosecheck // each closes what it asked for
	}
	var b pgx.Batch
	lead := c.first(&b)
	b.Queue(text, postgresArgs(args)...)
	answers, err := c.send(ctx, &b, lead)
	if err != nil {
		return nil, err
	}
	r, err := answers.Query() //nolint:sqlclosecheck // each closes what it asked for
	if err != nil {
		_ = answers.Close()
		return nil, err
	}
	return &batched{Rows: r, answers: answers}, nil
}

func (c *postgresChange) do(ctx context.Context, name string, args ...any) (int64, error) {
	text := c.p.texts[name]
	if c.begun {
		tag, err := c.conn.Exec(ctx, text, postgresArgs(args)...)
		return tag.RowsAffected(), err
	}
	var b pgx.Batch
	lead := c.first(&b)
	b.Queue(text, postgresArgs(args)...)
	answers, err := c.send(ctx, &b, lead)
	if err != nil {
		return 0, err
	}
	tag, err := answers.Exec()
	if cerr := answers.Close(); err == nil {
		err = cerr
	}
	return tag.RowsAffected(), err
}

// doAll sends all before it waits for the first.
func (c *postgresChange) doAll(ctx context.Context, all []deed) error {
	if len(all) == 1 { // a batch of one costs more than the one
		return all[0].done(c.do(ctx, all[0].name, all[0].args...))
	}
	var b pgx.Batch
	lead := c.first(&b)
	for _, d := range all {
		b.Queue(c.p.texts[d.name], postgresArgs(d.args)...)
	}
	answers, err := c.send(ctx, &b, lead)
	if err != nil {
		return err
	}
	for _, d := range all {
		tag, err := answers.Exec()
		if err := d.done(tag.RowsAffected(), err); err != nil {
			_ = answers.Close()
			return err
		}
	}
	return answers.Close()
}

// askAll sends all before it waits for the first.
func (c *postgresChange) askAll(ctx context.Context, all []question) error {
	if len(all) == 0 {
		return nil
	}
	var b pgx.Batch
	lead := c.first(&b)
	for _, q := range all {
		b.Queue(c.p.texts[q.name], postgresArgs(q.args)...)
	}
	answers, err := c.send(ctx, &b, lead)
	if err != nil {
		return err
	}
	for _, q := range all {
		r, err := answers.Query() //nolint:sqlclosecheck // drained closes it
		if err == nil {
			err = drained(r, q.take)
		}
		if err != nil {
			_ = answers.Close()
			return err
		}
	}
	return answers.Close()
}

// put streams the rows by COPY. One row is reused for all of them: pgx encodes it before
// it asks for the next.
func (c *postgresChange) put(ctx context.Context, s sink, values, shared []any) error {
	width := len(s.columns)
	if len(values) == 0 {
		return nil
	}
	row := make([]any, width+len(shared))
	copy(row[width:], shared)
	if err := c.begin(ctx); err != nil {
		return err
	}
	n, err := c.conn.CopyFrom(ctx, pgx.Identifier{s.table}, append(s.columns[:width:width], s.shared...),
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
