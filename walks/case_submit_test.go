package walks

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/store/sqlstore"
)

// BenchmarkSubmit hands in complete grievances over the API, 32 at a time, each in one
// durable transaction of case, event, draft, two leaves, SMS and key. The floor is one row
// in a durable transaction of the engine's own driver, as many at a time.
func BenchmarkSubmit(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		data := b.TempDir()
		args := []string{"--data", data}
		ran(b, append([]string{"migrate"}, args...)...)
		benchmarkSubmit(b, args, storeAt(b, "file:"+filepath.Join(data, "duar.db")),
			"file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	})
	b.Run("postgres", func(b *testing.B) {
		url := freshDatabase(b)
		b.Setenv("DUAR_SECRET", strings.Repeat("5eed", 16))
		args := []string{"--database", url, "--data", b.TempDir()}
		ran(b, append([]string{"migrate"}, args...)...)
		benchmarkSubmit(b, args, storeAt(b, url), url)
	})
}

func benchmarkSubmit(b *testing.B, args []string, s *sqlstore.Store, bare string) {
	addr, _ := started(b, append([]string{"serve", "--metrics", "", "--log", "error"}, args...)...)
	people := crowded(b, crowd(b), addr, manyCitizens, takenCode(b, s))
	n := benchCases(b, 5000)
	for b.Loop() {
		papers := make([]*paper, n)
		for i := range papers {
			papers[i] = &paper{by: people[i%len(people)], key: fmt.Sprintf("bench-%d", i), i: i}
		}
		eachAtOnce(b, papers, speedConns, (*paper).fill)
		submit := func(i int) error {
			_, err := papers[i].submit()
			return err
		}
		whole, took := perSecond(b, n, submit)
		floor, row := perSecond(b, n, bareCommit(b, bare))
		b.Logf("bare     %7.0f/s  p50 %s  p99 %s", floor, row[n/2].Round(time.Microsecond), row[n*99/100].Round(time.Microsecond))
		b.Logf("submit   %7.0f/s  p50 %s  p99 %s  %.2f of bare", whole, took[n/2].Round(time.Microsecond), took[n*99/100].Round(time.Microsecond), whole/floor)
		b.ReportMetric(whole, "submissions/s")
		b.ReportMetric(whole/floor, "submit/bare")
	}
}

// perSecond does something n times, 32 at a time, and gives how often that was in a second
// and how long each took, in order.
func perSecond(b *testing.B, n int, do func(i int) error) (float64, []time.Duration) {
	b.Helper()
	took := make([]time.Duration, n)
	var next atomic.Int64
	var at sync.WaitGroup
	start := time.Now()
	for range speedConns {
		at.Go(func() {
			for i := next.Add(1) - 1; int(i) < n; i = next.Add(1) - 1 {
				begun := time.Now()
				if err := do(int(i)); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(begun)
			}
		})
	}
	at.Wait()
	whole := time.Since(start)
	slices.Sort(took)
	return float64(n) / whole.Seconds(), took
}

// bareCommit writes one row, durably, as long as a case.
func bareCommit(b *testing.B, url string) func(i int) error {
	b.Helper()
	db := numbered(b, url)
	statement, kind := "INSERT INTO bare (id, body) VALUES (?, ?)", "BLOB"
	if strings.HasPrefix(url, "postgres://") {
		statement, kind = "INSERT INTO bare (id, body) VALUES ($1, $2)", "BYTEA"
		db.SetMaxIdleConns(speedConns)
	} else {
		db.SetMaxOpenConns(1) // it has one writer
	}
	if _, err := db.ExecContext(context.Background(), "CREATE TABLE bare (id BIGINT PRIMARY KEY, body "+kind+")"); err != nil {
		b.Fatal(err)
	}
	body := []byte(strings.Repeat("b", 600))
	st, err := db.PrepareContext(context.Background(), statement)
	if err != nil {
		b.Fatal(err)
	}
	return func(i int) error {
		_, err := st.ExecContext(context.Background(), i, body)
		return err
	}
}
