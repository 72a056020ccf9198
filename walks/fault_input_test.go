package walks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"duar/api/wire"
)

// draftOf begins a draft and gives its address and tag.
func draftOf(t testing.TB, c citizen, key string) (path, tag string) {
	t.Helper()
	p := &paper{by: c, key: key, i: 1}
	if err := p.fill(); err != nil {
		t.Fatal(err)
	}
	return p.path, p.tag
}

// F18: what is no text is refused with a pointer to it, and what is kept is NFC. Every field
// of every route is tried in TestVileInput, strange JSON in api's FuzzStrictJSON.
func TestF18WhatIsNoText(t *testing.T) {
	h := newHall(t, "")
	h.enter(1)
	c := h.people[0]
	path, tag := draftOf(t, c, "f18")
	for name, text := range map[string]string{
		"NUL":               `"line\u0000one"`,
		"a lone surrogate":  `"line\ud800one"`,
		"half a pair":       `"\udc00 and more than ten"`,
		"broken UTF-8":      "\"line \xff one\"",
		"an overlong slash": "\"line \xc0\xaf one\"",
		"a surrogate":       "\"line \xed\xa0\x80 one\"",
		"half a letter":     "\"line \xe0\xa6\"",
		"an escape":         `"line\u001b[2Jone two three"`,
		"beyond the end":    "\"line \xf4\x90\x80\x80 one\"",
		"200,000 letters":   `"` + strings.Repeat("a", 200_000) + `"`,
		"twice":             `"a first text","grievance_text":"a second text"`,
	} {
		r, err := c.send(http.MethodPatch, path, `{"answers":{"grievance_text":`+text+`}}`, "If-Match: "+tag)
		var problem struct {
			Errors []struct{ Pointer, Code string }
		}
		if err != nil || r.status != http.StatusBadRequest || json.Unmarshal(r.body, &problem) != nil {
			t.Errorf("%s: %d %v %.300s", name, r.status, err, r.body)
			continue
		}
		// What is not UTF-8 is no JSON, and there is nothing to point into.
		whole := !utf8.ValidString(text) && strings.Contains(string(r.body), `"field":"body"`)
		if len(problem.Errors) == 0 || !whole && !strings.HasPrefix(problem.Errors[0].Pointer, "/answers") {
			t.Errorf("%s: no pointer: %.300s", name, r.body)
		}
	}
	// Who is refused before all was said may find the line closed.
	if r, err := c.send(http.MethodPatch, path, `{"answers":{"grievance_text":"`+strings.Repeat("a", 1<<20)+`"}}`, "If-Match: "+tag); err == nil && r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("1 MB: %d", r.status)
	}
	// U+09A1 U+09BC is ড়, and e with an accent behind it é.
	typed := "রাস্তা খারাপ \u09a1\u09bc cafe\u0301 road"
	b, _ := json.Marshal(typed)
	r, err := c.send(http.MethodPatch, path, `{"answers":{"grievance_text":`+string(b)+`}}`, "If-Match: "+tag)
	d, err := toldOf[wire.Draft](r, err, http.StatusOK)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Answers["grievance_text"].Text; got == typed || got != norm.NFC.String(typed) {
		t.Errorf("kept as %q", got)
	}
}

// resident is the memory of the server, in MB.
func (p *process) resident() int {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skip(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		p.t.Fatal(err)
	}
	return kb >> 10
}

