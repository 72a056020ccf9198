package smpp

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sort"
	"sync"
	"testing"
	"time"

	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway/smpp/smpptest"
)

const script = "testdata/smsc.js"

// abroad is a line that is bound to somebody else's message centre.
func abroad(t *testing.T, change func(*Config), alter ...func(*Line)) (*bench, *smpptest.Foreign) {
	t.Helper()
	f := smpptest.StartForeign(t, script, "secret")
	c := config(f.Addr())
	c.RefTag = "0x1500/string"
	if change != nil {
		change(&c)
	}
	l, err := New(c, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	l.ladder = ladder{20 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond}
	for _, a := range alter {
		a(l)
	}
	b := &bench{Line: l, menu: &menu{}, ledger: &ledger{}, ended: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	b.stop = stop
	go func() {
		defer close(b.ended)
		if err := l.Run(ctx, b.menu, b.ledger, slog.New(slog.DiscardHandler)); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { stop(); <-b.ended })
	return b, f
}

// A long Bengali message is joined by somebody else's reader to what was sent, each part with
// the parameters of DLT; its receipts, shuffled, doubled and in both styles, make it delivered.
func TestForeignMessage(t *testing.T) {
	for _, long := range []string{longUDH8, longUDH16, longPayload} {
		t.Run(long, func(t *testing.T) {
			b, f := abroad(t, func(c *Config) { c.Long, c.Registered = long, true })
			f.Await("bound")
			eventually(t, "the line is up", b.Up)
			receipt, err := b.send(t, registered("ref", bengali))
			if err != nil {
				t.Fatal(err)
			}
			parts := []smpptest.Event{f.Await("submit")}
			for range parts[0].Total - 1 {
				parts = append(parts, f.Await("submit"))
			}
			sort.Slice(parts, func(i, j int) bool { return parts[i].Part < parts[j].Part })
			text := ""
			for i, p := range parts {
				text += p.Text
				if p.Entity != entity || p.Template != form || p.Chain != "beef" || p.Mark != markOf("ref").hex() || p.From != "WBDUAR" ||
					p.To != string(caller) || p.Reference != int(markOf("ref").short()) || len(parts) > 1 && p.Part != i+1 {
					t.Errorf("%+v", p)
				}
			}
			if text != whole(t, bengali) {
				t.Errorf("%q arrived", text)
			}
			var news []map[string]any
			for _, p := range parts {
				to := func(more map[string]any) map[string]any {
					more["do"], more["from"], more["to"], more["id"], more["tag"] = "receipt", p.To, p.From, p.ID, "r"
					return more
				}
				news = append(news,
					to(map[string]any{"stat": "ENROUTE", "err": "000"}), to(map[string]any{"stat": "DELIVRD", "err": "000"}),
					to(map[string]any{"stat": "DELIVRD", "err": "000"}), to(map[string]any{"style": "tlv", "state": 2}))
			}
			rand.Shuffle(len(news), func(i, j int) { news[i], news[j] = news[j], news[i] })
			for _, c := range news {
				f.Do(c)
			}
			for range news {
				if a := f.Await("answered"); a.Status != "0" {
					t.Errorf("a receipt was answered %s", a.Status)
				}
			}
			seen := b.ledger.seen()
			last := seen[len(seen)-1]
			for i, r := range seen {
				if r.ID != receipt.ID || r.Ref != "ref" || i > 0 && later(seen[i-1].State, r.State) {
					t.Errorf("%+v", r)
				}
			}
			if last.State != notice.Delivered {
				t.Errorf("at the end %+v", last)
			}
		})
	}
}

// Throttled answers, answers that never come, and a connection that is cut with the window
// full: in the end all messages have arrived, and what was answered arrived once.
func TestForeignTrouble(t *testing.T) {
	b, f := abroad(t, func(c *Config) { c.Window = 32 }, func(l *Line) { l.Timeout = 500 * time.Millisecond })
	f.Await("bound")
	eventually(t, "the line is up", b.Up)
	f.Do(map[string]any{"do": "throttle", "n": 5})
	f.Do(map[string]any{"do": "silent", "n": 10})
	var all sync.WaitGroup
	var mu sync.Mutex
	why := map[notice.Reason]int{}
	for i := range 100 {
		all.Go(func() {
			for {
				_, err := b.send(t, message(fmt.Sprint("ref", i), fmt.Sprintf("message %d", i)))
				if err == nil {
					return
				}
				mu.Lock()
				why[notice.ReasonOf(err)]++
				first := why[notice.TimedOut] == 1
				mu.Unlock()
				if first {
					f.Do(map[string]any{"do": "silent", "n": 20})
					time.AfterFunc(50*time.Millisecond, func() { f.Do(map[string]any{"do": "cut"}) })
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	all.Wait()
	f.Await("bound")
	taken := map[string]int{}
	var total int
	for total = 0; len(taken) < 100; total++ {
		if e := f.Await("submit"); e.Status == "taken" {
			taken[e.Text]++
		}
	}
	if why[notice.Busy] == 0 || why[notice.TimedOut] == 0 {
		t.Errorf("failures %v", why)
	}
	for text, n := range taken {
		if n > 2 {
			t.Errorf("%s was taken %d times", text, n)
		}
	}
	t.Logf("%d submits for 100 messages; %v", total, why)
	b.stop()
	<-b.ended
	f.Await("unbound")
}

// A wrong password is told, is not tried in haste, and is Locked to who sends.
func TestForeignPassword(t *testing.T) {
	b, f := abroad(t, func(c *Config) { c.Password = "wrong" })
	f.Await("refused")
	eventually(t, "the account is refused", func() bool {
		_, err := b.Send(t.Context(), message("a", "x"))
		return why(err) == notice.Locked
	})
	if b.Up() {
		t.Error("bound")
	}
}

// An SMS from a phone, and its answer.
func TestForeignQuestion(t *testing.T) {
	b, f := abroad(t, nil)
	b.menu.take = func(turn ussd.Turn) (ussd.Page, error) { return ussd.Page{Text: "উত্তর: " + turn.Input}, nil }
	f.Await("bound")
	eventually(t, "the line is up", b.Up)
	f.Do(map[string]any{"do": "sms", "from": string(caller), "to": "51969", "text": "অবস্থা GR2026000001", "tag": "q"})
	if e := f.Await("submit"); e.Text != "উত্তর: অবস্থা GR2026000001" || e.To != string(caller) || e.From != "WBGOVT" {
		t.Errorf("%+v", e)
	}
	if a := f.Await("answered"); a.Status != "0" || a.Tag != "q" {
		t.Errorf("%+v", a)
	}
}
