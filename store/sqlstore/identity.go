package sqlstore

import (
	"context"
	"errors"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/identity"
)

// accounts is the store as a register of identity.
type accounts struct{ s *Store }

// Accounts gives the store as the register of identity.
func (s *Store) Accounts() identity.Register { return accounts{s} }

// Sitting implements identity.Register: one seek for the session, one for its account.
func (r accounts) Sitting(ctx context.Context, hash string) (identity.Sitting, identity.Account, error) {
	var line string
	if err := one(ctx, r.s.engine, "identity.sitting", []any{hash}, &line); err != nil {
		return identity.Sitting{}, identity.Account{}, unknown(err)
	}
	s, a, ok := readSitting(line)
	if !ok {
		return identity.Sitting{}, identity.Account{}, explain(errors.New("sqlstore: a session that cannot be read"))
	}
	s.Hash = hash
	return s, a, nil
}

// Account implements identity.Register.
func (r accounts) Account(ctx context.Context, kind identity.Kind, handle string) (identity.Account, error) {
	a, err := oneAccount(ctx, r.s.engine, "identity.account", kind, handle)
	return a, unknown(err)
}

// Staff implements identity.Register.
func (r accounts) Staff(ctx context.Context) ([]identity.Account, error) {
	all, err := staff(ctx, r.s.engine)
	return all, explain(err)
}

// Barred implements identity.Register. How often it changed is read first: what changes
// meanwhile is then read again, never missed.
func (r accounts) Barred(ctx context.Context, since int64) (turn int64, all []seva.Phone, err error) {
	err = one(ctx, r.s.engine, "identity.turn", []any{barredTurn}, &turn)
	if err != nil && !errors.Is(err, errNone) || turn == since {
		return turn, nil, unlessNone(err)
	}
	err = each(ctx, r.s.engine, "identity.barred", nil, func(row rows) error {
		var handle string
		err := row.Scan(&handle)
		all = append(all, seva.Phone(handle))
		return err
	})
	return turn, all, explain(err)
}

// barredTurn is what identity_turn counts suspensions of numbers under.
const barredTurn = "barred"

func unlessNone(err error) error {
	if errors.Is(err, errNone) {
		return nil
	}
	return explain(err)
}

// Change implements identity.Register.
func (r accounts) Change(ctx context.Context, fn func(identity.Tx) error) error {
	return r.s.transact(ctx, func(t *tx) error { return fn(accountTx{t}) })
}

// Sweep implements identity.Register. What it removes has ended: a power failure that
// brings it back harms nobody.
func (r accounts) Sweep(ctx context.Context, now time.Time) (int, error) {
	var all int64
	yesterday := seva.DateOf(now.AddDate(0, 0, -1)).Number() * 100
	for _, sweep := range []deed{
		{name: "identity.session.sweep", args: []any{micros(now)}},
		{name: "identity.family.sweep", args: []any{micros(now)}},
		{name: "identity.challenge.sweep", args: []any{micros(now)}},
		{name: "identity.tally.sweep", args: []any{micros(now)}},
		{name: "identity.shown.sweep", args: []any{micros(now)}},
		{name: "identity.budget.sweep", args: []any{yesterday}},
	} {
		// One transaction each, so that rows are held briefly and never two kinds at once.
		err := r.s.engine.change(ctx, sound, func(c change) error {
			n, err := c.do(ctx, sweep.name, sweep.args...)
			all += n
			return err
		})
		if err != nil {
			return int(all), explain(err)
		}
	}
	return int(all), nil
}

// accountTx is one transaction on the register, with all that an act leaves behind.
type accountTx struct{ *tx }

// Tally implements identity.Tx.
func (t accountTx) Tally(ctx context.Context, key string) (identity.Tally, error) {
	var moments string
	var until, stale int64
	err := one(ctx, t.c, "identity.tally", []any{key}, &moments, &until, &stale)
	if err != nil {
		return identity.Tally{}, t.note(err)
	}
	all, err := unpackMoments(moments)
	return identity.Tally{Moments: all, Until: unpackMoment(until), Stale: unpackMoment(stale)}, t.note(err)
}

