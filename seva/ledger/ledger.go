// Package ledger is the two books that a citizen may always read: what they agreed to about
// their data, and who looked at it.
//
// It knows the lines of both and that none is ever taken out. It does not know any purpose,
// any sentence, or who may write.
package ledger

import (
	"context"
	"time"

	"duar/seva"
)

// Consent is one line of the ledger. Nothing is ever taken out of it: a withdrawal is
// written beside the gift.
type Consent struct {
	ID      string
	Citizen string // account, or "" of somebody who has none: then Phone is a keyed hash
	Phone   string
	Purpose string
	Version string // of the notice
	Lang    seva.Lang
	Channel string // "app", "kiosk", "phone", "sms"
	By      string // account of the operator who read it aloud; "" when nobody did
	Number  string // the application it came with; may be empty
	Given   time.Time
	// Withdrawn is zero while it stands.
	Withdrawn        time.Time
	WithdrawnChannel string
}

// Look is one look of somebody else at a person's case.
type Look struct {
	Citizen string // as Consent.Citizen and Phone
	Phone   string
	Number  string // the case
	Who     string // account of who looked; never shown
	Role    string // in which they did
	Office  string // "lr.2412"; "" of an operator at a kiosk
	Why     string // "view", "act.<action>", "audit", "pay": "why.<Why>"
	Channel string
	At      time.Time
}

// OneLook is how long a viewer who has looked at a case may look at it again and have it
// count as one look: who works on a case for an hour has looked once.
const OneLook = time.Hour

// Why a look was made, besides "act." and an action's id. All are Look.Why.
const (
	View   = "view"  // to read it, or a file of it
	Act    = "act."  // before an action's id
	Audits = "audit" // by an auditor
	Pays   = "pay"   // at what is owed and was paid, or to pay it
)

// Writer is in the transaction of every desk that writes a line: a consent is there if and
// only if the application is, and a look if and only if there was one.
type Writer interface {
	// PutConsent adds a line. One that stands already and came with no application is not
	// added twice, also by two at once.
	PutConsent(ctx context.Context, c Consent) error
	// PutLook adds a look, unless the same viewer has one at the same case that is less than
	// OneLook old.
	PutLook(ctx context.Context, l Look) error
}
