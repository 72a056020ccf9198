package budget

import (
	"context"
	"errors"
	"hash/maphash"
	"sync"
	"time"

	"duar/seva"
)

// ErrRate is what a Meter answers to a rate or a cost that counts nothing: whoever asks so
// has a fault, and must not be let in by it.
var ErrRate = errors.New("budget: a rate and a cost must be more than nothing")

const (
	shards = 64  // locks, so that callers seldom wait for one another
	few    = 256 // entries below which a shard does not look for old ones
	sample = 8   // entries looked at to find one that may be forgotten
)

// Local is a Meter in this server's memory: several servers count each for themselves, so a
// number that reaches n of them has n budgets, and what was counted is lost when a server
// starts again. Both are good enough against a flood; what must hold for certain (codes,
// tries of a second fact) is counted in SQL.
//
// It keeps one instant for each key, 32 bytes, and at most so many keys as it was made for.
// When they are all in use the key that owes least of a few is forgotten, which is the one
// that gains least by it. A key is kept as a hash under a seed of this process, so nothing
// here names anybody and nobody can make two keys meet. No goroutine: what has run out is
// swept when a shard has doubled.
type Local struct {
	world seva.World
	seeds [2]maphash.Seed
	most  int // keys of one shard
	all   [shards]shard
}

type shard struct {
	mu    sync.Mutex
	keys  map[name]owed
	sweep int      // look for what has run out when there are so many
	_     [40]byte // two shards never share a line of the cache
}

// name is a key's hash: 128 bits, so that no two keys meet by chance either.
type name [2]uint64

// owed is what a key has used up: the instant at which its budget is whole again.
type owed struct {
	until int64 // nanoseconds since 1970
	// over says that a refusal has been told of, since half of the budget was free.
	over bool
}

// NewLocal makes a meter for so many keys at a time; a million take some 70 MB.
func NewLocal(w seva.World, keys int) *Local {
	l := &Local{world: w, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, most: max(keys/shards, 1)}
	for i := range l.all {
		l.all[i].keys, l.all[i].sweep = map[name]owed{}, min(few, l.most)
	}
	return l
}

// Take takes cost out of the budget of a key. A key has one rate; asked with another, what
// it owes is at most the whole of that. A clock that goes back costs nobody more than one
// span. The error is ErrRate or nil.
func (l *Local) Take(_ context.Context, key string, cost int, r Rate) (Verdict, error) {
	if r.Most < 1 || r.Span <= 0 || cost < 1 {
		return Verdict{}, ErrRate
	}
	n := name{maphash.String(l.seeds[0], key), maphash.String(l.seeds[1], key)}
	return l.take(n, l.world.Now().UnixNano(), cost, r), nil
}

// take takes out of the budget of a name, under its shard's lock.
func (l *Local) take(n name, now int64, cost int, r Rate) Verdict {
	s := &l.all[n[0]%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	e, known := s.keys[n]
	if !known && len(s.keys) >= s.sweep {
		s.makeRoom(now, l.most)
	}
	v := e.take(now, cost, r)
	s.keys[n] = e
	return v
}

// take is the algorithm: each unit costs a step of time, and what is owed may not reach
// beyond the whole budget from now. A step is rounded up, so no rounding ever lets more in.
func (e *owed) take(now int64, cost int, r Rate) Verdict {
	step := (int64(r.Span) + int64(r.Most) - 1) / int64(r.Most)
	whole := step * int64(r.Most)
	owes := min(max(e.until-now, 0), whole)
	if owes <= whole/2 {
		e.over = false
	}
	v := Verdict{OK: cost <= r.Most && owes+int64(cost)*step <= whole}
	if v.OK {
		owes += int64(cost) * step
	} else {
		v.First, e.over = !e.over, true
	}
	e.until = now + owes
	v.Left = int((whole - owes) / step)
	if v.Left == 0 {
		v.Again = time.Duration(owes + step - whole)
	}
	return v
}

// makeRoom is called before a new key when the shard has doubled since it was last swept, or
// is full. Sweeping looks at all of it, which each new key has paid a little of; a full
// shard, as under a flood of new keys, is only sampled: the order of a map is no order.
func (s *shard) makeRoom(now int64, most int) {
	if len(s.keys) < most {
		for n, e := range s.keys {
			if e.until <= now {
				delete(s.keys, n)
			}
		}
		s.sweep = min(max(2*len(s.keys), few), most)
		return
	}
	var least name
	looked := 0
	for n, e := range s.keys {
		if looked == 0 || e.until < s.keys[least].until {
			least = n
		}
		if looked++; looked == sample {
			break
		}
	}
	delete(s.keys, least)
}

var _ Meter = (*Local)(nil)
