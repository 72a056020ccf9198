// Package identity knows who is asking: citizens by a one-time code to their mobile,
// staff by password and a time-based code, phones as their gateway asserts them.
//
// It knows accounts, roles, offices and sessions, and how a secret is proved. It does not
// know what anybody may do with it (each desk decides over the Principal it is given), any
// sentence, or where accounts are kept.
package identity

import (
	"context"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// Kind is how we know somebody.
type Kind string

const (
	Nobody   Kind = "nobody"   // an app or a phone that has not said who it is
	Asserted Kind = "asserted" // a phone, whose number its gateway asserts
	Citizen  Kind = "citizen"  // proved a mobile by a one-time code
	Staff    Kind = "staff"    // proved a password and a time-based code
)

// Principal is who asks. The zero Principal is nobody. ID is random and names nobody.
type Principal struct {
	Kind    Kind
	ID      string
	Phone   seva.Phone // of a citizen or an asserted phone
	Name    string     // of staff, for the screen they see
	Roles   []casework.Role
	Offices []string // of staff: "lr.1027"; "lr.*" is every office of a department
	Lang    seva.Lang
}

// Is tells whether the principal has a role. A citizen has the role citizen.
func (p Principal) Is(r casework.Role) bool { return slices.Contains(p.Roles, r) }

// Session is what signing in gives. Token is 256 random bits; only its hash is kept.
type Session struct {
	Token   string
	Expires time.Time
	Who     Principal
}

// Challenge is an open request for a code. It looks the same for a number we know and one
// we do not.
type Challenge struct {
	ID      string
	Expires time.Time
	Again   time.Time // when another code may be asked for
}

// Door lets people in. Over HTTP it is a client.
//
// Errors are *seva.Error: Invalid under error.code.wrong (with Left tries) and
// error.code.old (unknown, used or expired), TooMany under error.code.tries and
// error.code.sends (with Minutes to wait), Unauthenticated under error.sign_in (one answer
// for a wrong name, password or code, and for too many of them) and error.token.
type Door interface {
	// Ask sends a six-digit code by SMS to a mobile. It lives five minutes, is used once,
	// and five wrong tries end it; three may be sent in ten minutes and ten a day.
	Ask(ctx context.Context, p seva.Phone, l seva.Lang) (Challenge, error)
	// Enter proves a challenge and signs the citizen in.
	Enter(ctx context.Context, challenge, code string) (Session, error)
	// SignIn lets staff in by login, password (argon2id) and time-based code (RFC 6238);
	// a code is used once.
	SignIn(ctx context.Context, login, password, code string) (Session, error)
	// Who gives whose token it is.
	Who(ctx context.Context, token string) (Principal, error)
	// Leave ends a session.
	Leave(ctx context.Context, token string) error
}

// Caller gives the principal as the desks of services and cases know it.
func (p Principal) Caller(channel string) casework.Caller {
	return casework.Caller{
		ID: p.ID, Phone: p.Phone, Proved: p.Kind == Citizen, Roles: p.Roles, Offices: p.Offices,
		Channel: channel, Lang: p.Lang,
	}
}
