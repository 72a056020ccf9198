package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	families map[string]Family
	asked    map[string]Asked
	tallies  map[string]Tally
	tries    map[string]int
	clients  map[string]Client
	fresh    map[string]time.Time
	cases    []renumbered
	rekeyed  []rekeyed
	turn     int64
	leaves   []audit.Leaf
	told     []notice.Message
}

// rekeyed is one call of Rekey.
type rekeyed struct {
	citizen, phone string
	before         time.Time
}

// renumbered is one call of Renumber.
type renumbered struct {
	citizen  string
	from, to seva.Phone
	before   time.Time
}

func (s state) copied() state {
	s.families, s.tries, s.clients = maps.Clone(s.families), maps.Clone(s.tries), maps.Clone(s.clients)
	s.fresh, s.cases, s.rekeyed = maps.Clone(s.fresh), slices.Clone(s.cases), slices.Clone(s.rekeyed)
	s.accounts, s.sittings = maps.Clone(s.accounts), maps.Clone(s.sittings)
	s.asked, s.tallies = maps.Clone(s.asked), maps.Clone(s.tallies)
	s.leaves, s.told = slices.Clone(s.leaves), slices.Clone(s.told)
	return s
}

func newMemory() *memory {
	return &memory{state: state{accounts: map[string]Account{}, sittings: map[string]Sitting{},
		families: map[string]Family{}, asked: map[string]Asked{}, tallies: map[string]Tally{}, tries: map[string]int{},
		clients: map[string]Client{}, fresh: map[string]time.Time{}}}
}

func (m *memory) Sitting(_ context.Context, hash string) (Sitting, Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return Sitting{}, Account{}, m.fail
	}
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

func (m *memory) Staff(ctx context.Context) ([]Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return (&memoryTx{&m.state}).Staff(ctx)
}

func (m *memory) Family(ctx context.Context, id string) (Family, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return (&memoryTx{&m.state}).Family(ctx, id)
}

func (m *memory) Account(ctx context.Context, kind Kind, handle string) (Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return (&memoryTx{&m.state}).Account(ctx, kind, handle)
}

func (m *memory) Client(ctx context.Context, id string) (Client, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return (&memoryTx{&m.state}).Client(ctx, id)
}

func (m *memory) Clients(context.Context) ([]Client, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.SortedFunc(maps.Values(m.clients), func(a, b Client) int { return cmp.Compare(a.ID, b.ID) }), nil
}

func (m *memory) Fresh(_ context.Context, client, token string, until time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, there := m.fresh[client+" "+token]
	m.fresh[client+" "+token] = until
	return !there, nil
}

func (m *memory) Barred(_ context.Context, since int64) (int64, []seva.Phone, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []seva.Phone
	for _, a := range m.accounts {
		if a.Kind == Citizen && !a.Suspended.IsZero() && m.turn != since {
			all = append(all, seva.Phone(a.Handle))
		}
	}
	return m.turn, all, m.fail
}

func (t *memoryTx) Staff(context.Context) ([]Account, error) {
	var all []Account
	for _, a := range t.s.accounts {
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
	maps.DeleteFunc(t.s.accounts, func(_ string, old Account) bool { return old.ID == a.ID })
	if other, taken := t.s.accounts[string(a.Kind)+a.Handle]; taken {
		return errors.New(other.ID + " has the handle")
	}
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
	maps.DeleteFunc(t.s.families, func(_ string, f Family) bool { return f.Account == account })
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
func (t *memoryTx) Try(_ context.Context, what string, day int64) (int, error) {
	t.s.tries[fmt.Sprint(what, day)]++
	return t.s.tries[fmt.Sprint(what, day)], nil
}

func (t *memoryTx) Holder(_ context.Context, id string) (Account, error) {
	for _, a := range t.s.accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return Account{}, ErrNone
}

func (t *memoryTx) EndFamily(_ context.Context, id string) error {
	delete(t.s.families, id)
	maps.DeleteFunc(t.s.sittings, func(_ string, s Sitting) bool { return s.Family == id })
	return nil
}

func (t *memoryTx) Family(_ context.Context, id string) (Family, error) {
	if f, ok := t.s.families[id]; ok {
		return f, nil
	}
	return Family{}, ErrNone
}
func (t *memoryTx) Families(_ context.Context, account string) ([]Family, error) {
	var all []Family
	for _, f := range t.s.families {
		if f.Account == account {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b Family) int { return a.Made.Compare(b.Made) })
	return all, nil
}
func (t *memoryTx) PutFamily(_ context.Context, f Family) error { t.s.families[f.ID] = f; return nil }

func (t *memoryTx) Turn(context.Context) error { t.s.turn++; return nil }

func (t *memoryTx) Renumber(_ context.Context, citizen string, from, to seva.Phone, before time.Time) (int, error) {
	t.s.cases = append(t.s.cases, renumbered{citizen, from, to, before})
	return 1, nil
}

func (t *memoryTx) Rekey(_ context.Context, citizen, phone string, before time.Time) error {
	t.s.rekeyed = append(t.s.rekeyed, rekeyed{citizen, phone, before})
	return nil
}

func (t *memoryTx) Client(_ context.Context, id string) (Client, error) {
	if c, ok := t.s.clients[id]; ok {
		c.Keys = slices.Clone(c.Keys)
		return c, nil
	}
	return Client{}, ErrNone
}
func (t *memoryTx) PutClient(_ context.Context, c Client) error { t.s.clients[c.ID] = c; return nil }

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
		Keyed:    func(p seva.Phone) string { return "key-of-" + string(p) },
		Register: m, World: seva.FrozenWorld(c.now, 7).At(c.Now), Secret: []byte("an example secret of 32 bytes..."),
		Say: func(l seva.Lang, text seva.Text) string { return fmt.Sprint(l, " ", text.Args["Code"]) },
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
