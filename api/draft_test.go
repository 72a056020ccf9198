package api_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/api/wire"
)

const (
	asCitizen  = "Authorization: Bearer " + citizenToken
	asOther    = "Authorization: Bearer " + otherToken
	asOperator = "Authorization: Bearer " + operatorToken
	asOfficer  = "Authorization: Bearer " + officerToken
	asHead     = "Authorization: Bearer " + headToken
	asAuditor  = "Authorization: Bearer " + auditorToken
	asAdmin    = "Authorization: Bearer " + adminToken
	asAccounts = "Authorization: Bearer " + accountsToken
)

// whole are answers that make a grievance complete.
const whole = `{"answers":{"topic":"land","place":"2984","grievance_text":"The drain has been open for a month","anonymous":"no","name":"Subrata Mondal"}}`

// pixel is a picture of one point.
var pixel = func() string {
	var b strings.Builder
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	return b.String()
}()

func read[W any](t testing.TB, r reply, status int) W {
	t.Helper()
	var w W
	if r.StatusCode != status {
		t.Fatalf("%d, want %d: %s", r.StatusCode, status, r.Body)
	}
	if err := json.Unmarshal([]byte(r.Body), &w); err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
	return w
}

// begun begins a draft and gives its address and tag.
func (w world) begun(t testing.TB, services, who string) (path, tag string) {
	t.Helper()
	r := w.send(t, http.MethodPost, "/v1/drafts", `{"services":[`+services+`]}`, who, "Idempotency-Key: begin-"+strings.Map(letters, services))
	if r.StatusCode != http.StatusCreated {
		t.Fatalf("begin: %d %s", r.StatusCode, r.Body)
	}
	return r.Header.Get("Location"), r.Header.Get("ETag")
}

func letters(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return '_'
}

// applied applies with a whole grievance and gives the case's path.
func (w world) applied(t testing.TB, who string) string {
	t.Helper()
	path, tag := w.begun(t, `"grievance"`, who)
	r := w.send(t, http.MethodPatch, path, whole, who, "If-Match: "+tag)
	if r.StatusCode != http.StatusOK {
		t.Fatalf("answer: %d %s", r.StatusCode, r.Body)
	}
	r = w.send(t, http.MethodPost, path+"/submit", `{"heard":true}`, who, "If-Match: "+r.Header.Get("ETag"), "Idempotency-Key: submit-1")
	if r.StatusCode != http.StatusCreated {
		t.Fatalf("submit: %d %s", r.StatusCode, r.Body)
	}
	return r.Header.Get("Location")
}

