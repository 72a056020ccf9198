// Package registry knows what people agreed to about their data, who looked at it, and
// what they may ask of it: notices, consents, looks, and requests to see, mend or erase.
//
// It knows purposes, moments and who. It does not know what an application is about, any
// sentence, or where all this is kept.
package registry

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/ledger"
	"duar/seva/payment"
	"duar/seva/watch"
)

// Basis is what personal data are used on (Digital Personal Data Protection Act 2023).
type Basis string

const (
	ByConsent Basis = "consent" // section 6: only while it is given
	ByBenefit Basis = "benefit" // section 7(b): a benefit, licence or certificate of the State that was asked for
)

// Purpose is one use of personal data, as data in the catalogue; an application to a service
// is the purpose "apply.<service>". Words: "purpose.<words>", "purpose.<words>.why".
type Purpose struct {
	ID    string
	Words string
	Basis Basis
	Items []Item
	// Keep is how many days the data are kept after the purpose is served; 0 is while the
	// account is.
	Keep int
	// Shared names who else is given them: departments, "department.<id>".
	Shared []string
}

// Item is one kind of data and what it is needed for: "item.<id>", and "use.<id>" for why.
// Of an application they are its form's sections: "section.<id>".
type Item struct {
	ID    string
	Words string // the whole key of its name
	Use   string // the whole key of what it is needed for
}

// Notice is a purpose as it is put before a person (DPDP Rules 2025, rule 3: itemised, by
// itself, in plain words). Version is a hash over its words in all languages.
type Notice struct {
	Purpose
	Version string // 16 hex digits
}

// Looks is what a citizen is told of them: how often, and the last ones, newest first.
type Looks struct {
	Count int
	Since time.Time     // looks are kept for a year
	Last  []ledger.Look // without Who
}

// Kind of a request.
type Kind string

const (
	Correction Kind = "correction"
	Erasure    Kind = "erasure"
)

// Request asks an office to mend or erase. Of an erasure what the law lets go at once is
// gone when the answer comes; the rest is listed in Keeps with the day on which it goes.
type Request struct {
	ID      string
	Kind    Kind
	Number  string // the case; "" for everything
	Field   string // pointer of the answer that is wrong
	Note    string // what is right, in the person's words; at most 500 letters
	Office  string // who is to answer; "" when nobody need
	Made    time.Time
	Due     seva.Date // 90 days at most (DPDP Rules 2025, rule 14)
	Done    time.Time // zero while it waits
	Granted bool
	Reason  string // of who answered: "reason.request.<Reason>"
	Gone    []string
	Keeps   []Kept
}

// Kept is what stays after an erasure, until when, and why: "keep.<Why>".
type Kept struct {
	What  string // "case", "consent", "audit": "data.<What>"
	Count int
	Why   string
	Until seva.Date // none when nobody can say yet
}

// Export is all that is held about a person, whole, for them alone. Applications and drafts
// are as their own desks show them to whose they are.
type Export struct {
	At       time.Time
	Account  Account
	Consents []ledger.Consent
	Looks    Looks
	Requests []Request
	Cases    []casework.View
	Drafts   []Draft
	Papers   []document.View
	Watches  []watch.Watch
	// Payments are what the person owed and paid, Objections the cases of others that they
	// objected to. Deeds are those in which the registration office named a buyer of this
	// number, whoever's case each led to.
	Payments   []payment.Due
	Objections []Objection
	Deeds      []Deed
}

// Deed is what a deed says of one buyer, and of nobody else.
type Deed struct {
	ID         string // "1902/2026/1234"
	Case       string
	Registered seva.Date
	Received   time.Time
	Name       string
	Guardian   string
	Address    string
	Share      seva.Share // of what was bought together; 0 where each line says who takes it
}

// Objection is that somebody objected to a case, and when.
type Objection struct {
	Number string
	At     time.Time
}

// Account is what the export says of the account itself.
type Account struct {
	Phone seva.Phone
	Lang  seva.Lang
	Made  time.Time
	PIN   bool
}

// Draft is an application that was begun.
type Draft struct {
	ID       string
	Services []string
	Answers  map[string]any // as form.Answers writes itself
	Changed  time.Time
}

// Counter is the desk as one caller sees it. In process it is made by Desk.For; over HTTP it
// is a client with a token. A phone whose number is only asserted hears how many looks there
// were, and of the consents that it may withdraw, and may withdraw them; everything else but
// a notice needs a citizen who is proved. Staff who are no clerks are Forbidden.
//
// Errors are *seva.Error: Unauthenticated under error.unauthenticated, NotFound under
// error.consent.unknown, error.purpose.unknown and error.request.unknown, Conflict under
// error.consent.version (the notice has changed: read it again) and error.key.other,
// Invalid under error.consent.needed (by benefit: it cannot be withdrawn, the application
// can), error.request.kind, .number, .field, .note and .reason; Conflict under
// error.request.answered, TooMany under error.request.many (ten a day).
type Counter interface {
	Notice(ctx context.Context, purpose string) (Notice, error)
	Consents(ctx context.Context) ([]ledger.Consent, error)
	// Give writes a consent for a purpose that is not an application; those are given by
	// submitting. Again for the same version it gives the one that stands.
	Give(ctx context.Context, purpose, version string) (ledger.Consent, error)
	// Withdraw takes a consent back; one that is withdrawn already is no error.
	Withdraw(ctx context.Context, id string) (ledger.Consent, error)
	Looks(ctx context.Context, limit int) (Looks, error)
	Data(ctx context.Context) (Export, error)
	Ask(ctx context.Context, r Request, key string) (Request, error)
	Requests(ctx context.Context) ([]Request, error)
	// Waiting and Answer are for the clerks of the office that a request is for. Who reads
	// one leaves a look at its case.
	Waiting(ctx context.Context) ([]Request, error)
	Answer(ctx context.Context, id string, granted bool, reason, key string) (Request, error)
}

// ErrNone is what a Book answers for what it does not have.
var ErrNone = errors.New("registry: no such consent or request")
