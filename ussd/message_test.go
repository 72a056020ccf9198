package ussd

import (
	"strings"
	"testing"
	"time"

	"duar/ussd/page"
)

func TestMessages(t *testing.T) {
	l := newLine(t)
	// A stranger is answered in the language of the keyword, and can go on with numbers.
	if p := l.sms(t, "জমি ১০২৭০০১ ১৬৫"); !strings.Contains(p.Text, "দাগ 165") || strings.Contains(p.Text, "2 SMS") {
		t.Fatalf("%q", p.Text)
	}
	if p := l.sms(t, "1"); !strings.Contains(p.Text, "সু** ম**") || len(page.Segments(p.Text)) > 3 {
		t.Errorf("%q", p.Text)
	}
	l.now = l.now.Add(31 * time.Minute)
	if p := l.sms(t, "ज़मीन 1027001 165"); !strings.Contains(p.Text, "दाग") {
		t.Errorf("the keyword's language was not a choice for good: %q", p.Text)
	}
	l.now = l.now.Add(31 * time.Minute)
	// Without a keyword the language is asked first, then the question answered.
	if p := l.sms(t, "1027001 165"); !strings.Contains(p.Text, "2 English") {
		t.Errorf("%q", p.Text)
	}
	if p := l.sms(t, "2"); !strings.Contains(p.Text, "plot 165") {
		t.Errorf("%q", p.Text)
	}
	if p := l.sms(t, "জমি 1027001 165"); !strings.Contains(p.Text, "plot 165") {
		t.Errorf("now that one is chosen: %q", p.Text)
	}
	if p := l.sms(t, "LANG BN"); !strings.HasPrefix(p.Text, "দুয়ার") {
		t.Errorf("%q", p.Text)
	}
	// The same message delivered again.
	m := Turn{Gateway: "twilio", Channel: SMS, Session: string(caller), Input: "LAND 1027001 165*2", Hop: "SM1"}
	if first, again := l.turn(t, m), l.turn(t, m); first != again {
		t.Errorf("%q, %q", first.Text, again.Text)
	}
	l.sms(t, "MENU")
	if p := l.turn(t, m); !p.Drop {
		t.Errorf("an older message again: %q", p.Text)
	}
	// USSD and SMS of one number are two conversations.
	if p := l.dial(t, "u", ""); strings.Contains(p.Text, "চালিয়ে") {
		t.Errorf("%q", p.Text)
	}
}
