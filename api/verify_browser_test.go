package api_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/seva/document"
)

// browser is headless Chromium, spoken to as W3C WebDriver says.
type browser struct {
	t       testing.TB
	session string
}

func newBrowser(t testing.TB) *browser {
	t.Helper()
	driver, chromium := tool(t, "chromedriver"), tool(t, "chromium")
	dir := t.TempDir()
	c := exec.Command(driver, "--port=0")
	c.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	started := regexp.MustCompile(`successfully on port (\d+)`)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := started.FindStringSubmatch(lines.Text()); m != nil {
			b := &browser{t: t, session: "http://127.0.0.1:" + m[1]}
			go func() { _, _ = io.Copy(io.Discard, out) }()
			var made struct{ SessionID string }
			b.call("POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
				"goog:chromeOptions": map[string]any{"binary": chromium, "args": []string{"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + filepath.Join(dir, "user")}},
				"goog:loggingPrefs":  map[string]string{"browser": "ALL"},
			}}}, &made)
			b.session += "/session/" + made.SessionID
			t.Cleanup(func() { b.call("DELETE", "", nil, nil) })
			return b
		}
	}
	t.Fatal("chromedriver did not start")
	return nil
}

func (b *browser) call(method, path string, body, into any) {
	b.t.Helper()
	var text []byte
	if method == "POST" {
		if body == nil {
			body = struct{}{}
		}
		var err error
		if text, err = json.Marshal(body); err != nil {
			b.t.Fatal(err)
		}
	}
	req, err := http.NewRequest(method, b.session+path, bytes.NewReader(text))
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := (&http.Client{Timeout: time.Minute}).Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := struct{ Value json.RawMessage }{}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != 200 {
		b.t.Fatalf("%s %s: %d %v %.500s", method, path, resp.StatusCode, err, answer.Value)
	}
	if into != nil {
		if err := json.Unmarshal(answer.Value, into); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *browser) open(url string) {
	b.t.Helper()
	b.call("POST", "/url", map[string]any{"url": url}, nil)
}

// run runs a script whose last argument is called with the result.
func (b *browser) run(script string, into any) {
	b.t.Helper()
	b.call("POST", "/execute/async", map[string]any{"script": script, "args": []any{}}, into)
}

// waits gives what the page tells once it has all of these words.
func (b *browser) waits(words ...string) string {
	b.t.Helper()
	var told string
	for range 100 {
		b.run(`arguments[0](document.getElementById('r').innerText)`, &told)
		all := true
		for _, w := range words {
			all = all && strings.Contains(told, w)
		}
		if all {
			return told
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("the page never tells %q:\n%s", words, told)
	return ""
}

func (b *browser) size(width, height int) {
	b.call("POST", "/window/rect", map[string]any{"width": width, "height": height}, nil)
}

// picture keeps a picture where DUAR_TEST_PICTURES names a folder, for whoever wants to look.
func (b *browser) picture(name string) {
	dir := os.Getenv("DUAR_TEST_PICTURES")
	if dir == "" {
		return
	}
	var text string
	b.call("GET", "/screenshot", nil, &text)
	raw, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), raw, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// fair runs axe-core over the page: WCAG 2.1 AA has nothing against it.
func (b *browser) fair(name string) {
	b.t.Helper()
	axe, err := os.ReadFile(filepath.Join(os.Getenv("DUAR_TEST_PEERS"), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			b.t.Fatal(err)
		}
		b.t.Logf("%s: no axe-core (scripts/with-engines.sh gets it)", name)
		return
	}
	var found []struct {
		ID, Help string
		Nodes    []struct{ HTML string }
	}
	b.run(string(axe)+`;const done=arguments[0];axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','best-practice']}).then(r=>done(r.violations),e=>done([{id:String(e)}]))`, &found)
	for _, v := range found {
		b.t.Errorf("%s: %s: %s %v", name, v.ID, v.Help, v.Nodes)
	}
}

// office stands for the server: the page, and a status that the test chooses. How many asked
// for the page by what a code says is counted.
type office struct {
	*httptest.Server
	status atomic.Value // JSON, or "" for a number that it does not know
	named  atomic.Int32
}

func newOffice(t testing.TB) (*office, func(string) string) {
	t.Helper()
	o := &office{}
	o.status.Store("")
	var handle http.Handler
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle.ServeHTTP(w, r) }))
	t.Cleanup(o.Close)
	s, keys := paperCodes(t, o.URL)
	page := verifyWorld(t, keys)
	handle = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if number, ok := strings.CutPrefix(r.URL.Path, "/v1/documents/"); ok {
			text, _ := o.status.Load().(string)
			if text == "" || number != khatianFacts.Number {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, text)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/V/") {
			o.named.Add(1)
		}
		r.RequestURI = ""
		res, err := page.App().Test(r, 10_000)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		for name, values := range res.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	})
	link, err := s.Link(khatianFacts)
	if err != nil {
		t.Fatal(err)
	}
	// A camera gives the address in capitals; a browser takes scheme and host in any case.
	return o, func(change string) string {
		switch change {
		case "plots":
			f := khatianFacts
			f.Kind, f.Subject = document.PlotIndex, "plot 165/1201, 166, 170 +18"
			many, err := s.Link(f)
			if err != nil {
				t.Fatal(err)
			}
			return many
		case "markup":
			f := khatianFacts
			f.Name, f.Subject = `<img src=x onerror="pwned=1">`, `khatian <script>pwned=1</script>`
			wild, err := s.Link(f)
			if err != nil {
				t.Fatal(err)
			}
			return wild
		case "changed":
			at := len(link) - 60
			return link[:at] + map[bool]string{true: "B", false: "A"}[link[at] == 'A'] + link[at+1:]
		case "cut":
			return link[:len(link)-9]
		}
		return link
	}
}

