package smpp

import (
	"time"

	"duar/seva/notice"
	"duar/ussd/gateway/smpp/pdu"
)

// keep looks for time-outs and for silence, until the link ends.
func (l *link) keep(enquire time.Duration) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-l.done:
			return
		}
		now := time.Now()
		l.expire(now)
		l.mu.Lock()
		unread := len(l.unsent) > mostUnsent
		l.mu.Unlock()
		silent := now.Sub(time.Unix(0, l.heard.Load()))
		switch {
		case unread:
			l.end(errUnread)
		case silent > enquire+l.wait:
			l.end(errSilent)
		case silent > enquire && l.asked.CompareAndSwap(false, true): // one at a time: they must not pile up
			_ = l.send(pdu.PDU{Command: pdu.EnquireLink}, &flight{until: now.Add(l.wait)})
		}
	}
}

// expire tells who waited too long.
func (l *link) expire(now time.Time) {
	var over []*flight
	l.mu.Lock()
	for seq, f := range l.flights {
		switch {
		case f.late && now.After(f.until.Add(mercy)):
			delete(l.flights, seq)
		case !f.late && now.After(f.until):
			f.late = true
			over = append(over, f)
		}
	}
	l.mu.Unlock()
	for _, f := range over {
		settle(f.who, f.slot, pdu.PDU{}, errLate)
	}
}

// idle tells whether nothing is under way.
func (l *link) idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.flights {
		if !f.late {
			return false
		}
	}
	return len(l.unsent) == 0
}

// over tells whether the link has ended.
func (l *link) over() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// leave takes leave in good order: an unbind, its answer, the end.
func (l *link) leave() {
	said := make(chan struct{})
	if l.send(pdu.PDU{Command: pdu.Unbind}, &flight{who: farewell{said}, until: time.Now().Add(l.wait)}) == nil {
		select {
		case <-said:
		case <-l.done:
		case <-time.After(2 * time.Second):
		}
	}
	l.end(errLeft)
}

// farewell is the asker of an unbind.
type farewell struct{ said chan struct{} }

func (f farewell) answered(pdu.PDU, *notice.Failure) {
	select {
	case <-f.said:
	default:
		close(f.said)
	}
}
