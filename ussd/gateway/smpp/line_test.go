package smpp

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/gateway/smpp/smpptest"
)

const (
	caller = seva.Phone("919831000001")
	other  = seva.Phone("919831000002")
	entity = "1001234567890123456"
	form   = "1007654321098765432"
)

// menu is a taker that writes down its turns.
type menu struct {
	mu    sync.Mutex
	turns []ussd.Turn
	take  func(ussd.Turn) (ussd.Page, error)
}

func (m *menu) Take(_ context.Context, t ussd.Turn) (ussd.Page, error) {
	m.mu.Lock()
	m.turns = append(m.turns, t)
	m.mu.Unlock()
	if m.take == nil {
		return ussd.Page{Text: "1 Land"}, nil
	}
	return m.take(t)
}

func (m *menu) seen() []ussd.Turn {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]ussd.Turn(nil), m.turns...)
}

// ledger is Reports that writes them down.
type ledger struct {
	mu   sync.Mutex
	all  []notice.Report
	fail error
}

func (l *ledger) Note(_ context.Context, r notice.Report) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return l.fail
	}
	l.all = append(l.all, r)
	return nil
}

func (l *ledger) seen() []notice.Report {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]notice.Report(nil), l.all...)
}

// bench is a line and a centre that it is bound to.
type bench struct {
	*Line
	centre *smpptest.Centre
	conn   *smpptest.Conn
	menu   *menu
	ledger *ledger
	log    *lines
	stop   context.CancelFunc
	ended  chan struct{}
}

func config(addr string) Config {
	return Config{Address: addr, SystemID: "duar", Password: "secret", From: "WBGOVT", Code: codeOf("*384*7#")}
}

// lines is a log that is read while it is written.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func start(t testing.TB, o smpptest.Options, change func(*Config), alter ...func(*Line)) *bench {
	t.Helper()
	o.Password = "secret"
	centre, err := smpptest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(centre.Close)
	c := config(centre.Addr())
	if change != nil {
		change(&c)
	}
	l, err := New(c, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	l.ladder = ladder{10 * time.Millisecond, 50 * time.Millisecond, 50 * time.Millisecond}
	for _, a := range alter {
		a(l)
	}
	b := &bench{Line: l, centre: centre, menu: &menu{}, ledger: &ledger{}, log: &lines{}, ended: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	b.stop = stop
	go func() {
		defer close(b.ended)
		if err := l.Run(ctx, b.menu, b.ledger, slog.New(slog.NewTextHandler(b.log, nil))); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { stop(); <-b.ended })
	b.conn = b.bound(t)
	return b
}

// bound waits for the next bind of both sides.
func (b *bench) bound(t testing.TB) *smpptest.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := b.centre.Bound(ctx)
	if err != nil {
		t.Fatalf("no bind: %v\n%s", err, b.log)
	}
	eventually(t, "the line is up", b.Up)
	return conn
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

func (b *bench) deliver(t testing.TB, p pdu.PDU) pdu.PDU {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	a, err := b.conn.Deliver(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func message(ref, body string) notice.Message {
	return notice.Message{Ref: ref, To: caller, Lang: seva.Bengali, Body: body}
}

func registered(ref, body string) notice.Message {
	m := message(ref, body)
	m.Registration = notice.Registration{Entity: entity, Template: form, Header: "WBDUAR", Chain: "beef", Unicode: true}
	return m
}

func (b *bench) send(t testing.TB, m notice.Message) (notice.Receipt, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return b.Send(ctx, m)
}

func why(err error) notice.Reason {
	if err == nil {
		return ""
	}
	return notice.ReasonOf(err)
}

// A line that has no bind says so at once; a wrong password is another matter than a centre
// that is away.
func TestDown(t *testing.T) {
	l, err := New(config("127.0.0.1:1"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Send(t.Context(), message("a", "x")); why(err) != notice.Unreachable {
		t.Error(err)
	}
	b := start(t, smpptest.Options{}, nil)
	b.centre.Close()
	eventually(t, "the line is down", func() bool { return !b.Up() })
	began := time.Now()
	if _, err := b.send(t, message("a", "x")); why(err) != notice.Unreachable || time.Since(began) > time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}

	centre, err := smpptest.Start(smpptest.Options{Password: "another"})
	if err != nil {
		t.Fatal(err)
	}
	defer centre.Close()
	l, err = New(config(centre.Addr()), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- l.Run(ctx, &menu{}, nil, nil) }()
	eventually(t, "the account is refused", func() bool {
		_, err := l.Send(ctx, message("a", "x"))
		return why(err) == notice.Locked
	})
	if err := l.Run(ctx, &menu{}, nil, nil); err == nil {
		t.Error("it runs twice")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Asked to stop, the line answers what is under way and unbinds.
func TestLeaves(t *testing.T) {
	held := make(chan struct{})
	b := start(t, smpptest.Options{}, nil)
	b.menu.take = func(ussd.Turn) (ussd.Page, error) { <-held; return ussd.Page{Text: "done", End: true}, nil }
	if a := b.deliver(t, dial("919831000001", 0x1200, "*384*7#")); a.Status != pdu.OK {
		t.Fatal(a.Status)
	}
	b.stop()
	eventually(t, "nobody new is let in", func() bool {
		_, err := b.send(t, message(rand.Text(), "x"))
		return why(err) == notice.Unreachable
	})
	if a := b.deliver(t, dial("919831000002", 0x1300, "*384*7#")); a.Status != pdu.TemporaryError {
		t.Errorf("a new caller was told %v", a.Status)
	}
	taken := b.centre.Taken()
	close(held)
	<-b.ended
	if b.centre.Taken() != taken+1 || !b.conn.Unbound() {
		t.Errorf("%d screens, unbound %v", b.centre.Taken()-taken, b.conn.Unbound())
	}
}

// A centre that is silent is asked once, and left when it does not answer; one that unbinds,
// sends nonsense or breaks off is bound to again.
func TestBindsAgain(t *testing.T) {
	b := start(t, smpptest.Options{Deaf: true}, nil, func(l *Line) {
		l.Enquire, l.Timeout = 50*time.Millisecond, 300*time.Millisecond
	})
	for name, spoil := range map[string]func(){
		"silent": func() {},
		"unbind": func() { _ = b.conn.Send(pdu.PDU{Command: pdu.Unbind, Sequence: 9}) },
		"cut":    func() { b.conn.Cut() },
	} {
		spoil()
		select {
		case <-b.conn.Done():
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: still there", name)
		}
		b.conn = b.bound(t)
	}
	if !strings.Contains(b.log.String(), errSilent.Error()) {
		t.Errorf("silence was not noticed:\n%s", b.log)
	}
}

// What is not ours to answer is refused by number, and the bind stands.
func TestStrangeRequests(t *testing.T) {
	b := start(t, smpptest.Options{}, nil)
	if a := b.deliver(t, pdu.PDU{Command: pdu.EnquireLink}); a.Command != pdu.EnquireLink.Answer() {
		t.Error(a)
	}
	if a := b.deliver(t, pdu.PDU{Command: pdu.BindReceiver, Bind: pdu.Bind{SystemID: "x"}}); a.Command != pdu.GenericNack || a.Status != pdu.InvalidCommand {
		t.Error(a)
	}
	if !b.Up() || b.centre.Binds() != 1 {
		t.Error("the bind was lost")
	}
}
