package identity

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/notice"
)

// memory is a Register that forgets everything at the end of a test. A change works on a
// copy, which is kept when it succeeds.
type memory struct {
	mu   sync.Mutex
	fail error // what the next Change answers
	state
}

type state struct {
	accounts map[string]Account // by kind and handle
	sittings map[string]Sitting
	asked    map[string]Asked
	tallies  map[string]Tally
	leaves   []audit.Leaf
	told     []notice.Message
}

func (s state) copied() state {
	s.accounts, s.sittings = maps.Clone(s.accounts), maps.Clone(s.sittings)
	s.asked, s.tallies = maps.Clone(s.asked), maps.Clone(s.tallies)
	s.leaves, s.told = slices.Clone(s.leaves), slices.Clone(s.told)
	return s
}

func newMemory() *memory {
	return &memory{state: state{accounts: map[string]Account{}, sittings: map[string]Sitting{},
		asked: map[string]Asked{}, tallies: map[string]Tally{}}}
}

func (m *memory) Sitting(_ context.Context, hash string) (Sitting, Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sittings[hash]
	if !ok {
		return Sitting{}, Account{}, ErrNone
	}
	for _, a := range m.accounts {
		if a.ID == s.Account {
			return s, a, nil
		}
	}
	return Sitting{}, Account{}, errors.New("a session of nobody")
}

func (m *memory) Staff(context.Context) ([]Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Account
	for _, a := range m.accounts {
		if a.Kind == Staff {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b Account) int { return cmp.Compare(a.Handle, b.Handle) })
	return all, nil
}

func (m *memory) Change(_ context.Context, fn func(Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	next := m.state.copied()
	if err := fn(&memoryTx{&next}); err != nil {
		return err
	}
	m.state = next
	return nil
}

func (m *memory) Sweep(_ context.Context, now time.Time) (int, error) {
	n := 0
	maps.DeleteFunc(m.sittings, func(_ string, s Sitting) bool { gone := !s.Expires.After(now); n += b2i(gone); return gone })
	return n, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

type memoryTx struct{ s *state }

func (t *memoryTx) Tally(_ context.Context, key string) (Tally, error) { return t.s.tallies[key], nil }
func (t *memoryTx) PutTally(_ context.Context, key string, v Tally) error {
	v.Moments = slices.Clone(v.Moments)
	t.s.tallies[key] = v
	return nil
}

func (t *memoryTx) Challenge(_ context.Context, id string) (Asked, error) {
	if a, ok := t.s.asked[id]; ok {
		return a, nil
	}
	return Asked{}, ErrNone
}
func (t *memoryTx) PutChallenge(_ context.Context, a Asked) error { t.s.asked[a.ID] = a; return nil }
func (t *memoryTx) DropChallenge(_ context.Context, id string) error {
	delete(t.s.asked, id)
	return nil
}

func (t *memoryTx) Account(_ context.Context, kind Kind, handle string) (Account, error) {
	if a, ok := t.s.accounts[string(kind)+handle]; ok {
		return a, nil
	}
	return Account{}, ErrNone
}
func (t *memoryTx) PutAccount(_ context.Context, a Account) error {
	t.s.accounts[string(a.Kind)+a.Handle] = a
	return nil
}

func (t *memoryTx) PutSitting(_ context.Context, s Sitting) error {
	t.s.sittings[s.Hash] = s
	return nil
}
func (t *memoryTx) EndSitting(_ context.Context, hash string) error {
	delete(t.s.sittings, hash)
	return nil
}
func (t *memoryTx) EndSittings(_ context.Context, account string) error {
	maps.DeleteFunc(t.s.sittings, func(_ string, s Sitting) bool { return s.Account == account })
	return nil
}

func (t *memoryTx) Audit(_ context.Context, l audit.Leaf) error {
	t.s.leaves = append(t.s.leaves, l)
	return nil
}
func (t *memoryTx) Tell(_ context.Context, m notice.Message) error {
	t.s.told = append(t.s.told, m)
	return nil
}
func (t *memoryTx) Try(context.Context, string, int64) (int, error) { return 0, errors.New("not here") }

// clock is a world's clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// front is a desk over a memory on a clock of its own. Its messages are bare codes.
type front struct {
	*Desk
	*clock
	kept *memory
}

func open(t *testing.T) front {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, seva.IST)}
	m := newMemory()
	d := NewDesk(Parts{
		Register: m, World: seva.FrozenWorld(c.now, 7).At(c.Now), Secret: []byte("an example secret of 32 bytes..."),
		Say: func(l seva.Lang, text seva.Text) string { return string(l) + " " + text.Args["Code"].(string) },
	})
	return front{d, c, m}
}

// code gives the code of the last message that was told.
func (f front) code(t *testing.T) string {
	t.Helper()
	if len(f.kept.told) == 0 {
		t.Fatal("nothing was sent")
	}
	body := f.kept.told[len(f.kept.told)-1].Body
	return body[len(body)-codeDigits:]
}

// is demands an error of a kind and code.
func is(t *testing.T, err error, kind seva.Kind, code string) *seva.Error {
	t.Helper()
	e, ok := errors.AsType[*seva.Error](err)
	if !ok || e.Kind != kind || e.Code() != code {
		t.Fatalf("%v, want %s: %s", err, kind, code)
	}
	return e
}
