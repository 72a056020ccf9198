package page

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"pgregory.net/rapid"
)

func TestRoom(t *testing.T) {
	for _, c := range []struct {
		scheme        Scheme
		alone, joined int
	}{
		{Scheme{Coding: GSM7}, 160, 153},
		{Scheme{GSM7, Tables{Bengali, 0}}, 155, 149},
		{Scheme{GSM7, Tables{0, Hindi}}, 155, 149},
		{Scheme{GSM7, Tables{Bengali, Hindi}}, 152, 146},
		{Scheme{Coding: UCS2}, 70, 67},
	} {
		if a, j := c.scheme.Room(false), c.scheme.Room(true); a != c.alone || j != c.joined {
			t.Errorf("%v holds %d and %d, want %d and %d", c.scheme, a, j, c.alone, c.joined)
		}
		// A text of exactly that length is one part, full to the last octet it can use.
		letter := "ক"
		if c.scheme.Coding == GSM7 && c.scheme.Lock == 0 {
			letter = "a"
		}
		only := []Scheme{c.scheme}
		for _, edge := range []struct{ letters, parts int }{
			{c.alone, 1}, {c.alone + 1, 2}, {2 * c.joined, 2}, {2*c.joined + 1, 3}, {255 * c.joined, 255},
		} {
			m, err := Encode(strings.Repeat(letter, edge.letters), only)
			if err != nil || len(m.Segments) != edge.parts {
				t.Fatalf("%v: %d letters are %d parts: %v", c.scheme, edge.letters, len(m.Segments), err)
			}
			d, err := Pack(m.Segments[0])
			if err != nil {
				t.Fatal(err)
			}
			if n := len(d.Octets); edge.letters != c.alone+1 && n < 139 {
				t.Errorf("%v: a full part of %d octets", c.scheme, n)
			}
		}
		if _, err := Encode(strings.Repeat(letter, 255*c.joined+1), only); !errors.Is(err, ErrTooLong) {
			t.Errorf("%v: 256 parts: %v", c.scheme, err)
		}
	}
}

