package numbers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/identity"
)

const mobile = seva.Phone("919831012345")

// platform is a stand-in that listens, and a client of it.
func platform(t *testing.T) (*StandIn, *Client, *time.Time) {
	t.Helper()
	s := &StandIn{Key: "key"}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	c, err := New(server.URL+"/", "key", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return s, c, &now
}

func TestNumber(t *testing.T) {
	s, c, _ := platform(t)
	holder, sim := time.Date(2019, 4, 1, 0, 0, 0, 0, seva.IST), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, want := range []identity.Standing{{Holder: holder.UTC(), SIM: sim}, {SIM: sim}, {Holder: holder.UTC()}, {}} {
		s.Know(mobile, want)
		if got, err := c.Number(t.Context(), mobile); err != nil || got != want {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
	if got, err := c.Number(t.Context(), "919800000000"); err != nil || got != (identity.Standing{}) {
		t.Errorf("of a number that nobody knows: %+v, %v", got, err)
	}
	c.key = "another"
	if _, err := c.Number(t.Context(), mobile); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("with another key: %v", err)
	}
}

// Whatever the platform does, the client says that it does not know, soon, and without the
// number.
func TestFaults(t *testing.T) {
	for _, f := range Faults() {
		t.Run(string(f), func(t *testing.T) {
			s, c, _ := platform(t)
			s.Know(mobile, identity.Standing{Holder: time.Date(2019, 4, 1, 0, 0, 0, 0, time.UTC)})
			s.Misbehave(f)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			got, err := c.Number(ctx, mobile)
			if err == nil || got != (identity.Standing{}) {
				t.Fatalf("%+v, %v", got, err)
			}
			if strings.Contains(err.Error(), string(mobile)) {
				t.Error("the error names the number")
			}
			s.Misbehave(Sound)
			if got, err := c.Number(t.Context(), mobile); err != nil || got.Holder.IsZero() {
				t.Errorf("afterwards: %+v, %v", got, err)
			}
		})
	}
}

// A platform that is away is not asked each time, and asked again after a while; an answer
// between failures begins the count anew, and who hangs up does not count.
func TestRests(t *testing.T) {
	s, c, now := platform(t)
	fail := func(times int) {
		for range times {
			if _, err := c.Number(t.Context(), mobile); err == nil {
				t.Error("an answer")
			}
		}
	}
	s.Misbehave(Broken)
	fail(failsMost - 1)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Number(gone, mobile); err == nil {
		t.Error("an answer")
	}
	s.Misbehave(Sound)
	if _, err := c.Number(t.Context(), mobile); err != nil {
		t.Error(err)
	}
	s.Misbehave(Broken)
	fail(failsMost)
	before := s.Asked()
	fail(100)
	if s.Asked() != before {
		t.Errorf("asked %d times while it rests", s.Asked()-before)
	}
	*now = now.Add(rest)
	s.Misbehave(Sound)
	if _, err := c.Number(t.Context(), mobile); err != nil {
		t.Errorf("after the rest: %v", err)
	}
}

func TestAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"https://mnv.example.in": true, "https://mnv.example.in/duar/": true, "http://127.0.0.1:1": true, "http://localhost:1": true,
		"http://mnv.example.in": false, "": false, "mnv.example.in": false, "ftp://mnv.example.in": false,
		"https://user:secret@mnv.example.in": false, "https://mnv.example.in?key=1": false,
	} {
		if _, err := New(address, "key", time.Now); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// The stand-in takes nothing but what the shape says.
func TestStandInIsStrict(t *testing.T) {
	s := &StandIn{Key: "key"}
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{http.MethodGet, "/v1/standing", "", http.StatusNotFound},
		{http.MethodPost, "/v1/standing?mobile=919831012345", "{}", http.StatusNotFound},
		{http.MethodPost, "/v1/standing", "{", http.StatusBadRequest},
		{http.MethodPost, "/v1/standing", `{"mobile":"919831012345"}`, http.StatusNotFound},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, strings.NewReader(c.body))
		r.Header.Set("Authorization", "Bearer key")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != c.want {
			t.Errorf("%s %s %s: %d", c.method, c.path, c.body, w.Code)
		}
	}
}

// No answer, whatever it is, brings the client down or makes it believe in the future.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{}`, `{"holder_since":"2019-04-01T00:00:00+05:30"}`, `{"sim_since":null}`, `[]`, `{} {}`, `{"holder_since":1}`} {
		f.Add([]byte(seed))
	}
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	c, err := New("https://mnv.example.in", "key", func() time.Time { return now })
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := c.read(text)
		if err != nil && s != (identity.Standing{}) {
			t.Errorf("an error and %+v", s)
		}
		if latest := now.Add(ahead); s.Holder.After(latest) || s.SIM.After(latest) {
			t.Errorf("believed %+v", s)
		}
	})
}
