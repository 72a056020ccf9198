package payment

import (
	"context"
	"time"

	"duar/seva/casework"
)

// Errand is what one officer of accounts asks for, and another lets happen. Public API; words
// under "payment.errand.<Errand>".
type Errand string

const (
	Give Errand = "give" // money that paid its demand, or stands in suspense, is to go back
	Send Errand = "send" // money that is due is sent back, under a reference of the treasury
	// Settle: money in suspense pays the demand that it names after all, which is open and of the
	// same sum.
	Settle Errand = "settle"
)

// Errands lists them.
func Errands() []Errand { return []Errand{Give, Send, Settle} }

// Motion is an errand that was asked for and waits for another officer.
type Motion struct {
	GRN       string
	Errand    Errand
	By        string // identity's id of who asked
	Reference string // the order, or the treasury's number of the refund
	At        time.Time
}

// Refund is money that is to go back, or that nobody knows what it is for, as officers of
// accounts see it. Of the person it says no more than the case.
type Refund struct {
	Receipt
	Case   string // "" of money that nobody knows what it is for
	Office string
	Motion Motion // zero where nothing was asked for
	Own    bool   // the caller asked for it, or sent it: another must go on
}

// Heap asks for money in one place: RefundDue, RefundSent or Suspense, by GRN after one.
type Heap struct {
	In    Place
	After string
	Limit int // 100 when 0, and at most
}

// Cashbook is the desk of money that goes back, as an officer of accounts sees it: for cases of
// their offices, and what is in suspense of nobody's for whoever serves a whole department.
//
// One asks, another approves, and nothing moves before; who sent money does not say that it
// has arrived. Errors are *seva.Error: Forbidden under error.forbidden to who keeps no
// accounts and under error.payment.maker to who asked, NotFound under error.payment.unknown,
// Conflict under error.payment.place (the money does not stand where that can be done),
// error.payment.asked (it was asked for already) and error.payment.unasked, Invalid under
// error.payment.by.
type Cashbook interface {
	Refunds(ctx context.Context, h Heap) ([]Refund, error)
	// Ask asks for an errand, under the order that it rests on or the treasury's reference.
	Ask(ctx context.Context, grn string, e Errand, reference string) (Refund, error)
	// Approve does what another has asked for.
	Approve(ctx context.Context, grn string) (Refund, error)
	// Decline takes what was asked for off the table: another's, or one's own.
	Decline(ctx context.Context, grn string) (Refund, error)
	// Arrived notes that money which was sent has arrived, or with back that it came back and
	// is due again.
	Arrived(ctx context.Context, grn string, back bool) (Refund, error)
}

// Accounts gives the desk of money that goes back, for a caller.
func (d *Desk) Accounts(who casework.Caller) Cashbook { return cashier{d, who} }
