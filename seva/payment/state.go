package payment

// State is where a payment stands. Public API; words under "payment.state.<State>".
type State string

const (
	Created State = "created" // it has a number; nothing was handed out
	Started State = "started" // the browser was sent to the treasury
	Pending State = "pending" // the treasury knows it and has no money yet
	Paid    State = "paid"    // the treasury has the money of every line
	Failed  State = "failed"  // it says that there will be none
	Expired State = "expired" // its time passed without money, or it was given up
)

// States lists them.
func States() []State { return []State{Created, Started, Pending, Paid, Failed, Expired} }

// Live tells whether money is waited for: its demands are in no other payment.
func (s State) Live() bool { return s == Created || s == Started || s == Pending }

// Fact is what was found out about a payment, or done with it.
type Fact string

const (
	Begun     Fact = "begun"     // its way to the treasury was handed out
	Awaited   Fact = "awaited"   // the treasury waits for the money
	Succeeded Fact = "succeeded" // it has the money of every line
	Refused   Fact = "refused"   // it says that there will be none
	Dropped   Fact = "dropped"   // whoever pays gives it up, and the treasury has no money
	Lapsed    Fact = "lapsed"    // its time is over, and the treasury has no money
)

// Facts lists them.
func Facts() []Fact { return []Fact{Begun, Awaited, Succeeded, Refused, Dropped, Lapsed} }

// edges are all the ways there are. Money that came is taken from every state: it is there,
// whatever was said before. From Paid nothing leads away; money goes back from its own
// place (Place), line by line.
var edges = map[State]map[Fact]State{
	Created: {Begun: Started, Awaited: Pending, Succeeded: Paid, Refused: Failed, Dropped: Expired, Lapsed: Expired},
	Started: {Begun: Started, Awaited: Pending, Succeeded: Paid, Refused: Failed, Dropped: Expired, Lapsed: Expired},
	Pending: {Awaited: Pending, Succeeded: Paid, Refused: Failed, Dropped: Expired, Lapsed: Expired},
	Paid:    {Succeeded: Paid},
	// Somebody goes on in a window that was left open.
	Failed: {Awaited: Pending, Succeeded: Paid, Refused: Failed},
	// The treasury may wait for what was given up for as long as it likes.
	Expired: {Awaited: Expired, Succeeded: Paid, Refused: Expired},
}

// Next gives the state after a fact; false where the fact cannot be, and then it is s.
func Next(s State, f Fact) (State, bool) {
	to, ok := edges[s][f]
	if !ok {
		return s, false
	}
	return to, true
}

// Place is where money stands that the treasury has. Public API; words under
// "payment.place.<Place>".
type Place string

const (
	Nowhere    Place = ""            // it has not come
	Settled    Place = "settled"     // it has paid its demand
	RefundDue  Place = "refund_due"  // it is to be given back
	RefundSent Place = "refund_sent" // one person has sent it back; another has still to confirm
	Refunded   Place = "refunded"
	Suspense   Place = "suspense" // it came, and nobody knows for what, or it is not what was owed
)

// Places lists those where money can stand.
func Places() []Place { return []Place{Settled, RefundDue, RefundSent, Refunded, Suspense} }

// ways are all the ways that money goes.
var ways = map[Place][]Place{
	Nowhere:    {Settled, RefundDue, Suspense},
	Settled:    {RefundDue}, // somebody decides to give back what was paid
	RefundDue:  {RefundSent},
	RefundSent: {Refunded, RefundDue}, // confirmed, or come back
	Suspense:   {RefundDue, Settled},  // to whom it belongs was found out
}

// Moves tells whether money may go from one place to another.
func Moves(from, to Place) bool {
	for _, w := range ways[from] {
		if w == to {
			return true
		}
	}
	return false
}
