package gateway

import (
	"context"
	"errors"
	"hash/maphash"
	"sync"
	"time"
)

// Nonces remembers what may be used once. Fresh notes a nonce until the given time and
// tells whether it was new. When it cannot tell, it answers an error and the request is
// refused.
type Nonces interface {
	Fresh(ctx context.Context, nonce string, until time.Time) (bool, error)
}

// ErrFull is that Memory holds as many nonces as it may.
var ErrFull = errors.New("gateway: too many nonces to remember")

// Memory is Nonces for one process. It never forgets a nonce before its time: when it
// is full it says so. Only signed requests reach it, so no stranger can fill it.
type Memory struct {
	mu    sync.Mutex
	seed  maphash.Seed
	limit int
	now   func() time.Time
	until map[uint64]time.Time
	queue []uint64 // in the order of arrival, which is nearly that of expiry
}

// NewMemory makes a Memory of at most limit nonces. now is the world's clock.
func NewMemory(limit int, now func() time.Time) *Memory {
	return &Memory{seed: maphash.MakeSeed(), limit: limit, now: now, until: map[uint64]time.Time{}}
}

// Fresh is Nonces.
func (m *Memory) Fresh(_ context.Context, nonce string, until time.Time) (bool, error) {
	// A chance collision refuses one good request in 2^64 / limit; the seed keeps it chance.
	key := maphash.String(m.seed, nonce)
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	for len(m.queue) > 0 && m.until[m.queue[0]].Before(now) {
		delete(m.until, m.queue[0])
		m.queue = m.queue[1:]
	}
	if _, seen := m.until[key]; seen {
		return false, nil
	}
	if len(m.until) >= m.limit {
		return false, ErrFull
	}
	m.until[key] = until
	m.queue = append(m.queue, key)
	return true, nil
}
