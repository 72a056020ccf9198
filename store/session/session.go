// Package session keeps phone conversations for their few minutes, in Redis (or Valkey,
// or a cluster of either) or in a table of the database when there is no Redis.
//
// It knows how a value is written only if nobody else was faster. It does not know what
// a conversation is, nor whose: values are opaque and keys must already be hashed.
package session

import (
	"context"
	"fmt"
	"time"

	"duar/ussd"
)

// Both engines are ussd.Sessions and pass storetest.Sessions.
var (
	_ ussd.Sessions = (*Redis)(nil)
	_ ussd.Sessions = (*Table)(nil)
)

// gone wraps an engine's failure, whatever it was: to a phone they are all the same.
func gone(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ussd.ErrGone, err)
}

// Rows is where a Table keeps its sessions; sqlstore.Store is one. LoadSession gives
// version 0 for none, and SwapSession writes version old+1 if the version still is old.
type Rows interface {
	LoadSession(ctx context.Context, key string) (value []byte, version int64, err error)
	SwapSession(ctx context.Context, key string, old int64, value []byte, ttl time.Duration) (bool, error)
	SweepSessions(ctx context.Context) (int, error)
}

// tableWait bounds one step of a hop: a phone network waits for a few seconds only, and
// a bulk load may hold the embedded database's only pen for a part of one.
const tableWait = 700 * time.Millisecond

// Table keeps sessions in the database.
type Table struct {
	rows Rows
}

// NewTable makes sessions of rows.
func NewTable(rows Rows) *Table { return &Table{rows: rows} }

// Load implements ussd.Sessions.
func (t *Table) Load(ctx context.Context, key string) ([]byte, int64, error) {
	ctx, cancel := context.WithTimeout(ctx, tableWait)
	defer cancel()
	value, version, err := t.rows.LoadSession(ctx, key)
	return value, version, gone(err)
}

// Swap implements ussd.Sessions.
func (t *Table) Swap(ctx context.Context, key string, old int64, value []byte, ttl time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, tableWait)
	defer cancel()
	did, err := t.rows.SwapSession(ctx, key, old, value, ttl)
	return did, gone(err)
}

// Sweep removes what has expired; an expired session is never loaded in any case.
// Somebody calls it every few minutes.
func (t *Table) Sweep(ctx context.Context) (int, error) { return t.rows.SweepSessions(ctx) }
