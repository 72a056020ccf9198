// Package payment takes what cases owe to the treasury and back again: it begins payments,
// finds out what became of them, moves a case whose demand is paid, and keeps books in
// which every rupee stands in one place.
//
// It believes nobody but the treasury, asked server to server. It knows demands, payments
// and where money stands. It does not know what a fee is for or how it was reckoned
// (seva/fee, the case engine), how the treasury writes its messages (outside/grips), any
// sentence, or where rows are kept.
package payment

import (
	"slices"
	"time"

	"duar/seva"
	"duar/seva/fee"
)

// Mode is how somebody pays. Public API.
type Mode string

const (
	Online Mode = "online"
	// ByChallan is over the counter of a bank, with a printed challan that is good for
	// seven days; banks report by noon of the next working day (Finance 8298-F(Y)).
	ByChallan Mode = "counter"
)

// Modes lists them.
func Modes() []Mode { return []Mode{Online, ByChallan} }

// Payment is one try at paying one or more demands in one transaction of a bank.
type Payment struct {
	DPR     string // "P" and 20 capital letters and digits; nobody can guess it
	GPR     string // the treasury's number of it
	Mode    Mode
	State   State
	Version int64
	Lines   []Line // by DRN
	Amount  seva.Money
	By      string // identity's id of who began it
	Channel string
	Made    time.Time
	Asked   time.Time // the treasury was asked, whatever it answered
	Failed  int       // how often in a row it gave no answer that could be believed
	Next    time.Time // it is asked again; zero for never
	Until   time.Time // what was handed out is good until then
	Told    time.Time // somebody said that it was paid at the counter: a remark, never money
	Ended   time.Time
	Held    Held // why a person must look at it
}

// Line is one demand in a payment, as it was when the payment began.
type Line struct {
	DRN     string // the demand's id
	Case    string
	Service string
	Office  string
	Amount  seva.Money
	Dues    []fee.Due
	GRN     string // of the challan, once the treasury has said it
	BRN     string // of the bank, once the money is there
}

// line finds a line by its demand.
func (p Payment) line(drn string) (int, bool) {
	i := slices.IndexFunc(p.Lines, func(l Line) bool { return l.DRN == drn })
	return i, i >= 0
}

// numbers gives the cases of the payment, each once, in their order.
func (p Payment) numbers() []string {
	var all []string
	for _, l := range p.Lines {
		all = append(all, l.Case)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Held is why a payment is under check: nothing of what was said then has counted as money,
// and an alarm has told a person. A later word of the treasury that agrees in everything
// lifts it. Words: "payment.held.<Held>".
type Held string

const (
	BadSum   Held = "checksum" // the answer is not what was signed
	Garbled  Held = "garbled"  // or cannot be read at all
	Amounts  Held = "amount"   // another amount than ours, of the whole or of a line
	Numbers  Held = "number"   // another payment, a line that is not ours, one left out, or a GRN used twice
	Standing Held = "state"    // what it says does not follow from what it said before
)

// Helds lists them.
func Helds() []Held { return []Held{BadSum, Garbled, Amounts, Numbers, Standing} }
