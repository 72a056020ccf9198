package gateway

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"duar/ussd"
)

// mirror tells what of a request reached the gateway.
type mirror struct{ plain }

func (mirror) Read(_ context.Context, r Request) (ussd.Turn, error) {
	return ussd.Turn{Input: strings.Join([]string{
		r.Method, r.Path, r.RawQuery, r.Header("X-One"), string(r.Body), r.RemoteIP.String(),
	}, " ")}, nil
}

// serve starts a real server, because the address is the socket's.
func serve(t *testing.T, proxies ...string) (url string) {
	trusted, err := ParseNetworks(proxies)
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true})
	method, path := mirror{}.Route()
	app.Add(method, path, Handler(mirror{}, taker(echo), slog.New(slog.DiscardHandler), time.Now, trusted))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- app.Listener(ln) }()
	t.Cleanup(func() {
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return "http://" + ln.Addr().String()
}

func send(t *testing.T, method, url, body string, header ...string) *http.Response {
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func text(t *testing.T, r *http.Response) string {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestHandler(t *testing.T) {
	url := serve(t) + "/gateways/plain/ussd"

	answer := send(t, "POST", url+"?a=%41&a=2", "x=1&x=2", "X-One", "1", "X-Forwarded-For", "203.0.113.5", "Content-Encoding", "gzip")
	want := "plain:POST /gateways/plain/ussd a=%41&a=2 1 x=1&x=2 127.0.0.1 false false"
	if got := text(t, answer); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/plain; charset=utf-8" || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d, header %v", answer.StatusCode, answer.Header)
	}
	if answer := send(t, "GET", url, ""); answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET gave %d", answer.StatusCode)
	}
}

func TestHandlerBehindProxies(t *testing.T) {
	url := serve(t, "127.0.0.1", "10.0.0.0/8") + "/gateways/plain/ussd"
	// The first header is what the caller wrote; proxies added the second.
	answer := send(t, "POST", url, "", "X-Forwarded-For", "198.51.100.9", "X-Forwarded-For", "203.0.113.5, 10.0.0.7")
	if got := text(t, answer); !strings.Contains(got, " 203.0.113.5 ") {
		t.Errorf("the caller was taken for %s", got)
	}
}

// A proxy that cannot be read must not quietly become one that is not trusted.
func TestWrongProxiesAreRefused(t *testing.T) {
	if _, err := ParseNetworks([]string{"the-proxy"}); err == nil {
		t.Error("it was accepted")
	}
}
