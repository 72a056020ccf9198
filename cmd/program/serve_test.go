package program

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/seva/place"
)

// heard is the output of a command that still runs.
type heard struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.buf.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.buf.String()
}

// free gives a loopback address that nobody listens on.
func free(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func get(t testing.TB, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return res.StatusCode, string(body)
}

// running starts a command, waits until its output holds a word, and stops it when
// the returned function is called, which gives the exit code.
func running(t *testing.T, word string, args ...string) (said *heard, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	said = &heard{}
	code := make(chan int, 1)
	go func() { code <- Run(ctx, args, strings.NewReader(""), said, said) }()
	stop = sync.OnceValue(func() int { cancel(); return <-code })
	t.Cleanup(func() { stop() })
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(said.String(), word); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) || len(code) > 0 {
			t.Fatalf("duar %v never said %q:\n%s", args, word, said)
		}
	}
	return said, stop
}

func TestServe(t *testing.T) {
	addr, metrics := free(t), free(t)
	said, stop := running(t, "duar.serving", "serve", "--data", stocked(), "--listen", addr, "--metrics", metrics, "--notice", "0s",
		"--generic-secrets", strings.Repeat("s", 32))
	for url, want := range map[string]string{
		"http://" + addr + "/livez":                               `"status":"ok"`,
		"http://" + addr + "/readyz":                              `"name":"database","status":"ok"`,
		"http://" + addr + "/v1/land/mouzas/1027001/plots/165":    `"mortgage"`,
		"http://" + metrics + "/metrics":                          "process_resident_memory_bytes",
		"http://" + addr + "/v1/places/search?q=ranjapur&lang=bn": "রঞ্জাপুর",
	} {
		if code, body := get(t, url); code != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.300s", url, code, body)
		}
	}
	for path, want := range map[string]int{"/gateways/generic/ussd": 405, "/gateways/africastalking/ussd": 404, "/gateways/cdac/sms": 404, "/metrics": 404} {
		if code, body := get(t, "http://"+addr+path); code != want {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if code := stop(); code != 0 {
		t.Errorf("ended with %d:\n%s", code, said)
	}
	for _, a := range []string{addr, metrics} {
		if code, _ := get(t, "http://"+a+"/livez"); code != 0 {
			t.Errorf("%s still answers", a)
		}
	}
}

// While a port is taken the program says which flag it came from, and leaves nothing open.
func TestServeOnAPortThatIsTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	taken, other := ln.Addr().String(), free(t)
	for flag, args := range map[string][]string{
		"--listen":  {"--listen", taken, "--metrics", other},
		"--metrics": {"--listen", other, "--metrics", taken},
	} {
		r := duar(t, append([]string{"serve", "--data", stocked()}, args...)...)
		if r.code != 1 || !strings.Contains(r.err, "duar: "+flag+": ") || !strings.Contains(r.err, "in use") {
			t.Errorf("%s: %+v", flag, r)
		}
		again, err := net.Listen("tcp", other)
		if err != nil {
			t.Fatalf("%s: the other port was left open: %v", flag, err)
		}
		again.Close()
	}
}

