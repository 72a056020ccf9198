package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
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

	"duar/api"
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
			for _, want := range []string{o.Summary, text(o.Extensions["x-summary-bn"]), text(o.Extensions["x-summary-hi"]), text(o.Extensions["x-duar-auth"]), o.OperationID} {
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

// question is one that is put to the server for an example of its answer.
type question struct {
	path   string
	method string // GET when empty
	accept string
	fail   error // what the register answers with

	who, kind, body string
	headers         []string
	// stage does what comes before, and gives the address when that is not known yet and
	// more headers.
	stage        func(testing.TB, world) (path string, headers []string)
	undocumented bool // the document has no such operation
}

// A question for each answer the document describes; the table grows with the document.
var questions = map[string]question{
	"districts":       {path: "/v1/places/districts"},
	"blocks":          {path: "/v1/places/districts/318/blocks"},
	"mouzas":          {path: "/v1/places/blocks/2984/mouzas?limit=2"},
	"search":          {path: "/v1/places/search?q=ranja"},
	"mouza":           {path: "/v1/land/mouzas/1027001"},
	"plot":            {path: plotPath},
	"khatian":         {path: "/v1/land/mouzas/1027001/khatians/12"},
	"map":             {path: plotPath + "/map"},
	"crosswalk":       {path: "/v1/land/mouzas/1027001/crosswalk?lr=165-1201"},
	"number.form":     {path: "/v1/land/mouzas/1027001/plots/x"},
	"date.future":     {path: plotPath + "?as_on=2027-01-01"},
	"plot.unknown":    {path: "/v1/land/mouzas/1027001/plots/9"},
	"record.not_then": {path: plotPath + "?as_on=1999-01-01"},
	"accept.none":     {path: plotPath + "/map", accept: "image/png"},
	"unavailable":     {path: plotPath, fail: context.DeadlineExceeded},
	"method":          {path: plotPath, method: http.MethodPost, undocumented: true},
	"internal":        {path: plotPath, fail: errors.New("disk")},

	"services":      {path: "/v1/services"},
	"service":       {path: "/v1/services/grievance"},
	"form":          {path: "/v1/services/grievance/form"},
	"form.merged":   {path: "/v1/forms?services=trade_licence_renewal,fire_safety_certificate"},
	"code.sent":     {path: "/v1/sign-in/codes", method: http.MethodPost, body: `{"mobile":"98310 00345","lang":"bn"}`},
	"session":       {path: "/v1/sign-in/codes/challenge-bn", method: http.MethodPost, body: `{"code":"123456"}`},
	"session.staff": {path: "/v1/sign-in/staff", method: http.MethodPost, body: `{"login":"rina","password":"open","code":"123456"}`},
	"me":            {path: "/v1/me", who: asOperator},

	"draft.begun":    {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"services":["grievance"],"lang":"bn"}`},
	"draft":          {who: asCitizen, stage: withDraft(`"old_age_pension"`)},
	"draft.answered": {method: http.MethodPatch, who: asCitizen, body: whole, stage: withDraft(`"grievance"`)},
	"draft.file":     {method: http.MethodPost, who: asCitizen, kind: "image/png", body: pixel, stage: withDraft(`"grievance"`, "/files/evidence?name=drain.png")},
	"receipt":        {method: http.MethodPost, who: asOperator, headers: key1, body: `{"lang":"bn","heard":true}`, stage: withAnswers(whole, "/submit")},
	"draft.flaws":    {method: http.MethodPatch, who: asCitizen, body: `{"answers":{"topic":"weather","grievance_text":"short"}}`, stage: withDraft(`"grievance"`)},
	"draft.moved":    {method: http.MethodPatch, who: asCitizen, headers: []string{`If-Match: "v7"`}, body: whole, stage: withDraft(`"grievance"`)},
	"match.missing":  {method: http.MethodPatch, who: asCitizen, headers: []string{"If-Match: *"}, body: whole, stage: withDraft(`"grievance"`)},
	"json.unknown":   {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"service":"grievance"}`},
	"type.json":      {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: key1, kind: "text/plain", body: "grievance"},
	"key.missing":    {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, body: `{"services":["grievance"]}`},
	"key.other": {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: []string{"Idempotency-Key: begin-_grievance_"}, body: `{"services":["old_age_pension"]}`,
		stage: func(t testing.TB, w world) (string, []string) {
			w.begun(t, `"grievance"`, asCitizen)
			return "", nil
		}},
	"eligible": {method: http.MethodPost, who: asCitizen, headers: key1, body: `{}`, stage: withAnswers(young, "/submit", `"old_age_pension"`)},

	"cases":        {path: "/v1/cases", who: asCitizen, stage: withCase()},
	"case":         {path: "/v1/cases/GR2026000001", who: asCitizen, stage: withCase(askedBack)},
	"status":       {path: "/v1/status", method: http.MethodPost, body: `{"number":"GR2026000001","fact":"0345"}`, stage: withCase()},
	"case.asked":   {path: "/v1/cases/GR2026000001/actions", method: http.MethodPost, who: asOfficer, headers: key1, body: askedBack, stage: withCase()},
	"case.replied": {path: "/v1/cases/GR2026000001/reply", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"version":2,"action":"reply","answers":{"grievance_text":"The drain before the school is open"}}`, stage: withCase(askedBack)},
	"upload": {path: "/v1/cases/GR2026000001/files/evidence?name=drain.png", method: http.MethodPost, who: asCitizen, kind: "image/png", body: pixel,
		stage: withCase(`{"version":1,"action":"ask","items":[{"field":"evidence","reason":"missing"}]}`)},
	"inbox":      {path: "/v1/inbox?court=office&limit=1", who: asOfficer, stage: withCase()},
	"case.moved": {path: "/v1/cases/GR2026000001/actions", method: http.MethodPost, who: asOfficer, headers: key1, body: `{"version":1,"action":"take_up"}`, stage: withCase(askedBack)},

	"case.unknown":    {path: "/v1/cases/GR2026000009", who: asCitizen},
	"unauthenticated": {path: "/v1/me"},
	"sign_in":         {path: "/v1/sign-in/staff", method: http.MethodPost, body: `{"login":"rina","password":"shut","code":"123456"}`},
	"forbidden":       {path: "/v1/inbox", who: asCitizen},
	"code.sends":      {path: "/v1/sign-in/codes", method: http.MethodPost, body: `{"mobile":"9999999999"}`},
}

var key1 = []string{"Idempotency-Key: 01jd9x7k3q5m8r2t"}

const (
	askedBack = `{"version":1,"action":"ask","items":[{"field":"grievance_text","reason":"unclear","note":"Which drain?"}]}`
	young     = `{"answers":{"applicant_name":"Gita Das","mobile":"9831000345","birth_date":"2001","place":"2984","account":{"value":"1234567890","again":"1234567890"},"ifsc":"SBIN0001234"}}`
)

// withDraft begins a draft, and asks at the address behind it.
func withDraft(services string, behind ...string) func(testing.TB, world) (string, []string) {
	return func(t testing.TB, w world) (string, []string) {
		path, tag := w.begun(t, services, asCitizen)
		return path + strings.Join(behind, ""), []string{"If-Match: " + tag}
	}
}

// withAnswers answers a draft too: a grievance of an operator's, or another of a citizen's.
func withAnswers(answers, behind string, services ...string) func(testing.TB, world) (string, []string) {
	return func(t testing.TB, w world) (string, []string) {
		who := asOperator
		if len(services) > 0 {
			who = asCitizen
		}
		path, tag := w.begun(t, strings.Join(append(services, `"grievance"`)[:1], ""), who)
		r := w.send(t, http.MethodPatch, path, answers, who, "If-Match: "+tag)
		return path + behind, []string{"If-Match: " + r.Header.Get("ETag")}
	}
}

// withCase submits a grievance of a citizen's, on which an officer then acts.
func withCase(acts ...string) func(testing.TB, world) (string, []string) {
	return func(t testing.TB, w world) (string, []string) {
		path := w.applied(t, asCitizen)
		for _, body := range acts {
			read[map[string]any](t, w.act(t, path, body, asOfficer, "act"), 200)
		}
		return "", nil
	}
}

var update = flag.Bool("update", false, "write the examples of openapi.yaml as the server answers now")

// ask puts the question and gives the address, which a stage may have made.
func (q question) ask(t testing.TB, l seva.Lang) (string, reply) {
	t.Helper()
	w := newWorld(t, func(c *api.Config) { c.Secret = []byte("of the examples") })
	headers := []string{"Accept-Language: " + string(l), "X-Request-Id: example-1", "Accept: " + q.accept}
	path := q.path
	if q.stage != nil {
		made, more := q.stage(t, w)
		path, headers = cmp.Or(made, path), append(headers, more...)
	}
	if headers = append(headers, q.headers...); q.who != "" {
		headers = append(headers, q.who)
	}
	if q.kind != "" {
		headers = append(headers, "Content-Type: "+q.kind)
	}
	w.register.fail = q.fail
	return path, w.send(t, cmp.Or(q.method, http.MethodGet), path, q.body, headers...)
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
			if r.StatusCode < 300 && q.kind == "" {
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