// F20: requests that are too large, too wide or too deep are refused at once, and leave
// nothing in memory. That 10 MB are refused in every way of sending them is in
// TestAmbiguousRequests.
func TestF20LargeAndDeep(t *testing.T) {
	h := newHall(t, "")
	h.enter(1)
	c := h.people[0]
	path, tag := draftOf(t, c, "f20")
	wide := func(n int) string {
		var b strings.Builder
		b.WriteString(`{"answers":{`)
		for i := range n {
			fmt.Fprintf(&b, `"k%d":"",`, i)
		}
		return strings.TrimSuffix(b.String(), ",") + `}}`
	}
	kinds := map[string]struct {
		body string
		want int
	}{
		"10 MB":                  {`{"answers":{"grievance_text":"` + strings.Repeat("x", 10<<20) + `"}}`, http.StatusRequestEntityTooLarge},
		"100,000 keys":           {wide(100_000), http.StatusRequestEntityTooLarge},
		"15,000 keys":            {wide(15_000), http.StatusBadRequest},
		"10,000 lists deep":      {`{"answers":{"grievance_text":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}}`, http.StatusBadRequest},
		"10,000 objects deep":    {strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000), http.StatusBadRequest},
		"100,000 lists unclosed": {strings.Repeat("[", 100_000), http.StatusBadRequest},
		"a number without end":   {`{"answers":{"grievance_text":1` + strings.Repeat("0", 200_000) + `}}`, http.StatusBadRequest},
	}
	before := h.server.resident()
	for name, k := range kinds {
		fastest := time.Hour
		for range 12 {
			begun := time.Now()
			r, err := c.send(http.MethodPatch, path, k.body, "If-Match: "+tag)
			fastest = min(fastest, time.Since(begun))
			// Who is refused before all was said may find the line closed.
			if err == nil && r.status != k.want || err != nil && k.want != http.StatusRequestEntityTooLarge {
				t.Fatalf("%s: %d %v %.200s", name, r.status, err, r.body)
			}
		}
		// The fastest of some: this machine has others to serve.
		if fastest > 50*time.Millisecond {
			t.Errorf("%s: refused after %v", name, fastest)
		}
	}
	if after := h.server.resident(); after > before+96 {
		t.Errorf("from %d MB to %d MB", before, after)
	}
}

// F22: no path leads out of what is served, and the name of an upload names nothing here.
func TestF22Paths(t *testing.T) {
	h := newHall(t, "")
	h.enter(1)
	for _, path := range []string{
		"/../../../../etc/passwd", "/docs/../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "/%252e%252e%252fetc%252fpasswd",
		"//etc/passwd", "/v1//../../etc/passwd", "/docs/%00", "/etc/passwd%00.html", "/..;/etc/passwd", `/..\..\etc\passwd`, "/%5c..%5c..%5cetc", "/v1/drafts/..%2f..%2fsecret.key",
		"/v1/land/mouzas/..%2f..%2fduar.db/plots/1", "/.git/config", "/data/duar.db", "/duar.db", "/secret.key", "/v1/./../vault.key", "file:///etc/passwd",
	} {
		got, _ := sentRaw(t, h.server.addr, "GET "+path+" HTTP/1.1\r\nHost: d\r\nConnection: close\r\nAuthorization: Bearer "+h.people[0].token+"\r\n\r\n")
		var status int
		_, _ = fmt.Sscanf(got, "HTTP/1.1 %d ", &status)
		if status < 400 || status >= 500 || strings.Contains(got, "root:") || strings.Contains(got, "SQLite") {
			t.Errorf("%s: %.200q", path, got)
		}
	}
	before, _ := files(t, h.data)
	path, tag := draftOf(t, h.people[0], "f22")
	for _, name := range []string{"../../../../var/duar-walk-evil.png", "/etc/duar-walk-evil.png", `..\..\evil.png`, "%2e%2e%2fevil.png", "a\x00b.png", "con.png", ".htaccess", "..", strings.Repeat("../", 50) + "x.png"} {
		r, err := h.people[0].send(http.MethodPost, path+"/files/evidence?name="+url.QueryEscape(name), pixel, "If-Match: "+tag, "Content-Type: image/png")
		if err != nil || r.status >= 500 {
			t.Errorf("%q: %d %v", name, r.status, err)
			continue
		}
		if r.status != http.StatusOK {
			continue
		}
		tag = r.header.Get("ETag")
		d, err := toldOf[wire.Draft](r, nil, http.StatusOK)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Files {
			if strings.ContainsAny(f.Name, "/\\\x00") || strings.HasPrefix(f.Name, ".") {
				t.Errorf("%q is kept as %q", name, f.Name)
			}
		}
	}
	if after, _ := files(t, h.data); !slices.Equal(before, after) {
		t.Errorf("files before: %v, and after: %v", before, after)
	}
	for _, evil := range []string{"/var/duar-walk-evil.png", "/etc/duar-walk-evil.png"} {
		if _, err := os.Stat(evil); err == nil {
			t.Errorf("%s was written", evil)
		}
	}
}