// An application from its first question to its number, with nothing good ever lost.
func TestAnApplicationByAPI(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"grievance"`, asCitizen)

	r := w.send(t, http.MethodPatch, path, `{"answers":{"topic":"weather","grievance_text":"short","anonymous":true}}`, asCitizen, "If-Match: "+tag)
	p := problem(t, r)
	if p.Status != 400 || p.Code != "draft.flaws" || len(p.Errors) != 2 {
		t.Fatalf("%+v", p)
	}
	for i, want := range []string{"/answers/topic", "/answers/grievance_text"} {
		if p.Errors[i].Pointer != want || p.Errors[i].Detail == "" || p.Errors[i].Code == "" {
			t.Errorf("flaw %d: %+v", i, p.Errors[i])
		}
	}
	now := w.get(t, path, asCitizen)
	if d := read[wire.Draft](t, now, 200); d.Answers["anonymous"].Text != "yes" || d.Version != 2 {
		t.Errorf("the good answer was not kept: %+v", d)
	}
	if r.Header.Get("ETag") != now.Header.Get("ETag") || r.Header.Get("ETag") == tag {
		t.Errorf("the problem says the draft is %s, and it is %s", r.Header.Get("ETag"), now.Header.Get("ETag"))
	}

	r = w.send(t, http.MethodPatch, path, whole, asCitizen, "If-Match: "+now.Header.Get("ETag"))
	d := read[wire.Draft](t, r, 200)
	if len(d.Missing) != 0 || d.Next != "mobile" && d.Next != "evidence" && d.Next != "" {
		t.Errorf("missing %+v, next %q", d.Missing, d.Next)
	}
	if r := w.get(t, path, asCitizen, "If-None-Match: "+r.Header.Get("ETag")); r.StatusCode != 304 {
		t.Errorf("the same draft again: %d", r.StatusCode)
	}
	// In another language it reads differently and may be changed all the same.
	other := w.get(t, path, asCitizen, "Accept-Language: bn")
	if other.Header.Get("ETag") == r.Header.Get("ETag") {
		t.Error("two languages with one strong tag")
	}
	r = w.send(t, http.MethodPost, path+"/submit", `{}`, asCitizen, "If-Match: "+other.Header.Get("ETag"), "Idempotency-Key: submit-1")
	receipt := read[wire.Receipt](t, r, 201)
	if receipt.Number != "GR2026000001" || r.Header.Get("Location") != "/v1/cases/GR2026000001" || len(receipt.Cases) != 1 {
		t.Errorf("%+v at %s", receipt, r.Header.Get("Location"))
	}
	again := w.send(t, http.MethodPost, path+"/submit", `{}`, asCitizen, "If-Match: "+other.Header.Get("ETag"), "Idempotency-Key: submit-1")
	if diff := cmp.Diff(r.Body, again.Body); diff != "" || again.StatusCode != 201 {
		t.Errorf("the same request again: %d %s", again.StatusCode, diff)
	}
}

// Pointers of a problem are RFC 6901: a pointer that is itself a key has its strokes escaped.
func TestPointersIntoRowsAreEscaped(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"old_age_pension"`, asCitizen)
	r := w.send(t, http.MethodPatch, path, `{"answers":{"members/-/name":"Gita","members/0/aadhaar":"123456789012","account":{"value":"123456789","again":"123456780"}}}`,
		asCitizen, "If-Match: "+tag)
	p := problem(t, r)
	var got []string
	for _, f := range p.Errors {
		got = append(got, f.Pointer+" "+f.Field)
	}
	if diff := cmp.Diff([]string{"/answers/account account", "/answers/members~10~1aadhaar members/0/aadhaar"}, got); diff != "" {
		t.Error(diff)
	}
}

// What is secret comes back by its end only, also to whoever typed it.
// An answer that cannot be read is pointed at, also where no form has looked at it yet.
func TestAnUnreadableAnswerIsPointedAt(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"grievance"`, asCitizen)
	r := w.send(t, http.MethodPatch, path, `{"answers":{"topic":"land","people":[{"name":"A"}]}}`, asCitizen, "If-Match: "+tag)
	p := problem(t, r)
	if p.Status != 400 || p.Code != "input.form" || len(p.Errors) != 1 || p.Errors[0].Pointer != "/answers/people" || p.Errors[0].Code != "input.form" {
		t.Errorf("%+v", p)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"old_age_pension"`, asCitizen)
	r := w.send(t, http.MethodPatch, path, `{"answers":{"account":{"value":"১২৩৪৫৬৭৮৯০","again":"1234567890"},"members/-/aadhaar":"999941057058"}}`, asCitizen, "If-Match: "+tag)
	if d := read[wire.Draft](t, r, 200); d.Answers["account"].Text != "XXXXX7890" || strings.Contains(r.Body, "1234567") || strings.Contains(r.Body, "99994105") {
		t.Errorf("%s", r.Body)
	}
	if r.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("Cache-Control %q", r.Header.Get("Cache-Control"))
	}
}

