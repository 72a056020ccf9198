package sqlstore

import (
	"context"
	"strings"
	"time"

	"duar/seva/identity"
)

// Client implements identity.Machines.
func (r accounts) Client(ctx context.Context, id string) (identity.Client, error) {
	c, err := oneClient(ctx, r.s.engine, "identity.client", id)
	return c, unknown(err)
}

// Clients implements identity.Machines.
func (r accounts) Clients(ctx context.Context) ([]identity.Client, error) {
	var all []identity.Client
	at := map[string]int{}
	err := each(ctx, r.s.engine, "identity.clients", nil, func(row rows) error {
		var c clientRow
		err := row.Scan(c.columns()...)
		at[c.c.ID] = len(all)
		all = append(all, c.client())
		return err
	})
	if err != nil {
		return nil, explain(err)
	}
	err = clientKeys(ctx, r.s.engine, "", func(client string, k identity.ClientKey) {
		if i, known := at[client]; known {
			all[i].Keys = append(all[i].Keys, k)
		}
	})
	return all, explain(err)
}

// Fresh implements identity.Machines. A token lives for half a minute: what a power failure
// takes away has expired before anybody could show it again.
func (r accounts) Fresh(ctx context.Context, client, token string, until time.Time) (fresh bool, err error) {
	err = r.s.engine.change(ctx, sound, func(c change) error {
		n, err := c.do(ctx, "identity.shown", client, token, micros(until))
		fresh = n == 1
		return err
	})
	return fresh && err == nil, explain(err)
}

// Client implements identity.Tx.
func (t accountTx) Client(ctx context.Context, id string) (identity.Client, error) {
	c, err := oneClient(ctx, t.c, "identity.client.hold", id)
	return c, t.unknown(err)
}

// PutClient implements identity.Tx.
func (t accountTx) PutClient(ctx context.Context, c identity.Client) error {
	_, err := t.c.do(ctx, "identity.client.put", c.ID, c.Name, joinRoles(c.Roles), strings.Join(c.Offices, ","), packMoment(c.Suspended))
	if err == nil {
		_, err = t.c.do(ctx, "identity.client.keys.drop", c.ID)
	}
	for _, k := range c.Keys {
		if err == nil {
			_, err = t.c.do(ctx, "identity.client.key.put", c.ID, k.ID, k.Public, packMoment(k.From), packMoment(k.Until))
		}
	}
	return t.note(err)
}

func oneClient(ctx context.Context, a asker, name, id string) (identity.Client, error) {
	if !plain(id) {
		return identity.Client{}, errNone
	}
	var r clientRow
	if err := one(ctx, a, name, []any{id}, r.columns()...); err != nil {
		return identity.Client{}, err
	}
	c := r.client()
	err := clientKeys(ctx, a, id, func(_ string, k identity.ClientKey) { c.Keys = append(c.Keys, k) })
	return c, err
}

// clientKeys gives the keys of a client, or with "" of all, to fn.
func clientKeys(ctx context.Context, a asker, client string, fn func(client string, k identity.ClientKey)) error {
	return each(ctx, a, "identity.client.keys", []any{client}, func(row rows) error {
		var of string
		var k identity.ClientKey
		var from, until int64
		err := row.Scan(&of, &k.ID, &k.Public, &from, &until)
		k.From, k.Until = unpackMoment(from), unpackMoment(until)
		if err == nil {
			fn(of, k)
		}
		return err
	})
}

// clientRow takes a row of identity_client.
type clientRow struct {
	c              identity.Client
	roles, offices string
	suspended      int64
}

func (r *clientRow) columns() []any {
	return []any{&r.c.ID, &r.c.Name, &r.roles, &r.offices, &r.suspended}
}

func (r *clientRow) client() identity.Client {
	c := r.c
	c.Roles, c.Offices, c.Suspended = splitRoles(r.roles), commas(r.offices), unpackMoment(r.suspended)
	return c
}
