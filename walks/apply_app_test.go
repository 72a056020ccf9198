package walks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"duar/api/wire"
	"duar/seva"
)

// heard is an answer of the API.
type heard struct {
	status int
	header http.Header
	body   []byte
}

// app is one person's program that asks the API, in one language.
type app struct {
	*town
	who  *person // nil for nobody in particular
	lang seva.Lang
}

func (tn *town) app(who *person, l seva.Lang) app { return app{tn, who, l} }

// ask sends one request. Headers come as "Name: value"; a body is JSON unless it is bytes.
func (a app) ask(method, path string, body any, headers ...string) heard {
	a.t.Helper()
	kind, raw := "application/json", []byte(nil)
	switch b := body.(type) {
	case nil:
	case []byte:
		kind, raw = "application/octet-stream", b
	default:
		var err error
		if raw, err = json.Marshal(b); err != nil {
			a.t.Fatal(err)
		}
	}
	req, err := http.NewRequestWithContext(a.t.Context(), method, "http://"+a.addr+path, bytes.NewReader(raw))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", string(a.lang))
	if raw != nil {
		req.Header.Set("Content-Type", kind)
	}
	if a.who != nil {
		req.Header.Set("Authorization", "Bearer "+a.signedIn())
		if a.who.login != "" {
			req.Header.Set("Duar-Channel", "kiosk")
		}
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return heard{res.StatusCode, res.Header, all}
}

// into reads a good answer.
func into[T any](a app, h heard, status int) T {
	a.t.Helper()
	var v T
	if h.status != status {
		a.t.Fatalf("the API answered %d, not %d: %s", h.status, status, h.body)
	}
	if err := json.Unmarshal(h.body, &v); err != nil {
		a.t.Fatalf("%v in %s", err, h.body)
	}
	return v
}

// signedIn gives the token, and signs in where there is none or its time is over.
func (a app) signedIn() string {
	p := a.who
	if a.days.now().Before(p.until) {
		return p.token
	}
	nobody := a
	nobody.who = nil
	var s wire.Session
	if p.mobile == "" {
		s = into[wire.Session](a, nobody.ask("POST", "/v1/sign-in/staff", map[string]string{
			"login": p.login, "password": p.password, "code": a.code(p)}), 200)
	} else {
		c := into[wire.Challenge](a, nobody.ask("POST", "/v1/sign-in/codes", map[string]string{"mobile": p.mobile, "lang": "en"}), 202)
		code := a.sentCode(p.mobile)
		s = into[wire.Session](a, nobody.ask("POST", "/v1/sign-in/codes/"+c.ID, map[string]string{"code": code}), 200)
	}
	p.token, p.until = s.Token, s.Expires.Add(-time.Minute)
	return p.token
}

// sentCode waits for the next one-time code that goes to a mobile.
func (tn *town) sentCode(mobile string) (code string) {
	tn.t.Helper()
	eventually(tn.t, patience, "a code for "+mobile, func() bool {
		var all []string
		for _, l := range tn.lettersTo(mobile) {
			if c := codeIn.FindStringSubmatch(l.body); c != nil {
				all = append(all, c[1])
			}
		}
		if len(all) > tn.coded[mobile] {
			code = all[len(all)-1]
		}
		return code != ""
	})
	if tn.coded == nil {
		tn.coded = map[string]int{}
	}
	tn.coded[mobile]++
	return code
}

var codeIn = regexp.MustCompile(`^Duar: your code is (\d{6})`)

// lettersTo gives the SMS that went to a mobile, codes too.
func (tn *town) lettersTo(mobile string) []letter {
	p, err := seva.ParsePhone(mobile)
	if err != nil {
		tn.t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(tn.post.letters()), func(l letter) bool { return l.to != p.Masked() })
}

// apply fills in a draft as an app does: it asks what is asked next, gives that answer,
// and goes on; what may be left out comes last. It gives the draft as it was handed in and
// the acknowledgement.
func (a app) apply(w applied) (wire.Draft, wire.Receipt) {
	a.t.Helper()
	begin := map[string]any{"services": w.Services, "lang": w.Lang}
	h := a.ask("POST", "/v1/drafts", begin, "Idempotency-Key: begin")
	d := into[wire.Draft](a, h, 201)
	if twice := into[wire.Draft](a, a.ask("POST", "/v1/drafts", begin, "Idempotency-Key: begin"), 201); twice.ID != d.ID {
		a.t.Fatalf("the same beginning twice made %s and %s", d.ID, twice.ID)
	}
	path, tag := "/v1/drafts/"+d.ID, h.header.Get("ETag")
	left := w.pointers(into[wire.Form](a, a.ask("GET", d.Form, nil), 200))
	give := func(at string) {
		a.t.Helper()
		if bad, any := w.Refused[at]; any {
			delete(w.Refused, at)
			tag = a.refused(path, tag, at, bad)
		}
		if kind, isFile := w.Files[at]; isFile {
			h = a.ask("POST", path+"/files/"+url.PathEscape(at)+"?name="+fileName(at, kind), sheets[kind], "If-Match: "+tag)
		} else {
			h = a.ask("PATCH", path, map[string]any{"answers": map[string]any{at: w.input(at)}}, "If-Match: "+tag)
		}
		d, tag = into[wire.Draft](a, h, 200), h.header.Get("ETag")
		left = slices.DeleteFunc(left, func(one string) bool { return one == at })
	}
	for d.Next != "" {
		next := d.Next
		roster, _, isRow := strings.Cut(next, "/")
		at := slices.IndexFunc(left, func(one string) bool {
			return one == next || isRow && strings.HasPrefix(one, roster+"/")
		})
		if at < 0 {
			a.t.Fatalf("the form asks %q, which the walk does not answer (left: %q; the desk has %v)", next, left, d.Answers)
		}
		give(left[at])
	}
	for len(left) > 0 {
		give(left[0])
	}
	if len(d.Missing) > 0 || len(w.Refused) > 0 {
		a.t.Fatalf("all is answered, and missing is %+v; not refused yet: %v", d.Missing, w.Refused)
	}
	submit := func() wire.Receipt {
		return into[wire.Receipt](a, a.ask("POST", path+"/submit", map[string]any{"lang": w.Lang, "heard": a.who.mobile == ""},
			"If-Match: "+tag, "Idempotency-Key: submit"), 201)
	}
	receipt := submit()
	if again := submit(); again.Number != receipt.Number {
		a.t.Fatalf("the same application twice is %s and %s", receipt.Number, again.Number)
	}
	return d, receipt
}

// refused gives an answer that must not be taken: the problem points at it and says why in
// the reader's language. It gives the draft's tag.
func (a app) refused(path, tag, at, bad string) string {
	a.t.Helper()
	h := a.ask("PATCH", path, map[string]any{"answers": map[string]string{at: bad}}, "If-Match: "+tag)
	var p wire.Problem
	if err := json.Unmarshal(h.body, &p); err != nil || h.status != 400 || len(p.Errors) != 1 || p.Errors[0].Pointer != "/answers/"+wire.Escape(at) ||
		p.Errors[0].Detail == "" || h.header.Get("Content-Language") != string(a.lang) {
		a.t.Errorf("%s = %q: %d %s", at, bad, h.status, h.body)
	}
	if moved := h.header.Get("ETag"); moved != "" {
		tag = moved
	}
	return tag
}

// casePath is where a case stands.
func casePath(number string) string { return "/v1/cases/" + strings.Replace(number, "/", "-", 1) }

// view is a case as this person sees it.
func (a app) view(number string) wire.View {
	a.t.Helper()
	return into[wire.View](a, a.ask("GET", casePath(number), nil), 200)
}

// act takes an action on a case, twice as after a lost answer, and gives the case then.
func (a app) act(number string, s step) wire.View {
	a.t.Helper()
	v := a.view(number)
	body := map[string]any{"version": v.Version, "action": s.Do}
	for name, value := range map[string]string{"reason": s.Reason, "note": s.Note, "found": s.Found} {
		if value != "" {
			body[name] = value
		}
	}
	if len(s.Items) > 0 {
		body["items"] = s.Items
	}
	if s.Day != "" {
		body["day"] = seva.DateOf(a.days.now().Add(days(a.t, s.Day))).String()
	}
	path := casePath(number) + "/actions"
	if len(s.Answers)+len(s.Files) > 0 {
		path = casePath(number) + "/reply"
		answers := map[string]any{}
		for at := range s.Answers {
			answers[at] = inputOf(s.Answers[at])
		}
		for at, kind := range s.Files {
			up := a.ask("POST", casePath(number)+"/files/"+url.PathEscape(at)+"?name="+fileName(at, kind), sheets[kind])
			answers[at] = into[wire.Upload](a, up, 201).ID
		}
		body["answers"] = answers
	}
	key := fmt.Sprintf("Idempotency-Key: %s-%s-%d", strings.ReplaceAll(number, "/", "."), s.Do, v.Version)
	done := into[wire.View](a, a.ask("POST", path, body, key), 200)
	if again := into[wire.View](a, a.ask("POST", path, body, key), 200); again.Version != done.Version {
		a.t.Errorf("%s of %s twice: version %d, then %d", s.Do, number, done.Version, again.Version)
	}
	if h := a.ask("POST", path, body, key+"-late"); h.status != http.StatusConflict {
		a.t.Errorf("%s on the version before: %d %s", s.Do, h.status, h.body)
	}
	return done
}

// sheets are the smallest whole files of their kinds.
var sheets = map[string][]byte{
	"pdf":  []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"),
	"png":  pictured(func(w io.Writer, m image.Image) error { return png.Encode(w, m) }),
	"jpeg": pictured(func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }),
}

func pictured(encode func(io.Writer, image.Image) error) []byte {
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, 32, 24))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func fileName(at, kind string) string { return strings.ReplaceAll(at, "/", "-") + "." + kind }
