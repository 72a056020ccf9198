package program

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/ussd"
	"duar/ussd/page"
)

// typed is what a thumb may send: keys, numbers of this register and of none, words, and what
// no keypad has.
var typed = []string{
	"0", "0", "00", "98", "98", "99", "1", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "90", "91", "97", "৫", "१", "#", "*",
	"1027001", "১০২৭০০১", "165", "১৬৫", "165/1201", "12", "9999999", "1027999", "4829103847566", "4829103847565", "1234 2026 1902", "1/2/3",
	"2.5", "2,5", "1000000", "-1", "Ranjapur", "রঞ্জাপুর", "रंजापुर", "Ghatal", "x", "MN2026000001", "GR2026000001/1", "1980", "1234",
	"", " ", "?", "😀", "\x00", "\xff", "ক\u200d্", strings.Repeat("9", 40), strings.Repeat("জমি ", 60), "STOP", "WATCH 1027001 165", "1*1*1027001*165",
}

// posted is what else may be sent by SMS.
var posted = []string{
	"LAND 1027001 165", "জমি ১০২৭০০১ ১৬৫", "ज़मीन 1027001 165", "WATCH", "WATCH STOP", "নজর বন্ধ ১", "WATCH STOP 9", "WATCH KHATIAN 1027001 12",
	"CHECK", "CHECK 4829103847565", "DEED 1234 2026 1902", "DEED", "FEE", "FEE 1027001 165 HOUSE 5", "ফি ১০২৭০০১ ১৬৫ বাস্তু", "FEE HOUSE HOUSE",
	"OFFICE 1027001", "OFFICE", "NAME Subrata Mondal", "নাম", "COPY", "APPEAL 12", "PAY", "HEARING MN2026000001", "STATUS", "HELP", "MENU",
	"LANG HI", "LAND LAND LAND", "1027001", "1027001 165", "RS 1027001 165", "WATCH WATCH STOP STOP 1 1", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
}

var (
	choice  = regexp.MustCompile(`(?m)^\d{1,3} \S`)
	latin   = regexp.MustCompile(`[A-Za-z][A-Za-z&.-]*`)
	wayOn   = regexp.MustCompile(`(?m)(^|\s)(0|00|98|99) \S`)
	allowed = regexp.MustCompile(`^(SMS|BSK|CAF|WATCH|STOP|START|PIN|MN|GR|BL&LRO|SDL&LRO|DL&LRO|LANG|MENU|STATUS|CHECK|DEED|FEE|OFFICE|LAND|KHATIAN|RS|LR|MOUZA|HELP)$`)
)

// oneLanguage tells what of a text is in letters of another language than its reader's.
func oneLanguage(l seva.Lang, text string) string {
	if text == i18n.Say(l, seva.Say("phone.language")) {
		return ""
	}
	for line := range strings.SplitSeq(text, "\n") {
		if _, of := seva.ParseLang(line); of {
			continue
		}
		for _, r := range line {
			wrong := unicode.Is(unicode.Bengali, r) && l != seva.Bengali || unicode.Is(unicode.Devanagari, r) && l != seva.Hindi && r != '।'
			if wrong {
				return line
			}
		}
		if l != seva.Bengali && l != seva.Hindi {
			continue
		}
		for _, w := range latin.FindAllString(line, -1) {
			if !allowed.MatchString(strings.Trim(w, ".-")) {
				return line
			}
		}
	}
	return ""
}

