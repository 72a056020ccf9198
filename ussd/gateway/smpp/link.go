package smpp

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"duar/seva/notice"
	"duar/ussd/gateway/smpp/pdu"
)

// asker learns what became of a request: p is the answer, or err says why there is none. It
// is told once, or twice when an answer comes after all; it must not wait for anything.
type asker interface {
	answered(p pdu.PDU, err *notice.Failure)
}

// flight is a request without an answer yet.
type flight struct {
	who   asker
	slot  chan struct{} // what it gives back, once
	until time.Time
	late  bool // its time is over and its slot given back; it waits for a late answer
}

const (
	// mercy is how long an answer may come late: its message is then known to be taken, and a
	// retry need not send it again.
	mercy = 2 * time.Minute
	// tick is how often time-outs and silence are looked for.
	tick = 250 * time.Millisecond
	// mostUnsent bounds what waits for a peer that does not read.
	mostUnsent = 4 << 20
	writeTime  = 10 * time.Second
)

// errors of a connection, for the log.
var (
	errSilent = errors.New("smpp: the message centre is silent")
	errUnread = errors.New("smpp: the message centre does not read")
	errUnbind = errors.New("smpp: the message centre has unbound us")
	errStream = errors.New("smpp: the stream cannot be read any further")
	errLeft   = errors.New("smpp: we have taken our leave")
)

// link is one connection that is bound.
type link struct {
	name string // of this connection among all of all servers
	conn net.Conn
	wait time.Duration // for an answer
	// The window, in two: SMS can never take the room of USSD, where a person waits.
	bulk, urgent chan struct{}

	mu      sync.Mutex
	seq     uint32 // of the last request; the bind was 1
	flights map[uint32]*flight
	unsent  []byte
	wake    chan struct{} // there is something unsent

	heard atomic.Int64 // when anything came last, in Unix nanoseconds
	asked atomic.Bool  // an enquire_link is out since then
	done  chan struct{}
	once  sync.Once
	err   error // why it ended; holds once done is closed
}

func newLink(name string, conn net.Conn, window int, wait time.Duration) *link {
	reserve := window / 4
	l := &link{name: name, conn: conn, wait: wait, seq: 1, flights: map[uint32]*flight{}, wake: make(chan struct{}, 1), done: make(chan struct{})}
	l.bulk, l.urgent = make(chan struct{}, window-reserve), make(chan struct{}, max(reserve, 1))
	if reserve == 0 { // a window of one to three is shared
		l.urgent = l.bulk
	}
	l.heard.Store(time.Now().UnixNano())
	return l
}

// end ends the link for the first reason given; who still waits learns that nobody knows.
func (l *link) end(err error) {
	l.once.Do(func() {
		l.err = err
		close(l.done)
		_ = l.conn.Close()
		l.mu.Lock()
		flights := l.flights
		l.flights = nil
		l.mu.Unlock()
		for _, f := range flights {
			if !f.late {
				settle(f.who, f.slot, pdu.PDU{}, errCut)
			}
		}
	})
}

// settle gives the slot back, if it still is out, and tells who asked.
func settle(who asker, slot chan struct{}, p pdu.PDU, err *notice.Failure) {
	if slot != nil {
		<-slot
	}
	if who != nil {
		who.answered(p, err)
	}
}

// ask sends a request when the window has room, and tells who when it is answered. An error
// says that nothing was sent and nobody will be told.
func (l *link) ask(ctx context.Context, p pdu.PDU, who asker, slot chan struct{}) *notice.Failure {
	select {
	case slot <- struct{}{}:
	default:
		select {
		case slot <- struct{}{}:
		case <-l.done:
			return errDown
		case <-ctx.Done():
			return errCrowded
		}
	}
	if err := l.send(p, &flight{who: who, slot: slot, until: time.Now().Add(l.wait)}); err != nil {
		<-slot
		return err
	}
	return nil
}

