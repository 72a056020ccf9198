package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// tray is an outbox in memory. Like a real one it gives a message to one taker at a time.
type tray struct {
	mu    sync.Mutex
	all   []*entry
	fail  error // of Take
	deaf  int   // how many notes are refused
	takes int
}

type entry struct {
	notice.Waiting
	due   time.Time
	done  string // "sent", "failed"
	code  string
	noted time.Time
}

func (t *tray) put(ref, key string, since time.Time) *entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := &entry{Waiting: notice.Waiting{Since: since, Message: notice.Message{
		Ref: ref, To: seva.Phone(fmt.Sprintf("91983101%04d", len(t.all))), Lang: seva.English, Body: "the words of " + ref, Key: key}}}
	t.all = append(t.all, e)
	return e
}

func (t *tray) Take(_ context.Context, now, until time.Time, limit int) ([]notice.Waiting, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.takes++
	if t.fail != nil {
		return nil, t.fail
	}
	var some []notice.Waiting
	for _, e := range t.all {
		if e.done == "" && !e.due.After(now) && len(some) < limit {
			some = append(some, e.Waiting)
			e.due = until
			e.Tries++
		}
	}
	return some, nil
}

func (t *tray) note(ref string, fn func(*entry)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deaf > 0 {
		t.deaf--
		return errors.New("the outbox does not answer")
	}
	for _, e := range t.all {
		if e.Ref == ref {
			fn(e)
		}
	}
	return nil
}

func (t *tray) Sent(_ context.Context, ref string, _ notice.Receipt, at time.Time) error {
	return t.note(ref, func(e *entry) { e.done, e.noted = "sent", at })
}

func (t *tray) Failed(_ context.Context, ref, code string, again time.Time) error {
	return t.note(ref, func(e *entry) {
		e.code, e.due = code, again
		if again.IsZero() {
			e.done = "failed"
		}
	})
}

// carrier decides about each message and remembers what it was handed.
type carrier struct {
	mu   sync.Mutex
	got  []string // refs
	at   []time.Time
	most int // at the same time
	now  int
	send func(ctx context.Context, m notice.Message) error
}

func (c *carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	c.mu.Lock()
	c.got, c.at = append(c.got, m.Ref), append(c.at, time.Now())
	c.now++
	c.most = max(c.most, c.now)
	c.mu.Unlock()
	defer func() { c.mu.Lock(); c.now--; c.mu.Unlock() }()
	if c.send != nil {
		if err := c.send(ctx, m); err != nil {
			return notice.Receipt{}, err
		}
	}
	return notice.Receipt{Provider: "test", ID: "id-" + m.Ref}, nil
}

// post is a relay in a bubble of its own time, with what it logs.
func post(o notice.Outbox, c notice.Carrier) (Post, *bytes.Buffer) {
	var log bytes.Buffer
	return Post{Outbox: o, Carrier: c, World: seva.RealWorld(), Log: slog.New(slog.NewJSONHandler(&log, nil))}, &log
}

// running lets a worker run for as long as fn does, and waits for it to stop.
func running(t *testing.T, run func(context.Context), fn func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); run(ctx) }()
	fn()
	stop()
	<-done
}

func every(d time.Duration, p Post) func(context.Context) {
	return func(ctx context.Context) { p.Run(ctx, d) }
}

func TestSendsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { time.Sleep(time.Second); return nil }}
		const n = 3*postTaken + 5
		for i := range n {
			o.put(fmt.Sprintf("ref-%d", i), "sms.case.asked", time.Now())
		}
		p, log := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Minute) })
		seen := map[string]int{}
		for _, ref := range c.got {
			seen[ref]++
		}
		if len(seen) != n || len(c.got) != n {
			t.Errorf("%d messages in %d sends, want %d", len(seen), len(c.got), n)
		}
		for _, e := range o.all {
			if e.done != "sent" || e.noted.IsZero() {
				t.Errorf("%s is %s", e.Ref, e.done)
			}
		}
		if c.most != postAtOnce {
			t.Errorf("%d at the same time, want %d", c.most, postAtOnce)
		}
		if s := log.String(); strings.Contains(s, "words") || strings.Contains(s, "983101") || !strings.Contains(s, "ref-7") {
			t.Errorf("the log:\n%s", s)
		}
	})
}

