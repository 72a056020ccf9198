package smpp

import (
	"context"
	"crypto/tls"
	"errors"
	"hash/maphash"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
)

// provider is the folder's name.
const provider = "smpp"

// Line is gateway.Line and notice.Carrier over one bind.
type Line struct {
	settings
	now     func() time.Time
	once    notice.Carrier // sends each Ref once
	answers notice.Carrier // takes the answers to SMS
	pace    *pace
	book    *book
	hops    *hops
	talks   *talks
	pieces  *pieces

	running atomic.Bool
	link    atomic.Pointer[link]           // nil while there is no bind
	down    atomic.Pointer[notice.Failure] // why there is none
	leaving atomic.Bool                    // nobody new is let in
	dial    func(context.Context) (net.Conn, error)
	ladder  ladder
	// What Run was given, while it runs.
	shift *shift
}

// shift is what one Run works with.
type shift struct {
	ctx     context.Context // of what is under way; it outlives Run's by what that may take
	taker   ussd.Taker
	reports notice.Reports
	log     *slog.Logger
	slots   chan struct{} // turns under way
	work    sync.WaitGroup
	// Receipts to be noted. Those of one message are noted one after another, in the order in
	// which they came.
	inboxes [noters]chan arrival
}

// ladder is how long to wait before the next try to bind.
type ladder struct{ first, most, locked time.Duration }

const (
	connectTime = 10 * time.Second
	// mostTurns bounds turns under way at once; the next is asked to come again.
	mostTurns = 1024
	// noters note receipts side by side; mostReceipts wait for one of them.
	noters       = 16
	mostReceipts = 4096
	noteTime     = 5 * time.Second
	sendsKept    = 1 << 16
)

// New makes the line; now is the world's clock. The error says how to mend each setting.
func New(c Config, now func() time.Time) (*Line, error) {
	s, err := c.check()
	if err != nil {
		return nil, err
	}
	l := &Line{
		settings: s, now: now, pace: newPace(s.Rate),
		hops: newHops(), talks: newTalks(), pieces: newPieces(),
		ladder: ladder{first: time.Second, most: time.Minute, locked: 30 * time.Second},
	}
	l.book = newBook(func(id string) string { return normal(s.SubmitIDs, id) }, l.report)
	l.once = gateway.Once(carrier(l.submit), sendsKept)
	l.answers = l
	l.down.Store(errDown)
	l.dial = l.connect
	return l, nil
}

// carrier is a function as a notice.Carrier.
type carrier func(context.Context, notice.Message) (notice.Receipt, error)

func (c carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	return c(ctx, m)
}

// Answer makes the answers to SMS leave through another carrier, such as one that knows the
// registry of templates and ends at this line. It must be called before Run.
func (l *Line) Answer(c notice.Carrier) { l.answers = c }

// Name is gateway.Line.
func (l *Line) Name() string { return provider }

// Up tells whether there is a bind.
func (l *Line) Up() bool { return l.link.Load() != nil }

