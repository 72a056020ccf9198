package api_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"duar/api"
	"duar/seva"
)

// listen starts a server on a free port and gives its address.
func listen(t testing.TB, w world) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.Serve(ln) }()
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return ln.Addr().String()
}

// raw sends bytes as they are and gives what comes back before the connection ends, or
// within the time given.
func raw(t testing.TB, addr, request string, wait time.Duration) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(wait)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(conn) // a reset after the answer is as good as an end
	return string(answer)
}

// Requests that two programs could read in two ways are refused, and the connection
// ends with them.
func TestAmbiguousRequestsAreRefused(t *testing.T) {
	addr := listen(t, newWorld(t))
	for name, c := range map[string]struct {
		request string
		status  int
	}{
		"two lengths":       {"POST /livez HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
		"no host":           {"GET /livez HTTP/1.1\r\n\r\n", 400},
		"NUL in a header":   {"GET /livez HTTP/1.1\r\nHost: d\r\nX-A: a\x00b\r\n\r\n", 400},
		"not HTTP":          {"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400},
		"a negative length": {"GET /livez HTTP/1.1\r\nHost: d\r\nContent-Length: -5\r\n\r\n", 400},
		"a long header":     {"GET /livez HTTP/1.1\r\nHost: d\r\nX-A: " + strings.Repeat("a", 20_000) + "\r\n\r\n", 431},
		"a long address":    {"GET /livez?" + strings.Repeat("a", 20_000) + " HTTP/1.1\r\nHost: d\r\n\r\n", 431},
		"a huge body":       {"GET /livez HTTP/1.1\r\nHost: d\r\nContent-Length: 10000000\r\n\r\n", 413},
	} {
		t.Run(name, func(t *testing.T) {
			answer := raw(t, addr, c.request, 5*time.Second)
			if !strings.HasPrefix(answer, fmt.Sprintf("HTTP/1.1 %d ", c.status)) {
				t.Fatalf("want %d, got %.200q", c.status, answer)
			}
			for _, want := range []string{"Content-Type: application/problem+json", "Connection: close", `"code":"`, "X-Request-Id: "} {
				if !strings.Contains(answer, want) {
					t.Errorf("no %q in %q", want, answer)
				}
			}
			if strings.Contains(answer, "Server:") || strings.Count(answer, "HTTP/1.1") != 1 {
				t.Errorf("answer %q", answer)
			}
		})
	}
}

func TestAQuestionWithABodyIsRefused(t *testing.T) {
	addr := listen(t, newWorld(t))
	answer := raw(t, addr, "GET "+plotPath+" HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", 5*time.Second)
	if !strings.HasPrefix(answer, "HTTP/1.1 400 ") || !strings.Contains(answer, `"code":"body.unwanted"`) {
		t.Errorf("%.300q", answer)
	}
}

// Slow clients are cut off: half a header, half a body, or nothing at all.
func TestSlowClientsAreCutOff(t *testing.T) {
	w := newWorld(t, func(c *api.Config) { c.Limits.Read, c.Limits.Idle = 200*time.Millisecond, 200*time.Millisecond })
	addr := listen(t, w)
	for name, request := range map[string]string{
		"nothing":       "",
		"half a header": "GET /livez HTTP/1.1\r\nHost: d\r\nX-A",
		"half a body":   "POST /livez HTTP/1.1\r\nHost: d\r\nContent-Length: 100\r\n\r\n{",
		"an idle one":   "GET /livez HTTP/1.1\r\nHost: d\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			raw(t, addr, request, 5*time.Second)
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("held on for %v", took)
			}
		})
	}
}