func TestConditionsOfADraft(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"grievance"`, asCitizen)
	for name, c := range map[string]struct {
		match  string
		status int
		code   string
	}{
		"none": {"", 428, "match.missing"}, "any": {"*", 428, "match.missing"}, "weak": {"W/" + tag, 412, "draft.moved"},
		"another version": {`"v7-x"`, 412, "draft.moved"}, "no tag": {"v1", 412, "draft.moved"}, "two": {tag + ", " + tag, 412, "draft.moved"},
		"none of ours": {`"abc"`, 412, "draft.moved"}, "version zero": {`"v0"`, 412, "draft.moved"}, "a huge one": {`"v99999999999999999999"`, 412, "draft.moved"},
		"a bare version": {`"v1"`, 200, ""},
	} {
		headers := []string{asCitizen}
		if c.match != "" {
			headers = append(headers, "If-Match: "+c.match)
		}
		r := w.send(t, http.MethodPatch, path, `{"answers":{"topic":null}}`, headers...)
		if r.StatusCode != c.status {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Body)
		} else if c.code != "" && problem(t, r).Code != c.code {
			t.Errorf("%s: %s", name, r.Body)
		}
	}
	if r := w.get(t, path, asOther); problem(t, r).Code != "draft.unknown" || r.StatusCode != 404 {
		t.Errorf("somebody else's draft: %d %s", r.StatusCode, r.Body)
	}
}

func TestKeysMakeRepetitionHarmless(t *testing.T) {
	w := newWorld(t)
	begin := func(body, who string, more ...string) reply {
		return w.send(t, http.MethodPost, "/v1/drafts", body, append(more, who)...)
	}
	first := begin(`{"services":["grievance"]}`, asCitizen, "Idempotency-Key: k-1")
	second := begin(`{"services":["grievance"]}`, asCitizen, "Idempotency-Key: k-1")
	if first.StatusCode != 201 || first.Body != second.Body || first.Header.Get("Location") != second.Header.Get("Location") {
		t.Errorf("%d %s\n%d %s", first.StatusCode, first.Body, second.StatusCode, second.Body)
	}
	if other := begin(`{"services":["grievance"]}`, asOther, "Idempotency-Key: k-1"); other.Body == first.Body || other.StatusCode != 201 {
		t.Errorf("a key is one caller's: %d %s", other.StatusCode, other.Body)
	}
	for name, c := range map[string]struct {
		r      reply
		status int
		code   string
	}{
		"another request": {begin(`{"services":["old_age_pension"]}`, asCitizen, "Idempotency-Key: k-1"), 422, "key.other"},
		"no key":          {begin(`{"services":["grievance"]}`, asCitizen), 400, "key.missing"},
		"a long key":      {begin(`{"services":["grievance"]}`, asCitizen, "Idempotency-Key: "+strings.Repeat("k", 201)), 400, "key.form"},
		"a key of spaces": {begin(`{"services":["grievance"]}`, asCitizen, "Idempotency-Key: a b"), 400, "key.form"},
	} {
		p := problem(t, c.r)
		if p.Status != c.status || p.Code != c.code {
			t.Errorf("%s: %d %s", name, p.Status, p.Code)
		}
		if c.status == 400 && (len(p.Errors) != 1 || p.Errors[0].Parameter != "Idempotency-Key") {
			t.Errorf("%s: %+v", name, p.Errors)
		}
	}
}

func TestAnApplicationThatCannotStand(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"old_age_pension"`, asCitizen)
	r := w.send(t, http.MethodPatch, path, `{"answers":{"applicant_name":"Gita Das","mobile":"9831000345","birth_date":"2001","place":"2984","account":{"value":"1234567890","again":"1234567890"},"ifsc":"SBIN0001234"}}`,
		asCitizen, "If-Match: "+tag)
	d := read[wire.Draft](t, r, 200)
	if len(d.Verdicts) != 1 || len(d.Verdicts[0].Failed) != 1 || d.Verdicts[0].Rules != "2026-06" {
		t.Errorf("verdicts %+v", d.Verdicts)
	}
	r = w.send(t, http.MethodPost, path+"/submit", `{}`, asCitizen, "If-Match: "+r.Header.Get("ETag"), "Idempotency-Key: s")
	p := problem(t, r)
	if p.Status != 422 || p.Code != "eligible" || len(p.Errors) != 1 || p.Errors[0].Field != "age" || p.Errors[0].Code != "eligible.old_age_pension.age" {
		t.Errorf("%+v", p)
	}
	path, tag = w.begun(t, `"trade_licence_renewal"`, asCitizen)
	p = problem(t, w.send(t, http.MethodPost, path+"/submit", `{}`, asCitizen, "If-Match: "+tag, "Idempotency-Key: s2"))
	if p.Status != 400 || len(p.Errors) != 3 || p.Errors[0].Pointer != "/answers/place" {
		t.Errorf("an empty form: %+v", p)
	}
}

