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
		status, kind := ctx.Response.StatusCode(), string(ctx.Response.Header.ContentType())
		body := ctx.Response.Body()
		if status >= 500 {
			t.Fatalf("%q: %d %s", path, status, body)
		}
		if status == 200 {
			return
		}
		var p wire.Problem
		if kind != "application/problem+json; charset=utf-8" || json.Unmarshal(body, &p) != nil || p.Status != status || p.Detail == "" {
			t.Fatalf("%q: %d as %s: %s", path, status, kind, body)
		}
		said := fmt.Sprint(p)
		if strings.ContainsAny(said, "\x00\x1b\r\n\u202e\u2066") || strings.Contains(said, "⟪") {
			t.Fatalf("%q was said back: %q", path, said)
		}
	})
}
