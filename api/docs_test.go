package api_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
)

// Every example link on the page works, and the page needs nothing from anywhere else.
func TestDocsWorkOffline(t *testing.T) {
	w := newWorld(t)
	for _, l := range seva.Langs() {
		r := w.get(t, "/docs?lang="+string(l))
		if r.StatusCode != 200 || r.Header.Get("Content-Language") != string(l) {
			t.Fatalf("%s: %d in %s: %s", l, r.StatusCode, r.Header.Get("Content-Language"), w.log)
		}
		if strings.Contains(r.Body, "⟪") || strings.Contains(r.Body, "ZgotmplZ") || regexp.MustCompile(`(src|href|url)[=(]["']?(https?:)?//`).MatchString(r.Body) {
			t.Errorf("%s: a word is missing or something comes from elsewhere:\n%s", l, r.Body)
		}
		first := regexp.MustCompile(`<h2><code>GET (\S+)</code>`).FindAllStringSubmatch(r.Body, -1)
		if len(first) < 10 || !strings.HasPrefix(first[0][1], "/v1/land/") || !strings.HasPrefix(first[8][1], "/v1/places/") {
			t.Errorf("%s: the order is %v", l, first)
		}
		for _, want := range []string{"plot.unknown", "record.not_then", "date.future", "accept.none", "unavailable", "method", "internal"} {
			if !strings.Contains(r.Body, "<code>"+want+"</code></a></h3>") {
				t.Errorf("%s: no example of %s", l, want)
			}
		}
		links := regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(r.Body, -1)
		if len(links) < len(questions)+5 {
			t.Errorf("only %d links", len(links))
		}
		for _, link := range links {
			if r := w.get(t, html.UnescapeString(link[1])); r.StatusCode != 200 {
				t.Errorf("%s: %d", link[1], r.StatusCode)
			}
		}
		policy := r.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
	}
}

func TestTheBareAddressLeadsToTheGuide(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{"/": "/docs", "/?lang=hi": "/docs?lang=hi"} {
		if r := w.get(t, path); r.StatusCode != 302 || r.Header.Get("Location") != want {
			t.Errorf("%s: %d to %s", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
	if r := w.get(t, "/?lang=xx"); r.StatusCode != 400 {
		t.Errorf("a language that is none: %d", r.StatusCode)
	}
}

// Every error that can be said has its page.
func TestEveryErrorHasItsPage(t *testing.T) {
	w := newWorld(t)
	for _, key := range i18n.Keys(seva.English) {
		code, ok := strings.CutPrefix(key, "error.")
		if !ok {
			continue
		}
		r := w.get(t, "/problems/"+code)
		if r.StatusCode != 200 {
			t.Errorf("%s: %d", code, r.StatusCode)
		}
		for _, l := range seva.Langs() {
			if !i18n.Has(l, key) || !strings.Contains(r.Body, `<article lang="`+string(l)+`">`) {
				t.Errorf("%s is not said in %s", code, l)
			}
		}
	}
}
