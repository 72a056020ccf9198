package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"duar/seva"
	"duar/seva/land"
)

// errNone is land.ErrNone under a name that also fits a preference or a mark.
var errNone = land.ErrNone

// errClosed is what a store answers after Close.
var errClosed = errors.New("sqlstore: closed")

// explain makes a driver's error one that a face can answer: a database that is away,
// busy or full is Unavailable and may be tried again; what remains is ours. A commit
// whose answer was lost is Unavailable too: it may have happened, and every write here
// may be repeated.
func explain(err error) error {
	if err == nil || errors.Is(err, errNone) {
		return err
	}
	if _, ours := errors.AsType[*seva.Error](err); ours {
		return err
	}
	switch {
	case full(err):
		return &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.disk_full"), Err: err}
	case away(err):
		return &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"), Err: err}
	}
	return seva.Broken(err)
}

// full: SQLite says so itself, also when it is the file system that is full.
func full(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()&0xff == sqlite3.SQLITE_FULL
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "53100"
	}
	return errors.Is(err, syscall.ENOSPC)
}

// away: what may be different in a moment. Of SQLite that is the file held by another
// process or a disk in trouble; a broken statement or a broken file is not.
func away(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR,
			sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT:
			return true
		}
		return false
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		// Connection, resources, operator's intervention, serialisation, read-only standby.
		for _, class := range []string{"08", "53", "57", "40", "25006", "55P03"} {
			if strings.HasPrefix(e.Code, class) {
				return true
			}
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	for _, gone := range []error{
		context.Canceled, context.DeadlineExceeded, errClosed, driver.ErrBadConn, sql.ErrConnDone,
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
	} {
		if errors.Is(err, gone) {
			return true
		}
	}
	// Three that have no type: a connection found dead, and both pools after Close.
	for _, words := range []string{"conn closed", "closed pool", "database is closed"} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return pgconn.SafeToRetry(err)
}
