package worker

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
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
		// How many messages it lives, how many milliseconds, and how far its clock is ahead.
		var lives, life, ahead int
		if _, err := fmt.Sscan(os.Getenv(victimEnv+"_LIVES"), &lives, &life, &ahead); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		time.AfterFunc(time.Duration(life)*time.Millisecond, func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL) })
		now := func() time.Time { return time.Now().Add(time.Duration(ahead) * time.Second) }
		if err := relay(context.Background(), dir, lives, seva.RealWorld().At(now)); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(0) // nothing is left to send
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
	p := Post{Carrier: provider{f, kills}, World: w, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), AtOnce: killAtOnce}
	for {
		if taken, err := untilEmpty(ctx, p, s.Outbox()); taken == 0 || err != nil {
			return err
		}
	}
}

// untilEmpty lets a post run until there is nothing to take, and says how many it took. What
// it had taken and not begun by then it has given back.
func untilEmpty(ctx context.Context, p Post, o notice.Outbox) (taken int, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	e := &emptied{Outbox: o, stop: stop}
	p.Outbox = e
	p.Run(ctx, time.Millisecond)
	return e.taken, e.err
}

// killAtOnce is how many messages are in the provider's hands at the same time.
const killAtOnce = 4

// emptied is an outbox that stops its post when there is nothing left to take.
type emptied struct {
	notice.Outbox
	stop  func()
	taken int
	err   error
}

func (e *emptied) Take(ctx context.Context, now, until time.Time, limit int) ([]notice.Waiting, error) {
	some, err := e.Outbox.Take(ctx, now, until, limit)
	e.taken += len(some)
	if len(some) == 0 {
		e.err = err
		e.stop()
	}
	return some, err
}

// A relay that is killed outright between the provider's yes and its own note: in the end
// every message is out, and a kill doubles no more than were in the provider's hands or
// answered and not noted, none more than once, always under its own Ref.
func TestKill(t *testing.T) {
	const messages = 60
	dir := told(t, messages)
	if !killed(t, dir, "5 60000 0") {
		t.Fatal("it was not killed")
	}
	taken := refs(t, dir)
	if len(taken) <= 5 || len(taken) > 5+killAtOnce {
		t.Fatalf("%d were taken before it died", len(taken))
	}

	// Before the lease is over its messages are nobody's; then they are anybody's.
	now := time.Now()
	for _, at := range []time.Time{now, now.Add(postLease + time.Second)} {
		if err := relay(t.Context(), dir, messages+1, seva.RealWorld().At(func() time.Time { return at })); err != nil {
			t.Fatal(err)
		}
	}
	if twice := repeats(t, dir, messages, 2); twice == 0 || twice > killAtOnce {
		t.Errorf("%d messages went out twice", twice)
	}
}

// A relay that is killed at any moment, again and again: no message is lost, and each kill
// doubles at most as many as were out of its hands and not noted.
func TestKillAnywhere(t *testing.T) {
	const messages = 600
	dir := told(t, messages)
	kills := 0
	// Lives grow longer: on a slow machine, or with the race detector, the first are over before
	// they have begun.
	for ; killed(t, dir, fmt.Sprint("1000000 ", (40<<(kills/8))+rand.IntN(120), " ", kills*int((postLease+time.Second).Seconds()))); kills++ { //nolint:gosec // any moment will do
		if kills > 100 {
			t.Fatal("it comes to no end")
		}
	}
	// The last one's leases are over.
	later := time.Now().Add(time.Duration(kills+1) * (postLease + time.Second))
	if err := relay(t.Context(), dir, messages, seva.RealWorld().At(func() time.Time { return later })); err != nil {
		t.Fatal(err)
	}
	twice := repeats(t, dir, messages, kills+1)
	t.Logf("%d kills, %d messages went out again", kills, twice)
	if kills == 0 || twice > kills*killAtOnce {
		t.Errorf("%d messages went out again after %d kills", twice, kills)
	}
}

// told makes a store in a new folder with so many messages for ten phones.
func told(t *testing.T, messages int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := sqlstore.Open(t.Context(), filepath.Join(dir, "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = s.Accounts().Change(t.Context(), func(tx identity.Tx) error {
		for i := range messages {
			m := notice.Message{Ref: fmt.Sprintf("ref-%d", i), To: seva.Phone(fmt.Sprintf("91983101234%d", i%10)), Key: "sms.case.asked"}
			if err := tx.Tell(t.Context(), m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// killed lets a victim run and tells whether it was killed, or came to the end of its work.
func killed(t *testing.T, dir, lives string) bool {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$") //nolint:gosec // ourselves
	victim.Env = append(os.Environ(), victimEnv+"="+dir, victimEnv+"_LIVES="+lives)
	out, err := victim.CombinedOutput()
	if err == nil {
		return false
	}
	if status, ok := victim.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
		t.Fatalf("%v\n%s", err, out)
	}
	return true
}

// repeats sees that every message went out, none more often than most, and says how many
// sendings were not the first.
func repeats(t *testing.T, dir string, messages, most int) (again int) {
	t.Helper()
	times := map[string]int{}
	for _, ref := range refs(t, dir) {
		times[ref]++
	}
	for ref, n := range times {
		again += n - 1
		if n > most {
			t.Errorf("%s went out %d times", ref, n)
		}
	}
	if len(times) != messages {
		t.Errorf("%d of %d messages went out", len(times), messages)
	}
	return again
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
