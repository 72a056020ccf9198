package i18n

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/seva"
)

func TestMessagesAreSound(t *testing.T) {
	for _, p := range Check() {
		t.Error(p)
	}
}

func TestSay(t *testing.T) {
	number := seva.Args{"Mouza": code("1027001"), "Number": code("165/1201")}
	for _, c := range []struct {
		lang seva.Lang
		text seva.Text
		want string
	}{
		{seva.English, seva.Say("error.plot.unknown", number),
			"Mouza 1027001 has no plot 165/1201. Check the number on your porcha, or ask for it at the BSK."},
		{seva.Bengali, seva.Say("error.plot.unknown", number),
			"১০২৭০০১ মৌজায় ১৬৫/১২০১ নম্বর দাগ নেই। পর্চায় নম্বর মিলিয়ে দেখুন, বা বিএসকে-তে জিজ্ঞাসা করুন।"},
		{seva.Hindi, seva.Say("error.plot.unknown", number),
			"मौज़ा 1027001 में दाग 165/1201 नहीं है। पर्चे में नंबर देखें, या बीएसके में पूछें।"},
		{seva.BengaliRoman, seva.Say("class.pukur"), "Pukur"},
		{seva.HindiRoman, seva.Say("class.pukur"), "Pokhar"},
		{seva.English, seva.Say("no.such.key"), "⟪no.such.key⟫"},
		{seva.Bengali, seva.Text{}, "⟪⟫"},
		{"", seva.Say("class.pukur"), "Pukur (pond)"},
		{"fr", seva.Say("class.pukur"), "Pukur (pond)"},
		{seva.English, seva.Say("error.number.form"),
			"Write the number like ⟪Example⟫, in digits only. Leave out the bata if there is none."},
	} {
		if got := Say(c.lang, c.text); got != c.want {
			t.Errorf("%s %s:\n got %q\nwant %q", c.lang, c.text.Key, got, c.want)
		}
	}
}

// Every sentence of every language comes out whole when its values are given. A
// romanised one stays in ASCII whatever is put in, as long as that is ASCII itself.
func TestEverySentenceCanBeSaid(t *testing.T) {
	for _, l := range seva.PhoneLangs() {
		for _, key := range Keys(l) {
			args := seva.Args{}
			for _, name := range Placeholders(l, key) {
				args[name] = "x"
			}
			for _, n := range []int{0, 1, 2, 1_234_567} {
				if _, counted := args["Count"]; counted {
					args["Count"] = n
				}
				said := Say(l, seva.Say(key, args))
				if said == "" || strings.ContainsAny(said, "⟪⟫{}") {
					t.Errorf("%s %s: %q", l, key, said)
				}
				if l != l.Base() && phoneLetters(said) != "" {
					t.Errorf("%s %s: %q: %s", l, key, said, phoneLetters(said))
				}
			}
		}
	}
}

// Nothing falls back to another language today: what English can say, all three can,
// and what may reach a phone, all five can.
func TestNothingFallsBack(t *testing.T) {
	for _, key := range Keys(seva.English) {
		for _, l := range seva.PhoneLangs() {
			if l == l.Base() || isOnPhone(key) {
				if !Has(l, key) {
					t.Errorf("%s lacks %s", l, key)
				}
			}
		}
	}
}

func TestHasDoesNotFallBack(t *testing.T) {
	s := read(bundle(map[seva.Lang]string{
		seva.English: `"only.english" = "Only here"` + "\n" + `"both" = "English {{.X}}"`,
		seva.Bengali: `"both" = "বাংলা {{.X}}"`,
	}))
	if s.tongues[seva.Bengali].messages["only.english"] != nil {
		t.Error("Bengali has what only English says")
	}
	for _, c := range []struct {
		lang      seva.Lang
		key, want string
	}{
		{seva.Bengali, "both", "বাংলা y"},
		{seva.Bengali, "only.english", "Only here"},
		{seva.BengaliRoman, "both", "English y"}, // never the Bengali letters
		{seva.HindiRoman, "only.english", "Only here"},
	} {
		if got := s.say(c.lang, seva.Say(c.key, seva.Args{"X": "y"})); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.lang, c.key, got, c.want)
		}
	}
}

func TestKeysAndPlaceholders(t *testing.T) {
	keys := Keys(seva.English)
	if len(keys) < 100 || !Has(seva.English, keys[0]) || Has(seva.English, "no.such.key") {
		t.Errorf("%d keys", len(keys))
	}
	if Keys("fr") != nil || Has("fr", "yes") || Placeholders("fr", "yes") != nil {
		t.Error("French is spoken")
	}
	if diff := cmp.Diff([]string{"Mouza", "Number"}, Placeholders(seva.Bengali, "error.plot.unknown")); diff != "" {
		t.Error(diff)
	}
	if got := Placeholders(seva.Bengali, "yes"); len(got) != 0 {
		t.Error(got)
	}
}

// The English name of a land class has to fit one row of a phone's list.
func TestLandClassesAreShort(t *testing.T) {
	classes := 0
	for _, key := range Keys(seva.English) {
		if !strings.HasPrefix(key, "class.") {
			continue
		}
		classes++
		for _, l := range seva.PhoneLangs() {
			if said := []rune(Say(l, seva.Say(key))); len(said) > 28 {
				t.Errorf("%s %s: %d characters", l, key, len(said))
			}
		}
	}
	if classes != 43 {
		t.Errorf("%d land classes, the list has 43", classes)
	}
}

func TestManyAtOnce(t *testing.T) {
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range 500 {
				l := seva.PhoneLangs()[(i+n)%5]
				text := seva.Say("error.plot.unknown", seva.Args{"Mouza": code("1027001"), "Number": n * 999})
				if said := Say(l, text); !strings.Contains(said, Number(l, n*999)) {
					t.Errorf("%s: %q", l, said)
					return
				}
			}
		})
	}
	group.Wait()
}

// code is a value with a String method, as plot and mouza numbers are.
type code string

func (c code) String() string { return string(c) }
