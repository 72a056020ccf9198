package api_test

import (
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"duar/api"
	"duar/i18n"
	"duar/paper/token"
	"duar/seva"
	"duar/seva/document"
)

// tool gives the path of a program of others, or skips the test.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatalf("%s is required and not here", name)
		}
		t.Skipf("%s is not here (scripts/with-engines.sh installs it)", name)
	}
	return path
}

// paperCodes signs codes for a test, with a key that its page knows.
func paperCodes(t testing.TB, base string) (*token.Seal, []api.CodeKey) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 4)
	if _, err := rand.Read(id); err != nil {
		t.Fatal(err)
	}
	s, err := token.New(base, token.Key{ID: id, Public: &k.PublicKey, Signer: k})
	if err != nil {
		t.Fatal(err)
	}
	var keys []api.CodeKey
	for _, k := range s.Keys() {
		keys = append(keys, api.CodeKey(k))
	}
	return s, keys
}

var khatianFacts = document.Facts{
	Number: "0260000012348", Kind: document.RoR, Mouza: 1027001, Subject: "khatian 12", Name: "সুব্রত মণ্ডল", Plots: 3, Area: 20600,
	AsOn: seva.Date{Year: 2026, Month: 11, Day: 23}, Issued: seva.Date{Year: 2026, Month: 11, Day: 24}, Digest: [16]byte{1, 2, 3}, Specimen: true,
}

func verifyWorld(t testing.TB, keys []api.CodeKey) world {
	t.Helper()
	return newWorld(t, func(c *api.Config) { c.Codes = keys })
}

// The page is small, needs nothing from anywhere else, and runs only what we wrote.
func TestTheVerifyPageIsSmallAndStrict(t *testing.T) {
	source := 0
	for _, name := range []string{"verify.html", "verify.css", "verifycore.js", "verifypage.js", "verifyworker.js"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		source += int(info.Size())
	}
	if source >= 10_000 {
		t.Errorf("the page is %d bytes", source)
	}
	s, keys := paperCodes(t, "https://duar.example")
	w := verifyWorld(t, keys)
	payload, err := s.Payload(khatianFacts)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range seva.Langs() {
		bare := w.get(t, "/verify?lang="+string(l))
		for _, path := range []string{"/verify", "/V/" + payload, "/v/" + strings.ToLower(payload)} {
			r := w.get(t, path, "Accept-Language: "+string(l))
			if r.StatusCode != 200 || r.Body != bare.Body || r.Header.Get("Content-Language") != string(l) {
				t.Fatalf("%s in %s: %d", path[:7], l, r.StatusCode)
			}
		}
		// Words in three languages and the keys are the rest of what is sent.
		if len(bare.Body) > 16_000 || !strings.Contains(bare.Body, keys[0].ID) {
			t.Errorf("%s: %d bytes, of which %d are ours", l, len(bare.Body), source)
		}
		if strings.Contains(bare.Body, "⟪") || regexp.MustCompile(`(src|href|url)[=(]|https?://`).MatchString(bare.Body) {
			t.Errorf("%s: a word is missing or something comes from elsewhere", l)
		}
		policy := bare.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; connect-src 'self'; worker-src 'self'; script-src 'sha256-") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
		if bare.Header.Get("Referrer-Policy") != "no-referrer" || !strings.HasPrefix(bare.Header.Get("Cache-Control"), "public") {
			t.Errorf("headers %v", bare.Header)
		}
		for _, key := range []string{"genuine", "changed", "unknown", "unread", "cannot", "specimen", "valid", "superseded", "revoked", "none", "offline"} {
			if !i18n.Has(l, "verify."+key) {
				t.Errorf("no verify.%s in %s", key, l)
			}
		}
		t.Logf("%s: %d bytes sent", l, len(bare.Body))
	}
	for _, l := range seva.Langs() {
		bare, r := w.get(t, "/verify?lang="+string(l)), w.get(t, "/verify?lang="+string(l), "Accept-Encoding: br;q=1, gzip;q=0.8")
		z, err := gzip.NewReader(strings.NewReader(r.Body))
		if err != nil || r.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(r.Header.Get("Vary"), "Accept-Encoding") || r.Header.Get("ETag") == bare.Header.Get("ETag") {
			t.Fatalf("%s: %v, %v", l, r.Header, err)
		}
		if whole, err := io.ReadAll(z); err != nil || string(whole) != bare.Body {
			t.Errorf("%s in gzip is another page, %v", l, err)
		}
		// Page, script and the words of three languages as a phone pays for them.
		worker := w.get(t, "/verify-worker.js")
		if n := len(r.Body) + len(worker.Body); n >= 10_000 {
			t.Errorf("%s is %d bytes on the wire", l, n)
		} else {
			t.Logf("%s: %d bytes on the wire, %d unpacked", l, n, len(bare.Body))
		}
		for _, header := range []string{"gzip;q=0", "br", "identity", ""} {
			if r := w.get(t, "/verify?lang="+string(l), "Accept-Encoding: "+header); r.Header.Get("Content-Encoding") != "" || r.Body != bare.Body {
				t.Errorf("%q is answered in %q", header, r.Header.Get("Content-Encoding"))
			}
		}
	}
	if r := w.get(t, "/verify-worker.js"); r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the worker is %v", r.Header)
	}
	if r := newWorld(t, func(c *api.Config) { c.Codes = nil }).get(t, "/verify"); r.StatusCode != 404 {
		t.Errorf("where no paper is signed: %d", r.StatusCode)
	}
	if strings.Contains(w.log.String(), payload[:40]) {
		t.Error("what a code says is in the log")
	}
}

