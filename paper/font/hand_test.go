package font

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// need finds a foreign program or skips; with DUAR_TEST_REQUIRE it fails.
func need(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name+" is not installed")
	}
	return path
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// dictionary gives the words of a Hunspell list, as they are set.
func dictionary(t *testing.T, path string) []string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		missing(t, "no word list: "+err.Error())
	}
	var words []string
	for _, row := range strings.Split(string(raw), "\n")[1:] { // the first is a count
		word, _, _ := strings.Cut(strings.TrimSpace(row), "/")
		if word = norm.NFC.String(word); word != "" && !strings.ContainsAny(word, " \t") {
			words = append(words, word)
		}
	}
	return words
}

// Every word of two dictionaries comes out glyph by glyph as HarfBuzz, which browsers and
// desktops set text with, sets it from the same file.
func TestShapingIsThatOfHarfBuzz(t *testing.T) {
	shaper := need(t, "hb-shape")
	for _, c := range harfBuzzLists {
		words := dictionary(t, c.list)
		if len(words) < 10_000 {
			t.Fatalf("%s: %d words", c.list, len(words))
		}
		for weight, face := range faces()[c.of] {
			// Codes beyond the face would be set in another one.
			var own []string
			for _, w := range words {
				if !strings.ContainsFunc(w, func(r rune) bool { return r != zwj && r != zwnj && !face.has(r) }) {
					own = append(own, w)
				}
			}
			if len(own) < len(words)*99/100 {
				t.Errorf("%s lacks letters of %d words", face.Name, len(words)-len(own))
			}
			compare(t, shaper, c.script, c.language, face, own, Style{Bold: weight == 1, Script: c.of})
		}
	}
}

var harfBuzzLists = []struct {
	list, script, language string
	of                     Script
}{
	{"/usr/share/hunspell/bn_BD.dic", "beng", "bn", Bengali},
	{"/usr/share/hunspell/hi_IN.dic", "deva", "hi", Devanagari},
}

// So does what is in no dictionary: any syllables that can be spelt, with and without joiners,
// and signs and digits between. (Of a vowel sign that stands on nothing no two shapers agree.)
func TestShapingOfJoiners(t *testing.T) {
	shaper := need(t, "hb-shape")
	for i, block := range []rune{'\u0980', '\u0900'} {
		chance := rand.New(rand.NewPCG(7, uint64(i)))
		one := func(of ...string) string {
			// The blocks lie side by side: a letter of one is at the same place of the other.
			return strings.Map(func(r rune) rune {
				if r >= '\u0980' && r <= '\u09ff' {
					return r - '\u0980' + block
				}
				return r
			}, of[chance.IntN(len(of))])
		}
		seen := map[string]bool{}
		var words []string
		for len(words) < 20_000 {
			var b strings.Builder
			for range 1 + chance.IntN(4) {
				b.WriteString(one("ক", "র", "য", "ট", "স", "ঙ"))
				for chance.IntN(3) == 0 {
					b.WriteString(one("্", "্\u200c", "্\u200d", "\u200d্", "\u200c", "\u200d") + one("ক", "র", "য", "ত", "ম"))
				}
				b.WriteString(one("", "", "ে", "ি", "ো", "ৈ", "ু", "া") + one("", "", "", "ং") + one("", "", "", "", "-", "১", "।", "অ", "্\u200c"))
			}
			if word := Plain(b.String()); !seen[word] {
				seen[word] = true
				words = append(words, word)
			}
		}
		c := harfBuzzLists[i]
		compare(t, shaper, c.script, c.language, faces()[c.of][0], words, Style{Script: c.of})
	}
}

// compare sets words and has HarfBuzz set them from the same file.
func compare(t *testing.T, shaper, script, language string, face *Face, words []string, style Style) {
	t.Helper()
	run := exec.Command(shaper, "--font-file="+face.Name+".ttf", "--no-glyph-names", "--script="+script, "--language="+language, "--direction=ltr", "--text-file=/dev/stdin")
	run.Stdin = strings.NewReader(strings.Join(words, "\n") + "\n")
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(rows) != len(words) {
		t.Fatalf("%s: %d rows for %d words", face.Name, len(rows), len(words))
	}
	h, differ := newHand(), 0
	for i, word := range words {
		if ours, theirs := asHarfBuzz(h.Word(style, word)), withoutClusters(rows[i]); ours != theirs {
			if differ++; differ < 10 {
				t.Errorf("%s: %+q\n%s, HarfBuzz\n%s", face.Name, word, ours, theirs)
			}
		}
	}
	t.Logf("%s: %d of %d words differ", face.Name, differ, len(words))
}

// withoutClusters drops which letters a glyph came from: "5=0+300" is "5+300".
func withoutClusters(row string) string {
	var out []string
	for _, g := range strings.Split(strings.Trim(row, "[]"), "|") {
		id, rest, _ := strings.Cut(g, "=")
		out = append(out, id+strings.TrimLeft(rest, "0123456789"))
	}
	return strings.Join(out, "|")
}

