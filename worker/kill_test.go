package worker

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"duar/seva"
	"duar/seva/identity"
	"duar/seva/notice"
	"duar/store/sqlstore"
)

// victimEnv makes this test binary a relay that dies in the middle of its work.
const victimEnv = "DUAR_TEST_VICTIM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimEnv); dir != "" {
		if err := relay(context.Background(), dir, 5, seva.RealWorld()); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1) // it should not live so long
	}
	goleak.VerifyTestMain(m)
}

// provider is a carrier that notes each message it takes in a file, on the disk before it
// says so, and kills the program after so many: they were taken and nobody knows.
type provider struct {
	file  *os.File
	kills chan struct{}
}

func (p provider) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	_, err := fmt.Fprintln(p.file, m.Ref)
	if err == nil {
		err = p.file.Sync()
	}
	select {
	case <-p.kills:
	default:
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	return notice.Receipt{Provider: "file", ID: m.Ref}, err
}

// relay sends what the outbox in dir has until nothing is left, or it dies.
func relay(ctx context.Context, dir string, lives int, w seva.World) error {
	s, err := sqlstore.Open(ctx, filepath.Join(dir, "duar.db"))
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	f, err := os.OpenFile(filepath.Join(dir, "taken"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	kills := make(chan struct{}, lives)
	for range lives {
		kills <- struct{}{}
	}
	p := Post{Outbox: s.Outbox(), Carrier: provider{f, kills}, World: w, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for {
		if n, err := p.round(ctx); n == 0 || err != nil {
			return err
		}
	}
}

// A relay that is killed outright between the provider's yes and its own note: in the end
// every message is out, and a kill doubles none more than once, always under its own Ref.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	s, err := sqlstore.Open(t.Context(), filepath.Join(dir, "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	const messages = 60
	err = s.Accounts().Change(t.Context(), func(tx identity.Tx) error {
		for i := range messages {
			if err := tx.Tell(t.Context(), notice.Message{Ref: fmt.Sprintf("ref-%d", i), To: "919831012345", Key: "sms.case.asked"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	victim.Env = append(os.Environ(), victimEnv+"="+dir)
	out, err := victim.CombinedOutput()
	if status, ok := victim.ProcessState.Sys().(syscall.WaitStatus); err == nil || !ok || !status.Signaled() {
		t.Fatalf("it was not killed: %v\n%s", err, out)
	}
	taken := refs(t, dir)
	if len(taken) <= 5 || len(taken) > 5+postAtOnce {
		t.Fatalf("%d were taken before it died", len(taken))
	}

	// Before the lease is over its messages are nobody's; then they are anybody's.
	now := time.Now()
	for _, at := range []time.Time{now, now.Add(postLease + time.Second)} {
		if err := relay(t.Context(), dir, messages+1, seva.RealWorld().At(func() time.Time { return at })); err != nil {
			t.Fatal(err)
		}
	}
	times := map[string]int{}
	for _, ref := range refs(t, dir) {
		times[ref]++
	}
	twice := 0
	for ref, n := range times {
		if n > 2 {
			t.Errorf("%s went out %d times", ref, n)
		}
		if n == 2 {
			twice++
		}
	}
	if len(times) != messages || twice == 0 || twice > len(taken) {
		t.Errorf("%d messages went out, %d of them twice", len(times), twice)
	}
}

// refs gives what the provider has taken so far.
func refs(t *testing.T, dir string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "taken"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(b))
}
