// Package ussd is the phone face: one turn function for a USSD hop and for an SMS.
//
// It knows how a turn goes (find the conversation, take the answer, show the screen in
// the caller's language, cut it to what the phone can show, keep the conversation). It
// does not know any gateway's dialect (ussd/gateway), what the menus are
// (ussd/dialogue), how text is measured (ussd/page) or where sessions are kept.
package ussd

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/ussd/page"
)

// Channel is how the person holds the conversation.
type Channel string

const (
	USSD Channel = "ussd"
	SMS  Channel = "sms"
)

// Turn is one thing a person sent, as a gateway hands it over.
type Turn struct {
	Gateway string  // the gateway's folder name; equal session ids of two gateways are two sessions
	Channel Channel // USSD when empty
	Session string  // the gateway's session id; for SMS the sender's number serves
	Phone   seva.Phone
	Input   string // what was typed; on a new USSD session what was dialled after the service code
	New     bool   // the person dialled; always false for SMS
	// Whole is everything typed since the dial, answers joined by '*', when that is what
	// the gateway sends on every hop; Input is then empty. What was typed in this hop is
	// Whole without the Whole of the hop before and without one leading '*'. A Whole that
	// is not empty and comes without an earlier hop was dialled: New with that Input.
	Whole string
	// Hop is what makes two deliveries the same delivery: the gateway's message or
	// sequence id, or the whole cumulative text. The same hop again gets the same page
	// and causes nothing.
	Hop string
	// Budget is what one screen may hold on this gateway. The zero Budget is page.USSD.
	Budget page.Budget
}

// Page is the answer: text that fits the turn's budget (USSD) or is to be sent as one
// SMS of as many parts as it needs. End closes the session. Drop says that there is
// nothing to answer: the turn came after the end.
type Page struct {
	Text string
	End  bool
	Drop bool
}

// Taker takes turns; gateways know nothing else of duar. The page is always good to
// show, also when the error is not nil: the error is for the log.
type Taker interface {
	Take(ctx context.Context, t Turn) (Page, error)
}

// ErrGone is what Sessions answers when it cannot be reached.
var ErrGone = errors.New("ussd: sessions cannot be reached")

// Sessions keeps conversations for a while. A value is opaque bytes; losing one is
// allowed, mixing two up is not.
//
// Load gives the value and its version, or version 0 and nil when there is none.
// Swap writes the value as version old+1 if the stored version still is old (0: there
// is none), and tells whether it did. ttl counts from the write.
type Sessions interface {
	Load(ctx context.Context, key string) (value []byte, version int64, err error)
	Swap(ctx context.Context, key string, old int64, value []byte, ttl time.Duration) (bool, error)
}

// Preferences remembers the language a number chose. The key is a keyed hash of the
// number, never the number.
type Preferences interface {
	Lang(ctx context.Context, key string) (seva.Lang, bool, error)
	SetLang(ctx context.Context, key string, l seva.Lang) error
}
