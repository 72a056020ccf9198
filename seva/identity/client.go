package identity

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"time"

	"duar/seva"
)

var (
	clientShape = regexp.MustCompile(`^[a-z][a-z0-9-]{2,39}$`)
	keyShape    = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
)

const (
	longestJTI = 256 // bytes
	keysMost   = 8   // of a client, those that have ended left out
)

// Client is Clients: a machine with its keys that hold now. Its id among principals begins
// with "client:", so that it is no account's.
func (d *Desk) Client(ctx context.Context, id string) (Principal, []ClientKey, error) {
	if !clientShape.MatchString(id) {
		return Principal{}, nil, badToken()
	}
	c, err := d.Register.Client(ctx, id)
	switch {
	case errors.Is(err, ErrNone) || err == nil && !c.Suspended.IsZero():
		return Principal{}, nil, badToken()
	case err != nil:
		return Principal{}, nil, seva.Broken(err)
	}
	now := d.World.Now()
	keys := slices.DeleteFunc(c.Keys, func(k ClientKey) bool { return k.From.After(now) || k.over(now) })
	return Principal{Kind: Machine, ID: "client:" + c.ID, Name: c.Name, Roles: c.Roles, Offices: c.Offices}, keys, nil
}

func (k ClientKey) over(now time.Time) bool { return !k.Until.IsZero() && !k.Until.After(now) }

// Fresh is Clients. A token that is over already, or whose jti is none, is not new.
func (d *Desk) Fresh(ctx context.Context, client, jti string, until time.Time) (bool, error) {
	if jti == "" || len(jti) > longestJTI || !until.After(d.World.Now()) {
		return false, nil
	}
	fresh, err := d.Register.Fresh(ctx, client, hashed(jti), until)
	return fresh, broken(err)
}

// AllClients lists the machines by id, with all their keys.
func (d *Desk) AllClients(ctx context.Context) ([]Client, error) {
	all, err := d.Register.Clients(ctx)
	return all, broken(err)
}

// AddClient makes a machine known, without any key. Errors: Invalid under error.client.id,
// error.staff.name, error.staff.role and error.staff.office (as of staff); Conflict under
// error.client.exists.
func (d *Desk) AddClient(ctx context.Context, c Client) error {
	if !clientShape.MatchString(c.ID) {
		return seva.Refuse("id", seva.Say("error.client.id"))
	}
	var err error
	if c.Name, err = cleanName(c.Name); err != nil {
		return err
	}
	if err := (Account{Roles: c.Roles, Offices: c.Offices}).placed(); err != nil {
		return err
	}
	c.Suspended, c.Keys = time.Time{}, nil
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		if _, err := tx.Tally(ctx, mac(d.counts, "client", c.ID)); err != nil { // two at once
			return err
		}
		switch _, err := tx.Client(ctx, c.ID); {
		case err == nil:
			return &seva.Error{Kind: seva.Conflict, Field: "id", Text: seva.Say("error.client.exists", seva.Args{"Client": c.ID})}
		case !errors.Is(err, ErrNone):
			return err
		}
		return errors.Join(tx.PutClient(ctx, c), d.noteClient(ctx, tx, "client.add", c))
	}))
}

// AddClientKey gives a client one more key; those it has go on, so that it changes to the
// new one when it likes. Errors: Invalid under error.client.key (no public key on P-256 or
// of Ed25519, an id that is none, an end before the beginning, too many); NotFound under
// error.client.unknown; Conflict under error.client.key_exists.
func (d *Desk) AddClientKey(ctx context.Context, client string, k ClientKey) error {
	if _, ok := readKey(k.Public); !ok || !keyShape.MatchString(k.ID) || !k.Until.IsZero() && !k.Until.After(k.From) {
		return seva.Refuse("key", seva.Say("error.client.key"))
	}
	now := d.World.Now()
	return d.alterClient(ctx, client, "client.key", func(c *Client) error {
		c.Keys = slices.DeleteFunc(c.Keys, func(k ClientKey) bool { return k.over(now) })
		if slices.ContainsFunc(c.Keys, func(has ClientKey) bool { return has.ID == k.ID }) {
			return &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.client.key_exists", seva.Args{"Key": k.ID})}
		}
		if len(c.Keys) >= keysMost {
			return seva.Refuse("key", seva.Say("error.client.key"))
		}
		c.Keys = append(c.Keys, k)
		return nil
	})
}

// DropClientKey ends a key at a moment, or now when that is zero or past. Errors: NotFound
// under error.client.unknown and error.client.key_unknown.
func (d *Desk) DropClientKey(ctx context.Context, client, key string, at time.Time) error {
	now := d.World.Now()
	if at.Before(now) {
		at = now
	}
	return d.alterClient(ctx, client, "client.drop", func(c *Client) error {
		i := slices.IndexFunc(c.Keys, func(k ClientKey) bool { return k.ID == key })
		switch {
		case i < 0:
			return &seva.Error{Kind: seva.NotFound, Field: "key", Text: seva.Say("error.client.key_unknown", seva.Args{"Key": key})}
		case !at.After(c.Keys[i].From): // it has not begun, and will not
			c.Keys = slices.Delete(c.Keys, i, i+1)
		default:
			c.Keys[i].Until = at
		}
		return nil
	})
}

// SuspendClient shuts a machine out at once, or lets it in again. Errors: NotFound under
// error.client.unknown.
func (d *Desk) SuspendClient(ctx context.Context, client string, suspended bool) error {
	act := "client.restore"
	var at time.Time
	if suspended {
		act, at = "client.suspend", d.World.Now()
	}
	return d.alterClient(ctx, client, act, func(c *Client) error { c.Suspended = at; return nil })
}

func (d *Desk) alterClient(ctx context.Context, id, act string, change func(*Client) error) error {
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		c, err := tx.Client(ctx, id)
		if errors.Is(err, ErrNone) {
			return &seva.Error{Kind: seva.NotFound, Field: "id", Text: seva.Say("error.client.unknown", seva.Args{"Client": id})}
		}
		if err != nil {
			return err
		}
		if err := change(&c); err != nil {
			return err
		}
		return errors.Join(tx.PutClient(ctx, c), d.noteClient(ctx, tx, act, c))
	}))
}

// noteClient leaves a leaf of what was done to a machine by whoever runs the program.
func (d *Desk) noteClient(ctx context.Context, tx Tx, act string, c Client) error {
	keys := make([]string, len(c.Keys))
	for i, k := range c.Keys {
		keys[i] = k.ID + " " + hashed(string(k.Public)) + " " + k.From.UTC().Format(time.RFC3339) + " " + k.Until.UTC().Format(time.RFC3339)
	}
	return tx.Audit(ctx, leaf(d.World.Now(), house.id, house.role, act, "client:"+c.ID, map[string]any{
		"roles": c.Roles, "offices": c.Offices, "suspended": !c.Suspended.IsZero(), "keys": keys,
	}))
}
