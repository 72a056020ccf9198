package gateway

import "sync"

// Seen remembers the last so many callbacks, so that one which comes again has no second
// effect. It forgets the oldest; what it forgets must be harmless to take again.
type Seen struct {
	mu    sync.Mutex
	limit int
	keys  map[string]bool
	queue []string
}

// NewSeen makes a memory of limit keys.
func NewSeen(limit int) *Seen { return &Seen{limit: limit, keys: map[string]bool{}} }

// Has tells whether a key was added and is not forgotten yet.
func (s *Seen) Has(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys[key]
}

// Add remembers a key: once its effect is kept, so that a callback that failed may come again.
func (s *Seen) Add(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[key] {
		return
	}
	s.keys[key] = true
	if s.queue = append(s.queue, key); len(s.queue) > s.limit {
		delete(s.keys, s.queue[0])
		s.queue = s.queue[1:]
	}
}
