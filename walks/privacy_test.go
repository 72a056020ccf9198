package walks

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/api/wire"
	"duar/seva"
	"duar/store/sqlstore"
)

// seeded are the numbers of a made-up family that the walk types, by what they are. None is
// anybody's; the Aadhaar numbers have the check digit that real ones have.
var seeded = map[string][]string{
	"aadhaar": {"234567890124", "345678901238"},
	"mobile":  {"9831000106"},
	"account": {"0123456789", "9876543210"},
}

// meant are the columns in which a number stands on purpose. A column that is not here is one
// in which nobody meant it to stand.
//
//   - identity_account.handle: by which a citizen is known who signs in;
//   - case_now.phone and case_now.body: where the citizen is told, and what was answered;
//   - apply_draft.body: what was answered, until the case's time is over.
//
// A message in the outbox has its number until it is sent, and in this walk all are.
var meant = map[string][]string{
	"aadhaar": nil,
	"mobile":  {"apply_draft.body", "case_now.body", "case_now.phone", "identity_account.handle"},
	"account": {"apply_draft.body", "case_now.body"},
}

// spelled gives a number as people and programs write it.
func spelled(number string) []string {
	all := []string{number}
	if len(number) == 12 {
		all = append(all, number[:4]+" "+number[4:8]+" "+number[8:], number[:4]+"-"+number[4:8]+"-"+number[8:])
	}
	for _, zero := range []rune{'০', '०'} {
		all = append(all, strings.Map(func(r rune) rune { return r - '0' + zero }, number))
	}
	return all
}

// tells gives what kinds of seeded numbers stand in some bytes.
func tells(b []byte) (kinds []string) {
	for _, kind := range slices.Sorted(maps.Keys(seeded)) {
		for _, number := range seeded[kind] {
			if slices.ContainsFunc(spelled(number), func(s string) bool { return bytes.Contains(b, []byte(s)) }) {
				kinds = append(kinds, kind)
				break
			}
		}
	}
	return kinds
}

// wiretap listens between everybody and the server: it keeps every address that is asked and
// every answer that is a problem.
type wiretap struct {
	mu       sync.Mutex
	urls     bytes.Buffer
	problems bytes.Buffer
}

// tap puts the wiretap before the town's server.
func (tn *town) tap() *wiretap {
	w := &wiretap{}
	to := &url.URL{Scheme: "http", Host: tn.addr}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.urls.WriteString(r.Request.URL.RequestURI() + "\n")
		w.urls.WriteString(r.Header.Get("Location") + " " + r.Header.Get("Link") + "\n")
		if r.StatusCode < 400 {
			return nil
		}
		b, err := io.ReadAll(r.Body)
		w.problems.Write(append(b, '\n'))
		r.Body = io.NopCloser(bytes.NewReader(b))
		return err
	}
	s := httptest.NewServer(proxy)
	tn.t.Cleanup(s.Close)
	tn.addr = strings.TrimPrefix(s.URL, "http://")
	return w
}

// openTown starts a server that says all that it can say, with metrics, on a town's engines.
// It has no carrier: the test takes what is to be sent out of the outbox.
func openTown(t *testing.T, engines []string, database string) (tn *town, said *output, metrics string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	metrics = ln.Addr().String()
	ln.Close()
	tn = &town{t: t, days: &calendar{start: time.Now()}, engines: engines, people: map[string]*person{}}
	tn.world = seva.RealWorld().At(tn.days.now)
	tn.run(append([]string{"load", "demo", "--plots", "3000"}, tn.engines...)...)
	tn.people = enrolled(func(args ...string) string { return tn.run(append(args, tn.engines...)...) })
	said = tn.start(append([]string{"serve", "--metrics", metrics, "--log", "debug", "--africastalking-networks", "127.0.0.1/32"}, tn.engines...)...)
	store, err := sqlstore.Open(t.Context(), database, sqlstore.WithWorld(tn.world))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	tn.dear, tn.post = true, &takenPost{town: tn, outbox: store.Outbox()}
	tn.text = func(number, body string) string {
		return tn.run(append([]string{"phone", "--number", number, "--sms", body}, tn.engines...)...)
	}
	return tn, said, metrics
}

