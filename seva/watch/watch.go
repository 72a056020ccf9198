// Package watch tells people by SMS of what happens to a plot or a khatian that they watch:
// a new case, a day to object until, a hearing, an order, a change of the record by an order or
// by a load of the register; and that a watch ends soon. It is a guard against who would have
// land that is not theirs written over to them.
//
// It knows who watches what, how many watches one phone and one plot may have, and which acts
// of a case are worth an SMS. It does not know any sentence, who the parties of a case are,
// or where watches are kept.
package watch

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
)

// Purpose is what the ledger calls it: a watch is kept while its consent stands.
const Purpose = "watch"

// Limits. They keep one phone from watching a village, and one plot from costing a thousand
// SMS whenever somebody acts.
const (
	MostPhone = 10  // live watches of a phone
	MostLand  = 200 // of one plot or khatian
	MostDay   = 3   // new ones of a phone a day
)

// Life is how long a watch lasts; it is begun anew by asking for it again.
const life = 365 * 24 * time.Hour

// Watch is somebody's wish to be told of one plot or khatian.
type Watch struct {
	ID string
	// No tells the watches of one phone apart, from 1: "WATCH STOP 2". A number that is free
	// again is given again.
	No      int
	Phone   seva.Phone // whole: it is where the SMS goes
	Citizen string     // account that asked for it; "" of a phone that a gateway asserts
	Key     casework.Key
	Lang    seva.Lang
	Channel string
	Consent string // the line of the ledger
	Since   time.Time
	Until   time.Time
}

// Live tells whether it is told of anything at a moment.
func (w Watch) Live(now time.Time) bool { return now.Before(w.Until) }

// Ask is what somebody wants to watch: a plot or a khatian of a mouza, as people write it
// ("1027001/165/1201", "1027001/165-1201"), under the notice that they read.
type Ask struct {
	Kind    string // casework.KeyPlot or casework.KeyKhatian
	Land    string
	Version string // of the notice of Purpose
}

// Counter is the desk as one caller sees it: a citizen who is signed in, or a phone whose
// number a gateway asserts. Whoever asks at a phone is asked once more there before Watch is
// called.
//
// Errors are *seva.Error: Unauthenticated under error.unauthenticated of who has no phone,
// NotFound under error.watch.unknown and those of the land desk, Conflict under
// error.consent.version (the notice has changed: read it again) and error.watch.stopped (the
// phone wants no SMS), Invalid under error.watch.kind and for a number that is none, TooMany
// under error.watch.phone, error.watch.land and error.watch.day.
type Counter interface {
	// Watch begins a watch, or begins the year of one that is there anew.
	Watch(ctx context.Context, a Ask) (Watch, error)
	// Watches gives the caller's, by their No. Over HTTP their phone is masked.
	Watches(ctx context.Context) ([]Watch, error)
	// Unwatch ends one by its ID, or by its No ("2").
	Unwatch(ctx context.Context, id string) error
}

// ErrNone is what a Book answers for a watch it does not have.
var ErrNone = errors.New("watch: no such watch")

// Book keeps watches. Change runs fn in one transaction, and again when the engine asks for
// it.
type Book interface {
	// Of gives a phone's watches by No, those that are over too.
	Of(ctx context.Context, p seva.Phone) ([]Watch, error)
	// Ending gives the watches that end behind from and until to, by ID, those behind after.
	Ending(ctx context.Context, from, to time.Time, after string, limit int) ([]Watch, error)
	Change(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction on the book.
type Tx interface {
	// Held is Of, and keeps other transactions from beginning a watch of this phone or of
	// this key until this one ends. count is how many watch the key that are not over.
	Held(ctx context.Context, p seva.Phone, k casework.Key, now time.Time) (of []Watch, count int, err error)
	// Put writes a watch, in place of the one of its ID.
	Put(ctx context.Context, w Watch) error
	Drop(ctx context.Context, id string) error
	// Standing gives the ID of a consent that stands, of an account or of a keyed phone, for
	// a purpose under a version; "" for none.
	Standing(ctx context.Context, citizen, phone, purpose, version string) (string, error)
	// Withdraw fills in the withdrawal of a consent, once.
	Withdraw(ctx context.Context, id string, at time.Time, channel string) (bool, error)
	casework.Leave
	ledger.Writer
}

// Reader is what the transactions of casework can do where watches are kept beside cases.
type Reader interface {
	// Watchers gives the live watches of some keys, by phone and No.
	Watchers(ctx context.Context, keys []casework.Key, now time.Time) ([]Watch, error)
}
