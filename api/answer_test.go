package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"duar/api"
	"duar/api/wire"
	"duar/seva"
)

func TestLanguageIsChosen(t *testing.T) {
	w := newWorld(t)
	for header, want := range map[string]string{
		"": "en", "bn": "bn", "hi-IN,hi;q=0.9": "hi", "bn-BD": "bn", "en-GB": "en", "as-IN": "bn", "ta": "en",
		"fr, hi;q=0.1": "hi", "*": "en", "\xff\xfe": "en", "en;q=0.1, bn;q=0.9": "bn",
		strings.Repeat("hi,", 200): "hi",
	} {
		r := w.get(t, plotPath, "Accept-Language: "+header)
		if got := r.Header.Get("Content-Language"); got != want {
			t.Errorf("Accept-Language %q was answered in %q, want %s", header, got, want)
		}
		if r.Header.Get("Vary") != "Accept-Language" {
			t.Errorf("Vary is %q", r.Header.Get("Vary"))
		}
	}
	if r := w.get(t, plotPath+"?lang=hi", "Accept-Language: bn"); r.Header.Get("Content-Language") != "hi" {
		t.Error("lang does not overrule Accept-Language")
	}
}

func TestMoreLanguageHeadersThanAreRemembered(t *testing.T) {
	w := newWorld(t)
	for i := range 600 {
		q := strings.Repeat("0", i%50+1) + "1"
		for _, tail := range []string{"", " ", "  ", "\t"}[:1+i%4] {
			w.get(t, "/readyz", "Accept-Language: hi;q=0."+q+", zz-"+strings.Repeat("a", i%8+1)+tail)
		}
	}
	if r := w.get(t, plotPath, "Accept-Language: hi;q=0.33333"); r.Header.Get("Content-Language") != "hi" {
		t.Error("a new header is not understood any more")
	}
}

func TestConditionalRequests(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{plotPath, plotPath + "?as_on=2026-11-01", plotPath + "/map", "/v1/places/districts", "/openapi.yaml", "/docs"} {
		first := w.get(t, path)
		tag := first.Header.Get("ETag")
		if len(tag) != 45 || tag[0] != '"' || first.StatusCode != 200 {
			t.Fatalf("%s: %d with ETag %s", path, first.StatusCode, tag)
		}
		for _, held := range []string{tag, "W/" + tag, `"x", W/"y", ` + tag, "*", `"a,b" ,` + tag} {
			r := w.get(t, path, "If-None-Match: "+held)
			if r.StatusCode != 304 || r.Body != "" || r.Header.Get("ETag") != tag || r.Header.Get("Cache-Control") != first.Header.Get("Cache-Control") {
				t.Errorf("%s with %s: %d %q", path, held, r.StatusCode, r.Body)
			}
		}
		for _, held := range []string{`"x"`, strings.Trim(tag, `"`), "**", `"`, "W/", tag[:44]} {
			if r := w.get(t, path, "If-None-Match: "+held); r.StatusCode != 200 || r.Body != first.Body {
				t.Errorf("%s with %s: %d", path, held, r.StatusCode)
			}
		}
	}
	bn, en := w.get(t, plotPath+"?lang=bn"), w.get(t, plotPath+"?lang=en")
	if bn.Header.Get("ETag") == en.Header.Get("ETag") {
		t.Error("two languages have one ETag")
	}
}

