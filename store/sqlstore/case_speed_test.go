package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"duar/seva"
	"duar/seva/casework"
	"duar/store/storetest"
)

// casesEnv is how many cases the benchmarks keep; 300,000 when it is not set.
const casesEnv = "DUAR_BENCH_CASES"

func benchCases(b *testing.B) int {
	n := 300_000
	if s := os.Getenv(casesEnv); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

func benchNumber(i int) string { return fmt.Sprintf("CAF2026%06d", i+1) }

// benchCase is case i: of 343 offices, every third one running, and of those the wakes
// spread over a month.
func benchCase(i int) (casework.Case, []casework.Event) {
	c, events := storetest.Filed(benchNumber(i), fmt.Sprintf("lr.%d", 2000+i*7919%343))
	c.Applicant.Phone = seva.Phone(fmt.Sprintf("9198%08d", i))
	c.Due = seva.Date{Year: 2026, Month: 12, Day: 1 + i%28}
	c.Wake = c.Submitted.Add(time.Duration(i%30*24) * time.Hour)
	if i%3 != 0 {
		c.State, c.Wake, c.Decided = "approved", time.Time{}, c.Submitted
	}
	return c, events
}

// fill keeps n cases, many to a transaction: by COPY where there is one.
func fill(b *testing.B, s *Store, n int) {
	b.Helper()
	columns := []string{"number", "version", "service", "department", "office", "state", "citizen", "phone", "submitted", "due", "wake", "body"}
	start := time.Now()
	for from := 0; from < n; from += 10_000 {
		err := s.transact(b.Context(), func(t *tx) error {
			pg, copies := t.c.(*postgresChange)
			var rows, log []any
			for i := from; i < min(n, from+10_000); i++ {
				c, events := benchCase(i)
				if !copies {
					if err := t.Put(b.Context(), c, events); err != nil {
						return err
					}
					continue
				}
				row, err := caseRow(c)
				if err != nil {
					return err
				}
				rows = append(append(rows, c.Number), row...)
				event, err := packEvent(events[0])
				if err != nil {
					return err
				}
				log = append(log, c.Number, events[0].Seq, event)
			}
			if !copies {
				return nil
			}
			if err := pg.put(b.Context(), sink{table: "case_now", columns: columns}, rows, nil); err != nil {
				return err
			}
			return pg.put(b.Context(), sink{table: "case_event", columns: []string{"number", "seq", "body"}}, log, nil)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.engine.settle(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d cases in %v", n, time.Since(start).Round(time.Millisecond))
}

// bare reads a case's row by its key with the driver alone, without anything of ours.
func bare(b *testing.B, url string) func(number string) error {
	b.Helper()
	const text = "SELECT body FROM case_now WHERE number = $1"
	var row []byte
	if isPostgres(url) {
		pool, err := pgxpool.New(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(pool.Close)
		return func(number string) error {
			return pool.QueryRow(b.Context(), text, number).Scan(&row)
		}
	}
	db, err := sql.Open("sqlite", dsn(url, "query_only(1)", fmt.Sprintf("cache_size(%d)", sqliteReadCache)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	st, err := db.PrepareContext(b.Context(), text)
	if err != nil {
		b.Fatal(err)
	}
	return func(number string) error {
		return st.QueryRowContext(context.Background(), number).Scan(&row)
	}
}

// benchEngines gives each engine with n cases in it.
func benchEngines(b *testing.B, test func(b *testing.B, s *Store, url string, n int)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			url := filepath.Join(b.TempDir(), "duar.db")
			if engine == "postgres" {
				url = storetest.Postgres(b)
			}
			s, err := Open(b.Context(), url)
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			if err := s.Migrate(b.Context()); err != nil {
				b.Fatal(err)
			}
			n := benchCases(b)
			fill(b, s, n)
			test(b, s, url, n)
		})
	}
}

// BenchmarkStatus reads, in turn and of numbers in no order, a bare row, the case, and what
// a status by number asks for: the lines of an application and their events. It gives the
// medians, their ratio to the bare row and the 99th percentile.
func BenchmarkStatus(b *testing.B) {
	benchEngines(b, func(b *testing.B, s *Store, url string, n int) {
		ctx := b.Context()
		book := s.Cases()
		const looks = 20_000
		chance := rand.New(rand.NewPCG(1, 2))
		reads := []func(number string) error{
			bare(b, url),
			func(number string) error {
				_, err := book.Case(ctx, number)
				return err
			},
			func(number string) error {
				_, err := book.Lines(ctx, number)
				if err == nil {
					_, err = book.Events(ctx, number)
				}
				return err
			},
		}
		took := make([][]time.Duration, len(reads))
		b.ResetTimer()
		for range b.N {
			for i := range looks * len(reads) {
				number := benchNumber(chance.IntN(n))
				start := time.Now()
				if err := reads[i%len(reads)](number); err != nil {
					b.Fatal(err)
				}
				took[i%len(reads)] = append(took[i%len(reads)], time.Since(start))
			}
		}
		b.StopTimer()
		micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
		floor := 0.0
		for i, what := range []string{"row", "case", "status"} {
			slices.Sort(took[i])
			median, p99 := micro(took[i][len(took[i])/2]), micro(took[i][len(took[i])*99/100])
			b.ReportMetric(median, "µs/"+what)
			b.ReportMetric(p99, "µs-p99/"+what)
			if i == 0 {
				floor = median
				continue
			}
			b.ReportMetric(median/floor, "ratio/"+what)
		}
	})
}

// BenchmarkWoken finds all running cases at once, a third of those kept.
func BenchmarkWoken(b *testing.B) {
	benchEngines(b, func(b *testing.B, s *Store, _ string, n int) {
		at := time.Date(2027, 1, 1, 0, 0, 0, 0, seva.IST)
		b.ResetTimer()
		for range b.N {
			found, err := s.Cases().Find(b.Context(), casework.Find{Woken: at})
			if err != nil || len(found) != (n+2)/3 {
				b.Fatalf("%d, %v", len(found), err)
			}
		}
		b.ReportMetric(float64((n+2)/3*b.N)/b.Elapsed().Seconds(), "cases/s")
	})
}

// BenchmarkInbox gives the first page of an office, of a department, and of the offices of
// a department that begin alike.
func BenchmarkInbox(b *testing.B) {
	benchEngines(b, func(b *testing.B, s *Store, _ string, _ int) {
		for _, office := range []string{"lr.2100", "lr.*", "lr.21*"} {
			b.Run(office, func(b *testing.B) {
				for b.Loop() {
					f := casework.Find{Offices: []string{office}, States: []string{"submitted", "scrutiny", "hearing"}, Limit: 20}
					if found, err := s.Cases().Find(b.Context(), f); err != nil || len(found) != 20 {
						b.Fatalf("%d, %v", len(found), err)
					}
				}
			})
		}
	})
}

// BenchmarkSubmit is a thousand people at once who submit: number, case, event, leaf,
// message and key in one durable transaction each.
func BenchmarkSubmit(b *testing.B) {
	b.Setenv(casesEnv, "0") // the counter begins at the first number
	benchEngines(b, func(b *testing.B, s *Store, _ string, _ int) {
		const people = 1000
		b.ResetTimer()
		for round := range b.N {
			var wg sync.WaitGroup
			var mu sync.Mutex
			numbers := map[string]bool{}
			for i := range people {
				wg.Go(func() {
					number, err := storetest.Submit(b.Context(), s, fmt.Sprintf("%d-%d", round, i))
					if err != nil {
						b.Error(err)
					}
					mu.Lock()
					numbers[number] = true
					mu.Unlock()
				})
			}
			wg.Wait()
			if len(numbers) != people {
				b.Fatalf("%d numbers for %d people", len(numbers), people)
			}
		}
		b.ReportMetric(float64(people*b.N)/b.Elapsed().Seconds(), "submissions/s")
	})
}

// BenchmarkBody is a case in and out of its bytes.
func BenchmarkBody(b *testing.B) {
	c, _ := storetest.Filed("CAF2026000001", "lr.2412")
	packed, err := packCase(c)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("pack", func(b *testing.B) {
		for b.Loop() {
			_, _ = packCase(c)
		}
	})
	b.Run("unpack", func(b *testing.B) {
		b.ReportMetric(float64(len(packed)), "bytes")
		for b.Loop() {
			_, _ = unpackCase(packed)
		}
	})
}
