package walks

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// mostBackends is how many connections a server may have: the pool of 8 that it is given here,
// and 4 of the tasks behind it.
const mostBackends = 12

// ownHall is a server on a PostgreSQL of its own, behind a line that can be disturbed.
func ownHall(t *testing.T) (*hall, *postgresServer, *line) {
	t.Helper()
	s := ownPostgres(t)
	l := newLine(t, s.addr)
	h := &hall{t: t, data: t.TempDir(), database: s.url(s.addr), env: sharedKeys(t)}
	h.keys()
	// Its own connection is by the line; looking is past it.
	ran(t, append([]string{"load", "demo", "--mouzas", "1", "--plots", "300"}, h.engines()...)...)
	h.more = []string{"--database", s.url(l.addr) + "&pool_max_conns=8"}
	h.start()
	return h, s, l
}

// F12: PostgreSQL is stopped at once while people hand in papers, and started again, three
// times. Whoever asks meanwhile is told 503 and when to come back, or goes on; nothing that
// was told is lost; the server needs nobody's help; no connection is left behind.
func TestF12PostgresRestarts(t *testing.T) {
	h, s, _ := ownHall(t)
	h.enter(4)
	var mu sync.Mutex
	var odd, unavailable, numbers atomic.Int64
	for round := range 3 {
		var stop atomic.Bool
		var workers sync.WaitGroup
		for hand := range 8 {
			workers.Go(func() {
				for n := 0; !stop.Load(); n++ {
					mu.Lock()
					p := h.paper(fmt.Sprintf("pg-%d-%d-%d", round, hand, n), n)
					mu.Unlock()
					for !stop.Load() {
						err := again(p)
						switch {
						case err == nil:
							numbers.Add(1)
						case strings.Contains(err.Error(), ": 503, "):
							unavailable.Add(1)
							time.Sleep(20 * time.Millisecond)
							continue
						default:
							odd.Add(1)
							t.Error(err)
						}
						break
					}
				}
			})
		}
		before := numbers.Load()
		eventually(t, 20*time.Second, "20 numbers", func() bool { return numbers.Load() > before+20 })
		s.stop()
		time.Sleep(300 * time.Millisecond)
		if status, _, err := get("http://" + h.server.addr + "/readyz"); status != http.StatusServiceUnavailable || err != nil {
			t.Errorf("/readyz while it is away: %d %v", status, err)
		}
		s.start()
		begun := time.Now()
		eventually(t, 10*time.Second, "20 numbers more", func() bool { return numbers.Load() > before+40 })
		t.Logf("round %d: numbers again %v after it was back", round, time.Since(begun).Round(time.Millisecond))
		stop.Store(true)
		workers.Wait()
	}
	if odd.Load() > 0 || unavailable.Load() == 0 {
		t.Errorf("%d odd answers, %d were told to come back", odd.Load(), unavailable.Load())
	}
	eachAtOnce(t, h.papers, 4, again)
	h.ledger(told(h.papers))
	if n := s.backends(); n > mostBackends {
		t.Errorf("%d connections, of %d that there may be", n, mostBackends)
	}
	t.Logf("%d numbers, %d times told to come back", numbers.Load(), unavailable.Load())
}

// backends counts whose connections there are besides ours.
func (s *postgresServer) backends() (n int) {
	s.t.Helper()
	c := s.conn()
	defer func() { _ = c.Close(context.Background()) }()
	if err := c.QueryRow(s.t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()").Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// F12: every connection of the pool waits for an answer that does not come. More who ask are
// told 503 in the time that a request may take, and when the line works again all is well,
// without a connection too many and without a number twice.
func TestF12PoolExhausted(t *testing.T) {
	h, s, l := ownHall(t)
	h.enter(4)
	for i := range 40 {
		h.paper(fmt.Sprintf("pool-%d", i), i)
	}
	eachAtOnce(t, h.papers, 4, (*paper).fill)
	l.toxic(`{"name":"deaf","type":"timeout","stream":"downstream","attributes":{"timeout":0}}`)
	var at sync.WaitGroup
	for _, p := range h.papers {
		at.Go(func() { refused(t, p, 15*time.Second) })
	}
	at.Wait()
	l.well()
	eventually(t, 15*time.Second, "ready again", func() bool {
		status, _, err := get("http://" + h.server.addr + "/readyz")
		return err == nil && status == http.StatusOK
	})
	eachAtOnce(t, h.papers, 8, again)
	h.ledger(told(h.papers))
	eventually(t, 15*time.Second, "no connection too many", func() bool { return s.backends() <= mostBackends })
}