// TestNoNumberIsWhereItShouldNotBe plays an application with a whole family's numbers on
// every face, and a few things that go wrong, and then looks everywhere for the numbers:
// in every column of the database, the logs, the metrics, the addresses that were asked,
// and whatever a problem says (ASVS 14.2.1 and 16.2.5; UIDAI circular 11020/205/2017).
func TestNoNumberIsWhereItShouldNotBe(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	tn, said, metrics := openTown(t, []string{"--data", data}, "file:"+data+"/duar.db")
	tn.searched(said, metrics, func() map[string][]byte { return sqliteColumns(t, data+"/duar.db") })
	eachFile(t, data, func(name string, b []byte) {
		if found := tells(b); slices.Contains(found, "aadhaar") || strings.HasPrefix(name, "vault") && found != nil {
			t.Errorf("%s has a number of kind %s", name, found)
		}
	})
	tn.forgotten(func() map[string][]byte { return sqliteColumns(t, data+"/duar.db") })
}

// TestNoNumberOnRealEngines is the same on PostgreSQL and Redis.
func TestNoNumberOnRealEngines(t *testing.T) {
	database := freshDatabase(t)
	t.Setenv("DUAR_SECRET", strings.Repeat("5eed", 16))
	t.Setenv("DUAR_DATA", t.TempDir()) // of the vault
	t.Setenv("DUAR_AUDIT_KEY", auditKeyOfTests(t))
	tn, said, metrics := openTown(t, []string{"--database", database, "--redis", engine(t, "DUAR_TEST_REDIS")}, database)
	tn.searched(said, metrics, func() map[string][]byte { return postgresColumns(t, database) })
	tn.forgotten(func() map[string][]byte { return postgresColumns(t, database) })
}

// searched plays the walk and looks for the numbers.
func (tn *town) searched(said *output, metrics string, columns func() map[string][]byte) {
	t := tn.t
	direct := tn.addr
	tapped := tn.tap()
	all := applications(t, walked)
	w := all[slices.IndexFunc(all, func(w applied) bool { return w.Services[0] == "annapurna" })]
	for _, number := range slices.Concat(seeded["aadhaar"], seeded["account"], seeded["mobile"]) {
		if !strings.Contains(strings.ReplaceAll(readAll(t, walked), " ", ""), number) {
			t.Fatalf("the walk does not type %s", number)
		}
	}
	tn.goesThrough(w)
	tn.people["malati"] = &person{mobile: "+91" + seeded["mobile"][0]}
	tn.comes(tn.people["malati"])
	tn.goesWrong(w)
	tn.post.letters() // and the last of them is sent

	found := map[string][]string{}
	dumped := columns()
	for column, b := range dumped {
		for _, kind := range tells(b) {
			found[kind] = append(found[kind], column)
		}
	}
	if len(dumped) < 60 {
		t.Fatalf("only %d columns were looked at", len(dumped))
	}
	for kind := range seeded {
		slices.Sort(found[kind])
		if !slices.Equal(found[kind], meant[kind]) {
			t.Errorf("numbers of kind %s stand in %q, and are meant to in %q", kind, found[kind], meant[kind])
		}
	}
	measured := fetched(t, "http://"+metrics+"/metrics")
	if !strings.Contains(measured, "http_server_request_duration") {
		t.Errorf("no metrics: %.200s", measured)
	}
	tapped.mu.Lock()
	defer tapped.mu.Unlock()
	for where, text := range map[string]string{
		"the log": said.String(), "the metrics": measured, "an address": tapped.urls.String(), "a problem": tapped.problems.String(),
	} {
		if len(text) < 200 {
			t.Errorf("%s says nothing: %q", where, text)
		}
		if kinds := tells([]byte(text)); kinds != nil {
			t.Errorf("%s has a number of kind %s", where, kinds)
		}
		for n := range callers.Load() { // of every phone that was a stranger's
			if number := fmt.Sprintf("97%05d999", n+1); regexp.MustCompile(`(^|\D)(91)?` + number + `(\D|$)`).MatchString(text) {
				t.Errorf("%s has the number of a phone that asked: %s", where, number)
			}
		}
	}
	tn.addr = direct
}

// goesThrough applies by the API and at the kiosk, and takes the first through its offices.
func (tn *town) goesThrough(w applied) {
	tn.t.Helper()
	draft, receipt := tn.app(tn.people[w.By], w.Lang.Base()).apply(w)
	tn.compareWithKiosk(&story{town: tn, walk: w, number: receipt.Number, lines: []string{receipt.Number}}, draft)
	for _, s := range w.Act {
		if s.Wait != "" {
			tn.wait(days(tn.t, s.Wait))
			continue
		}
		if v := tn.app(tn.people[s.As], seva.English).act(receipt.Number, s); v.State.Key != s.State {
			tn.t.Fatalf("%s led to %s", s.Do, v.State.Key)
		}
	}
}

