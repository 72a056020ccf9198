package walks

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// F21: three hundred people say their headers a letter at a time, a hundred their body, and a
// thousand hold a line open and say nothing. Whoever is slow is cut off within ten seconds;
// others do not wait for them.
func TestF21Slow(t *testing.T) {
	h := newHallIn(t, stocked(t), "")
	lookups := func(span time.Duration) (p99 time.Duration) {
		client := crowd(t)
		var mu sync.Mutex
		var all []time.Duration
		var at sync.WaitGroup
		end := time.Now().Add(span)
		for w := range 4 {
			at.Go(func() {
				for n := 0; time.Now().Before(end); n++ {
					begun := time.Now()
					res, err := client.Get(fmt.Sprintf("http://%s/v1/land/mouzas/1027001/plots/%d", h.server.addr, (w*31+n)%200+1))
					if err != nil {
						t.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, res.Body)
					res.Body.Close()
					mu.Lock()
					all = append(all, time.Since(begun))
					mu.Unlock()
					time.Sleep(2 * time.Millisecond)
				}
			})
		}
		at.Wait()
		slices.Sort(all)
		return all[len(all)*99/100]
	}
	quiet := lookups(time.Second)

	var lines sync.WaitGroup
	var held, longest atomic.Int64
	stop := make(chan struct{})
	// slow says something letter by letter, and notes how long it was listened to.
	slow := func(head, rest string) {
		c, err := net.Dial("tcp", h.server.addr)
		if err != nil {
			t.Error(err)
			return
		}
		lines.Go(func() {
			defer c.Close()
			begun := time.Now()
			ended := make(chan struct{})
			go func() { _, _ = io.Copy(io.Discard, c); close(ended) }()
			_, _ = io.WriteString(c, head)
			for i := 0; ; i++ {
				select {
				case <-ended:
					longest.Store(max(longest.Load(), int64(time.Since(begun))))
					return
				case <-stop:
					held.Add(1)
					return
				case <-time.After(250 * time.Millisecond):
					if _, err := c.Write([]byte{rest[i%len(rest)]}); err != nil {
						longest.Store(max(longest.Load(), int64(time.Since(begun))))
						return
					}
				}
			}
		})
	}
	for range 300 {
		slow("GET /livez HTTP/1.1\r\nHost: d\r\nX-Slow: ", "a")
	}
	for range 100 {
		slow("POST /v1/sign-in/codes HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n", "{")
	}
	idle := make([]net.Conn, 0, 1000)
	for range 1000 {
		c, err := net.Dial("tcp", h.server.addr)
		if err != nil {
			t.Fatalf("after %d idle lines: %v", len(idle), err)
		}
		idle = append(idle, c)
	}
	during := lookups(2 * time.Second)
	// Everybody who is slow is gone ten seconds after they came.
	gone := make(chan struct{})
	go func() { lines.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(8 * time.Second):
	}
	close(stop)
	lines.Wait()
	for _, c := range idle {
		_ = c.Close()
	}
	if held.Load() > 0 {
		t.Errorf("%d of 400 slow lines were still held", held.Load())
	}
	if during > max(10*quiet, 150*time.Millisecond) {
		t.Errorf("p99 of others went from %v to %v", quiet, during)
	}
	if status, _, err := get("http://" + h.server.addr + "/readyz"); status != http.StatusOK || err != nil {
		t.Errorf("/readyz: %d %v", status, err)
	}
	t.Logf("p99 of others %v, and %v beside 400 slow and 1,000 idle lines; the longest slow one was held %v",
		quiet, during, time.Duration(longest.Load()).Round(time.Millisecond))
}
