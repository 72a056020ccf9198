package gateway

import (
	"context"
	"errors"
	"sync"

	"duar/seva/notice"
)

// Once lets a carrier keep notice.Carrier's promise when its provider knows no
// references: a Ref that was taken gives the same receipt again and nothing is sent.
// It remembers the last limit messages of this process; the outbox remembers the rest.
func Once(c notice.Carrier, limit int) notice.Carrier {
	return &once{carrier: c, limit: limit, sent: map[string]*sending{}}
}

type once struct {
	carrier notice.Carrier
	limit   int
	mu      sync.Mutex
	sent    map[string]*sending
	queue   []string // the Refs that were taken, oldest first
}

// sending is one message on its way; receipt and err hold once done is closed.
type sending struct {
	done    chan struct{}
	receipt notice.Receipt
	err     error
}

func (o *once) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	if m.Ref == "" {
		return o.carrier.Send(ctx, m)
	}
	o.mu.Lock()
	if earlier, ok := o.sent[m.Ref]; ok {
		o.mu.Unlock()
		select {
		case <-earlier.done:
			return earlier.receipt, earlier.err
		case <-ctx.Done():
			return notice.Receipt{}, notice.Fail(notice.TimedOut, "waiting", ctx.Err())
		}
	}
	s := &sending{done: make(chan struct{})}
	o.sent[m.Ref] = s
	o.mu.Unlock()

	// What waits for it is let go also when the carrier panics: whoever comes with the Ref
	// again would wait for ever.
	s.err = errPanic
	defer func() {
		close(s.done)
		o.settle(m.Ref, s.err == nil)
	}()
	s.receipt, s.err = o.carrier.Send(ctx, m)
	return s.receipt, s.err
}

// errPanic is for who waited for a message whose carrier panicked: taken or not, nobody knows.
var errPanic error = notice.Fail(notice.TimedOut, "panic", errors.New("the carrier panicked"))

// settle keeps what was sent, for a while, and forgets what was not, so that it may be
// tried again.
func (o *once) settle(ref string, taken bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !taken {
		delete(o.sent, ref)
		return
	}
	o.queue = append(o.queue, ref)
	if len(o.queue) > o.limit {
		delete(o.sent, o.queue[0])
		o.queue = o.queue[1:]
	}
}
