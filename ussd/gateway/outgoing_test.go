package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"duar/seva/notice"
)

type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

func asking(t *testing.T, method, address string) *http.Request {
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Whatever goes wrong, the address with its secrets is not in the error.
func TestOutTellsNoAddress(t *testing.T) {
	const secret = "https://sms.example.org/send?pin=4711&mnumber=919831000001"
	for _, inner := range []error{
		errors.New("broken pipe"),
		&url.Error{Op: "Get", URL: secret, Err: errors.New("broken pipe")},
	} {
		_, err := NewOut(failing{inner}).Do(t.Context(), asking(t, http.MethodGet, secret))
		if notice.ReasonOf(err) != notice.Unreachable || strings.Contains(err.Error(), "4711") || strings.Contains(err.Error(), "9831000001") {
			t.Errorf("%v", err)
		}
	}
}

// Our own patience ends a call even where the caller has more.
func TestOutWaits(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(release)
	out := NewOut(http.DefaultTransport)
	out.wait = 30 * time.Millisecond
	_, err := out.Do(t.Context(), asking(t, http.MethodPost, server.URL))
	if notice.ReasonOf(err) != notice.TimedOut || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// Half an answer is an answer when it is long enough to say something; no more than 64 KiB
// of it are read.
func TestOutReadsSoMuch(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			io.WriteString(w, strings.Repeat("x", maxAnswer+1))
			return
		}
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "402,MsgID = 1")
	}))
	defer server.Close()
	out := NewOut(http.DefaultTransport)
	long, err := out.Do(t.Context(), asking(t, http.MethodGet, server.URL+"/long"))
	if err != nil || len(long.Body) != maxAnswer {
		t.Errorf("%d bytes, %v", len(long.Body), err)
	}
	half, err := out.Do(t.Context(), asking(t, http.MethodGet, server.URL+"/half"))
	if err != nil || half.Body != "402,MsgID = 1" {
		t.Errorf("%q, %v", half.Body, err)
	}
}

func TestAddress(t *testing.T) {
	for s, good := range map[string]bool{
		"https://sms.example.org/send":        true,
		"http://127.0.0.1:13013/cgi-bin/send": true,
		"http://localhost:13013/send":         true,
		"http://10.1.2.3/send":                true,
		"http://[::1]/send":                   true,
		"http://sms.example.org/send":         false, // anybody on the way would read it
		"http://203.0.113.5/send":             false,
		"ftp://127.0.0.1/":                    false,
		"https://user:pin@sms.example.org/":   false,
		"https://sms.example.org/?pin=1":      false,
		"sms.example.org":                     false,
		"":                                    false,
	} {
		if _, err := Address(s); (err == nil) != good {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestReasonOfStatus(t *testing.T) {
	for status, want := range map[int]notice.Reason{
		200: notice.Unknown, 302: notice.Locked, 400: notice.Rejected, 401: notice.Locked, 402: notice.Credit,
		403: notice.Locked, 404: notice.Locked, 405: notice.Locked, 408: notice.TimedOut, 429: notice.Busy,
		500: notice.Broken, 502: notice.Broken, 504: notice.TimedOut,
	} {
		if got := ReasonOfStatus(status); got != want {
			t.Errorf("%d: %s, want %s", status, got, want)
		}
	}
}

// No code of the registration platform is worth another try.
func TestDLT(t *testing.T) {
	for code, want := range map[int]notice.Reason{
		600: notice.Unregistered, 604: notice.Unregistered, 612: notice.Unregistered, 614: notice.Unregistered,
		620: notice.Unregistered, 623: notice.Unregistered, 630: notice.Unregistered, 632: notice.Unregistered,
		633: notice.Unmatched, 634: notice.Unregistered, 635: notice.Unmatched,
		650: notice.Rejected, 651: notice.OutOfHours, 699: notice.Rejected,
	} {
		if got, ok := DLT(code); !ok || got != want || got.Retry() {
			t.Errorf("%d: %s, want %s", code, got, want)
		}
	}
	for _, code := range []int{-651, 0, 599, 700, 6510} {
		if _, ok := DLT(code); ok {
			t.Errorf("%d is one of DLT's", code)
		}
	}
}

func TestDialled(t *testing.T) {
	for _, c := range []struct {
		code, text, after string
		dialled           bool
	}{
		{"*384*7#", "*384*7#", "", true},
		{"*384*7#", "384*7", "", true},
		{"384*7", "*384*7*1027001*165#", "1027001*165", true},
		{"384*7", "384*7*16#5#", "16#5", true},
		{"384*7", "384*71", "", false}, // another service
		{"384*7", "384", "", false},
		{"384*7", "1", "", false},
		{"384*7", "", "", false},
		{"", "", "", false},
		{"", "*1#", "", false},
	} {
		after, dialled := Code{c.code}.Dialled(c.text)
		if after != c.after || dialled != c.dialled {
			t.Errorf("%q after %q: %q %v", c.text, c.code, after, dialled)
		}
	}
	for code, set := range map[string]bool{"*384*7#": true, "384": true, "": false, "#": false, "12a": false} {
		if (Code{code}).Set() != set {
			t.Errorf("%q", code)
		}
	}
}

func TestSeen(t *testing.T) {
	s := NewSeen(2)
	for _, key := range []string{"a", "a", "b"} {
		s.Add(key)
	}
	if !s.Has("a") || !s.Has("b") || s.Has("c") {
		t.Error("it forgets too early")
	}
	if s.Add("c"); s.Has("a") || !s.Has("b") || !s.Has("c") {
		t.Error("it forgets another than the oldest")
	}
}
