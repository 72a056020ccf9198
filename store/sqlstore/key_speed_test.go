package sqlstore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"duar/seva/casework"
	"duar/seva/land"
	"duar/store/storetest"
)

// keysEnv is how many keys BenchmarkTrack keeps, those of 2,500,000 cases at 10,000,000; 200,000
// when it is not set.
const keysEnv = "DUAR_BENCH_KEYS"

// Of a bench: 350 offices, cases over about three years, a fifth of them still open, and one name in ten
// the commonest there is. Khatian 1 of one mouza is in ten thousand cases that have ended.
const (
	benchOffices = 350
	benchSpan    = 1000 * 24 * time.Hour
	benchHot     = 10_000
)

func benchDay() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) }

// fillKeys keeps a case for every four keys (a deed, two names, a plot), by the database's own
// hand: all are copies of one. The keys come in their order and their indexes behind them, or
// ten million would take hours.
func fillKeys(b *testing.B, s *Store, keys int) (cases int) {
	b.Helper()
	ctx := b.Context()
	one, events := storetest.Filed("MN2020000001", "lr.1")
	one.Service, one.Submitted = "mutation_sale", benchDay()
	cases = keys / 4
	start := time.Now()
	err := s.transact(ctx, func(t *tx) error {
		if err := t.Put(ctx, one, events); err != nil {
			return err
		}
		step := benchSpan.Microseconds() / int64(cases)
		n := fmt.Sprintf("WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", cases)
		at := fmt.Sprintf("CAST(%d AS BIGINT) + i * CAST(%d AS BIGINT)", micros(benchDay()), step)
		of := func(expr string) string { return "CAST(" + expr + " AS TEXT)" }
		office := "'lr.' || " + of(fmt.Sprintf("i * 7919 %% %d", benchOffices))
		number := "'MN2024' || " + of("10000000 + i")
		name := func(i string) string {
			return "CASE WHEN (" + i + ") % 10 = 0 THEN 'mndl' ELSE 'n' || " + of("("+i+") * 31 % 20011") + " END"
		}
		key := func(kind, value, live, where string) string {
			return n + "INSERT INTO case_key (kind, value, office, submitted, number, live) SELECT '" + kind + "', " + value + ", " +
				office + ", " + at + ", " + number + ", CASE WHEN " + live + " THEN 1 ELSE 0 END FROM n WHERE " + where + " ORDER BY 2, 3, 4"
		}
		for _, text := range []string{
			"DROP INDEX case_key_number", "DROP INDEX case_key_live",
			n + "INSERT INTO case_now (number, version, service, department, office, state, citizen, phone, submitted, due, wake, body) " +
				"SELECT " + number + ", c.version, c.service, c.department, " + office + ", c.state, '', '', " + at + ", c.due, 0, c.body FROM n CROSS JOIN case_now c WHERE c.number = 'MN2020000001'",
			key("deed", "'1902/' || "+of("2000 + i % 26")+" || '/' || "+of("i"), "i % 5 = 0", "i > 0"),
			key("khatian", "'1027001/1'", "i = 1", fmt.Sprintf("i <= %d", benchHot)),
			key("name", name("i"), "i % 5 = 0", "i > 0"),
			key("name", "'b' || "+name("i + 7"), "i % 5 = 0", "i > 0"),
			key("plot", of("1000000 + i % 40000")+" || '/' || "+of("i / 40000"), "i % 5 = 0", "i > 0"),
			"CREATE INDEX case_key_number ON case_key (number)",
			"CREATE INDEX case_key_live ON case_key (kind, value, submitted, number) WHERE live = 1",
		} {
			if err := rawly(ctx, t, text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	err = s.transact(ctx, func(t *tx) error { return rawly(ctx, t, "ANALYZE") })
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d keys of %d cases in %v", 4*cases+benchHot, cases, time.Since(start).Round(time.Second))
	return cases
}

// rawly runs a text that no statement of the store is.
func rawly(ctx context.Context, t *tx, text string) error {
	if pg, ok := t.c.(*postgresChange); ok {
		if err := pg.begin(ctx); err != nil {
			return err
		}
		_, err := pg.conn.Exec(ctx, text)
		return err
	}
	_, err := t.c.(sqliteChange).p.conn.ExecContext(ctx, text)
	return err
}

// BenchmarkTrack asks for cases as the desk does for who tracks one: by a deed, by a name in
// one office and 92 days (a rare one and the commonest), and by a khatian that thousands of
// cases were about. It gives medians and the 99th percentile.
func BenchmarkTrack(b *testing.B) {
	keys := 200_000
	if s := os.Getenv(keysEnv); s != "" {
		var err error
		if keys, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
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
			track(b, s, fillKeys(b, s, keys))
		})
	}
}

func track(b *testing.B, s *Store, cases int) {
	const looks, most = 2_000, 50
	book, chance := s.Cases(), rand.New(rand.NewPCG(1, 2))
	name := func(value string) casework.Find {
		from := benchDay().Add(time.Duration(chance.Int64N(int64(benchSpan - 92*24*time.Hour))))
		return casework.Find{Key: casework.Key{Kind: casework.KeyName, Value: value}, Offices: []string{fmt.Sprintf("lr.%d", chance.IntN(benchOffices))},
			From: from, Until: from.Add(92 * 24 * time.Hour), Limit: most}
	}
	finds := []struct {
		what string
		find func() casework.Find
	}{
		{"deed", func() casework.Find {
			i := 1 + chance.IntN(cases)
			return casework.Find{Key: casework.Key{Kind: casework.KeyDeed, Value: fmt.Sprintf("1902/%d/%d", 2000+i%26, i)}, Limit: most}
		}},
		{"name", func() casework.Find { return name(fmt.Sprintf("n%d", chance.IntN(20011))) }},
		{"commonest", func() casework.Find { return name("mndl") }},
		{"hot", func() casework.Find {
			return casework.Find{Key: casework.KhatianKey(1027001, landOne()), Live: true, Limit: most}
		}},
		{"hot-ended", func() casework.Find { return casework.Find{Key: casework.KhatianKey(1027001, landOne()), Limit: most} }},
	}
	took, rows := make([][]time.Duration, len(finds)), make([]int, len(finds))
	b.ResetTimer()
	for range b.N {
		for i := range looks * len(finds) {
			k := i % len(finds)
			if k >= 3 && i >= 100*len(finds) { // a hundred of those do
				continue
			}
			start := time.Now()
			found, err := book.Find(b.Context(), finds[k].find())
			if err != nil {
				b.Fatal(err)
			}
			took[k], rows[k] = append(took[k], time.Since(start)), rows[k]+len(found)
		}
	}
	b.StopTimer()
	for i, f := range finds {
		slices.Sort(took[i])
		b.ReportMetric(float64(took[i][len(took[i])/2].Nanoseconds())/1000, "µs/"+f.what)
		b.ReportMetric(float64(took[i][len(took[i])*99/100].Nanoseconds())/1000, "µs-p99/"+f.what)
		b.ReportMetric(float64(rows[i])/float64(len(took[i])), "rows/"+f.what)
	}
	if rows[0] != len(took[0]) {
		b.Fatalf("%d deeds of %d were found", rows[0], len(took[0]))
	}
}

func landOne() land.Number { return land.Number{Main: 1} }
