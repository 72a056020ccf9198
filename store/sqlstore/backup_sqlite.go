package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"duar/store/backup"
)

// draftName is the copy of the file while it is being packed. One that a killed program
// left is in the way of nobody and goes with the next backup.
const draftName = ".backup.duar.db"

// dump has SQLite itself copy the file (VACUUM INTO): one read transaction, which writers
// do not wait for, and a file without holes. It needs as much room as the register has.
func (e *embedded) dump(ctx context.Context, dir string, head func(backup.Head) error, part func(string) io.WriteCloser) (m backup.Manifest, err error) {
	// The readers' connections are query_only, which forbids even this.
	var file string
	if err := e.readers.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file); err != nil {
		return m, err
	}
	db, err := sql.Open("sqlite", dsn(file))
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = backup.CopyFile(ctx, db, filepath.Join(dir, draftName), func(file string) error {
		if err := readCopy(ctx, file, &m); err != nil {
			return err
		}
		return head(m.Head)
	}, func() io.WriteCloser { return part(backup.DatabasePart) })
	return m, err
}

func readCopy(ctx context.Context, file string, m *backup.Manifest) (err error) {
	db, err := sql.Open("sqlite", dsn(file, "query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ask := copyOf(db)
	m.Engine = sqliteDialect.Name
	if m.Tables, m.Rows, err = tablesIn(ctx, db); err != nil {
		return err
	}
	if err := ask(ctx, stepOf, func(scan func(...any) error) error { return scan(&m.Schema) }); err != nil {
		return err
	}
	return told(ctx, ask, m)
}

// ProveFile demands that an SQLite file which came out of an archive is sound, of a schema
// that this program knows, and has the rows that the manifest tells of.
func ProveFile(ctx context.Context, file string, m backup.Manifest) (err error) {
	if err := Fits(m.Head); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", dsn(file, "query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check").Scan(&verdict); err != nil {
		return fmt.Errorf("%w (%w)", backup.ErrAltered, err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (SQLite says: %s)", backup.ErrAltered, verdict)
	}
	_, rows, err := tablesIn(ctx, db)
	if err != nil {
		return err
	}
	return compare(rows, m)
}
