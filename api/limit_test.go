package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"duar/api"
	"duar/api/client"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/land"
)

// A metered world counts, and its clock stands until the test moves it.
type metered struct {
	world
	now  *time.Time
	told []string
}

func newMetered(t testing.TB, change ...func(*api.Config)) *metered {
	t.Helper()
	m := &metered{now: new(time.Time)}
	*m.now = recorded
	clock := seva.FrozenWorld(recorded, 7).At(func() time.Time { return *m.now })
	m.world = newWorld(t, append([]func(*api.Config){func(c *api.Config) {
		c.World, c.Meter = clock, budget.NewLocal(clock, 1<<16)
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32")} // whom a test without a network comes from
		c.Stopped = func(_ context.Context, who, class, area string) {
			if who == "" {
				t.Error("nobody was stopped")
			}
			m.told = append(m.told, class+" "+area)
		}
	}}, change...)...)
	return m
}

// from is a header that says which network a request comes from.
func from(address string) string { return "X-Forwarded-For: " + address }

func plotOf(mouza, plot int) string { return fmt.Sprintf("/v1/land/mouzas/%07d/plots/%d", mouza, plot) }

func wait(t *testing.T, r reply) time.Duration {
	t.Helper()
	n, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || n < 1 {
		t.Fatalf("Retry-After is %q", r.Header.Get("Retry-After"))
	}
	return time.Duration(n) * time.Second
}

// Who goes through a mouza number by number is stopped (R11), told when to come back, and
// told of once; another mouza, and somebody else, have nothing to do with it.
func TestAMouzaIsNotReadNumberByNumber(t *testing.T) {
	for name, who := range map[string]string{"nobody": "Accept: */*", "citizen": asCitizen} {
		m := newMetered(t)
		var last reply
		stopped := 0
		for plot := 1; plot <= 2000; plot++ {
			path := plotOf(int(ranjapur), plot)
			if plot%2 == 0 {
				path = fmt.Sprintf("/v1/land/mouzas/1027001/khatians/%d", plot)
			}
			last = m.get(t, path, from("203.0.113.7"), "Accept-Language: bn", who)
			if last.StatusCode == http.StatusTooManyRequests {
				stopped++
			}
		}
		if stopped != 1940 {
			t.Errorf("%s: %d of 2000 were stopped, want all after 60", name, stopped)
		}
		if p := problem(t, last); p.Code != "lookups.mouza" || !strings.Contains(p.Detail, "১ মিনিট") || last.Header.Get("Content-Language") != "bn" {
			t.Errorf("%s: %s", name, last.Body)
		}
		if got := strings.Join(m.told, ","); got != "mouza 1027001" {
			t.Errorf("%s: told of %q", name, got)
		}
		if r := last.Header.Get("RateLimit"); r != `"mouza";r=0;t=10` {
			t.Errorf("%s: RateLimit: %s", name, r)
		}
		if n := strings.Count(m.log.String(), "lookups.mouza"); n != 1 {
			t.Errorf("%s: the log has %d lines of one flood", name, n)
		}
		for what, r := range map[string]reply{
			"another mouza":   m.get(t, plotOf(1027002, 1), from("203.0.113.7"), who),
			"another network": m.get(t, plotPath, from("203.0.113.8")),
			"somebody else":   m.get(t, plotPath, from("203.0.113.7"), asOperator),
			"the mouza":       m.get(t, "/v1/land/mouzas/1027001", from("203.0.113.7"), who),
			"a map of it":     m.get(t, plotPath+"/map", from("203.0.113.7"), who),
		} {
			if r.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s: %s pays for it too", name, what)
			}
		}
		*m.now = m.now.Add(wait(t, last))
		if r := m.get(t, plotPath, from("203.0.113.7"), who); r.StatusCode != http.StatusOK {
			t.Errorf("%s: after the time it was told to wait: %d", name, r.StatusCode)
		}
		if r := m.get(t, plotPath, from("203.0.113.7"), who); r.StatusCode != http.StatusTooManyRequests || len(m.told) != 1 {
			t.Errorf("%s: %d, told of %q", name, r.StatusCode, m.told)
		}
	}
}

