package payment

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/fee"
)

// Counter is the desk as one caller sees it.
//
// Errors are *seva.Error: NotFound under error.payment.unknown (also for who may not see
// it), and of an operator under error.payment.present: there is none, or the case that it is
// of was not opened at this desk (Present); Invalid under error.payment.number,
// error.payment.mode and error.payment.many, Forbidden under error.payment.prove (a number
// that is only asserted), Conflict under error.payment.paid, error.payment.cancelled and
// error.payment.pending (its Number is the payment that money is awaited for), Unavailable
// under error.payment.away while the treasury does not answer.
//
// Whoever is shown anything of somebody else leaves a look (seva/ledger), or is shown nothing.
type Counter interface {
	// Dues gives open demands: the caller's own, or with a case's number all that it owes.
	Dues(ctx context.Context, number string) ([]Due, error)
	// Present opens what a case owes and has paid to an operator with the citizen at the
	// kiosk, for an hour: fact is the last four digits of the mobile or the year of birth, as
	// for casework.Counter.Check, whose refusals it gives. Without a fact it opens what this
	// operator entered in the last eight hours. It gives what is owed.
	Present(ctx context.Context, number, fact string) ([]Due, error)
	// Begin begins to pay demands, in one transaction of a bank. Where one of them is in a
	// payment already, the treasury is asked first. key makes a repetition harmless: it
	// gives the same payment.
	Begin(ctx context.Context, demands []string, m Mode, key string) (Handoff, error)
	// Resume gives once more how to go on with a payment, wherever it was begun, the treasury
	// having been asked. Of one that has ended it gives how it ended, and no way on.
	Resume(ctx context.Context, dpr string) (Handoff, error)
	// Abandon gives a payment up, so that its demands can be paid anew. The treasury is asked
	// first: of one that it has money for the View says so, and nothing is given up. It is
	// still watched, so that money that comes for it late is never lost. Conflict under
	// error.payment.pending for a challan that somebody said was paid.
	Abandon(ctx context.Context, dpr string) (View, error)
	// Payment gives a payment; of one that money is awaited for the treasury is asked first,
	// where nobody has for a moment.
	Payment(ctx context.Context, dpr string) (View, error)
	// Told notes that somebody says they paid a challan at the counter. It is a remark: the
	// bank's report is what counts.
	Told(ctx context.Context, dpr string) (View, error)
	// Receipt gives what a receipt says of money that came.
	Receipt(ctx context.Context, grn string) (Slip, error)
}

// Due is a demand as its payer sees it.
type Due struct {
	ID      string
	Case    string
	Service string
	Office  string
	Amount  seva.Money
	Dues    []fee.Due
	Raised  time.Time
	Of      Of
	DPR     string // the live payment it is in
	GRN     string // that paid it
}

// Handoff is how to go on with a payment: with Form a browser posts there; with Challans
// somebody goes to a bank.
type Handoff struct {
	View
	Form     Form // URL "" for none
	Challans []Challan
}

// View is a payment as its payer sees it.
type View struct {
	DPR    string
	GPR    string
	Mode   Mode
	State  State
	Amount seva.Money
	Lines  []LineView
	Made   time.Time
	Until  seva.Date // the last day a challan is good
	Ends   time.Time // until when an online payment is good; zero of a challan
	Told   time.Time
	Next   time.Time // when the treasury is asked again by itself
	// Check: what the treasury said does not agree, and a person looks at it.
	Check bool
}

// LineView is one demand of a payment and where its money stands.
type LineView struct {
	Line
	Place Place     // Nowhere while no money has come
	At    time.Time // it came
	// More is money that came for it besides, and is given back.
	More seva.Money
}

// Slip is what a receipt says.
type Slip struct {
	Receipt
	Case    string
	Service string
	Office  string
	Dues    []fee.Due
}
