package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/ledger"
	"duar/seva/service"
)

// Parts is what the desk works with. All but Preference, Papers and Ended are required.
type Parts struct {
	Book     Book
	Notices  *Notices
	Cases    *casework.Desk
	Services *service.Desk
	World    seva.World
	// Preference gives the key under which the language that a phone chose is kept; nil where
	// no phone is served.
	Preference func(seva.Phone) string
	// Papers gives the signed papers of a person, for the export; nil where none are made.
	Papers func(ctx context.Context, who casework.Caller) ([]document.View, error)
	// Ended is told that an account is gone, for whoever remembers its sessions; it may be nil.
	Ended func()
}

// Desk is where people see and say what becomes of their data. It is safe for concurrent use.
type Desk struct{ Parts }

// NewDesk makes the desk.
func NewDesk(p Parts) (*Desk, error) {
	if p.Book == nil || p.Notices == nil || p.Cases == nil || p.Services == nil {
		return nil, errors.New("registry: the desk needs a book, notices, and the desks of cases and services")
	}
	return &Desk{p}, nil
}

// For gives the desk's counter for a caller.
func (d *Desk) For(who casework.Caller) Counter { return counter{d, who} }

// Agrees tells whether whoever has a number agrees now to be told something by consent: the
// registry of messages asks before it lets out what is not about a person's own business.
func (d *Desk) Agrees(ctx context.Context, p seva.Phone, purpose string) (bool, error) {
	person, err := d.behind(ctx, p)
	if err != nil {
		return false, err
	}
	agreed, err := d.Book.Agreed(ctx, person, purpose)
	return agreed, broken(err)
}

// behind gives the person of a number.
func (d *Desk) behind(ctx context.Context, p seva.Phone) (Person, error) {
	h, err := d.Book.Holder(ctx, "", p)
	if err != nil && !errors.Is(err, ErrNone) {
		return Person{}, seva.Broken(err)
	}
	return Person{Citizen: h.ID, Phone: d.Cases.Keyed(p)}, nil
}

// counter is the desk as one caller sees it.
type counter struct {
	desk *Desk
	who  casework.Caller
}

// proved gives the caller as the person whose data they are, where that is proved.
func (c counter) proved() (Person, error) {
	switch {
	case c.who.ID != "" && c.who.Proved && c.who.Is(casework.Citizen):
		return Person{Citizen: c.who.ID, Phone: c.desk.Cases.Keyed(c.who.Phone)}, nil
	case c.who.ID != "": // staff: whose data they keep is not theirs to ask about here
		return Person{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return Person{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
}

// heard is proved, and gives a phone that a gateway asserts as whoever has its number.
func (c counter) heard(ctx context.Context) (Person, error) {
	if c.asserted() {
		return c.desk.behind(ctx, c.who.Phone)
	}
	return c.proved()
}

func (c counter) asserted() bool { return c.who.ID == "" && c.who.Phone != "" && !c.who.Proved }

// actor names the caller in the audit log.
func (c counter) actor() string {
	if c.who.ID == "" {
		return "phone:" + c.desk.Cases.Keyed(c.who.Phone)
	}
	return c.who.ID
}

// leaf is the audit leaf of an act at this desk. It names nobody: what is hashed has a
// random id in it, so that not even a guess can be held against it.
func (c counter) leaf(act, subject string, of any, at time.Time) audit.Leaf {
	role := string(casework.Citizen)
	for _, staff := range []casework.Role{casework.Clerk, casework.Operator, casework.Entry, casework.Institution} {
		if c.who.Is(staff) {
			role = string(staff)
			break
		}
	}
	return audit.Leaf{At: at, Actor: c.actor(), Role: role, Act: act, Subject: subject, Digest: digest(of)}
}

// Notice gives the notice of a purpose to anybody.
func (c counter) Notice(_ context.Context, purpose string) (Notice, error) {
	n, known := c.desk.Notices.Notice(purpose)
	if !known {
		return Notice{}, unknown("purpose", nil)
	}
	return n, nil
}

// lookTerm is how long looks are kept.
const lookTerm = "look"

// mostLooks is how many looks are listed.
const mostLooks = 200

// Looks counts the looks of the last year. A phone that is only asserted hears how many
// there were.
func (c counter) Looks(ctx context.Context, limit int) (Looks, error) {
	p, err := c.heard(ctx)
	if err != nil {
		return Looks{}, err
	}
	if limit < 0 || limit > mostLooks {
		return Looks{}, seva.Refuse("limit", seva.Say("error.limit.range", seva.Args{"Least": 0, "Most": mostLooks}))
	}
	if c.asserted() {
		limit = 0
	}
	return c.desk.looks(ctx, p, limit)
}

func (d *Desk) looks(ctx context.Context, p Person, limit int) (Looks, error) {
	since := d.World.Now().AddDate(0, 0, -d.Notices.plan.term(lookTerm))
	n, last, err := d.Book.Looks(ctx, p, since, limit)
	if err != nil {
		return Looks{}, seva.Broken(err)
	}
	for i, l := range last { // whoever keeps the book, nobody is named here
		last[i] = ledger.Look{Number: l.Number, Role: l.Role, Office: l.Office, Why: l.Why, Channel: l.Channel, At: l.At}
	}
	return Looks{Count: n, Since: since, Last: last}, nil
}

// checkKey refuses an idempotency key that could not be kept.
func checkKey(key string) error {
	const most = 200 // bytes, as in seva/casework
	if key == "" || len(key) > most || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return seva.Refuse("key", seva.Say("error.key.missing"))
	}
	return nil
}

// digest hashes anything as its canonical JSON.
func digest(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("registry: " + err.Error()) // only values that have a JSON form get here
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func unknown(what string, err error) error {
	return &seva.Error{Kind: seva.NotFound, Field: what, Text: seva.Say("error." + what + ".unknown"), Err: err}
}

// broken is seva.Broken that keeps nil an untyped nil.
func broken(err error) error {
	if err == nil {
		return nil
	}
	return seva.Broken(err)
}