// What Go signed, JavaScript proves, and tells of every change.
func TestTheVerifyPageReadsCodes(t *testing.T) {
	node := tool(t, "node")
	text, err := os.ReadFile("../paper/token/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	core, err := os.ReadFile("verifycore.js")
	if err != nil {
		t.Fatal(err)
	}
	script := string(core) + `
const all = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const keys = {[all.ID]: Buffer.from(all.Point, 'hex').toString('base64')}
for (const id in keys) keys[id] = [keys[id], 0, 0]
;(async () => {
  const out = []
  for (const v of all.Vectors) {
    const [says, facts] = await check(v.payload, keys)
    out.push({says, facts: facts && [...facts].map(([k, x]) => [k, k == 10 ? hex(x) : x])})
  }
  const good = all.Vectors[0].payload
  let genuine = 0
  for (let i = 0; i < 500; i++) {
    const at = Math.random() * good.length | 0, with_ = String.fromCharCode(good.charCodeAt(at) ^ 1 << (Math.random() * 7 | 0))
    if ((await check(good.slice(0, at) + with_ + good.slice(at + 1), keys))[0] == 'genuine') genuine++
  }
  for (let at = 0; at < good.length; at++) if ((await check(good.slice(0, at), keys))[0] == 'genuine') genuine++
  for (const bad of ['', '2', '💥', 'A'.repeat(5000), '7'.repeat(4000), 'TJ7777777777777Q', '2KCP777777777777']) if ((await check(bad, keys))[0] != 'unread') genuine++
  // A sound code of a day on which its key did not sign is one of a stranger's key.
  const [id] = Object.keys(keys), issued = (await check(good, keys))[1].get(9)
  for (const [from, until, want] of [[issued, issued, 'genuine'], [issued + 1, 0, 'unknown'], [0, issued - 1, 'unknown']])
    if ((await check(good, {[id]: [keys[id][0], from, until]}))[0] != want) genuine++
  console.log(JSON.stringify({out, genuine, small: (await check(good.toLowerCase(), keys))[0]}))
})()`
	file := filepath.Join(t.TempDir(), "core.js")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(node, file)
	c.Stdin = strings.NewReader(string(text))
	printed, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	var got struct {
		Out []struct {
			Says  string
			Facts [][2]any
		}
		Genuine int
		Small   string
	}
	var want struct {
		Vectors []struct {
			Says  string
			Facts *document.Facts
		}
	}
	if err := json.Unmarshal(printed, &got); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if got.Genuine != 0 || got.Small != "genuine" || len(got.Out) != len(want.Vectors) {
		t.Fatalf("%d changes are not told; in small letters it is %s", got.Genuine, got.Small)
	}
	for i, v := range want.Vectors {
		if got.Out[i].Says != v.Says {
			t.Errorf("vector %d is %s, want %s", i, got.Out[i].Says, v.Says)
		}
		if v.Facts == nil {
			continue
		}
		said := map[any]any{}
		for _, pair := range got.Out[i].Facts {
			said[pair[0]] = pair[1]
		}
		if said[4.0] != v.Facts.Subject || said[7.0] != float64(v.Facts.Area) || v.Facts.Name != "" && said[5.0] != v.Facts.Name {
			t.Errorf("vector %d says %v", i, said)
		}
	}
}
