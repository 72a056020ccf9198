package casework

import (
	"context"
	"errors"
	"time"

	"duar/seva/audit"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/ledger"
	"duar/seva/notice"
)

// Counter is the case desk as one caller sees it, with the caller in it. In process it is
// made by Desk.For; over HTTP it is a client with a token.
//
// Errors are *seva.Error: NotFound under error.case.unknown (also for who may not see it),
// Conflict under error.case.moved (another version), Forbidden under error.case.role,
// Invalid under error.case.action (no such edge; says what can be done instead) and for
// what an action lacks, TooMany under error.case.tries.
type Counter interface {
	// Case gives one case, or the only line of an application, in full.
	Case(ctx context.Context, number string) (View, error)
	// Check gives the lines of an application for who knows its number: all of them where
	// the service is not personal or the caller's own phone applied; otherwise fact must
	// be the last four digits of the applicant's mobile or the year of birth.
	Check(ctx context.Context, number, fact string) ([]Glance, error)
	// Mine gives the caller's own cases, newest first: of a citizen by identity, of a
	// phone by its number.
	Mine(ctx context.Context) ([]Glance, error)
	// Track gives cases that are about something, to who has no number: oldest first, nothing
	// about persons, at most fifty.
	Track(ctx context.Context, q Trace) ([]Glance, error)
	// Hearing gives what the notice of a case's hearing says, to whoever may read the case
	// whole; NotFound under error.case.no_hearing where none is set.
	Hearing(ctx context.Context, number string) (Hearing, error)
	Inbox(ctx context.Context, q Query) (Page, error)
	// Act takes an action. key makes a repetition harmless: the same key and act give the
	// same answer and happen once; the same key with another act is a Conflict.
	Act(ctx context.Context, a Act, key string) (View, error)
}

// ErrNone is what a Book answers for a case it does not have.
var ErrNone = errors.New("casework: no such case")

// Book keeps cases. Change runs fn in one transaction: all of what it writes is kept, or
// nothing. fn may run again when the engine asks for it, so it does nothing but use tx.
type Book interface {
	Case(ctx context.Context, number string) (Case, error)
	Lines(ctx context.Context, application string) ([]Case, error)
	// Files is Lines with the log of each, all as of one moment. A line's own number gives
	// that line alone.
	Files(ctx context.Context, number string) ([]File, error)
	// Standings is Files without the answers, for whoever tells where cases stand: reading
	// answers costs more than all the rest.
	Standings(ctx context.Context, number string) ([]File, error)
	Events(ctx context.Context, number string) ([]Event, error)
	// Keys gives what a case can be found by, by kind and value.
	Keys(ctx context.Context, number string) ([]Key, error)
	Find(ctx context.Context, f Find) ([]Case, error)
	Change(ctx context.Context, fn func(Tx) error) error
}

// File is a case with its whole log.
type File struct {
	Case
	Events []Event
}

// Find asks for cases in one of five ways, in the order of the index that serves it.
type Find struct {
	Citizen string // by identity's id, newest first
	Phone   string // by E.164 digits of the applicant, newest first
	// Offices by due day, then number; those without a due day last. After is where the
	// page before ended ("20261130|CAF2026000123/2").
	Offices []string
	States  []string // of these states only, with Offices
	Service string
	After   string
	// Woken: running cases whose Wake is not after this moment, in that order.
	Woken time.Time
	// Key: of what the case is about, oldest first; with Live only those that have not ended,
	// and with one office in Offices those of that office, submitted from From and before
	// Until (zero for no end).
	Key         Key
	Live        bool
	From, Until time.Time
	Limit       int
}

// Tx is one transaction on the book.
type Tx interface {
	// Number allocates the next of a series in a year, from 1: no two are the same, and a
	// transaction that does not commit leaves no gap.
	Number(ctx context.Context, series string, year int) (int64, error)
	// Case reads a case as of this transaction and keeps others from moving it.
	Case(ctx context.Context, number string) (Case, error)
	// Hold is Case and Events of several at once, in the order of their numbers; what there
	// is not is left out.
	Hold(ctx context.Context, numbers []string) ([]File, error)
	// Put writes a case and its events behind those it has. The case's Version less the
	// number of events must be what is stored (0 for a new case), or it is errors.Is
	// ErrMoved.
	Put(ctx context.Context, c Case, events []Event) error
	// Events reads those written so far.
	Events(ctx context.Context, number string) ([]Event, error)
	Leave
	Once
	Index
	ledger.Writer
	land.Writer
	fee.Writer
}

// Leave writes what an act leaves behind.
type Leave interface {
	Audit(ctx context.Context, l audit.Leaf) error
	// Tell puts a message into the outbox, once for its Ref.
	Tell(ctx context.Context, m notice.Message) error
	// Try counts an attempt at something that may be tried a few times a day, and gives
	// how many there were: "check:GR2026000123" on 20261124.
	Try(ctx context.Context, what string, day int64) (int, error)
}

// Once keeps what an idempotency key led to, beside the effect.
type Once interface {
	// Done gives what was kept under the scope's key: the fingerprint of the request and
	// the answer; found is false for a new key.
	Done(ctx context.Context, scope, key string) (fingerprint string, answer []byte, found bool, err error)
	Do(ctx context.Context, scope, key, fingerprint string, answer []byte, at time.Time) error
}

// ErrMoved is what Put answers when the stored case is not of the version expected.
var ErrMoved = errors.New("casework: the case has moved")
