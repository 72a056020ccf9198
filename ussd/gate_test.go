package ussd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/ussd/page"
)

// owner is who has the caller's number, in the test's hands.
type owner struct {
	registry.Counter
	barred  bool
	pin     string
	tried   int
	stopped bool
	wishes  int
}

func (o *owner) HasPIN(context.Context, seva.Phone) (bool, error) { return true, nil }
func (o *owner) Barred(seva.Phone) bool                           { return o.barred }
func (o *owner) ByPIN(_ context.Context, _ seva.Phone, pin string) (identity.Principal, error) {
	o.tried++
	if pin != o.pin {
		return identity.Principal{}, seva.Refuse("pin", seva.Say("error.pin.wrong", seva.Args{"Left": 4}))
	}
	return identity.Principal{Kind: identity.Citizen, ID: "owner"}, nil
}

func (o *owner) Stop(context.Context, seva.Phone, time.Time) error {
	o.stopped, o.wishes = true, o.wishes+1
	return nil
}

func (o *owner) Start(context.Context, seva.Phone, time.Time) error {
	o.stopped, o.wishes = false, o.wishes+1
	return nil
}
func (o *owner) Stopped(context.Context, seva.Phone) (bool, error) { return o.stopped, nil }

func (o *owner) Looks(context.Context, int) (registry.Looks, error) {
	return registry.Looks{Count: 7, Since: time.Date(2025, 11, 24, 0, 0, 0, 0, time.UTC)}, nil
}

// noCases has no case of anybody.
type noCases struct{ casework.Counter }

func (noCases) Mine(context.Context) ([]casework.Glance, error) { return nil, nil }

// owned is a line whose number has an owner, within budgets.
func owned(t testing.TB) (*line, *owner, *[]Excess) {
	t.Helper()
	l := newLine(t)
	o := &owner{pin: "4821"}
	var over []Excess
	p := l.Parts
	p.Counters = func(seva.Phone, seva.Lang) (service.Counter, casework.Counter) { return nil, noCases{} }
	p.Cases = func(identity.Principal, seva.Lang) casework.Counter { return noCases{} }
	p.Registry = func(identity.Principal, seva.Lang) registry.Counter { return o }
	p.Pins, p.Stops, p.Meter = o, o, budget.NewLocal(p.World, 1000)
	p.Over = func(_ context.Context, e Excess) { over = append(over, e) }
	l.Exchange = NewExchange(p)
	return l, o, &over
}

// A number that is suspended is told so on every hop and by SMS, in its language, in one
// screen; and nothing happens.
func TestSuspendedNumber(t *testing.T) {
	for _, lang := range seva.PhoneLangs() {
		l, o, _ := owned(t)
		l.knows(t, lang)
		l.dial(t, "1", "1*1*1027001*165")
		o.barred = true
		before := fmt.Sprint(l.memory.values, l.memory.langs)
		for _, turn := range []Turn{
			{Session: "1", Input: "2"}, {Session: "2", New: true}, {Session: "2", Input: "7"}, {Session: "3", Whole: "3*2"},
			{Channel: SMS, Gateway: "twilio", Session: string(caller), Input: "STOP"},
			{Channel: SMS, Gateway: "twilio", Session: string(caller), Input: "LANG EN"},
		} {
			p := l.turn(t, turn)
			if want := i18n.Say(lang, seva.Say("phone.barred", seva.Args{"Number": "18003450900"})); p.Text != want || !p.End || p.Drop {
				t.Errorf("%s: %+v: %q, want %q", lang, turn, p.Text, want)
			}
			if !page.Fits(p.Text, page.USSD) {
				t.Errorf("%s: %q does not fit", lang, p.Text)
			}
		}
		if fmt.Sprint(l.memory.values, l.memory.langs) != before || len(l.postman.sent) != 0 || o.wishes != 0 {
			t.Errorf("%s: something happened", lang)
		}
		o.barred = false
		if p := l.dial(t, "4", ""); p.End {
			t.Errorf("%s: still refused: %q", lang, p.Text)
		}
	}
	l, o, _ := owned(t)
	o.barred = true
	if p := l.dial(t, "1", ""); p.Text != "স্থগিত / Suspended / निलंबित 18003450900" || !page.Fits(p.Text, page.USSD) {
		t.Errorf("a stranger: %q", p.Text)
	}
	// With the sessions and the languages away it is refused all the same, and in time.
	l.memory.hangs = true
	start := time.Now()
	p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "9", Phone: caller, New: true})
	if took := time.Since(start); took > time.Second || err != nil || !p.End || !strings.Contains(p.Text, "Suspended") {
		t.Errorf("%v, %q, %v", took, p.Text, err)
	}
}

