package tui

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// door lets in who has the right three secrets.
type door struct {
	staff  map[string]identity.Principal // by login
	broken error
	open   map[string]bool // tokens
	asked  int             // passwords that were to uncover a kiosk
	slow   error           // what Unlock comes to, whatever the password
}

const (
	password = "a long pass phrase?" // a question mark is no key here
	passcode = "123456"
)

func newDoor() *door {
	return &door{open: map[string]bool{}, staff: map[string]identity.Principal{
		"mina":  {Kind: identity.Staff, ID: "op1", Name: "Mina Das", Roles: []casework.Role{casework.Operator}},
		"verma": {Kind: identity.Staff, ID: "of1", Name: "A. Verma", Roles: []casework.Role{casework.Verifier}, Offices: []string{"wcd.2786"}},
		"sahu":  {Kind: identity.Staff, ID: "cl1", Name: "R. Sahu", Roles: []casework.Role{casework.Clerk}, Offices: []string{"wcd.2786"}},
		"entry": {Kind: identity.Staff, ID: "en1", Name: "P. Pal", Roles: []casework.Role{casework.Entry}, Offices: []string{"wcd.2786"}},
		"audit": {Kind: identity.Staff, ID: "au1", Name: "K. Sen", Roles: []casework.Role{casework.Auditor}, Offices: []string{"wcd.*"}},
		"admin": {Kind: identity.Staff, ID: "ad1", Name: "D. Bose", Roles: []casework.Role{casework.Administrator}},
	}}
}

func (d *door) Refresh(context.Context, string, string) (identity.Session, error) {
	return identity.Session{}, seva.Fail(seva.Unauthenticated, seva.Say("error.refresh"))
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
	return identity.Challenge{ID: "challenge"}, d.broken
}

// Enter lets the citizen in whose code it is.
func (d *door) Enter(_ context.Context, challenge, code string, _ identity.Device) (identity.Session, error) {
	if challenge != "challenge" || code != passcode {
		return identity.Session{}, seva.Refuse("code", seva.Say("error.code.wrong", seva.Args{"Left": 4}))
	}
	d.open["token of a citizen"] = true
	return identity.Session{Token: "token of a citizen", Who: identity.Principal{Kind: identity.Citizen, ID: "c1"}}, nil
}

func (d *door) Who(_ context.Context, token string) (identity.Principal, error) {
	if !d.open[token] {
		return identity.Principal{}, seva.Fail(seva.Unauthenticated, seva.Say("error.token"))
	}
	return d.staff[strings.TrimPrefix(token, "token of ")], nil
}

// Unlock is the part of identity.Own that a kiosk asks.
func (d *door) Unlock(_ context.Context, token, pass string) error {
	d.asked++
	switch {
	case d.slow != nil:
		return d.slow
	case !d.open[token]:
		return seva.Fail(seva.Unauthenticated, seva.Say("error.token"))
	case pass != password:
		return seva.Fail(seva.Unauthenticated, seva.Say("error.sign_in"))
	}
	return nil
}

func (d *door) AskFor(context.Context, string, identity.Purpose, seva.Phone) (identity.Challenge, error) {
	return identity.Challenge{}, errGone
}
func (d *door) SetPIN(context.Context, string, string, string, string) error { return errGone }
func (d *door) Move(context.Context, string, identity.Move) error            { return errGone }
func (d *door) LeaveAll(context.Context, string) error                       { return errGone }