// comes is the citizen herself, who signs in, reads, begins something of her own, and calls
// and writes from the same number.
func (tn *town) comes(who *person) {
	a := tn.app(who, seva.Hindi)
	if mine := into[wire.Page[wire.Glance]](a, a.ask("GET", "/v1/cases", nil), 200); len(mine.Items) != 2 {
		tn.t.Errorf("she has %d applications", len(mine.Items))
	} else {
		for _, g := range mine.Items {
			if v := a.view(g.Number); v.State.Key == "submitted" { // the one that was entered at the kiosk
				a.act(g.Number, step{Do: "withdraw"})
			}
		}
	}
	into[wire.Draft](a, a.ask("POST", "/v1/drafts", map[string]any{"services": []string{"grievance"}, "lang": "hi"}, "Idempotency-Key: own"), 201)
	for i, number := range []string{who.mobile, tn.stranger()} {
		c := &call{t: tn.t, addr: tn.addr, number: number, session: fmt.Sprint("privacy-", i)}
		c.hop("")
		c.hop(languageKey(seva.Hindi))
	}
	tn.text(who.mobile, "HELP")
}

// goesWrong makes mistakes with numbers in them, whose problems must not repeat them.
func (tn *town) goesWrong(w applied) {
	a := tn.app(tn.people[w.By], seva.Bengali)
	h := a.ask("POST", "/v1/drafts", map[string]any{"services": w.Services, "lang": "bn"}, "Idempotency-Key: wrong")
	tag, d := h.header.Get("ETag"), into[struct{ ID string }](a, h, 201)
	for _, answers := range []map[string]any{
		{"aadhaar": "234567890124x"}, {"aadhaar": "২৩৪৫৬৭৮৯০১২৪ "}, {"applicant_name": "234567890124"},
		{"account": map[string]any{"value": "9876543210", "again": "9876543211"}}, {"mobile": "98310001061"},
		{"9831000106": "x"}, {"ifsc": "9876543210"},
	} {
		h := a.ask("PATCH", "/v1/drafts/"+d.ID, map[string]any{"answers": answers}, "If-Match: "+tag)
		if moved := h.header.Get("ETag"); moved != "" {
			tag = moved
		}
	}
	nobody := tn.app(nil, seva.English)
	for _, body := range []any{
		map[string]string{"mobile": "98310001060", "lang": "en"}, map[string]string{"mobile": "9831000106", "lang": "xx"},
		map[string]string{"mobile": "9831000106", "aadhaar": "234567890124"}, []byte(`{"mobile":"9831000106"`),
	} {
		if h := nobody.ask("POST", "/v1/sign-in/codes", body); h.status < 400 {
			tn.t.Errorf("%v was taken: %d", body, h.status)
		}
	}
	nobody.ask("POST", "/v1/sign-in/staff", map[string]string{"login": "9831000106", "password": "9876543210", "code": "000000"})
}

// forgotten moves the clock on until all is over, and sees that of the person nothing is
// left but the account.
func (tn *town) forgotten(columns func() map[string][]byte) {
	t := tn.t
	tn.days.move(11 * 366 * 24 * time.Hour)
	said := tn.run(append([]string{"retain"}, tn.engines...)...)
	if !regexp.MustCompile(`(?m)^case\.welfare +[1-9]\d* went`).MatchString(said) {
		t.Errorf("no case went:\n%s", said)
	}
	for column, b := range columns() {
		if kinds := tells(b); kinds != nil && column != "identity_account.handle" {
			t.Errorf("after eleven years %s has a number of kind %s", column, kinds)
		}
	}
	if said := tn.run(append([]string{"audit", "verify"}, tn.engines...)...); !strings.Contains(said, "entries are as they were written") {
		t.Errorf("the log of what was done is not whole: %s", said)
	}
}

func readAll(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func fetched(t *testing.T, address string) string {
	t.Helper()
	_, body, err := get(address)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// eachFile runs fn on every file of a folder.
func eachFile(t *testing.T, dir string, fn func(name string, b []byte)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil {
			seen++
			fn(d.Name(), b)
		}
		return err
	})
	if err != nil || seen < 4 {
		t.Errorf("%d files in the data folder, %v", seen, err)
	}
}
