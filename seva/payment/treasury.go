package payment

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/fee"
)

// Treasury is who takes the money. Answers are what it said, already proved to be its own
// words; whether they are about our payment is judged here.
type Treasury interface {
	// Handoff makes what a browser takes to the treasury. It asks nobody, and may be made
	// again for the same order.
	Handoff(o Order) (Form, error)
	// Challan asks for a challan to pay at a counter, server to server. Asked again for the
	// same DPR it gives the one there is.
	Challan(ctx context.Context, o Order) (Answer, error)
	// Verify asks what became of a payment.
	Verify(ctx context.Context, dpr string) (Answer, error)
	// Returned reads what a browser brought back, as far as to say which payment it is
	// about. Nothing else in it is believed.
	Returned(fields map[string]string) (dpr string, err error)
}

// Errors of a Treasury, besides those of the way there (which mean: ask again).
var (
	ErrChecksum = errors.New("payment: the treasury's answer does not have its checksum")
	ErrGarbled  = errors.New("payment: the treasury's answer cannot be read")
)

// Order is what the treasury is asked to take.
type Order struct {
	Payment
	Payer string // name
	Phone seva.Phone
	Lang  seva.Lang
}

// Form is where a browser goes and what it posts there.
type Form struct {
	URL    string
	Fields map[string]string
}

// Status is what the treasury says of a payment or of one of its lines.
type Status string

const (
	SaysPaid    Status = "success"
	SaysFailed  Status = "failed"
	SaysPending Status = "pending"
	SaysUnknown Status = "unknown" // it knows no such payment
)

// Answer is what the treasury says of one payment.
type Answer struct {
	DPR    string
	GPR    string
	Status Status
	Amount seva.Money
	Lines  []Said
}

// Said is what it says of one line. A line may come twice, when it was charged twice: each
// has a GRN of its own.
type Said struct {
	DRN    string
	GRN    string
	BRN    string
	Amount seva.Money
	Status Status
	Bank   string
	At     time.Time // the bank took the money; zero where it does not say
}

// Challan is what is printed for a counter: one for each line.
type Challan struct {
	GRN    string
	DRN    string
	Case   string
	Amount seva.Money
	Dues   []fee.Due
	Until  seva.Date // the last day it is good
}
