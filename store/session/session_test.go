package session_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"go.uber.org/goleak"

	"duar/seva"
	"duar/store/session"
	"duar/store/sqlstore"
	"duar/store/storetest"
	"duar/ussd"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// drivenWorld is a world whose clock a test moves.
func drivenWorld() (seva.World, storetest.Clock) {
	var mu sync.Mutex
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	world := seva.RealWorld().At(func() time.Time { mu.Lock(); defer mu.Unlock(); return now })
	return world, func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
}

func table(t *testing.T, url string) (*session.Table, storetest.Clock) {
	t.Helper()
	world, clock := drivenWorld()
	s, err := sqlstore.Open(t.Context(), url, sqlstore.WithWorld(world))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return session.NewTable(s), clock
}

func redisAt(t testing.TB, address string) *session.Redis {
	t.Helper()
	r, err := session.OpenRedis(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestSQLite(t *testing.T) {
	storetest.Sessions(t, func(t *testing.T) (storetest.SessionStore, storetest.Clock) {
		return table(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	})
}

func TestPostgres(t *testing.T) {
	storetest.Sessions(t, func(t *testing.T) (storetest.SessionStore, storetest.Clock) {
		return table(t, storetest.Postgres(t))
	})
}

func TestMiniredis(t *testing.T) {
	storetest.Sessions(t, func(t *testing.T) (storetest.SessionStore, storetest.Clock) {
		m := miniredis.RunT(t)
		return redisAt(t, "redis://"+m.Addr()), m.FastForward
	})
}

func TestRedis(t *testing.T) {
	address := storetest.Redis(t)
	storetest.Sessions(t, func(t *testing.T) (storetest.SessionStore, storetest.Clock) {
		return redisAt(t, address), time.Sleep
	})
}

func TestRedisCluster(t *testing.T) {
	address := storetest.RedisCluster(t)
	storetest.Sessions(t, func(t *testing.T) (storetest.SessionStore, storetest.Clock) {
		return redisAt(t, address), time.Sleep
	})
}

// A server that is away at the start is not missed: sessions are gone, and come back
// with it, without anybody being told.
func TestRedisThatComesLate(t *testing.T) {
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	addr := m.Addr()
	m.Close()
	r := redisAt(t, "redis://"+addr)
	if _, _, err := r.Load(t.Context(), "k"); !errors.Is(err, ussd.ErrGone) {
		t.Fatalf("without a server: %v", err)
	}
	if err := r.Ready(t.Context()); err == nil {
		t.Error("it says it is ready")
	}
	if err := m.StartAddr(addr); err != nil {
		t.Skipf("somebody has taken the port: %v", err)
	}
	defer m.Close()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if ok, err := r.Swap(t.Context(), "k", 0, []byte("v"), time.Minute); ok && err == nil {
			return
		} else if time.Now().After(deadline) {
			t.Fatalf("the server is back, and still: %v", err)
		}
	}
}

func TestSweep(t *testing.T) {
	s, clock := table(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	for i, ttl := range []time.Duration{time.Second, time.Second, time.Hour} {
		if did, err := s.Swap(t.Context(), string(rune('a'+i)), 0, []byte("x"), ttl); !did || err != nil {
			t.Fatal(did, err)
		}
	}
	clock(time.Minute)
	for _, want := range []int{2, 0} {
		if n, err := s.Sweep(t.Context()); n != want || err != nil {
			t.Errorf("swept %d, %v, want %d", n, err, want)
		}
	}
	if _, v, err := s.Load(t.Context(), "c"); v != 1 || err != nil {
		t.Errorf("what had not expired: version %d, %v", v, err)
	}
}

// A server that restarts has forgotten every script.
func TestScriptForgotten(t *testing.T) {
	m := miniredis.RunT(t)
	r := redisAt(t, m.Addr())
	if did, err := r.Swap(t.Context(), "k", 0, []byte("one"), time.Minute); !did || err != nil {
		t.Fatal(did, err)
	}
	m.Restart()
	m.FlushAll()
	// The first use may meet the dead connection; the next must work.
	_, _, _ = r.Load(t.Context(), "k")
	if did, err := r.Swap(t.Context(), "k", 0, []byte("one"), time.Minute); !did || err != nil {
		t.Errorf("after a restart: %v, %v", did, err)
	}
}

func TestGone(t *testing.T) {
	m := miniredis.RunT(t)
	r := redisAt(t, m.Addr())
	m.Close()
	fails(t, r, 300*time.Millisecond)
}

// A server that takes connections and never answers is the worse way of being gone.
func TestSilent(t *testing.T) {
	m := miniredis.RunT(t)
	front := &front{to: m.Addr()}
	r := redisAt(t, front.listen(t))
	if did, err := r.Swap(t.Context(), "k", 0, []byte("one"), time.Minute); !did || err != nil {
		t.Fatal(did, err)
	}
	front.silence()
	fails(t, r, 500*time.Millisecond)
}

func fails(t *testing.T, r *session.Redis, within time.Duration) {
	t.Helper()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			start := time.Now()
			_, _, err := r.Load(t.Context(), "k")
			if !errors.Is(err, ussd.ErrGone) {
				t.Errorf("Load: %v, want ErrGone", err)
			}
			if took := time.Since(start); took > within {
				t.Errorf("Load took %v", took)
			}
			start = time.Now()
			if did, err := r.Swap(t.Context(), "k", 1, nil, time.Minute); did || !errors.Is(err, ussd.ErrGone) {
				t.Errorf("Swap: %v, %v, want ErrGone", did, err)
			}
			if took := time.Since(start); took > within {
				t.Errorf("Swap took %v", took)
			}
		})
	}
	wg.Wait()
}

