package payment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
)

// Parts is what a desk of payments is made of. Alarm may be nil; all else is needed.
type Parts struct {
	Book     Book
	Cases    *casework.Desk
	Treasury Treasury
	Calendar casework.Calendar // of the days on which banks report
	World    seva.World
	// Alarm is told what a person must look at, after it was kept. It must not wait.
	Alarm func(Alarm)
}

// Alarm is something that a person must look at.
type Alarm struct {
	DPR  string
	GRN  string // of money that cannot be placed; may be empty
	Held Held
}

// Desk is where money is asked for and accounted for. It is safe for concurrent use.
type Desk struct{ Parts }

// NewDesk makes the desk.
func NewDesk(p Parts) (*Desk, error) {
	if p.Book == nil || p.Cases == nil || p.Treasury == nil {
		return nil, errors.New("payment: the desk needs a book, the desk of cases and a treasury")
	}
	if p.Alarm == nil {
		p.Alarm = func(Alarm) {}
	}
	return &Desk{p}, nil
}

// For gives the desk's counter for a caller.
func (d *Desk) For(who casework.Caller) Counter { return counter{d, who} }

type counter struct {
	desk *Desk
	who  casework.Caller
}

// sees tells whether the caller may see a demand: whose it is, by identity or by the mobile,
// also one that a gateway only asserts; an operator, with the citizen at the kiosk; and
// staff and auditors of its office.
//
// Whoever merely knows the number of a case may neither see what it owes nor pay it: a
// payment that was begun keeps others from paying until it has failed, and a stranger could
// keep a case from going on that way. Who pays for somebody else does so at a kiosk, or with
// the way to the treasury that the citizen was given.
func (c counter) sees(office, citizen string, phone seva.Phone) bool {
	who := c.who
	switch {
	case who.ID != "" && who.ID == citizen && who.Is(casework.Citizen):
		return true
	case who.Phone != "" && who.Phone == phone && !(who.Proved && citizen != "" && citizen != who.ID):
		return true // not of a number that has changed hands
	case who.ID != "" && who.Is(casework.Operator):
		return true
	}
	return who.Serves(office) && slices.ContainsFunc(
		[]casework.Role{casework.Clerk, casework.Verifier, casework.Sanctioner, casework.Auditor}, who.Is)
}

// pays tells whether the caller may begin a payment of a demand that they see: whose it is
// proved to be, an operator, a clerk of its office.
func (c counter) pays(d Debt) bool {
	who := c.who
	own := who.ID != "" && who.ID == d.Citizen && who.Is(casework.Citizen) ||
		who.Proved && who.Phone != "" && who.Phone == d.Phone && (d.Citizen == "" || d.Citizen == who.ID)
	return own || who.ID != "" && who.Is(casework.Operator) || who.Is(casework.Clerk) && who.Serves(d.Office)
}

// role is in which role the caller acts, for the audit log.
func (c counter) role() casework.Role {
	for _, r := range []casework.Role{casework.Clerk, casework.Operator} {
		if c.who.Is(r) {
			return r
		}
	}
	return casework.Citizen
}

func (c counter) actor() string {
	if c.who.ID == "" && c.who.Phone != "" {
		return "phone:" + c.desk.Cases.Keyed(c.who.Phone)
	}
	return c.who.ID
}

// leaf is the audit leaf of an act on a payment. Its digest is over the facts, which name
// nobody.
func leaf(act, by string, role casework.Role, subject string, of any, at time.Time) audit.Leaf {
	return audit.Leaf{At: at, Actor: by, Role: string(role), Act: act, Subject: subject, Digest: digest(of)}
}

// digest hashes anything as its canonical JSON.
func digest(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("payment: " + err.Error()) // only values that have a JSON form get here
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// checkKey refuses an idempotency key that could not be kept.
func checkKey(key string) error {
	const most = 200 // bytes, as in seva/casework
	if key == "" || len(key) > most || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return seva.Refuse("key", seva.Say("error.key.missing"))
	}
	return nil
}

// mark makes the number of a new payment: 100 random bits behind the letter.
func (d *Desk) mark() string { return "P" + strings.ToUpper(d.World.ID())[:20] }

// reference reads a number of ours as people and browsers bring it: a letter and 20 capital
// letters and digits.
func reference(field string, letter byte, s string) (string, error) {
	s = strings.ToUpper(strings.TrimSpace(seva.Digits(s)))
	if len(s) != 21 || s[0] != letter || !number(s) {
		return "", seva.Refuse(field, seva.Say("error.payment.number", seva.Args{"Example": string(letter) + "ABCDEFGHIJKLMNOPQRS7"}))
	}
	return s, nil
}

func unknown(err error) error {
	return &seva.Error{Kind: seva.NotFound, Field: "payment", Text: seva.Say("error.payment.unknown"), Err: err}
}

// away is what somebody is told while the treasury does not answer.
func away(err error) error {
	return &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.payment.away"), Err: err}
}

// explain turns a book's error into one that a face can answer.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNone):
		return unknown(err)
	case errors.Is(err, casework.ErrMoved):
		return &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"), Err: err}
	}
	return seva.Broken(err)
}

// find reads a payment, and gives one that is not there as unknown.
func (d *Desk) find(ctx context.Context, dpr string) (Payment, error) {
	p, err := d.Book.Payment(ctx, dpr)
	return p, explain(err)
}