// What a carrier's error says may be the number and the text; neither is logged.
func TestLogTellsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leak := func(m notice.Message) error {
			return fmt.Errorf("Get https://provider.example/?to=%s&text=%s: refused", string(m.To), m.Body)
		}
		kinds := []func(notice.Message) error{
			leak,
			func(m notice.Message) error { return &notice.Failure{Code: "E1", Err: leak(m)} },
			func(m notice.Message) error { return &notice.Failure{Code: "E2", Retry: true, Err: leak(m)} },
			func(m notice.Message) error { panic(leak(m)) },
		}
		o := &tray{}
		for i := range kinds {
			o.put(fmt.Sprint(i), "sms.otp", time.Now())
		}
		c := &carrier{send: func(_ context.Context, m notice.Message) error { return kinds[m.Ref[0]-'0'](m) }}
		p, log := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(10 * time.Second) })
		if s := log.String(); strings.Contains(s, "words") || strings.Contains(s, "9831012345") || !strings.Contains(s, "E1") {
			t.Errorf("the log:\n%s", s)
		}
		for i, want := range []string{"*errors.errorString", "E1", "E2", "panic"} {
			if got := o.all[i].code; got != want && !(i == 0 && got == "*fmt.wrapError") {
				t.Errorf("%d: code %s, want %s", i, got, want)
			}
			if final := o.all[i].done == "failed"; final != (i == 1) {
				t.Errorf("%d: final %v", i, final)
			}
		}
	})
}

// A provider that is away for an hour: the message goes out when it is back, after few
// tries, each later than the last by no more than the ladder allows.
func TestLadder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		o := &tray{}
		e := o.put("a", "sms.case.asked", start)
		c := &carrier{send: func(context.Context, notice.Message) error {
			if time.Since(start) < time.Hour {
				return &notice.Failure{Code: "down", Retry: true, Err: errors.New("down")}
			}
			return nil
		}}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(2 * time.Hour) })
		if e.done != "sent" || e.noted.Sub(start) > time.Hour+postMost+time.Second {
			t.Errorf("%s %v after it was told", e.done, e.noted.Sub(start))
		}
		if !c.at[0].Equal(start) {
			t.Errorf("the first try waited %v", c.at[0].Sub(start))
		}
		for n := 1; n < len(c.at); n++ {
			if wait, most := c.at[n].Sub(c.at[n-1]), doubled(postFirst, postMost, n)+time.Second; wait > most {
				t.Errorf("try %d came %v after the one before, at most %v", n+1, wait, most)
			}
		}
		if n := len(c.at); n < 6 || n > 40 {
			t.Errorf("%d tries", n)
		}
	})
}

// A message is given up in the end, whether or not the outbox knows how old it is.
func TestGivenUp(t *testing.T) {
	down := &notice.Failure{Code: "down", Retry: true, Err: errors.New("down")}
	for name, aged := range map[string]bool{"age known": true, "age not known": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { return down }}
				since := time.Time{}
				if aged {
					since = time.Now()
				}
				start := time.Now()
				e := o.put("a", "sms.case.asked", since)
				p, _ := post(o, c)
				running(t, every(time.Second, p), func() { time.Sleep(12 * time.Hour) })
				last := c.at[len(c.at)-1].Sub(start)
				if e.done != "failed" || e.code != "down" {
					t.Errorf("%s, %s", e.done, e.code)
				}
				if aged && last >= newsPatience.life || last < time.Hour {
					t.Errorf("the last of %d tries after %v", len(c.at), last)
				}
				if !aged && len(c.at) != newsPatience.tries {
					t.Errorf("%d tries, want %d", len(c.at), newsPatience.tries)
				}
			})
		})
	}
}

// Where nobody knows how old a code is, it is tried for less than it lives.
func TestCodesAreTriedBriefly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error {
			return &notice.Failure{Code: "down", Retry: true, Err: errors.New("down")}
		}}
		start := time.Now()
		e := o.put("code", "sms.otp", time.Time{})
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Hour) })
		if last := c.at[len(c.at)-1].Sub(start); e.done != "failed" || last > codePatience.life || len(c.at) != codePatience.tries {
			t.Errorf("%s, %d tries, the last after %v", e.done, len(c.at), last)
		}
	})
}

// After an outage nobody is sent a code that does not work any more; a decision they are.
func TestOldCodesAreNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{}
		code := o.put("code", "sms.otp", time.Now())
		news := o.put("news", "sms.case.approved", time.Now())
		time.Sleep(time.Hour)
		fresh := o.put("fresh", "sms.otp", time.Now())
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Second) })
		if code.done != "failed" || code.code != gaveUp || news.done != "sent" || fresh.done != "sent" || len(c.got) != 2 {
			t.Errorf("code %s %s, news %s, fresh %s", code.done, code.code, news.done, fresh.done)
		}
	})
}

// A worker that dies between the carrier's yes and the note: the next one sends it once
// more, not before the lease is over, with the same Ref.
func TestKilledBeforeTheNote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{}
		e := o.put("a", "sms.case.asked", time.Now())
		died := time.Now()
		first, err := o.Take(t.Context(), died, died.Add(postLease), 1)
		if err != nil || len(first) != 1 {
			t.Fatal(first, err)
		}
		if _, err := c.Send(t.Context(), first[0].Message); err != nil { // and dead
			t.Fatal(err)
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() {
			running(t, every(time.Second, p), func() { time.Sleep(time.Hour) })
		})
		if len(c.got) != 2 || c.got[1] != "a" || c.at[1].Sub(died) < postLease || e.done != "sent" {
			t.Errorf("sent as %v, the second after %v", c.got, c.at[len(c.at)-1].Sub(died))
		}
	})
}

