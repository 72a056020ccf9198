// Package fee reckons what is owed: it reads dated rates, says by which rate and order a sum
// came about, and knows what a demand is.
//
// It does not know how a demand is paid (seva/payment), which case it belongs to beyond its
// number, or any sentence. A rate that nobody has found is an answer of its own: unknown is
// never nought.
package fee

import (
	"context"
	"time"

	"duar/seva"
)

// Per is what a rate is counted by; words under "per.<Per>".
type Per string

const (
	PerDecimal Per = "decimal" // a hundredth of an acre, parts of one counted as parts
	PerItem    Per = "item"    // a plot, a khatian, a page: Ask.Count of them
	Flat       Per = "flat"
	// PerHundred is simple interest: of every hundred rupees that are owed (Ask.Owed), for each
	// year that they are owed since (Ask.Count).
	PerHundred Per = "hundred"
)

// Rate is one line of a dated table.
type Rate struct {
	Service string
	Use     string // of the land, or what the service tells cases apart by; "" for any
	Zone    string // "rural", "municipal", "kmda"; "" for any
	Over    seva.Area
	UpTo    seva.Area // 0 for no end
	From    seva.Date
	Until   seva.Date // none while it is in force
	Per     Per
	Amount  seva.Money // paise
	Head    string     // head of account the money goes to
	Source  string     // the order or page it rests on
	Sure    bool       // false: the latest that was found, not proven to be in force
}

// Ask is what a fee is asked for.
type Ask struct {
	Service string
	Use     string
	Zone    string
	Area    seva.Area
	Count   int
	Owed    seva.Money // what interest is reckoned on
	On      seva.Date
}

// Line is one part of an estimate.
type Line struct {
	Rate   Rate
	Area   seva.Area
	Count  int
	Amount seva.Money
}

// Estimate is what is owed and why.
type Estimate struct {
	Lines []Line
	Total seva.Money // whole rupees
	On    seva.Date
}

// Demand is one sum owed for one case: it is paid once and as a whole.
type Demand struct {
	ID      string // "D" and 20 capital letters and digits; the DRN of the Treasury
	Case    string
	Service string
	Office  string
	Citizen string     // identity's id of whose it is; may be empty
	Phone   seva.Phone // of whose it is; may be empty
	Payer   string     // name
	Lang    seva.Lang
	Lines   []Due
	Amount  seva.Money // the sum of Lines
	Raised  time.Time
}

// Due is one head of account of a demand.
type Due struct {
	Head   string
	Amount seva.Money
	Source string
}

// Writer is in the transaction of whoever makes a case owe something.
type Writer interface {
	// Owe writes a demand, once for its ID. Its Lines add up to its Amount, which is above 0.
	Owe(ctx context.Context, d Demand) error
	// Waive takes a demand back that is not paid: its case has ended, or left the state that
	// owed. Money that comes for it all the same is given back.
	Waive(ctx context.Context, demand string, at time.Time) error
}
