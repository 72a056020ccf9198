package ussd

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/ussd/page"
)

func TestLostSessionRestartsPolitely(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "")
	l.memory.flush()
	if p := l.say(t, "1", "1"); !strings.HasPrefix(p.Text, "Please begin again.\nDuar\n") {
		t.Errorf("%q", p.Text)
	}
	// Bytes that this program cannot read are as good as lost.
	for key := range l.memory.values {
		l.memory.values[key] = []byte("\x63 from another century, and long enough")
	}
	if p := l.say(t, "1", "1"); !strings.HasPrefix(p.Text, "Please begin again.") {
		t.Errorf("%q", p.Text)
	}
}

// A hop of a session that must be dead by now is a new beginning, not an answer.
func TestSessionsDie(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1*1")
	l.now = l.now.Add(179 * time.Second)
	if p := l.say(t, "1", "1027001"); !strings.HasPrefix(p.Text, "Ranjapur") {
		t.Errorf("still alive: %q", p.Text)
	}
	l.now = l.now.Add(181 * time.Second)
	if p := l.say(t, "1", "165"); !strings.Contains(p.Text, "1 Continue") {
		t.Errorf("%q", p.Text)
	}
}

func TestTurnsOfNobodyAreRefused(t *testing.T) {
	l := newLine(t)
	for _, turn := range []Turn{{Session: "1", New: true}, {Session: "1", Phone: caller, Whole: strings.Repeat("1*", 4000)}} {
		p, err := l.Take(t.Context(), turn)
		if !errors.Is(err, errTurn) || !p.End || p.Text == "" || l.memory.swaps != 0 {
			t.Errorf("%q, %v", p.Text, err)
		}
	}
}

// With the sessions lost the cumulative text says what they said.
func TestWholeTextSurvivesTheLossOfSessions(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	for _, whole := range []string{"", "1", "1*1"} {
		l.turn(t, Turn{Session: "at", Whole: whole, New: whole == "", Hop: "text=" + whole})
	}
	l.memory.flush()
	if p := l.turn(t, Turn{Session: "at", Whole: "1*1*1027001", Hop: "text=1*1*1027001"}); !strings.HasPrefix(p.Text, "Ranjapur") {
		t.Errorf("%q", p.Text)
	}
}

func TestStoreGone(t *testing.T) {
	for name, spoil := range map[string]func(*memory){
		"refuses": func(m *memory) { m.gone = errors.New("connection refused") },
		"hangs":   func(m *memory) { m.hangs = true },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLine(t)
			spoil(l.memory)
			start := time.Now()
			p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: caller, New: true, Hop: "1"})
			if took := time.Since(start); took > time.Second {
				t.Errorf("took %v", took)
			}
			if !errors.Is(err, ErrGone) || !p.End || !page.Fits(p.Text, page.USSD) {
				t.Errorf("%q, %v", p.Text, err)
			}
			for _, lang := range seva.Langs() {
				if !strings.Contains(p.Text, i18n.Say(lang, seva.Say("phone.later"))) {
					t.Errorf("%q says nothing in %s", p.Text, lang)
				}
			}
		})
	}
	// Only the sessions are away: the language is still known, and nothing is sent.
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1027001*165")
	l.Sessions = &memory{gone: errors.New("failing over")}
	p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: caller, Input: "2", Hop: "9"})
	if err == nil || p.Text != "Not working now. Please try later." || len(l.postman.sent) != 0 {
		t.Errorf("%q, %v, %d SMS", p.Text, err, len(l.postman.sent))
	}
}

func TestRegisterAwayKeepsTheConversation(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1*1*1027001")
	l.register.down = context.DeadlineExceeded
	p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: caller, Input: "165", Hop: "a"})
	if err == nil || p.End || !strings.HasPrefix(p.Text, "Not working now") {
		t.Errorf("%q, %v", p.Text, err)
	}
	l.register.down = nil
	// One that does not answer at all costs the person a second, and not the session.
	l.register.hangs = true
	start := time.Now()
	p, err = l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: caller, Input: "165", Hop: "b"})
	if err == nil || p.End || !strings.HasPrefix(p.Text, "Not working now") || time.Since(start) > time.Second {
		t.Errorf("%q, %v, %v", p.Text, err, time.Since(start))
	}
	l.register.hangs = false
	if p := l.say(t, "1", "165"); !strings.Contains(p.Text, "Plot 165") {
		t.Errorf("%q", p.Text)
	}
}

// Two deliveries of one hop at the same moment: one step, one SMS, one page for both.
func TestRaceOfOneHop(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1027001*165")
	pages := make([]Page, 8)
	var all sync.WaitGroup
	for i := range pages {
		all.Go(func() {
			p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: caller, Input: "2", Hop: "send"})
			if err != nil {
				t.Error(err)
			}
			pages[i] = p
		})
	}
	all.Wait()
	for _, p := range pages {
		if p != pages[0] {
			t.Errorf("%q and %q", p.Text, pages[0].Text)
		}
	}
	if len(l.postman.sent) != 1 {
		t.Errorf("%d SMS", len(l.postman.sent))
	}
}

// A step that lost is taken again from where the winner left it.
func TestLostSwap(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "")
	l.memory.beforeSwap = func() { l.say(t, "1", "1") }
	if p := l.say(t, "1", "2"); !strings.HasPrefix(p.Text, "Mouza number") { // home, land, khatian
		t.Errorf("%q", p.Text)
	}
	// Somebody who always wins is not fought for ever.
	var again func()
	again = func() { l.memory.beforeSwap = nil; l.say(t, "1", "00"); l.memory.beforeSwap = again }
	l.memory.beforeSwap = again
	p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: caller, Input: "1", Hop: "never"})
	if !errors.Is(err, errBusy) || !p.End {
		t.Errorf("%q, %v", p.Text, err)
	}
}

func TestCarrierFailsAndThePageStands(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.postman.err = errors.New("no credit")
	if p := l.dial(t, "1", "1*1*1027001*165*2"); !strings.Contains(p.Text, "SMS") || p.End {
		t.Errorf("%q", p.Text)
	}
}

func FuzzTurn(f *testing.F) {
	f.Add("1", "1*1027001", "text")
	f.Add("\xff\x00", "১\u202e", "")
	l := newLine(f)
	f.Fuzz(func(t *testing.T, one, two, session string) {
		for _, turn := range []Turn{
			{Session: session, New: true, Input: one}, {Session: session, Input: two},
			{Session: session, Whole: one}, {Session: session, Whole: one + "*" + two},
			{Channel: SMS, Session: session, Input: one}, {Channel: SMS, Session: session, Input: two},
		} {
			turn.Phone, turn.Gateway = caller, "fuzz"
			p, _ := l.Take(t.Context(), turn)
			if !p.Drop && (p.Text == "" || turn.Channel != SMS && !page.Fits(p.Text, page.USSD)) {
				t.Errorf("%+v: %q", turn, p.Text)
			}
		}
	})
}

func FuzzRecord(f *testing.F) {
	f.Add(record{session: "a", page: "b", hops: []uint64{1, 2}, seen: time.Unix(1, 0)}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		r := decode(b)
		if r.readable && string(decode(r.encode()).encode()) != string(r.encode()) {
			t.Errorf("%+v changes in the store", r)
		}
	})
}
