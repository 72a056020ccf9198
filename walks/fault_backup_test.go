package walks

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// keyOfBackups makes a key pair: the file that opens, the public key that shuts.
func keyOfBackups(t testing.TB) (file, public string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "backup.key")
	return file, strings.TrimSpace(ran(t, "backup", "keygen", "--out", file))
}

// F37, the restore drill: a backup is made while people hand in papers, and restored on a
// clean machine. It is one moment: everybody who was told a number before it began is in
// it, each case with all that belongs to it, the log proves, and a key leads to the number
// that it led to before.
func TestF37RestoreDrill(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hall) {
		h.keys()
		identity, public := keyOfBackups(t)
		h.enter(4)
		var stop atomic.Bool
		var mu sync.Mutex
		var workers sync.WaitGroup
		for hand := range 6 {
			workers.Go(func() {
				for n := 0; !stop.Load(); n++ {
					mu.Lock()
					p := h.paper(fmt.Sprintf("drill-%d-%d", hand, n), n)
					mu.Unlock()
					one := *p
					if err := again(&one); err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					*p = one
					mu.Unlock()
				}
			})
		}
		snapshot := func() []string {
			mu.Lock()
			defer mu.Unlock()
			return told(h.papers)
		}
		eventually(t, 20*time.Second, "100 numbers", func() bool { return len(snapshot()) > 100 })
		to := t.TempDir()
		var archives []string
		for range min(rounds(t, 1), 3) {
			before := snapshot()
			said := ran(t, append([]string{"backup", "--to", to, "--recipient", public}, h.engines()...)...)
			after := snapshot()
			name, _, _ := strings.Cut(said, ": ")
			if !strings.HasPrefix(name, to) {
				t.Fatalf("what it said: %s", said)
			}
			renamed := filepath.Join(t.TempDir(), fmt.Sprintf("%d.backup", len(archives)))
			if err := os.Rename(name, renamed); err != nil {
				t.Fatal(err)
			}
			archives = append(archives, renamed)
			t.Logf("%d numbers told before, %d after: %s", len(before), len(after), regexp.MustCompile(`(?m), (\S+ MB, in \S+)$`).FindString(said))
			restored(t, h, renamed, identity, before)
		}
		stop.Store(true)
		workers.Wait()
		if left, _ := filepath.Glob(filepath.Join(h.data, ".backup*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}

// restored puts a backup on a clean machine and looks at everything there.
func restored(t *testing.T, h *hall, archive, identity string, must []string) {
	t.Helper()
	there := &hall{t: t, data: filepath.Join(t.TempDir(), "new"), more: h.more}
	if h.database != "" {
		there.database = freshDatabase(t)
	}
	begun := time.Now()
	said := ran(t, append([]string{"restore", "--from", archive, "--identity", identity}, there.engines()...)...)
	rto := time.Since(begun)
	if !strings.Contains(said, "nothing that happened since is in it") || !strings.Contains(said, "nobody is signed in") {
		t.Errorf("what it said: %s", said)
	}
	cases := there.ledger(nil)
	for _, number := range must {
		if _, in := slices.BinarySearch(cases, number); !in {
			t.Errorf("%s was told before the backup began, and is not in it", number)
		}
	}
	if got := ran(t, append([]string{"audit", "verify"}, there.engines()...)...); !strings.Contains(got, "entries are as they were written") {
		t.Errorf("the log: %s", got)
	}
	there.start()
	status, body, err := get("http://" + there.server.addr + "/readyz")
	if status != 200 || err != nil {
		t.Errorf("/readyz: %d %s %v", status, body, err)
	}
	t.Logf("RTO %v until it was proved, %v until it served; %d cases, %d of them told before", rto.Round(time.Millisecond), time.Since(begun).Round(time.Millisecond), len(cases), len(must))

	// Tokens of before are of nobody; whoever comes in again is led to the same number.
	old := there.oldToken(h)
	if r, err := old.send("GET", "/v1/cases", ""); err != nil || r.status != 401 {
		t.Errorf("a token of before the restore: %d %v", r.status, err)
	}
	there.enter(len(h.people))
	there.papers = nil
	for _, p := range h.papers[:20] {
		if p.number == "" || !slices.Contains(must, p.number) {
			continue
		}
		one := *p
		for i := range h.people {
			if h.people[i].token == p.by.token {
				one.by = there.people[i]
			}
		}
		if number, err := one.submit(); err != nil || number != p.number {
			t.Errorf("%s led to %s, and now to %s, %v", p.key, p.number, number, err)
		}
	}
	if err := there.server.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	there.server.code(5 * time.Second)
}

func (h *hall) oldToken(of *hall) citizen {
	c := of.people[0]
	c.addr = h.server.addr
	return c
}
