package walks

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"duar/cmd/program"
	"duar/seva"
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

// engine gives the address of a real engine. Without one the test is skipped, unless
// engines are required.
func engine(t testing.TB, variable string) string {
	t.Helper()
	address := os.Getenv(variable)
	if address == "" {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatalf("%s is not set, and real engines are required", variable)
		}
		t.Skipf("%s is not set: run through scripts/with-engines.sh", variable)
	}
	return address
}

// freshDatabase makes an empty database on the real PostgreSQL and gives its URL.
func freshDatabase(t testing.TB) string {
	t.Helper()
	admin := engine(t, "DUAR_TEST_POSTGRES")
	mine, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	mine.Path = "/walk_" + seva.RealWorld().ID()
	do := func(statement string) {
		conn, err := pgx.Connect(context.Background(), admin)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), statement); err != nil {
			t.Error(err)
		}
	}
	do("CREATE DATABASE " + mine.Path[1:])
	t.Cleanup(func() { do("DROP DATABASE " + mine.Path[1:] + " WITH (FORCE)") })
	return mine.String()
}
