package sqlstore

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/identity"
)

// Family implements identity.Register.
func (r accounts) Family(ctx context.Context, id string) (identity.Family, error) {
	f, err := oneFamily(ctx, r.s.engine, "identity.family", id)
	return f, unknown(err)
}

// Family implements identity.Tx.
func (t accountTx) Family(ctx context.Context, id string) (identity.Family, error) {
	f, err := oneFamily(ctx, t.c, "identity.family.hold", id)
	return f, t.unknown(err)
}

// Families implements identity.Tx.
func (t accountTx) Families(ctx context.Context, account string) ([]identity.Family, error) {
	var all []identity.Family
	err := each(ctx, t.c, "identity.families", []any{account}, func(row rows) error {
		var f familyRow
		err := row.Scan(f.columns()...)
		all = append(all, f.family())
		return err
	})
	return all, t.note(err)
}

// PutFamily implements identity.Tx.
func (t accountTx) PutFamily(ctx context.Context, f identity.Family) error {
	_, err := t.c.do(ctx, "identity.family.put", f.ID, f.Account, f.Device, f.Number, f.Token, f.Former,
		packMoment(f.Made), packMoment(f.Turned), packMoment(f.Expires))
	return t.note(err)
}

// EndFamily implements identity.Tx: the family before its sessions, as in EndSittings.
func (t accountTx) EndFamily(ctx context.Context, id string) error {
	_, err := t.c.do(ctx, "identity.family.end", id)
	if err == nil {
		_, err = t.c.do(ctx, "identity.sittings.family.end", id)
	}
	return t.note(err)
}

func oneFamily(ctx context.Context, a asker, name, id string) (identity.Family, error) {
	var f familyRow
	if err := one(ctx, a, name, []any{id}, f.columns()...); err != nil {
		return identity.Family{}, err
	}
	return f.family(), nil
}

// familyRow takes a row of identity_family.
type familyRow struct {
	f                     identity.Family
	made, turned, expires int64
}

func (r *familyRow) columns() []any {
	return []any{&r.f.ID, &r.f.Account, &r.f.Device, &r.f.Number, &r.f.Token, &r.f.Former, &r.made, &r.turned, &r.expires}
}

func (r *familyRow) family() identity.Family {
	f := r.f
	f.Made, f.Turned, f.Expires = unpackMoment(r.made), unpackMoment(r.turned), unpackMoment(r.expires)
	return f
}

// Turn implements identity.Tx.
func (t accountTx) Turn(ctx context.Context) error {
	_, err := t.c.do(ctx, "identity.turn.next", barredTurn)
	return t.note(err)
}

// Renumber implements identity.Tx. A case's mobile stands in a column, by which it is found,
// and in its body, which is read; its version counts events, and this is none.
func (t accountTx) Renumber(ctx context.Context, citizen string, from, to seva.Phone, before time.Time) (int, error) {
	type row struct {
		number string
		body   []byte
	}
	var all []row
	err := each(ctx, t.c, "identity.cases", []any{string(from), citizen, micros(before)}, func(r rows) error {
		var one row
		err := r.Scan(&one.number, &one.body)
		all = append(all, one)
		return err
	})
	if err != nil {
		return 0, t.note(err)
	}
	if err := t.moveWatches(ctx, citizen, from, to, before); err != nil {
		return 0, t.note(err)
	}
	if err := t.moveParties(ctx, from, to, before); err != nil {
		return 0, t.note(err)
	}
	if err := t.moveDemands(ctx, citizen, from, to, before); err != nil {
		return 0, t.note(err)
	}
	for _, one := range all {
		c, err := unpackCase(one.body)
		if err != nil {
			return 0, t.note(err)
		}
		c.Applicant.Phone = to
		body, err := packCase(c)
		if err != nil {
			return 0, t.note(err)
		}
		if _, err := t.c.do(ctx, "identity.case.renumber", one.number, string(to), body); err != nil {
			return 0, t.note(err)
		}
	}
	return len(all), nil
}

// Rekey implements identity.Tx.
func (t accountTx) Rekey(ctx context.Context, citizen, phone string, before time.Time) error {
	for _, name := range []string{"ledger.consent.rekey", "ledger.look.rekey"} {
		if _, err := t.c.do(ctx, name, citizen, phone, micros(before)); err != nil {
			return t.note(err)
		}
	}
	return nil
}
