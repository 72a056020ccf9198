// Package notice knows what must be told to whom: a message for one phone, and the
// ports by which messages leave.
//
// It does not know any gateway or any words. What a case tells goes through the Outbox,
// written with the act it tells of; what a phone asks for is handed to a Carrier at once.
package notice

import (
	"context"
	"errors"
	"time"

	"duar/seva"
)

// Message is one SMS on its way out, already in words. Ref is unique to the act that
// caused it: a carrier that is handed the same Ref twice sends once, or passes the Ref
// on to a provider that does.
type Message struct {
	Ref  string
	To   seva.Phone
	Lang seva.Lang
	Body string
	// Key names the registered template the body was made from ("sms.plot"); carriers
	// of countries with template registration look up the rest under it.
	Key string
}

// Receipt is the carrier's word that it has taken a message.
type Receipt struct {
	Provider string // the carrier's folder name
	ID       string // the provider's own id
}

// Carrier takes messages out of the house. An error that Retryable says true of may be
// tried again with the same Ref; any other is final.
type Carrier interface {
	Send(ctx context.Context, m Message) (Receipt, error)
}

// Failure is a carrier's reason for not taking a message.
type Failure struct {
	Code  string // the provider's code, for the log
	Retry bool
	Err   error
}

func (f *Failure) Error() string { return "notice: " + f.Code + ": " + f.Err.Error() }

func (f *Failure) Unwrap() error { return f.Err }

// Retryable tells whether the same message may be tried again.
func Retryable(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return !ok || f.Retry
}

// Waiting is a message in the outbox that is to go out now.
type Waiting struct {
	Message
	Tries int       // made so far
	Since time.Time // it was put into the outbox; zero where an outbox does not say
}

// Outbox keeps messages until a carrier has taken them, or they are given up. A message is
// put into it in the transaction of the act it tells of.
type Outbox interface {
	// Take gives some messages that are due, and keeps them from other takers until then.
	Take(ctx context.Context, now, until time.Time, limit int) ([]Waiting, error)
	// Sent notes the carrier's receipt. Failed notes a failure: the message is tried again
	// at the moment given, or never when it is zero.
	Sent(ctx context.Context, ref string, r Receipt, at time.Time) error
	Failed(ctx context.Context, ref, code string, again time.Time) error
}
