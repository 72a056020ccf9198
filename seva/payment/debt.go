package payment

import (
	"time"

	"duar/seva"
	"duar/seva/fee"
)

// Of is how a demand stands.
type Of string

const (
	Open      Of = "open"
	Met       Of = "paid"
	Cancelled Of = "cancelled" // its case ended or went on without it, or its money was given back
)

// Debt is a demand and how it stands.
type Debt struct {
	fee.Demand
	Of    Of
	DPR   string // the live payment it is in; of one that is paid, the one by which it was
	GRN   string // of the receipt that paid it
	Ended time.Time
}

// Receipt is money that the treasury says it has, under the number of its challan: a GRN is
// one sum of money, however often it is told of.
type Receipt struct {
	GRN      string
	BRN      string
	DPR      string
	DRN      string
	Amount   seva.Money
	Place    Place
	At       time.Time // the money came, as the treasury says
	Noted    time.Time // we heard of it
	Reported seva.Date // of the daily file that has it; none until one does
	Bank     string
	Moved    int64 // how often

	Reference string // the treasury's, of the refund
	Maker     string // who sent it back
	Checker   string // who confirmed
}

// agrees tells whether two tellings are of the same money.
func (r Receipt) agrees(o Receipt) bool {
	return r.GRN == o.GRN && r.DPR == o.DPR && r.DRN == o.DRN && r.Amount == o.Amount
}

// Move is one way that money went. The rows are the journal: they are never changed.
type Move struct {
	GRN    string
	Seq    int64 // from 1
	From   Place
	To     Place
	Amount seva.Money
	At     time.Time
	By     string // identity's id, "system"
	Why    string // "verified", "file", or a reference
}
