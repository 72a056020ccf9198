package walks

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/api/wire"
	"duar/seva"
)

// movedTown is a server whose clock the test moves, with no carrier: codes are taken out of
// the outbox.
func movedTown(t *testing.T, at time.Time) (*town, func(mobile string) string) {
	t.Helper()
	tn := &town{t: t, days: &calendar{start: time.Now()}, engines: []string{"--data", t.TempDir()}, people: map[string]*person{}}
	tn.days.move(at.Sub(opening))
	tn.start(append([]string{"serve", "--metrics", "", "--log", "error"}, tn.engines...)...)
	return tn, takenCode(t, storeAt(t, "file:"+tn.engines[1]+"/duar.db"))
}

// F17: the clock jumps an hour, forth and back. A code ends and is never renewed by it; how
// many may be sent holds; numbers follow each other whatever the clock says; the log proves.
func TestF17ClockJumps(t *testing.T) {
	tn, code := movedTown(t, opening)
	client := crowd(t)
	anybody := citizen{addr: tn.addr, client: client}

	const mobile = "+919830001701"
	ask := func() said {
		t.Helper()
		r, err := anybody.send(http.MethodPost, "/v1/sign-in/codes", fmt.Sprintf(`{"mobile":%q,"lang":"en"}`, mobile))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	try := func(c wire.Challenge, code string) int {
		t.Helper()
		r, err := anybody.send(http.MethodPost, "/v1/sign-in/codes/"+c.ID, fmt.Sprintf(`{"code":%q}`, code))
		if err != nil {
			t.Fatal(err)
		}
		return r.status
	}
	challenge, err := toldOf[wire.Challenge](ask(), nil, http.StatusAccepted)
	if err != nil {
		t.Fatal(err)
	}
	six := code(mobile)
	tn.days.move(time.Hour)
	if got := try(challenge, six); got == http.StatusOK {
		t.Errorf("a code of an hour ago: %d", got)
	}
	// Back: it is not alive again beyond its tries, nor may more be sent.
	tn.days.move(-time.Hour)
	sent := 1
	for range 6 {
		if ask().status == http.StatusAccepted {
			sent++
		}
	}
	if sent > 3 {
		t.Errorf("%d codes within ten minutes", sent)
	}
	tn.days.move(-time.Hour)
	if r := ask(); r.status != http.StatusTooManyRequests || r.header.Get("Retry-After") == "" {
		t.Errorf("an hour before the three: %d, Retry-After %q", r.status, r.header.Get("Retry-After"))
	}
	for range 30 { // a day of one-hour jumps
		tn.days.move(20 * time.Minute)
		if ask().status == http.StatusAccepted {
			sent++
		}
	}
	if sent > 10 {
		t.Errorf("%d codes in a day", sent)
	}
	tn.days.move(-9 * time.Hour)

	var numbers []string
	for i, jump := range []time.Duration{0, time.Hour, -time.Hour, -time.Hour, time.Hour} {
		tn.days.move(jump)
		// Somebody new: a jump forth may have ended the others' sessions.
		who := enters(t, client, tn.addr, fmt.Sprintf("+91983000171%d", i), code)
		p := &paper{by: who, key: fmt.Sprint("jump-", i), i: i}
		if err := again(p); err != nil {
			t.Fatalf("after %v: %v", jump, err)
		}
		numbers = append(numbers, p.number)
		tn.days.move(-30 * time.Minute)
		if err := again(p); err != nil { // which demands the same number
			t.Errorf("the same key after %v: %v", jump, err)
		}
		tn.days.move(30 * time.Minute)
	}
	if !slices.IsSorted(numbers) || len(slices.Compact(numbers)) != 5 {
		t.Errorf("numbers %v", numbers)
	}
	if got := tn.run(append([]string{"audit", "verify"}, tn.engines...)...); !strings.Contains(got, "entries are as they were written") {
		t.Errorf("the log: %s", got)
	}
}

// F17: days and years change at midnight in India, not in UTC: half past six in the evening
// of the year's last day there is still that year, and its numbers are.
func TestF17DateLine(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		year string
	}{
		{time.Date(2026, 12, 31, 18, 29, 30, 0, time.UTC), "GR2026"}, // 23:59:30
		{time.Date(2026, 12, 31, 18, 30, 5, 0, time.UTC), "GR2027"},  // 00:00:05
		{time.Date(2027, 1, 1, 5, 29, 0, 0, seva.IST), "GR2027"},     // 23:59 of the old year in UTC
	} {
		tn, code := movedTown(t, c.at)
		p := &paper{by: enters(t, crowd(t), tn.addr, "+919830001702", code), key: "midnight", i: 1}
		if err := again(p); err != nil {
			t.Fatal(err)
		}
		if p.number != c.year+"000001" {
			t.Errorf("at %s: %s", c.at.In(seva.IST), p.number)
		}
	}
}
