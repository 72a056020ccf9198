package walks

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// F01: the server is killed outright while people hand in papers, again and again. What was
// told before is told again for the same key; what was not is there whole or not at all; it
// starts again within two seconds and by itself.
func TestF01Killed(t *testing.T) {
	// On a fresh register now and then: looking at all that is there takes longer than killing.
	const batch = 25
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		for left := rounds(t, 20); left > 0; left -= batch {
			killed(t, newHall(t, ""), min(left, batch))
		}
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		for left := (rounds(t, 20) + 3) / 4; left > 0; left -= batch {
			killed(t, newHall(t, freshDatabase(t)), min(left, batch))
		}
	})
}

// killed kills the server of a hall so often, and holds everything against what was told.
func killed(t *testing.T, h *hall, times int) {
	t.Helper()
	h.enter(4)
	told := 0
	var starts []time.Duration
	for round := range times {
		papers := disturbed(t, h.server, h.people, 8+round%24, round)
		h.papers = append(h.papers, papers...)
		h.quiet()
		if h.database == "" {
			sound(t, h.data)
		}
		cases := h.ledger(nil)
		for _, p := range papers {
			if p.number == "" {
				continue
			}
			told++
			if _, there := slices.BinarySearch(cases, p.number); !there {
				t.Fatalf("round %d: %s was told %s, which is not there", round, p.key, p.number)
			}
		}
		begun := time.Now()
		h.start()
		starts = append(starts, time.Since(begun))
		eachAtOnce(t, papers, 8, again)
	}
	// Every key of every round, once more: the same numbers, and nothing new.
	eachAtOnce(t, h.papers, 8, again)
	var numbers []string
	for _, p := range h.papers {
		numbers = append(numbers, p.number)
	}
	h.ledger(numbers)
	// Half of them, because this machine has others to serve.
	slices.Sort(starts)
	if usual := starts[len(starts)/2]; usual > 2*time.Second {
		t.Errorf("it takes %v to start again", usual)
	}
	t.Logf("%d kills: %d papers, %d numbers told before a kill, none lost; a start took %v", times, len(h.papers), told, starts[len(starts)/2].Round(time.Millisecond))
	_ = h.server.cmd.Process.Kill()
}

// again goes on with a paper wherever it is, and demands the number that it was told before.
func again(p *paper) error {
	if err := p.fill(); err != nil {
		return err
	}
	number, err := p.submit()
	if err == nil && p.number != "" && number != p.number {
		err = fmt.Errorf("%s was told %s and then %s", p.key, p.number, number)
	}
	p.number = number
	return err
}

// F03: a server that is asked to stop while people hand in papers. /readyz says 503 first;
// until a load balancer has heard that, nobody goes without an answer; whoever was told a
// number finds it; it is gone within 15 seconds. TestStoppedUnderLoad does the same with
// lookups and phones, and with somebody who speaks slowly.
func TestF03StoppedWhileSubmitting(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hall) {
		h.server.cmd.Process.Kill()
		h.more = []string{"--notice", "1s"}
		h.start()
		h.enter(4)
		var away atomic.Bool // what a load balancer thinks
		var told atomic.Int64
		var mu sync.Mutex
		var workers sync.WaitGroup
		for hand := range 8 {
			workers.Go(func() {
				for n := 0; !away.Load(); n++ {
					mu.Lock()
					p := h.paper(fmt.Sprintf("stop-%d-%d", hand, n), n)
					mu.Unlock()
					if err := again(p); err != nil {
						t.Error(err)
						return
					}
					told.Add(1)
				}
			})
		}
		eventually(t, 10*time.Second, "50 numbers", func() bool { return told.Load() > 50 })
		begun := time.Now()
		if err := h.server.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		eventually(t, 900*time.Millisecond, "/readyz says 503", func() bool {
			status, _, err := get("http://" + h.server.addr + "/readyz")
			return err == nil && status == 503
		})
		away.Store(true)
		workers.Wait()
		if code := h.server.code(15*time.Second - time.Since(begun)); code != 0 {
			t.Errorf("exit code %d:\n%s", code, h.server.errs)
		}
		var numbers []string
		for _, p := range h.papers {
			numbers = append(numbers, p.number)
		}
		h.ledger(numbers)
		t.Logf("%d numbers told, gone after %v", len(numbers), time.Since(begun).Round(time.Millisecond))
	})
}
