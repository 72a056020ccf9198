package page

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// keys is a footer as the dialogue prints it.
func keys(_ int, first, last bool) string {
	switch {
	case first && last:
		return "0 Back"
	case first:
		return "0 Back 98 More"
	case last:
		return "0 Back 99 Prev"
	}
	return "0 Back 98 More 99 Prev"
}

func none(int, bool, bool) string { return "" }

// The texts at which other splitters cut a letter in two.
func TestNoLetterIsCut(t *testing.T) {
	// Kannel, gosmpp and warthog618/sms end the first part between ক and its vowel sign.
	text := strings.Repeat("ক", 63) + "ব্যাংকে জমা দিন।"
	parts := Segments(text)
	if len(parts) != 2 || strings.HasSuffix(parts[0], "ব্যাংক") {
		t.Errorf("parts %q", parts)
	}
	for _, c := range []struct{ name, text, whole string }{
		{"vowel sign", strings.Repeat("ক", 66) + "কে", "কে"},
		{"conjunct", strings.Repeat("ক", 65) + "ক্ষমা", "ক্ষ"},
		{"nukta", strings.Repeat("ক", 66) + "য\u09bc", "য\u09bc"},
		{"surrogates", strings.Repeat("ক", 66) + "😀", "😀"},
		{"flag", strings.Repeat("ক", 65) + "🇮🇳", "🇮🇳"},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := Segments(c.text + strings.Repeat("ক", 5))
			if len(parts) != 2 || !strings.HasPrefix(parts[1], c.whole) {
				t.Errorf("parts %q", parts)
			}
		})
	}
}

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []int // septets of the parts, or units when wide
	}{
		{"nothing", "", nil},
		{"one full", strings.Repeat("a", 160), []int{160}},
		{"one too many", strings.Repeat("a", 161), []int{153, 8}},
		{"two full", strings.Repeat("a", 306), []int{153, 153}},
		{"escapes", strings.Repeat("[", 80), []int{160}},
		{"escapes over", strings.Repeat("[", 81), []int{152, 10}},
		{"an escape at the cut", strings.Repeat("a", 152) + "[" + strings.Repeat("b", 20), []int{152, 22}},
		{"wide", strings.Repeat("ক", 70), []int{70}},
		{"wide over", strings.Repeat("ক", 71), []int{67, 4}},
		{"plain parts of a wide text", strings.Repeat("a", 100) + "ক", []int{67, 34}},
		{"beside a space", strings.Repeat("a", 149) + " " + strings.Repeat("b", 20), []int{150, 20}},
		{"a space far off is not worth it", "a " + strings.Repeat("b", 180), []int{153, 29}},
		{"no further part for a space", strings.Repeat("a", 149) + " " + strings.Repeat("b", 156), []int{153, 153}},
		{"a letter longer than a part", "ক" + strings.Repeat("\u09bc", 200), []int{67, 67, 67}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []int
			wide := Measure(c.text).Coding == UCS2
			for _, p := range Segments(c.text) {
				if w := weigh(p); wide {
					got = append(got, w.units)
				} else {
					got = append(got, w.septets)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPaginate(t *testing.T) {
	for _, c := range []struct {
		name, body string
		footer     func(int, bool, bool) string
		in         Budget
		want       []string
	}{
		{"one screen", "Plot 165", keys, USSD, []string{"Plot 165\n0 Back"}},
		{"no footer, no line", "Plot 165", none, USSD, []string{"Plot 165"}},
		{"nothing to show", "", keys, USSD, []string{"\n0 Back"}},
		{"newline before space", "one two\nthree four five", none, Budget{16, 16}, []string{"one two", "three four five"}},
		{"a newline far back is not", "a\nbbb ccc ddd eee", none, Budget{14, 14}, []string{"a\nbbb ccc ddd", "eee"}},
		{"letters when there is no space", "abcdefghij", none, Budget{4, 4}, []string{"abcd", "efgh", "ij"}},
		{"white space at a cut goes", "abcd   \n  efgh", none, Budget{4, 4}, []string{"abcd", "efgh"}},
		{"a cut right at the space", "abcd efgh", none, Budget{4, 4}, []string{"abcd", "efgh"}},
		{"line ends of two", "abcd\r\nefgh", none, Budget{6, 6}, []string{"abcd", "efgh"}},
		{"one letter makes its own screen wide, not the next", "aaaa bbbb ক dddd eeee ffff", none, Budget{12, 8},
			[]string{"aaaa bbbb", "ক dddd", "eeee ffff"}},
		{"conjuncts stay whole", "ক্ষক্ষক্ষ", none, Budget{5, 5}, []string{"ক্ষ", "ক্ষ", "ক্ষ"}},
		{"footers differ", strings.Repeat("abcd ", 9), keys, Budget{30, 30}, []string{
			"abcd abcd abcd\n0 Back 98 More",
			"abcd\n0 Back 98 More 99 Prev",
			"abcd\n0 Back 98 More 99 Prev",
			"abcd\n0 Back 98 More 99 Prev",
			"abcd abcd abcd\n0 Back 99 Prev",
		}},
		{"an absurd letter is cut", "e" + strings.Repeat("\u0301", 5), none, Budget{4, 4},
			[]string{"e\u0301\u0301\u0301", "\u0301\u0301"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Paginate(c.body, c.footer, c.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNoRoom(t *testing.T) {
	for _, c := range []struct {
		name, body string
		in         Budget
	}{
		{"footer alone is too long", "", Budget{5, 5}},
		{"nothing left", "abc def", Budget{13, 13}},
		{"less left than a letter", "ক্ষক্ষ", Budget{9, 9}},
		{"surrogate pair in one unit", "😀", Budget{1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pages, err := Paginate(c.body, keys, c.in)
			if !errors.Is(err, ErrNoRoom) {
				t.Errorf("pages %q, error %v", pages, err)
			}
		})
	}
}

// text draws what people and registers write: words in three scripts with conjuncts,
// joiners, escapes and emoji, between spaces and newlines.
func text() *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{
		"a", "Plot", "[12]", "€", "খতিয়ান", "ব্যাংকে", "ক্ষ", "র\u200d্যাব", "क्षेत्र", "ज़मीन", "हिन्दी",
		"😀", "👨‍👩‍👧‍👦", "য\u09bc", " \u0301", "\n\u09c7", " ", "\n", "  ", "\r\n", "।", "১২৩৪৫৬৭৮৯০", "ñ",
	})
	return rapid.Custom(func(t *rapid.T) string {
		n := rapid.IntRange(0, 150).Draw(t, "length")
		return strings.Join(rapid.SliceOfN(word, n, n).Draw(t, "words"), "")
	})
}

func letters(s string) []string {
	var all []string
	for it := graphemes.FromString(s); it.Next(); {
		all = append(all, it.Value())
	}
	return all
}

// The short way through the two blocks must give what the library gives, also for
// sequences nobody writes.
func TestClusterAgreesWithTheLibrary(t *testing.T) {
	odd := rapid.SampledFrom([]rune("ক্ষ়িুাৎংঃঁअक्षिुंं\u200c\u200da \r\n\x7f€é\u0301😀🇮\u0600"))
	any := rapid.OneOf(rapid.RuneFrom(nil, &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x900, Hi: 0x9ff, Stride: 1}}}), odd)
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(any, 3, 12).Draw(t, "runes"))
		if got, want := cluster(s), foreign(s); got != want {
			t.Fatalf("%+q: %d bytes, the library says %d", s, got, want)
		}
	})
}

func TestSegmentsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := text().Draw(t, "text")
		parts := Segments(s)
		if strings.Join(parts, "") != s {
			t.Fatalf("joined parts differ: %q", parts)
		}
		limit := part
		if len(parts) == 1 {
			limit = single
		}
		n, wide := 0, weight{wide: weigh(s).wide}
		for _, p := range parts {
			if !wide.plus(weigh(p)).fits(limit) {
				t.Fatalf("part too long: %q", p)
			}
			n += len(letters(p))
		}
		if n != len(letters(s)) {
			t.Fatalf("a letter was cut: %q", parts)
		}
	})
}

