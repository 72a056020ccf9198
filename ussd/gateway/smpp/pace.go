package smpp

import (
	"context"
	"sync"
	"time"
)

// pace spaces requests evenly, because a centre that is handed a second's worth at once
// throttles the rest of the second.
type pace struct {
	every time.Duration // 0 for no limit

	mu   sync.Mutex
	next time.Time // the first moment that is free
}

// slack may be caught up after a late wake-up, so that timers do not slow the pace down.
const slack = 10 * time.Millisecond

func newPace(rate int) *pace {
	p := &pace{}
	if rate > 0 {
		p.every = time.Second / time.Duration(rate)
	}
	return p
}

// wait takes the next moment and waits for it. One that lies behind ctx's deadline is not
// taken: the caller had better come again.
func (p *pace) wait(ctx context.Context) error {
	p.mu.Lock()
	now := time.Now()
	if earliest := now.Add(-slack); p.next.Before(earliest) {
		p.next = earliest
	}
	at := p.next
	if deadline, ok := ctx.Deadline(); ok && at.After(deadline) {
		p.mu.Unlock()
		return context.DeadlineExceeded
	}
	p.next = at.Add(p.every)
	p.mu.Unlock()
	left := at.Sub(now)
	if left <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// spend counts a request that does not wait.
func (p *pace) spend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next.Before(time.Now().Add(time.Second)) { // SMS must not wait for ever behind it
		p.next = p.next.Add(p.every)
	}
}

// hold lets nobody go for a while: the centre has asked for patience.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(d); until.After(p.next) {
		p.next = until
	}
}