func TestEncodeChooses(t *testing.T) {
	// The status message that the tables were judged by, 118 units of it.
	status := "দুয়ার: আপনার মিউটেশন আবেদন নম্বর ২০২৬১২৩৪৫ এখন রাজস্ব পরিদর্শকের কাছে আছে। পরবর্তী শুনানি ১২ অক্টোবর সকাল ১১টায় ব্লক অফিসে"
	ascii := strings.NewReplacer("০", "0", "১", "1", "২", "2", "৩", "3", "৪", "4", "৫", "5", "৬", "6", "৭", "7", "৮", "8", "৯", "9")
	for _, c := range []struct {
		name, text string
		allowed    []Scheme
		want       Scheme
		parts      int
	}{
		{"nothing", "", Shifted, Scheme{Coding: GSM7}, 0},
		{"an empty list is plain", strings.Repeat("ক", 71), nil, Scheme{Coding: UCS2}, 2},
		{"plain letters stay plain", roman, Shifted, Scheme{Coding: GSM7}, 1},
		{"one part either way stays readable", bengali, Shifted, Scheme{Coding: UCS2}, 1},
		{"without the tables", status, Plain, Scheme{Coding: UCS2}, 2},
		{"danda and Bengali digits are in no pair", status, Shifted, Scheme{Coding: UCS2}, 2},
		{"full stop and Bengali digits", strings.ReplaceAll(status, "।", "."), Shifted, Scheme{GSM7, Tables{Bengali, Bengali}}, 1},
		{"danda and plain digits", ascii.Replace(status), Shifted, Scheme{GSM7, Tables{Bengali, Hindi}}, 1},
		{"one table when it is enough", strings.Repeat("ক", 150) + " 1.", Shifted, Scheme{GSM7, Tables{Bengali, 0}}, 1},
		{"two tables may cost the part that they save", strings.Repeat("ক", 153) + " 1", Shifted, Scheme{GSM7, Tables{Bengali, 0}}, 1},
		{"Latin with Bengali digits", strings.Repeat("khatian ", 15) + "১২৩", Shifted, Scheme{GSM7, Tables{0, Bengali}}, 1},
		{"Hindi", strings.Repeat("आवेदन की स्थिति। ", 6), Shifted, Scheme{GSM7, Tables{Hindi, Hindi}}, 1},
		{"the order of the list does not matter", strings.Repeat("ক", 70), []Scheme{{GSM7, Tables{Bengali, Hindi}}, {GSM7, Tables{Bengali, 0}}, {Coding: UCS2}}, Scheme{Coding: UCS2}, 1},
		{"but between equals it does", strings.Repeat("ক", 80), []Scheme{{GSM7, Tables{Bengali, Hindi}}, {GSM7, Tables{Bengali, Bengali}}}, Scheme{GSM7, Tables{Bengali, Hindi}}, 1},
		{"what is counted is NFC, two units a letter here", strings.Repeat("\u09df", 70), Plain, Scheme{Coding: UCS2}, 3},
		{"and two septets, or one", strings.Repeat("\u09dc", 155), Shifted, Scheme{GSM7, Tables{Bengali, 0}}, 1},
		{"a rupee sign is in no table", strings.Repeat("ক", 80) + "₹", Shifted, Scheme{Coding: UCS2}, 2},
		{"nor is a joiner", strings.Repeat("ক", 80) + "র\u200d্য", Shifted, Scheme{Coding: UCS2}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Encode(c.text, c.allowed)
			if err != nil || m.Scheme != c.want || len(m.Segments) != c.parts {
				t.Errorf("%d parts by %v (%v), want %d by %v", len(m.Segments), m.Scheme, err, c.parts, c.want)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		allowed []Scheme
	}{
		"no scheme has the letter":           {"ক", []Scheme{{Coding: GSM7}}},
		"the danda is not Bengali's":         {"।", []Scheme{{GSM7, Tables{Bengali, Bengali}}}},
		"a coding nobody knows":              {"a", []Scheme{{Coding: "latin1"}}},
		"a language without tables":          {"a", []Scheme{{GSM7, Tables{5, 0}}}},
		"UCS2 has no tables":                 {"a", []Scheme{{UCS2, Tables{Bengali, 0}}}},
		"an escape is not a character":       {"\x1b", []Scheme{{Coding: GSM7}}},
		"nor is what stands for no position": {"\x00", []Scheme{{GSM7, Tables{Bengali, Hindi}}}},
	} {
		if m, err := Encode(c.text, c.allowed); !errors.Is(err, ErrNoScheme) {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
}

// The letters at the edge of a part: clusters, escapes and surrogate pairs stay whole.
func TestEncodeCutsNoLetter(t *testing.T) {
	both := Scheme{GSM7, Tables{Bengali, Hindi}}
	for _, c := range []struct {
		name   string
		scheme Scheme
		text   string
		second string // what the second part begins with
	}{
		{"an escape", both, strings.Repeat("ক", 145) + "।" + strings.Repeat("খ", 30), "।"},
		{"a conjunct", both, strings.Repeat("ক", 144) + "ক্ষ" + strings.Repeat("খ", 30), "ক্ষ"},
		{"a vowel sign", both, strings.Repeat("ক", 145) + "কি" + strings.Repeat("খ", 30), "কি"},
		{"a nukta letter of two septets", both, strings.Repeat("ক", 145) + "য়" + strings.Repeat("খ", 30), "য\u09bc"},
		{"a surrogate pair", Scheme{Coding: UCS2}, strings.Repeat("ক", 66) + "😀" + strings.Repeat("খ", 30), "😀"},
		{"an escape in Latin", Scheme{Coding: GSM7}, strings.Repeat("a", 152) + "€" + strings.Repeat("b", 30), "€"},
		// One septet in its table: it still fits where two would not.
		{"a nukta letter of one septet", both, strings.Repeat("ক", 145) + "ড়" + strings.Repeat("খ", 30), "খ"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Encode(c.text, []Scheme{c.scheme})
			if err != nil || len(m.Segments) != 2 || !strings.HasPrefix(m.Segments[1].Text, c.second) {
				t.Errorf("%v: %+v", err, m.Segments)
			}
		})
	}
}

// sendable draws texts of which many are in the tables: words of the two languages with
// what is costly in them.
func sendable() *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{
		"খতিয়ান", "ব্যাংকে", "ক্ষ", "বাড়ি", "আষাঢ়", "জমা দিন।", "১২৩", "45", " ", " ", "\n", "GR2026000123", "@", "[12]",
		"क्षेत्र", "ज़मीन", "फ़ॉर्म", "हिन्दी", "।", "१२", "€", "ড\u09bc", "ক\u09c7\u09be", "\u09df\u09dc\u095b",
	})
	rare := rapid.SampledFrom([]string{"₹", "😀", "र\u200dक", "ñ", "ক" + strings.Repeat("\u09bc", 160)})
	return rapid.Custom(func(t *rapid.T) string {
		kind := rapid.OneOf(word, rapid.SampledFrom([]string{"খতিয়ান ", "দাগ ", "বাড়ি", "স্ট্যাম্প ", "।", "."}))
		all := rapid.SliceOfN(kind, 0, 60).Draw(t, "words")
		if rapid.IntRange(0, 4).Draw(t, "odd") == 0 {
			all = append(all, rare.Draw(t, "rare"))
		}
		return strings.Join(all, "")
	})
}

// tabled draws long texts that some pair of tables has every character of.
func tabled() *rapid.Generator[string] {
	of := func(words ...string) *rapid.Generator[string] {
		return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(words), 20, 90), func(all []string) string { return strings.Join(all, "") })
	}
	return rapid.OneOf(
		of("খতিয়ান", "ব্যাংকে", "ক্ষ", "বাড়ি", "জমা দিন।", " ", " ", "45", "GR2026", "@", "[", "য়", "ড়"),
		of("খতিয়ান", "ব্যাংকে", "ক্ষ", "বাড়ি", "জমা দিন.", " ", " ", "৪৫", "GR2026", "@", "[", "য়", "ড়"),
		of("क्षेत्र", "ज़मीन", "फ़ॉर्म", "हिन्दी", "।", "१२", "45", " ", " ", "GR2026", "ऩ"),
		of("khatian", "১২৩", " ", " "),
	)
}

