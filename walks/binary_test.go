package walks

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestMain takes away what tests have built and loaded for each other. The walks of this
// package come from one address, thousands at once, so callers have no budgets here but
// where a test sets them.
func TestMain(m *testing.M) {
	if err := os.Setenv(budgetsEnv, "0"); err != nil {
		panic(err)
	}
	flag.Parse()
	// A walk waits more than it reckons: of those that may run beside each other there are
	// more than processors, unless somebody said how many.
	if at := flag.Lookup("test.parallel"); at.Value.String() == at.DefValue {
		if err := at.Value.Set(strconv.Itoa(3 * runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	if dir, err := shared(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// budgetsEnv is serve's --budget-times.
const budgetsEnv = "DUAR_BUDGET_TIMES"

var shared = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "duar-walks") })

// stripped leaves out what only a debugger reads, as `make build` does: that takes a third of
// the time of linking.
const stripped = "-ldflags=-s -w"

// built is the program as it is installed, for tests that kill it: another process.
var built = sync.OnceValues(func() (string, error) {
	dir, err := shared()
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "duar")
	if said, err := exec.CommandContext(context.Background(), "go", "build", stripped, "-o", file, "duar/cmd/duar").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return file, nil
})

// process is duar running by itself.
type process struct {
	t         testing.TB
	cmd       *exec.Cmd
	addr      string // where it serves, if it does
	out, errs *output
	ended     chan struct{}
}

var servesAt = regexp.MustCompile(`(?:"msg":"duar.serving","address":"|app    curl 'http://)([0-9.:]+)`)

// spawn starts the program as a process of its own, which does not outlive the test.
func spawn(t testing.TB, args ...string) *process {
	t.Helper()
	return spawnIn(t, nil, args...)
}

// spawnIn is spawn with more in its environment.
func spawnIn(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(file, args...), out: &output{}, errs: &output{}, ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.errs
	// What does not listen to a proxy cannot be told by one.
	p.cmd.Env = append(append(os.Environ(), "HTTPS_PROXY=http://127.0.0.1:1"), env...)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); <-p.ended })
	return p
}

// serving waits until a spawned server says where it listens.
func (p *process) serving() *process {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if m := servesAt.FindStringSubmatch(p.errs.String() + p.out.String()); m != nil {
			p.addr = m[1]
			return p
		}
		select {
		case <-p.ended:
			p.t.Fatalf("it ended with %d:\n%s", p.cmd.ProcessState.ExitCode(), p.errs)
		default:
		}
	}
	p.t.Fatalf("it never served:\n%s", p.errs)
	return nil
}

// code waits for the end and gives the exit code; -1 is a signal.
func (p *process) code(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(within):
		p.t.Fatalf("still there after %v:\n%s", within, p.errs)
	}
	return p.cmd.ProcessState.ExitCode()
}

// port gives a loopback address that nobody uses, below the range from which the
// kernel takes ports for outgoing connections, so that it can be used again later.
func port(t testing.TB) string {
	t.Helper()
	for range 100 {
		ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 21000+rand.IntN(10000)))
		if err == nil {
			defer ln.Close()
			return ln.Addr().String()
		}
	}
	t.Fatal("no free port")
	return ""
}

// stocked is a data folder with the known record and some more, for tests that only
// look things up. Each gets a copy.
func stocked(t testing.TB) string {
	t.Helper()
	original, err := stock()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	if err := os.CopyFS(data, os.DirFS(original)); err != nil {
		t.Fatal(err)
	}
	// CopyFS lets everybody read, and a program that finds its key so does not start.
	if err := os.Chmod(filepath.Join(data, "vault.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	return data
}

var stock = sync.OnceValues(func() (string, error) {
	dir, err := shared()
	if err != nil {
		return "", err
	}
	file, err := built()
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "stock")
	said, err := exec.CommandContext(context.Background(), file, "load", "demo", "--data", data, "--mouzas", "3", "--plots", "900").CombinedOutput()
	if err != nil {
		return "", errors.Join(err, errors.New(string(said)))
	}
	return data, nil
})

// eventually waits for something to become so.
func eventually(t testing.TB, within time.Duration, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}

// get asks on a connection of its own.
func get(url string) (status int, body string, err error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	return answered(client.Get(url))
}
