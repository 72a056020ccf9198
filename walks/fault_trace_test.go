package walks

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// traced has strace look at, or into, a server that runs: "trace=…" counts its calls,
// "inject=…" makes them fail. done lets it go and gives what strace wrote.
func traced(t testing.TB, p *process, what string) (done func() []string) {
	t.Helper()
	needed(t, "strace")
	if runtime.GOOS != "linux" {
		t.Skip("strace is of Linux")
	}
	file := filepath.Join(t.TempDir(), "strace")
	cmd := exec.CommandContext(context.Background(), "strace", "-f", "-y", "-o", file, "-e", what, "-p", fmt.Sprint(p.cmd.Process.Pid))
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	attached := false
	for !attached && lines.Scan() {
		if strings.Contains(lines.Text(), "Operation not permitted") {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			t.Skip("strace may not look at other processes here")
		}
		attached = strings.Contains(lines.Text(), "attached")
	}
	if !attached {
		_ = cmd.Wait()
		t.Fatal("strace did not attach")
	}
	go func() {
		for lines.Scan() {
		}
	}()
	// It takes one thread after the other; the server has a dozen.
	time.Sleep(300 * time.Millisecond)
	ended := false
	end := func() []string {
		if !ended {
			ended = true
			_ = cmd.Process.Signal(os.Interrupt) // it lets go and leaves the server running
			_ = cmd.Wait()
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(text)), "\n")
	}
	t.Cleanup(func() { end() })
	return end
}

// syncs counts the calls that waited for the disk to have the log of the database.
func syncs(lines []string) (n int) {
	for _, l := range lines {
		if strings.Contains(l, "sync(") && strings.Contains(l, "duar.db-wal>") && !strings.Contains(l, "resumed") {
			n++
		}
	}
	return n
}

// F35: nothing that was acknowledged can be lost with the power: the disk was waited for at
// least as often as a number was told (SQLite), and the log was flushed as often (PostgreSQL).
func TestF35EveryNumberIsOnTheDisk(t *testing.T) {
	const papers = 100
	filled := func(t *testing.T, h *hall) {
		h.enter(4)
		for i := range papers {
			h.paper(fmt.Sprintf("disk-%d", i), i)
		}
		eachAtOnce(t, h.papers, 4, (*paper).fill)
	}
	t.Run("sqlite", func(t *testing.T) {
		h := newHall(t, "")
		filled(t, h)
		done := traced(t, h.server, "trace=fsync,fdatasync")
		eachAtOnce(t, h.papers, 4, again)
		n := syncs(done())
		if n < papers {
			t.Errorf("%d numbers were told, and the disk was waited for %d times", papers, n)
		}
		h.ledger(told(h.papers))
		t.Logf("%d numbers told, the disk waited for %d times", papers, n)
	})
	t.Run("postgres", func(t *testing.T) {
		h := newHall(t, freshDatabase(t))
		filled(t, h)
		db := numbered(t, h.database)
		if level := column[string](t, db, "SHOW synchronous_commit"); level[0] != "on" {
			t.Skipf("this server's synchronous_commit is %s", level[0])
		}
		flushes := func() int { return column[int](t, db, "SELECT wal_sync FROM pg_stat_wal")[0] }
		before := flushes()
		for _, p := range h.papers { // one by one: commits of one moment share a flush
			if err := again(p); err != nil {
				t.Fatal(err)
			}
		}
		// A connection tells what it has done a second later, at the end of what it does next.
		time.Sleep(1100 * time.Millisecond)
		eachAtOnce(t, h.papers, 8, again)
		eventually(t, 15*time.Second, "as many flushes as numbers", func() bool { return flushes()-before >= papers })
		t.Logf("%d numbers told, the log flushed %d times", papers, flushes()-before)
	})
}

// F11: the disk fails under a server that runs: it answers EIO to every sync, or takes no
// write at all. Papers are refused with 503 and a time to come back, /readyz says 503,
// lookups go on. What was refused is unknown, not undone: when the disk is well again the
// same key settles it, and every paper has one number.
func TestF11DiskFails(t *testing.T) {
	t.Parallel()
	// Answers to people are writes too: pwrite64 is what goes to the database's files only.
	for name, inject := range map[string]string{
		"fsync fails":      "inject=fsync,fdatasync:error=EIO",
		"nothing is taken": "inject=pwrite64:error=EROFS",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := stocked(t)
			h := newHallIn(t, data, "")
			h.enter(2)
			for i := range 40 {
				h.paper(fmt.Sprintf("eio-%d", i), i)
			}
			eachAtOnce(t, h.papers, 4, (*paper).fill)
			eachAtOnce(t, h.papers[:10], 4, again)
			done := traced(t, h.server, inject)
			for _, p := range h.papers[10:20] {
				r, err := p.by.send(http.MethodPost, p.path+"/submit", `{"lang":"en"}`, "If-Match: "+p.tag, "Idempotency-Key: "+p.key+"-submit")
				if err != nil || r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") == "" {
					t.Errorf("while the disk fails: %d %v %.300s", r.status, err, r.body)
				}
			}
			if status, body, err := get("http://" + h.server.addr + "/readyz"); status != http.StatusServiceUnavailable || err != nil {
				t.Errorf("/readyz: %d %v %s", status, err, body)
			}
			if status, body, err := get("http://" + h.server.addr + "/v1/land/mouzas/1027001/plots/165"); status != http.StatusOK || err != nil {
				t.Errorf("a lookup: %d %v %.300s", status, err, body)
			}
			failed := 0
			for _, l := range done() {
				if strings.Contains(l, "(INJECTED)") {
					failed++
				}
			}
			if failed == 0 {
				t.Fatal("no call was made to fail")
			}
			eventually(t, 5*time.Second, "ready again", func() bool {
				status, _, err := get("http://" + h.server.addr + "/readyz")
				return err == nil && status == http.StatusOK
			})
			kept := len(h.ledger(nil))
			eachAtOnce(t, h.papers, 4, again)
			h.ledger(told(h.papers))
			// And it was nothing that a crash would have hidden.
			_ = h.server.cmd.Process.Signal(syscall.SIGKILL)
			h.server.code(5 * time.Second)
			sound(t, data)
			h.start()
			eachAtOnce(t, h.papers, 4, again)
			h.ledger(told(h.papers))
			t.Logf("%d calls failed; of 10 refused papers %d were there nevertheless", failed, kept-10)
		})
	}
}