// fewest counts parts without the code under test: the tables as lists, the letters by the
// library, and every way to cut.
func fewest(text string, c Scheme) (int, bool) {
	cost := func(letter string) (int, bool) {
		if c.Coding == UCS2 {
			return len(utf16.Encode([]rune(letter))), true
		}
		locks := map[Language][]rune{0: standard[:], Bengali: bengaliLocking[:], Hindi: hindiLocking[:]}
		singles := map[Language][]rune{0: extension[:], Bengali: bengaliSingle[:], Hindi: hindiSingle[:]}
		one := func(r rune) int {
			switch {
			case slices.Contains(locks[c.Lock], r):
				return 1
			case slices.Contains(singles[c.Single], r):
				return 2
			}
			return 1 << 20
		}
		n, all := 0, []rune(letter)
		for i := 0; i < len(all); i++ {
			here := one(all[i])
			if i+1 < len(all) && (all[i+1] == 0x93c || all[i+1] == 0x9bc) {
				if whole, ok := composed[pair{all[i], all[i+1]}]; ok && one(whole) <= here+one(all[i+1]) {
					here, i = one(whole), i+1
				}
			}
			n += here
		}
		return n, n < 1<<20
	}
	var costs []int
	total := 0
	for _, letter := range letters(text) {
		n, ok := cost(letter)
		if !ok {
			return 0, false
		}
		costs, total = append(costs, n), total+n
	}
	header := map[bool]int{false: 0, true: 6}
	alone, joined := 140-header[false], 140-header[true]
	if n := c.shifts(); n > 0 {
		alone, joined = 140-1-3*n, 140-6-3*n
	}
	room := func(octets int) int {
		if c.Coding == UCS2 {
			return octets / 2
		}
		return octets * 8 / 7
	}
	switch {
	case total == 0:
		return 0, true
	case total <= room(alone):
		return 1, true
	}
	best := make([]int, len(costs)+1) // the fewest parts of the first i letters
	for i := range costs {
		best[i+1] = 1 << 20
		sum := 0
		for j := i; j >= 0 && sum+costs[j] <= room(joined); j-- {
			sum += costs[j]
			best[i+1] = min(best[i+1], best[j]+1)
		}
	}
	return best[len(costs)], true
}

