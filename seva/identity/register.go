package identity

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// ErrNone is what a Register answers for an account, a session or a challenge that it
// does not have.
var ErrNone = errors.New("identity: no such account, session or challenge")

// Account is a citizen or a member of staff as kept. A citizen's account is made when the
// number is first proved.
type Account struct {
	ID        string // random; stands in cases and in the audit log
	Kind      Kind   // Citizen or Staff
	Handle    string // E.164 digits of a citizen, the login of staff; one account each
	Name      string // of staff
	Roles     []casework.Role
	Offices   []string
	Lang      seva.Lang
	Password  string    // of staff: argon2id in its encoded form
	Secret    []byte    // of staff: the secret of the time-based code, sealed
	Step      int64     // of staff: the last time step whose code was used
	Made      time.Time // to the microsecond, as every moment here
	Suspended time.Time // zero while it is not
}

// Sitting is a session as kept: by the hash of its token, never the token.
type Sitting struct {
	Hash    string // lower-case hex of SHA-256 of the token
	Account string
	Made    time.Time
	Expires time.Time
}

// Asked is a challenge as kept. Code is a keyed hash bound to the challenge.
type Asked struct {
	ID      string
	Phone   seva.Phone
	Lang    seva.Lang
	Code    string
	Tries   int
	Expires time.Time
}

// Tally is when something was done that may be done a few times only. Its key is a keyed
// hash, so that it names nobody.
type Tally struct {
	Moments []time.Time // oldest first
	Until   time.Time   // shut until then; zero when it is not
	Stale   time.Time   // may be forgotten after
}

// Register keeps accounts, sessions, challenges and tallies. Change runs fn in one
// transaction: all of what it writes is kept, or nothing. fn may run again when the engine
// asks for it, so it does nothing but use tx.
type Register interface {
	// Sitting gives a session and the account as it is now, without password and secret.
	Sitting(ctx context.Context, hash string) (Sitting, Account, error)
	// Staff lists all accounts of staff by login, without passwords and secrets.
	Staff(ctx context.Context) ([]Account, error)
	Change(ctx context.Context, fn func(Tx) error) error
	// Sweep removes sessions and challenges that have ended by now and tallies that are
	// stale, and says how many there were.
	Sweep(ctx context.Context, now time.Time) (int, error)
}

// Tx is one transaction on the register.
type Tx interface {
	// Tally reads what was counted under a key and makes others that ask for the same key
	// wait for this transaction; an empty one is as good. PutTally writes it.
	Tally(ctx context.Context, key string) (Tally, error)
	PutTally(ctx context.Context, key string, t Tally) error
	// Challenge reads a challenge and keeps others from it. PutChallenge writes it, anew or
	// for the first time; DropChallenge forgets it.
	Challenge(ctx context.Context, id string) (Asked, error)
	PutChallenge(ctx context.Context, a Asked) error
	DropChallenge(ctx context.Context, id string) error
	// Account reads an account whole and keeps others from it. PutAccount writes it, anew
	// or for the first time; whoever makes one holds a tally of its handle.
	Account(ctx context.Context, kind Kind, handle string) (Account, error)
	PutAccount(ctx context.Context, a Account) error
	PutSitting(ctx context.Context, s Sitting) error
	// EndSitting ends one session by its hash, EndSittings all of an account.
	EndSitting(ctx context.Context, hash string) error
	EndSittings(ctx context.Context, account string) error
	casework.Leave
}
