package client_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"duar/api/client"
	"duar/seva"
	"duar/seva/land"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// against gives a client of a server that always answers so.
func against(t *testing.T, status int, kind, body string) *client.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	c, err := client.New(s.URL, s.Client())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Whatever stands between a kiosk and its server, the kiosk learns that the desk is
// away or broken, and never gets half an answer.
func TestServersThatAreNotDuar(t *testing.T) {
	const plot = `{"mouza":{"idn":"1027001"},"plot":"165","area":{"acre":"0.7500"},"as_on":{"valid":"2026-11-01","recorded":"2026-11-23T04:30:00Z"},"holdings":[]}`
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       seva.Kind
	}{
		"a proxy's page":            {502, "text/html", "<h1>Bad gateway</h1>", seva.Unavailable},
		"a portal's page":           {200, "text/html", "<h1>Please sign in to the Wi-Fi</h1>", seva.Internal},
		"a problem without a code":  {500, "application/problem+json", `{"title":"x"}`, seva.Unavailable},
		"a problem that is broken":  {500, "application/problem+json", `{"code":`, seva.Unavailable},
		"an empty answer":           {200, "application/json", "", seva.Internal},
		"a cut answer":              {200, "application/json", plot[:40], seva.Internal},
		"an area that is none":      {200, "application/json", strings.Replace(plot, "0.7500", "much", 1), seva.Internal},
		"a number that is none":     {200, "application/json", strings.Replace(plot, `"165"`, `"x"`, 1), seva.Internal},
		"a mouza that is none":      {200, "application/json", strings.Replace(plot, "1027001", "27", 1), seva.Internal},
		"a date that is none":       {200, "application/json", strings.Replace(plot, "2026-11-01", "2026-13", 1), seva.Internal},
		"an answer without an end":  {200, "application/json", strings.Repeat(" ", 9<<20), seva.Internal},
		"a problem of duar":         {404, "application/problem+json; charset=utf-8", `{"code":"plot.unknown","kind":"not_found"}`, seva.NotFound},
		"an answer with new fields": {200, "application/json", strings.Replace(plot, "{", `{"new":1,`, 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := against(t, c.status, c.kind, c.body).Land().Plot(t.Context(), 1027001, land.Number{Main: 165}, land.At{})
			if c.want == "" {
				if err != nil || got.Area != 7500 {
					t.Errorf("%+v, %v", got, err)
				}
				return
			}
			if err == nil || seva.KindOf(err) != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestMapsThatAreNone(t *testing.T) {
	for _, body := range []string{
		`{"features":[]}`,
		`{"features":[{"properties":{"mouza":"1027001","plot":"1"},"geometry":{"coordinates":[]}}]}`,
		`{"features":[{"properties":{"mouza":"1027001","plot":"1"},"geometry":{"coordinates":[[[1,2],[3,4]]]}}]}`,
		`{"features":[{"properties":{"mouza":"1027001","plot":"1"},"geometry":{"coordinates":[[["a",2]]]}}]}`,
		`{"features":[{"properties":{"mouza":"1027001","plot":"1"},"geometry":{"coordinates":[[[1.12345678,2]]]}}]}`,
	} {
		if s, err := against(t, 200, "application/geo+json", body).Land().Map(t.Context(), 1027001, land.Number{Main: 1}); err == nil {
			t.Errorf("%s was read as %+v", body, s)
		}
	}
}

func TestAServerThatIsAway(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	c, err := client.New(s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := c.Places().Districts(t.Context()); seva.KindOf(err) != seva.Unavailable {
		t.Errorf("a server that is away: %v", err)
	}
}

func TestAServerThatIsSlow(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer s.Close()
	defer close(release)
	c, err := client.New(s.URL, s.Client())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := c.Places().Districts(ctx); seva.KindOf(err) != seva.Unavailable {
		t.Errorf("a server that is slow: %v", err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("waited %v", took)
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "duar.example", "ftp://duar.example", "http://", "http://d?x=1", "http://d#x", "://"} {
		if _, err := client.New(bad, nil); err == nil {
			t.Errorf("%q was taken for an address", bad)
		}
	}
}

// A server behind a path, as a reverse proxy may put it.
func TestAServerBehindAPath(t *testing.T) {
	var asked string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path
		_, _ = io.WriteString(w, `{"items":[]}`)
	}))
	defer s.Close()
	c, err := client.New(s.URL+"/duar/", s.Client())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Places().Districts(t.Context()); err != nil || asked != "/duar/v1/places/districts" {
		t.Errorf("asked %s, %v", asked, err)
	}
}