// Whatever a link, a record or an answer has in it is told as text or not at all: nothing of it
// becomes a part of the page, runs, or takes the page long.
func TestTheVerifyPageTakesNothingFromStrangers(t *testing.T) {
	b := newBrowser(t)
	o, link := newOffice(t)
	sound := func(what string) {
		t.Helper()
		var found string
		b.run(`arguments[0](String(document.querySelectorAll('main img, main script, main iframe, main a').length) + typeof window.pwned)`, &found)
		if found != "0undefined" {
			t.Errorf("%s: %s", what, found)
		}
	}
	o.status.Store(valid)
	b.open(o.URL + "/verify?lang=en")
	b.run(`localStorage.lang='en';arguments[0]()`, nil)
	b.open(link("markup"))
	if told := b.waits("✓ "+said(seva.English, "genuine"), "<img src=x onerror", "<script>pwned"); told == "" {
		t.Error("nothing is told")
	}
	sound("a record with markup")
	o.status.Store(`{"number":"<img src=x onerror='pwned=1'>","kind":"constructor","status":"<img src=x onerror='pwned=1'>","as_on":"<b>","issued_on":"__proto__","digest":"x","superseded_by":"<script>pwned=1</script>"}`)
	b.open(link(""))
	b.waits("✓ "+said(seva.English, "genuine"), "<script>pwned")
	sound("an answer with markup")
	for _, hash := range []string{"<img src=x onerror=pwned=1>", "javascript:pwned=1", "%3Cscript%3Epwned=1%3C/script%3E", strings.Repeat("A", 1_000_000), strings.Repeat("/V/#", 50_000) + "0", "constructor", "\u202e"} {
		b.open(o.URL + "/verify?lang=en")
		start := time.Now()
		b.run(`location.hash=`+strconv.Quote(hash)+`;arguments[0]()`, nil)
		b.waits("✗ " + said(seva.English, "unread"))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%d bytes take %s", len(hash), took)
		}
		sound(hash[:min(len(hash), 20)])
	}
	// A language that is none, left by whoever had the phone before.
	b.run(`localStorage.lang='constructor';arguments[0]()`, nil)
	b.open(link(""))
	b.waits("✓")
}

func said(l seva.Lang, key string) string { return i18n.Say(l, seva.Say("verify."+key)) }

