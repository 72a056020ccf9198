package page

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	bengali = "খতিয়ান ১২৩৪: মালিক রাম মণ্ডল, জমি ০.০৫ একর, শ্রেণি শালি।"
	roman   = "Khatian 1234: malik Ram Mandal, jomi 0.05 acre, sreni Shali."
)

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Size
	}{
		{"empty", "", Size{GSM7, 0, 0, 0}},
		{"plain", "Plot 165", Size{GSM7, 8, 8, 8}},
		{"every escape counts two", "^{}\\[~]|€\f", Size{GSM7, 20, 10, 10}},
		{"accents of the alphabet", "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑ\u00dc§¿äöñüà_@$", Size{GSM7, 42, 42, 42}},
		{"grave is in no table", "`", Size{UCS2, 0, 1, 1}},
		{"tab is in no table", "a\tb", Size{UCS2, 0, 3, 3}},
		{"small c cedilla is not the capital", "ç", Size{UCS2, 0, 1, 1}},
		{"no-break space", "a\u00a0b", Size{UCS2, 0, 3, 3}},
		{"rupee sign turns a screen wide", "Rs 5 = ₹5", Size{UCS2, 0, 9, 9}},
		{"line end is one letter of two", "a\r\nb", Size{GSM7, 4, 4, 3}},
		{"conjunct is one letter", "ক্ষ", Size{UCS2, 0, 3, 1}},
		{"bank", "ব্যাংকে", Size{UCS2, 0, 7, 2}},
		{"Hindi conjunct", "क्षेत्र", Size{UCS2, 0, 7, 2}},
		{"surrogate pair", "😀", Size{UCS2, 0, 2, 1}},
		{"family of four", "👨‍👩‍👧‍👦", Size{UCS2, 0, 11, 1}},
		{"broken byte", "a\xff", Size{UCS2, 0, 2, 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Measure(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The alphabet of TS 23.038 6.2.1 has 128 places, one of them the escape; its extension
// 6.2.1.1 has ten characters. Nothing may have slipped in or out.
func TestAlphabetIsComplete(t *testing.T) {
	counts := map[int]int{}
	for r := range rune(0x10000) {
		counts[septets(r)]++
	}
	if counts[1] != 127 || counts[2] != 10 {
		t.Errorf("%d plain and %d escaped characters, want 127 and 10", counts[1], counts[2])
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		name string
		text string
		in   Budget
		want bool
	}{
		{"160 septets", strings.Repeat("a", 160), USSD, true},
		{"161 septets", strings.Repeat("a", 161), USSD, false},
		{"182 septets", strings.Repeat("a", 182), Hard, true},
		{"183 septets", strings.Repeat("a", 183), Hard, false},
		{"60 units", strings.Repeat("ক", 60), USSD, true},
		{"61 units", strings.Repeat("ক", 61), USSD, false},
		{"81 units", strings.Repeat("ক", 81), Hard, false},
		{"one letter makes all wide", strings.Repeat("a", 60) + "ক", USSD, false},
		{"escapes count", strings.Repeat("[", 81), USSD, false},
		{"zero budget is the default", strings.Repeat("a", 160), Budget{}, true},
		{"zero budget is not endless", strings.Repeat("a", 161), Budget{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Fits(c.text, c.in); got != c.want {
				t.Errorf("Fits = %v", got)
			}
		})
	}
}

func TestReport(t *testing.T) {
	got, err := json.Marshal(Report("Ram Mandal", 6))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"coding":"gsm7","septets":10,"units":10,"clusters":10,"segments":1,"screens":["Ram","Mandal"]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if n := len(Report(strings.Repeat("ক", 61), 0).Screens); n != 2 {
		t.Errorf("the default limit gave %d screens, want 2", n)
	}
	if got := Report("😀", 1).Screens; len(got) != 0 {
		t.Errorf("half a surrogate pair was shown: %q", got)
	}
}

func BenchmarkMeasure(b *testing.B) {
	for name, text := range map[string]string{"roman": roman, "bengali": bengali} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Measure(text)
			}
		})
	}
}

func BenchmarkFits(b *testing.B) {
	for b.Loop() {
		Fits(bengali, USSD)
	}
}

func BenchmarkPaginate(b *testing.B) {
	body := strings.Repeat(bengali+"\n", 5)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Paginate(body, keys, USSD); err != nil {
			b.Fatal(err)
		}
	}
}