func TestCacheControlByClass(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{
		plotPath:                                  "private, no-store",
		"/v1/land/mouzas/1027001/khatians/12":     "private, no-store",
		"/v1/places/districts":                    "public, max-age=86400, stale-while-revalidate=604800",
		plotPath + "/map":                         "public, max-age=3600, stale-while-revalidate=86400",
		"/v1/land/mouzas/1027001":                 "public, max-age=300, stale-while-revalidate=3600",
		"/v1/land/mouzas/1027001/crosswalk?rs=98": "public, max-age=300, stale-while-revalidate=3600",
		"/livez":  "no-store",
		"/readyz": "no-store",
	} {
		if got := w.get(t, path).Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	w := newWorld(t)
	var seen []string
	next := "/v1/places/blocks/2984/mouzas?limit=50&lang=bn"
	for pages := 0; next != ""; pages++ {
		r := w.get(t, next)
		var page wire.Page[wire.Mouza]
		if err := json.Unmarshal([]byte(r.Body), &page); err != nil || r.StatusCode != 200 {
			t.Fatalf("%s: %d %v", next, r.StatusCode, err)
		}
		for _, m := range page.Items {
			seen = append(seen, m.IDN)
		}
		next = ""
		if link := r.Header.Get("Link"); link != "" {
			target, rel, _ := strings.Cut(link, ">; ")
			next = strings.TrimPrefix(target, "<")
			u, err := url.Parse(next)
			if err != nil || rel != `rel="next"` || u.Query().Get("cursor") != page.Next || u.Query().Get("lang") != "bn" {
				t.Fatalf("Link %s", link)
			}
		} else if page.Next != "" {
			t.Fatal("next without Link")
		}
		if pages > 5 {
			t.Fatal("no end")
		}
	}
	if len(seen) != 120 || seen[0] != "1027001" || seen[119] != "1027120" {
		t.Errorf("%d mouzas from %s to %s", len(seen), seen[0], seen[len(seen)-1])
	}
	if n := strings.Count(w.get(t, "/v1/places/blocks/2984/mouzas").Body, `"idn"`); n != 20 {
		t.Errorf("a page has %d mouzas when nothing is said", n)
	}
}

func TestCursorsOfOthersAreRefused(t *testing.T) {
	w := newWorld(t)
	var page wire.Page[wire.Mouza]
	if err := json.Unmarshal([]byte(w.get(t, "/v1/places/blocks/2984/mouzas?limit=1").Body), &page); err != nil {
		t.Fatal(err)
	}
	stranger := newWorld(t, func(c *api.Config) { c.Secret = []byte("another secret") })
	for server, path := range map[*world]string{
		&w:        "/v1/places/districts/318/blocks?cursor=" + page.Next,
		&stranger: "/v1/places/blocks/2984/mouzas?cursor=" + page.Next,
	} {
		if p := problem(t, server.get(t, path)); p.Code != "cursor.bad" {
			t.Errorf("%s: %s", path, p.Code)
		}
	}
	for i := range page.Next {
		forged := []byte(page.Next)
		forged[i] ^= 1
		if r := w.get(t, "/v1/places/blocks/2984/mouzas?cursor="+url.QueryEscape(string(forged))); r.StatusCode != 400 {
			t.Errorf("a forged cursor was taken: %s", forged)
		}
	}
}

func TestMapHasTwoForms(t *testing.T) {
	w := newWorld(t)
	for accept, want := range map[string]string{
		"": "application/geo+json; charset=utf-8", "*/*": "application/geo+json; charset=utf-8",
		"application/json": "application/geo+json; charset=utf-8", "image/svg+xml": "image/svg+xml; charset=utf-8",
		"image/*": "image/svg+xml; charset=utf-8", "text/html, image/svg+xml;q=0.9, */*;q=0.1": "image/svg+xml; charset=utf-8",
		"application/geo+json;q=0, */*": "image/svg+xml; charset=utf-8",
	} {
		r := w.get(t, plotPath+"/map", "Accept: "+accept)
		if got := r.Header.Get("Content-Type"); got != want || r.Header.Get("Vary") != "Accept, Accept-Language" {
			t.Errorf("Accept %q: %s, Vary %q", accept, got, r.Header.Get("Vary"))
		}
	}
	for _, accept := range []string{"text/html", "application/geo+json;q=0", "image/webp"} {
		if p := problem(t, w.get(t, plotPath+"/map", "Accept: "+accept)); p.Status != http.StatusNotAcceptable {
			t.Errorf("Accept %q: %d", accept, p.Status)
		}
	}
	svg := w.get(t, plotPath+"/map", "Accept: image/svg+xml")
	if !strings.Contains(svg.Header.Get("Content-Security-Policy"), "default-src 'none'") || !strings.Contains(svg.Body, "165/1201") {
		t.Errorf("the picture: %v %s", svg.Header, svg.Body)
	}
	unable := newWorld(t, func(c *api.Config) { c.Draw = nil })
	if p := problem(t, unable.get(t, plotPath+"/map", "Accept: image/svg+xml")); p.Status != 406 {
		t.Errorf("without a draughtsman: %d", p.Status)
	}
}

func TestRequestIDs(t *testing.T) {
	w := newWorld(t)
	if got := w.get(t, "/livez", "X-Request-Id: phone-7.20261123").Header.Get("X-Request-Id"); got != "phone-7.20261123" {
		t.Errorf("a sane id became %q", got)
	}
	for _, id := range []string{"", "short", strings.Repeat("a", 65), `"><script>`, "a b c d e f"} {
		if got := w.get(t, "/livez", "X-Request-Id: "+id).Header.Get("X-Request-Id"); got == id || len(got) != 26 {
			t.Errorf("id %q became %q", id, got)
		}
	}
}

// What the open API shows is what the open portal shows.
func TestPublicAnswersWithholdWhatTheyMust(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{plotPath, "/v1/land/mouzas/1027001/khatians/12"} {
		body := w.get(t, path+"?lang=bn").Body
		for _, secret := range []string{"হরিপদ", "গোপাল", "guardian", "address", "possessor"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q", path, secret)
			}
		}
		if !strings.Contains(body, "সুব্রত মণ্ডল") {
			t.Errorf("%s does not name the owner", path)
		}
	}
}

func TestPlotsAreKeptForAWhile(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.get(t, plotPath)
	}
	if w.register.asked != 1 {
		t.Errorf("five equal questions reached the register %d times", w.register.asked)
	}
	w.get(t, plotPath+"?lang=bn")
	w.get(t, plotPath+"?as_on=2026-11-01")
	w.get(t, plotPath+"?as_on=2026-11-01")
	if w.register.asked != 4 {
		t.Errorf("other questions reached it %d times in all, want 4", w.register.asked)
	}
	w.Forget(ranjapur + 1)
	w.get(t, plotPath)
	w.Forget(ranjapur)
	w.get(t, plotPath)
	if w.register.asked != 5 {
		t.Errorf("after the record changed: %d, want 5", w.register.asked)
	}
	w.register.fail = seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
	w.Forget(ranjapur)
	w.get(t, plotPath)
	w.register.fail = nil
	if r := w.get(t, plotPath); r.StatusCode != 200 {
		t.Error("a failure was kept")
	}
}
