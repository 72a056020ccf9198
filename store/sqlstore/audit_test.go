package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

func TestAudit(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Audit(t, func(t *testing.T) storetest.AuditStore { return open(t, url(t)) })
		})
	}
}

// acts writes n leaves, several to a transaction as an act may.
func acts(t testing.TB, s *sqlstore.Store, from, n int) {
	t.Helper()
	for done := 0; done < n; {
		some := min(n-done, 10_000)
		err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
			for i := range some {
				k := from + done + i
				if err := tx.Audit(t.Context(), audit.Leaf{
					At: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC).Add(time.Duration(k) * time.Second), Actor: "officer1",
					Role: "verifying_officer", Act: "case.approve", Subject: fmt.Sprintf("CAF2026%06d", k),
					Digest: fmt.Sprintf("%064x", k),
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		done += some
	}
}

// signing is a log over a store, whose key is always the same.
func signing(t testing.TB, s *sqlstore.Store) (*audit.Log, audit.Witness) {
	t.Helper()
	w := seva.FrozenWorld(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), 1)
	key, err := audit.MakeKey(w)
	if err != nil {
		t.Fatal(err)
	}
	l, err := audit.NewLog(s.Audit(), w, key)
	if err != nil {
		t.Fatal(err)
	}
	witness, err := audit.NewWitness(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return l, witness
}

func checkpoint(t testing.TB, l *audit.Log) audit.Checkpoint {
	t.Helper()
	c, err := l.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// leavesEnv is how many entries the benchmark verifies; a million when it is not set.
const leavesEnv = "DUAR_BENCH_LEAVES"

// One operation reads and verifies all entries; limit: 1,000,000 in 5 s on two cores.
func BenchmarkAuditVerify(b *testing.B) {
	n := 1_000_000
	if text := os.Getenv(leavesEnv); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	for engine, url := range urls() {
		b.Run(engine, func(b *testing.B) {
			s := open(b, url(b))
			l, witness := signing(b, s)
			acts(b, s, 0, n)
			start := time.Now()
			last := checkpoint(b, l)
			b.Logf("the first checkpoint of %d entries took %v", n, time.Since(start).Round(time.Millisecond))
			acts(b, s, n, 100)
			start = time.Now()
			checkpoint(b, l)
			b.Logf("one of 100 entries more took %v", time.Since(start).Round(10*time.Microsecond))
			b.ResetTimer()
			for b.Loop() {
				r, err := audit.Verify(context.Background(), s.Audit(), witness, last)
				if err != nil || len(r.Faults) > 0 || r.Entries != int64(n)+100 {
					b.Fatal(r, err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*1e6/float64(n), "s/million")
		})
	}
}