// Run is gateway.Line: it binds, and binds again with growing pauses whenever the bind is
// lost, until ctx ends. Then nobody new is let in, what is under way is answered, and the
// centre is unbound. It runs once at a time. reports may be nil.
func (l *Line) Run(ctx context.Context, taker ussd.Taker, reports notice.Reports, log *slog.Logger) error {
	if !l.running.CompareAndSwap(false, true) {
		return errors.New("smpp: the line is running already")
	}
	defer l.running.Store(false)
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	log = log.With("gateway", provider)
	l.leaving.Store(false)
	under, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	l.shift = &shift{ctx: under, taker: taker, reports: reports, log: log,
		slots: make(chan struct{}, mostTurns)}
	for i := range noters {
		inbox := make(chan arrival, mostReceipts/noters)
		l.shift.inboxes[i] = inbox
		l.shift.work.Go(func() { l.noting(inbox) })
	}
	defer l.shift.close(cancel)
	for tries := 0; ctx.Err() == nil; {
		began := time.Now()
		err := l.hold(ctx, log)
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > l.ladder.most {
			tries = 0 // it stood for a while
		}
		wait := l.ladder.wait(tries, l.down.Load().Why)
		tries++
		log.Warn("smpp.down", "error", err.Error(), "again", wait.Round(time.Millisecond).String())
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	return nil
}

// close lets what is still under way end: the last receipts are noted, and a turn that takes
// no notice of its context is left behind.
func (s *shift) close(cancel func()) {
	for _, inbox := range s.inboxes {
		close(inbox)
	}
	ended := make(chan struct{})
	go func() { s.work.Wait(); close(ended) }()
	for _, last := range []func(){cancel, func() {}} {
		select {
		case <-ended:
		case <-time.After(gateway.Patience):
		}
		last()
	}
}

// wait doubles from first to most, and draws from the upper half: many servers must not come
// back at the same moment. A centre that refuses the account is asked rarely, or it locks it.
func (d ladder) wait(tries int, why notice.Reason) time.Duration {
	w := min(d.first<<min(tries, 20), d.most)
	if why == notice.Locked {
		w = max(w, d.locked)
	}
	return w/2 + rand.N(w/2+1)
}

// hold binds and keeps the bind until it is lost or ctx ends; the error says why it was lost.
func (l *Line) hold(ctx context.Context, log *slog.Logger) error {
	conn, err := l.dial(ctx)
	if err != nil {
		l.down.Store(errDown)
		return err
	}
	r := pdu.NewReader(conn)
	if err := l.bind(conn, r); err != nil {
		_ = conn.Close()
		return err
	}
	lk := newLink(linkName(time.Now(), rand.Uint32()), conn, l.Window, l.Timeout)
	var all sync.WaitGroup
	all.Go(lk.write)
	all.Go(func() { lk.keep(l.Enquire) })
	all.Go(func() { lk.read(r, func(p pdu.PDU) { l.deliver(lk, p) }) })
	l.down.Store(errDown) // what there will be to say once it is lost
	l.link.Store(lk)
	log.Info("smpp.up")
	select {
	case <-lk.done:
	case <-ctx.Done():
		l.depart(lk)
	}
	l.link.Store(nil)
	l.hops.broken(lk.name, time.Now())
	all.Wait()
	return lk.err
}

// depart lets what is under way come to its end, within the patience of a network, and takes
// leave.
func (l *Line) depart(lk *link) {
	l.leaving.Store(true)
	deadline := time.Now().Add(gateway.Patience)
	for time.Now().Before(deadline) && (len(l.shift.slots) > 0 || l.shift.unnoted() || !lk.idle()) {
		select {
		case <-lk.done:
			return
		case <-time.After(tick / 25):
		}
	}
	lk.leave()
}

func (l *Line) connect(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{Timeout: connectTime, KeepAlive: 15 * time.Second}
	if l.TLS {
		return (&tls.Dialer{NetDialer: &d, Config: &tls.Config{MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", l.Address)
	}
	return d.DialContext(ctx, "tcp", l.Address)
}

// bind says who we are. The connection is not shared yet.
func (l *Line) bind(conn net.Conn, r *pdu.Reader) error {
	_ = conn.SetDeadline(time.Now().Add(l.Timeout))
	defer func() { _ = conn.SetDeadline(time.Time{}) }()
	b, err := pdu.PDU{Command: pdu.BindTransceiver, Sequence: 1, Bind: pdu.Bind{
		SystemID: l.SystemID, Password: l.Password, SystemType: l.SystemType, Version: pdu.Version34,
	}}.Append(nil)
	if err != nil {
		return err
	}
	if _, err = conn.Write(b); err != nil {
		return err
	}
	p, err := r.Read()
	if pdu.Lost(err) {
		return err
	}
	if p.Command != pdu.BindTransceiver.Answer() && p.Command != pdu.GenericNack {
		return errStream
	}
	if p.Status == pdu.OK && p.Command == pdu.GenericNack {
		p.Status = pdu.InvalidCommand
	}
	if p.Status != pdu.OK {
		failure := refused(p.Status)
		if l.down.Store(errDown); failure.Why == notice.Locked {
			l.down.Store(errLocked)
		}
		return failure
	}
	return nil
}

// report tells of a message without anybody waiting to hear that it was noted.
func (l *Line) report(r notice.Report) {
	s := l.shift
	if s == nil {
		return
	}
	if !s.file(arrival{report: r}) {
		s.log.Warn("smpp.report.dropped")
	}
}

var spread = maphash.MakeSeed()

// file puts an arrival where those of the same message are; false when there is no room.
func (s *shift) file(a arrival) bool {
	select {
	case s.inboxes[maphash.String(spread, a.report.ID)%noters] <- a:
		return true
	default:
		return false
	}
}

// unnoted tells whether receipts wait.
func (s *shift) unnoted() bool {
	for _, inbox := range s.inboxes {
		if len(inbox) > 0 {
			return true
		}
	}
	return false
}
