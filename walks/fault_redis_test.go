package walks

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
)

// redisHall is a server with a Redis behind a line that can be disturbed.
func redisHall(t *testing.T) (*hall, *redisServer, *line) {
	t.Helper()
	r := ownRedis(t)
	r.start()
	l := newLine(t, r.addr)
	h := newHallIn(t, stocked(t), "", "--redis", "redis://"+l.addr, "--africastalking-networks", "127.0.0.1/32", "--generic-secrets", operatorSecret)
	h.enter(2)
	return h, r, l
}

// unhurt demands that the API does its work, quickly, whatever Redis does.
func (h *hall) unhurt(what string) {
	h.t.Helper()
	begun := time.Now()
	if status, body, err := get("http://" + h.server.addr + "/v1/land/mouzas/1027001/plots/165"); status != http.StatusOK || err != nil {
		h.t.Errorf("%s: a lookup: %d %v %.300s", what, status, err, body)
	}
	if err := again(h.paper("unhurt-"+seva.RealWorld().ID(), len(h.papers))); err != nil {
		h.t.Errorf("%s: a paper: %v", what, err)
	}
	if took := time.Since(begun); took > time.Second {
		h.t.Errorf("%s: the API took %v", what, took)
	}
}

// F04: Redis is stopped. People hand in papers as ever; a phone is told politely to try
// again; it comes back by itself. TestRedisGoes has more ways in which it can go.
func TestF04RedisStopped(t *testing.T) {
	h, r, _ := redisHall(t)
	c := &caller{t: t, addr: h.server.addr, number: "+919800000110"}
	c.dial("before")
	c.hop("2")
	r.kill()
	h.unhurt("stopped")
	if got := c.hop("1"); got != "END "+i18n.Say(seva.English, seva.Say("phone.away")) {
		t.Errorf("the phone: %q", got)
	}
	if status, body, err := get("http://" + h.server.addr + "/readyz"); status != http.StatusOK || !strings.Contains(body, `"status":"degraded"`) || err != nil {
		t.Errorf("/readyz: %d %s %v", status, body, err)
	}
	r.start()
	eventually(t, 5*time.Second, "the phone again", func() bool { return strings.HasPrefix(c.dial("after"+seva.RealWorld().ID()), "CON ") })
	h.ledger(told(h.papers))
}

// F05: Redis is slow, by less and by much more than anybody waits. Every hop is answered
// within a second (caller demands it), with a screen or a clean end; the API does not mind.
func TestF05RedisSlow(t *testing.T) {
	h, _, l := redisHall(t)
	for i, delay := range []int{100, 700, 5000} {
		c := &caller{t: t, addr: h.server.addr, number: fmt.Sprintf("+9198000002%02d", i)}
		c.dial(fmt.Sprint("slow-", delay))
		c.hop("2")
		l.toxic(fmt.Sprintf(`{"name":"slow","type":"latency","stream":"downstream","attributes":{"latency":%d}}`, delay))
		for range 3 {
			got := c.hop("1")
			if away := got == "END "+i18n.Say(seva.English, seva.Say("phone.away")); delay > 300 && !away || !strings.HasPrefix(got, "CON ") && !away {
				t.Errorf("%d ms: %q", delay, got)
			}
		}
		h.unhurt(fmt.Sprintf("%d ms", delay))
		l.well()
		eventually(t, 10*time.Second, "the phone again", func() bool { return strings.HasPrefix(c.dial(seva.RealWorld().ID()), "CON ") })
	}
	h.ledger(told(h.papers))
}

