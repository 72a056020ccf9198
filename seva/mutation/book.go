package mutation

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// ErrNone is what a Book answers for a deed that it does not have.
var ErrNone = errors.New("mutation: no such deed")

// Kept is a deed as it was received, and what became of it that the case does not say.
type Kept struct {
	Deed     Deed
	Print    string // of what came first; another is a conflict
	Case     string
	From     string // the machine that sent it
	Received time.Time
	Verdict  Verdict // at that time
}

// Book keeps deeds and objections beside cases. Change is casework.Book.Change with what is
// below in its transaction.
type Book interface {
	Change(ctx context.Context, fn func(Tx) error) error
	// Deed gives a deed as it is kept, or ErrNone.
	Deed(ctx context.Context, id ID) (Kept, error)
	// Stirred gives deeds that wait and whose land has changed since they were looked at,
	// the one that was received first in front.
	Stirred(ctx context.Context, limit int) ([]ID, error)
	// Rivals gives what came under the number of another deed whose case lies with one of
	// these offices ("lr.*" is every one of a department), the newest first.
	Rivals(ctx context.Context, offices []string, limit int) ([]Rival, error)
}

// Tx is one transaction on cases, the record and deeds.
type Tx interface {
	casework.Tx
	Deeds
	// PutObjection keeps that somebody objected to a case, once a person; false when they
	// had done so before.
	PutObjection(ctx context.Context, number, who string, at time.Time) (bool, error)
}

// Deeds is what an effect needs of the transaction it runs in.
type Deeds interface {
	// ClaimDeed takes a deed's id; false when it is taken. Who comes second at the same time
	// waits for the first.
	ClaimDeed(ctx context.Context, k Kept) (bool, error)
	// SettleDeed writes the case and the verdict of a deed that was claimed.
	SettleDeed(ctx context.Context, k Kept) error
	DeedBy(ctx context.Context, id ID) (Kept, error)
	// DeedOf gives the deed of a case, or ErrNone.
	DeedOf(ctx context.Context, number string) (Kept, error)
	// Peek reads a case and keeps nobody from moving it, as casework.Tx.Case does: deeds of
	// one khatian that held each other's cases would wait for each other.
	Peek(ctx context.Context, number string) (casework.Case, error)
	// PaidFor tells whether another deed names this GRN for its fee.
	PaidFor(ctx context.Context, grn string, other ID) (bool, error)
	// StirDeeds marks the deeds of these cases to be looked at again; Settled takes it back.
	StirDeeds(ctx context.Context, numbers []string) error
	SettledDeed(ctx context.Context, id ID) error
	// PutConflict keeps a deed that came under the id of another, for a person to look at: the
	// same content once, and MostRivals of one id at most. What comes behind those is counted.
	// It is true for one that was kept now.
	PutConflict(ctx context.Context, k Kept) (bool, error)
}

// deedsOf finds the deeds in a transaction that was begun for cases.
func deedsOf(tx casework.Tx) (Deeds, error) {
	d, ok := tx.(Deeds)
	if !ok {
		return nil, seva.Broken(errors.New("mutation: this book of cases keeps no deeds"))
	}
	return d, nil
}
