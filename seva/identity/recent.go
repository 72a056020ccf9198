package identity

import (
	"context"
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"
)

// A session is asked about with each request, and is the same session a moment later: it is
// remembered for a second, which is what a lookup would otherwise spend a third of its time
// on. What this server changes it forgets before the change is reported done; what another
// server changes it finds out within the second.
const (
	recentLife = time.Second
	recentMost = 1 << 12 // sessions; about 2 MB
)

// recent is what was read of sessions within the last second.
type recent struct {
	turn atomic.Int64 // how often all was forgotten
	mu   sync.RWMutex
	all  map[tokenHash]seen
}

// tokenHash is SHA-256 of a token: tokens themselves are kept nowhere.
type tokenHash [sha256.Size]byte

// seen is a session and its account as they stood at a moment.
type seen struct {
	sitting Sitting
	account Account
	at      time.Time
}

// get gives what was read at most a second before now. A clock that went back knows nothing.
func (r *recent) get(hash tokenHash, now time.Time) (Sitting, Account, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	s, known := r.all[hash]
	age := now.Sub(s.at)
	return s.sitting, s.account, known && age >= 0 && age < recentLife
}

// Recent is Who for a token that was asked about within the last second; false of any other,
// and of one that holds no more. It waits for nothing.
func (d *Desk) Recent(token string) (Principal, bool) {
	return d.recently(sha256.Sum256([]byte(token)), d.World.Now())
}

func (d *Desk) recently(hash tokenHash, now time.Time) (Principal, bool) {
	s, a, ok := d.recent.get(hash, now)
	if !ok || !s.Expires.After(now) {
		return Principal{}, false
	}
	return a.principal(), true
}

// put keeps what was read since turn was looked at, unless all was forgotten in between: it
// may have been read before the change that made us forget.
func (r *recent) put(turn int64, hash tokenHash, s seen) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.turn.Load() != turn {
		return
	}
	if len(r.all) >= recentMost {
		clear(r.all) // within a second everybody would have to be read again anyhow
	}
	if r.all == nil {
		r.all = map[tokenHash]seen{}
	}
	r.all[hash] = s
}

// forget forgets everything. Sessions and accounts change seldom beside how often they are
// read, and whose sessions a change touches only the register knows.
func (r *recent) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn.Add(1)
	clear(r.all)
}

// Forget has what was read of sessions read again: for who ends them by another way than
// this desk, as an erasure does.
func (d *Desk) Forget() { d.recent.forget() }

// watched is a Register that has what was read of sessions forgotten once one of them, or an
// account, has changed: all that a Desk writes goes through it.
type watched struct {
	Register
	recent *recent
}

// Change is Register. What was meant to change is forgotten also when that is said to have
// failed: whether a commit whose answer was lost went through nobody knows.
func (w watched) Change(ctx context.Context, fn func(Tx) error) error {
	var changed bool
	defer func() {
		if changed {
			w.recent.forget()
		}
	}()
	return w.Register.Change(ctx, func(tx Tx) error {
		return fn(noting{tx, &changed})
	})
}

// noting notes that a session or an account is changed. A session that begins changes none.
type noting struct {
	Tx
	changed *bool
}

func (n noting) PutAccount(ctx context.Context, a Account) error {
	*n.changed = true
	return n.Tx.PutAccount(ctx, a)
}

func (n noting) EndSitting(ctx context.Context, hash string) error {
	*n.changed = true
	return n.Tx.EndSitting(ctx, hash)
}

func (n noting) EndSittings(ctx context.Context, account string) error {
	*n.changed = true
	return n.Tx.EndSittings(ctx, account)
}

func (n noting) EndFamily(ctx context.Context, id string) error {
	*n.changed = true
	return n.Tx.EndFamily(ctx, id)
}
