package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/document"
)

// maker is a Maker over a list. What fails is put off by hand.
type maker struct {
	mu       sync.Mutex
	waiting  []document.Due
	made     []string
	put      map[string]time.Duration
	fails    map[string]error
	running  atomic.Int32
	together atomic.Int32
	slow     time.Duration
}

func (m *maker) Take(_ context.Context, _ time.Duration, limit int) ([]document.Due, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := min(limit, len(m.waiting))
	taken := m.waiting[:n]
	m.waiting = m.waiting[n:]
	return taken, nil
}

func (m *maker) Make(_ context.Context, number string) (string, error) {
	if now := m.running.Add(1); now > m.together.Load() {
		m.together.Store(now)
	}
	defer m.running.Add(-1)
	time.Sleep(m.slow)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails[number]; err != nil {
		return "", err
	}
	m.made = append(m.made, number)
	return "4829103847566", nil
}

func (m *maker) PutOff(_ context.Context, number string, rest time.Duration, _ string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put[number] = rest
	return nil
}

func TestPress(t *testing.T) {
	m := &maker{put: map[string]time.Duration{}, slow: time.Millisecond, fails: map[string]error{
		"DC2026000003": errors.New("the press is jammed"),
		"DC2026000004": errors.New("still"),
		"DC2026000005": seva.Fail(seva.Conflict, seva.Say("error.document.returned")),
	}}
	for _, number := range []string{"DC2026000001", "DC2026000002", "DC2026000003", "DC2026000004", "DC2026000005", "DC2026000006",
		"DC2026000007", "DC2026000008", "DC2026000009", "DC2026000010"} {
		d := document.Due{Case: number}
		if number == "DC2026000004" {
			d.Tries = 20
		}
		m.waiting = append(m.waiting, d)
	}
	var log bytes.Buffer
	p := Press{Maker: m, World: seva.FrozenWorld(time.Now(), 1), Log: slog.New(slog.NewTextHandler(&log, nil)), AtOnce: 2}
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(m.made) != 7 || len(m.put) != 2 || m.together.Load() != 2 {
		t.Errorf("made %v, put off %v, %d at once", m.made, m.put, m.together.Load())
	}
	if first, last := m.put["DC2026000003"], m.put["DC2026000004"]; first < pressFirst || first > 2*pressFirst || last < pressMost {
		t.Errorf("put off by %v and %v", first, last)
	}
	for _, want := range []string{"level=WARN msg=press.failed case=DC2026000003", "level=ERROR msg=press.failed case=DC2026000004", "press.left", "papers=7"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %s:\n%s", want, log.String())
		}
	}
}

// A worker that is told to end takes nothing more, and what it has begun is done.
func TestPressEnds(t *testing.T) {
	m := &maker{waiting: []document.Due{{Case: "DC2026000001"}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := Press{Maker: m, World: seva.RealWorld(), Log: slog.New(slog.DiscardHandler)}
	if err := p.Run(ctx); !errors.Is(err, context.Canceled) || len(m.made) != 0 {
		t.Errorf("%v, made %v", err, m.made)
	}
}
