package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // the page is part of the program
	"encoding/base64"
	"encoding/json"
	"strings"
	"text/template"

	"github.com/gofiber/fiber/v2"

	"duar/i18n"
	"duar/seva"
)

// The page that checks papers: on any phone, also without a network once it was opened.
// The five files are less than 10 kB together; words and keys are put in when it is served, and
// the whole page with its words in three languages is less than 10 kB on the wire.
var (
	//go:embed verify.html
	verifyHTML string
	//go:embed verify.css
	verifyStyle string
	//go:embed verifycore.js
	verifyCore string
	//go:embed verifypage.js
	verifyPage string
	//go:embed verifyworker.js
	verifyWorker string
)

// CodeKey is a public key that the QR codes of papers are, or were, signed with.
type CodeKey struct {
	ID    string // eight hexadecimal digits
	Point []byte // of P-256, uncompressed: 65 bytes
	// From and Until are the first and the last day on which it signs: a code of another day was
	// made with a key that leaked after its time. The zero date is no bound.
	From, Until seva.Date
}

const (
	// A page without a service worker goes on being shown for a week when there is no
	// network. A key that began after it was kept is then told as unknown, never as false.
	cacheVerify    = "public, max-age=300, stale-while-revalidate=604800"
	typeScript     = "text/javascript; charset=utf-8"
	workerPolicy   = "default-src 'none'; connect-src 'self'"
	verifyWordRoom = "verify."
)

// verifyRoutes are laid where papers are signed. What a code says is in the address so that
// an ordinary camera opens it; the page reads it there, and the server never looks.
func (s *Server) verifyRoutes() []*route {
	page := newVerifyPage(s.Codes)
	show := page.show
	var out []*route
	for _, path := range []string{"/verify", "/V/{payload}", "/v/{payload}"} {
		out = append(out, &route{method: fiber.MethodGet, path: path, query: []string{"lang"}, cache: cacheVerify, handle: show, auth: anybody})
	}
	return append(out, &route{method: fiber.MethodGet, path: "/verify-worker.js", cache: cacheVerify, auth: anybody, handle: func(q call) error {
		q.c.Set(fiber.HeaderContentSecurityPolicy, workerPolicy)
		return q.send(seal(typeScript, []byte(lean(verifyWorker))), "")
	}})
}

// verifyPages is the page, made once in each language that it may begin in.
type verifyPages struct {
	made   map[seva.Lang]answer
	packed map[seva.Lang]answer // the same in gzip: a third of the bytes, and phones pay for each
	policy string
}

func newVerifyPage(keys []CodeKey) verifyPages {
	style, script := strings.TrimSpace(verifyStyle), lean(verifyCore+verifyPage)
	data, err := json.Marshal(map[string]any{"k": pointsOf(keys), "w": verifyWords()}) // escapes < for HTML
	if err != nil {
		panic("api: " + err.Error()) // strings
	}
	t := template.Must(template.New("verify").Parse(verifyHTML))
	p := verifyPages{made: map[seva.Lang]answer{}, packed: map[seva.Lang]answer{}, policy: "default-src 'none'; connect-src 'self'; worker-src 'self'; script-src '" + hashed(script) +
		"'; style-src '" + hashed(style) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
	for _, l := range seva.Langs() {
		var b bytes.Buffer
		say := func(key string) string { return template.HTMLEscapeString(i18n.Say(l, seva.Say(verifyWordRoom+key))) }
		if err := t.Execute(&b, map[string]string{
			"Lang": string(l), "Title": say("title"), "NoScript": say("no_script"), "Style": style, "Data": string(data), "Script": script,
		}); err != nil {
			panic("api: " + err.Error()) // a page of ours, with words of ours
		}
		p.made[l], p.packed[l] = seal(typeHTML, b.Bytes()), seal(typeHTML, packed(b.Bytes()))
	}
	return p
}

func (p verifyPages) show(q call) error {
	q.c.Set(fiber.HeaderContentSecurityPolicy, p.policy)
	q.c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	q.c.Set(fiber.HeaderXFrameOptions, "DENY")
	page := p.made[q.lang]
	if takesGzip(q.c.Get(fiber.HeaderAcceptEncoding)) {
		page = p.packed[q.lang]
		q.c.Set(fiber.HeaderContentEncoding, "gzip")
	}
	return q.send(page, "Accept-Language, Accept-Encoding")
}

// packed is a page in gzip, once and as small as it can be.
func packed(page []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level that there is
	_, _ = z.Write(page)                                  // a buffer does not fail
	_ = z.Close()
	return b.Bytes()
}

// takesGzip reads an Accept-Encoding (RFC 9110 section 12.5.3). A browser says gzip; whoever
// says nothing gets the page as it is.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return quality(params) > 0
		}
	}
	return false
}

// pointsOf gives of each key its point and the days between which it signs, as the page reads
// them: 20261123, and 0 for no bound.
func pointsOf(keys []CodeKey) map[string][3]any {
	points := map[string][3]any{}
	for _, k := range keys {
		points[k.ID] = [3]any{base64.StdEncoding.EncodeToString(k.Point), bound(k.From), bound(k.Until)}
	}
	return points
}

func bound(d seva.Date) int64 {
	if d.IsZero() {
		return 0
	}
	return d.Number()
}

// verifyWords are what the page says, in every language, since it speaks without a network.
func verifyWords() map[seva.Lang]map[string]string {
	all := map[seva.Lang]map[string]string{}
	for _, l := range seva.Langs() {
		all[l] = map[string]string{"name": i18n.Say(l, seva.Say("lang."+string(l)))}
		for _, key := range i18n.Keys(l) {
			if short, ok := strings.CutPrefix(key, verifyWordRoom); ok && short != "no_script" {
				all[l][short] = i18n.Say(l, seva.Say(key))
			}
		}
	}
	return all
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// lean leaves out indents and lines that are only a comment: phones pay for each byte.
func lean(script string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(script, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
