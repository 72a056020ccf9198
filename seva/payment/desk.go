package payment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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
	// Lifetime is how long an online payment keeps its demands from another; DefaultLifetime
	// when 0. Money that comes later is taken all the same.
	Lifetime time.Duration
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
	if p.Lifetime == 0 {
		p.Lifetime = DefaultLifetime
	}
	if p.Lifetime < time.Minute || p.Lifetime > mostLifetime {
		return nil, fmt.Errorf("payment: an online payment is good for a minute to %s", mostLifetime)
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
