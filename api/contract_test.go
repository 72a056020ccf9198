package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	gocmp "github.com/google/go-cmp/cmp"

	"duar/seva"
)

// contract is the document as a judge: strict, so that a field the document does not
// have is a fault of the server, although clients are told to expect new ones.
type contract struct {
	doc    *openapi3.T
	router routers.Router
}

// readContract reads the document once: to look through all its examples takes a while.
func readContract(t testing.TB) contract {
	t.Helper()
	if known != nil {
		return *known
	}
	text := newWorld(t).get(t, "/openapi.yaml").Body
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatalf("the document is not sound: %v", err)
	}
	no := false
	for _, s := range doc.Components.Schemas {
		closed(s, &no)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	known = &contract{doc, router}
	return *known
}

var known *contract

func closed(s *openapi3.SchemaRef, no *bool) {
	if s == nil || s.Value == nil || s.Value.AdditionalProperties.Has != nil {
		return
	}
	if len(s.Value.Properties) > 0 {
		s.Value.AdditionalProperties.Has = no
	}
	for _, p := range s.Value.Properties {
		closed(p, no)
	}
	closed(s.Value.Items, no)
}

// judge checks one answer against the document.
func (c contract) judge(t testing.TB, method, path string, r reply) {
	t.Helper()
	req := httptest.NewRequest(method, path, nil)
	route, params, err := c.router.FindRoute(req)
	if err != nil {
		t.Fatalf("%s %s: not in the document: %v", method, path, err)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 r.StatusCode, Header: r.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	in.SetBodyBytes([]byte(r.Body))
	if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
		t.Errorf("%s %s: %d is not as documented: %v\n%s", method, path, r.StatusCode, err, r.Body)
	}
}

// asked checks that the body of a good request is as documented, word for word what the
// document shows.
func (c contract) asked(t testing.TB, q question, path string) {
	t.Helper()
	if q.body == "" {
		return
	}
	req := httptest.NewRequest(q.method, path, strings.NewReader(q.body))
	req.Header.Set("Content-Type", "application/json")
	route, _, err := c.router.FindRoute(req)
	if err != nil {
		t.Fatal(err)
	}
	media := route.Operation.RequestBody.Value.Content.Get("application/json")
	if diff := gocmp.Diff(plain(t, media.Example), plain(t, json.RawMessage(q.body))); diff != "" {
		t.Errorf("%s %s: the document (-) shows another request than the one (+) answered:\n%s", q.method, path, diff)
	}
	if err := media.Schema.Value.VisitJSON(plain(t, media.Example)); err != nil {
		t.Errorf("%s %s: the request it shows is not as documented: %v", q.method, path, err)
	}
}

func TestDocumentAndRoutesAreTheSame(t *testing.T) {
	c, w := readContract(t), newWorld(t)
	var documented, served []string
	for path, item := range c.doc.Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+path)
		}
	}
	for _, routes := range w.App().Stack() {
		for _, r := range routes {
			// HEAD goes with GET; "/" is the home page and what answers all else.
			if r.Method == http.MethodHead || r.Path == "/" {
				continue
			}
			path := r.Path
			for _, p := range r.Params {
				path = strings.Replace(path, ":"+p, "{"+p+"}", 1)
			}
			served = append(served, r.Method+" "+path)
		}
	}
	slices.Sort(documented)
	slices.Sort(served)
	if diff := gocmp.Diff(documented, served); diff != "" {
		t.Errorf("the document (-) and the server (+) differ:\n%s", diff)
	}
}

func TestEveryOperationIsWhole(t *testing.T) {
	for path, item := range readContract(t).doc.Paths.Map() {
		for method, o := range item.Operations() {
			for _, want := range []string{o.Summary, text(o.Extensions["x-summary-bn"]), text(o.Extensions["x-summary-hi"]), strings.Join(words(o.Extensions["x-duar-auth"]), " "), o.OperationID} {
				if want == "" {
					t.Errorf("%s %s lacks a summary in some language, x-duar-auth or operationId", method, path)
				}
			}
			for _, p := range slices.Concat(item.Parameters, o.Parameters) {
				for _, want := range []string{p.Value.Description, text(p.Value.Extensions["x-description-bn"]), text(p.Value.Extensions["x-description-hi"])} {
					if want == "" {
						t.Errorf("%s %s: parameter %s is not described in some language", method, path, p.Value.Name)
					}
				}
			}
			good := slices.ContainsFunc([]string{"200", "201", "202", "204"}, func(status string) bool { return o.Responses.Value(status) != nil })
			if o.Responses.Default() == nil || !good {
				t.Errorf("%s %s lacks an answer", method, path)
			}
		}
	}
}

