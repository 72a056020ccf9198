package walks

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/store/sqlstore"
)

func answered(res *http.Response, err error) (int, string, error) {
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, string(body), err
}

// A server that is asked to stop while people use it: /readyz says 503 first, nobody
// who came before that goes without an answer, and it is gone within 15 s although
// somebody holds a connection open and somebody else never ends a sentence.
func TestStoppedUnderLoad(t *testing.T) {
	p := spawn(t, "serve", "--data", stocked(t), "--listen", "127.0.0.1:0", "--metrics", "", "--log", "info",
		"--africastalking-networks", "127.0.0.1/32").serving()
	idle := dialTo(t, p.addr)
	fmt.Fprint(idle, "GET /livez HTTP/1.1\r\nHost: d\r\n\r\n")
	if _, err := http.ReadResponse(bufio.NewReader(idle), nil); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(dialTo(t, p.addr), "GET /livez HTTP/1.1\r\nHost: d\r\nX-")
	// Half said before the signal, the rest after nobody new is let in.
	hop := form("slow", "+919800000010", "")
	slow := dialTo(t, p.addr)
	fmt.Fprintf(slow, "POST /gateways/africastalking/ussd HTTP/1.1\r\nHost: d\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", len(hop), hop[:10])

	var sent, failed atomic.Int64
	var away atomic.Bool // what a load balancer thinks
	var workers sync.WaitGroup
	for w := range 16 {
		workers.Go(func() {
			for n := 0; !away.Load(); n++ {
				ask := func() (int, string, error) {
					return get(fmt.Sprintf("http://%s/v1/land/mouzas/1027001/plots/%d?as_on=%s", p.addr, n%100+1, seva.RealWorld().Today()))
				}
				if w%4 == 0 {
					ask = func() (int, string, error) {
						return answered(http.PostForm("http://"+p.addr+"/gateways/africastalking/ussd",
							url.Values{"sessionId": {fmt.Sprint(w, "-", n)}, "phoneNumber": {fmt.Sprintf("+9198000011%02d", w)}, "text": {""}}))
					}
				}
				status, body, err := ask()
				sent.Add(1)
				if err != nil || status != 200 && status != 404 || body == "" {
					failed.Add(1)
					t.Errorf("%d %v %.100s", status, err, body)
				}
			}
		})
	}
	eventually(t, 5*time.Second, "200 requests", func() bool { return sent.Load() > 200 })
	start := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, 900*time.Millisecond, "/readyz says 503", func() bool {
		status, _, err := get("http://" + p.addr + "/readyz")
		return err == nil && status == 503
	})
	away.Store(true)
	workers.Wait()
	eventually(t, 3*time.Second, "nobody new is let in", func() bool { _, _, err := get("http://" + p.addr + "/livez"); return err != nil })
	fmt.Fprint(slow, hop[10:])
	if status, body, err := answered(http.ReadResponse(bufio.NewReader(slow), nil)); err != nil || status != 200 || !strings.HasPrefix(body, "CON ") {
		t.Errorf("who had begun before was told %d %q %v", status, body, err)
	}
	if code := p.code(15*time.Second - time.Since(start)); code != 0 {
		t.Errorf("exit code %d:\n%s", code, p.errs)
	}
	t.Logf("%d requests, %d failed, gone after %v", sent.Load(), failed.Load(), time.Since(start).Round(time.Millisecond))
}

func dialTo(t testing.TB, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	return c
}

// extractOf writes an extract of many mouzas, whose first is 1027001, and gives its name.
func extractOf(t testing.TB, mouzas, plots int) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "extract.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, "mouza,valid,plot,class,plot_area,khatian,owner_bn,owner_en,share")
	for m := range mouzas {
		for n := range plots {
			fmt.Fprintf(w, "%d,2026-11-23,%d,sali,0.%02d,%d,মালিক %d,Owner %d,1\n", 1027001+m, n+1, n%99+1, n+1, n, m)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

func register(t testing.TB, data string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), "file:"+filepath.Join(data, "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// kept gives how many of an extract's mouzas a register has, and demands that those
// are its first ones and that each is whole.
func kept(t testing.TB, s *sqlstore.Store, mouzas, plots int) int {
	t.Helper()
	n := 0
	for m := range mouzas {
		sum, err := s.Summary(t.Context(), place.IDN(1027001+m))
		if err != nil {
			continue
		}
		if sum.Plots != plots || sum.Khatians != plots || n != m {
			t.Errorf("mouza %d: %d plots, %d khatians, and %d mouzas before it", m, sum.Plots, sum.Khatians, n)
		}
		n++
	}
	return n
}

func sound(t testing.TB, data string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("the database file: %s, %v", verdict, err)
	}
}

// A load that is killed outright, again and again, and each time given the same command
// again, ends as one that nobody disturbed.
func TestKilledWhileLoading(t *testing.T) {
	const mouzas, plots = 150, 300
	file := extractOf(t, mouzas, plots)
	clean, data := t.TempDir(), t.TempDir()
	ran(t, "load", "land", "--data", clean, file)
	ran(t, "migrate", "--data", data)
	s := register(t, data)
	kills := 0
	for before := 0; kills < 5; kills++ {
		p := spawn(t, "load", "land", "--data", data, file)
		next := place.IDN(1027001 + before)
		for stop := false; !stop; time.Sleep(time.Millisecond) {
			_, err := s.Summary(t.Context(), next)
			select {
			case <-p.ended:
				stop = true
			default:
				stop = err == nil
			}
		}
		_ = p.cmd.Process.Kill()
		if p.code(5*time.Second) != -1 {
			break // it was faster
		}
		after := kept(t, s, mouzas, plots)
		if after <= before {
			t.Fatalf("kill %d: %d mouzas kept, %d before", kills+1, after, before)
		}
		before = after
		sound(t, data)
		if before == mouzas {
			kills++
			break
		}
	}
	if kills < 2 {
		t.Fatalf("killed in the middle only %d times", kills)
	}
	p := spawn(t, "load", "land", "--data", data, file)
	if code := p.code(20 * time.Second); code != 0 || !strings.Contains(p.out.String(), "going on behind line") {
		t.Fatalf("in the end: %d\n%s%s", code, p.out, p.errs)
	}
	t.Logf("%d kills", kills)
	sound(t, data)
	theirs := register(t, clean)
	asOn := cmpopts.IgnoreFields(land.AsOn{}, "Recorded")
	if n := kept(t, s, mouzas, plots); n != mouzas {
		t.Errorf("%d mouzas kept in the end", n)
	}
	for m := range mouzas {
		for n := 1; n <= plots; n += 13 {
			idn, number := place.IDN(1027001+m), land.Number{Main: int32(n)}
			got, err := s.Plot(t.Context(), idn, number, land.At{})
			want, err2 := theirs.Plot(t.Context(), idn, number, land.At{})
			if diff := cmp.Diff(want, got, asOn); diff != "" || err != nil || err2 != nil {
				t.Fatalf("mouza %d plot %d: %v %v\n%s", idn, n, err, err2, diff)
			}
		}
	}
}
