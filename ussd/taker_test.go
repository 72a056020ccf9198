package ussd

import (
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/ussd/page"
)

// The same walk in every language and script ends with the same facts, on screens that
// all fit.
func TestAPlotInEveryLanguage(t *testing.T) {
	for i, want := range []string{
		"দাগ ১৬৫, রঞ্জাপুর: ০.৭৫ একর (৭৫ শতক),",
		"Plot 165, Ranjapur: 0.75 acre (75 decimal), Sali",
		"दाग 165, ",
		"Dag 165, Ranjapur: 0.75",
		"Dag 165, Ranjapur: 0.75",
	} {
		l := newLine(t)
		choice := string(rune('1' + i))
		texts := []string{l.dial(t, "1", "").Text}
		for _, in := range []string{choice, "1", "1", "1027001", "165", "1"} {
			texts = append(texts, l.say(t, "1", in).Text)
		}
		for _, text := range texts {
			if !page.Fits(text, page.USSD) || strings.Contains(text, "⟪") {
				t.Errorf("%d: %q", i+1, text)
			}
		}
		answer := texts[5]
		if head, _, _ := strings.Cut(want, ","); !strings.Contains(answer, head) {
			t.Errorf("%d: %q, want %q", i+1, answer, want)
		}
		for _, text := range texts {
			if strings.Contains(text, "Mondal") || strings.Contains(text, "মণ্ডল") {
				t.Errorf("%d: a whole name is shown: %q", i+1, text)
			}
		}
		if lang := seva.PhoneLangs(); i < 2 && !strings.Contains(answer, want) {
			t.Errorf("%s: %q, want %q", lang[i], answer, want)
		}
	}
}

func TestLanguageIsRememberedPerNumber(t *testing.T) {
	l := newLine(t)
	l.dial(t, "1", "")
	if p := l.say(t, "1", "2"); !strings.HasPrefix(p.Text, "Duar\n1 Land record") {
		t.Fatalf("%q", p.Text)
	}
	l.now = l.now.Add(24 * time.Hour)
	l.memory.flush()
	if p := l.dial(t, "2", ""); !strings.HasPrefix(p.Text, "Duar\n1 Land record") {
		t.Errorf("%q", p.Text)
	}
	if p := l.sms(t, "HELP"); !strings.HasPrefix(p.Text, "Send: LAND") {
		t.Errorf("%q", p.Text)
	}
}

func TestDirectCodeAsksTheLanguageFirst(t *testing.T) {
	l := newLine(t)
	if p := l.dial(t, "1", "1027001*165"); !strings.Contains(p.Text, "2 English") {
		t.Fatalf("%q", p.Text)
	}
	if p := l.say(t, "1", "2"); !strings.Contains(p.Text, "Plot 165") {
		t.Errorf("%q", p.Text)
	}
	if p := l.dial(t, "2", "1027001*165"); !strings.Contains(p.Text, "Plot 165") {
		t.Errorf("known by now: %q", p.Text)
	}
}

// One read and one write a hop, and the language only when a session begins.
func TestOneLoadAndOneSwap(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "")
	for _, in := range []string{"1", "1", "1027001", "165"} {
		l.say(t, "1", in)
	}
	if l.memory.loads != 5 || l.memory.swaps != 5 || l.memory.asked != 1 {
		t.Errorf("%d loads, %d swaps, language asked %d times, for 5 hops", l.memory.loads, l.memory.swaps, l.memory.asked)
	}
	if l.memory.ttl != 30*time.Minute {
		t.Errorf("kept for %v", l.memory.ttl)
	}
}

func TestSameHopTwice(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1027001*165")
	send := Turn{Session: "1", Input: "2", Hop: "send"}
	first := l.turn(t, send)
	again := l.turn(t, send)
	if first != again || !strings.Contains(first.Text, "SMS") {
		t.Errorf("%q then %q", first.Text, again.Text)
	}
	if len(l.postman.sent) != 1 {
		t.Fatalf("%d SMS", len(l.postman.sent))
	}
	// An older hop that comes late and again changes nothing either.
	after := l.say(t, "1", "0")
	if p := l.turn(t, send); p != after || len(l.postman.sent) != 1 {
		t.Errorf("%q, %d SMS", p.Text, len(l.postman.sent))
	}
	m := l.postman.sent[0]
	if m.To != caller || m.Key != "sms.plot.flags" || m.Lang != seva.English || m.Ref == "" ||
		!strings.Contains(m.Body, "plot 165, Ranjapur (1027001): 0.75 acre (75 decimal)") || strings.Contains(m.Body, "M**") {
		t.Errorf("%+v", m)
	}
}

