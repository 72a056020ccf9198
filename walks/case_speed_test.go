package walks

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"duar/seva"
	"duar/seva/casework"
	"duar/store/sqlstore"
)

// The benchmarks of cases. As those of lookups: run with -benchtime=1x, each with its
// floor in the same run.

// benchCases is how many cases a benchmark keeps: as many as it wants, or a part of them
// when DUAR_BENCH_CASES says how many stand for 300,000.
func benchCases(b *testing.B, wanted int) int {
	n, err := strconv.Atoi(os.Getenv("DUAR_BENCH_CASES"))
	if err != nil {
		return wanted
	}
	return max(wanted*n/300_000, 300)
}

// onEngines runs a benchmark on an empty register of each engine.
func onEngines(b *testing.B, run func(b *testing.B, s *sqlstore.Store, url string)) {
	open := func(b *testing.B, url string) *sqlstore.Store {
		s := storeAt(b, url)
		if err := s.Migrate(b.Context()); err != nil {
			b.Fatal(err)
		}
		return s
	}
	b.Run("sqlite", func(b *testing.B) {
		// Not in DUAR_BENCH_DIR: what is durable is to be measured on a disk.
		url := "file:" + filepath.Join(b.TempDir(), "duar.db")
		run(b, open(b, url), url)
	})
	b.Run("postgres", func(b *testing.B) {
		url := freshDatabase(b)
		run(b, open(b, url), url)
	})
}

// rowOf reads a row by its key with nothing but the engine's own driver and a prepared
// statement: what a status costs if it is only a row.
func rowOf(b *testing.B, url, driver string) func(ctx context.Context, key string) error {
	b.Helper()
	const text = "SELECT body FROM case_now WHERE number = $1"
	var body []byte
	if driver == "postgres" {
		pool, err := pgxpool.New(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(pool.Close)
		return func(ctx context.Context, key string) error { return pool.QueryRow(ctx, text, key).Scan(&body) }
	}
	db, err := sql.Open("sqlite", url+"?_pragma=query_only(1)&_pragma=cache_size(-8192)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	st, err := db.PrepareContext(b.Context(), text)
	if err != nil {
		b.Fatal(err)
	}
	return func(_ context.Context, key string) error {
		return st.QueryRowContext(context.Background(), key).Scan(&body)
	}
}

// BenchmarkCaseStatus asks for cases by their numbers, any of them alike: the applicant
// with a phone whose number is known, a stranger with a second fact, and the officer who
// is shown the whole case. Bare rows are read in turn with them.
func BenchmarkCaseStatus(b *testing.B) {
	onEngines(b, func(b *testing.B, s *sqlstore.Store, url string) {
		n := benchCases(b, 300_000)
		w := newBureau(b)
		now := time.Now()
		all := keep(b, s.Cases(), n, func(i int) filed { return w.wander(b, i, now) })
		// Only what is asked with stays: cases in memory are not what a server has there.
		type asker struct {
			number, office string
			phone          seva.Phone
		}
		events, askers := 0, make([]asker, n)
		for i, f := range all {
			events += len(f.events)
			askers[i] = asker{strings.Clone(f.Number), strings.Clone(f.Office), f.Applicant.Phone}
		}
		clear(all) // so that only the store is in memory
		runtime.GC()
		b.Logf("%d events", events)
		desk := w.open(b, s.Cases(), seva.RealWorld())
		row := rowOf(b, url, filepath.Base(b.Name()))
		ctx, chance := b.Context(), rand.New(rand.NewPCG(1, 2))
		asks := []struct {
			name string
			ask  func(a asker) error
		}{
			{"phone", func(a asker) error {
				_, err := desk.For(casework.Caller{Phone: a.phone, Channel: "phone"}).Check(ctx, a.number, "")
				return err
			}},
			{"officer", func(a asker) error {
				_, err := desk.For(casework.Caller{ID: "o", Roles: []casework.Role{casework.Verifier}, Offices: []string{a.office}}).Case(ctx, a.number)
				return err
			}},
			{"fact", func(a asker) error {
				_, err := desk.For(casework.Caller{}).Check(ctx, a.number, string(a.phone[8:]))
				return err
			}},
		}
		const rounds = 20_000
		timed := func(do func() error) time.Duration {
			start := time.Now()
			if err := do(); err != nil {
				b.Fatal(err)
			}
			return time.Since(start)
		}
		for b.Loop() {
			for _, a := range asks {
				var rows, took []time.Duration
				for i := range rounds + 500 {
					bare, ours := askers[chance.IntN(n)], askers[chance.IntN(n)]
					r, o := timed(func() error { return row(ctx, bare.number) }), timed(func() error { return a.ask(ours) })
					if i >= 500 { // by then every statement is prepared
						rows, took = append(rows, r), append(took, o)
					}
				}
				at := func(all []time.Duration, percent int) time.Duration {
					slices.Sort(all)
					return all[len(all)*percent/100].Round(100 * time.Nanosecond)
				}
				ratio := float64(at(took, 50)) / float64(at(rows, 50))
				b.Logf("%-8s p50 %7s  p99 %7s  %.2f of a bare row (%s, %s)", a.name, at(took, 50), at(took, 99), ratio, at(rows, 50), at(rows, 99))
				b.ReportMetric(ratio, a.name+"/row")
				b.ReportMetric(float64(at(took, 99).Microseconds()), a.name+"-p99-µs")
			}
		}
	})
}