const valid = `{"number":"0260000012348","kind":"ror","status":"valid","issued_on":"2026-11-24","as_on":"2026-11-23","digest":"01020300000000000000000000000000","specimen":true}`

func TestTheVerifyPageInABrowser(t *testing.T) {
	b := newBrowser(t)
	o, link := newOffice(t)
	for _, l := range seva.Langs() {
		o.status.Store(valid)
		b.open(o.URL + "/verify")
		b.run(`localStorage.lang='`+string(l)+`';arguments[0]()`, nil)
		b.open(link(""))
		told := b.waits("✓ "+said(l, "genuine"), "✓ "+said(l, "valid"), "! "+said(l, "specimen"), "সুব্রত মণ্ডল")
		for _, want := range map[seva.Lang][]string{
			seva.Bengali: {"০২৬০০০০০১২৩৪৮", "১০২৭০০১", "১২", "২.০৬০০ একর = ২০৬.০০ শতক", "২৩ নভেম্বর", "২০২৬"},
			seva.English: {"0260000012348", "1027001", "12", "2.0600 acre = 206.00 decimal", "23 November 2026", "Record of rights"},
			seva.Hindi:   {"0260000012348", "1027001", "12", "2.0600 एकड़ = 206.00 डिसमिल", "23 नवंबर 2026"},
		}[l] {
			if !strings.Contains(told, want) {
				t.Errorf("%s: %q is not told:\n%s", l, want, told)
			}
		}
		b.size(900, 1000)
		b.fair("genuine " + string(l))
		b.picture("genuine-" + string(l))
		for status, key := range map[string]string{
			"": "none", strings.Replace(valid, "valid", "revoked", 1): "revoked",
			strings.Replace(valid, `"valid"`, `"superseded","superseded_by":"0260000099999"`, 1): "superseded",
		} {
			o.status.Store(status)
			b.open(link(""))
			b.waits("✓ "+said(l, "genuine"), said(l, key))
		}
		b.fair("superseded " + string(l))
		o.status.Store(strings.Replace(valid, "010203", "090203", 1))
		b.open(link(""))
		b.waits("✗ " + said(l, "changed")) // the record that the number is of is another
		b.open(link("changed"))
		if told := b.waits("✗ " + said(l, "changed")); strings.Contains(told, "সুব্রত") {
			t.Errorf("%s: what a forged code says is shown:\n%s", l, told)
		}
		b.fair("changed " + string(l))
		b.picture("changed-" + string(l))
		b.open(link("cut"))
		b.waits("✗ " + said(l, "unread"))
		// Typed, in the digits that somebody's phone writes.
		o.status.Store(valid)
		b.open(o.URL + "/verify")
		b.run(`document.getElementById('q').value='০২৬০০০০০১২৩৪৮';document.getElementById('b').click();arguments[0]()`, nil)
		b.waits("✓ "+said(l, "valid"), said(l, "ror"))
	}
}

// Every number of a paper about several plots is told; and what is said of one paper is never
// an answer that came late about another.
func TestTheVerifyPageTellsWhichPaper(t *testing.T) {
	b := newBrowser(t)
	o, link := newOffice(t)
	o.status.Store(valid)
	b.open(link("plots"))
	b.waits("165/1201, 166, 170 +18")
	b.run(`localStorage.lang='xx';arguments[0]()`, nil) // of a language that the page had once
	b.open(o.URL + "/verify")
	var told string
	b.run(`arguments[0](document.getElementById('b').textContent)`, &told)
	if told == "" {
		t.Error("a language that is not known leaves the page empty")
	}
	b.run(`const done=arguments[0];fetch=n=>new Promise(r=>setTimeout(()=>r(n.endsWith('48')?{ok:1,json:async()=>({number:'0260000012348',status:'valid'})}:{status:404}),n.endsWith('48')?300:10));
look('0260000012348');look('0260000012356');setTimeout(()=>done(document.getElementById('r').textContent),600)`, &told)
	if strings.Contains(told, "✓") || strings.Contains(told, "12348") {
		t.Errorf("of another paper is told: %s", told)
	}
}

