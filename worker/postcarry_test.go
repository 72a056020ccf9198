package worker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva/notice"
)

// A message is given up in the end, whether or not the outbox knows how old it is.
func TestGivenUp(t *testing.T) {
	down := notice.Fail(notice.Unreachable, "down", errors.New("down"))
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
			return notice.Fail(notice.Unreachable, "down", errors.New("down"))
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
