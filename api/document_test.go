package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"duar/api"
	"duar/api/client"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/document"
)

const documentPath = "/v1/documents/" + paperNumber

// Each route of papers, as documented, by whoever may and whoever may not.
func TestDocuments(t *testing.T) {
	c, w := readContract(t), newWorld(t)
	key := "Idempotency-Key: k1"
	for _, q := range []struct {
		method, path, who, body string
		status                  int
		code, pointer           string
	}{
		{http.MethodGet, documentPath, "", "", 200, "", ""},
		{http.MethodGet, "/v1/documents/4829%201038%204756%206", "", "", 200, "", ""},
		{http.MethodGet, "/v1/documents/%E0%A7%AA%E0%A7%AE%E0%A7%A8%E0%A7%AF%E0%A7%A7%E0%A7%A6%E0%A7%A9%E0%A7%AE%E0%A7%AA%E0%A7%AD%E0%A7%AB%E0%A7%AC%E0%A7%AC", "", "", 200, "", ""},
		{http.MethodGet, "/v1/documents/4829103847565", "", "", 400, "document.digit", "number"},
		{http.MethodGet, "/v1/documents/12", "", "", 400, "document.number", "number"},
		{http.MethodGet, "/v1/documents/5000000000000", "", "", 400, "document.digit", "number"},
		{http.MethodGet, documentPath + "?token=x", "", "", 400, "query.unknown", ""},
		{http.MethodGet, documentPath + "/file", "", "", 401, "unauthenticated", ""},
		{http.MethodGet, documentPath + "/file", asCitizen, "", 200, "", ""},
		{http.MethodGet, documentPath + "/file", asOther, "", 403, "document.yours", ""},
		{http.MethodGet, documentPath + "/file?token=" + paperToken, asCitizen, "", 400, "query.unknown", ""},
		{http.MethodGet, "/v1/documents/" + voidNumber + "/file", asCitizen, "", 409, "document.revoked", ""},
		{http.MethodGet, "/d/" + paperToken, "", "", 200, "", ""},
		{http.MethodGet, "/d/zzz", "", "", 401, "document.link", ""},
		{http.MethodGet, "/v1/documents", asCitizen, "", 200, "", ""},
		{http.MethodGet, "/v1/documents", "", "", 401, "unauthenticated", ""},
		{http.MethodGet, "/v1/documents", asHead, "", 403, "forbidden", ""},
		{http.MethodPost, "/v1/documents/sign", asHead, signBoth, 200, "", ""},
		{http.MethodPost, "/v1/documents/sign", asHead, `{"cases":[]}`, 400, "limit.range", "/cases"},
		{http.MethodPost, "/v1/documents/sign", asHead, `{"cases":[7]}`, 400, "json.kind", "/cases/0"},
		{http.MethodPost, "/v1/documents/sign", asOfficer, signBoth, 403, "forbidden", ""},
		{http.MethodPost, "/v1/documents/sign", asCitizen, signBoth, 403, "forbidden", ""},
		{http.MethodPost, documentPath + "/revoke", asHead, `{"reason":"fraud"}`, 200, "", ""},
		{http.MethodPost, documentPath + "/revoke", asHead, `{"reason":"because"}`, 400, "document.reason", "/reason"},
		{http.MethodPost, documentPath + "/revoke", asOfficer, `{"reason":"fraud"}`, 403, "forbidden", ""},
		{http.MethodPost, documentPath + "/revoke", "", `{"reason":"fraud"}`, 401, "unauthenticated", ""},
		{http.MethodPost, documentPath + "/links", asCitizen, `{}`, 200, "", ""},
		{http.MethodPost, documentPath + "/links", asOther, `{}`, 403, "document.yours", ""},
		{http.MethodPost, documentPath + "/links", asOther, `{"fact":"0001"}`, 200, "", ""},
		{http.MethodPost, documentPath + "/links", "", `{}`, 401, "unauthenticated", ""},
		{http.MethodPost, documentPath + "/links", asCitizen, `{"phone":"98310"}`, 400, "json.unknown", "/phone"},
		{http.MethodDelete, documentPath + "/links", asCitizen, "", 204, "", ""},
		{http.MethodDelete, documentPath + "/links", asOther, "", 403, "document.yours", ""},
	} {
		headers := []string{}
		if q.who != "" {
			headers = append(headers, q.who)
		}
		if q.method == http.MethodPost {
			headers = append(headers, key)
		}
		r := w.send(t, q.method, q.path, q.body, headers...)
		path, _, _ := strings.Cut(q.path, "?")
		c.judge(t, q.method, path, r)
		if r.StatusCode != q.status || q.code != "" && !strings.Contains(r.Body, `"code":"`+q.code+`"`) || !strings.Contains(r.Body, q.pointer) {
			t.Errorf("%s %s %s: %d %s", q.method, q.path, q.who, r.StatusCode, r.Body)
		}
	}
	if r := w.send(t, http.MethodPost, "/v1/documents/sign", signBoth, asHead); r.StatusCode != 400 || !strings.Contains(r.Body, "key.missing") {
		t.Errorf("without a key: %d %s", r.StatusCode, r.Body)
	}
	if log := w.log.String(); strings.Contains(log, paperToken) || strings.Contains(log, paperNumber) {
		t.Errorf("the log has a token or a number: %s", log)
	}
}