// Patience buys no more than the day's: one each ten seconds is stopped by the mouza's day,
// and mouza after mouza by the whole day's.
func TestADayHasItsEnd(t *testing.T) {
	m := newMetered(t)
	let := 0
	for range 24 * 360 {
		*m.now = m.now.Add(10 * time.Second)
		if m.get(t, plotPath, asCitizen).StatusCode == http.StatusOK {
			let++
		}
	}
	if let < 400 || let > 800 || strings.Join(m.told, ",") != "mouza-day 1027001" {
		t.Errorf("%d in a day and what was there before it, told of %q", let, m.told)
	}
	m = newMetered(t)
	let = 0
	for mouza := range 100 {
		for plot := range 30 {
			if r := m.get(t, plotOf(1027001+mouza, plot+1), asCitizen); r.StatusCode != http.StatusTooManyRequests {
				let++
			}
		}
	}
	if let != 2000 || strings.Join(m.told, ",") != "day " {
		t.Errorf("%d were let in, told of %q", let, m.told)
	}
}

// What an app holds already is asked for too, whoever brings a bad token is the network's,
// and what names no mouza is counted.
func TestEveryLookupCounts(t *testing.T) {
	few := func(c *api.Config) { c.Limits.Network.Near = budget.Rate{Most: 4, Span: time.Hour} }
	m := newMetered(t, few)
	tag := m.get(t, plotPath).Header.Get("ETag")
	if r := m.get(t, plotPath, "If-None-Match: "+tag); r.StatusCode != http.StatusNotModified || r.Header.Get("RateLimit") != `"mouza";r=2` {
		t.Errorf("%d, %v", r.StatusCode, r.Header)
	}
	if r := m.get(t, plotPath, "Authorization: Bearer nobodys"); r.StatusCode != http.StatusOK || r.Header.Get("RateLimit") != `"mouza";r=1` {
		t.Errorf("a token that is no good: %d, %v", r.StatusCode, r.Header)
	}
	if r := m.ask(t, http.MethodHead, plotPath); r.StatusCode != http.StatusOK || r.Header.Get("RateLimit") != `"mouza";r=0` {
		t.Errorf("%d, %v", r.StatusCode, r.Header)
	}
	if r := m.get(t, plotPath, "If-None-Match: "+tag); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a fifth: %d", r.StatusCode)
	}
	if r := m.get(t, plotPath, asOperator); r.StatusCode != http.StatusOK || r.Header.Get("RateLimit") != `"mouza";r=239` {
		t.Errorf("an operator: %d %v", r.StatusCode, r.Header)
	}
	for range 4 {
		if r := m.get(t, "/v1/land/mouzas/none/plots/1"); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%d", r.StatusCode)
		}
	}
	if r := m.get(t, "/v1/land/mouzas/neither/plots/1"); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("%d", r.StatusCode)
	}
}

// The kiosk's client looks up for the account of whoever has signed in.
func TestClientLooksUpForTheAccount(t *testing.T) {
	m := newMetered(t, func(c *api.Config) { c.Limits.Network.Near = budget.Rate{Most: 1, Span: time.Hour} })
	server, err := client.New("http://"+listen(t, m.world), nil)
	if err != nil {
		t.Fatal(err)
	}
	n := land.Number{Main: 165, Bata: 1201}
	for range 3 {
		if _, err := server.LandOf(operatorToken).Plot(t.Context(), ranjapur, n, land.At{}); err != nil {
			t.Error(err)
		}
	}
	_, first := server.Land().Plot(t.Context(), ranjapur, n, land.At{})
	_, second := server.Land().Plot(t.Context(), ranjapur, n, land.At{})
	if e := (*seva.Error)(nil); first != nil || !errors.As(second, &e) || e.Kind != seva.TooMany || e.Code() != "lookups.mouza" {
		t.Errorf("%v, then %v", first, second)
	}
}

