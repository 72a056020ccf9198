package sqlstore_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"duar/store/sqlstore"
	"duar/store/storetest"
)

// submitterEnv makes this test binary a program that submits until it is killed: a file,
// and the round that its keys belong to.
const submitterEnv = "DUAR_TEST_SUBMITTER"

// submitter opens cases from four sides at once, and says each that it has kept.
func submitter(args string) error {
	file, round, _ := strings.Cut(args, "|")
	s, err := sqlstore.Open(context.Background(), file)
	if err != nil {
		return err
	}
	if err := s.Migrate(context.Background()); err != nil {
		return err
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	for side := range 4 {
		wg.Go(func() {
			for i := range 5000 {
				key := fmt.Sprintf("%s-%d-%d", round, side, i)
				number, err := storetest.Submit(context.Background(), s, key)
				mu.Lock()
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
				} else {
					fmt.Println(key, number)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return nil
}

// The program is killed outright while people submit, ten times over: every number that
// was said is there once with all that belongs to it, its key leads to it again, and what
// was begun and not said left no gap.
func TestKillSubmitting(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills itself several times")
	}
	file := filepath.Join(t.TempDir(), "duar.db")
	said := map[string]string{}
	for round := range 10 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d", submitterEnv, file, round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		hear := func() bool {
			if !lines.Scan() {
				return false
			}
			// A line that was cut by the end is of a number that nobody was told.
			if key, number, whole := strings.Cut(lines.Text(), " "); whole && len(number) == len("CAF2026000001") {
				said[key] = number
			}
			return true
		}
		for n := rand.IntN(60); n >= 0 && hear(); n-- {
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for hear() { // what it had said before it died
		}
		_ = cmd.Wait()
		submitted(t, file, said)
	}
	if len(said) < 10 {
		t.Fatalf("only %d numbers in all rounds", len(said))
	}
}

// submitted checks what is kept against what was said.
func submitted(t *testing.T, file string, said map[string]string) {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	owners := map[string]string{}
	for key, number := range said {
		if other, twice := owners[number]; twice {
			t.Fatalf("%s was given for %s and for %s", number, other, key)
		}
		owners[number] = key
		c, err := s.Cases().Case(t.Context(), number)
		if err != nil || c.Applicant.Citizen != key {
			t.Fatalf("%s: of %q, %v; it was said to be of %s", number, c.Applicant.Citizen, err, key)
		}
		if again, err := storetest.Submit(t.Context(), s, key); err != nil || again != number {
			t.Fatalf("%s leads to %s, %v; it led to %s", key, again, err, number)
		}
	}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	row := func(query string) (n int) {
		t.Helper()
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return n
	}
	cases := row("SELECT count(*) FROM case_now")
	if cases < len(said) {
		t.Fatalf("%d cases, and %d were said to be kept", cases, len(said))
	}
	// One of each for every case, and the counter at the last: nothing by half, no gap.
	for _, query := range []string{
		"SELECT last FROM case_series WHERE series = 'CAF'",
		"SELECT count(DISTINCT citizen) FROM case_now",
		"SELECT count(*) FROM case_event",
		"SELECT count(*) FROM audit_leaf",
		"SELECT size FROM audit_tree",
		"SELECT count(*) FROM notice_outbox",
		"SELECT count(*) FROM once_done",
	} {
		if n := row(query); n != cases {
			t.Errorf("%s: %d, for %d cases", query, n, cases)
		}
	}
	var verdict string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity: %s, %v", verdict, err)
	}
}
