package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// SessionStore is what the suite asks of an engine of phone sessions; ussd.Sessions says
// what it promises.
type SessionStore interface {
	Load(ctx context.Context, key string) (value []byte, version int64, err error)
	Swap(ctx context.Context, key string, old int64, value []byte, ttl time.Duration) (bool, error)
}

// Clock lets an engine's time pass: a driven clock is moved, a real one is waited for.
type Clock func(time.Duration)

// Sessions holds an engine of phone sessions to its contract. open gives one and its
// clock; keys are made new for each test, so a shared server does.
func Sessions(t *testing.T, open func(t *testing.T) (SessionStore, Clock)) {
	for _, c := range []struct {
		name string
		test func(*testing.T, SessionStore, Clock)
	}{
		{"what is swapped is loaded", swapped},
		{"a stale version writes nothing", stale},
		{"a session ends with its time", expires},
		{"any bytes, also none", anyBytes},
		{"one of 64 wins each version", race},
		{"a context that has ended", ended},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, clock := open(t)
			c.test(t, s, clock)
		})
	}
}

const ttl = time.Minute

func swap(t *testing.T, s SessionStore, key string, old int64, value string) bool {
	t.Helper()
	did, err := s.Swap(t.Context(), key, old, []byte(value), ttl)
	if err != nil {
		t.Fatalf("Swap: %v", err)
	}
	return did
}

func holds(t *testing.T, s SessionStore, key string, want string, version int64) {
	t.Helper()
	value, v, err := s.Load(t.Context(), key)
	if err != nil || string(value) != want || v != version {
		t.Fatalf("Load: %q, version %d, %v; want %q, version %d", value, v, err, want, version)
	}
	if version == 0 && value != nil {
		t.Fatalf("Load: %v for nothing, want nil", value)
	}
}

func swapped(t *testing.T, s SessionStore, _ Clock) {
	a, b := rand.Text(), rand.Text()
	holds(t, s, a, "", 0)
	if !swap(t, s, a, 0, "one") || !swap(t, s, a, 1, "two") || !swap(t, s, b, 0, "other") {
		t.Fatal("a swap that fits was refused")
	}
	holds(t, s, a, "two", 2)
	holds(t, s, b, "other", 1)
}

func stale(t *testing.T, s SessionStore, _ Clock) {
	key := rand.Text()
	if swap(t, s, key, 3, "x") {
		t.Error("version 3 of nothing was swapped")
	}
	holds(t, s, key, "", 0)
	swap(t, s, key, 0, "one")
	swap(t, s, key, 1, "two")
	for _, old := range []int64{0, 1, 3} {
		if swap(t, s, key, old, "stale") {
			t.Errorf("version %d was taken for 2", old)
		}
	}
	holds(t, s, key, "two", 2)
}

func expires(t *testing.T, s SessionStore, clock Clock) {
	key, long := rand.Text(), rand.Text()
	short := 400 * time.Millisecond
	if did, err := s.Swap(t.Context(), key, 0, []byte("one"), short); !did || err != nil {
		t.Fatal(did, err)
	}
	swap(t, s, long, 0, "stays")
	holds(t, s, key, "one", 1)
	clock(short + 50*time.Millisecond)
	holds(t, s, key, "", 0)
	if swap(t, s, key, 1, "late") {
		t.Error("a session that has ended went on")
	}
	if !swap(t, s, key, 0, "new") {
		t.Error("no new session after the end of one")
	}
	holds(t, s, key, "new", 1)
	holds(t, s, long, "stays", 1)
}

func anyBytes(t *testing.T, s SessionStore, _ Clock) {
	for _, value := range [][]byte{{}, nil, {0}, {0, 0, 0, 0, 0, 0, 0, 1}, []byte("\r\n\x00\xff"), bytes.Repeat([]byte{7}, 4000)} {
		key := rand.Text()
		if did, err := s.Swap(t.Context(), key, 0, value, ttl); !did || err != nil {
			t.Fatal(did, err)
		}
		got, v, err := s.Load(t.Context(), key)
		if err != nil || v != 1 || !bytes.Equal(got, value) {
			t.Errorf("%d bytes came back as %d, version %d, %v", len(value), len(got), v, err)
		}
	}
}

func race(t *testing.T, s SessionStore, _ Clock) {
	key := rand.Text()
	for version := range int64(20) {
		var wins atomic.Int64
		var winner atomic.Value
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				// Half of them say the same: equal words do not make two winners.
				value := fmt.Sprintf("%d by %d", version, i/2)
				did, err := s.Swap(t.Context(), key, version, []byte(value), ttl)
				if err != nil {
					t.Error(err)
				}
				if did {
					wins.Add(1)
					winner.Store(value)
				}
			})
		}
		wg.Wait()
		if wins.Load() != 1 {
			t.Fatalf("version %d was won %d times", version, wins.Load())
		}
		holds(t, s, key, winner.Load().(string), version+1)
	}
}

func ended(t *testing.T, s SessionStore, _ Clock) {
	key := rand.Text()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Load(ctx, key); err == nil {
		t.Error("Load answered")
	}
	if did, err := s.Swap(ctx, key, 0, []byte("x"), ttl); did || err == nil {
		t.Error("Swap answered")
	}
	holds(t, s, key, "", 0)
}
