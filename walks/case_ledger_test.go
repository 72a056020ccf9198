package walks

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duar/seva"
)

// numbered opens a database as its driver does, past everything of ours, for looking only.
func numbered(t testing.TB, url string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(url, "postgres://") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// fileOf is the embedded database of a data folder, which nothing may be written to here.
func fileOf(data string) string {
	return "file:" + filepath.Join(data, "duar.db") + "?_pragma=query_only(1)&_pragma=busy_timeout(5000)"
}

// ledger demands that a database holds each of these applications for a grievance once and
// whole, and nothing besides: the case with its first event, the draft closed by it, the
// leaf of the application and that of the case, the key that led to it, the SMS where the
// citizen is told, and the counter of numbers at the last of them with no gap. With nil for
// numbers it holds all of that against the cases that are there, which it gives.
func ledger(t testing.TB, db *sql.DB, numbers []string) []string {
	t.Helper()
	cases := column[string](t, db, "SELECT number FROM case_now ORDER BY number")
	if numbers != nil {
		alike(t, "cases", cases, numbers)
	}
	year := seva.RealWorld().Today().Year
	for i, n := range cases {
		if want := fmt.Sprintf("GR%d%06d", year, i+1); n != want {
			t.Fatalf("number %d is %s, want %s", i+1, n, want)
		}
	}
	if last := column[int](t, db, "SELECT last FROM case_series WHERE series = 'GR'"); len(cases) > 0 && !slices.Equal(last, []int{len(cases)}) {
		t.Errorf("the series stands at %v, and there are %d cases", last, len(cases))
	}
	alike(t, "first events", column[string](t, db, "SELECT number FROM case_event WHERE seq = 1"), cases)
	alike(t, "cases with an event", column[string](t, db, "SELECT DISTINCT number FROM case_event"), cases)
	alike(t, "drafts that were handed in", column[string](t, db, "SELECT number FROM apply_draft WHERE number <> ''"), cases)
	var told, kept []string
	for _, ref := range column[string](t, db, "SELECT ref FROM notice_outbox WHERE ref NOT LIKE 'otp-%'") {
		told = append(told, strings.TrimSuffix(ref, "#1"))
	}
	alike(t, "citizens who are told", told, cases)
	for _, answer := range column[[]byte](t, db, "SELECT answer FROM once_done WHERE scope LIKE 'draft.submit|%'") {
		var was struct{ Number string }
		if err := json.Unmarshal(answer, &was); err != nil {
			t.Fatal(err)
		}
		kept = append(kept, was.Number)
	}
	alike(t, "keys", kept, cases)
	leaves(t, db, cases)
	return cases
}

// leaves demands the two leaves of each application, in a log without a gap.
func leaves(t testing.TB, db *sql.DB, cases []string) {
	t.Helper()
	about := map[string][]string{}
	rows, err := db.QueryContext(t.Context(), "SELECT seq, data, hash FROM audit_leaf ORDER BY seq")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	size := 0
	for ; rows.Next(); size++ {
		var seq int
		var data, hash []byte
		var leaf struct{ Act, Subject string }
		if err := rows.Scan(&seq, &data, &hash); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &leaf); err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(append([]byte{0}, data...)); seq != size || !bytes.Equal(hash, sum[:]) {
			t.Fatalf("leaf %d at place %d: its hash is %x", seq, size, hash)
		}
		about[leaf.Act] = append(about[leaf.Act], leaf.Subject)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	alike(t, "leaves of applications", about["draft.submit"], cases)
	alike(t, "leaves of cases", about["case.submit"], cases)
	if tree := column[int](t, db, "SELECT size FROM audit_tree"); size > 0 && !slices.Equal(tree, []int{size}) {
		t.Errorf("the log has %d leaves and says %v", size, tree)
	}
}

// column reads an answer of one column.
func column[V any](t testing.TB, db *sql.DB, query string) []V {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var all []V
	for rows.Next() {
		var v V
		if err := rows.Scan(&v); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

// alike demands the same numbers, each as often, in whatever order.
func alike(t testing.TB, what string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if slices.Equal(got, want) {
		return
	}
	odd := func(these, those []string) (only []string) {
		for i, n := range these {
			if _, there := slices.BinarySearch(those, n); !there || i > 0 && these[i-1] == n {
				only = append(only, n)
			}
		}
		return only[:min(len(only), 10)]
	}
	t.Errorf("%s: %d for %d; too many: %v; lacking: %v", what, len(got), len(want), odd(got, want), odd(want, got))
}
