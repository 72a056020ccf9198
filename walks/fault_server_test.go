package walks

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

// postgresServer is a PostgreSQL of the test's own, to be stopped and started as it likes.
type postgresServer struct {
	t          testing.TB
	bin, dir   string
	addr       string
	asPostgres bool
}

// ownPostgres starts one.
func ownPostgres(t testing.TB) *postgresServer {
	t.Helper()
	engine(t, "DUAR_TEST_POSTGRES") // where that is, the program is too
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		needed(t, "initdb")
		t.Skip("initdb is not where Debian puts it")
	}
	dir, err := os.MkdirTemp("", "duar-walks-pg")
	if err != nil {
		t.Fatal(err)
	}
	s := &postgresServer{t: t, bin: found[len(found)-1], dir: dir, addr: port(t), asPostgres: os.Getuid() == 0}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if s.asPostgres { // it refuses to run as root
		if out, err := exec.Command("chown", "postgres", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	s.do("initdb", "-D", dir+"/pg", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	s.start()
	t.Cleanup(func() { _ = s.command("pg_ctl", "-D", dir+"/pg", "-m", "immediate", "stop").Run() })
	return s
}

func (s *postgresServer) command(program string, args ...string) *exec.Cmd {
	full := append([]string{filepath.Join(s.bin, program)}, args...)
	if s.asPostgres {
		full = append([]string{"runuser", "-u", "postgres", "--"}, full...)
	}
	cmd := exec.CommandContext(context.Background(), full[0], full[1:]...)
	cmd.Dir = s.dir
	return cmd
}

func (s *postgresServer) do(program string, args ...string) {
	s.t.Helper()
	if out, err := s.command(program, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

func (s *postgresServer) start() {
	s.t.Helper()
	_, number, _ := net.SplitHostPort(s.addr)
	s.do("pg_ctl", "-D", s.dir+"/pg", "-w", "-l", s.dir+"/log", "-o",
		fmt.Sprintf("-p %s -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s -c max_connections=60", number, s.dir), "start")
}

// stop stops it at once, as if its machine had: what is not in its log is lost.
func (s *postgresServer) stop() {
	s.t.Helper()
	s.do("pg_ctl", "-D", s.dir+"/pg", "-m", "immediate", "stop")
}

// url is that of its database, seen at an address: its own, or a proxy's.
func (s *postgresServer) url(addr string) string {
	return (&url.URL{Scheme: "postgres", User: url.User("postgres"), Host: addr, Path: "/postgres", RawQuery: "sslmode=disable"}).String()
}

// conn is a connection past everything of ours.
func (s *postgresServer) conn() *pgx.Conn {
	s.t.Helper()
	c, err := pgx.Connect(s.t.Context(), s.url(s.addr))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}