// The page fits a narrow screen, and any at 400 %; the language is kept; focus can be seen.
func TestTheVerifyPageIsForEverybody(t *testing.T) {
	b := newBrowser(t)
	o, link := newOffice(t)
	o.status.Store(valid)
	b.open(link(""))
	b.waits("✓")
	var kept string
	b.run(`document.querySelector('#n [lang=hi]').click();arguments[0](document.documentElement.lang+document.querySelector('#n [lang=hi]').getAttribute('aria-pressed'))`, &kept)
	if kept != "hitrue" {
		t.Errorf("the switch gives %s", kept)
	}
	b.open(o.URL + "/verify")
	b.run(`arguments[0](document.documentElement.lang+document.title)`, &kept)
	if kept != "hi"+said(seva.Hindi, "title") {
		t.Errorf("the language is not kept: %s", kept)
	}
	// 320 CSS pixels are also a screen of 1280 at 400 %. Windows are not that narrow, so the
	// page lies in a frame of its own width: the browser says what would be cut.
	b.open(link(""))
	b.waits("✓")
	for _, width := range []int{320, 1280} {
		var over struct{ Width, Narrowest float64 }
		b.call("POST", "/goog/cdp/execute", map[string]any{"cmd": "Emulation.setDeviceMetricsOverride", "params": map[string]any{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}}, nil)
		b.run(`arguments[0]({Width:document.documentElement.scrollWidth,Narrowest:Math.min(...[...document.querySelectorAll('button')].map(x=>x.getBoundingClientRect().height))})`, &over)
		if over.Width > float64(width) || over.Narrowest < 44 {
			t.Errorf("at %d the page is %.0f wide, its buttons %.0f high", width, over.Width, over.Narrowest)
		}
		b.fair(fmt.Sprint("width ", width))
		b.picture(fmt.Sprint("width-", width))
	}
	for _, scheme := range []string{"dark", "light"} {
		b.call("POST", "/goog/cdp/execute", map[string]any{"cmd": "Emulation.setEmulatedMedia", "params": map[string]any{"features": []any{map[string]string{"name": "prefers-color-scheme", "value": scheme}}}}, nil)
		b.fair(scheme)
		b.picture(scheme)
	}
	var rim string
	b.run(`document.getElementById('q').focus();arguments[0](getComputedStyle(document.getElementById('q')).outlineWidth)`, &rim)
	if rim != "3px" {
		t.Errorf("focus is shown with a rim of %s", rim)
	}
	b.size(900, 1000)
	var log []struct{ Level, Message string }
	b.call("POST", "/se/log", map[string]any{"type": "browser"}, &log)
	for _, line := range log {
		if line.Level == "SEVERE" && !strings.Contains(line.Message, "favicon") {
			t.Errorf("the browser complains: %s", line.Message)
		}
	}
}

// Once it was opened, the page checks codes with no server at all, and a second code that it
// is shown is not told to the server either.
func TestTheVerifyPageWithoutANetwork(t *testing.T) {
	b := newBrowser(t)
	o, link := newOffice(t)
	o.status.Store(valid)
	b.open(o.URL + "/verify")
	b.run(`localStorage.lang='en';const done=arguments[0];navigator.serviceWorker.ready.then(async()=>{while(!navigator.serviceWorker.controller)await new Promise(r=>setTimeout(r,50));done()})`, nil)
	b.open(link(""))
	b.waits("✓ " + said(seva.English, "valid"))
	if n := o.named.Load(); n != 0 {
		t.Errorf("%d times the server was told what a code says", n)
	}
	o.Close() // and whoever asks is refused
	b.open(link(""))
	told := b.waits("✓ "+said(seva.English, "genuine"), "! "+said(seva.English, "offline"), "সুব্রত মণ্ডল")
	b.picture("offline")
	if strings.Contains(told, said(seva.English, "valid")) {
		t.Errorf("without a network it is told:\n%s", told)
	}
	b.open(link("changed"))
	b.waits("✗ " + said(seva.English, "changed"))
}
