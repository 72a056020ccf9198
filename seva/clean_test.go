package seva

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestDigits(t *testing.T) {
	for s, want := range map[string]string{
		"165":        "165",
		"১৬৫":        "165",
		"१६५":        "165",
		"１６５":        "165",
		"1৬५":        "165",
		"দাগ ১৬৫/১২": "দাগ 165/12",
		"":           "",
		"٣":          "٣", // Arabic digits are nobody's here
	} {
		if got := Digits(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	const zwj, zwnj = "\u200d", "\u200c"
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Subrata Mondal", "Subrata Mondal"},
		{"spaces around", "  সুব্রত \u00a0", "সুব্রত"},
		{"decomposed e-kar and a-kar", "ক\u09c7\u09be", "ক\u09cb"},
		{"nukta letter", "\u09dc", "\u09a1\u09bc"}, // NFC decomposes it: a composition exclusion
		{"joiner between letters", "র" + zwj + "\u09cdয", "র" + zwj + "\u09cdয"},
		{"non-joiner between letters", "খন্ড" + zwnj + "ত", "খন্ড" + zwnj + "ত"},
		{"joiner in Hindi", "क\u094d" + zwj + "ष", "क\u094d" + zwj + "ष"},
		{"joiner at the end", "ক্ষ" + zwj, "ক্ষ"},
		{"joiner at the start", zwnj + "ক", "ক"},
		{"joiner behind a mark of another script", "ক\u0301\u09bc" + zwj + "ষ", "ক\u09bc\u0301" + zwj + "ষ"},
		{"joiner behind a spacing mark of another script", "ক\u302e\u09bc" + zwj + "ষ", "ক\u09bc\u302e" + zwj + "ষ"},
		{"joiner in Latin", "a" + zwj + "b", "ab"},
		{"two joiners", "ক" + zwj + zwj + "ষ", "ক" + zwj + "ষ"},
		{"joiner before a bidi control", "ক" + zwj + "\u202eষ", "কষ"},
		{"bidi override", "abc\u202edef\u202c", "abcdef"},
		{"bidi isolate", "\u2066abc\u2069", "abc"},
		{"byte order mark", "\ufeffabc", "abc"},
		{"soft hyphen and zero-width space", "a\u00adb\u200bc", "abc"},
		{"tag characters", "a\U000e0041b", "ab"},
		{"private use", "a\ue000b", "ab"},
		{"nothing", "", ""},
		{"only invisible", "\u200b\u200e", ""},
	} {
		if got, err := Clean("name", c.in); err != nil || got != c.want {
			t.Errorf("%s: %+q, %v; want %+q", c.name, got, err, c.want)
		}
		if again, err := Clean("name", c.want); err != nil || again != c.want {
			t.Errorf("%s: cleaned again: %+q, %v", c.name, again, err)
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	for name, c := range map[string]struct{ in, code string }{
		"NUL":                 {"a\x00b", "text.control"},
		"escape":              {"\x1b[31mred", "text.control"},
		"line feed":           {"a\nb", "text.control"},
		"tab":                 {"a\tb", "text.control"},
		"delete":              {"a\x7f", "text.control"},
		"C1 control":          {"a\u009bm", "text.control"}, // an escape of one character
		"line separator":      {"a\u2028b", "text.control"},
		"paragraph separator": {"a\u2029b", "text.control"},
		"not UTF-8":           {"a\xffb", "text.encoding"},
		"cut in a letter":     {"ক"[:2], "text.encoding"},
		"overlong":            {"\xc0\x80", "text.encoding"},
		"surrogate":           {"\xed\xa0\x80", "text.encoding"},
	} {
		got, err := Clean("address", c.in)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Kind != Invalid || e.Field != "address" || e.Code() != c.code || got != "" {
			t.Errorf("%s: %q, %v; want %s", name, got, err, c.code)
		}
	}
}

// Whatever comes in, what comes out is valid, one line, in NFC, and stays as it is.
func TestCleanProperty(t *testing.T) {
	letters := rapid.SampledFrom([]rune("aক্ষরড়ো\u09be\u09c7 क्षि।\u200c\u200d\u202e\u00ad\ufeff\ue000\ufffdé\u0301\u00a0\u09bc\u093c\u0300\u302e\u0f39\U0001d165"))
	// Marks that NFC moves, in front of a joiner: there cleaning twice could differ.
	marks := rapid.SliceOfN(rapid.SampledFrom([]rune("\u09bc\u09cd\u0301\u302e")), 1, 4)
	joined := rapid.Map(marks, func(r []rune) string { return "ক" + string(r) + "\u200dষ" })
	text := rapid.OneOf(rapid.String(), joined, rapid.Map(rapid.SliceOf(letters), func(r []rune) string { return string(r) }))
	rapid.Check(t, func(t *rapid.T) {
		s, err := Clean("name", text.Draw(t, "text"))
		if err != nil {
			return
		}
		if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || s != strings.TrimSpace(s) {
			t.Fatalf("%+q", s)
		}
		for _, r := range s {
			if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Co) ||
				unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
				t.Fatalf("%+q in %+q", r, s)
			}
		}
		if again, err := Clean("name", s); err != nil || again != s {
			t.Fatalf("cleaned again: %+q became %+q, %v", s, again, err)
		}
	})
}
