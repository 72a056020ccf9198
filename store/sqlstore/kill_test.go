package sqlstore_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"go.uber.org/goleak"

	"duar/seva/land"
	"duar/seva/place"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// victimEnv makes this test binary a program that loads until it is killed.
const victimEnv = "DUAR_TEST_VICTIM"

func TestMain(m *testing.M) {
	for env, play := range map[string]func(string) error{victimEnv: victim, submitterEnv: submitter} {
		part := os.Getenv(env)
		if part == "" {
			continue
		}
		if err := play(part); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// victim binds volume after volume from its mark on, and says each that it has kept.
func victim(file string) error {
	ctx := context.Background()
	s, err := sqlstore.Open(ctx, file)
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	l := sqlstore.Loading{Store: s, Source: "extract"}
	m, err := l.Mark(ctx)
	if err != nil {
		return err
	}
	for i := m.Pos; i < 900; i++ {
		if err := l.Bind(ctx, storetest.Volume(place.IDN(1027001+i), 50), sqlstore.Mark{Pos: i + 1}); err != nil {
			return err
		}
		fmt.Println(i + 1)
	}
	return nil
}

// A load that is killed outright loses nothing that it said was kept, keeps nothing by
// half, and goes on without anybody's help.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills itself several times")
	}
	file := filepath.Join(t.TempDir(), "duar.db")
	said := int64(0)
	for round := range 8 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), victimEnv+"="+file)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; n < 3+5*round && lines.Scan(); n++ {
			said, err = strconv.ParseInt(lines.Text(), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it had said before it died
			said, _ = strconv.ParseInt(lines.Text(), 10, 64)
		}
		_ = cmd.Wait()
		survivors(t, file, said)
	}
	if said < 8 {
		t.Fatalf("only %d volumes in all rounds", said)
	}
}

func survivors(t *testing.T, file string, said int64) {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	m, err := s.Mark(t.Context(), "extract")
	if err != nil || m.Pos < said {
		t.Fatalf("mark %d, %v, and %d were said to be kept", m.Pos, err, said)
	}
	for i := range m.Pos {
		idn := place.IDN(1027001 + i)
		sum, err := s.Summary(t.Context(), idn)
		if err != nil || sum.Plots != 50 {
			t.Fatalf("volume %d of %d: %+v, %v", i+1, m.Pos, sum, err)
		}
		if _, err := s.Plot(t.Context(), idn, land.Number{Main: 50}, land.At{}); err != nil {
			t.Fatalf("volume %d: its last plot: %v", i+1, err)
		}
	}
	if _, err := s.Summary(t.Context(), place.IDN(1027001+m.Pos)); !errors.Is(err, land.ErrNone) {
		t.Fatalf("a volume behind the mark: %v", err)
	}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var verdict string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity: %s, %v", verdict, err)
	}
}