// With the sessions flushed a replayed hop has the same Ref, so that the carrier can tell.
func TestRefSurvivesTheLossOfSessions(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	send := Turn{Session: "1", Input: "1*1*1027001*165*2", New: true, Hop: "send"}
	l.turn(t, send)
	l.memory.flush()
	l.turn(t, send)
	if len(l.postman.sent) != 2 || l.postman.sent[0].Ref != l.postman.sent[1].Ref {
		t.Errorf("%d SMS", len(l.postman.sent))
	}
	l.turn(t, Turn{Session: "2", Input: "1*1*1027001*165*2", New: true, Hop: "send"})
	if l.postman.sent[2].Ref == l.postman.sent[0].Ref {
		t.Error("two sessions have one Ref")
	}
}

func TestLateAnswers(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "")
	for range 2 {
		l.say(t, "1", "x")
	}
	if p := l.say(t, "1", "x"); !p.End {
		t.Fatalf("not the end: %q", p.Text)
	}
	if p := l.say(t, "1", "1"); !p.Drop {
		t.Errorf("after the end: %q", p.Text)
	}
	l.dial(t, "2", "")
	if p := l.say(t, "1", "1"); !p.Drop {
		t.Errorf("of the session before: %q", p.Text)
	}
	if p := l.say(t, "2", "1"); !strings.HasPrefix(p.Text, "Land record") {
		t.Errorf("the session itself: %q", p.Text)
	}
}

func TestEndTellsWhereToGo(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1*1*1027001")
	l.say(t, "1", "777")
	l.say(t, "1", "778")
	p := l.say(t, "1", "779")
	if !p.End || !strings.Contains(p.Text, "18003450900") || !strings.Contains(p.Text, "Ghatal block office") {
		t.Errorf("%q", p.Text)
	}
}

func TestTwoGatewaysEqualSessions(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.turn(t, Turn{Gateway: "a", Session: "7", New: true, Hop: "1"})
	l.turn(t, Turn{Gateway: "a", Session: "7", Input: "1", Hop: "2"})
	// The other gateway's hop 2 of its session 7 is another hop of another session.
	p := l.turn(t, Turn{Gateway: "b", Session: "7", New: true, Hop: "2"})
	if !strings.Contains(p.Text, "Continue") {
		t.Errorf("%q", p.Text)
	}
}

func TestAnotherPhonesSessionCannotBeReached(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1027001*165")
	p, err := l.Take(t.Context(), Turn{Gateway: "generic", Session: "1", Phone: "919800000002", Input: "1", Hop: "x"})
	if err != nil || strings.Contains(p.Text, "S**") || !strings.Contains(p.Text, "2 English") {
		t.Errorf("%q, %v", p.Text, err)
	}
	for key := range l.memory.values {
		if strings.Contains(key, "98000") || !strings.HasPrefix(key, "s:") || len(key) != 66 {
			t.Errorf("key %q", key)
		}
	}
}

func TestResume(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	l.dial(t, "1", "1027001*165")
	l.say(t, "1", "1") // owners
	l.now = l.now.Add(29 * time.Minute)
	p := l.dial(t, "2", "")
	if !strings.Contains(p.Text, "1 Continue\n2 Start new") {
		t.Fatalf("%q", p.Text)
	}
	if p = l.say(t, "2", "1"); !strings.HasPrefix(p.Text, "Ranjapur: plot (dag) number?") {
		t.Errorf("the number must be asked again: %q", p.Text)
	}
	if p = l.dial(t, "3", "1027001*165"); !strings.Contains(p.Text, "Plot 165") {
		t.Errorf("who dials a code wants its answer: %q", p.Text)
	}
	l.now = l.now.Add(31 * time.Minute)
	if p = l.dial(t, "4", ""); !strings.HasPrefix(p.Text, "Duar\n") {
		t.Errorf("too old to resume: %q", p.Text)
	}
}

// A gateway that repeats everything typed so far, as Africa's Talking does.
func TestWholeText(t *testing.T) {
	l := newLine(t).knows(t, seva.English)
	whole := func(text string) Page {
		return l.turn(t, Turn{Gateway: "africastalking", Session: "at", Whole: text, New: text == "", Hop: "text=" + text})
	}
	for _, st := range []struct{ whole, want string }{
		{"", "Duar\n"},
		{"1", "Land record by"},
		{"1*1", "Mouza number"},
		{"1*1*1027001", "Ranjapur: plot"},
		{"1*1*1027001", "Ranjapur: plot"}, // delivered twice
		{"1*1*1027001*165*1201", "Plot 165/1201"},
		{"1*1*1027001*165*1201*0", "Ranjapur: plot"},
		{"1*1*1027001*165*1201*0*", "Ranjapur: plot"}, // an empty answer
		{"1*1*1027001*165*1201*0**165", "Plot 165,"},
		{"1*1*1027001", "Plot 165,"}, // an old one again: the screen is where it is
	} {
		if p := whole(st.whole); !strings.Contains(p.Text, st.want) {
			t.Errorf("%q: %q, want %q", st.whole, p.Text, st.want)
		}
	}
	// The first request may carry a direct code, and says nothing of being new.
	p := l.turn(t, Turn{Gateway: "africastalking", Session: "at2", Whole: "1027001*165", Hop: "text=1027001*165"})
	if !strings.Contains(p.Text, "Plot 165") {
		t.Errorf("%q", p.Text)
	}
	if p = l.turn(t, Turn{Gateway: "africastalking", Session: "at2", Whole: "1027001*165*1", Hop: "text=1027001*165*1"}); !strings.HasPrefix(p.Text, "S** M**") {
		t.Errorf("%q", p.Text)
	}
}