func asHarfBuzz(w Word) string {
	var out []string
	for _, r := range w.Runs {
		for _, g := range r.Glyphs {
			s := fmt.Sprint(g.ID)
			if g.X != 0 || g.Y != 0 {
				s += fmt.Sprintf("@%d,%d", g.X, g.Y)
			}
			out = append(out, s+fmt.Sprintf("+%d", g.Advance))
		}
	}
	return strings.Join(out, "|")
}

// The parts of text of a word's glyphs are the word, and none is empty: what is not said by
// a glyph cannot be found in a paper.
func TestGlyphsSayTheWord(t *testing.T) {
	h := newHand()
	words := []string{"সুব্রত", "ক্ষেত্রমোহন", "কৌশিক", "পূর্ব", "র\u200d্যাব", "উদ্\u200cযাপন", "संपर्क", "श्री", "165/1201", "fi", "১৬৫-এর", "দাগ।", "Ångström", "שלום", "\ufffd"}
	for _, list := range []string{"/usr/share/hunspell/bn_BD.dic", "/usr/share/hunspell/hi_IN.dic"} {
		if _, err := os.Stat(list); err == nil {
			words = append(words, dictionary(t, list)[:5000]...)
		}
	}
	for _, word := range words {
		var said strings.Builder
		for _, r := range h.Word(Style{Script: Bengali}, word).Runs {
			for _, g := range r.Glyphs {
				if g.Text == "" || !utf8.ValidString(g.Text) {
					t.Errorf("%q: a glyph says %q", word, g.Text)
				}
				said.WriteString(strings.ReplaceAll(g.Text, invisible, ""))
			}
		}
		if got := norm.NFC.String(said.String()); got != norm.NFC.String(word) {
			t.Errorf("%q is said as %q", word, got)
		}
	}
}

