// Package audit is the log of who did what: one leaf an act, written in the transaction
// of the act.
//
// It knows what a leaf says, the tree over the leaves (RFC 6962), what is signed of it, and
// how each way of tampering shows. It does not know who may act, what a leaf is about, or
// where leaves are kept.
package audit

import "time"

// Leaf is one act. It names nobody: Actor and Subject are internal ids, and Digest is a
// hash of what changed, so that erasing data leaves the log whole.
type Leaf struct {
	At      time.Time
	Actor   string // an identity's id, "system", or "phone:" and a keyed hash
	Role    string
	Act     string // "case.approve", "draft.submit", "staff.sign_in"
	Subject string // a case number or another id
	Digest  string // lower-case hex of SHA-256 over the event's canonical JSON
}
