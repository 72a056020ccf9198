package worker

import (
	"sync"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

const (
	// postHold is the longest that messages wait behind an earlier one to the same phone that
	// is to be tried again. One that is tried at longer distances holds up nobody: news that
	// comes in the wrong order is better than none.
	postHold = 2 * time.Minute
	// postPhones bounds how many phones with such a message are remembered; the rest may hear
	// things in another order.
	postPhones = 1 << 16
)

// order keeps what is told to one phone in its order when a message could not be sent for a
// moment: those behind it wait until it is tried again. It is of one server.
type order struct {
	mu    sync.Mutex
	until map[seva.Phone]held
	swept time.Time // what is over was dropped last
}

// held is the message that the others wait for, and when it comes again.
type held struct {
	ref   string
	again time.Time
}

// hold has the others wait for a message. One behind it does not take its place.
func (o *order) hold(w notice.Waiting, again, now time.Time) {
	if notice.Urgent(w.Key) || again.Sub(now) > postHold {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.until == nil {
		o.until = map[seva.Phone]held{}
	}
	if len(o.until) >= postPhones && now.Sub(o.swept).Abs() > time.Second {
		o.swept = now
		for phone, h := range o.until {
			if !now.Before(h.again) {
				delete(o.until, phone)
			}
		}
	}
	if len(o.until) < postPhones {
		o.until[w.To] = held{w.Ref, again}
	}
}

// behind gives when a message may go that has another before it; zero for one that may go now.
// A code waits for nobody: it is of no use later.
func (o *order) behind(w notice.Waiting, now time.Time) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	h, there := o.until[w.To]
	switch {
	case !there || notice.Urgent(w.Key):
		return time.Time{}
	case h.ref == w.Ref || !now.Before(h.again) || h.again.Sub(now) > postHold: // the last: the clock was set back
		delete(o.until, w.To)
		return time.Time{}
	}
	return h.again
}