func TestUnsafeConfigurationsAreRefused(t *testing.T) {
	key := strings.Repeat("5eed", 16)
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, secretFile), []byte("half a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	sid, token := "AC"+strings.Repeat("0", 32), strings.Repeat("t", 32)
	const database = "postgres://duar:verysecret@127.0.0.1:1/duar?connect_timeout=1"
	for _, c := range []struct {
		name   string
		args   []string
		secret string
		says   []string // what is wrong, and what to do
	}{
		{"a database without the shared key", []string{"--database", database}, "", []string{"set DUAR_SECRET", "openssl rand -hex 32"}},
		{"a key that is too short", nil, "5eed", []string{"DUAR_SECRET must be 64 hexadecimal digits", "openssl rand -hex 32"}},
		{"a key of other letters", nil, strings.Repeat("zz", 32), []string{"DUAR_SECRET must be 64 hexadecimal digits"}},
		{"another kind of database", []string{"--database", "mysql://root:verysecret@127.0.0.1/duar"}, key, []string{"--database must look like postgres://", "leave it out"}},
		{"a database that is no URL", []string{"--database", "verysecret:%zz"}, key, []string{"--database must look like postgres://"}},
		{"a database that is away", []string{"--database", database}, key, []string{"the database cannot be opened"}},
		{"metrics for everybody", []string{"--metrics", "0.0.0.0:9090"}, "", []string{"--metrics", "127.0.0.1:9090"}},
		{"metrics on all addresses", []string{"--metrics", ":9090"}, "", []string{"--metrics", "127.0.0.1:9090"}},
		{"metrics nowhere", []string{"--metrics", "nonsense"}, "", []string{"--metrics", "127.0.0.1:9090"}},
		{"an address that is none", []string{"--listen", "nonsense"}, "", []string{`--listen "nonsense" is not an address`, "127.0.0.1:8080"}},
		{"an endless notice", []string{"--notice", "1h"}, "", []string{"--notice 1h0m0s", "0s to 5s"}},
		{"a proxy that is none", []string{"--proxies", "gateway"}, "", []string{"--proxies", "10.8.0.0/16"}},
		{"a redis that is none", []string{"--redis", "http://verysecret@127.0.0.1:1"}, "", []string{"--redis", "redis://host:6379"}},
		{"africastalking for everybody", []string{"--africastalking-septets", "160"}, "", []string{"africastalking", "set the networks", "or a secret"}},
		{"africastalking with a short secret", []string{"--africastalking-secret", "verysecret"}, "", []string{"africastalking", "at least 16 characters"}},
		{"africastalking from no network", []string{"--africastalking-networks", "10.8"}, "", []string{"africastalking", "10.8.0.0/16"}},
		{"africastalking on a vast screen", []string{"--africastalking-secret", strings.Repeat("s", 16), "--africastalking-units", "200"}, "", []string{"africastalking", "between 40 and 80"}},
		{"generic with a short secret", []string{"--generic-secrets", "verysecret"}, "", []string{"generic", "at least 32 characters"}},
		{"generic without a secret", []string{"--generic-units", "60"}, "", []string{"generic", "set a secret"}},
		{"twilio for nothing", []string{"--twilio-account-sid", sid, "--twilio-auth-token", token}, "", []string{"twilio", "set from", "public URL"}},
		{"twilio without TLS", []string{"--twilio-account-sid", sid, "--twilio-auth-token", token, "--twilio-public-url", "http://duar.example.org"}, "", []string{"twilio", "https://duar.example.org"}},
		{"twilio without an account", []string{"--twilio-public-url", "https://duar.example.org"}, "", []string{"twilio", "set the account SID"}},
		{"twilio with a token that is none", []string{"--twilio-account-sid", sid, "--twilio-auth-token", "very secret", "--twilio-public-url", "https://duar.example.org"}, "", []string{"twilio", "auth token"}},
		{"cdac without a carrier", []string{"--cdac-networks", "10.0.0.0/8"}, "", []string{"cdac", "set up a carrier"}},
		{"cdac for everybody", []string{"--cdac-keyword", "WB"}, "", []string{"cdac", "set the networks"}},
		{"a damaged key", []string{"--data", damaged}, "", []string{secretFile + " is damaged", "restore it", "or delete it"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.secret != "" {
				t.Setenv("DUAR_SECRET", c.secret)
			}
			data := t.TempDir()
			r := duar(t, append([]string{"serve", "--data", data, "--listen", free(t), "--metrics", ""}, c.args...)...)
			if r.code != 1 {
				t.Errorf("exit code %d", r.code)
			}
			said := strings.TrimSuffix(r.err, "\n")
			if at := strings.LastIndex(said, "\nduar: "); at >= 0 {
				said = said[at+1:]
			}
			for _, want := range append(c.says, "duar: ") {
				if !strings.Contains(said, want) {
					t.Errorf("no %q in %q", want, said)
				}
			}
			for _, never := range []string{"verysecret", "very secret", token, key, "panic", "internal:", "«"} {
				if strings.Contains(r.err, never) {
					t.Errorf("%q in %q", never, r.err)
				}
			}
			if strings.Contains(said, "\n") {
				t.Errorf("more than one line: %q", said)
			}
		})
	}
}

