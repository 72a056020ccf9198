package walks

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// released is the last release: its program must go on working on the tables of this one,
// because servers are changed one after the other. It is moved on with every release.
const released = "d2453153e722587ada12e50fbbcef3d9baf7c7d7"

// oldProgram builds the released program out of the repository's own history, once; it is
// kept in bin/, where the tools are.
func oldProgram(t *testing.T) string {
	t.Helper()
	kept, err := filepath.Abs(filepath.Join("..", "bin", "duar-"+released[:12]))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); err == nil {
		return kept
	}
	archive, err := exec.CommandContext(t.Context(), "git", "-C", "..", "archive", "--format=tar", released).Output()
	if err != nil {
		t.Skipf("the release %.7s is not in this repository (no git, or a shallow copy): %v", released, err)
	}
	source := t.TempDir()
	tar := exec.CommandContext(t.Context(), "tar", "-x", "-C", source)
	tar.Stdin = bytes.NewReader(archive)
	if said, err := tar.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	draft := fmt.Sprint(kept, ".", os.Getpid())
	build := exec.CommandContext(context.Background(), "go", "build", "-buildvcs=false", "-o", draft, "./cmd/duar")
	build.Dir = source
	said, err := build.CombinedOutput()
	if err == nil {
		err = os.Rename(draft, kept)
	}
	if err != nil {
		t.Fatalf("the release cannot be built: %v\n%s", err, said)
	}
	return kept
}

// F36: the program of the last release on the tables of this one. It starts, says that it is
// ready, and does what it did before: records and places, a phone, signing in, an
// application handed in and looked at. Beside it, on the same database, runs today's: what
// was begun on one is ended on the other.
func TestF36OldProgramNewTables(t *testing.T) {
	old := oldProgram(t)
	onBoth(t, func(t *testing.T, h *hall) {
		h.keys()
		// What today's program made is there: tables, records, a case.
		h.enter(1)
		if err := again(h.paper("today", 1)); err != nil {
			t.Fatal(err)
		}
		ran(t, append([]string{"load", "demo", "--mouzas", "2", "--plots", "400"}, h.engines()...)...)
		server := spawned(t, old, append([]string{"serve", "--listen", "127.0.0.1:0", "--metrics", "", "--log", "info", "--notice", "0s",
			"--africastalking-networks", "127.0.0.1/32"}, h.engines()...)...).serving()
		ask := func(method, path, body string, want int, headers ...string) (said, map[string]any) {
			t.Helper()
			r, err := citizen{addr: server.addr, client: crowd(t)}.send(method, path, body, headers...)
			if err != nil || r.status != want {
				t.Fatalf("%s %s: %d, want %d, %v %.400s", method, path, r.status, want, err, r.body)
			}
			var w map[string]any
			if err := json.Unmarshal(r.body, &w); err != nil {
				t.Fatalf("%s %s: %v", method, path, err)
			}
			return r, w
		}
		ask(http.MethodGet, "/readyz", "", http.StatusOK)
		ask(http.MethodGet, "/v1/land/mouzas/1027001/plots/165", "", http.StatusOK)
		ask(http.MethodGet, "/v1/places/search?q=ranjapur", "", http.StatusOK)
		c := &caller{t: t, addr: server.addr, number: "+919800003600"}
		c.dial("old")
		c.hop("2")
		if got := c.hop("1"); !strings.HasPrefix(got, "CON ") {
			t.Errorf("a phone: %q", got)
		}

		const mobile = "+919830003600"
		_, challenge := ask(http.MethodPost, "/v1/sign-in/codes", fmt.Sprintf(`{"mobile":%q,"lang":"en"}`, mobile), http.StatusAccepted)
		store := storeAt(t, h.url())
		code := takenCode(t, store)(mobile)
		_ = store.Close()
		_, session := ask(http.MethodPost, fmt.Sprint("/v1/sign-in/codes/", challenge["challenge"]), fmt.Sprintf(`{"code":%q}`, code), http.StatusOK)
		token := "Authorization: Bearer " + fmt.Sprint(session["token"])

		r, _ := ask(http.MethodPost, "/v1/drafts", `{"services":["grievance"]}`, http.StatusCreated, token, "Idempotency-Key: old-1")
		draft := r.header.Get("Location")
		r, _ = ask(http.MethodPatch, draft, grievance(2), http.StatusOK, token, "If-Match: "+r.header.Get("ETag"))
		submit := []string{token, "If-Match: " + r.header.Get("ETag"), "Idempotency-Key: old-1-submit"}
		_, receipt := ask(http.MethodPost, draft+"/submit", `{"lang":"en"}`, http.StatusCreated, submit...)
		_, twice := ask(http.MethodPost, draft+"/submit", `{"lang":"en"}`, http.StatusCreated, submit...)
		number := fmt.Sprint(receipt["number"])
		if twice["number"] != receipt["number"] || !strings.HasPrefix(number, "GR") {
			t.Errorf("%v and %v", receipt["number"], twice["number"])
		}
		_, status := ask(http.MethodGet, "/v1/cases/"+number, "", http.StatusOK, token)
		if status["number"] != number {
			t.Errorf("the case: %v", status)
		}

		// Half done on one, ended on the other: both ways, and the same key on either.
		there := func(p *paper, addr string) { p.by.addr = addr }
		for i, ends := range [][2]string{{h.server.addr, server.addr}, {server.addr, h.server.addr}} {
			p := h.paper(fmt.Sprint("both-", i), 10+i)
			there(p, ends[0])
			if err := p.fill(); err != nil {
				t.Fatal(err)
			}
			for _, addr := range []string{ends[1], ends[0], ends[1]} {
				there(p, addr)
				if err := again(p); err != nil {
					t.Fatal(err)
				}
			}
		}
		numbers := append(told(h.papers), number)
		h.ledger(numbers)
		if got := ran(t, append([]string{"audit", "verify"}, h.engines()...)...); !strings.Contains(got, "entries are as they were written") {
			t.Errorf("the log: %s", got)
		}
		ask(http.MethodPost, "/v1/cases/"+number+"/actions", `{"version":1,"action":"withdraw"}`, http.StatusOK, token, "Idempotency-Key: old-1-back")
		_ = server.cmd.Process.Signal(os.Interrupt)
		if code := server.code(15 * time.Second); code != 0 || strings.Contains(server.errs.String(), `"level":"ERROR"`) {
			t.Errorf("the old program ended with %d:\n%s", code, server.errs)
		}
	})
}
