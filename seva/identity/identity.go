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
	Citizen  Kind = "citizen"  // proved a mobile by a one-time code, or on a phone by a PIN
	Staff    Kind = "staff"    // proved a password and a time-based code
	Machine  Kind = "machine"  // a department's own system: signs each request (RFC 7519)
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

// Session is what signing in gives. Token is 256 bits; only its hash is kept. Refresh is
// there when the session is bound to a device.
type Session struct {
	Token   string
	Expires time.Time
	Who     Principal

	Refresh        string // "" without a device
	RefreshExpires time.Time
}

// Device is the public key of an app's installation: base64url of its PKIX DER, ECDSA on
// P-256 or Ed25519. The private half never leaves the phone's key store.
type Device string

// Purpose is what a one-time code is asked for; it proves nothing else.
type Purpose string

const (
	ToEnter Purpose = "enter" // to sign in
	ToPIN   Purpose = "pin"   // to set a PIN; goes to the account's own number
	ToMove  Purpose = "move"  // to bind another number; goes to that one
	ToLeave Purpose = "leave" // to give a number up; goes to the account's own number
)

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
// error.code.old (unknown, used or expired), under error.device (no key that can be read)
// and TooMany under error.code.tries and error.code.sends (with Minutes to wait),
// Unavailable under error.code.paused (too many codes to a range of numbers, or to all, on
// this day), Unauthenticated under error.sign_in (one answer for a wrong name, password or
// code, and for too many of them), error.token and error.refresh.
type Door interface {
	// Ask sends a six-digit code by SMS to a mobile. It lives five minutes, is used once,
	// and five wrong tries end it; three may be sent in ten minutes and ten a day.
	Ask(ctx context.Context, p seva.Phone, l seva.Lang) (Challenge, error)
	// Enter proves a challenge and signs the citizen in for a quarter of an hour. With a
	// device the session can be renewed for ninety days; without, "", it ends.
	Enter(ctx context.Context, challenge, code string, device Device) (Session, error)
	// Refresh gives a new session, and a new refresh token, for an old one. proof is the
	// device's signature over RefreshText(refresh). A token whose answer was lost may be
	// shown again and gives the same answer, until its successor has been shown; one that
	// is older is theft, ends everything of that device, and is audited.
	Refresh(ctx context.Context, refresh, proof string) (Session, error)
	// SignIn lets staff in by login, password (argon2id) and time-based code (RFC 6238);
	// a code is used once.
	SignIn(ctx context.Context, login, password, code string) (Session, error)
	// Who gives whose token it is.
	Who(ctx context.Context, token string) (Principal, error)
	// Leave ends a session, and with it its device's refresh token.
	Leave(ctx context.Context, token string) error
}

// RefreshText is what a device signs to renew a session, and MoveText to bind its account
// to another number (the challenge that went there). ECDSA signs SHA-256 of it, in ASN.1
// DER or as r and s of 32 bytes each; Ed25519 signs it as it is. Proofs are base64url.
func RefreshText(refresh string) string { return "duar refresh 1\n" + refresh }

// MoveText is what a device signs to move its account; see RefreshText.
func MoveText(challenge string) string { return "duar move 1\n" + challenge }

// Own is what people do about their own account; token is of their session.
//
// Errors are those of Door, and Invalid under error.pin.weak (four to six digits, not all
// the same, not in a row), Forbidden under error.move.device (the session is of no device,
// or the proof is not its), Conflict under error.move.taken (the number is somebody's
// account) and Forbidden under error.move.fresh (the number's SIM is too new).
type Own interface {
	// AskFor sends a code for a purpose; to is read for ToMove only.
	AskFor(ctx context.Context, token string, p Purpose, to seva.Phone) (Challenge, error)
	// SetPIN sets the PIN that a phone call is proved with, after a code ToPIN. "" takes it away.
	SetPIN(ctx context.Context, token, challenge, code, pin string) error
	// Move binds the account to another number: never by a code alone. All sessions end, and
	// both numbers are told by SMS.
	Move(ctx context.Context, token string, m Move) error
	// Unlock proves again that whoever signed in sits at the kiosk; a wrong password counts
	// against the login like a failed sign-in.
	Unlock(ctx context.Context, token, password string) error
	// LeaveAll ends every session of the account.
	LeaveAll(ctx context.Context, token string) error
}