// The kiosk draws itself, needs no terminal to be asked to stop, and refuses a server
// that is none. What it shows is tested where it is drawn.
func TestKiosk(t *testing.T) {
	in, typing := io.Pipe()
	defer typing.Close()
	ctx, cancel := context.WithCancel(t.Context())
	screen := &heard{}
	code := make(chan int, 1)
	go func() {
		code <- Run(ctx, []string{"kiosk", "--data", stocked(), "--lang", "en", "--prints", t.TempDir()}, in, screen, io.Discard)
	}()
	brand := i18n.Say(seva.English, seva.Say("kiosk.brand"))
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(screen.String(), brand); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("nothing is drawn: %q", screen)
		}
	}
	cancel()
	select {
	case c := <-code:
		if c != 0 {
			t.Errorf("ended with %d", c)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not stop")
	}
	for _, server := range []string{"nonsense", "ftp://127.0.0.1", "http://"} {
		if r := duar(t, "kiosk", "--server", server); r.code != 1 || !strings.HasPrefix(r.err, "duar: ") {
			t.Errorf("--server %s: %+v", server, r)
		}
	}
}

func TestDemo(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:8080", ":8080", "[::]:8080", "192.0.2.1:80", "nonsense"} {
		if r := duar(t, "demo", "--data", t.TempDir(), "--listen", listen); r.code != 1 || !strings.Contains(r.err, "--listen 127.0.0.1:8080") {
			t.Errorf("%s: %+v", listen, r)
		}
	}
	addr, data := free(t), t.TempDir()
	said, stop := running(t, "kiosk ", "demo", "--data", data, "--listen", addr, "--plots", "1000")
	for _, want := range []string{"first start: ", "\napp    curl 'http://" + addr, "\nphone  duar phone --data " + data, "\nkiosk  duar kiosk --server http://" + addr} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if code := stop(); code != 0 {
		t.Errorf("ended with %d:\n%s", code, said)
	}
	said, stop = running(t, "kiosk ", "demo", "--data", data, "--listen", addr, "--plots", "1000")
	if strings.Contains(said.String(), "first start") || strings.Count(said.String(), "\n") != 3 {
		t.Errorf("the second start says\n%s", said)
	}
	if code := stop(); code != 0 {
		t.Errorf("ended with %d:\n%s", code, said)
	}
}

// A first start that is stopped while it makes the records begins again, rather than
// being content with what there is by then.
func TestDemoStoppedOnItsFirstStart(t *testing.T) {
	addr, data := free(t), t.TempDir()
	_, stop := running(t, "first start", "demo", "--data", data, "--listen", addr, "--plots", "100000")
	watch := opened(t, data)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if _, err := watch.Summary(t.Context(), demoMouza); err == nil {
			break
		}
	}
	if code := stop(); code != 1 {
		t.Fatalf("it was not stopped in the middle: %d", code)
	}
	plan, err := loadDemo{Plots: 1}.plan(seva.RealWorld().Today())
	if err != nil {
		t.Fatal(err)
	}
	last := plan.Mouzas[len(plan.Mouzas)-1].IDN
	has := func(idn place.IDN) bool { _, err := watch.Summary(t.Context(), idn); return err == nil }
	if !has(demoMouza) || has(last) {
		t.Fatalf("stopped: first mouza %v, last mouza %v", has(demoMouza), has(last))
	}
	said, _ := running(t, "kiosk ", "demo", "--data", data, "--listen", addr, "--plots", "2000")
	if !strings.Contains(said.String(), "first start") || !has(last) {
		t.Errorf("begun again: last mouza %v\n%s", has(last), said)
	}
}
