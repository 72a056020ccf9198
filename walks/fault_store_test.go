package walks

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// refused demands that a paper is refused for now: 503, when to come back, and within the
// time that a request may take. It is never a failure of ours and never half an answer.
func refused(t testing.TB, p *paper, within time.Duration) {
	t.Helper()
	begun := time.Now()
	r, err := p.by.send(http.MethodPost, p.path+"/submit", `{"lang":"en"}`, "If-Match: "+p.tag, "Idempotency-Key: "+p.key+"-submit")
	took := time.Since(begun)
	if err != nil || r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") == "" ||
		!bytes.Contains(r.body, []byte(`"detail"`)) {
		t.Errorf("%s: %d %v %.300s", p.key, r.status, err, r.body)
	}
	if took > within {
		t.Errorf("%s: refused after %v", p.key, took)
	}
}

// F09: another program holds the database's file. Writes are refused in time, eight at once
// as well as one; reads do not mind; when it is let go the same keys lead to numbers.
func TestF09LockedByAnother(t *testing.T) {
	t.Parallel()
	h := newHallIn(t, stocked(t), "")
	h.enter(4)
	for i := range 12 {
		h.paper(fmt.Sprintf("lock-%d", i), i)
	}
	eachAtOnce(t, h.papers, 4, (*paper).fill)
	db, err := sql.Open("sqlite", h.url())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "PRAGMA busy_timeout=5000; BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	refused(t, h.papers[0], 8*time.Second) // two seconds for each who waits before it: the tasks, a readiness probe
	var at sync.WaitGroup
	for _, p := range h.papers[1:9] {
		at.Go(func() { refused(t, p, 12*time.Second) })
	}
	if status, body, err := get("http://" + h.server.addr + "/v1/land/mouzas/1027001/plots/165"); status != http.StatusOK || err != nil {
		t.Errorf("a lookup: %d %v %.300s", status, err, body)
	}
	if status, _, err := get("http://" + h.server.addr + "/readyz"); status != http.StatusServiceUnavailable || err != nil {
		t.Errorf("/readyz: %d %v", status, err)
	}
	at.Wait()
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	eachAtOnce(t, h.papers, 4, again)
	h.ledger(told(h.papers))
	if status, _, err := get("http://" + h.server.addr + "/readyz"); status != http.StatusOK || err != nil {
		t.Errorf("/readyz afterwards: %d %v", status, err)
	}
}

// F10: the disk is full. Papers are refused with 503, reads go on, nothing is half there;
// with room again everything that was begun comes to its end. (/readyz says what its own
// small write met, which may still fit into what the database has already.)
func TestF10DiskFull(t *testing.T) {
	data, _ := smallDisk(t, "48m")
	if err := os.CopyFS(data, os.DirFS(stocked(t))); err != nil {
		t.Fatal(err)
	}
	ownersOnly(t, data)
	h := newHallIn(t, data, "")
	h.enter(2)
	for i := range 60 {
		h.paper(fmt.Sprintf("full-%d", i), i)
	}
	eachAtOnce(t, h.papers, 4, (*paper).fill)
	eachAtOnce(t, h.papers[:20], 4, again)
	filler := filepath.Join(data, "filler")
	if err := os.WriteFile(filler, make([]byte, 48<<20), 0o600); err == nil {
		t.Fatal("the disk is not full")
	}
	// What the log has room for in the pages that it has may still be written; then nothing.
	full := false
	for range 200 {
		r, err := h.people[0].send(http.MethodPost, "/v1/drafts", `{"services":["grievance"]}`, fmt.Sprint("Idempotency-Key: filling-", time.Now().UnixNano()))
		if err != nil || r.status != http.StatusCreated && r.status != http.StatusServiceUnavailable && r.status != http.StatusInsufficientStorage {
			t.Fatalf("on a full disk: %d %v %.300s", r.status, err, r.body)
		}
		if full = r.status != http.StatusCreated; full {
			break
		}
	}
	if !full {
		t.Fatal("200 drafts found room on a full disk")
	}
	for _, p := range h.papers[20:30] {
		refused(t, p, 4*time.Second)
	}
	if status, body, err := get("http://" + h.server.addr + "/v1/land/mouzas/1027001/plots/165"); status != http.StatusOK || err != nil {
		t.Errorf("a lookup: %d %v %.300s", status, err, body)
	}
	r, err := h.people[0].send(http.MethodGet, "/v1/cases", "")
	if err != nil || r.status != http.StatusOK {
		t.Errorf("one's own cases: %d %v %.300s", r.status, err, r.body)
	}
	h.ledger(nil)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "ready again", func() bool {
		status, _, err := get("http://" + h.server.addr + "/readyz")
		return err == nil && status == http.StatusOK
	})
	eachAtOnce(t, h.papers, 4, again)
	h.ledger(told(h.papers))
	sound(t, data)
}
