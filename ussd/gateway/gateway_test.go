package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/seva"
	"duar/ussd"
)

// plain is the smallest gateway: the body is the answer; three bodies are errors.
type plain struct{}

func (plain) Name() string            { return "plain" }
func (plain) Route() (string, string) { return http.MethodPost, "/gateways/plain/ussd" }

func (plain) Read(_ context.Context, r Request) (ussd.Turn, error) {
	switch string(r.Body) {
	case "ignore":
		return ussd.Turn{}, Ignore
	case "stranger":
		return ussd.Turn{}, Unknown("the key is missing or wrong")
	case "away":
		return ussd.Turn{}, errors.New("redis: 10.0.0.9: connection refused")
	}
	return ussd.Turn{Session: "s", Phone: "919831000001", Input: string(r.Body)}, nil
}

func (plain) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (Response, error) {
	if p.Text == "unsendable" {
		return Text(http.StatusOK, "sorry"), errors.New("carrier away")
	}
	return Text(http.StatusOK, fmt.Sprintf("%s %v %v", p.Text, p.End, p.Drop)), nil
}

// taker answers what was typed; when it is "fail" it has an error too.
type taker func(context.Context, ussd.Turn) (ussd.Page, error)

func (f taker) Take(ctx context.Context, t ussd.Turn) (ussd.Page, error) { return f(ctx, t) }

func echo(_ context.Context, t ussd.Turn) (ussd.Page, error) {
	if t.Input == "fail" {
		return ussd.Page{Text: "sorry", End: true}, seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
	}
	return ussd.Page{Text: t.Gateway + ":" + t.Input}, nil
}

func TestServe(t *testing.T) {
	for _, c := range []struct {
		body   string
		status int
		reply  string
		log    string
	}{
		{"1", 200, "plain:1 false false", ""},
		{"ignore", 200, " true true", ""},
		{"fail", 200, "sorry true false", "ussd.turn.failed"},
		{"stranger", 401, "the key is missing or wrong", "gateway.refused"},
		{"away", 503, "try again", "gateway.read.failed"},
		{strings.Repeat("x", MaxBody+1), 413, "the body is longer than 64 KiB", "gateway.refused"},
	} {
		t.Run(c.body[:min(len(c.body), 8)], func(t *testing.T) {
			var log bytes.Buffer
			got := Serve(t.Context(), plain{}, taker(echo), slog.New(slog.NewJSONHandler(&log, nil)), Request{
				Body: []byte(c.body), RemoteIP: netip.MustParseAddr("10.0.0.1"),
			})
			if diff := cmp.Diff(Text(c.status, c.reply), got); diff != "" {
				t.Error(diff)
			}
			if (c.log == "") != (log.Len() == 0) || !strings.Contains(log.String(), c.log) {
				t.Errorf("log %q, want %q", log.String(), c.log)
			}
			if strings.Contains(log.String(), "9831000001") {
				t.Errorf("the log tells a number: %s", log.String())
			}
		})
	}
}

// A reply that could not be sent is answered all the same, and logged.
func TestServeReplyFails(t *testing.T) {
	var log bytes.Buffer
	said := taker(func(context.Context, ussd.Turn) (ussd.Page, error) { return ussd.Page{Text: "unsendable"}, nil })
	got := Serve(t.Context(), plain{}, said, slog.New(slog.NewJSONHandler(&log, nil)), Request{})
	if string(got.Body) != "sorry" || !strings.Contains(log.String(), "gateway.reply.failed") {
		t.Errorf("%s, log %s", got.Body, log.String())
	}
}

// An operator waits some ten seconds; the taker is told to stop long before.
func TestServePatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := taker(func(ctx context.Context, _ ussd.Turn) (ussd.Page, error) {
			<-ctx.Done()
			return ussd.Page{Text: "later", End: true}, ctx.Err()
		})
		began := time.Now()
		got := Serve(t.Context(), plain{}, slow, slog.New(slog.DiscardHandler), Request{})
		if took := time.Since(began); took != Patience || !strings.HasPrefix(string(got.Body), "later") {
			t.Errorf("%s after %v", got.Body, took)
		}
	})
}

func TestCaller(t *testing.T) {
	proxies, err := ParseNetworks([]string{"10.0.0.0/8", " 192.0.2.1 "})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, socket, forwarded, want string }{
		{"no proxy", "203.0.113.5", "", "203.0.113.5"},
		{"a stranger's header counts for nothing", "203.0.113.5", "10.1.1.1", "203.0.113.5"},
		{"behind a proxy", "10.0.0.1", "203.0.113.5", "203.0.113.5"},
		{"behind two", "10.0.0.1", "203.0.113.5, 192.0.2.1", "203.0.113.5"},
		{"what the caller wrote before", "10.0.0.1", "198.51.100.9, 203.0.113.5", "203.0.113.5"},
		{"nothing but proxies", "10.0.0.1", "10.0.0.2", "10.0.0.2"},
		{"no header", "10.0.0.1", "", "10.0.0.1"},
		{"garbage", "10.0.0.1", "203.0.113.5, x", "10.0.0.1"},
		{"IPv4 over IPv6", "::ffff:10.0.0.1", "::ffff:203.0.113.5", "203.0.113.5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Caller(netip.MustParseAddr(c.socket), c.forwarded, proxies)
			if got != netip.MustParseAddr(c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if got := Caller(netip.MustParseAddr("10.0.0.1"), "203.0.113.5", nil); got != netip.MustParseAddr("10.0.0.1") {
		t.Errorf("without trusted proxies the header counted: %s", got)
	}
	if (Networks{}).Contains(netip.Addr{}) || proxies.Contains(netip.Addr{}) {
		t.Error("no address is in a network")
	}
}

func TestMemory(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 30, 0, 0, time.UTC)
	m := NewMemory(2, func() time.Time { return now })
	fresh := func(nonce string) string {
		ok, err := m.Fresh(t.Context(), nonce, now.Add(10*time.Minute))
		return fmt.Sprint(ok, err)
	}
	for i, step := range []struct {
		nonce string
		wait  time.Duration
		want  string
	}{
		{"a", 0, "true <nil>"},
		{"a", 0, "false <nil>"},
		{"b", time.Minute, "true <nil>"},
		{"c", 0, "false " + ErrFull.Error()}, // full: it refuses rather than forgets
		{"a", 9 * time.Minute, "false <nil>"},
		{"c", time.Second, "true <nil>"}, // a's time is over
		{"b", 0, "false <nil>"},
		{"a", time.Minute, "true <nil>"}, // and b's
	} {
		now = now.Add(step.wait)
		if got := fresh(step.nonce); got != step.want {
			t.Errorf("step %d, %s: %s, want %s", i, step.nonce, got, step.want)
		}
	}
}

func TestFieldsAndTyped(t *testing.T) {
	if _, err := (Request{Body: []byte("a=1&a=1")}).Form(); err == nil {
		t.Error("a repeated key was accepted")
	}
	if _, err := (Request{RawQuery: "a=%zz"}).Query(); err == nil {
		t.Error("a broken escape was accepted")
	}
	for _, id := range []string{"", "a b", "a\x00", "é", strings.Repeat("a", 129)} {
		if _, err := ID("id", id); err == nil {
			t.Errorf("id %q was accepted", id)
		}
	}
	got, err := Typed("text", " জমি\r\n১৬৫\t\u202e# ")
	if got != "জমি ১৬৫ #" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