const signBoth = `{"cases":["DC2026000001","GR2026000001"]}`

// Where a paper stands may be kept for a minute and asked for again; its file by nobody, and
// it is saved under its name.
func TestDocumentHeaders(t *testing.T) {
	w := newWorld(t)
	r := w.get(t, documentPath)
	if got := r.Header.Get("Cache-Control"); got != "public, max-age=60" {
		t.Errorf("it is kept %s", got)
	}
	if again := w.get(t, documentPath, "If-None-Match: "+r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked for again: %d", again.StatusCode)
	}
	f := w.get(t, "/d/"+paperToken)
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Content-Type": "application/pdf", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		"Content-Disposition": `attachment; filename="ror-4829103847566.pdf"; filename*=UTF-8''ror-4829103847566.pdf`,
	} {
		if got := f.Header.Get(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if f.Body != paperBytes {
		t.Errorf("the file is %q", f.Body)
	}
}

// Numbers are tried under a budget of the network.
func TestDocumentBudget(t *testing.T) {
	w := newWorld(t, func(c *api.Config) { c.Meter = budget.NewLocal(c.World, 1<<10) })
	for range 60 {
		if r := w.get(t, "/v1/documents/4829103847565"); r.StatusCode != 400 {
			t.Fatalf("%d %s", r.StatusCode, r.Body)
		}
	}
	r := w.get(t, documentPath)
	readContract(t).judge(t, http.MethodGet, documentPath, r)
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("the 61st is answered with %d", r.StatusCode)
	}
}

// The desk over HTTP answers as the desk itself does.
func TestDocumentsOverHTTP(t *testing.T) {
	w := newWorld(t)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	s, err := client.New("http://"+listen(t, w)+"/", &http.Client{Transport: transport, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	head, own, none := s.Documents(headToken), s.Documents(citizenToken), s.Documents("")
	v, err := none.Document(ctx, paperNumber)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(aPaper(), v); diff != "" {
		t.Error(diff)
	}
	f, err := own.File(ctx, paperNumber)
	if err != nil || string(f.Content) != paperBytes || f.Number != paperNumber || f.Kind != document.RoR {
		t.Errorf("%+v, %v", f, err)
	}
	if f, err := none.Linked(ctx, paperToken); err != nil || f.Number != paperNumber {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := none.Linked(ctx, "zzz"); seva.Broken(err).Code() != "document.link" {
		t.Errorf("a link of nothing: %v", err)
	}
	if all, err := own.Mine(ctx); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	all, err := head.SignAll(ctx, []string{"DC2026000001", "GR2026000001"}, "k")
	if err != nil || len(all) != 2 || all[0].Err != nil || seva.KindOf(all[1].Err) != seva.NotFound || seva.Broken(all[1].Err).Code() != "case.unknown" {
		t.Errorf("%v, %v", all, err)
	}
	if v, err := head.Revoke(ctx, paperNumber, "fraud", "k"); err != nil || v.Status != document.Revoked || v.Void.IsZero() {
		t.Errorf("%+v, %v", v, err)
	}
	if until, err := own.SendLink(ctx, paperNumber, "", "k"); err != nil || !until.Equal(time.Date(2026, 12, 24, 6, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, %v", until, err)
	}
	if err := own.CutLinks(ctx, paperNumber); err != nil {
		t.Error(err)
	}
	if _, err := none.Document(ctx, "4829103847565"); seva.Broken(err).Code() != "document.digit" || seva.Broken(err).Field != "number" {
		t.Errorf("%v", err)
	}
}

// DigiLocker's route takes XML by POST and nothing else, and hands the bytes on unread.
func TestPullURI(t *testing.T) {
	var got, proof string
	w := newWorld(t, func(c *api.Config) {
		c.Mounts = append(c.Mounts, api.PullURI(func(_ context.Context, hmac string, body []byte) (int, []byte) {
			if got, proof = string(body), hmac; hmac == "" {
				return http.StatusUnauthorized, nil
			}
			return http.StatusOK, []byte("<a/>")
		}, c.Limits))
	})
	const path, xml, body = "/digilocker/pull-uri", "Content-Type: application/xml", " <x>\r\n</x>"
	if r := w.send(t, http.MethodPost, path, body, xml, "X-Digilocker-Hmac: abc="); r.StatusCode != 200 || r.Body != "<a/>" || got != body || proof != "abc=" ||
		r.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/xml") {
		t.Errorf("%d %s, handed on %q with %q", r.StatusCode, r.Body, got, proof)
	}
	if r := w.send(t, http.MethodPost, path, body, xml); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a proof: %d", r.StatusCode)
	}
	if r := w.send(t, http.MethodPost, path, body); r.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("not XML: %d", r.StatusCode)
	}
	if r := w.get(t, path); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "POST" {
		t.Errorf("GET: %d, %s", r.StatusCode, r.Header.Get("Allow"))
	}
}

// Where a paper stands, over a real connection, from a desk that has it at hand: to be held
// against BenchmarkBare of the same run.
func BenchmarkDocument(b *testing.B) {
	hammer(b, listen(b, benchWorld(b)), documentPath)
}
