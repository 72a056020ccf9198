// Package notice knows what must be told to whom: a message for one phone, and the
// ports by which messages leave.
//
// It does not know any gateway or any words. Today a message is handed to a Carrier at
// once; the durable outbox will stand between the two and change neither.
package notice

import (
	"context"
	"errors"

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
