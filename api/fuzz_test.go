package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"duar/api"
	"duar/api/wire"
)

// Whatever an address holds, the answer is never our fault, is always a problem when it
// is not good, and never carries back what could hurt whoever shows it.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		plotPath, plotPath + "/map", "/v1/places/search?q=ranja", "/v1/places/search?q=%ff%fe", "/v1/places/search?q=%00",
		"/v1/land/mouzas/1027001/plots/%E2%80%AE165", "/v1/land/mouzas/../../etc/passwd", "/v1/land/mouzas/%2e%2e/plots/1",
		"/v1/land/mouzas/1027001/plots/165%2F1201?as_on=2026-11-01", "/v1/places/blocks/2984/mouzas?cursor=%00&limit=1",
		"/v1/places/districts?limit=%E0%A7%A7", "/v1/land/mouzas/1027001/crosswalk?rs=1;lr=2", "/problems/%1b[2J", "/%", "//", "/?&&=",
		"/v1/land/mouzas/" + strings.Repeat("9", 3000), "/v1/places/search?q=" + strings.Repeat("%E0%A6%95", 900), "/docs?lang=../../x",
		"/v1/services?q=%E0%A6%85", "/v1/services/%00", "/v1/services/grievance/form?lang=bn", "/v1/forms?services=,,%2C", "/v1/cases/CAF2026000001-2",
		"/v1/drafts/%2e%2e/files/a%2F0%2Fb", "/v1/inbox?court=office,,&cursor=%ff", "/v1/sign-in/codes/x", "/v1/me?lang=hi",
	} {
		f.Add(seed, "bn")
	}
	f.Add("/livez", "\xff,;q=")
	w := newWorld(f, func(c *api.Config) { c.Log = slog.New(slog.NewJSONHandler(io.Discard, nil)) })
	handle := w.App().Server().Handler
	f.Fuzz(func(t *testing.T, path, accept string) {
		var ctx fasthttp.RequestCtx
		ctx.Init(&fasthttp.Request{}, nil, nil)
		ctx.Request.SetRequestURI(path)
		ctx.Request.Header.Set("Accept-Language", accept)
		ctx.Request.Header.SetHost("d")
		handle(&ctx)
		mustBeSound(t, path, &ctx)
	})
}

// mustBeSound holds an answer to what every answer must be, whatever was asked.
func mustBeSound(t *testing.T, asked string, ctx *fasthttp.RequestCtx) {
	status, kind := ctx.Response.StatusCode(), string(ctx.Response.Header.ContentType())
	body := ctx.Response.Body()
	if status >= 500 {
		t.Fatalf("%q: %d %s", asked, status, body)
	}
	if status < 300 {
		return
	}
	var p wire.Problem
	if kind != "application/problem+json; charset=utf-8" || json.Unmarshal(body, &p) != nil || p.Status != status || p.Detail == "" {
		t.Fatalf("%q: %d as %s: %s", asked, status, kind, body)
	}
	said := fmt.Sprint(p)
	if strings.ContainsAny(said, "\x00\x1b\r\n\u202e\u2066") || strings.Contains(said, "⟪") {
		t.Fatalf("%q was said back: %q", asked, said)
	}
}

// writes are the routes that take a body, with what else they want; {draft} is one that
// is there.
var writes = []string{
	"POST /v1/sign-in/codes", "POST /v1/sign-in/codes/challenge-bn", "POST /v1/sign-in/staff", "POST /v1/drafts", "PATCH {draft}",
	"POST {draft}/submit", "POST {draft}/files/evidence?name=a.png", "POST /v1/status", "POST /v1/cases/GR2026000001/actions",
	"POST /v1/cases/GR2026000001/reply", "POST /v1/cases/GR2026000001/files/evidence", "DELETE /v1/me/session", "GET /v1/inbox",
	"POST /v1/sign-in/refresh", "POST /v1/me/codes", "PUT /v1/me/pin", "DELETE /v1/me/pin", "POST /v1/me/number", "POST /v1/me/unlock",
	"POST /v1/me/consents", "POST /v1/me/consents/consent-1/withdrawal", "POST /v1/me/requests", "POST /v1/requests/request-1/answer",
	"POST /v1/staff", "PUT /v1/staff/rina/roles", "DELETE /v1/staff/rina/suspension", "PUT /v1/suspended-numbers", "GET /v1/files/x",
}

// Whatever a body holds, whoever sends it and with which headers, the answer is never our
// fault, and a problem never carries back what could hurt whoever shows it.
func FuzzRequest(f *testing.F) {
	for i := range writes {
		f.Add(i, i, []byte(whole), "k-1", `"v1"`, "application/json")
	}
	for _, seed := range []string{
		`{"answers":{"members/-/name":"\u202e","members/0/x":{"value":"1","again":"2"}}}`, `{"answers":[{"topic":"land"},{"topic":null}]}`,
		`{"services":["grievance","trade_licence_renewal"],"lang":"bn-Latn","phone":"+91 98310 00345"}`, `{"number":"CAF2026000001/2","fact":"১২৩৪"}`,
		`{"version":1,"action":"ask","items":[{"field":"grievance_text","reason":"unclear","note":"\n"}],"day":"2026-12-01","found":"yes"}`,
		`{"version":9223372036854775807,"action":"\ud83d\ude00"}`, `{"mobile":"9831000345","mobile":"1"}`, `{"login":"a\tb","password":"","code":"१"}`, pixel,
	} {
		f.Add(4, 2, []byte(seed), `"k-2"`, "W/*", "application/json; charset=utf-8")
	}
	w := newWorld(f, func(c *api.Config) { c.Log = slog.New(slog.NewJSONHandler(io.Discard, nil)) })
	w.applied(f, asCitizen)
	draft, _ := w.begun(f, `"old_age_pension"`, asCitizen)
	handle := w.App().Server().Handler
	f.Fuzz(func(t *testing.T, route, who int, body []byte, key, match, kind string) {
		method, path, _ := strings.Cut(writes[(route%len(writes)+len(writes))%len(writes)], " ")
		var ctx fasthttp.RequestCtx
		ctx.Init(&fasthttp.Request{}, nil, nil)
		ctx.Request.Header.SetMethod(method)
		ctx.Request.SetRequestURI(strings.Replace(path, "{draft}", draft, 1))
		ctx.Request.Header.SetHost("d")
		ctx.Request.SetBody(body)
		for name, value := range map[string]string{
			"Idempotency-Key": key, "If-Match": match, "Content-Type": kind, "Duar-Channel": "kiosk", "Duar-File-Name": key,
			"Authorization": "Bearer " + tokens[(who%len(tokens)+len(tokens))%len(tokens)],
		} {
			ctx.Request.Header.Set(name, value)
		}
		handle(&ctx)
		mustBeSound(t, method+" "+path+" "+string(body), &ctx)
	})
}
