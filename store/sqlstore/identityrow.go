package sqlstore

import (
	"context"
	"strconv"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// sittingParts is how many parts the line of identity.sitting has.
const sittingParts = 12

// readSitting reads a session and its account as identity.sitting writes them.
func readSitting(line string) (s identity.Sitting, a identity.Account, ok bool) {
	part := strings.SplitN(line, "|", sittingParts)
	if len(part) != sittingParts {
		return s, a, false
	}
	moment := func(i int) time.Time {
		n, err := strconv.ParseInt(part[i], 10, 64)
		ok = ok && err == nil
		return unpackMoment(n)
	}
	ok = true
	s = identity.Sitting{Account: part[0], Made: moment(1), Expires: moment(2), Family: part[3]}
	a = identity.Account{ID: part[0], Kind: identity.Kind(part[4]), Handle: part[5], Roles: splitRoles(part[6]),
		Offices: commas(part[7]), Lang: seva.Lang(part[8]), Made: moment(9), Suspended: moment(10), Name: part[11]}
	return s, a, ok
}

// staff lists the accounts of staff.
func staff(ctx context.Context, a asker) ([]identity.Account, error) {
	var all []identity.Account
	err := each(ctx, a, "identity.staff", nil, func(row rows) error {
		var a accountRow
		err := row.Scan(a.open()...)
		all = append(all, a.account())
		return err
	})
	return all, err
}

// oneAccount reads an account whole.
func oneAccount(ctx context.Context, from asker, name string, kind identity.Kind, handle string) (identity.Account, error) {
	if !plain(handle) { // as somebody sent it; the engines do not agree on odd bytes
		return identity.Account{}, errNone
	}
	var a accountRow
	if err := one(ctx, from, name, []any{string(kind), handle}, a.whole()...); err != nil {
		return identity.Account{}, err
	}
	return a.account(), nil
}

// accountRow takes a row of identity_account.
type accountRow struct {
	a                          identity.Account
	kind, roles, offices, lang string
	made, suspended, bound     int64
}

// open gives where to put the columns that everybody may read, whole also the secrets.
func (r *accountRow) open() []any {
	return []any{&r.a.ID, &r.kind, &r.a.Handle, &r.a.Name, &r.roles, &r.offices, &r.lang, &r.made, &r.suspended}
}

func (r *accountRow) whole() []any {
	return append(r.open(), &r.a.Password, &r.a.Secret, &r.a.Step, &r.bound, &r.a.PIN)
}

func (r *accountRow) account() identity.Account {
	a := r.a
	a.Kind, a.Lang = identity.Kind(r.kind), seva.Lang(r.lang)
	a.Made, a.Suspended, a.Bound = unpackMoment(r.made), unpackMoment(r.suspended), unpackMoment(r.bound)
	a.Roles, a.Offices = splitRoles(r.roles), commas(r.offices)
	return a
}

func joinRoles(roles []casework.Role) string {
	all := make([]string, len(roles))
	for i, r := range roles {
		all[i] = string(r)
	}
	return strings.Join(all, ",")
}

func splitRoles(s string) []casework.Role {
	var all []casework.Role
	for _, role := range commas(s) {
		all = append(all, casework.Role(role))
	}
	return all
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