// F06: connections to Redis are reset, or die without a word, while many people talk. Nobody
// is ever shown the screen of somebody else's question, and hops that are answered are in
// time.
func TestF06RedisReset(t *testing.T) {
	h, _, l := redisHall(t)
	var screens atomic.Int64
	people := make([]*caller, 12)
	for i := range people {
		people[i] = &caller{t: t, addr: h.server.addr, number: fmt.Sprintf("+9198000003%02d", i)}
		people[i].dial(fmt.Sprint("first-", i))
		people[i].hop("2")
	}
	// Everybody dials the code of a plot of their own; its number must be on every screen
	// that shows one.
	ask := func(c *caller, i, n int) (shown bool) {
		plot := fmt.Sprint(i + 1)
		status, got, err := answered(http.PostForm("http://"+h.server.addr+"/gateways/africastalking/ussd", url.Values{
			"sessionId": {fmt.Sprintf("reset-%d-%d", i, n)}, "phoneNumber": {c.number}, "serviceCode": {"*384*7#"}, "text": {"1027001*" + plot}}))
		if err != nil || status != http.StatusOK {
			t.Errorf("%d %v", status, err)
		}
		for _, line := range strings.Split(got, "\n") {
			_, number, is := strings.Cut(line, "Plot ")
			if !is {
				continue
			}
			if number, _, _ = strings.Cut(number, ","); number != plot {
				t.Errorf("who asked for plot %s is shown %q", plot, got)
			}
			shown = true
			screens.Add(1)
		}
		return shown
	}
	for _, says := range []string{
		`{"name":"reset","type":"reset_peer","stream":"downstream","attributes":{"timeout":0}}`,
		`{"name":"reset","type":"reset_peer","stream":"upstream","attributes":{"timeout":5}}`,
		`{"name":"half","type":"timeout","stream":"downstream","attributes":{"timeout":0}}`,
		`{"name":"cut","type":"limit_data","stream":"downstream","attributes":{"bytes":700}}`,
	} {
		var at sync.WaitGroup
		stop := make(chan struct{})
		for i, c := range people {
			at.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
						ask(c, i, n)
					}
				}
			})
		}
		for range 4 {
			time.Sleep(100 * time.Millisecond)
			l.toxic(says)
			time.Sleep(100 * time.Millisecond)
			l.well()
		}
		close(stop)
		at.Wait()
		eventually(t, 10*time.Second, "a plot on a phone again", func() bool { return ask(people[0], 0, 1_000_000+int(time.Now().UnixNano()%1e9)) })
	}
	h.unhurt("afterwards")
	t.Logf("%d screens, each of them its own phone's", screens.Load())
}

// F07: everything in Redis is gone in the middle of a journey. A code that was used is used,
// and one that was not still counts its tries; a key leads to its number; a signed callback
// is not taken twice. What a phone is shown is in TestRedisGoes.
func TestF07RedisFlushed(t *testing.T) {
	h, r, _ := redisHall(t)
	p := h.paper("flushed", 1)
	if err := again(p); err != nil {
		t.Fatal(err)
	}
	const mobile = "+919830000700"
	c := citizen{addr: h.server.addr, client: h.people[0].client}
	asked, err := c.send(http.MethodPost, "/v1/sign-in/codes", fmt.Sprintf(`{"mobile":%q,"lang":"en"}`, mobile))
	challenge, err := toldOf[wire.Challenge](asked, err, http.StatusAccepted)
	if err != nil {
		t.Fatal(err)
	}
	code := takenCode(t, storeAt(t, h.url()))(mobile)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	try := func(code string) int {
		answer, err := c.send(http.MethodPost, "/v1/sign-in/codes/"+challenge.ID, fmt.Sprintf(`{"code":%q}`, code))
		if err != nil {
			t.Error(err)
		}
		return answer.status
	}
	body := generic("flushed", "919800000370", "new", "", 0)
	signed := signedBy(operatorSecret, genericPath, "nonce-of-the-flushed-hall", time.Now(), body)
	if status, _ := h.server.post(genericPath, "application/json", body, signed); status != http.StatusOK {
		t.Fatalf("a signed callback: %d", status)
	}
	for n := range 5 {
		if err := r.asked("FLUSHALL"); err != nil {
			t.Fatal(err)
		}
		if got := try(wrong); got == http.StatusOK {
			t.Fatalf("try %d with a wrong code: %d", n, got)
		}
	}
	if err := r.asked("FLUSHALL"); err != nil {
		t.Fatal(err)
	}
	if got := try(code); got == http.StatusOK {
		t.Errorf("the right code after five wrong ones: %d", got)
	}
	if status, _ := h.server.post(genericPath, "application/json", body, signed); status != http.StatusUnauthorized {
		t.Errorf("the callback once more: %d", status)
	}
	if err := again(p); err != nil { // again demands the same number
		t.Error(err)
	}
	h.ledger(told(h.papers))
}
