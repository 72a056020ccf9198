package queue

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"duar/store/sqlstore"
	"duar/store/storetest"
)

// engines gives an address of an empty database of each kind, with the store's own tables
// in it, as a server finds it.
func engines() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "file:" + filepath.Join(t.TempDir(), "with space?#%41.db") },
		"postgres": storetest.Postgres,
	}
}

func each(t *testing.T, fn func(t *testing.T, address string)) {
	for engine, address := range engines() {
		t.Run(engine, func(t *testing.T) {
			at := address(t)
			s, err := sqlstore.Open(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			fn(t, at)
		})
	}
}

// safe is a log that several goroutines write.
type safe struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safe) Write(p []byte) (int, error) { s.mu.Lock(); defer s.mu.Unlock(); return s.b.Write(p) }
func (s *safe) String() string              { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// running lets a server run tasks until the test calls what it gives, or ends.
func running(t *testing.T, address string, tasks ...Task) (stop func(), log *safe) {
	t.Helper()
	log = &safe{}
	q, err := Open(t.Context(), address, slog.New(slog.NewJSONHandler(log, nil)), tasks)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop, log
}

// until waits for something that must come to be.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not in 20 s: %s", what)
		}
	}
}

// A task runs when the server starts, and again each time it is due.
func TestRuns(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		var often, seldom atomic.Int32
		running(t, address,
			Task{"often", Every(time.Second), time.Minute, func(context.Context) error { often.Add(1); return nil }},
			Task{"seldom", Every(time.Hour), time.Minute, func(context.Context) error { seldom.Add(1); return nil }})
		until(t, "three runs", func() bool { return often.Load() >= 3 })
		if n := seldom.Load(); n != 1 {
			t.Errorf("what is due in an hour ran %d times", n)
		}
	})
}

// Two servers share what is due: it does not run once for each of them.
func TestShared(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		var runs atomic.Int32
		task := Task{"shared", Every(2 * time.Second), time.Minute, func(context.Context) error { runs.Add(1); return nil }}
		running(t, address, task)
		running(t, address, task)
		// Each runs it as it starts; the third is of the leader, who may be chosen some seconds later.
		until(t, "both started, and one leads", func() bool { return runs.Load() >= 3 })
		began := runs.Load()
		time.Sleep(5 * time.Second)
		if n := runs.Load() - began; n < 1 || n > 4 {
			t.Errorf("%d runs in five seconds, every two seconds", n)
		}
	})
}

// What fails is tried again soon, and what panics too; the log says which task and where,
// and nothing of what the panic held.
func TestFails(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		var fails, panics atomic.Int32
		stop, log := running(t, address,
			Task{"fails", Every(time.Hour), time.Minute, func(context.Context) error {
				if fails.Add(1) < 3 {
					return errors.New("the store is away")
				}
				return nil
			}},
			Task{"panics", Every(time.Hour), time.Minute, func(context.Context) error {
				if panics.Add(1) < 2 {
					panic("9831012345")
				}
				return nil
			}})
		until(t, "both came through", func() bool { return fails.Load() == 3 && panics.Load() == 2 })
		stop()
		said := log.String()
		if strings.Count(said, `"task.failed"`) != 3 || !strings.Contains(said, `"task":"fails"`) || !strings.Contains(said, `"task.panic"`) {
			t.Errorf("the log:\n%s", said)
		}
		if strings.Contains(said, "9831012345") {
			t.Error("the log tells what the panic held")
		}
	})
}

// A server that is asked to stop tells what runs to end, and waits for it.
func TestStops(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		begun, ended := make(chan struct{}), atomic.Bool{}
		stop, _ := running(t, address, Task{"long", Every(time.Hour), time.Minute, func(ctx context.Context) error {
			close(begun)
			<-ctx.Done()
			time.Sleep(200 * time.Millisecond)
			ended.Store(true)
			return ctx.Err()
		}})
		<-begun
		stop()
		if !ended.Load() {
			t.Error("Run returned before the task")
		}
	})
}

// A database that is away for a moment as the server starts does not leave it without tasks
// for as long as it lives.
func TestStartsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		starts, inserts := 0, map[string]int{}
		away := errors.New("the database is away")
		stopped := false
		q := &Queue{
			log:   slog.New(slog.DiscardHandler),
			tasks: []Task{{Name: "clock"}, {Name: "seal"}},
			start: func(context.Context) error {
				if starts++; starts < 3 {
					return away
				}
				return nil
			},
			insert: func(_ context.Context, name string) error {
				if inserts[name]++; inserts[name] < 3 {
					return away
				}
				return nil
			},
			stop: func(context.Context) error { stopped = true; return nil },
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- q.Run(ctx) }()
		time.Sleep(time.Hour)
		select {
		case err := <-done:
			t.Fatalf("it has ended: %v", err)
		default:
		}
		cancel()
		if err := <-done; err != nil || !stopped || starts != 3 || inserts["clock"] != 3 || inserts["seal"] != 3 {
			t.Errorf("%v, stopped %v, %d starts, %v", err, stopped, starts, inserts)
		}
	})
}

// victimEnv makes this test binary a server that is killed in the middle of a task.
const victimEnv = "DUAR_TEST_QUEUE_VICTIM"

func TestMain(m *testing.M) {
	if address := os.Getenv(victimEnv); address != "" {
		q, err := Open(context.Background(), address, slog.New(slog.DiscardHandler), []Task{{"killed", Every(time.Second), time.Second,
			func(context.Context) error { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); return nil }}})
		if err == nil {
			err = q.Run(context.Background())
		}
		panic(err) // it should not live so long
	}
	os.Exit(m.Run())
}

// After a server was killed outright while it led and worked, the next one does the task at
// once: it waits neither for the dead leader's term nor for its job.
func TestKilled(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
		victim.Env = append(os.Environ(), victimEnv+"="+address)
		out, _ := victim.CombinedOutput()
		if status, ok := victim.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
			t.Fatalf("it was not killed:\n%s", out)
		}
		begun := time.Now()
		var took atomic.Int64
		running(t, address, Task{"killed", Every(time.Hour), time.Minute, func(context.Context) error {
			took.CompareAndSwap(0, int64(time.Since(begun)))
			return nil
		}})
		until(t, "a run", func() bool { return took.Load() > 0 })
		if d := time.Duration(took.Load()); d > 3*time.Second {
			t.Errorf("the first run came after %v", d)
		}
	})
}