// send gives a request its number and writes it.
func (l *link) send(p pdu.PDU, f *flight) *notice.Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.flights == nil {
		return errDown
	}
	for taken := true; taken; { // numbers come round after two thousand million
		l.seq = l.seq&0x7fffffff + 1
		if l.seq == 1<<31 {
			l.seq = 1
		}
		_, taken = l.flights[l.seq]
	}
	p.Sequence = l.seq
	if err := l.put(p); err != nil {
		return notice.Fail(notice.Rejected, "pdu", err)
	}
	l.flights[l.seq] = f
	return nil
}

// answer writes an answer; one that cannot be written is lost with the link.
func (l *link) answer(to pdu.PDU, s pdu.Status) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.put(pdu.PDU{Command: to.Command.Answer(), Status: s, Sequence: to.Sequence}) // sequence was read, so it is good
}

// nack says that a request was not understood.
func (l *link) nack(sequence uint32, s pdu.Status) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.put(pdu.PDU{Command: pdu.GenericNack, Status: s, Sequence: sequence & 0x7fffffff})
}

// put appends to what is unsent; mu is held.
func (l *link) put(p pdu.PDU) error {
	b, err := p.Append(l.unsent)
	if err != nil {
		return err
	}
	l.unsent = b
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return nil
}

// write sends what is unsent, all of it at a time, until the link ends.
func (l *link) write() {
	var spare []byte
	for {
		select {
		case <-l.wake:
		case <-l.done:
			return
		}
		l.mu.Lock()
		b := l.unsent
		l.unsent = spare[:0]
		l.mu.Unlock()
		if len(b) == 0 {
			spare = b
			continue
		}
		_ = l.conn.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err := l.conn.Write(b); err != nil {
			l.end(err)
			return
		}
		if spare = b; cap(spare) > mostUnsent/4 {
			spare = nil // one burst must not be kept for ever
		}
	}
}

// read takes what comes, until the link ends. Requests are handed to deliver, which must not
// keep the reader waiting.
func (l *link) read(r *pdu.Reader, deliver func(pdu.PDU)) {
	for {
		p, err := r.Read()
		if pdu.Lost(err) {
			if errors.Is(err, pdu.ErrSize) {
				l.nack(0, pdu.InvalidCmdLen)
				time.Sleep(tick / 10) // so that it is on its way before the end
				err = errStream
			}
			l.end(err)
			return
		}
		l.heard.Store(time.Now().UnixNano())
		l.asked.Store(false)
		switch {
		case p.Command.IsResponse():
			// Also one that cannot be read: its number and status can, and what was taken
			// must not be sent again.
			l.arrived(p)
		case errors.Is(err, pdu.ErrCommand):
			l.nack(p.Sequence, pdu.InvalidCommand)
		case err != nil:
			l.nack(p.Sequence, pdu.InvalidCmdLen)
		case p.Command == pdu.EnquireLink:
			l.answer(p, pdu.OK)
		case p.Command == pdu.Unbind:
			l.answer(p, pdu.OK)
			time.Sleep(tick / 10)
			l.end(errUnbind)
			return
		case p.Command == pdu.DeliverSM || p.Command == pdu.DataSM:
			deliver(p)
		default:
			l.nack(p.Sequence, pdu.InvalidCommand)
		}
	}
}

// arrived settles the request that was answered. A generic_nack answers by number too.
func (l *link) arrived(p pdu.PDU) {
	l.mu.Lock()
	f := l.flights[p.Sequence]
	delete(l.flights, p.Sequence)
	l.mu.Unlock()
	switch {
	case f == nil:
	case f.late: // expire has given the slot back
		settle(f.who, nil, p, nil)
	default:
		settle(f.who, f.slot, p, nil)
	}
}

// linkName names a connection so that no other of any server at any time has the same.
func linkName(at time.Time, chance uint32) string {
	return strconv.FormatInt(at.UnixMilli(), 36) + strconv.FormatUint(uint64(chance), 36)
}
