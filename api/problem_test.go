package api_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
)

func problem(t *testing.T, r reply) wire.Problem {
	t.Helper()
	if kind := r.Header.Get("Content-Type"); kind != "application/problem+json; charset=utf-8" {
		t.Fatalf("%d came as %s: %s", r.StatusCode, kind, r.Body)
	}
	var p wire.Problem
	if err := json.Unmarshal([]byte(r.Body), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != r.StatusCode || p.Instance != r.Header.Get("X-Request-Id") || p.Type != "/problems/"+p.Code {
		t.Errorf("the problem and its answer differ: %+v, status %d, id %s", p, r.StatusCode, r.Header.Get("X-Request-Id"))
	}
	if r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a problem may be kept: %q", r.Header.Get("Cache-Control"))
	}
	return p
}

// Every kind of error a desk can give has its status, and a title in every language.
func TestEveryKindHasItsStatus(t *testing.T) {
	want := map[seva.Kind]int{
		seva.Invalid: 400, seva.NotFound: 404, seva.Conflict: 409, seva.Unauthenticated: 401,
		seva.Forbidden: 403, seva.TooMany: 429, seva.Unavailable: 503, seva.Internal: 500,
	}
	w := newWorld(t)
	for _, kind := range seva.Kinds() {
		w.register.fail = seva.Fail(kind, seva.Say("error.internal"))
		r := w.get(t, plotPath)
		if p := problem(t, r); p.Status != want[kind] || p.Kind != string(kind) {
			t.Errorf("%s came as %d %s", kind, p.Status, p.Kind)
		}
		if retry := r.Header.Get("Retry-After"); (kind == seva.TooMany || kind == seva.Unavailable) != (retry != "") {
			t.Errorf("%s has Retry-After %q", kind, retry)
		}
		for _, l := range seva.Langs() {
			if !i18n.Has(l, "problem."+string(kind)) {
				t.Errorf("no title of %s in %s", kind, l)
			}
		}
	}
}

func TestProblemsSpeakThreeLanguages(t *testing.T) {
	w := newWorld(t)
	said := map[string]bool{}
	for _, l := range seva.Langs() {
		r := w.get(t, "/v1/land/mouzas/12?lang="+string(l))
		p := problem(t, r)
		if p.Code != "mouza.number" || r.Header.Get("Content-Language") != string(l) {
			t.Errorf("%s: code %s in %s", l, p.Code, r.Header.Get("Content-Language"))
		}
		want := []wire.Flaw{{Parameter: "idn", Field: "mouza", Code: "mouza.number", Detail: p.Detail}}
		if diff := cmp.Diff(want, p.Errors); diff != "" {
			t.Error(diff)
		}
		said[p.Detail] = true
	}
	if len(said) != 3 {
		t.Errorf("three languages said %v", said)
	}
}

// What went wrong with us is for the log, and says nothing to the caller.
func TestInternalErrorsSayNothing(t *testing.T) {
	w := newWorld(t)
	w.register.fail = errors.New("dial tcp 10.0.0.7: secret\r\n\x1b[2Jforged")
	p := problem(t, w.get(t, plotPath))
	if p.Code != "internal" || strings.Contains(p.Detail, "secret") {
		t.Errorf("told the caller %+v", p)
	}
	line := strings.TrimSpace(w.log.String())
	if !json.Valid([]byte(line)) || strings.ContainsAny(line, "\r\n\x1b") {
		t.Errorf("the log line is not one line of JSON: %q", line)
	}
	if !strings.Contains(line, p.Instance) || !strings.Contains(line, "secret") {
		t.Errorf("the log does not explain request %s: %s", p.Instance, line)
	}
}

func TestAPanicIsAnInternalError(t *testing.T) {
	w := newWorld(t)
	w.register.fail = panicking{}
	if p := problem(t, w.get(t, plotPath)); p.Code != "internal" {
		t.Errorf("a panic came as %s", p.Code)
	}
	w.register.fail = nil
	if r := w.get(t, plotPath); r.StatusCode != http.StatusOK {
		t.Errorf("after a panic: %d", r.StatusCode)
	}
}

// panicking is an error that cannot be looked at.
type panicking struct{}

func (panicking) Error() string { panic("no") }
func (panicking) Is(error) bool { panic("no") }
func (panicking) Unwrap() error { panic("no") }
func (panicking) As(any) bool   { panic("no") }