func text(v any) string { s, _ := v.(string); return s }

// words reads a list of words.
func words(v any) []string {
	all, _ := v.([]any)
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = text(one)
	}
	return out
}

func TestExamplesAreTrue(t *testing.T) {
	if *update {
		writeExamples(t)
		return // the document that was built in is the old one
	}
	c := readContract(t)
	for name, q := range questions {
		for _, l := range seva.Langs() {
			path, r := q.ask(t, l)
			if !q.undocumented {
				c.judge(t, cmp.Or(q.method, http.MethodGet), path, r)
			}
			if r.StatusCode < 300 && q.kind == "" && !q.another {
				c.asked(t, q, path)
			}
			var want any
			if e := c.doc.Components.Examples[name+"."+string(l)]; e != nil {
				want = plain(t, e.Value.Value)
			}
			if diff := gocmp.Diff(want, plain(t, json.RawMessage(r.Body))); diff != "" {
				t.Errorf("example %s.%s is not what the server says; if that is meant, go test ./api -run Examples -update\n%s", name, l, diff)
			}
		}
	}
}

func writeExamples(t *testing.T) {
	text, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range questions {
		for _, l := range seva.Langs() {
			key := name + "." + string(l)
			line := regexp.MustCompile(`(?m)^    ` + regexp.QuoteMeta(key) + `: \{value: .*$`)
			_, r := q.ask(t, l)
			text = line.ReplaceAllLiteral(text, []byte("    "+key+": {value: "+strings.TrimSpace(r.Body)+"}"))
		}
	}
	if err := os.WriteFile("openapi.yaml", text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// plain brings a value to what JSON has, so that two of them can be compared. Cursors
// differ with the secret.
func plain(t testing.TB, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if m, ok := out.(map[string]any); ok && m["next"] != nil {
		m["next"] = "…"
	}
	return out
}

func TestAnswersAreAsDocumented(t *testing.T) {
	c := readContract(t)
	for _, path := range []string{
		"/v1/places/districts?limit=1", "/v1/places/districts?limit=0", "/v1/places/districts/10/blocks",
		"/v1/places/districts/999/blocks", "/v1/places/blocks/2978/mouzas", "/v1/places/blocks/0/mouzas",
		"/v1/places/blocks/2984/mouzas?cursor=AAAA", "/v1/places/search", "/v1/places/search?q=%20",
		"/v1/places/search?q=zzz", "/v1/places/search?q=ranja&kind=planet", "/v1/places/search?q=r", "/v1/places/search?q=ranja&block=1", "/v1/land/mouzas/1027002",
		"/v1/land/mouzas/9999999", "/v1/land/mouzas/x", "/v1/land/mouzas/1027001/plots/x",
		plotPath + "?as_on=1999-01-01", plotPath + "?as_on=2030-01-01", plotPath + "?as_on=tomorrow", plotPath + "?as_recorded=2026-11-23T04:30:00.123456Z",
		plotPath + "?as_recorded=2020-01-01T00:00:00Z", plotPath + "?lang=ta", plotPath + "?colour=red",
		"/v1/land/mouzas/1027001/khatians/999", "/v1/land/mouzas/1027001/crosswalk",
		"/v1/land/mouzas/1027001/crosswalk?rs=98", "/v1/land/mouzas/1027001/crosswalk?rs=98&lr=1",
		"/v1/land/mouzas/1027001/crosswalk?rs=7", "/v1/land/mouzas/1027001/plots/9/map",
		"/livez", "/readyz", "/docs", "/problems/plot.unknown", "/problems/none",
	} {
		w := newWorld(t)
		c.judge(t, http.MethodGet, path, w.get(t, path))
	}
	w := newWorld(t)
	c.judge(t, http.MethodGet, plotPath+"/map", w.get(t, plotPath+"/map", "Accept: image/svg+xml"))
	c.judge(t, http.MethodGet, plotPath+"/map", w.get(t, plotPath+"/map", "Accept: text/plain"))
	w.register.fail = context.DeadlineExceeded
	c.judge(t, http.MethodGet, plotPath, w.get(t, plotPath))
	w.register.fail = http.ErrAbortHandler // any error that nobody foresaw
	c.judge(t, http.MethodGet, plotPath, w.get(t, plotPath))
}