func TestTurnsAreBounded(t *testing.T) {
	l, _, over := owned(t)
	l.knows(t, seva.English)
	l.dial(t, "1", "")
	refused := 0
	for range 60 {
		if p := l.say(t, "1", "00"); p.End {
			refused++
			if p.Text != "Too fast. Please dial again in a minute." {
				t.Fatalf("%q", p.Text)
			}
		}
	}
	if refused != 21 || len(*over) != 1 || (*over)[0] != (Excess{What: Turns, Phone: caller, Channel: USSD, Gateway: "generic"}) {
		t.Errorf("%d of 61 refused, told %+v", refused, *over)
	}
	l.now = l.now.Add(time.Minute)
	if p := l.say(t, "1", "00"); p.End {
		t.Errorf("a minute later: %q", p.Text)
	}
	// A person never gets there: a hop every two seconds for the whole of a session.
	l, _, _ = owned(t)
	l.knows(t, seva.English)
	l.dial(t, "1", "")
	for range 90 {
		l.now = l.now.Add(2 * time.Second)
		if p := l.say(t, "1", "00"); p.End {
			t.Fatalf("%q", p.Text)
		}
	}
}

// Answers by SMS cost money: thirty a day, one notice, then silence; STOP is heard even so.
func TestAnswersAreBounded(t *testing.T) {
	l, o, over := owned(t)
	l.knows(t, seva.English)
	answered, notices := 0, 0
	for range 40 {
		l.now = l.now.Add(5 * time.Second)
		switch p := l.sms(t, "LAND 1027001 165"); {
		case strings.Contains(p.Text, "Plot 165") || strings.Contains(p.Text, "plot 165"):
			answered++
		case strings.HasPrefix(p.Text, "That was many"):
			notices++
		case !p.Drop:
			t.Fatalf("%+v", p)
		}
	}
	if answered != 30 || notices != 1 || len(*over) != 1 || (*over)[0].What != Answers {
		t.Errorf("%d answers, %d notices, told %+v", answered, notices, *over)
	}
	if p := l.sms(t, "STOP"); !p.Drop || !o.stopped {
		t.Errorf("%+v, stopped %v", p, o.stopped)
	}
	l.now = l.now.Add(24 * time.Hour)
	if p := l.sms(t, "LAND 1027001 165"); p.Drop {
		t.Error("silent the next day")
	}
	// The same message delivered again costs nothing more.
	l, _, _ = owned(t)
	l.knows(t, seva.English)
	one := Turn{Gateway: "twilio", Channel: SMS, Session: string(caller), Input: "LAND 1027001 165", Hop: "SM1"}
	first := l.turn(t, one)
	for range 35 {
		l.now = l.now.Add(2 * time.Second)
		if p := l.turn(t, one); p != first {
			t.Fatalf("%+v", p)
		}
	}
}

func TestStopIsConfirmedOnce(t *testing.T) {
	l, o, _ := owned(t)
	stop := func(body string) Page { l.now = l.now.Add(time.Minute); return l.sms(t, body) }
	if p := stop("বন্ধ"); !strings.HasPrefix(p.Text, "আর এসএমএস যাবে না।") || !o.stopped {
		t.Fatalf("%+v", p)
	}
	if p := stop("STOP"); !p.Drop || o.wishes != 2 {
		t.Errorf("a second STOP: %+v, %d wishes", p, o.wishes)
	}
	// Nor when it is delivered again.
	m := Turn{Gateway: "twilio", Channel: SMS, Session: string(caller), Input: "STOP", Hop: "SM9"}
	if p := l.turn(t, m); !p.Drop {
		t.Errorf("a third: %+v", p)
	}
	if p := l.turn(t, m); !p.Drop {
		t.Errorf("the third again: %+v", p)
	}
	if p := stop("চালু"); !strings.HasPrefix(p.Text, "আবার এসএমএস পাবেন") || o.stopped {
		t.Errorf("%+v", p)
	}
	if p := stop("STOP"); p.Drop || !o.stopped {
		t.Errorf("a change is confirmed: %+v", p)
	}
	l.now = l.now.Add(25 * time.Hour)
	if p := stop("STOP"); p.Drop {
		t.Errorf("on another day: %+v", p)
	}
}

