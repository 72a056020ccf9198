package walks

import (
	"database/sql"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/store/sqlstore"
)

// hall is a server as it is installed, on one of the engines, with citizens in it who are
// signed in and hand in papers. It may be killed and started again.
type hall struct {
	t        testing.TB
	data     string
	database string   // URL; "" is the embedded engine
	env      []string // what servers that share a database share
	more     []string
	server   *process
	people   []citizen
	papers   []*paper
}

// onBoth plays something on each engine.
func onBoth(t *testing.T, play func(t *testing.T, h *hall)) {
	t.Run("sqlite", func(t *testing.T) { play(t, newHall(t, "")) })
	t.Run("postgres", func(t *testing.T) { play(t, newHall(t, freshDatabase(t))) })
}

// newHall starts one.
func newHall(t testing.TB, database string, more ...string) *hall {
	t.Helper()
	return newHallIn(t, t.TempDir(), database, more...)
}

func newHallIn(t testing.TB, data, database string, more ...string) *hall {
	t.Helper()
	h := &hall{t: t, data: data, database: database, more: more}
	if database != "" {
		h.env = sharedKeys(t)
	}
	h.start()
	return h
}

// sharedKeys are those of servers on one database, as an environment has them.
func sharedKeys(t testing.TB) []string {
	t.Helper()
	return []string{"DUAR_SECRET=" + strings.Repeat("5eed", 16), "DUAR_AUDIT_KEY=" + auditKeyOfTests(t)}
}

// keys sets the environment of the hall for commands that the test itself runs, as ran does.
// Such a test runs beside no other.
func (h *hall) keys() {
	t, ok := h.t.(interface{ Setenv(key, value string) })
	if !ok {
		h.t.Fatal("no environment to set")
	}
	for _, set := range h.env {
		name, value, _ := strings.Cut(set, "=")
		t.Setenv(name, value)
	}
}

// auditKeyOfTests makes a key for the log of servers that share a database.
func auditKeyOfTests(t testing.TB) string {
	t.Helper()
	key, err := audit.MakeKey(seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	return key.Private()
}

// engines are the flags that point a command at the same stores.
func (h *hall) engines() []string {
	if h.database == "" {
		return []string{"--data", h.data}
	}
	return []string{"--data", h.data, "--database", h.database}
}

// url is what a store of our own is opened with.
func (h *hall) url() string {
	if h.database == "" {
		return "file:" + filepath.Join(h.data, "duar.db")
	}
	return h.database
}

// looking is where a driver looks, past everything of ours.
func (h *hall) looking() string {
	if h.database == "" {
		return fileOf(h.data)
	}
	return h.database
}

func (h *hall) start() {
	h.t.Helper()
	h.server = spawnIn(h.t, h.env, append(append([]string{"serve", "--listen", "127.0.0.1:0", "--metrics", "", "--log", "info", "--notice", "0s"}, h.engines()...), h.more...)...).serving()
	h.moved(h.server.addr)
}

// moved tells everybody where the server is now.
func (h *hall) moved(addr string) {
	for i := range h.people {
		h.people[i].addr = addr
	}
	for _, p := range h.papers {
		p.by.addr = addr
	}
}

// enter has as many citizens come in.
func (h *hall) enter(n int) {
	h.t.Helper()
	s, err := sqlstore.Open(h.t.Context(), h.url())
	if err != nil {
		h.t.Fatal(err)
	}
	h.people = crowded(h.t, crowd(h.t), h.server.addr, n, takenCode(h.t, s))
	if err := s.Close(); err != nil { // the file is the program's own from here on
		h.t.Fatal(err)
	}
}

// paper gives the i-th application of somebody, under a key of its own.
func (h *hall) paper(key string, i int) *paper {
	p := &paper{by: h.people[i%len(h.people)], key: key, i: i}
	h.papers = append(h.papers, p)
	return p
}

// ledger demands that what is kept is whole, with exactly these numbers or, with nil,
// whatever there is, and gives those.
func (h *hall) ledger(numbers []string) []string {
	h.t.Helper()
	db := numbered(h.t, h.looking())
	defer db.Close()
	return ledger(h.t, db, numbers)
}

// quiet waits until the database has ended what a killed server had begun with it.
func (h *hall) quiet() {
	h.t.Helper()
	if h.database == "" {
		return
	}
	db := numbered(h.t, h.database)
	defer db.Close()
	eventually(h.t, 5*time.Second, "nobody else is at the database", func() bool { return others(h.t, db) == 0 })
}

// others counts the connections to the database besides one's own.
func others(t testing.TB, db *sql.DB) (n int) {
	t.Helper()
	err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// told gives the numbers of papers.
func told(papers []*paper) (numbers []string) {
	for _, p := range papers {
		if p.number != "" {
			numbers = append(numbers, p.number)
		}
	}
	return numbers
}

// rounds is how often something is done: a few times in every test, and as often as the
// variable says in `make faults`.
func rounds(t testing.TB, usual int) int {
	t.Helper()
	set := os.Getenv("DUAR_TEST_ROUNDS")
	if set == "" {
		return usual
	}
	n, err := strconv.Atoi(set)
	if err != nil || n < 1 {
		t.Fatalf("DUAR_TEST_ROUNDS is %q", set)
	}
	return n
}

// needed skips a test that needs a program, unless all of them are required.
func needed(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
		t.Fatalf("%s is not here, and everything is required", program)
	}
	t.Skipf("%s is not here", program)
	return ""
}

// ownersOnly gives the files of a copied folder the mode that they had: keys that others
// can read are refused.
func ownersOnly(t testing.TB, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			err = os.Chmod(path, 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