func TestFilesAreUploaded(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"grievance"`, asCitizen)
	upload := func(at, kind, name, content string) reply {
		return w.send(t, http.MethodPost, path+"/files/"+at+name, content, asCitizen, "If-Match: "+tag, "Content-Type: "+kind)
	}
	for name, c := range map[string]struct {
		r      reply
		status int
		code   string
	}{
		"a form":        {upload("evidence", "multipart/form-data; boundary=x", "", pixel), 415, "type.file"},
		"nothing":       {upload("evidence", "image/png", "", ""), 400, "file.none"},
		"no question":   {upload("nowhere", "image/png", "", pixel), 400, "file.field"},
		"another one":   {upload("topic", "image/png", "", pixel), 400, "file.field"},
		"a long name":   {upload("evidence", "image/png", "?name="+strings.Repeat("n", 201), pixel), 400, "file.name"},
		"a bad pointer": {upload("a%00b", "image/png", "", pixel), 400, "text.control"},
	} {
		if p := problem(t, c.r); p.Status != c.status || p.Code != c.code {
			t.Errorf("%s: %d %s: %s", name, p.Status, p.Code, c.r.Body)
		}
	}
	r := upload("evidence", "image/png; x=y", "?name=drain.png", pixel)
	d := read[wire.Draft](t, r, 200)
	if len(d.Files) != 1 || d.Files[0].Type != "image/png" || d.Files[0].Name != "drain.png" || d.Answers["evidence"].Text != d.Files[0].ID {
		t.Errorf("%s", r.Body)
	}
	lies := w.send(t, http.MethodPost, path+"/files/evidence", "<html>no picture</html>", asCitizen, "If-Match: "+r.Header.Get("ETag"), "Content-Type: image/png")
	if p := problem(t, lies); p.Status != 400 || p.Code != "file.type" {
		t.Errorf("%+v", p)
	}
}

// Only an upload may be large, and every other request is refused before it is read.
func TestOnlyUploadsMayBeLarge(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"grievance"`, asCitizen)
	addr := listen(t, w)
	size := func(method, path string, length int, want string) string {
		head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: d\r\nConnection: close\r\n%s\r\nIf-Match: %s\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n", method, path, asCitizen, tag, length)
		if want != "413" { // which comes before the first byte of the body is waited for
			head += strings.Repeat("x", length)
		}
		answer := raw(t, addr, head, 5*time.Second)
		_, status, _ := strings.Cut(answer, " ")
		return status[:min(3, len(status))]
	}
	for _, c := range []struct {
		method, path string
		length       int
		want         string
	}{
		{"POST", path + "/files/evidence", 2 << 20, "400"},   // read, and no picture
		{"POST", path + "/files/evidence", 2<<20 + 1, "400"}, // read, so that the desk says it
		{"POST", path + "/files/evidence", 2<<20 + 2, "413"},
		{"POST", path + "/files/evidence/x", 300 << 10, "413"},
		{"POST", "/v1/sign-in/codes", 300 << 10, "413"},
		{"POST", "/v1/drafts?x=/files/evidence", 300 << 10, "413"},
		{"PATCH", path, 300 << 10, "413"},
		{"POST", plotPath, 300 << 10, "413"},
	} {
		if got := size(c.method, c.path, c.length, c.want); got != c.want {
			t.Errorf("%s %s with %d bytes: %s, want %s", c.method, c.path, c.length, got, c.want)
		}
	}
	// How large a file may be is said, for a picture cannot be sent in parts.
	answer := raw(t, addr, fmt.Sprintf("POST %s/files/evidence HTTP/1.1\r\nHost: d\r\nContent-Type: image/png\r\nContent-Length: 9000000\r\n\r\n", path), 5*time.Second)
	if !strings.Contains(answer, `"code":"file.large"`) || !strings.Contains(answer, `"values":{"Max":2048}`) {
		t.Error(answer)
	}
}