// What is told to one person goes out in the order in which it happened, one after the
// other; others do not wait for it.
func TestOrderOfOnePhone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{}
		c.send = func(_ context.Context, m notice.Message) error {
			if m.Ref == "mine-0" {
				time.Sleep(3 * time.Second)
			}
			return nil
		}
		for i := range 4 {
			o.put(fmt.Sprintf("mine-%d", i), "sms.case.moved", time.Now()).To = "919800000001"
			o.put(fmt.Sprintf("other-%d", i), "sms.case.moved", time.Now())
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Minute) })
		var mine []string
		for i, ref := range c.got {
			if strings.HasPrefix(ref, "mine") {
				mine = append(mine, ref)
			} else if c.at[i].Sub(c.at[0]) >= time.Second {
				t.Errorf("%s waited for somebody else's", ref)
			}
		}
		if strings.Join(mine, " ") != "mine-0 mine-1 mine-2 mine-3" {
			t.Errorf("%v", mine)
		}
	})
}

// The outbox is away just when a receipt is to be noted: no second message.
func TestNoteIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{deaf: 10}, &carrier{}
		e := o.put("a", "sms.case.asked", time.Now())
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(time.Hour) })
		if e.done != "sent" || len(c.got) != 1 {
			t.Errorf("%s, sent as %v", e.done, c.got)
		}
	})
	synctest.Test(t, func(t *testing.T) { // away for good: it is left to the next taker
		o, c := &tray{deaf: 1 << 30}, &carrier{}
		o.put("a", "sms.case.asked", time.Now())
		p, log := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(postLease + 5*time.Second) })
		if len(c.got) != 2 || !strings.Contains(log.String(), "post.note.failed") {
			t.Errorf("sent as %v\n%s", c.got, log)
		}
	})
}

// Asked to stop, a worker finishes what it has begun, notes it and takes nothing new.
func TestStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { time.Sleep(5 * time.Second); return nil }}
		for i := range postTaken + 1 {
			o.put(fmt.Sprint(i), "sms.case.asked", time.Now())
		}
		p, _ := post(o, c)
		start := time.Now()
		running(t, every(time.Second, p), func() { time.Sleep(time.Second) })
		if took := time.Since(start); took > postTaken/postAtOnce*5*time.Second {
			t.Errorf("stopping took %v", took)
		}
		if len(c.got) != postTaken || o.all[postTaken-1].done != "sent" || o.all[postTaken].done != "" {
			t.Errorf("%d sent", len(c.got))
		}
	})
}

// A carrier that never answers holds up its message only.
func TestCarrierHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &tray{}
		c := &carrier{send: func(ctx context.Context, m notice.Message) error {
			if m.Ref == "hangs" {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}}
		hangs, other := o.put("hangs", "sms.case.asked", time.Now()), o.put("other", "sms.case.asked", time.Now())
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() { time.Sleep(postSend + time.Second) })
		if hangs.code != "timeout" || hangs.done != "" || other.done != "sent" {
			t.Errorf("hangs: %s %s, other: %s", hangs.code, hangs.done, other.done)
		}
	})
}

// The outbox is away: it is asked less and less often, and all goes on when it is back.
func TestOutboxAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{fail: errors.New("away")}, &carrier{}
		e := o.put("a", "sms.case.asked", time.Now())
		p, log := post(o, c)
		running(t, every(time.Second, p), func() {
			time.Sleep(time.Hour)
			o.mu.Lock()
			if o.takes > 600 {
				t.Errorf("asked %d times in an hour", o.takes)
			}
			o.fail = nil
			o.mu.Unlock()
			time.Sleep(2 * time.Minute)
		})
		if e.done != "sent" || !strings.Contains(log.String(), "post.outbox.failed") {
			t.Errorf("%s\n%s", e.done, log)
		}
	})
}

// Two workers on one outbox send each message once.
func TestTwoWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &tray{}, &carrier{send: func(context.Context, notice.Message) error { time.Sleep(300 * time.Millisecond); return nil }}
		for i := range 200 {
			o.put(fmt.Sprint(i), "sms.case.asked", time.Now())
		}
		p, _ := post(o, c)
		running(t, every(time.Second, p), func() {
			running(t, every(700*time.Millisecond, p), func() { time.Sleep(time.Minute) })
		})
		if len(c.got) != 200 {
			t.Errorf("%d sends of 200 messages", len(c.got))
		}
	})
}