// Close says 503 at /readyz first, lets nobody new in, and finishes what was begun.
func TestCloseDrains(t *testing.T) {
	w := newWorld(t, func(c *api.Config) { c.Limits.Notice = 300 * time.Millisecond })
	w.register.slow = make(chan struct{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- w.Serve(ln) }()
	base := "http://" + ln.Addr().String()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	status := func(path string) (int, error) {
		res, err := client.Get(base + path)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		_, err = io.Copy(io.Discard, res.Body)
		return res.StatusCode, err
	}
	if got, err := status("/readyz"); got != 200 {
		t.Fatalf("before: %d %v", got, err)
	}
	slow := make(chan string, 1)
	go func() {
		got, err := status(plotPath)
		slow <- fmt.Sprint(got, err)
	}()
	time.Sleep(100 * time.Millisecond) // the slow question is on its way
	closed := make(chan error, 1)
	go func() { closed <- w.Close(t.Context()) }()
	time.Sleep(100 * time.Millisecond) // within the notice
	if got, err := status("/readyz"); got != 503 {
		t.Errorf("during the notice: %d %v", got, err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, err := status("/livez"); err == nil {
		t.Error("somebody new was let in")
	}
	select {
	case err := <-closed:
		t.Fatalf("closed over an open question: %v", err)
	default:
	}
	close(w.register.slow)
	if got := <-slow; got != "200 <nil>" {
		t.Errorf("the open question got %s", got)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

func TestReadinessAndDegradation(t *testing.T) {
	down := errors.New("down")
	var sql, redis error
	w := newWorld(t, func(c *api.Config) {
		c.Checks = []api.Check{
			{Name: "sql", Probe: func(context.Context) error { return sql }},
			{Name: "redis", Spare: true, Probe: func(context.Context) error { return redis }},
		}
	})
	for _, c := range []struct {
		sql, redis error
		status     int
		says       string
	}{
		{nil, nil, 200, `{"status":"ok"`},
		{nil, down, 200, `"redis","status":"degraded"`},
		{down, nil, 503, `"sql","status":"failed"`},
		{down, down, 503, `"sql","status":"failed"`},
	} {
		sql, redis = c.sql, c.redis
		r := w.get(t, "/readyz")
		if r.StatusCode != c.status || !strings.Contains(r.Body, c.says) || strings.Contains(r.Body, "down") {
			t.Errorf("%+v: %d %s", c, r.StatusCode, r.Body)
		}
		if r := w.get(t, "/livez"); r.StatusCode != 200 {
			t.Errorf("%+v: /livez %d", c, r.StatusCode)
		}
	}
}

func TestMountsAreInsideTheFrame(t *testing.T) {
	w := newWorld(t, func(c *api.Config) {
		c.Mounts = []api.Mount{{Method: "POST", Path: "/gateways/demo/ussd", Handle: func(c *fiber.Ctx) error {
			if string(c.Body()) == "fail" {
				return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
			}
			return c.SendString("CON " + string(c.Body()))
		}}}
	})
	addr := listen(t, w)
	post := func(body string) string {
		return raw(t, addr, fmt.Sprintf("POST /gateways/demo/ussd HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body), 5*time.Second)
	}
	if answer := post("hello"); !strings.HasSuffix(answer, "CON hello") || !strings.Contains(answer, "X-Request-Id") {
		t.Error(answer)
	}
	if answer := post("fail"); !strings.HasPrefix(answer, "HTTP/1.1 403 ") || !strings.Contains(answer, "problem+json") {
		t.Error(answer)
	}
	if r := w.get(t, "/gateways/demo/ussd"); r.StatusCode != 405 || r.Header.Get("Allow") != "POST" {
		t.Errorf("GET of a mount: %d %s", r.StatusCode, r.Header.Get("Allow"))
	}
	if !strings.Contains(w.log.String(), `"route":"/gateways/demo/ussd","status":200`) {
		t.Errorf("a POST leaves a line in the log: %s", w.log)
	}
}

func TestMetricsAreCountedByTemplate(t *testing.T) {
	w := newWorld(t)
	w.get(t, plotPath)
	w.get(t, "/v1/land/mouzas/1027001/plots/9")
	w.get(t, "/nothing/here")
	w.ask(t, "BREW", "/livez")
	ln, err := api.ListenMetrics("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- api.ServeMetrics(ctx, ln, w.metrics) }()
	body := raw(t, ln.Addr().String(), "GET /metrics HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n", 5*time.Second)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for _, want := range []string{
		`http_server_request_duration_seconds_count{method="GET",route="/v1/land/mouzas/{idn}/plots/{plot}",status="200"} 1`,
		`http_server_request_duration_seconds_count{method="GET",route="/v1/land/mouzas/{idn}/plots/{plot}",status="404"} 1`,
		`http_server_request_duration_seconds_count{method="GET",route="none",status="404"} 1`,
		`http_server_request_duration_seconds_count{method="OTHER",route="none",status="405"} 1`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(body, "1027001") || strings.Contains(body, "BREW") {
		t.Error("the metrics name what was asked")
	}
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:9100", "example.org:1", "nonsense"} {
		if ln, err := api.ListenMetrics(addr, false); err == nil {
			ln.Close()
			t.Errorf("metrics may be read from %s", addr)
		}
	}
	if ln, err := api.ListenMetrics("0.0.0.0:0", true); err != nil {
		t.Error(err)
	} else {
		ln.Close()
	}
}

// Which plot somebody looks at is nobody's business.
func TestTheLogIsSilentAboutGoodQuestions(t *testing.T) {
	w := newWorld(t)
	w.get(t, plotPath, "User-Agent: my phone")
	if w.log.Len() != 0 {
		t.Errorf("logged %s", w.log)
	}
	w.get(t, "/v1/land/mouzas/1027001/plots/4711?as_on=2026-11-01", "User-Agent: my phone")
	line := w.log.String()
	if strings.Contains(line, "4711") || strings.Contains(line, "phone") || strings.Contains(line, "as_on") {
		t.Errorf("the log tells who asked what: %s", line)
	}
	if !strings.Contains(line, `"route":"/v1/land/mouzas/{idn}/plots/{plot}","status":404`) {
		t.Errorf("the log says too little: %s", line)
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	if _, err := api.New(api.Config{World: seva.RealWorld()}); err == nil {
		t.Error("a server without desks was made")
	}
	taken := prometheus.NewRegistry()
	newWorld(t, func(c *api.Config) { c.Metrics = taken })
	if _, err := api.New(api.Config{Places: places(), Land: nil, World: seva.RealWorld(), Metrics: taken}); err == nil {
		t.Error("a server without a land desk was made")
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	addr := listen(t, newWorld(t))
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, method := range []string{"GET", "HEAD"} {
		fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: d\r\n\r\n", method, plotPath)
		res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || (method == "HEAD") != (len(body) == 0) {
			t.Errorf("%s: %d bytes, %v", method, len(body), err)
		}
		if res.Header.Get("Server") != "" || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.ContentLength <= 0 {
			t.Errorf("%s: %v", method, res.Header)
		}
	}
}
