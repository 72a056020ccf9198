package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// ahead is how many messages a post holds.
const ahead = PostAtOnce * postAhead

// tray is an outbox in memory. Like a real one it gives a message to one taker at a time.
type tray struct {
	mu    sync.Mutex
	all   []*entry
	fail  error // of Take
	deaf  int   // how many notes are refused
	takes int
	notes int
	slow  time.Duration // a note takes
	saw   func(int)     // notes
}

type entry struct {
	notice.Waiting
	due   time.Time
	done  string // "sent", "failed"
	code  string
	noted time.Time
}

func (t *tray) put(ref, key string, since time.Time) *entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := &entry{Waiting: notice.Waiting{Since: since, Message: notice.Message{
		Ref: ref, To: seva.Phone(fmt.Sprintf("91983101%04d", len(t.all))), Lang: seva.English, Body: "the words of " + ref, Key: key}}}
	t.all = append(t.all, e)
	return e
}

func (t *tray) Take(_ context.Context, now, until time.Time, limit int) ([]notice.Waiting, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.takes++
	if t.fail != nil {
		return nil, t.fail
	}
	var some []notice.Waiting
	for _, e := range t.all {
		if e.done == "" && !e.due.After(now) && len(some) < limit {
			some = append(some, e.Waiting)
			e.due = until
			e.Tries++
		}
	}
	return some, nil
}

func (t *tray) Sent(ctx context.Context, ref string, r notice.Receipt, at time.Time) error {
	return t.Note(ctx, []notice.Fate{{Ref: ref, Sent: true, Receipt: r, At: at}})
}

func (t *tray) Failed(ctx context.Context, ref, code string, again time.Time) error {
	return t.Note(ctx, []notice.Fate{{Ref: ref, Code: code, Again: again}})
}

func (t *tray) Note(_ context.Context, fates []notice.Fate) error {
	time.Sleep(t.slow)
	if t.saw != nil {
		defer t.saw(len(fates))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deaf > 0 {
		t.deaf--
		return errors.New("the outbox does not answer")
	}
	t.notes++
	for _, f := range fates {
		for _, e := range t.all {
			switch {
			case e.Ref != f.Ref || e.done == "sent":
			case f.Sent:
				e.done, e.noted = "sent", f.At
			case !f.Lease.IsZero() && !f.Lease.Equal(e.due): // somebody else has it
			case f.Back:
				e.due, e.Tries = f.Again, e.Tries-1
			default:
				e.code, e.due, e.Via = f.Code, f.Again, f.Via
				if f.Again.IsZero() {
					e.done = "failed"
				}
			}
		}
	}
	return nil
}

func (t *tray) Depth(context.Context) (notice.Depth, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var d notice.Depth
	for _, e := range t.all {
		switch e.done {
		case "":
			d.Waiting++
		case "failed":
			d.Failed++
		}
	}
	return d, nil
}

// carrier decides about each message and remembers what it was handed.
type carrier struct {
	mu   sync.Mutex
	got  []string // refs
	at   []time.Time
	most int // at the same time
	now  int
	send func(ctx context.Context, m notice.Message) error
}

func (c *carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	c.mu.Lock()
	c.got, c.at = append(c.got, m.Ref), append(c.at, time.Now())
	c.now++
	c.most = max(c.most, c.now)
	c.mu.Unlock()
	defer func() { c.mu.Lock(); c.now--; c.mu.Unlock() }()
	if c.send != nil {
		if err := c.send(ctx, m); err != nil {
			return notice.Receipt{}, err
		}
	}
	return notice.Receipt{Provider: "test", ID: "id-" + m.Ref}, nil
}

// post is a relay in a bubble of its own time, with what it logs.
func post(o notice.Outbox, c notice.Carrier) (Post, *bytes.Buffer) {
	var log bytes.Buffer
	return Post{Outbox: o, Carrier: c, World: seva.RealWorld(), Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}, &log
}

// running lets a worker run for as long as fn does, and waits for it to stop.
func running(t *testing.T, run func(context.Context), fn func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); run(ctx) }()
	fn()
	stop()
	<-done
}

func every(d time.Duration, p Post) func(context.Context) {
	return func(ctx context.Context) { p.Run(ctx, d) }
}