// Whatever is typed at a phone, in whatever language, through hang-ups, gateways that deliver
// twice and SMS in between: every screen fits, speaks the reader's language alone, and has a
// way on or says who can help.
func TestAnyKeysOnAnyScreen(t *testing.T) {
	h, err := engines{Data: stocked()}.open(t.Context(), (&streams{world: seva.RealWorld()}).quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	if err := h.readPapers(); err != nil {
		t.Fatal(err)
	}
	box := &inbox{}
	x, err := h.exchange(box, phoneSettings{Turns: 1 << 30, Answers: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	phones := 0
	words, err := catalogue.PhoneKeywords()
	if err != nil {
		t.Fatal(err)
	}
	soup := []string{"1027001", "১০২৭০০১", "165", "12", "/", "1201", "9", "2026", "x", "1027001/165", "2.5", "Ranjapur"}
	for _, w := range words {
		soup = append(soup, w.Word)
	}
	languages := map[string]bool{}
	for _, l := range seva.PhoneLangs() {
		languages[i18n.Say(l, seva.Say("phone.language.own", seva.Args{"Lang": l}))] = true
	}
	rapid.Check(t, func(rt *rapid.T) {
		phones++
		p := seva.Phone(fmt.Sprintf("91987%07d", phones))
		l := rapid.SampledFrom(seva.PhoneLangs()).Draw(rt, "lang")
		budget := rapid.SampledFrom([]page.Budget{page.USSD, page.Hard}).Draw(rt, "budget")
		if err := x.Remember(t.Context(), p, l); err != nil {
			rt.Fatal(err)
		}
		session, hop, wishes, fresh := 0, 0, 0, true
		var log []string
		for range rapid.IntRange(5, 30).Draw(rt, "turns") {
			hop++
			turn := ussd.Turn{Gateway: "console", Phone: p, Hop: fmt.Sprint(hop), Budget: budget}
			turn.Input = rapid.SampledFrom(typed).Draw(rt, "typed")
			switch rapid.IntRange(0, 9).Draw(rt, "how") {
			case 0: // hangs up and dials again, with what was typed behind the code
				fresh = true
			case 1:
				turn.Channel, turn.Session = ussd.SMS, p.E164()
				turn.Input = rapid.SampledFrom(append(posted, typed...)).Draw(rt, "posted")
			case 2: // words that mean something, in no order
				turn.Channel, turn.Session = ussd.SMS, p.E164()
				turn.Input = strings.Join(rapid.SliceOfN(rapid.SampledFrom(soup), 1, 6).Draw(rt, "words"), " ")
			}
			if turn.Channel != ussd.SMS {
				if fresh {
					session++
					turn.New = true
					if rapid.Bool().Draw(rt, "at home") {
						turn.Input = ""
					}
				}
				turn.Session, fresh = fmt.Sprint(session), false
			}
			got, err := x.Take(t.Context(), turn)
			log = append(log, fmt.Sprintf("%s %q:\n%s", turn.Channel, turn.Input, got.Text))
			fail := func(what string) { rt.Fatalf("%s, %s\n%s", l, what, strings.Join(log[max(0, len(log)-4):], "\n---\n")) }
			if err != nil {
				fail(err.Error())
			}
			if again, err := x.Take(t.Context(), turn); err != nil || again != got { // it is delivered twice
				fail(fmt.Sprintf("the same hop is answered %q, %v", again.Text, err))
			}
			if len(box.mail) > 0 {
				for _, m := range box.mail {
					if odd := oneLanguage(m.Lang, m.Body); odd != "" {
						fail("an SMS of two languages: " + odd)
					}
				}
				box.mail = nil
			}
			wish := turn.Channel == ussd.SMS && x.Machine.Wishes(turn.Input)
			if got.Drop && wish && wishes > 0 { // what was wished already is confirmed once a day
				continue
			}
			if wish {
				wishes++
			}
			if got.Drop {
				fail("no answer")
			}
			if turn.Channel == ussd.SMS {
				if n := len(page.Segments(got.Text)); n > 3 {
					fail(fmt.Sprintf("an answer in %d SMS", n))
				}
			} else if !page.Fits(got.Text, budget) {
				fail("too long: " + size(got.Text))
			}
			plain := got.Text
			for own := range languages {
				plain = strings.ReplaceAll(plain, own, "")
			}
			odd := oneLanguage(l, plain)
			for _, other := range seva.PhoneLangs() { // it may have been chosen on the way
				if odd != "" && oneLanguage(other, plain) == "" {
					odd = ""
				}
			}
			if odd != "" {
				fail("of two languages: " + odd)
			}
			if turn.Channel == ussd.SMS {
				continue // it never ends, and needs no key
			}
			if got.End {
				fresh = true
			} else if !choice.MatchString(got.Text) && !wayOn.MatchString(got.Text) && !strings.Contains(got.Text, "?") {
				fail("no way on")
			}
		}
	})
}
