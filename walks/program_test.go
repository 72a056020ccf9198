package walks

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/cmd/program"
)

// started runs duar with these arguments and a port of its own, waits until it
// answers, and stops it when the test ends. It gives the address.
func started(t testing.TB, args ...string) (addr string, said *output) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = ln.Addr().String()
	ln.Close()
	ctx, stop := context.WithCancel(context.Background())
	said = &output{}
	code := make(chan int, 1)
	go func() {
		code <- program.Run(ctx, append(args, "--listen", addr), strings.NewReader(""), said, said)
	}()
	t.Cleanup(func() {
		stop()
		if c := <-code; c != 0 {
			t.Errorf("duar %s ended with code %d:\n%s", args[0], c, said)
		}
	})
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		select {
		case c := <-code:
			code <- c
			t.Fatalf("duar %s ended with code %d:\n%s", args[0], c, said)
		default:
		}
		if r, err := http.Get("http://" + addr + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return addr, said
			}
		}
	}
	t.Fatalf("duar %s does not answer:\n%s", args[0], said)
	return "", nil
}

// ran does one command of duar to its end and gives what it printed.
func ran(t testing.TB, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := program.Run(t.Context(), args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("duar %s ended with code %d:\n%s%s", strings.Join(args, " "), code, &out, &errs)
	}
	return out.String()
}

// output is a writer that can be read while it is written to.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
