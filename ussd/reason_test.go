package ussd

import (
	"errors"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/notice"
	"duar/ussd/page"
)

// The end after three wrong answers is a whole sentence in every language, under the
// last reason, and is read to its end before the session closes.
func TestEndIsASentence(t *testing.T) {
	for _, lang := range seva.PhoneLangs() {
		l := newLine(t).knows(t, lang)
		l.dial(t, "1", "1*1*1027001")
		l.say(t, "1", "777")
		l.say(t, "1", "778")
		p := l.say(t, "1", "779")
		if !strings.HasPrefix(p.Text, i18n.Say(lang, seva.Say("phone.wrong.plot"))+"\n") {
			t.Errorf("%s: no reason in %q", lang, p.Text)
		}
		all := p.Text
		for range 4 {
			if p.End {
				break
			}
			p = l.say(t, "1", "98")
			all += "\n" + p.Text
		}
		if !p.End || strings.Contains(p.Text, "99 ") {
			t.Errorf("%s: never ends, or turns back after it: %q", lang, p.Text)
		}
		all = strings.NewReplacer("\n", " ").Replace(all)
		for _, want := range []string{"18003450900", map[seva.Lang]string{
			seva.Bengali: "সাহায্যের জন্য বিএসকে-তে যান:", seva.English: "For help go to the BSK:", seva.Hindi: "मदद के लिए BSK जाएँ:",
			seva.BengaliRoman: "Sahajyer jonyo BSK-te jan:", seva.HindiRoman: "Madad ke liye BSK jaayein:",
		}[lang]} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q is not in %q", lang, want, all)
			}
		}
	}
}

// A reason takes room, so pages are cut otherwise under it; nothing may be lost by
// turning them.
func TestNothingIsLostUnderAReason(t *testing.T) {
	read := func(l *line, first Page) string {
		all, p := first.Text, first
		for range 20 {
			if !strings.Contains(p.Text, "98 ") {
				break
			}
			p = l.say(t, "1", "98")
			all += "\n" + p.Text
		}
		return all
	}
	l := newLine(t).knows(t, seva.Bengali)
	plain := read(l, l.dial(t, "1", "1*1*1"))
	under := read(l, l.say(t, "1", "77"))
	if !strings.HasPrefix(under, "তালিকার নম্বর দিন।\n") {
		t.Errorf("%q", under)
	}
	for line := range strings.SplitSeq(plain, "\n") {
		if !strings.Contains(line, "98 ") && !strings.Contains(line, "99 ") && !strings.Contains(under, line) {
			t.Errorf("%q is lost", line)
		}
	}
}

func TestBeyondTheLastPage(t *testing.T) {
	for _, lang := range seva.PhoneLangs() {
		l := newLine(t).knows(t, lang)
		p := l.dial(t, "1", "1*1*1")
		if first := l.say(t, "1", "99"); !strings.HasPrefix(first.Text, i18n.Say(lang, seva.Say("phone.first"))) || !strings.Contains(first.Text, "98 ") {
			t.Errorf("%s: %q", lang, first.Text)
		}
		for range 20 {
			if p = l.say(t, "1", "98"); !strings.Contains(p.Text, "98 ") {
				break
			}
		}
		last := p
		if p = l.say(t, "1", "98"); !strings.HasPrefix(p.Text, i18n.Say(lang, seva.Say("phone.last"))+"\n0 ") || !page.Fits(p.Text, page.USSD) {
			t.Errorf("%s: %q", lang, p.Text)
		}
		if p = l.say(t, "1", "99"); p.Text == last.Text || strings.HasPrefix(p.Text, i18n.Say(lang, seva.Say("phone.last"))) {
			t.Errorf("%s: back from there: %q", lang, p.Text)
		}
		if p = l.say(t, "1", "98"); p.Text != last.Text {
			t.Errorf("%s: %q, want %q", lang, p.Text, last.Text)
		}
	}
}

// A typo in an SMS is answered with what can be sent, and does not end anything.
func TestTypoInAnSMS(t *testing.T) {
	l := newLine(t).knows(t, seva.Bengali)
	l.sms(t, "জমি ১০২৭০০১ ১৬৫")
	for range 4 {
		if p := l.sms(t, "জমই"); p.End || !strings.Contains(p.Text, "জমি ১০২৭০০১ ১৬৫") {
			t.Errorf("%q", p.Text)
		}
	}
	if p := l.sms(t, "1"); !strings.Contains(p.Text, "সু** ম**") {
		t.Errorf("%q", p.Text)
	}
}

// What a keyword brings is in shatak too, says of when it is, and names nobody.
func TestKeywordReply(t *testing.T) {
	l := newLine(t).knows(t, seva.Bengali)
	p := l.sms(t, "জমি মৌজা ১০২৭০০১ দাগ ১৬৫ বাটা ১২০১")
	for _, want := range []string{"দাগ 165/1201", "0.75 একর (75 শতক)", "30/9/2026 তারিখের তথ্য।", "4 মাপ ও তারিখ"} {
		if !strings.Contains(p.Text, want) {
			t.Errorf("%q is not in %q", want, p.Text)
		}
	}
	if p = l.sms(t, "4"); !strings.HasPrefix(p.Text, "০.৭৫ একর, ৭৫ শতক, ৪৫.৩৭৫ কাঠা, ২.২৬৮৮ বিঘা।\n৩০ সেপ্টেম্বর ২০২৬") {
		t.Errorf("%q", p.Text)
	}
	if p = l.sms(t, "খতিয়ান ১০২৭০০১ ৫৩৯ বাটা ১"); !strings.Contains(p.Text, "খতিয়ান 539/1") || strings.Contains(p.Text, "সু**") {
		t.Errorf("%q", p.Text)
	}
	p = l.dial(t, "1", "1027001*0*539*1")
	if !strings.Contains(p.Text, "সু** ম**") {
		t.Errorf("on the screen it is masked: %q", p.Text)
	}
}

// Without a carrier no SMS is promised; with one that refuses, none is said to be sent.
func TestNoFalsePromise(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.Machine = l.Machine.Mute()
	if p := l.dial(t, "1", "1027001*165"); strings.Contains(p.Text, "SMS") || !strings.Contains(p.Text, "3 Old number") {
		t.Errorf("%q", p.Text)
	}
	if p := l.say(t, "1", "2"); !strings.HasPrefix(p.Text, "Please choose") || len(l.postman.sent) != 0 {
		t.Errorf("%q", p.Text)
	}
	l = newLine(t).knows(t, seva.English)
	l.postman.err = notice.Fail(notice.Rejected, "credit", errors.New("none left"))
	if p := l.dial(t, "1", "1*1*1027001*165*2"); !strings.HasPrefix(p.Text, "You will get an SMS if") {
		t.Errorf("%q", p.Text)
	}
}