// X-Forwarded-For counts as far as proxies of ours wrote it.
func TestWhoseNetwork(t *testing.T) {
	one := func(c *api.Config) {
		c.Limits.Network.Near = budget.Rate{Most: 1, Span: time.Hour}
		c.Proxies = append(c.Proxies, netip.MustParsePrefix("10.8.0.0/16"), netip.MustParsePrefix("fd00::/8"))
	}
	for name, c := range map[string]struct {
		first, second string
		same          bool
	}{
		"two addresses":          {"203.0.113.7", "203.0.113.8", false},
		"one":                    {"203.0.113.7", "203.0.113.7", true},
		"one over IPv6":          {"203.0.113.7", "::ffff:203.0.113.7", true},
		"a forged beginning":     {"198.51.100.1, 203.0.113.7", "198.51.100.2, 203.0.113.7", true},
		"through two proxies":    {"203.0.113.7, 10.8.0.1", "203.0.113.7,10.8.0.2", true},
		"through IPv6 proxies":   {"203.0.113.7, fd00::1", "203.0.113.7, 10.8.0.2", true},
		"behind two proxies":     {"203.0.113.7, 10.8.0.1", "203.0.113.8, 10.8.0.1", false},
		"no address":             {"nonsense", "rubbish", true},
		"none":                   {"", "", true},
		"one subscriber":         {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
		"two subscribers":        {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
		"with a zone":            {"2001:db8:1:2::1%eth0", "2001:db8:1:2::1", true},
		"proxies only":           {"10.8.0.1, 10.8.0.2", "10.8.0.1, 10.8.0.3", true},
		"IPv4 and its own digit": {"0.0.0.0", "2001:db8::1", false},
	} {
		m := newMetered(t, one)
		if r := m.get(t, plotPath, from(c.first)); r.StatusCode != http.StatusOK {
			t.Errorf("%s: the first: %d", name, r.StatusCode)
		}
		if got := m.get(t, plotPath, from(c.second)).StatusCode == http.StatusTooManyRequests; got != c.same {
			t.Errorf("%s: one network: %v", name, got)
		}
	}
	m := newMetered(t, one, func(c *api.Config) { c.Proxies = nil })
	m.get(t, plotPath, from("203.0.113.7"))
	if r := m.get(t, plotPath, from("203.0.113.8")); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("anybody is believed where they come from: %d", r.StatusCode)
	}
}

// Everything under /v1 is counted, also what is refused for the token it brings; whether the
// server is well is not.
func TestCallsAreCounted(t *testing.T) {
	m := newMetered(t, func(c *api.Config) {
		c.Limits.Network.Calls = budget.Rate{Most: 3, Span: time.Minute}
		c.Limits.Citizen.Calls = budget.Rate{Most: 2, Span: time.Minute}
	})
	for range 3 {
		if r := m.get(t, "/v1/me", "Authorization: Bearer guess"); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("%d", r.StatusCode)
		}
	}
	r := m.get(t, "/v1/me", "Authorization: Bearer guess")
	if p := problem(t, r); r.StatusCode != http.StatusTooManyRequests || p.Code != "calls.many" || wait(t, r) != 20*time.Second {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	if r := m.send(t, http.MethodPost, "/v1/sign-in/codes", "this is not read"); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("%d", r.StatusCode)
	}
	for range 2 { // a route that is not theirs is asked for too
		if r := m.get(t, "/v1/inbox", asCitizen); r.StatusCode != http.StatusForbidden || r.Header.Get("RateLimit-Policy") != `"calls";q=2;w=60` {
			t.Errorf("%d %v", r.StatusCode, r.Header)
		}
	}
	if r := m.get(t, "/v1/me", asCitizen); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("%d", r.StatusCode)
	}
	for _, path := range []string{"/livez", "/readyz", "/openapi.yaml", "/docs", "/"} {
		if r := m.get(t, path); r.StatusCode == http.StatusTooManyRequests || r.Header.Get("RateLimit") != "" {
			t.Errorf("%s: %d %v", path, r.StatusCode, r.Header)
		}
	}
	if strings.Join(m.told, ",") != "calls ,calls " {
		t.Errorf("told of %q", m.told)
	}
}

// broken is a meter that cannot tell.
type broken struct{}

func (broken) Take(context.Context, string, int, budget.Rate) (budget.Verdict, error) {
	return budget.Verdict{}, errors.New("the meter is away")
}

func TestAMeterThatIsAwayStopsNobody(t *testing.T) {
	m := newMetered(t, func(c *api.Config) { c.Meter = broken{} })
	r := m.get(t, plotPath)
	if r.StatusCode != http.StatusOK || r.Header.Get("RateLimit") != "" {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
}

// Whatever is answered under /v1 says what room is left, as structured fields (RFC 9651).
func TestEveryAnswerSaysWhatRoomIsLeft(t *testing.T) {
	room := regexp.MustCompile(`^"(calls|mouza|mouza-day|day)";r=\d+(;t=\d+)?$`)
	policy := regexp.MustCompile(`^"[a-z-]+";q=\d+;w=\d+(, "[a-z-]+";q=\d+;w=\d+)*$`)
	for name, q := range questions {
		if q.undocumented {
			continue
		}
		_, r := q.ask(t, seva.Bengali)
		if !room.MatchString(r.Header.Get("RateLimit")) || !policy.MatchString(r.Header.Get("RateLimit-Policy")) {
			t.Errorf("%s: RateLimit %q, RateLimit-Policy %q", name, r.Header.Get("RateLimit"), r.Header.Get("RateLimit-Policy"))
		}
	}
}