func TestPaginateProperties(t *testing.T) {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(blanks, r) {
				return -1
			}
			return r
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := text().Draw(t, "text")
		b := Budget{rapid.IntRange(60, 182).Draw(t, "septets"), rapid.IntRange(40, 80).Draw(t, "units")}
		pages, err := Paginate(s, keys, b)
		if err != nil {
			t.Fatal(err)
		}
		var shown strings.Builder
		for i, p := range pages {
			if !Fits(p, b) {
				t.Fatalf("page %d does not fit: %q", i, p)
			}
			body, ok := strings.CutSuffix(p, "\n"+keys(i, i == 0, i == len(pages)-1))
			if !ok {
				t.Fatalf("page %d has the wrong keys: %q", i, p)
			}
			if r, _ := utf8.DecodeRuneInString(body); unicode.Is(unicode.M, r) && i > 0 {
				t.Fatalf("page %d begins with a mark: %q", i, p)
			}
			if body == "" && bare(s) != "" {
				t.Fatalf("page %d is empty", i)
			}
			shown.WriteString(body)
		}
		if bare(shown.String()) != bare(s) {
			t.Fatalf("text was lost:\n%q\n%q", s, pages)
		}
	})
}

func FuzzCut(f *testing.F) {
	for _, s := range []string{"", bengali, roman, "\xff\xfe\xed\xa0\x80", "\n\u09be\n\u09be", strings.Repeat("\u200d", 300), "\x00\x1b[31m"} {
		f.Add(s, 160, 60)
	}
	f.Fuzz(func(t *testing.T, s string, septets, units int) {
		if strings.Join(Segments(s), "") != s {
			t.Errorf("segments lost something of %q", s)
		}
		b := Budget{septets % 200, units % 100}
		pages, err := Paginate(s, keys, b)
		for _, p := range pages {
			if !Fits(p, b) {
				t.Errorf("%q does not fit %v", p, b)
			}
		}
		if err == nil && len(pages) == 0 {
			t.Error("neither pages nor an error")
		}
		Measure(s)
	})
}