// PutTally implements identity.Tx.
func (t accountTx) PutTally(ctx context.Context, key string, v identity.Tally) error {
	_, err := t.c.do(ctx, "identity.tally.put", key, packMoments(v.Moments), packMoment(v.Until), packMoment(v.Stale))
	return t.note(err)
}

// Challenge implements identity.Tx.
func (t accountTx) Challenge(ctx context.Context, id string) (identity.Asked, error) {
	if !plain(id) { // as somebody sent it; the engines do not agree on odd bytes
		return identity.Asked{}, identity.ErrNone
	}
	var a identity.Asked
	var phone, lang, purpose string
	var expires int64
	err := one(ctx, t.c, "identity.challenge", []any{id}, &a.ID, &phone, &lang, &a.Code, &a.Tries, &expires, &purpose, &a.Account)
	if err != nil {
		return identity.Asked{}, t.unknown(err)
	}
	a.Phone, a.Lang, a.Expires = seva.Phone(phone), seva.Lang(lang), unpackMoment(expires)
	a.Purpose = identity.Purpose(purpose)
	return a, nil
}

// PutChallenge implements identity.Tx.
func (t accountTx) PutChallenge(ctx context.Context, a identity.Asked) error {
	_, err := t.c.do(ctx, "identity.challenge.put", a.ID, string(a.Phone), string(a.Lang), a.Code, a.Tries, packMoment(a.Expires),
		string(a.Purpose), a.Account)
	return t.note(err)
}

// DropChallenge implements identity.Tx.
func (t accountTx) DropChallenge(ctx context.Context, id string) error {
	_, err := t.c.do(ctx, "identity.challenge.drop", id)
	return t.note(err)
}

// Account implements identity.Tx.
func (t accountTx) Account(ctx context.Context, kind identity.Kind, handle string) (identity.Account, error) {
	a, err := oneAccount(ctx, t.c, "identity.account.hold", kind, handle)
	return a, t.unknown(err)
}

// Holder implements identity.Tx.
func (t accountTx) Holder(ctx context.Context, id string) (identity.Account, error) {
	var a accountRow
	if err := one(ctx, t.c, "identity.holder", []any{id}, a.open()...); err != nil {
		return identity.Account{}, t.unknown(err)
	}
	return a.account(), nil
}

// Staff implements identity.Tx.
func (t accountTx) Staff(ctx context.Context) ([]identity.Account, error) {
	all, err := staff(ctx, t.c)
	return all, t.note(err)
}

// PutAccount implements identity.Tx.
func (t accountTx) PutAccount(ctx context.Context, a identity.Account) error {
	secret := a.Secret
	if secret == nil {
		secret = []byte{} // the column takes no NULL
	}
	_, err := t.c.do(ctx, "identity.account.put", a.ID, string(a.Kind), a.Handle, a.Name,
		joinRoles(a.Roles), strings.Join(a.Offices, ","), string(a.Lang),
		packMoment(a.Made), packMoment(a.Suspended), a.Password, secret, a.Step, packMoment(a.Bound), a.PIN)
	return t.note(err)
}

// PutSitting implements identity.Tx.
func (t accountTx) PutSitting(ctx context.Context, s identity.Sitting) error {
	_, err := t.c.do(ctx, "identity.sitting.put", s.Hash, s.Account, packMoment(s.Made), packMoment(s.Expires), s.Family)
	return t.note(err)
}

// EndSitting implements identity.Tx.
func (t accountTx) EndSitting(ctx context.Context, hash string) error {
	_, err := t.c.do(ctx, "identity.sitting.end", hash)
	return t.note(err)
}

// EndSittings implements identity.Tx. Families go first: whoever is just getting a session
// by one holds it, and after that the session is there to be seen.
func (t accountTx) EndSittings(ctx context.Context, account string) error {
	_, err := t.c.do(ctx, "identity.families.end", account)
	if err == nil {
		_, err = t.c.do(ctx, "identity.sittings.end", account)
	}
	return t.note(err)
}

// unknown turns no row into identity's word for it; any other failure is the engine's.
func (t accountTx) unknown(err error) error {
	if errors.Is(err, errNone) {
		return identity.ErrNone
	}
	return t.note(err)
}

func unknown(err error) error {
	if errors.Is(err, errNone) {
		return identity.ErrNone
	}
	return explain(err)
}
