package identity

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// ErrNone is what a Register answers for an account, a session, a device's family, a
// challenge or a client that it does not have.
var ErrNone = errors.New("identity: no such account, session, device, challenge or client")

// Account is a citizen or a member of staff as kept. A citizen's account is made when the
// number is first proved. An id never changes; a handle does when a citizen moves to
// another number, or loses it to somebody else ("-" and the id).
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
	Bound     time.Time // of a citizen: since when the number is theirs; zero for since Made
	PIN       string    // of a citizen: argon2id of a keyed hash, in its encoded form; "" without
}

// Sitting is a session as kept: by the hash of its token, never the token.
type Sitting struct {
	Hash    string // lower-case hex of SHA-256 of the token
	Account string
	Made    time.Time
	Expires time.Time
	Family  string // of the device that it was renewed for; "" of none
}

// Family is all that a device gets by one sign-in: its refresh tokens, of which one is
// good at a time, and their sessions. It is kept while it lives. Tokens are kept as hashes.
type Family struct {
	ID      string // 128 random bits, hex
	Account string
	Device  []byte // the public key, PKIX DER
	Number  int64  // of the present token; the first is 1
	Token   string // its hash
	Former  string // the hash of the one before, whose answer may have been lost; "" of none
	Made    time.Time
	Turned  time.Time // the present token was given
	Expires time.Time
}

// Asked is a challenge as kept. Code is a keyed hash bound to the challenge.
type Asked struct {
	ID      string
	Purpose Purpose
	Account string // whose session asked; "" to enter
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

// Register keeps accounts, sessions, devices, challenges, tallies and clients. Change runs
// fn in one transaction: all of what it writes is kept, or nothing. fn may run again when
// the engine asks for it, so it does nothing but use tx.
type Register interface {
	// Sitting gives a session and the account as it is now, without password, secret, PIN.
	Sitting(ctx context.Context, hash string) (Sitting, Account, error)
	// Family gives a device's family, Account an account whole, as they are now; nobody is
	// kept from them.
	Family(ctx context.Context, id string) (Family, error)
	Account(ctx context.Context, kind Kind, handle string) (Account, error)
	// Staff lists all accounts of staff by login, without passwords and secrets.
	Staff(ctx context.Context) ([]Account, error)
	// Barred gives the numbers of suspended citizens, and how often Tx.Turn was called when
	// it looked; no numbers, without looking, when that is since.
	Barred(ctx context.Context, since int64) (turn int64, all []seva.Phone, err error)
	Change(ctx context.Context, fn func(Tx) error) error
	// Sweep removes sessions, families, challenges and notes of machines' tokens that have
	// ended by now, tallies that are stale and budgets of days before yesterday, and says
	// how many there were.
	Sweep(ctx context.Context, now time.Time) (int, error)
	Machines
}

// Machines keeps the systems that call us.
type Machines interface {
	// Client gives one with all its keys, Clients all by id.
	Client(ctx context.Context, id string) (Client, error)
	Clients(ctx context.Context) ([]Client, error)
	// Fresh notes a client's token until it has expired; true for the first only, whoever
	// else notes it at the same time.
	Fresh(ctx context.Context, client, token string, until time.Time) (bool, error)
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
	// or for the first time; whoever makes one, or gives one another handle, holds a tally
	// of the handle.
	Account(ctx context.Context, kind Kind, handle string) (Account, error)
	PutAccount(ctx context.Context, a Account) error
	// Holder reads the account of an id, without secrets, and keeps nobody from it: whoever
	// holds a family must not wait for an account, as accounts wait for families.
	Holder(ctx context.Context, id string) (Account, error)
	// Staff is Register.Staff as of this transaction.
	Staff(ctx context.Context) ([]Account, error)
	PutSitting(ctx context.Context, s Sitting) error
	// EndSitting ends one session by its hash, EndSittings all of an account with all its
	// families, EndFamily one family with its sessions.
	EndSitting(ctx context.Context, hash string) error
	EndSittings(ctx context.Context, account string) error
	EndFamily(ctx context.Context, id string) error
	// Family reads a family and keeps others from it; Families gives those of an account,
	// the oldest first. PutFamily writes one, anew or for the first time.
	Family(ctx context.Context, id string) (Family, error)
	Families(ctx context.Context, account string) ([]Family, error)
	PutFamily(ctx context.Context, f Family) error
	// Turn makes every server look at the suspended numbers again.
	Turn(ctx context.Context) error
	// Renumber gives cases another applicant's mobile, "" for none: those of a citizen's
	// account that have the old one, and those of nobody's account that have it and were
	// submitted before a moment. It says how many there were.
	Renumber(ctx context.Context, citizen string, from, to seva.Phone, before time.Time) (int, error)
	// Rekey gives the lines of the ledger that stand under the keyed hash of a number, and came
	// before a moment, to a citizen's account; "" for nobody's any more.
	Rekey(ctx context.Context, citizen, phone string, before time.Time) error
	// Client reads a client and keeps others from it; PutClient writes it with its keys, in
	// place of all it had.
	Client(ctx context.Context, id string) (Client, error)
	PutClient(ctx context.Context, c Client) error
	casework.Leave
}