// pixel is the smallest picture there is.
const pixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xfc\xcf\xc0P\x0f\x00\x04\x85\x01\x80\x84\xa9\x8c!\x00\x00\x00\x00IEND\xaeB`\x82"

// files lists what is in a data folder, without what comes and goes with the database.
func files(t testing.TB, dir string) (names []string, err error) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "-wal") && !strings.HasSuffix(e.Name(), "-shm") && !strings.HasSuffix(e.Name(), ".key") {
			names = append(names, filepath.Base(e.Name()))
		}
	}
	return names, err
}

// F24: what is typed is never read as a language: not SQL, not a pattern of LIKE or of full
// text, not a key of Redis, not a formula of a spreadsheet (extract's
// TestWriteCSVRefusesFormulas).
func TestF24Injections(t *testing.T) {
	more := []string{"--africastalking-networks", "127.0.0.1/32"}
	if redis := os.Getenv("DUAR_TEST_REDIS"); redis != "" {
		more = append(more, "--redis", redis)
	}
	h := newHallIn(t, stocked(t), "", more...)
	h.enter(1)
	count := func(query string) int {
		status, body, err := get("http://" + h.server.addr + "/v1/places/search?q=" + url.QueryEscape(query))
		if err != nil || status >= 500 {
			t.Errorf("a search for %q: %d %v %.200s", query, status, err, body)
		}
		var page struct{ Items []json.RawMessage }
		_ = json.Unmarshal([]byte(body), &page)
		return len(page.Items)
	}
	if count("ranjapur") == 0 {
		t.Fatal("the search finds nothing at all")
	}
	for _, pattern := range []string{"%", "%%%", "___", "_______", "*", "ranj*", "NEAR(a b)", `"`, `ranjapur" OR "`, "' OR '1'='1", "'; DROP TABLE place_mouza; --", "a) UNION SELECT 1 --", "{}", "$1", ":in($1)", ".*", "[a-z]+"} {
		// As letters they may resemble a name; as patterns they would give the whole list.
		if found := count(pattern); found > 0 && !strings.ContainsFunc(pattern, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
			t.Errorf("%q finds %d places", pattern, found)
		}
	}
	for _, login := range []string{"admin' --", `" OR 1=1 --`, "operator'; DROP TABLE identity_account; --", "%", "_"} {
		b, _ := json.Marshal(map[string]string{"login": login, "password": "' OR '1'='1", "code": "000000"})
		r, err := h.people[0].send(http.MethodPost, "/v1/sign-in/staff", string(b))
		if err != nil || r.status < 400 || r.status >= 500 {
			t.Errorf("signing in as %q: %d %v %.200s", login, r.status, err, r.body)
		}
	}
	for _, number := range []string{"GR2026000001' OR '1'='1", "GR%", "GR____000001", "*"} {
		r, err := h.people[0].send(http.MethodGet, "/v1/cases/"+url.PathEscape(number), "")
		if err != nil || r.status != http.StatusNotFound && r.status != http.StatusBadRequest {
			t.Errorf("the case %q: %d %v %.200s", number, r.status, err, r.body)
		}
	}
	// Sessions that a key of Redis, a pattern or a script could be broken with: each is a
	// conversation of its own.
	for i, session := range []string{"{a}:{b}", "a*", "?", "[ab]", "duar:s:x", `"]);redis.call('FLUSHALL')--`, "KEYS[1]", strings.Repeat("s", 100)} {
		c := &caller{t: t, addr: h.server.addr, number: fmt.Sprintf("+9198000024%02d", i)}
		if got := c.dial(session); !strings.HasPrefix(got, "CON ") && !strings.HasPrefix(got, "END ") && !strings.Contains(got, "problem") {
			t.Errorf("session %q: %q", session, got)
		}
		other := &caller{t: t, addr: h.server.addr, number: fmt.Sprintf("+9198000025%02d", i)}
		other.dial("plain")
		if got := other.hop("2"); !strings.HasPrefix(got, "CON ") {
			t.Errorf("after session %q another one's is gone: %q", session, got)
		}
	}
	for _, session := range []string{"a b", "a\r\nFLUSHALL", "a\x00b"} {
		if status, _ := h.server.post(talkingPath, formKind, form(session, "+919800002600", ""), nil); status != http.StatusBadRequest {
			t.Errorf("session %q: %d", session, status)
		}
	}
	if err := again(h.paper("f24", 1)); err != nil {
		t.Error(err)
	}
	h.ledger(told(h.papers))
}