// front stands before a server and can fall silent.
type front struct {
	to    string
	mu    sync.Mutex
	quiet bool
}

func (f *front) silence() { f.mu.Lock(); f.quiet = true; f.mu.Unlock() }

func (f *front) listen(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var open []net.Conn
	t.Cleanup(func() {
		_ = l.Close()
		f.mu.Lock()
		for _, c := range open {
			_ = c.Close()
		}
		f.mu.Unlock()
		wg.Wait()
	})
	pump := func(to, from net.Conn) {
		b := make([]byte, 4096)
		for {
			n, err := from.Read(b)
			if err != nil {
				_ = to.Close()
				return
			}
			f.mu.Lock()
			quiet := f.quiet
			f.mu.Unlock()
			if !quiet {
				_, _ = to.Write(b[:n])
			}
		}
	}
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			d, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", f.to)
			if err != nil {
				_ = c.Close()
				continue
			}
			f.mu.Lock()
			open = append(open, c, d)
			f.mu.Unlock()
			wg.Go(func() { pump(d, c) })
			wg.Go(func() { pump(c, d) })
		}
	})
	return l.Addr().String()
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"http://host", "redis://user:verysecret@h:port", "redis://a/1,redis://b"} {
		_, err := session.OpenRedis(t.Context(), bad)
		if err == nil || strings.Contains(err.Error(), "verysecret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func BenchmarkHop(b *testing.B) {
	engines := map[string]func(b *testing.B) storetest.SessionStore{
		"redis": func(b *testing.B) storetest.SessionStore { return redisAt(b, storetest.Redis(b)) },
		"sqlite": func(b *testing.B) storetest.SessionStore {
			s, err := sqlstore.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "s.db"))
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = s.Close() })
			if err := s.Migrate(b.Context()); err != nil {
				b.Fatal(err)
			}
			return session.NewTable(s)
		},
	}
	value := make([]byte, 400)
	for name, open := range engines {
		b.Run(name, func(b *testing.B) {
			s := open(b)
			b.SetParallelism(32)
			b.RunParallel(func(p *testing.PB) {
				key := seva.RealWorld().ID()
				for p.Next() {
					_, v, err := s.Load(b.Context(), key)
					if err != nil {
						b.Fatal(err)
					}
					if did, err := s.Swap(b.Context(), key, v, value, time.Minute); !did || err != nil {
						b.Fatal(did, err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "hops/s")
		})
	}
}