func TestNothingHereAndWrongMethods(t *testing.T) {
	w := newWorld(t)
	for path, code := range map[string]string{
		"/v1": "route.unknown", "/v1/land/mouzas/1027001/": "route.unknown",
		"/V1/places/districts": "route.unknown", "/problems/no.such.thing": "route.unknown",
	} {
		r := w.get(t, path)
		if p := problem(t, r); p.Status != 404 || p.Code != code {
			t.Errorf("%s: %d %s", path, p.Status, p.Code)
		}
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "PROPFIND"} {
		r := w.ask(t, method, plotPath)
		if p := problem(t, r); p.Status != 405 || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, p.Status, r.Header.Get("Allow"))
		}
		if r := w.ask(t, method, "/nothing"); problem(t, r).Status != 404 {
			t.Errorf("%s /nothing: %d", method, r.StatusCode)
		}
	}
}

// Also where there is nothing, and with a mistake in the query, lang is obeyed.
func TestRefusalsObeyLang(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ method, path string }{
		{"GET", "/v1/nothing?lang=hi"}, {"GET", "/nothing?x=1&lang=hi"}, {"POST", plotPath + "?lang=hi"}, {"BREW", plotPath + "?lang=hi"},
		{"GET", plotPath + "?colour=red&lang=hi"}, {"GET", plotPath + "?lang=hi&as_on=2030-01-01"},
	} {
		r := w.ask(t, c.method, c.path, "Accept-Language: bn")
		if p := problem(t, r); r.Header.Get("Content-Language") != "hi" || p.Title == "" || p.Title != i18n.Say(seva.Hindi, seva.Say("problem."+p.Kind)) {
			t.Errorf("%s %s is answered in %s: %s", c.method, c.path, r.Header.Get("Content-Language"), p.Title)
		}
	}
	if r := w.get(t, "/nothing?lang=xx", "Accept-Language: bn"); r.Header.Get("Content-Language") != "bn" {
		t.Errorf("with a language that is none, Accept-Language holds: %s", r.Header.Get("Content-Language"))
	}
}

func TestQueriesAreStrict(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{
		plotPath + "?as_on=2026-11-01&as_on=2026-11-02":  "query.twice",
		plotPath + "?lang=bn&lang=en":                    "query.twice",
		plotPath + "?AS_ON=2026-11-01":                   "query.unknown",
		plotPath + "?%3Cscript%3E":                       "query.unknown",
		plotPath + "?lang=bn-Latn":                       "lang.unknown",
		plotPath + "?as_on=2026-02-30":                   "date.form",
		plotPath + "?as_on=2026-02":                      "date.form",
		plotPath + "?as_on=2026-11-24":                   "date.future",
		plotPath + "?as_on=":                             "date.form",
		plotPath + "?as_recorded=yesterday":              "moment.form",
		plotPath + "?as_on=%zz":                          "request.malformed",
		"/v1/places/search?q=%ff":                        "text.encoding",
		"/v1/places/search?q=a%00b":                      "text.control",
		"/v1/places/search?q=a%1b%5b2J":                  "text.control",
		"/v1/places/search":                              "query.missing",
		"/v1/places/search?q=a&limit=51":                 "limit.range",
		"/v1/places/districts?limit=101":                 "limit.range",
		"/v1/places/districts?limit=-1":                  "limit.range",
		"/v1/places/districts?limit=9999999999999999999": "limit.range",
		"/v1/land/mouzas/%ff":                            "text.encoding",
		"/v1/land/mouzas/1027001/plots/165%2Fx":          "number.form",
		"/v1/land/mouzas/1027001/crosswalk?rs=1&lr=2":    "crosswalk.one",
	} {
		if p := problem(t, w.get(t, path)); p.Status != 400 || p.Code != want {
			t.Errorf("%s: %d %s, want %s", path, p.Status, p.Code, want)
		}
	}
	if r := w.get(t, "/v1/land/mouzas/1027001/crosswalk?lr=x"); problem(t, r).Errors[0].Parameter != "lr" {
		t.Errorf("the parameter at fault is lr: %s", r.Body)
	}
}

func TestEveryWayOfWritingAPlot(t *testing.T) {
	w := newWorld(t)
	for _, plot := range []string{"165-1201", "165%2F1201", "%E0%A7%A7%E0%A7%AC%E0%A7%AB-%E0%A7%A7%E0%A7%A8%E0%A7%A6%E0%A7%A7", "165%20%E0%A6%AC%E0%A6%BE%E0%A6%9F%E0%A6%BE%201201"} {
		for _, idn := range []string{"1027001", "%E0%A7%A7%E0%A7%A6%E0%A7%A8%E0%A7%AD%E0%A7%A6%E0%A7%A6%E0%A7%A7"} {
			if r := w.get(t, "/v1/land/mouzas/"+idn+"/plots/"+plot); r.StatusCode != 200 {
				t.Errorf("%s/%s: %s", idn, plot, r.Body)
			}
		}
	}
}
