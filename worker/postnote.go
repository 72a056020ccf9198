package worker

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// How notes are tried again while the outbox does not take them.
const (
	noteFirst = 200 * time.Millisecond
	noteMost  = 5 * time.Second
)

// notes keeps what became of messages, all that are answered at the same time in one
// transaction: who finds nobody writing writes for all who came meanwhile. Each clerk waits
// until its own note is on the disk before it sends the next message. So as many messages
// as there are clerks are ever without a note, and the disk is waited for once for many.
type notes struct {
	outbox  notice.Outbox
	world   seva.World
	log     *slog.Logger
	mu      sync.Mutex
	writing bool
	next    *sheaf
}

// sheaf is what one transaction keeps. done is closed when it is kept, or given up.
type sheaf struct {
	fates []notice.Fate
	until time.Time
	done  chan struct{}
}

// keep notes one message, for as long as the message is ours. It returns when the note is
// kept, or can be no more.
func (n *notes) keep(ctx context.Context, f notice.Fate, lease time.Time) {
	n.mu.Lock()
	if n.next == nil {
		n.next = &sheaf{done: make(chan struct{})}
	}
	mine := n.next
	mine.fates = append(mine.fates, f)
	if mine.until.Before(lease) {
		mine.until = lease
	}
	if n.writing {
		n.mu.Unlock()
		<-mine.done
		return
	}
	n.writing = true
	n.mu.Unlock()
	// It writes on until nobody waits: whoever comes meanwhile is in the next sheaf.
	for s := n.turn(); s != nil; s = n.turn() {
		n.write(ctx, s.fates, s.until)
		close(s.done)
	}
}

// turn gives the next sheaf to write; nil ends the turn.
func (n *notes) turn() *sheaf {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.next
	n.next = nil
	n.writing = s != nil
	return s
}

// write notes a sheaf. Failing to is what makes duplicates, so it is tried for as long as
// the messages are ours, and a little longer.
func (n *notes) write(ctx context.Context, fates []notice.Fate, until time.Time) {
	ctx, cancel := context.WithTimeout(ctx, max(noteMost, until.Sub(n.world.Now())))
	defer cancel()
	for try := 1; ; try++ {
		err := n.outbox.Note(ctx, fates)
		if err == nil {
			return
		}
		if !rest(ctx, doubled(noteFirst, noteMost, try)) {
			n.log.Error("post.note.failed", "error", err.Error(), "messages", len(fates))
			return
		}
	}
}
