package payment

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// ErrNone is what a Book answers for what it does not have.
var ErrNone = errors.New("payment: no such thing")

// Whose asks for open demands: of a citizen, of a phone, or all demands of a case.
type Whose struct {
	Citizen string
	Phone   seva.Phone
	Case    string // open or not
	Limit   int
}

// Book keeps payments. Change runs fn in one transaction, which is also one on cases: a
// payment is settled and its case moved, or neither. fn may run again when the engine asks
// for it.
type Book interface {
	Payment(ctx context.Context, dpr string) (Payment, error)
	Debts(ctx context.Context, ids []string) ([]Debt, error)
	Owed(ctx context.Context, w Whose) ([]Debt, error)
	Receipt(ctx context.Context, grn string) (Receipt, error)
	// Of gives the receipts of a payment, by GRN.
	Of(ctx context.Context, dpr string) ([]Receipt, error)
	// Due gives payments about which the treasury is to be asked by now, longest due first.
	Due(ctx context.Context, now time.Time, limit int) ([]string, error)
	// Done gives what was kept under an idempotency key, as casework.Once does.
	Done(ctx context.Context, scope, key string) (fingerprint string, answer []byte, found bool, err error)
	// Presented gives when cases were last opened to an operator, since a moment.
	Presented(ctx context.Context, who string, since time.Time) (map[string]time.Time, error)
	Change(ctx context.Context, fn func(Tx) error) error
	Ledger
}

// Ledger is the books as whoever keeps them reads them.
type Ledger interface {
	// Held gives payments that a person must look at, by DPR after one.
	Held(ctx context.Context, after string, limit int) ([]Payment, error)
	// Receipts gives those in a place that is not an end (RefundDue, RefundSent, Suspense),
	// by GRN after one.
	Receipts(ctx context.Context, in Place, after string, limit int) ([]Receipt, error)
	// Unreported gives receipts noted before a moment that no file of the treasury has.
	Unreported(ctx context.Context, before time.Time, after string, limit int) ([]Receipt, error)
	// Journal gives how one sum of money went.
	Journal(ctx context.Context, grn string) ([]Move, error)
	// Entries gives what came of the lines of a file, in their order.
	Entries(ctx context.Context, file string) ([]Dealt, error)
	Totals(ctx context.Context) (Totals, error)
	// Motions gives what was asked for about some money; what there is not is left out.
	Motions(ctx context.Context, grns []string) ([]Motion, error)
}

// Tx is one transaction. Whoever holds several things takes them in this order: cases, the
// payment, demands, receipts; so no two wait for each other.
type Tx interface {
	casework.Tx
	// Take reads what a transaction is about and keeps others from it, all at once: see Wanted.
	Take(ctx context.Context, w Wanted) (Taken, error)
	// Payment reads one and keeps others from it.
	Payment(ctx context.Context, dpr string) (Payment, error)
	// PutPayment writes one of Version p.Version-1, or a new one of Version 1; of another it
	// is casework.ErrMoved.
	PutPayment(ctx context.Context, p Payment) error
	// Debts reads some and keeps others from them, by id; what there is not is left out.
	Debts(ctx context.Context, ids []string) ([]Debt, error)
	PutDebt(ctx context.Context, d Debt) error
	Receipt(ctx context.Context, grn string) (Receipt, error)
	// PutReceipt writes a receipt as it stands after a move, and the move with it. Without a
	// move (Seq 0) only what is known of it has changed.
	PutReceipt(ctx context.Context, r Receipt, m Move) error
	// PutEntry keeps what came of a line of a file; of one that is there already nothing is
	// changed.
	PutEntry(ctx context.Context, file string, e Dealt) error
	// Present notes that a case was opened to an operator, and forgets what is a day old.
	Present(ctx context.Context, who, number string, at time.Time) error
	// Motion gives what was asked for about some money, or ErrNone, and keeps others from it.
	Motion(ctx context.Context, grn string) (Motion, error)
	// PutMotion keeps what is asked for, one about a GRN at a time; DropMotion forgets it.
	PutMotion(ctx context.Context, m Motion) error
	DropMotion(ctx context.Context, grn string) error
}

// Wanted is what a transaction is about; what is not named is not read. Of the payment it is
// ErrNone when there is none; of all else what there is not is left out.
type Wanted struct {
	Cases      []string
	DPR        string
	DRNs       []string
	GRNs       []string
	Scope, Key string // of an idempotency key
}

// Taken is what there was of what was wanted, each in the order of its numbers. The cases are
// held and no more is told of them.
type Taken struct {
	Payment     Payment
	Debts       []Debt
	Receipts    []Receipt
	Done        bool // something was kept under the key:
	Fingerprint string
	Answer      []byte
}

// Totals are sums over everything there is, each as of one moment.
type Totals struct {
	Debts    map[Of]seva.Money
	Receipts map[Place]seva.Money
	Counts   map[Place]int
	Moves    map[Place]seva.Money // by the journal alone
	Unpaid   int                  // demands that are paid and have no settled receipt of the same amount
	Astray   int                  // settled receipts whose demand does not know of them
}
