// Package smpptest is a message centre for tests and benchmarks: it takes binds, answers
// submits, sends receipts and deliveries, and misbehaves on demand.
//
// It knows SMPP and no message. What it is asked to do wrong is the test's choice; by itself
// it takes everything.
package smpptest

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"duar/ussd/gateway/smpp/pdu"
)

// Options are how the centre behaves. Set them before Start.
type Options struct {
	Password string
	// Submit is asked about each submit_sm, in the order in which they come; what it says is
	// answered. Nil takes all, under ids that count up.
	Submit func(c *Conn, p pdu.PDU) Verdict
	// Receipts sends a delivery receipt behind each submit_sm that is taken and asked for one.
	Receipts bool
	// Deaf answers no enquire_link.
	Deaf bool
}

// Verdict is what becomes of a submit_sm.
type Verdict struct {
	Status pdu.Status
	ID     string
	Silent bool // no answer
}

// Centre is the message centre.
type Centre struct {
	options Options
	ln      net.Listener
	bound   chan *Conn
	ids     atomic.Int64
	binds   atomic.Int64
	taken   atomic.Int64
	all     sync.WaitGroup
	mu      sync.Mutex
	conns   map[*Conn]bool
}

// Start listens on a loopback port.
func Start(o Options) (*Centre, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it listens until Close
	if err != nil {
		return nil, err
	}
	return StartOn(ln, o), nil
}

// StartOn serves a listener of the caller's.
func StartOn(ln net.Listener, o Options) *Centre {
	s := &Centre{options: o, ln: ln, bound: make(chan *Conn, 64), conns: map[*Conn]bool{}}
	s.all.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			c := &Conn{centre: s, conn: conn, wake: make(chan struct{}, 1), waiting: map[uint32]chan pdu.PDU{}, done: make(chan struct{})}
			s.mu.Lock()
			s.conns[c] = true
			s.mu.Unlock()
			s.all.Go(c.write)
			s.all.Go(c.read)
		}
	})
	return s
}

// Addr is where it listens.
func (s *Centre) Addr() string { return s.ln.Addr().String() }

// Binds is how often it was bound to, Taken how many submits it took.
func (s *Centre) Binds() int64 { return s.binds.Load() }

// Taken is how many submits it took.
func (s *Centre) Taken() int64 { return s.taken.Load() }

// Bound waits for the next bind.
func (s *Centre) Bound(ctx context.Context) (*Conn, error) {
	select {
	case c := <-s.bound:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close ends everything.
func (s *Centre) Close() {
	_ = s.ln.Close()
	s.mu.Lock()
	for c := range s.conns {
		c.Cut()
	}
	s.mu.Unlock()
	s.all.Wait()
}

// Conn is one bind.
type Conn struct {
	centre *Centre
	conn   net.Conn
	wake   chan struct{}
	done   chan struct{}
	once   sync.Once

	mu      sync.Mutex
	seq     uint32
	unsent  []byte
	waiting map[uint32]chan pdu.PDU
	unbound bool
}

// ErrCut is that the connection broke before the answer.
var ErrCut = errors.New("smpptest: cut")

// Cut breaks the connection.
func (c *Conn) Cut() {
	c.once.Do(func() { close(c.done); _ = c.conn.Close() })
}

// Done is closed when the connection is over.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Unbound tells whether the other side took its leave.
func (c *Conn) Unbound() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unbound
}

// Send writes a PDU as it is.
func (c *Conn) Send(p pdu.PDU) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.put(p)
}

func (c *Conn) put(p pdu.PDU) error {
	b, err := p.Append(c.unsent)
	if err != nil {
		return err
	}
	c.unsent = b
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return nil
}

