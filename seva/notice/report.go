package notice

import (
	"context"
	"time"

	"duar/seva"
)

// State is how far a message has come, as its provider reports it afterwards.
type State string

const (
	Accepted    State = "accepted"    // the provider has it
	Dispatched  State = "dispatched"  // the operator has it
	Undelivered State = "undelivered" // it will not arrive
	Delivered   State = "delivered"   // it is on the phone
)

// States lists them in their order: a message only moves forward, so that reports which
// come twice or in the wrong order end in the same state. Delivered is last: a phone that
// has the message has it, whatever was feared before.
func States() []State { return []State{Accepted, Dispatched, Undelivered, Delivered} }

// Report is a delivery receipt. ID is the provider's own id as in the Receipt; Ref may be
// given instead by a provider that hands ours back.
type Report struct {
	Provider string
	ID       string
	Ref      string
	State    State
	Why      Reason // of Undelivered; "" otherwise
	Code     string // the provider's own word
	At       time.Time
}

// Progress is how far a message has come by what was reported of it.
type Progress struct {
	State State // "" when nothing was
	Why   Reason
	Code  string
	At    time.Time
}

// Reports takes delivery receipts. One of a message that we do not know is no error: the
// provider may be shared, or the message forgotten.
type Reports interface {
	Note(ctx context.Context, r Report) error
}

// Stops knows who wants no messages. A person says STOP and START by SMS in any of our
// languages, or by a provider that keeps its own list.
type Stops interface {
	// Stop and Start note the wish at a moment; the later one counts.
	Stop(ctx context.Context, to seva.Phone, at time.Time) error
	Start(ctx context.Context, to seva.Phone, at time.Time) error
	Stopped(ctx context.Context, to seva.Phone) (bool, error)
}