func TestWhichFaceDrawsWhat(t *testing.T) {
	h := newHand()
	for _, c := range []struct {
		text  string
		style Script
		want  string
	}{
		{"দাগ", Latin, "B"},
		{"165", Bengali, "B"},              // the script around has the digits
		{"165", Devanagari, "D"},           //
		{"165", Latin, "L"},                //
		{"১৬৫", Latin, "B"},                // Bengali digits have only one face
		{"দাগ-165", Latin, "B"},            // digits go with the letters before them
		{"165-দাগ", Latin, "B"},            // or after
		{"দাগAB", Bengali, "BL"},           // the Bengali face has no A to Z
		{"AB।", Bengali, "LB"},             // nor the Latin one a danda
		{"(হ্যাঁ)", Latin, "B"},            //
		{"a्", Latin, "LD"},                // a sign without its letter
		{"ব্যাঙ্ক/bank", Devanagari, "BL"}, // the stroke stays with what is before it
		{"नाम:নাম", Devanagari, "DB"},      //
		{"₹100", Bengali, "B"},
		{"中", Bengali, "L"}, // an empty box
	} {
		var got strings.Builder
		for _, r := range h.Word(Style{Script: c.style}, c.text).Runs {
			got.WriteByte("BDL"[r.Face.Script])
		}
		if got.String() != c.want {
			t.Errorf("%q among %d: %s, want %s", c.text, c.style, got.String(), c.want)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"  Plot \t 165 ": "Plot 165",
		"সুব্রত\u202e মণ্ডল\u202c":             "সুব্রত মণ্ডল", // no bidi control reaches a paper
		"ab\u2066cd\u2069\u200f\u061c":         "abcd",
		"A\u0000B\nC\u0085D":                   "A B C D",
		"a\u00a0b\u2003c\u3000d\u2028e":        "a b c d e",
		"উদ্\u200cযাপন":                        "উদ্\u200cযাপন", // ZWNJ changes the form
		"র\u200d্যাব":                          "র\u200d্যাব",
		"Sub\u200crata":                        "Subrata",
		"\u200cনাম\u200d":                      "নাম",
		"x\ufeff\u00ad\u2060\ufe0f\U000e0041y": "xy",
		"\ue000\U000f0000z":                    "z",
		"caf\u0065\u0301":                      "café",
		"\xff\xfe":                             "\ufffd",
		"ড\u09bc":                              "ড়",
		"":                                     "",
		"\u202e":                               "",
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
	tower := Plain("a" + strings.Repeat("\u0335", 500))
	if n := utf8.RuneCountInString(tower); n != 1+mostMarks {
		t.Errorf("a tower of %d signs", n)
	}
}

// Hands are used by many at once, on faces that they share.
func TestHandsTogether(t *testing.T) {
	want := asHarfBuzz(newHand().Word(Style{Script: Bengali}, "মৃত্যুঞ্জয়"))
	done := make(chan string)
	for range 8 {
		go func() {
			h := Take()
			defer h.Rest()
			clear(h.set)
			for range 200 {
				h.Word(Style{Script: Bengali}, fmt.Sprint("মণ্ডল", len(h.set)))
			}
			done <- asHarfBuzz(h.Word(Style{Script: Bengali}, "মৃত্যুঞ্জয়"))
		}()
	}
	for range 8 {
		if got := <-done; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// digests are SHA-256 of the files in Debian's fonts-noto-core 20201225-1.
var digests = map[string]string{
	"NotoSans-Bold":              "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
	"NotoSans-Regular":           "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
	"NotoSansBengali-Bold":       "22c9ff99baca4d31c531ce450a1369beed889467e1ad964f4b8a6f810aa46955",
	"NotoSansBengali-Regular":    "9bb35b3547829ecc42041b6017e87fd4c5f1da1edcd00f59171777050f346018",
	"NotoSansDevanagari-Bold":    "77ad688cfe1dc55185bf4edb4db3c614202c65dd23a1463ad0e23fc52bcc9a5c",
	"NotoSansDevanagari-Regular": "79a470365ccb210fa3c7d8d8ff2e005ef9d983cfd067f735a0caf7e15070ca9f",
}

// The committed faces are those of the package that the README names, byte by byte.
func TestFacesAreTheDebianOnes(t *testing.T) {
	for _, f := range Faces() {
		if got := fmt.Sprintf("%x", sha256.Sum256(f.data)); got != digests[f.Name] {
			t.Errorf("%s is another file: %s", f.Name, got)
		}
		if f.font.Upem() != 1000 || f.Ascent <= 0 || f.Descent >= 0 || f.CapHeight <= 0 {
			t.Errorf("%s: %d units, %d %d %d", f.Name, f.font.Upem(), f.Ascent, f.Descent, f.CapHeight)
		}
	}
}

// A subset is a font file in which the wanted glyphs look as before and others are empty.
func TestSubsetKeepsLooks(t *testing.T) {
	h := newHand()
	for _, f := range Faces() {
		var glyphs []uint16
		for _, r := range h.Word(Style{Bold: f.Bold, Script: f.Script}, map[Script]string{Bengali: "ক্ষেত্রমোহনকৌশিক", Devanagari: "क्षेत्रश्री", Latin: "ÅgyŘé"}[f.Script]).Runs {
			for _, g := range r.Glyphs {
				glyphs = append(glyphs, g.ID)
			}
		}
		file := f.Subset(glyphs)
		if !bytes.Equal(file, f.Subset(glyphs)) {
			t.Errorf("%s: the same glyphs gave two files", f.Name)
		}
		cut, err := open(f.Name, withNames(file, f))
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		wanted := f.closure(glyphs)
		for g := range f.widths {
			was, is := f.outline(uint16(g)), cut.outline(uint16(g))
			switch {
			case !wanted[uint16(g)] && len(is) != 0:
				t.Errorf("%s: glyph %d is there", f.Name, g)
			case wanted[uint16(g)] && len(was) > 0 && !bytes.Equal(is[2:10], was[2:10]):
				t.Errorf("%s: glyph %d has another box", f.Name, g)
			case wanted[uint16(g)] && cut.widths[g] != f.widths[g]:
				t.Errorf("%s: glyph %d is %d wide, not %d", f.Name, g, cut.widths[g], f.widths[g])
			}
		}
		if len(file) > len(f.data)/4 {
			t.Errorf("%s: %d bytes of %d", f.Name, len(file), len(f.data))
		}
	}
}

// withNames puts the tables back that a subset has no use for and open wants.
func withNames(file []byte, f *Face) []byte {
	dir, _ := directoryOf(file)
	parts := []part{{"OS/2", f.table("OS/2")}, {"cmap", f.table("cmap")}}
	for _, name := range []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		parts = append(parts, part{name, file[dir[name].at : dir[name].at+dir[name].size]})
	}
	return assemble(parts)
}

func FuzzWord(f *testing.F) {
	for _, s := range []string{"সুব্রত মণ্ডল", "क्षेत्र", "\u202eabc", "\xff", "ক্\u200c", "a\u0301\u0301"} {
		f.Add(s, 0, false)
	}
	f.Fuzz(func(t *testing.T, s string, script int, bold bool) {
		h := Take()
		defer h.Rest()
		p := Plain(s)
		if Plain(p) != p {
			t.Errorf("Plain(%q) = %q, and of that %q", s, p, Plain(p))
		}
		for _, w := range h.Words(Style{Bold: bold, Script: Script(uint(script) % scripts)}, s) {
			if w.Text == "" || len(w.Runs) == 0 || strings.ContainsAny(w.Text, " \u202e\u200f") {
				t.Errorf("%q has the word %q of %d runs", s, w.Text, len(w.Runs))
			}
		}
	})
}

func BenchmarkWord(b *testing.B) {
	h := newHand()
	for b.Loop() {
		clear(h.set)
		h.Word(Style{Script: Bengali}, "ক্ষেত্রমোহন")
	}
}
