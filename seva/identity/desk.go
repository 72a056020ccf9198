package identity

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// Limits of signing in. Whoever changes one reads docs/adr/0011 first.
const (
	codeLife  = 5 * time.Minute
	codeTries = 5 // wrong ones end a challenge

	failMost = 10 // sign-ins that fail in failSpan shut a login for failShut
	failSpan = 15 * time.Minute
	failShut = 15 * time.Minute

	citizenLife = 12 * time.Hour // of a session, whatever is done in it
	staffLife   = 8 * time.Hour

	tokenBytes = 32
	// hashing at once is bounded by memory: each takes 19 MiB.
	hashing = 4
)

// sends bound the codes to one number: each costs money, and a phone that does not stop
// ringing is a weapon.
var sends = []limit{{3, 10 * time.Minute}, {10, 24 * time.Hour}}

// Parts is what a Desk is made of. All are required.
type Parts struct {
	Register Register
	World    seva.World
	// Secret keys the hashes of codes and numbers and seals the secrets of time-based
	// codes. It must be the same on every server; staff must be enrolled anew when it is lost.
	Secret []byte
	// Say puts the code's message into words.
	Say func(seva.Lang, seva.Text) string
}

// Desk is the Door in process. It is safe for concurrent use.
type Desk struct {
	Parts
	codes, counts, seals []byte // keys made of the secret, one a purpose
	gate                 chan struct{}
}

var _ Door = (*Desk)(nil)

// NewDesk makes the desk.
func NewDesk(p Parts) *Desk {
	d := &Desk{Parts: p, gate: make(chan struct{}, hashing)}
	d.codes, d.counts, d.seals = d.key("code"), d.key("tally"), d.key("totp")
	return d
}

// key makes a key for one purpose, so that no two uses of the secret can meet.
func (d *Desk) key(purpose string) []byte {
	k, err := hkdf.Key(sha256.New, d.Secret, nil, "duar identity "+purpose, sha256.Size)
	if err != nil {
		panic("identity: " + err.Error()) // asking for one hash's length cannot fail
	}
	return k
}

// mac gives the keyed hash of words that are kept apart, in hex.
func mac(key []byte, words ...string) string {
	h := hmac.New(sha256.New, key)
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Who gives whose token it is. The account is read each time: roles that were taken away
// and an account that was suspended count at once.
func (d *Desk) Who(ctx context.Context, token string) (Principal, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return Principal{}, badToken()
	}
	s, a, err := d.Register.Sitting(ctx, hashed(token))
	switch {
	case errors.Is(err, ErrNone):
		return Principal{}, badToken()
	case err != nil:
		return Principal{}, seva.Broken(err)
	case !s.Expires.After(d.World.Now()) || !a.Suspended.IsZero():
		return Principal{}, badToken()
	}
	return a.principal(), nil
}

// Leave ends a session. One that has ended already is no error.
func (d *Desk) Leave(ctx context.Context, token string) error {
	return broken(d.Register.Change(ctx, func(tx Tx) error { return tx.EndSitting(ctx, hashed(token)) }))
}

// Sweep forgets what has ended, and says how much that was. Nothing that has ended is
// ever honoured, swept or not; somebody calls this every few minutes.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	n, err := d.Register.Sweep(ctx, d.World.Now())
	return n, broken(err)
}

// sit begins a session in the transaction that proved who it is.
func (d *Desk) sit(ctx context.Context, tx Tx, a Account, life time.Duration) (Session, error) {
	now := d.World.Now()
	token := base64.RawURLEncoding.EncodeToString(d.World.Bytes(tokenBytes))
	s := Sitting{Hash: hashed(token), Account: a.ID, Made: now, Expires: now.Add(life)}
	return Session{Token: token, Expires: s.Expires, Who: a.principal()}, tx.PutSitting(ctx, s)
}

// principal gives the account as desks know it.
func (a Account) principal() Principal {
	p := Principal{Kind: a.Kind, ID: a.ID, Lang: a.Lang}
	if a.Kind == Citizen {
		p.Phone, p.Roles = seva.Phone(a.Handle), []casework.Role{casework.Citizen}
		return p
	}
	p.Name, p.Roles, p.Offices = a.Name, slices.Clone(a.Roles), slices.Clone(a.Offices)
	return p
}

// hashed needs no key: a token is 256 random bits.
func hashed(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// typed gives a code as typed, in any script's digits and with spaces, as six digits; ""
// when it is none.
func typed(code string) string {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, seva.Digits(code))
	if len(code) != codeDigits || strings.Trim(code, "0123456789") != "" {
		return ""
	}
	return code
}

func badToken() error { return seva.Fail(seva.Unauthenticated, seva.Say("error.token")) }

// broken is seva.Broken that keeps nil an untyped nil.
func broken(err error) error {
	if err == nil {
		return nil
	}
	return seva.Broken(err)
}
