package sqlstore

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// accounts is the store as a register of identity.
type accounts struct{ s *Store }

// Accounts gives the store as the register of identity.
func (s *Store) Accounts() identity.Register { return accounts{s} }

// Sitting implements identity.Register: one seek for the session, one for its account.
func (r accounts) Sitting(ctx context.Context, hash string) (identity.Sitting, identity.Account, error) {
	var s identity.Sitting
	var made, expires int64
	var a accountRow
	err := one(ctx, r.s.engine, "identity.sitting", []any{hash},
		append([]any{&s.Hash, &s.Account, &made, &expires}, a.open()...)...)
	if err != nil {
		return identity.Sitting{}, identity.Account{}, unknown(err)
	}
	s.Made, s.Expires = unpackMoment(made), unpackMoment(expires)
	return s, a.account(), nil
}

// Staff implements identity.Register.
func (r accounts) Staff(ctx context.Context) ([]identity.Account, error) {
	var all []identity.Account
	err := each(ctx, r.s.engine, "identity.staff", nil, func(row rows) error {
		var a accountRow
		err := row.Scan(a.open()...)
		all = append(all, a.account())
		return err
	})
	return all, explain(err)
}

// Change implements identity.Register.
func (r accounts) Change(ctx context.Context, fn func(identity.Tx) error) error {
	return r.s.transact(ctx, func(t *tx) error { return fn(accountTx{t}) })
}

// Sweep implements identity.Register. What it removes has ended: a power failure that
// brings it back harms nobody.
func (r accounts) Sweep(ctx context.Context, now time.Time) (int, error) {
	var all int64
	for _, name := range []string{"identity.session.sweep", "identity.challenge.sweep", "identity.tally.sweep"} {
		// One transaction each, so that rows are held briefly and never two kinds at once.
		err := r.s.engine.change(ctx, sound, func(c change) error {
			n, err := c.do(ctx, name, micros(now))
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
	var phone, lang string
	var expires int64
	err := one(ctx, t.c, "identity.challenge", []any{id}, &a.ID, &phone, &lang, &a.Code, &a.Tries, &expires)
	if err != nil {
		return identity.Asked{}, t.unknown(err)
	}
	a.Phone, a.Lang, a.Expires = seva.Phone(phone), seva.Lang(lang), unpackMoment(expires)
	return a, nil
}

// PutChallenge implements identity.Tx.
func (t accountTx) PutChallenge(ctx context.Context, a identity.Asked) error {
	_, err := t.c.do(ctx, "identity.challenge.put", a.ID, string(a.Phone), string(a.Lang), a.Code, a.Tries, packMoment(a.Expires))
	return t.note(err)
}

// DropChallenge implements identity.Tx.
func (t accountTx) DropChallenge(ctx context.Context, id string) error {
	_, err := t.c.do(ctx, "identity.challenge.drop", id)
	return t.note(err)
}

// Account implements identity.Tx.
func (t accountTx) Account(ctx context.Context, kind identity.Kind, handle string) (identity.Account, error) {
	if !plain(handle) {
		return identity.Account{}, identity.ErrNone
	}
	var a accountRow
	err := one(ctx, t.c, "identity.account", []any{string(kind), handle}, a.whole()...)
	if err != nil {
		return identity.Account{}, t.unknown(err)
	}
	return a.account(), nil
}

// PutAccount implements identity.Tx.
func (t accountTx) PutAccount(ctx context.Context, a identity.Account) error {
	secret := a.Secret
	if secret == nil {
		secret = []byte{} // the column takes no NULL
	}
	roles := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		roles[i] = string(r)
	}
	_, err := t.c.do(ctx, "identity.account.put", a.ID, string(a.Kind), a.Handle, a.Name,
		strings.Join(roles, ","), strings.Join(a.Offices, ","), string(a.Lang),
		packMoment(a.Made), packMoment(a.Suspended), a.Password, secret, a.Step)
	return t.note(err)
}

// PutSitting implements identity.Tx.
func (t accountTx) PutSitting(ctx context.Context, s identity.Sitting) error {
	_, err := t.c.do(ctx, "identity.sitting.put", s.Hash, s.Account, packMoment(s.Made), packMoment(s.Expires))
	return t.note(err)
}

// EndSitting implements identity.Tx.
func (t accountTx) EndSitting(ctx context.Context, hash string) error {
	_, err := t.c.do(ctx, "identity.sitting.end", hash)
	return t.note(err)
}

// EndSittings implements identity.Tx.
func (t accountTx) EndSittings(ctx context.Context, account string) error {
	_, err := t.c.do(ctx, "identity.sittings.end", account)
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

// accountRow takes a row of identity_account.
type accountRow struct {
	a                          identity.Account
	kind, roles, offices, lang string
	made, suspended            int64
}

// open gives where to put the columns that everybody may read, whole also the secrets.
func (r *accountRow) open() []any {
	return []any{&r.a.ID, &r.kind, &r.a.Handle, &r.a.Name, &r.roles, &r.offices, &r.lang, &r.made, &r.suspended}
}

func (r *accountRow) whole() []any { return append(r.open(), &r.a.Password, &r.a.Secret, &r.a.Step) }

func (r *accountRow) account() identity.Account {
	a := r.a
	a.Kind, a.Lang = identity.Kind(r.kind), seva.Lang(r.lang)
	a.Made, a.Suspended = unpackMoment(r.made), unpackMoment(r.suspended)
	for _, role := range commas(r.roles) {
		a.Roles = append(a.Roles, casework.Role(role))
	}
	a.Offices = commas(r.offices)
	return a
}

// commas splits what was joined; nothing is no list.
func commas(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func packMoments(all []time.Time) string {
	words := make([]string, len(all))
	for i, t := range all {
		words[i] = strconv.FormatInt(micros(t), 10)
	}
	return strings.Join(words, ",")
}

func unpackMoments(s string) ([]time.Time, error) {
	var all []time.Time
	for _, word := range commas(s) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, err
		}
		all = append(all, fromMicros(n))
	}
	return all, nil
}