// Ask sends a request under its next number, or under the number it has, and gives a channel
// with its answer.
func (c *Conn) Ask(p pdu.PDU) (<-chan pdu.PDU, error) {
	answer := make(chan pdu.PDU, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.Sequence == 0 {
		c.seq++
		p.Sequence = c.seq
	}
	c.waiting[p.Sequence] = answer
	return answer, c.put(p)
}

// Deliver asks and waits for the answer.
func (c *Conn) Deliver(ctx context.Context, p pdu.PDU) (pdu.PDU, error) {
	answer, err := c.Ask(p)
	if err != nil {
		return pdu.PDU{}, err
	}
	select {
	case a := <-answer:
		return a, nil
	case <-c.done:
		return pdu.PDU{}, ErrCut
	case <-ctx.Done():
		return pdu.PDU{}, ctx.Err()
	}
}

func (c *Conn) write() {
	var spare []byte
	for {
		select {
		case <-c.wake:
		case <-c.done:
			return
		}
		c.mu.Lock()
		b := c.unsent
		c.unsent = spare[:0]
		c.mu.Unlock()
		_ = c.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := c.conn.Write(b); err != nil {
			c.Cut()
			return
		}
		spare = b
	}
}

func (c *Conn) read() {
	defer func() {
		c.Cut()
		c.centre.mu.Lock()
		delete(c.centre.conns, c)
		c.centre.mu.Unlock()
	}()
	r := pdu.NewReader(c.conn)
	for {
		p, err := r.Read()
		if err != nil {
			return
		}
		if p.Command.IsResponse() {
			c.mu.Lock()
			answer := c.waiting[p.Sequence]
			delete(c.waiting, p.Sequence)
			c.mu.Unlock()
			if answer != nil {
				answer <- p
			}
			continue
		}
		c.take(p)
	}
}

// take answers a request.
func (c *Conn) take(p pdu.PDU) {
	answer := pdu.PDU{Command: p.Command.Answer(), Sequence: p.Sequence}
	o := c.centre.options
	switch p.Command {
	case pdu.BindTransceiver, pdu.BindReceiver, pdu.BindTransmitter:
		if p.Bind.Password != o.Password {
			answer.Status = pdu.InvalidPassword
			_ = c.Send(answer)
			return
		}
		answer.ID, answer.TLVs = "smpptest", []pdu.TLV{pdu.Octet(pdu.VersionTag, pdu.Version34)}
		_ = c.Send(answer)
		c.centre.binds.Add(1)
		select {
		case c.centre.bound <- c:
		default:
		}
	case pdu.SubmitSM:
		c.submitted(p, answer)
	case pdu.EnquireLink:
		if !o.Deaf {
			_ = c.Send(answer)
		}
	case pdu.Unbind:
		c.mu.Lock()
		c.unbound = true
		_ = c.put(answer)
		c.mu.Unlock()
	default:
		_ = c.Send(pdu.PDU{Command: pdu.GenericNack, Status: pdu.InvalidCommand, Sequence: p.Sequence})
	}
}

func (c *Conn) submitted(p, answer pdu.PDU) {
	v := Verdict{ID: strconv.FormatInt(c.centre.ids.Add(1), 10)}
	if c.centre.options.Submit != nil {
		v = c.centre.options.Submit(c, p)
	}
	if v.Status == pdu.OK && !v.Silent {
		c.centre.taken.Add(1)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if answer.Status, answer.ID = v.Status, v.ID; !v.Silent {
		_ = c.put(answer)
	}
	if v.Status == pdu.OK && c.centre.options.Receipts && p.Message.RegisteredDelivery&1 != 0 {
		r := Receipt(p, v.ID, "DELIVRD", "000")
		c.seq++
		r.Sequence = c.seq
		_ = c.put(r)
	}
}

// Receipt makes the deliver_sm that tells what became of a submit_sm, in the text form.
func Receipt(of pdu.PDU, id, stat, code string) pdu.PDU {
	return pdu.PDU{Command: pdu.DeliverSM, Message: pdu.Message{
		Source: of.Message.Dest, Dest: of.Message.Source, ESMClass: pdu.KindReceipt,
		Text: []byte("id:" + id + " sub:001 dlvrd:001 submit date:2611230930 done date:2611230931 stat:" + stat + " err:" + code + " text:"),
	}}
}
