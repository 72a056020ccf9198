// Package gatewaytest plays recorded requests to a gateway, so that a gateway's test is
// almost all data.
//
// It knows how a request goes through gateway.Serve. It does not know any dialect.
package gatewaytest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/ussd"
	"duar/ussd/gateway"
)

// Now is when requests arrive unless a case says otherwise.
var Now = time.Date(2026, 11, 23, 4, 30, 0, 0, time.UTC)

// Case is one recorded request and what must come of it.
type Case struct {
	Name   string
	Header map[string]string
	Query  string
	Body   string
	From   string    // the caller's address; 127.0.0.1 when empty
	At     time.Time // Now when zero
	// Path is where the call comes in, for a gateway whose route has a place in it ("/x/:id");
	// the route's own path when empty.
	Path string

	Status int       // 200 when zero
	Turn   ussd.Turn // what the taker must be handed; the zero Turn: it must not be asked
	Page   ussd.Page // what the taker answers
	Reply  string    // the body of the response, when it is not empty
	// Beside are headers that the response must have, when there are any.
	Beside map[string]string
}

// Play sends each case through the gateway, in order.
func Play(t *testing.T, g gateway.Gateway, cases []Case) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			taker := &recorder{page: c.Page}
			response := gateway.Serve(t.Context(), g, taker, slog.New(slog.NewTextHandler(io.Discard, nil)), Request(g, c))
			want := c.Turn
			if want != (ussd.Turn{}) {
				want.Gateway = g.Name()
			}
			if diff := cmp.Diff(want, taker.turn); diff != "" {
				t.Errorf("turn (-want +got):\n%s", diff)
			}
			status := c.Status
			if status == 0 {
				status = http.StatusOK
			}
			if response.Status != status {
				t.Errorf("status %d, want %d: %s", response.Status, status, response.Body)
			}
			if c.Reply != "" && c.Reply != string(response.Body) {
				t.Errorf("reply (-want +got):\n%s", cmp.Diff(c.Reply, string(response.Body)))
			}
			if diff := cmp.Diff(c.Beside, response.Header); c.Beside != nil && diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
		})
	}
}

// Request makes the request of a case.
func Request(g gateway.Gateway, c Case) gateway.Request {
	header := http.Header{}
	for name, value := range c.Header {
		header.Set(name, value)
	}
	r := gateway.Request{
		RawQuery: c.Query,
		Header:   header.Get,
		Body:     []byte(c.Body),
		RemoteIP: netip.MustParseAddr("127.0.0.1"),
		Received: Now,
	}
	r.Method, r.Path = g.Route()
	if c.Path != "" {
		r.Path = c.Path
	}
	if c.From != "" {
		r.RemoteIP = netip.MustParseAddr(c.From)
	}
	if !c.At.IsZero() {
		r.Received = c.At
	}
	return r
}

type recorder struct {
	turn ussd.Turn
	page ussd.Page
}

func (r *recorder) Take(_ context.Context, t ussd.Turn) (ussd.Page, error) {
	r.turn = t
	return r.page, nil
}
