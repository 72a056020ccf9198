package registry

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
	"duar/seva/payment"
	"duar/seva/watch"
)

// Person is whose lines are meant: an account, and the keyed hash of its number, under which
// stands what came before there was an account. Either may be "".
type Person struct {
	Citizen string
	Phone   string
}

// Holder is a citizen's account as far as this desk shows it.
type Holder struct {
	ID string
	Account
}

// Book keeps the lines of the ledger and the requests. Change runs fn in one transaction:
// all of what it writes is kept, or nothing. fn may run again when the engine asks for it,
// so it does nothing but use tx.
type Book interface {
	// Consents gives all lines of a person, oldest first.
	Consents(ctx context.Context, p Person) ([]ledger.Consent, error)
	// Agreed tells whether a consent of the person's for a purpose stands.
	Agreed(ctx context.Context, p Person, purpose string) (bool, error)
	// Looks counts those since a moment and gives the last ones, newest first, without Who,
	// Citizen and Phone; none for a limit of 0.
	Looks(ctx context.Context, p Person, since time.Time, limit int) (int, []ledger.Look, error)
	// Requests gives a citizen's, newest first, Waiting those of some offices that are not
	// answered, the first due first; "lr.*" is every office of a department.
	Requests(ctx context.Context, citizen string) ([]Request, error)
	Waiting(ctx context.Context, offices []string, limit int) ([]Request, error)
	// Watches gives what an account and a number watch.
	Watches(ctx context.Context, citizen string, p seva.Phone) ([]watch.Watch, error)
	// Payments gives what an account or a number owed and paid, while it is said whose it
	// was, the oldest first; Objections to which cases an account objected.
	Payments(ctx context.Context, citizen string, p seva.Phone) ([]payment.Debt, error)
	Objections(ctx context.Context, citizen string) ([]Objection, error)
	// Deeds gives what deeds say of a buyer of this number while they say anything, the first
	// that came in front.
	Deeds(ctx context.Context, p seva.Phone) ([]Deed, error)
	// Askers gives whose some requests are, by their ids.
	Askers(ctx context.Context, ids []string) (map[string]string, error)
	// Holder gives the account of an id or, without one, of a number.
	Holder(ctx context.Context, id string, p seva.Phone) (Holder, error)
	Change(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction on the book.
type Tx interface {
	Consents(ctx context.Context, p Person) ([]ledger.Consent, error)
	// Withdraw fills in the withdrawal of a line, once: false when that was done before.
	Withdraw(ctx context.Context, id string, at time.Time, channel string) (bool, error)
	// Request reads a request and whose it is, and keeps others from it.
	Request(ctx context.Context, id string) (r Request, citizen string, err error)
	PutRequest(ctx context.Context, r Request, citizen string) error
	Eraser
	casework.Leave
	casework.Once
	ledger.Writer
}

// Eraser takes out what may go. What is not there is no error.
type Eraser interface {
	// DropDrafts takes out an owner's drafts that are not submitted, with their files.
	DropDrafts(ctx context.Context, owners ...string) (int, error)
	// DropWatches takes out what an account and a number watch.
	DropWatches(ctx context.Context, citizen string, p seva.Phone) error
	// ForgetPhone takes out the language a phone chose, by the key it is kept under,
	// ForgetPIN the PIN of a number's account.
	ForgetPhone(ctx context.Context, key string) (bool, error)
	ForgetPIN(ctx context.Context, p seva.Phone) (bool, error)
	// DropAccount takes out a citizen's account with its sessions and devices. One that is
	// suspended stays, and false is given. Nobody finds a deed by its number from then on.
	DropAccount(ctx context.Context, id string) (bool, error)
	// Filed counts the cases of a citizen's account that are not empty.
	Filed(ctx context.Context, citizen string) (int, error)
	// Empty leaves a Tombstone of a case and of its events, and takes out its files; when it
	// was the last line of its application, also the draft that it was; with a case also what
	// the deed that led to it says and who objected. False when the case has another version,
	// or is empty already.
	Empty(ctx context.Context, number string, version int64, at time.Time) (bool, error)
}

// Attic is where a Keeper finds what is over.
type Attic interface {
	// Old counts what of a kind was over by a moment, Drop takes some of it out and says how
	// much that was. Several may drop at once.
	Old(ctx context.Context, kind string, before time.Time) (int, error)
	Drop(ctx context.Context, kind string, before time.Time, limit int) (int, error)
	// Rest gives cases of a service that no clock will move and that are not empty, from the
	// oldest on: those that were submitted by a moment and stand behind one.
	Rest(ctx context.Context, service string, behind Place, before time.Time, limit int) ([]casework.Case, error)
	Change(ctx context.Context, fn func(Tx) error) error
}

// Place is where a case stands in the order of submitting. The zero Place is before all.
type Place struct {
	Submitted time.Time
	Number    string
}
