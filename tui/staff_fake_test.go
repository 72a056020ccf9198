package tui

import (
	"context"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// door lets in who has the right three secrets.
type door struct {
	staff  map[string]identity.Principal // by login
	broken error
	open   map[string]bool // tokens
}

const (
	password = "a long pass phrase?" // a question mark is no key here
	passcode = "123456"
)

func newDoor() *door {
	return &door{open: map[string]bool{}, staff: map[string]identity.Principal{
		"mina":  {Kind: identity.Staff, ID: "op1", Name: "Mina Das", Roles: []casework.Role{casework.Operator}},
		"verma": {Kind: identity.Staff, ID: "of1", Name: "A. Verma", Roles: []casework.Role{casework.Verifier}, Offices: []string{"wcd.2786"}},
	}}
}

func (d *door) SignIn(_ context.Context, login, pass, code string) (identity.Session, error) {
	who, known := d.staff[login]
	if d.broken != nil {
		return identity.Session{}, d.broken
	}
	if !known || pass != password || code != passcode {
		return identity.Session{}, seva.Fail(seva.Unauthenticated, seva.Say("error.sign_in"))
	}
	token := "token of " + login
	d.open[token] = true
	return identity.Session{Token: token, Who: who}, nil
}

func (d *door) Leave(_ context.Context, token string) error { delete(d.open, token); return nil }

func (d *door) Ask(context.Context, seva.Phone, seva.Lang) (identity.Challenge, error) {
	return identity.Challenge{}, errGone
}

func (d *door) Enter(context.Context, string, string) (identity.Session, error) {
	return identity.Session{}, errGone
}

func (d *door) Who(context.Context, string) (identity.Principal, error) {
	return identity.Principal{}, errGone
}
