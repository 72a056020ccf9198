package smpp

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"duar/seva/notice"
	"duar/ussd/gateway/smpp/pdu"
)

// Send is notice.Carrier. A Ref that was taken is not submitted again by this process; of one
// that failed half-way only the missing parts are. What another process sent before it died
// may be sent a second time, under the same mark (see mark).
//
// While there is no bind it fails at once, Unreachable or Locked. A message without an answer
// is TimedOut: it may have been taken. If its answer comes late, the retry submits nothing.
func (l *Line) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	return l.once.Send(ctx, m)
}

// submit is Send without the memory of whole messages.
func (l *Line) submit(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	lk := l.link.Load()
	if lk == nil || l.leaving.Load() {
		return notice.Receipt{}, l.down.Load()
	}
	lt, failure := l.book.open(m, func() ([]pdu.PDU, *notice.Failure) { return l.compose(m, l.mark(m.Ref)) })
	if failure != nil {
		return notice.Receipt{}, failure
	}
	if failure = l.post(ctx, lk, lt); failure != nil {
		l.book.keep(lt)
		return notice.Receipt{}, failure
	}
	id, whole := l.book.receipt(lt)
	if !whole { // cannot be: no part has failed
		return notice.Receipt{}, notice.Fail(notice.Unknown, "", errors.New("a part is missing"))
	}
	return notice.Receipt{Provider: provider, ID: id}, nil
}

// mark names a message; one without a Ref has a mark of its own each time.
func (l *Line) mark(ref string) mark {
	if ref == "" {
		ref = rand.Text()
	}
	return markOf(ref)
}

// post submits the parts of a letter that are not taken, side by side, and waits for what
// becomes of them. After a failure no further part is submitted.
func (l *Line) post(ctx context.Context, lk *link, lt *letter) *notice.Failure {
	answers := make(chan *notice.Failure, len(lt.parts))
	awaited := 0
	var worst *notice.Failure
	for _, p := range lt.parts {
		if worst != nil {
			break
		}
		submit, wait := l.book.claim(p, answers)
		if submit {
			if worst = l.put(ctx, lk, p); worst != nil {
				l.book.release(p)
				break
			}
		}
		if wait {
			awaited++
		}
	}
	for ; awaited > 0; awaited-- {
		select {
		case failure := <-answers:
			if failure != nil && failure.Code == pdu.Throttled.String() {
				l.pace.hold(rest)
			}
			worst = worse(worst, failure)
		case <-ctx.Done():
			return errLate
		}
	}
	return worst
}

// rest is how long a centre that throttles us is left alone.
const rest = 250 * time.Millisecond

// put submits one part when pace and window allow.
func (l *Line) put(ctx context.Context, lk *link, p *part) *notice.Failure {
	if err := l.pace.wait(ctx); err != nil {
		return notice.Fail(notice.Busy, "pace", err)
	}
	return lk.ask(ctx, p.pdu, p, lk.bulk)
}

// worse gives the failure that decides about a message: that a part may have been taken, then
// what no retry mends, then the first.
func worse(a, b *notice.Failure) *notice.Failure {
	switch {
	case a == nil:
		return b
	case b == nil || a.Why == notice.TimedOut:
		return a
	case b.Why == notice.TimedOut || a.Why.Retry() && !b.Why.Retry():
		return b
	}
	return a
}

var _ notice.Carrier = (*Line)(nil)