func TestEncodeProperties(t *testing.T) {
	shifted := 0
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(sendable(), tabled(), tabled(), text(), indicRunes()).Draw(t, "text")
		allowed := rapid.SampledFrom([][]Scheme{Plain, Shifted, Shifted, Shifted[2:], {{GSM7, Tables{Hindi, Bengali}}, {Coding: UCS2}}}).Draw(t, "allowed")
		want := normal(s)
		absurd := slices.ContainsFunc(letters(want), func(l string) bool { return len(l) > 3*60 })
		best, possible := 1<<20, false
		for _, c := range allowed {
			if n, ok := fewest(want, c); ok {
				best, possible = min(best, n), true
			}
		}
		m, err := Encode(s, allowed)
		if possible == errors.Is(err, ErrNoScheme) {
			t.Fatalf("possible %v, error %v", possible, err)
		}
		if err != nil {
			return
		}
		shifted += m.shifts()
		if len(m.Segments) != best && !absurd {
			t.Fatalf("%d parts by %v, fewest is %d: %+q", len(m.Segments), m.Scheme, best, s)
		}
		var joined strings.Builder
		n := 0
		for i, part := range m.Segments {
			if part.Part != i+1 || part.Total != len(m.Segments) || part.Scheme != m.Scheme {
				t.Fatalf("part %d is %+v", i, part)
			}
			part.Ref = 0xa5
			if got := unpacked(t, part); got.Text != part.Text {
				t.Fatalf("sent %+q, shown %+q", part.Text, got.Text)
			}
			if part.Text == "" {
				t.Fatal("an empty part")
			}
			joined.WriteString(part.Text)
			n += len(letters(part.Text))
		}
		if joined.String() != want {
			t.Fatalf("sent %+q, joined %+q", want, joined.String())
		}
		if n != len(letters(want)) && !absurd {
			t.Fatalf("a letter was cut: %+v", m.Segments)
		}
		if slices.Equal(allowed, Plain) && len(m.Segments) != len(Segments(want)) {
			t.Fatalf("%d parts, Segments has %d", len(m.Segments), len(Segments(want)))
		}
	})
	if shifted == 0 {
		t.Error("no text was sent with tables")
	}
}

// A cluster longer than a part is cut between characters, and even then what one table
// holds as one is not torn: ज with a nukta has no place in Bengali's locking table.
func TestEncodeCutsAnAbsurdLetter(t *testing.T) {
	s := strings.Repeat("\u091c\u093c\u09cd", 200)
	m, err := Encode(s, []Scheme{{GSM7, Tables{Bengali, Hindi}}})
	if err != nil {
		t.Fatal(err)
	}
	var all string
	for _, p := range m.Segments {
		all += unpacked(t, p).Text
		if unicode.Is(unicode.M, []rune(p.Text)[0]) && strings.HasPrefix(p.Text, "\u093c") {
			t.Errorf("a part begins with the nukta: %+q", p.Text)
		}
	}
	if all != s || len(m.Segments) < 4 {
		t.Errorf("%d parts: %+q", len(m.Segments), all)
	}
}

func BenchmarkEncode(b *testing.B) {
	text := strings.Repeat("দুয়ার আপনার আবেদন ", 8) + "।"
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Encode(text, Shifted); err != nil {
			b.Fatal(err)
		}
	}
}
