package program

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"duar/i18n"
	"duar/seva"
	"duar/seva/place"
	"duar/ussd/page"
)

// screens takes apart what the phone printed: the text of each screen, without its frame.
func screens(t *testing.T, printed string) []string {
	t.Helper()
	var all []string
	for block := range strings.SplitSeq(printed, "┌ ") {
		head, rest, _ := strings.Cut(block, "\n")
		body, _, framed := strings.Cut(rest, "\n└")
		if !framed {
			continue
		}
		text := strings.ReplaceAll("\n"+body, "\n│ ", "\n")[1:]
		if head != size(text) {
			t.Errorf("said to be %q, but is %q:\n%s", head, size(text), text)
		}
		if !page.Fits(text, page.USSD) {
			t.Errorf("does not fit a usual screen:\n%s", text)
		}
		all = append(all, text)
	}
	return all
}

// spoken are the ways in which a person reads a phone, as the flags say them.
var spoken = []struct {
	lang, script string
	l            seva.Lang
}{
	{"bn", "unicode", seva.Bengali}, {"en", "unicode", seva.English}, {"hi", "unicode", seva.Hindi},
	{"bn", "roman", seva.BengaliRoman}, {"hi", "roman", seva.HindiRoman},
}

func TestPhoneDialsInEveryLanguage(t *testing.T) {
	for i, c := range spoken {
		t.Run(string(c.l), func(t *testing.T) {
			as := func(number int, args ...string) string {
				return ok(t, append([]string{"phone", "--data", stocked(), "--number", fmt.Sprintf("+9198000010%d%d", i, number),
					"--lang", c.lang, "--script", c.script}, args...)...)
			}
			out := as(1, "--dial", "*384*7*1027001*165#")
			shown := screens(t, out)
			if len(shown) != 1 {
				t.Fatalf("%d screens:\n%s", len(shown), out)
			}
			flat := strings.Join(strings.Fields(strings.Join(shown, " ")), " ")
			if want := i18n.Say(c.l, seva.Say("flag.mortgage")); !strings.Contains(flat, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
			if coding := strings.HasPrefix(out, "┌ gsm7 "); coding != (c.l.Roman() || c.l == seva.English) {
				t.Errorf("the coding is another:\n%s", out)
			}
			// From the home screen by its permanent numbers to the same plot, and an SMS of it.
			out = as(2, "--dial", "*384*7#", "--answers", "1, 1,1027001,165,2")
			if shown = screens(t, out); len(shown) != 6 {
				t.Fatalf("%d screens:\n%s", len(shown), out)
			}
			if !strings.Contains(shown[0], i18n.Say(c.l, seva.Say("phone.home.land"))) {
				t.Errorf("the first screen is not home:\n%s", out)
			}
			if got := strings.Count(out, "\n> "); got != 5 {
				t.Errorf("%d answers are shown:\n%s", got, out)
			}
			_, sms, found := strings.Cut(out, "✉ ")
			if !found || !strings.Contains(sms, i18n.Say(c.l, seva.Say("flag.mortgage"))) {
				t.Errorf("no SMS of the plot:\n%s", out)
			}
		})
	}
}

func TestPhoneSendsSMSInEveryLanguage(t *testing.T) {
	words := map[seva.Lang]string{
		seva.Bengali: "জমি ১০২৭০০১ ১৬৫", seva.English: "LAND 1027001 165", seva.Hindi: "ज़मीन 1027001 165",
		seva.BengaliRoman: "jomi 1027001 165", seva.HindiRoman: "zameen 1027001 165",
	}
	head := regexp.MustCompile(`^✉ (gsm7|ucs2) (\d+) (septets|units), parts: (\d)\n`)
	for i, c := range spoken {
		// The number is a stranger: the keyword tells the language.
		out := ok(t, "phone", "--data", stocked(), "--number", fmt.Sprintf("+91980000020%d", i), "--sms", words[c.l])
		m := head.FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("%s: %s", c.l, out)
		}
		body := strings.TrimSuffix(strings.ReplaceAll(out[len(m[0])-1:], "\n  ", "\n")[1:], "\n")
		if parts := strconv.Itoa(len(page.Segments(body))); m[4] != parts {
			t.Errorf("%s: said to be %s parts, but is %s:\n%s", c.l, m[4], parts, out)
		}
		if !strings.Contains(body, i18n.Say(c.l, seva.Say("flag.mortgage"))) {
			t.Errorf("%s: no mortgage in\n%s", c.l, out)
		}
	}
}

func TestPhoneFirstContactAsksTheLanguage(t *testing.T) {
	args := []string{"phone", "--data", stocked(), "--number", "+919800000300", "--dial", "*384*7#"}
	first := screens(t, ok(t, append(args, "--answers", "3")...))
	if len(first) != 2 || !strings.Contains(first[0], "2 English") || !strings.Contains(first[1], i18n.Say(seva.Hindi, seva.Say("phone.home.land"))) {
		t.Fatalf("%q", first)
	}
	if again := screens(t, ok(t, args...)); len(again) != 1 || again[0] != first[1] {
		t.Errorf("the choice was not remembered: %q", again)
	}
}

