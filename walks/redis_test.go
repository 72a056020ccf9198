package walks

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"duar/i18n"
	"duar/seva"
)

// redisServer is a Redis of the test's own, to be stopped and started as it likes.
type redisServer struct {
	t    testing.TB
	addr string
	cmd  *exec.Cmd
}

// ownRedis gives one that does not run yet.
func ownRedis(t testing.TB) *redisServer {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatal("redis-server is not installed, and real engines are required")
		}
		t.Skip("redis-server is not installed")
	}
	return &redisServer{t: t, addr: port(t)}
}

func (r *redisServer) start() {
	r.t.Helper()
	_, number, _ := net.SplitHostPort(r.addr)
	cmd := exec.Command("redis-server", "--port", number, "--bind", "127.0.0.1", "--dir", r.t.TempDir(), "--save", "", "--appendonly", "no")
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.cmd = cmd
	r.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	eventually(r.t, 5*time.Second, "Redis is up", func() bool { return r.asked("PING") == nil })
}

func (r *redisServer) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

func (r *redisServer) signal(s os.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

func (r *redisServer) asked(command ...any) error {
	client := redis.NewClient(&redis.Options{Addr: r.addr, MaxRetries: -1})
	defer client.Close()
	return client.Do(context.Background(), command...).Err()
}

// caller is one person's conversation through Africa's Talking's door: like call, but
// it looks at what came and how long it took, whatever it is.
type caller struct {
	t                     testing.TB
	addr, number, session string
	text                  string
}

func (c *caller) dial(session string) string { c.session, c.text = session, ""; return c.hop("") }

// hop gives the whole answer, with its CON or END, which must come within a second.
func (c *caller) hop(answer string) string {
	c.t.Helper()
	if c.text != "" {
		c.text += "*"
	}
	c.text += answer
	start := time.Now()
	status, body, err := answered(http.PostForm("http://"+c.addr+"/gateways/africastalking/ussd", url.Values{
		"sessionId": {c.session}, "phoneNumber": {c.number}, "serviceCode": {"*384*7#"}, "text": {c.text}}))
	if took := time.Since(start); err != nil || status != 200 || took > time.Second {
		c.t.Errorf("hop %q: %d %q %v after %v", c.text, status, body, err, took)
	}
	return body
}

// TestRedisGoes takes Redis away from a running server in every way it can go, in the
// middle of a conversation. Only the conversation may suffer, it must be told so
// politely and at once, and nobody has to restart anything.
func TestRedisGoes(t *testing.T) {
	r := ownRedis(t)
	r.start()
	addr, said := started(t, "serve", "--data", stocked(t), "--redis", "redis://"+r.addr, "--metrics", "", "--notice", "0s",
		"--africastalking-networks", "127.0.0.1/32", "--generic-secrets", operatorSecret)
	english := func(key string) string { return i18n.Say(seva.English, seva.Say(key)) }
	ready := func() string { _, body, _ := get("http://" + addr + "/readyz"); return body }
	lookup := func() {
		t.Helper()
		start := time.Now()
		if status, body, err := get("http://" + addr + "/v1/land/mouzas/1027001/plots/165?as_on=" + seva.RealWorld().Today().String()); status != 200 || time.Since(start) > time.Second {
			t.Errorf("the API: %d %s %v after %v", status, body, err, time.Since(start))
		}
	}
	c := &caller{t: t, addr: addr, number: "+919800000020"}
	c.dial("s0")
	if got := c.hop("2"); !strings.Contains(got, english("phone.home.land")) {
		t.Fatalf("home: %q", got)
	}
	for i, fault := range []struct {
		name     string
		go_, end func()
	}{
		{"killed", r.kill, r.start},
		{"hanging", func() { r.signal(syscall.SIGSTOP) }, func() { r.signal(syscall.SIGCONT) }},
		{"killed again", r.kill, r.start},
	} {
		session := string(rune('a' + i))
		c.dial(session)
		c.hop("1")
		fault.go_()
		if got := c.hop("1"); got != "END "+english("phone.away") {
			t.Errorf("%s: the next hop shows %q", fault.name, got)
		}
		// Somebody who has never called is told in all three languages.
		stranger := &caller{t: t, addr: addr, number: "+9198000000" + string(rune('3'+i)) + "0"}
		if got := stranger.dial("x" + session); !strings.HasPrefix(got, "END ") || !strings.Contains(got, i18n.Say(seva.Bengali, seva.Say("phone.later"))) {
			t.Errorf("%s: a stranger is shown %q", fault.name, got)
		}
		lookup()
		if status, body, err := get("http://" + addr + "/readyz"); status != 200 || !strings.Contains(body, `"status":"degraded"`) || err != nil {
			t.Errorf("%s: /readyz says %d %s %v", fault.name, status, body, err)
		}
		fault.end()
		eventually(t, 5*time.Second, fault.name+": ready again", func() bool { return !strings.Contains(ready(), "degraded") })
		eventually(t, 5*time.Second, fault.name+": the phone again", func() bool {
			return strings.Contains(c.dial("again-"+session+seva.RealWorld().ID()), english("phone.home.land")) || strings.Contains(c.hop("2"), english("phone.home.land"))
		})
	}
	// Everything in Redis is gone, in the middle of a conversation. Where a hop holds all
	// that was typed, nobody need notice; where it holds one answer, the person begins
	// again, politely.
	c.dial("flushed")
	c.hop("1")
	if err := r.asked("FLUSHALL"); err != nil {
		t.Fatal(err)
	}
	if got := c.hop("1"); !strings.HasPrefix(got, "CON "+english("phone.ask.mouza")[:12]) {
		t.Errorf("after FLUSHALL, all that was typed: %q", got)
	}
	single := func(kind, text string, seq int) string {
		body := generic("flushed", c.number[1:], kind, text, seq)
		_, answer := (&process{t: t, addr: addr}).post(genericPath, "application/json", body,
			signedBy(operatorSecret, genericPath, fmt.Sprintf("nonce-of-a-flushed-%02d", seq), time.Now(), body))
		return answer
	}
	single("new", "", 0)
	single("continue", "2", 1)
	if got := single("continue", "1", 2); !strings.Contains(got, english("phone.land.plot")) {
		t.Fatalf("the land menu: %q", got)
	}
	if err := r.asked("FLUSHALL"); err != nil {
		t.Fatal(err)
	}
	if got := single("continue", "1", 3); !strings.Contains(got, english("phone.restart")) || !strings.Contains(got, english("phone.home.land")) || strings.Contains(got, "true") {
		t.Errorf("after FLUSHALL, one answer: %q", got)
	}
	if got := single("continue", "1", 4); !strings.Contains(got, english("phone.land.plot")) || strings.Contains(got, english("phone.restart")) {
		t.Errorf("and then: %q", got)
	}
	if strings.Contains(said.String(), "0000002") || strings.Contains(said.String(), "panic") {
		t.Errorf("the log:\n%s", said)
	}
}

// Redis is spare: a server that starts while it is away serves everything else, says
// that it is degraded, and takes Redis up when it comes.
func TestStartWithoutRedis(t *testing.T) {
	r := ownRedis(t)
	addr, _ := started(t, "serve", "--data", stocked(t), "--redis", "redis://"+r.addr, "--metrics", "", "--notice", "0s",
		"--africastalking-networks", "127.0.0.1/32")
	if status, body, _ := get("http://" + addr + "/readyz"); status != 200 || !strings.Contains(body, `"status":"degraded"`) {
		t.Errorf("/readyz says %d %s", status, body)
	}
	if status, body, _ := get("http://" + addr + "/v1/land/mouzas/1027001/plots/165"); status != 200 {
		t.Errorf("the API: %d %s", status, body)
	}
	c := &caller{t: t, addr: addr, number: "+919800000029"}
	if got := c.dial("before"); !strings.HasPrefix(got, "END ") {
		t.Errorf("the phone: %q", got)
	}
	r.start()
	eventually(t, 5*time.Second, "ready", func() bool {
		_, body, _ := get("http://" + addr + "/readyz")
		return strings.Contains(body, `"name":"redis","status":"ok"`)
	})
	if got := c.dial("after"); !strings.HasPrefix(got, "CON ") || !strings.Contains(got, "2 English") {
		t.Errorf("the phone: %q", got)
	}
}
