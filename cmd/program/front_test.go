package program

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
)

// wire is a line that carries SMS and is slow to answer.
type wire struct {
	handed chan struct{}
	down   chan struct{} // closed when the line has ended
	told   chan error
}

func (w *wire) Name() string { return "wire" }

func (w *wire) Run(ctx context.Context, _ ussd.Taker, _ notice.Reports, _ *slog.Logger) error {
	<-ctx.Done()
	close(w.down)
	return nil
}

func (w *wire) Send(context.Context, notice.Message) (notice.Receipt, error) {
	close(w.handed)
	select {
	case <-w.down:
		err := notice.Fail(notice.TimedOut, "", nil)
		w.told <- err
		return notice.Receipt{}, err
	case <-time.After(1500 * time.Millisecond):
		w.told <- nil
		return notice.Receipt{Provider: "wire", ID: "1"}, nil
	}
}

// A server that is asked to stop lets the line stand until the messages that it carries are
// answered and noted; else they would be sent again.
func TestStopsPostBeforeLines(t *testing.T) {
	c := serveCommand{Listen: "127.0.0.1:0", Log: "error"}
	c.Data, c.Demo, c.AtOnce = t.TempDir(), true, 4
	s := &streams{out: t.Output(), err: t.Output(), world: seva.RealWorld(), log: slog.New(slog.DiscardHandler)}
	f, err := c.build(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{handed: make(chan struct{}), down: make(chan struct{}), told: make(chan error, 1)}
	f.lines, f.post.Carrier = []gateway.Line{w}, w
	err = f.house.store.Cases().Change(t.Context(), func(tx casework.Tx) error {
		return tx.Tell(t.Context(), notice.Message{Ref: "a", To: "919831012345", Lang: seva.English, Key: "sms.case.moved", Body: "words"})
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.serve(ctx, func(net.Addr) {}) }()
	<-w.handed
	stop()
	if err := <-w.told; err != nil {
		t.Error("the line went down while a message was under way:", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
