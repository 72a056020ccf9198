package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"duar/store/backup"
)

// Dump copies the database while others go on using it, as it was at one moment. It tells
// head what the copy is going to hold, writes it part by part, and gives what a manifest
// says of it. dir is a folder for its owner only, where the embedded engine puts a copy
// of its file for as long as it takes.
func (s *Store) Dump(ctx context.Context, dir string, head func(backup.Head) error, part func(name string) io.WriteCloser) (backup.Manifest, error) {
	m, err := s.engine.dump(ctx, dir, head, part)
	return m, explain(err)
}

// asking reads rows of any text; both a file's copy and a PostgreSQL transaction do.
type asking func(ctx context.Context, text string, each func(scan func(...any) error) error) error

// told fills in what a manifest says of the audit log.
func told(ctx context.Context, ask asking, m *backup.Manifest) error {
	err := ask(ctx, "SELECT size FROM audit_tree WHERE id = 1", func(scan func(...any) error) error { return scan(&m.Entries) })
	return errors.Join(err, ask(ctx, "SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1",
		func(scan func(...any) error) error { return scan(&m.Checkpoint) }))
}

// stepOf is the number of the last migration that was taken.
const stepOf = "SELECT max(version_id) FROM goose_db_version WHERE is_applied"

// copyOf asks an SQLite file that is not the store's own.
func copyOf(db *sql.DB) asking {
	return func(ctx context.Context, text string, each func(scan func(...any) error) error) error {
		rows, err := db.QueryContext(ctx, text)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			if err := each(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

// tablesIn lists the tables of an SQLite file with their columns, and how many rows each
// has.
func tablesIn(ctx context.Context, db *sql.DB) (tables []backup.Table, rows map[string]int64, err error) {
	ask := copyOf(db)
	err = ask(ctx, `SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c
		WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY t.name, c.cid`,
		func(scan func(...any) error) error {
			var table, column string
			err := scan(&table, &column)
			if n := len(tables); n == 0 || tables[n-1].Name != table {
				tables = append(tables, backup.Table{Name: table})
			}
			last := &tables[len(tables)-1]
			last.Columns = append(last.Columns, column)
			return err
		})
	rows = map[string]int64{}
	for _, t := range tables {
		if err != nil {
			break
		}
		var n int64
		err = ask(ctx, "SELECT count(*) FROM "+quoted(t.Name), func(scan func(...any) error) error { return scan(&n) })
		rows[t.Name] = n
	}
	return tables, rows, err
}

// quoted writes a name as both engines take any name.
func quoted(name string) string {
	out := []byte{'"'}
	for i := range len(name) {
		if name[i] == '"' {
			out = append(out, '"')
		}
		out = append(out, name[i])
	}
	return string(append(out, '"'))
}

// compare holds rows that were counted against those that a manifest tells of.
func compare(counted map[string]int64, m backup.Manifest) error {
	for _, t := range m.Tables {
		if counted[t.Name] != m.Rows[t.Name] {
			return fmt.Errorf("%w (table %s has %d rows, and was written with %d)", backup.ErrAltered, t.Name, counted[t.Name], m.Rows[t.Name])
		}
	}
	return nil
}

// Restored makes a database that came out of a backup safe to serve, and gives how many
// messages wait in it. Nobody stays signed in, on any device: who signed out, or was made
// to, after the copy was made would be signed in again. One-time codes that were on their
// way end too, and so do links to papers, for the same reason: one may have been ended since.
// Whoever may have the paper asks for another.
func (s *Store) Restored(ctx context.Context) (waiting int64, err error) {
	err = s.engine.change(ctx, durable, func(c change) error {
		for _, name := range []string{"backup.sessions.end", "backup.families.end", "backup.challenges.end", "backup.links.end"} {
			if _, err := c.do(ctx, name); err != nil {
				return err
			}
		}
		return one(ctx, c, "backup.waiting", nil, &waiting)
	})
	return waiting, explain(err)
}