func TestPhoneScriptFailures(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"another service's code", []string{"--dial", "*123#"}, `"*123#" is not a code of this service; dial *384*7#`},
		{"a code that only begins as ours", []string{"--dial", "*384*77#"}, "is not a code of this service"},
		{"no hash at the end", []string{"--dial", "*384*7"}, "is not a code of this service"},
		{"a number that is none", []string{"--number", "12", "--dial", "*384*7#"}, "number"},
		{"a number in words", []string{"--number", "\x1b[2Jten", "--sms", "HELP"}, "number"},
		{"answers after the end", []string{"--lang", "en", "--dial", "*384*7#", "--answers", "4,9,9,9,9,9,9"}, "has ended, but \"9\" was still to be answered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := duar(t, append([]string{"phone", "--data", stocked(), "--number", "+919800000400"}, c.args...)...)
			if r.code != 1 || !strings.Contains(r.err, c.says) || strings.Contains(r.err, "«") || strings.Contains(r.err, "\x1b") {
				t.Errorf("%d\n%s%q", r.code, r.out, r.err)
			}
		})
	}
}

func TestPhoneOwnCode(t *testing.T) {
	as := []string{"phone", "--data", stocked(), "--number", "+919800000500", "--lang", "en", "--ussd-code", "*141*9#"}
	if got := screens(t, ok(t, append(as, "--dial", "*141*9*1027001*165#")...)); len(got) != 1 || !strings.Contains(got[0], "165") {
		t.Errorf("%q", got)
	}
	if r := duar(t, append(as, "--dial", "*384*7#")...); r.code != 1 || !strings.Contains(r.err, "dial *141*9# or *141*9*1027001*165#") {
		t.Errorf("%+v", r)
	}
}

func TestPhoneSaysThatThereAreNoRecords(t *testing.T) {
	data := t.TempDir()
	r := duar(t, "phone", "--data", data, "--lang", "en", "--dial", "*384*7*1027001*165#")
	if r.code != 0 || !strings.Contains(r.err, "no land records in "+data+" yet; `duar demo`") {
		t.Errorf("%+v", r)
	}
}

// TestPhoneTalk is a person with the phone in the hand: wrong codes, a conversation, an
// SMS in the middle of it, hanging up, and putting it away.
func TestPhoneTalk(t *testing.T) {
	typed := strings.Join([]string{
		"1",      // nothing is dialled yet
		"*123#",  // somebody else's service
		"*384*7", // no code at all
		"*384*7#", "1", "1", "1027001", "165",
		"sms LAND 1027001 40",
		"1", // goes on where the session was
		"end",
		"1",
		"*384*7*1027001*165#",
		"\xff\x00", // cat on the keyboard
		"00",
		"quit",
		"*384*7#", // never reached
	}, "\n")
	r := duarWith(t.Context(), strings.NewReader(typed), "phone", "--data", stocked(), "--number", "+919800000600", "--lang", "en")
	if r.code != 0 || r.err != "" {
		t.Fatalf("%d\n%s%s", r.code, r.out, r.err)
	}
	turns := strings.Split(r.out, "\n> ")
	if len(turns) < 5 {
		t.Fatalf("%d turns:\n%s", len(turns), r.out)
	}
	if got := strings.Count(r.out, "dial *384*7# first"); got != 3 {
		t.Errorf("%d times told to dial first:\n%s", got, r.out)
	}
	if got := strings.Count(r.out, "is not a code of this service"); got != 1 {
		t.Errorf("%d wrong codes:\n%s", got, r.out)
	}
	if got := len(screens(t, r.out)); got != 9 {
		t.Errorf("%d screens:\n%s", got, r.out)
	}
	if strings.Count(r.out, "✉ ") != 1 {
		t.Errorf("not one SMS:\n%s", r.out)
	}
	if strings.Contains(r.out, "\x00") || !utf8.ValidString(r.out) || !strings.HasSuffix(r.out, "> ") {
		t.Errorf("%q", r.out)
	}
}

// A terminal that is closed ends the talk as quit does.
func TestPhoneTalkEndsWithItsInput(t *testing.T) {
	r := duarWith(t.Context(), strings.NewReader("*384*7#\n"), "phone", "--data", stocked(), "--number", "+919800000700", "--lang", "bn")
	if r.code != 0 || len(screens(t, r.out)) != 1 {
		t.Errorf("%+v", r)
	}
}

// What can be asked about land besides its record is offered by `duar phone` over the data
// that there is, and fits; and what is dialled agrees to no notice. The walks ask the rest.
func TestPhoneAsksAboutLand(t *testing.T) {
	for i, c := range spoken {
		t.Run(string(c.l), func(t *testing.T) {
			as := func(args ...string) string {
				return ok(t, append([]string{"phone", "--data", stocked(), "--number", fmt.Sprintf("+919800002%03d", i),
					"--lang", c.lang, "--script", c.script}, args...)...)
			}
			notice := as("--dial", "*384*7*1*5*90*1027001*165*1*1#", "--answers", "98,98,98")
			want := i18n.Say(c.l, seva.Say("phone.watch.notice", seva.Args{"Land": seva.Say("phone.watch.plot", seva.Args{"Plot": 165, "IDN": place.IDN(1027001)})}))
			shown := strings.Join(screens(t, notice), " ")
			if first := strings.Fields(want)[:5]; !strings.Contains(strings.Join(strings.Fields(shown), " "), strings.Join(first, " ")) {
				t.Errorf("no %q in\n%s", first, notice)
			}
			if out := as("--sms", "WATCH"); !strings.Contains(out, i18n.Say(c.l, seva.Say("phone.watches.none"))) {
				t.Errorf("something is watched:\n%s", out)
			}
		})
	}
}
