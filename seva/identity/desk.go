package identity

import (
	"cmp"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// Limits of signing in. Whoever changes one reads docs/adr/0011 and 0017 first.
const (
	codeLife  = 5 * time.Minute
	codeTries = 5 // wrong ones end a challenge
	pinTries  = 5 // wrong ones on a day shut a PIN
	// pinEver wrong ones with no right one between them shut it until another is set (NIST SP
	// 800-63B: at most a hundred).
	pinEver = 100
	// pinStale is how long wrong ones are remembered.
	pinStale = 2 * 365 * 24 * time.Hour

	failMost = 10 // sign-ins that fail in failSpan shut a login for failShut
	failSpan = 15 * time.Minute
	failShut = 15 * time.Minute

	citizenLife = 15 * time.Minute    // of a session, whatever is done in it
	refreshLife = 90 * 24 * time.Hour // of a device's, from its sign-in; renewing does not lengthen it
	staffLife   = 8 * time.Hour
	devicesMost = 8 // of one citizen; the oldest goes

	freshSIM = 48 * time.Hour // a SIM younger than that changes nothing that lasts

	tokenBytes = 32
	// hashing at once is bounded by memory: each takes 19 MiB.
	hashing = 4
)

// sends bound the codes to one number: each costs money, and a phone that does not stop
// ringing is a weapon.
var sends = []limit{{3, 10 * time.Minute}, {10, 24 * time.Hour}}

// Budgets of codes when Parts does not say; docs/adr/0017 has the arithmetic.
const (
	prefixUsual = 200     // to the numbers of one prefix in an hour
	dailyUsual  = 100_000 // to all on a day
)

// Parts is what a Desk is made of. Those above the line are required.
type Parts struct {
	Register Register
	World    seva.World
	// Secret keys the hashes of codes and numbers and seals the secrets of time-based
	// codes. It must be the same on every server; staff must be enrolled anew when it is lost.
	Secret []byte
	// Say puts the code's message into words.
	Say func(seva.Lang, seva.Text) string

	// Keyed is the keyed hash of a number under which consents and looks stand of who has no
	// account (casework.Parts.Keyed). Without it they stay with the number, whoever gets it.
	Keyed func(seva.Phone) string

	// Numbers tells whether a number went to somebody else and how old its SIM is. Without
	// it nobody is asked: numbers are never found to be recycled, and SIMs never too new.
	Numbers Numbers
	// Unasked is told when somebody was let in although Numbers did not answer; it may be
	// nil. The error names no number.
	Unasked func(error)
	// PrefixMost is how many codes are sent to the numbers of one prefix (five national
	// digits) in an hour, DailyMost how many to all on a day; 0 for the usual.
	PrefixMost, DailyMost int
}

// Desk is the Door in process, and all else that this package declares: Own, Pins, Clients,
// and by For the Bureau. It is safe for concurrent use. Somebody runs Watch and, every few
// minutes, Sweep.
type Desk struct {
	Parts
	codes, counts, seals, pins, chain, tags []byte // keys made of the secret, one a purpose
	gate                                    chan struct{}
	barred                                  atomic.Pointer[map[seva.Phone]bool] // nil while nobody watches
	recent                                  recent
}

var (
	_ Door    = (*Desk)(nil)
	_ Own     = (*Desk)(nil)
	_ Pins    = (*Desk)(nil)
	_ Clients = (*Desk)(nil)
	_ Bureau  = (*Desk)(nil) // the house itself: whoever runs the program
)

// NewDesk makes the desk.
func NewDesk(p Parts) *Desk {
	p.PrefixMost, p.DailyMost = cmp.Or(p.PrefixMost, prefixUsual), cmp.Or(p.DailyMost, dailyUsual)
	d := &Desk{Parts: p, gate: make(chan struct{}, hashing)}
	d.Register = watched{p.Register, &d.recent}
	d.codes, d.counts, d.seals = d.key("code"), d.key("tally"), d.key("totp")
	d.pins, d.chain, d.tags = d.key("pin"), d.key("chain"), d.key("tag")
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

// Who gives whose token it is. Roles that were taken away, a session that was ended and an
// account that was suspended count at once on the server where that was done, and on the
// others within a second (see recent).
func (d *Desk) Who(ctx context.Context, token string) (Principal, error) {
	now, hash := d.World.Now(), tokenHash(sha256.Sum256([]byte(token)))
	if p, ok := d.recently(hash, now); ok {
		return p, nil
	}
	turn := d.recent.turn.Load()
	s, a, err := d.live(ctx, token)
	if err != nil {
		return Principal{}, err
	}
	d.recent.put(turn, hash, seen{s, a, now})
	return a.principal(), nil
}

// live gives the session of a token that still holds, and whose it is.
func (d *Desk) live(ctx context.Context, token string) (Sitting, Account, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return Sitting{}, Account{}, badToken()
	}
	s, a, err := d.Register.Sitting(ctx, hashed(token))
	switch {
	case errors.Is(err, ErrNone):
		return Sitting{}, Account{}, badToken()
	case err != nil:
		return Sitting{}, Account{}, seva.Broken(err)
	case !s.Expires.After(d.World.Now()) || !a.Suspended.IsZero():
		return Sitting{}, Account{}, badToken()
	}
	return s, a, nil
}

// Leave ends a session, and everything of its device. One that has ended already is no error.
func (d *Desk) Leave(ctx context.Context, token string) error {
	s, _, err := d.Register.Sitting(ctx, hashed(token))
	switch {
	case errors.Is(err, ErrNone):
		return nil
	case err != nil:
		return seva.Broken(err)
	}
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		if s.Family != "" { // which a session never changes
			return tx.EndFamily(ctx, s.Family)
		}
		return tx.EndSitting(ctx, s.Hash)
	}))
}

// LeaveAll is Own: it ends every session of the account and every device's.
func (d *Desk) LeaveAll(ctx context.Context, token string) error {
	_, a, err := d.live(ctx, token)
	if err != nil {
		return err
	}
	return broken(d.Register.Change(ctx, func(tx Tx) error { return tx.EndSittings(ctx, a.ID) }))
}

// Sweep forgets what has ended, and says how much that was. Nothing that has ended is
// ever honoured, swept or not; somebody calls this every few minutes.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	n, err := d.Register.Sweep(ctx, d.World.Now())
	return n, broken(err)
}

// sit begins a session of no device in the transaction that proved who it is.
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
		p.Phone, p.Roles = a.number(), []casework.Role{casework.Citizen}
		return p
	}
	p.Name, p.Roles, p.Offices = a.Name, slices.Clone(a.Roles), slices.Clone(a.Offices)
	return p
}

// number gives a citizen's mobile; "" of one that has lost it.
func (a Account) number() seva.Phone {
	if p := seva.Phone(a.Handle); a.Kind == Citizen && indianMobile(p) {
		return p
	}
	return ""
}

// numberless is the handle of a citizen who has lost the number: no mobile begins so.
func (a Account) numberless() string { return "-" + a.ID }

// hash waits for a place at the work that costs memory; whoever got one calls done.
func (d *Desk) hash(ctx context.Context) (done func(), err error) {
	select {
	case d.gate <- struct{}{}:
		return func() { <-d.gate }, nil
	case <-ctx.Done():
		return nil, seva.Broken(ctx.Err())
	}
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