// Move is what binding another number takes: the code sent there, the device's signature
// over MoveText(Challenge), and the PIN, or the code sent to the number that is left.
type Move struct {
	Challenge, Code string // ToMove
	Proof           string
	PIN             string
	OldChallenge    string // ToLeave, when there is no PIN
	OldCode         string
}

// Pins is what a phone face asks of whoever dials.
type Pins interface {
	// HasPIN tells whether the account of a number has set a PIN.
	HasPIN(ctx context.Context, p seva.Phone) (bool, error)
	// ByPIN gives the citizen of a number whose PIN this is. Errors: Invalid under
	// error.pin.wrong (with Left tries) and TooMany under error.pin.shut: five wrong ones
	// shut it for a day, and a hundred in a row until a new one is set.
	ByPIN(ctx context.Context, p seva.Phone, pin string) (Principal, error)
	// Barred tells whether a number is suspended; it is asked at every hop, costs no read,
	// and is true on every server within a second.
	Barred(p seva.Phone) bool
}

// Bureau is what an administrator does about staff. In process it is made by Desk.For.
//
// Errors: Forbidden under error.forbidden (not an administrator) and error.staff.self (their
// own roles, suspension or secrets); those of Enrol, Renew and SetRoles.
type Bureau interface {
	Staff(ctx context.Context) ([]Account, error)
	Enrol(ctx context.Context, n NewStaff) (Enrolment, error)
	Renew(ctx context.Context, login string) (Enrolment, error)
	SetRoles(ctx context.Context, login string, roles []casework.Role, offices []string) error
	Suspend(ctx context.Context, login string, suspended bool) error
	// Revoke ends every session of a login at once: a kiosk was stolen.
	Revoke(ctx context.Context, login string) error
	Bar(ctx context.Context, p seva.Phone, barred bool) error
}

// Numbers is what the telecom operators say of a number (Telecom Cyber Security Amendment
// Rules 2025, rule 7A: the Mobile Number Validation platform).
type Numbers interface {
	Number(ctx context.Context, p seva.Phone) (Standing, error)
}

// Standing of a number. A zero moment is not known.
type Standing struct {
	Holder time.Time // since when it has belonged to the present subscriber
	SIM    time.Time // since when it has been on the present SIM
}

// Client is a department's system or a gateway's that calls us.
type Client struct {
	ID        string // "lr-register": letters, digits and hyphens
	Name      string
	Roles     []casework.Role
	Offices   []string
	Suspended time.Time
	Keys      []ClientKey
}

// ClientKey is one key of a client; several hold at once, so that keys are changed without
// a pause. Public is PKIX DER, Ed25519 or ECDSA on P-256.
type ClientKey struct {
	ID     string
	Public []byte
	From   time.Time
	Until  time.Time // zero while it has no end
}

// Clients is what the API asks to know a machine by the token that it signed.
type Clients interface {
	// Client gives a machine and its keys that hold now. Errors: Unauthenticated under
	// error.token, also for one that is suspended.
	Client(ctx context.Context, id string) (Principal, []ClientKey, error)
	// Fresh notes a token's jti until it has expired, and tells whether it is new.
	Fresh(ctx context.Context, client, jti string, until time.Time) (bool, error)
}

// Caller gives the principal as the desks of services and cases know it.
func (p Principal) Caller(channel string) casework.Caller {
	return casework.Caller{
		ID: p.ID, Phone: p.Phone, Proved: p.Kind == Citizen, Roles: p.Roles, Offices: p.Offices,
		Channel: channel, Lang: p.Lang,
	}
}