// A PIN is nowhere but in the hop it came in: not in what is kept, not in the log, not on the
// screen; and a record of digits cannot be tried out without the key.
func TestNoPINIsKept(t *testing.T) {
	var logged bytes.Buffer
	l, o, _ := owned(t)
	l.Log = slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	l.knows(t, seva.English)
	pages := ""
	for _, whole := range []string{"", "7", "7*3", "7*3*4829", "7*3*4829*4821", "7*3*4829*4821*0"} {
		p := l.turn(t, Turn{Session: "at", Whole: whole, New: whole == ""})
		pages += p.Text + "\n"
	}
	if o.tried != 2 || !strings.Contains(pages, "Wrong PIN. Tries left: 4.") || !strings.Contains(pages, "You have no application yet.") {
		t.Fatalf("%d tries\n%s", o.tried, pages)
	}
	for _, b := range l.memory.values {
		for _, pin := range []string{"4821", "4829"} {
			if bytes.Contains(b, []byte(pin)) || strings.Contains(logged.String(), pin) || strings.Contains(pages, pin) {
				t.Errorf("%s is kept, logged or shown", pin)
			}
			for _, whole := range []string{"7*3*" + pin, "7*3*4829*4821", "7*3*4829*4821*0"} {
				var eight [8]byte
				for i, h := 0, fnv(whole); i < 8; i++ {
					eight[7-i] = byte(h >> (8 * i))
				}
				if bytes.Contains(b, eight[:]) {
					t.Errorf("%q can be tried out", whole)
				}
			}
		}
	}
	// The same delivery again is not a second try.
	l.turn(t, Turn{Session: "at", Whole: "7*3*4829*4821*0"})
	if o.tried != 2 {
		t.Errorf("%d tries", o.tried)
	}
}

// fnv is how hops were hashed before there were PINs among them.
func fnv(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Whoever can write into the store of sessions cannot make anybody proved, nor move one
// phone's conversation to another.
func TestAForgedRecordIsNone(t *testing.T) {
	l, o, _ := owned(t)
	l.knows(t, seva.English)
	for _, in := range []string{"7", "3", "4821"} {
		if in == "7" {
			l.dial(t, "1", "")
		}
		l.say(t, "1", in)
	}
	key := l.hash("s:", "ussd\x00"+string(caller))
	whole := l.memory.values[key]
	if len(whole) == 0 || o.tried != 1 {
		t.Fatal("no record")
	}
	for i := range whole {
		bad := bytes.Clone(whole)
		bad[i] ^= 1
		if r := decode(l.unseal(key, bad)); r.readable || !r.seen.IsZero() {
			t.Fatalf("byte %d changed and it is read", i)
		}
	}
	if l.unseal(l.hash("s:", "ussd\x00919800000009"), whole) != nil {
		t.Error("another phone's record is read")
	}
	l.memory.values[key] = append(decode(l.unseal(key, whole)).encode(), make([]byte, sealSize)...)
	if p := l.say(t, "1", "1"); !strings.HasPrefix(p.Text, "Please begin again.") {
		t.Errorf("%q", p.Text)
	}
}

// A meter that fails lets a screen in, and no SMS that costs money.
func TestMeterAway(t *testing.T) {
	l, _, _ := owned(t)
	l.knows(t, seva.English)
	l.Meter = noMeter{}
	if p := l.dial(t, "1", ""); p.End {
		t.Errorf("%q", p.Text)
	}
	if p := l.sms(t, "LAND 1027001 165"); !p.Drop {
		t.Errorf("%q", p.Text)
	}
}

type noMeter struct{}

func (noMeter) Take(context.Context, string, int, budget.Rate) (budget.Verdict, error) {
	return budget.Verdict{}, errors.New("away")
}