// A phone that cannot show the script gets nothing from its owner. Whoever has chosen a
// language, or dials a code, can read: a wrong answer gets its reason, and the question.
func TestRomanIsOfferedToWhoPerhapsCannotRead(t *testing.T) {
	l := newLine(t).knows(t, seva.Bengali)
	l.dial(t, "1", "")
	p := l.say(t, "1", "")
	if page.Measure(p.Text).Coding != page.GSM7 || !strings.Contains(p.Text, "4 Bangla (Roman)") || strings.Contains(p.Text, "\n0 ") {
		t.Errorf("%q", p.Text)
	}
	if p = l.say(t, "1", "4"); !strings.HasPrefix(p.Text, "Duar\n1 Jomir tothyo") {
		t.Errorf("%q", p.Text)
	}
	l = newLine(t).knows(t, seva.Bengali)
	l.dial(t, "1", "")
	if p := l.say(t, "1", "qwerty"); !strings.HasPrefix(p.Text, "তালিকার নম্বর দিন।\nদুয়ার\n1 জমির তথ্য") {
		t.Errorf("%q", p.Text)
	}
	for _, code := range []string{"1027001*777", "1*1*1027001*777", "9999999*1", "1*9"} {
		l = newLine(t).knows(t, seva.Bengali)
		if p := l.dial(t, "1", code); page.Measure(p.Text).Coding == page.GSM7 || !strings.Contains(p.Text, "নেই।\n") && !strings.Contains(p.Text, "দিন।\n") {
			t.Errorf("%s: %q", code, p.Text)
		}
	}
	for _, first := range []string{"", "?", "9"} { // a stranger
		l := newLine(t)
		l.dial(t, "1", "")
		p := l.say(t, "1", first)
		if page.Measure(p.Text).Coding != page.GSM7 {
			t.Errorf("%q", p.Text)
		}
		if first == "9" && !strings.HasPrefix(p.Text, "Talikar nombor din.\nBhasha") {
			t.Errorf("without its reason: %q", p.Text)
		}
		if p = l.say(t, "1", "00"); strings.HasPrefix(p.Text, "Duar") {
			t.Errorf("home without a language: %q", p.Text)
		}
	}
	l = newLine(t) // and one with a code, who then reads
	l.dial(t, "1", "1027001*777")
	if p := l.say(t, "1", "1"); !strings.HasPrefix(p.Text, "এই দাগ নেই।\nদাগ নম্বর?") {
		t.Errorf("%q", p.Text)
	}
	l = newLine(t).knows(t, seva.English)
	l.dial(t, "1", "")
	if p := l.say(t, "1", "x"); !strings.HasPrefix(p.Text, "Please choose a number shown.\nDuar") {
		t.Errorf("English is Latin already: %q", p.Text)
	}
}

func TestPagesOfAnAnswer(t *testing.T) {
	l := newLine(t).knows(t, seva.Bengali)
	p := l.dial(t, "1", "1027001*165")
	all := p.Text
	if !strings.Contains(p.Text, "98 আরও") || strings.Contains(p.Text, "99") {
		t.Errorf("first page: %q", p.Text)
	}
	for range 5 {
		if !strings.Contains(p.Text, "98 ") {
			break
		}
		p = l.say(t, "1", "৯৮")
		all += p.Text
	}
	if !strings.Contains(p.Text, "99 ") || !strings.Contains(p.Text, "00 ") || strings.Contains(p.Text, "98 ") {
		t.Errorf("last page: %q", p.Text)
	}
	for _, want := range []string{"শালি", "বন্ধক", "৩", "1 মালিক", "2 SMS"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is on no page of %q", want, all)
		}
	}
}

// BenchmarkHop is a whole hop but for the network: load, decode, take, show, say, cut,
// encode, swap, in memory.
func BenchmarkHop(b *testing.B) {
	for _, lang := range []seva.Lang{seva.English, seva.Bengali} {
		b.Run(string(lang), func(b *testing.B) {
			l := newLine(b).knows(b, lang)
			l.dial(b, "1", "")
			inputs := []string{"1", "0", "3", "0", "4", "0"}
			ctx := b.Context()
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				p, err := l.Take(ctx, Turn{Gateway: "generic", Session: "1", Phone: caller, Input: inputs[i%len(inputs)], Hop: inputs[i%len(inputs)] + string(rune('a'+i%20))})
				if err != nil || p.End {
					b.Fatal(p, err)
				}
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "hops/s")
		})
	}
}
