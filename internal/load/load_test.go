package load

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestRunCountsAnswersAndBadOnes(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" {
			w.WriteHeader(http.StatusTeapot)
		}
		w.Write([]byte("four"))
	}))
	defer s.Close()
	r, err := Run(t.Context(), Plan{
		Addr: s.Listener.Addr().String(), Conns: 2, For: 50 * time.Millisecond,
		Next: func(_, n int) []byte {
			path := "/good"
			if n%2 == 1 {
				path = "/bad"
			}
			return []byte("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests < 4 || r.Bytes != int64(4*r.Requests) {
		t.Errorf("%d requests, %d bytes", r.Requests, r.Bytes)
	}
	if half := r.Requests / 2; r.Bad < half-2 || r.Bad > half+2 {
		t.Errorf("%d bad of %d, want about half", r.Bad, r.Requests)
	}
	if r.P99 < r.P50 || r.P50 <= 0 {
		t.Errorf("p50 %v p99 %v", r.P50, r.P99)
	}
}

func TestRunRefusesAnythingButLoopback(t *testing.T) {
	for _, addr := range []string{"192.0.2.1:80", net.JoinHostPort("example.org", "80"), ""} {
		if _, err := Run(t.Context(), Plan{Addr: addr, Conns: 1, For: time.Millisecond}); err == nil {
			t.Errorf("%q accepted", addr)
		}
	}
}
