// Package notice knows what must be told to whom: a message for one phone, and the
// ports by which messages leave.
//
// It does not know any gateway or any words. What a case tells goes through the Outbox,
// written with the act it tells of; what a phone asks for is handed to a Carrier at once.
package notice

import (
	"context"
	"strings"
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
	// Registration is filled in on the way out, by whoever keeps the registry.
	Registration Registration
	// Via names the only carrier that may be handed it: that one may have taken it already,
	// and knows its Ref. Empty for any.
	Via string
}

// Urgent tells of a message for which somebody waits with the phone in their hand: a
// one-time code. It goes before all others, and is of no use after minutes.
func Urgent(key string) bool { return key == "sms.otp" || strings.HasPrefix(key, "sms.otp.") }

// Many tells of a message that thousands may be told at once, of which no day runs: that a
// load of the register has changed what they watch. It leaves behind all others, and is still
// of use when that takes days.
func Many(key string) bool { return key == "sms.watch.load" || key == "sms.watch.loads" }

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

// Waiting is a message in the outbox that is to go out now.
type Waiting struct {
	Message
	Tries int       // made so far
	Since time.Time // it was put into the outbox; zero where an outbox does not say
}

// Fate is what became of a message that was taken. Just one of Sent and Back is set; with
// neither it failed.
type Fate struct {
	Ref     string
	Sent    bool
	Receipt Receipt   // of Sent
	At      time.Time // when it was sent or failed

	Code  string    // of a failure
	Via   string    // the only carrier that may be handed it again; "" for any
	Again time.Time // when it is tried again; zero for never

	// Back gives it back unbegun: no try is counted, and it is due at the moment that Again
	// gives, at once without one.
	Back bool

	// Lease is until when it was taken, as given to Take. When somebody else has taken it
	// since, a failure or Back is a late word and changes nothing: they have it in hand. The
	// zero one is of whoever knows that nobody has.
	Lease time.Time
}

// Depth is how much an outbox holds.
type Depth struct {
	Waiting int
	Oldest  time.Time // of what waits; zero when nothing does
	Failed  int       // given up, and not yet looked after
}

// Letter is a message of an outbox as whoever looks after it sees it: without its number
// and its words.
type Letter struct {
	ID    int64 // grows in the order in which they were told
	Ref   string
	Key   string
	Lang  seva.Lang
	Tries int
	Told  time.Time
	Code  string // of the last failure; "" when there was none
}

// Outbox keeps messages until a carrier has taken them, or they are given up. A message is
// put into it in the transaction of the act it tells of.
type Outbox interface {
	// Take gives some messages that are due, the oldest first, and keeps them from other
	// takers until then.
	Take(ctx context.Context, now, until time.Time, limit int) ([]Waiting, error)
	// Note keeps what became of messages, all of them in one transaction or none. When it
	// has returned, it survives a power failure.
	Note(ctx context.Context, fates []Fate) error
	// Sent notes the carrier's receipt. Failed notes a failure: the message is tried again
	// at the moment given, or never when it is zero.
	Sent(ctx context.Context, ref string, r Receipt, at time.Time) error
	Failed(ctx context.Context, ref, code string, again time.Time) error
	Depth(ctx context.Context) (Depth, error)
}
