package notice

import (
	"context"
	"errors"
)

// Reason is why a message did not go out, in one vocabulary for all carriers: what a
// provider says in its own numbers is translated once, at its gateway.
type Reason string

const (
	// Time may mend these.
	Busy        Reason = "busy"        // the provider asks for patience: queue full, 429, throttled
	Unreachable Reason = "unreachable" // no answer, or the connection broke before one
	TimedOut    Reason = "timed_out"   // taken or not, nobody knows; the same Ref settles it
	Broken      Reason = "broken"      // the provider's own fault: 5xx, system error
	Away        Reason = "away"        // the phone is off or out of reach for now

	// Only another carrier or an administrator can mend these.
	Locked  Reason = "locked"  // our account is refused: wrong password, suspended, address not on the list
	Credit  Reason = "credit"  // our account has no money left
	Unknown Reason = "unknown" // a code that nobody has translated yet

	// Nothing mends these: the same message would fail again.
	BadNumber    Reason = "bad_number"   // no such subscriber
	OptedOut     Reason = "opted_out"    // the person has said STOP, here or at the provider
	Unregistered Reason = "unregistered" // header, entity or template is not registered (DLT 600-632)
	Unmatched    Reason = "unmatched"    // the text is not what was registered
	TooLong      Reason = "too_long"     // more segments than the template was registered with
	OutOfHours   Reason = "out_of_hours" // its category may not be sent at this hour (DLT 651)
	TooOld       Reason = "too_old"      // nobody has a use for it any more
	Rejected     Reason = "rejected"     // refused for good, for any other reason
)

// Reasons lists the vocabulary.
func Reasons() []Reason {
	return []Reason{Busy, Unreachable, TimedOut, Broken, Away, Locked, Credit, Unknown,
		BadNumber, OptedOut, Unregistered, Unmatched, TooLong, OutOfHours, TooOld, Rejected}
}

// Retry tells whether the same message may be tried again later.
func (r Reason) Retry() bool {
	switch r {
	case Busy, Unreachable, TimedOut, Broken, Away, Locked, Credit, Unknown:
		return true
	}
	return false
}

// Ill tells whether the failure speaks of the carrier and not of the message: it counts
// against the carrier's health, and the next message had better take another.
func (r Reason) Ill() bool {
	switch r {
	case Busy, Unreachable, TimedOut, Broken, Locked, Credit:
		return true
	}
	return false
}

// Elsewhere tells whether another carrier may be handed the same message at once. Not after
// TimedOut: it may have been taken, and the other one cannot know the Ref.
func (r Reason) Elsewhere() bool { return r.Ill() && r != TimedOut }

// Failure is a carrier's reason for not taking a message.
type Failure struct {
	Why  Reason
	Code string // the provider's own code, for the log
	Err  error
	// Via names the carrier that failed, where several are behind one: after TimedOut no
	// other may be handed the message.
	Via string
}

// Fail makes a failure. code is the provider's own word, or "" when there is none.
func Fail(why Reason, code string, err error) *Failure {
	if code == "" {
		code = string(why)
	}
	if err == nil {
		err = errors.New(string(why))
	}
	return &Failure{Why: why, Code: code, Err: err}
}

func (f *Failure) Error() string { return "notice: " + f.Code + ": " + f.Err.Error() }

func (f *Failure) Unwrap() error { return f.Err }

// ReasonOf gives the reason of an error: TimedOut of one whose time ran out, Unknown of
// one that says nothing.
func ReasonOf(err error) Reason {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f.Why
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return TimedOut
	}
	return Unknown
}

// Retryable tells whether the same message may be tried again.
func Retryable(err error) bool { return ReasonOf(err).Retry() }
