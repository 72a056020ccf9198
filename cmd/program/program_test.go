package program

import (
	"bytes"
	"context"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"duar/store/sqlstore"
)

// TestMain takes away what an administrator has set in the environment: the tests are
// about what the arguments say. Where real engines are (DUAR_TEST_…) stays.
func TestMain(m *testing.M) {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "DUAR_") && !strings.HasPrefix(name, "DUAR_TEST_") {
			os.Unsetenv(name)
		}
	}
	code := m.Run()
	if stock != "" {
		os.RemoveAll(stock)
	}
	os.Exit(code)
}

// run is one command that has ended: its exit code and what it said.
type run struct {
	code     int
	out, err string
}

// duar does one command to its end, as a person at a terminal would.
func duar(t testing.TB, args ...string) run {
	t.Helper()
	return duarWith(t.Context(), strings.NewReader(""), args...)
}

func duarWith(ctx context.Context, in io.Reader, args ...string) run {
	var out, errs bytes.Buffer
	code := Run(ctx, args, in, &out, &errs)
	return run{code, out.String(), errs.String()}
}

// ok demands that a command succeeds, and gives what it printed.
func ok(t testing.TB, args ...string) string {
	t.Helper()
	r := duar(t, args...)
	if r.code != 0 {
		t.Fatalf("duar %s ended with %d:\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// stocked gives a data folder with the known record in it, made once for all tests that
// only look things up; stock is where it is, once it is made.
var stock string

var stocked = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "duar-program")
	if err != nil {
		panic(err)
	}
	if r := duarWith(context.Background(), nil, "load", "demo", "--data", dir, "--mouzas", "1", "--plots", "300"); r.code != 0 {
		panic(r.err)
	}
	stock = dir
	return dir
})

// opened opens the store behind a data folder.
func opened(t testing.TB, data string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), "file:"+data+"/duar.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestHelp(t *testing.T) {
	all := []string{"demo", "serve", "phone", "kiosk", "load places", "load land", "load demo", "map import", "check", "measure", "clock", "tick",
		"staff add", "staff list", "staff role", "staff renew", "staff suspend", "staff code",
		"audit verify", "audit prove", "audit export", "audit checkpoint", "audit key", "backup make", "backup keygen", "restore", "migrate", "version"}
	top := ok(t, "--help")
	for _, name := range all {
		if !strings.Contains(top, "\n  "+name+" ") {
			t.Errorf("duar --help does not name %s:\n%s", name, top)
		}
		help := ok(t, append(strings.Fields(name), "--help")...)
		if !strings.HasPrefix(help, "Usage: duar "+name) {
			t.Errorf("duar %s --help says\n%s", name, help)
		}
	}
	if help := ok(t, "serve", "--help"); !strings.Contains(help, "$DUAR_DATABASE") {
		t.Error("the help of serve does not say which variables it reads")
	}
}

func TestArgumentsThatCannotBeUnderstood(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "expected one of"},
		{[]string{"sell"}, "unexpected argument sell"},
		{[]string{"version", "--loud"}, "unknown flag --loud"},
		{[]string{"serve", "--listen"}, "--listen"},
		{[]string{"measure"}, "expected"},
		{[]string{"measure", "--limit", "many", "x"}, "--limit"},
		{[]string{"load"}, "expected one of"},
		{[]string{"load", "land"}, "files"},
		{[]string{"load", "land", "no-such-file.csv"}, "no-such-file.csv"},
		{[]string{"load", "demo", "--seed", "-1"}, "--seed"},
		{[]string{"phone", "--lang", "fr"}, "--lang"},
		{[]string{"serve", "--log", "loud"}, "--log"},
	} {
		r := duar(t, c.args...)
		if r.code != 2 || !strings.Contains(r.err, c.says) || !strings.Contains(r.err, "duar --help") {
			t.Errorf("duar %q: %d\n%s%s", c.args, r.code, r.out, r.err)
		}
	}
}

func TestFlagsFromTheEnvironment(t *testing.T) {
	data := t.TempDir()
	t.Setenv("DUAR_DATA", data)
	ok(t, "migrate")
	if _, err := os.Stat(data + "/duar.db"); err != nil {
		t.Error(err)
	}
	t.Setenv("DUAR_NUMBER", "12")
	if r := duar(t, "phone", "--sms", "HELP"); r.code != 1 || strings.Contains(r.err, "«") {
		t.Errorf("a number that is none: %+v", r)
	}
}

func TestVersion(t *testing.T) {
	if got := ok(t, "version"); !regexp.MustCompile(`^duar \S+( [0-9a-f]{12})? \(go1\.\d+\S* \w+/\w+\)\n$`).MatchString(got) {
		t.Errorf("%q", got)
	}
}

func TestMigrate(t *testing.T) {
	data := t.TempDir()
	status := func() string { return ok(t, "migrate", "--status", "--data", data) }
	if got := status(); !strings.Contains(got, "00001_start.sql") || !strings.Contains(got, "not yet") {
		t.Errorf("before: %s", got)
	}
	if got := ok(t, "migrate", "--data", data); strings.Contains(got, "not yet") {
		t.Errorf("up: %s", got)
	}
	up := status()
	if got := ok(t, "migrate", "--data", data); got != up {
		t.Errorf("up again changed something: %s and %s", up, got)
	}
	for range strings.Count(up, "\n") {
		ok(t, "migrate", "--down", "--lose-data", "--data", data)
	}
	if got := status(); strings.Count(got, "not yet") != strings.Count(up, "\n") {
		t.Errorf("all the way down: %s", got)
	}
	ok(t, "migrate", "--down", "--lose-data", "--data", data) // below the beginning there is nothing to take back
	ok(t, "migrate", "--data", data)
	if got := ok(t, "load", "places", "--data", data); !strings.HasPrefix(got, "places: 23 districts, 69 subdivisions, 345 blocks,") {
		t.Errorf("after down and up: %s", got)
	}
}
