package backup

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
)

// CopyFile has SQLite copy a database to a new file, for its owner only, and puts that into
// a part. The copying is one read transaction, which writers do not wait for. draft is
// where the copy stands meanwhile; look, if given, sees it before it is packed. One that a
// killed program left there is taken away first.
func CopyFile(ctx context.Context, from *sql.DB, draft string, look func(file string) error, part func() io.WriteCloser) (err error) {
	if err := os.Remove(draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	// VACUUM INTO takes an empty file that is there; so its mode is ours from the beginning.
	f, err := os.OpenFile(draft, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(draft)) }()
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := from.ExecContext(ctx, "VACUUM INTO ?", draft); err != nil {
		return err
	}
	if look != nil {
		if err := look(draft); err != nil {
			return err
		}
	}
	if f, err = os.Open(draft); err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	w := part()
	_, err = io.Copy(w, f)
	return errors.Join(err, w.Close())
}
