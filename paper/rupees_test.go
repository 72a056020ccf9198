package paper

import (
	"fmt"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
)

// counting is the table of a language.
func counting(t *testing.T, l seva.Lang) []string {
	t.Helper()
	words := strings.Fields(i18n.Say(l, seva.Say("leaf.counting")))
	if len(words) != 100 {
		t.Fatalf("%s counts to %d", l, len(words))
	}
	seen := map[string]int{}
	for n, w := range words {
		if other, twice := seen[w]; twice {
			t.Errorf("%s: %s is %d and %d", l, w, other, n)
		}
		seen[w] = n
	}
	return words
}

// All hundred of each language. English is made by its rule. In Bengali and Hindi no rule makes
// them, but each holds to how its decade is built, so that a word out of its place is found:
// what a unit of a decade ends with, and which begin with one less than the next ten.
func TestCounting(t *testing.T) {
	ones := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")
	for n, got := range counting(t, seva.English) {
		var want string
		switch {
		case n < 20:
			want = ones[n]
		case n%10 == 0:
			want = tens[n/10-2]
		default:
			want = tens[n/10-2] + "-" + ones[n%10]
		}
		if got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
	for l, rule := range map[seva.Lang]struct {
		less    string   // of 19, 29 … 79: one less
		decades []string // what the units 1 to 8 of the decades from 20 on end with; | is or
	}{
		seva.Bengali: {"ঊন|উন", []string{"শ|িশ", "ত্রিশ", "ল্লিশ", "ান্ন|প্পান্ন", "ষট্টি", "াত্তর", "াশি", "নব্বই"}},
		seva.Hindi:   {"उन|उन्", []string{"ईस|ीस", "तीस|त्तीस|ंतीस|ड़तीस|कतीस", "लीस", "न", "सठ", "त्तर|हत्तर", "सी", "नवे"}},
	} {
		words := counting(t, l)
		fits := func(w, ends string, has func(string, string) bool) bool {
			for end := range strings.SplitSeq(ends, "|") {
				if has(w, end) {
					return true
				}
			}
			return false
		}
		for n := 19; n < 80; n += 10 {
			if !fits(words[n], rule.less, strings.HasPrefix) {
				t.Errorf("%s: %d is %s", l, n, words[n])
			}
		}
		for d, ends := range rule.decades {
			for n := 21 + 10*d; n < 29+10*d; n++ {
				if !fits(words[n], ends, strings.HasSuffix) {
					t.Errorf("%s: %d is %s", l, n, words[n])
				}
			}
		}
	}
}

func TestRupees(t *testing.T) {
	for _, c := range []struct {
		sum        seva.Money
		en, bn, hi string
	}{
		{0, "Rupees zero only", "শূন্য টাকা মাত্র", "शून्य रुपये मात्र"},
		{100, "Rupees one only", "এক টাকা মাত্র", "एक रुपये मात्र"},
		{50, "Rupees zero and fifty paise only", "শূন্য টাকা পঞ্চাশ পয়সা মাত্র", "शून्य रुपये पचास पैसे मात्र"},
		{10_100, "Rupees one hundred one only", "এক শত এক টাকা মাত্র", "एक सौ एक रुपये मात्र"},
		{99_99_999_99, "Rupees ninety-nine lakh ninety-nine thousand nine hundred ninety-nine and ninety-nine paise only",
			"নিরানব্বই লক্ষ নিরানব্বই হাজার নয় শত নিরানব্বই টাকা নিরানব্বই পয়সা মাত্র",
			"निन्यानवे लाख निन्यानवे हज़ार नौ सौ निन्यानवे रुपये निन्यानवे पैसे मात्र"},
		{1_00_00_000_00, "Rupees one crore only", "এক কোটি টাকা মাত্র", "एक करोड़ रुपये मात्र"},
		{1_23_00_00_000_00, "Rupees one hundred twenty-three crore only", "এক শত তেইশ কোটি টাকা মাত্র", "एक सौ तेईस करोड़ रुपये मात्र"},
		{-1, "", "", ""},
	} {
		for l, want := range map[seva.Lang]string{seva.English: c.en, seva.Bengali: c.bn, seva.Hindi: c.hi} {
			if got := rupees(l, c.sum); got != want {
				t.Errorf("%d in %s: %q", c.sum, l, got)
			}
		}
	}
	// No two sums have the same words, whatever the scale.
	seen := map[string]int64{}
	for n := int64(0); n < 3_00_00_000; n = n*9/8 + 1 {
		w := rupees(seva.Bengali, seva.Money(n*100))
		if other, twice := seen[w]; twice {
			t.Error(fmt.Sprint(n, " and ", other, " are ", w))
		}
		seen[w] = n
	}
}
