package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"duar/paper/font"
	"duar/paper/pdf"
)

// written is a file of one page with these lines on it, and a little of all else.
func written(tb testing.TB, lines ...string) []byte {
	h := font.Take()
	defer h.Rest()
	d := pdf.New(pdf.About{Title: "খতিয়ান (165) \\ <title>", Lang: "bn", Made: time.Unix(1_800_000_000, 0)})
	p := d.Page(pdf.A4Width, pdf.A4Height)
	for i, s := range lines {
		words := h.Words(font.Style{Bold: i%2 == 1, Script: font.Bengali}, s)
		p.Words(50, 60+26*float64(i), 12, pdf.Black, words, i%3 == 2)
		p.Mark(h, 300, 400, 40, 0.8, 0.6, 0x9b1c1c, words)
	}
	p.Within(10, 10, 400, 500, func() {
		p.Path([][2]float64{{50, 400}, {200, 400}, {150, 500}}, true, 0xbfe3d6, 0x0b5d4e, 2)
	})
	p.Box(1, 2, 3, 4, 0xffffff)
	p.Bars([]pdf.Bar{{5, 5, 3}, {9, 9, 6}}, 3, pdf.Black)
	b, err := d.Bytes()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func tool(t *testing.T, b []byte, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatal(name + " is not installed")
		}
		t.Skip(name + " is not installed")
	}
	at := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(at, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", at)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

var sayings = []string{
	"সুব্রত মণ্ডল, ক্ষেত্রমোহন বিশ্বাস শক্তিগড় কৌশিক পূর্ব বর্ধমান র\u200d্যাব উদ্\u200cযাপন",
	"सुब्रत मण्डल क्षेत्र संपर्क कृष्णा 165/1201 श्री",
	"Subrata Mondal Plot 165/1201 (AV) fi <>[]\\ 100%",
	"দাগ ১৬৫/১২০১: ২.০৬০০ একর; 45.5 acre ₹100।",
	"मौज़ा নাম mixedনামनाम",
}

func TestTextComesBack(t *testing.T) {
	b := written(t, sayings...)
	said := strings.Join(strings.Fields(tool(t, b, "pdftotext", "FILE", "-")), " ")
	if want := strings.Join(sayings, " "); said != want {
		t.Errorf("%q, want %q", said, want)
	}
	if said := tool(t, b, "qpdf", "--check", "FILE"); !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Error(said)
	}
	if info := tool(t, b, "pdfinfo", "FILE"); !strings.Contains(info, "খতিয়ান (165) \\ <title>") {
		t.Error(info)
	}
}

// Dictionaries come back whole: every word on pages of forty lines is the word again.
func TestDictionariesComeBack(t *testing.T) {
	h := font.Take()
	defer h.Rest()
	for list, script := range map[string]font.Script{"/usr/share/hunspell/bn_BD.dic": font.Bengali, "/usr/share/hunspell/hi_IN.dic": font.Devanagari} {
		raw, err := os.ReadFile(list)
		if err != nil {
			if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
				t.Fatal(err)
			}
			t.Skip("no word list: " + err.Error())
		}
		var want []string
		for i, row := range strings.Split(string(raw), "\n")[1:] {
			word, _, _ := strings.Cut(row, "/")
			if word = font.Plain(word); word != "" && !strings.Contains(word, " ") && (script != font.Bengali || i%4 == 0) {
				want = append(want, word)
			}
		}
		d := pdf.New(pdf.About{Title: "words", Lang: "bn", Made: time.Unix(0, 0)})
		const rows, each = 40, 4
		for from := 0; from < len(want); {
			p := d.Page(pdf.A4Width, pdf.A4Height)
			for y := range rows {
				var line []font.Word
				for range min(each, len(want)-from) {
					line = append(line, h.Word(font.Style{Script: script}, want[from]))
					from++
				}
				p.Words(30, 40+18*float64(y), 10, pdf.Black, line, false)
			}
		}
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Fields(tool(t, b, "pdftotext", "-raw", "FILE", "-"))
		differ := 0
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				if differ++; differ < 10 {
					t.Errorf("%q came back as %q", want[i], got[min(i, len(got)-1)])
				}
			}
		}
		t.Logf("%s: %d of %d words differ, %d bytes", list, differ, len(want), len(b))
	}
}

// streams unpacks what is squeezed in a file.
func streams(t *testing.T, b []byte) (out []string) {
	for _, m := range regexp.MustCompile(`(?s)FlateDecode/Length \d+>>stream\n(.*?)\nendstream`).FindAllSubmatch(b, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
	return out
}

// A word is shown by one operator, says its language and its text with the space after it,
// and the same glyph with another meaning is another character.
func TestHowAWordIsShown(t *testing.T) {
	all := streams(t, written(t, "কে কো Ab"))
	content := all[0]
	for _, want := range []string{"/Span<</Lang(bn)/ActualText<FEFF099509C70020>>>BDC", "/Span<</Lang(bn)/ActualText<FEFF099509CB0020>>>BDC", "/Span<</Lang(en)/ActualText<FEFF00410062>>>BDC"} {
		if strings.Count(content, want) != 1 {
			t.Errorf("%s is not in\n%s", want, content)
		}
	}
	if n := strings.Count(content, "]TJ"); n != 3 {
		t.Errorf("%d operators for three words", n)
	}
	// কে is drawn as ে ক, but is read ক ে: each glyph says its part in the order of reading.
	// The e-kar stands for ক in one and the whole is never empty.
	found := false
	for _, s := range all[1:] {
		if rows := regexp.MustCompile(`<[0-9A-F]{4}><([0-9A-F]*)>\n`).FindAllStringSubmatch(s, -1); rows != nil {
			found = true
			for _, r := range rows {
				if r[1] == "" {
					t.Errorf("a character stands for nothing in\n%s", s)
				}
			}
		}
	}
	if !found {
		t.Error("no map to Unicode")
	}
}

func TestSameBytes(t *testing.T) {
	if a, b := written(t, sayings...), written(t, sayings...); !bytes.Equal(a, b) {
		t.Error("the same pages gave two files")
	}
	if a, b := written(t, "a"), written(t, "b"); bytes.Equal(a[len(a)-150:], b[len(b)-150:]) {
		t.Error("two files have the same id")
	}
	if _, err := pdf.New(pdf.About{}).Bytes(); err == nil {
		t.Error("a file without pages")
	}
}

// Lengths that are no numbers leave a file that can be read.
func TestNonsenseIsDrawnAsNothing(t *testing.T) {
	d := pdf.New(pdf.About{Title: "x", Lang: "en", Made: time.Unix(0, 0)})
	p := d.Page(100, 100)
	p.Path([][2]float64{{math.NaN(), math.Inf(1)}, {1e300, -1e300}, {-0.004, 0.005}}, true, 0xffffffff, 0, math.NaN())
	p.Path(nil, true, 0, 0, 1)
	p.Path([][2]float64{{1, 1}, {2, 2}}, false, -1, -1, 1)
	p.Bars(nil, 1, 0)
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if text := streams(t, b)[0]; strings.ContainsAny(text, "NI") || strings.Contains(text, "e+") {
		t.Errorf("%s", text)
	}
	tool(t, b, "qpdf", "--check", "FILE")
}

var start = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)

// Any text gives a file whose table points to its objects.
func FuzzWords(f *testing.F) {
	for _, s := range sayings {
		f.Add(s)
	}
	f.Add("\u202e\x00\xff)endstream")
	f.Fuzz(func(t *testing.T, s string) {
		b := written(t, s, s)
		var at, count int
		if m := start.FindSubmatch(b); m == nil {
			t.Fatal("no end")
		} else if fmt.Sscan(string(m[1]), &at); !bytes.HasPrefix(b[at:], []byte("xref\n0 ")) {
			t.Fatalf("no table at %d", at)
		}
		rows := strings.Split(string(b[at:]), "\n")
		fmt.Sscanf(rows[1], "0 %d", &count)
		for n := 1; n < count; n++ {
			var where int
			fmt.Sscanf(rows[2+n], "%010d 00000 n", &where)
			if !bytes.HasPrefix(b[where:], fmt.Appendf(nil, "%d 0 obj\n", n)) {
				t.Fatalf("object %d is not at %d", n, where)
			}
		}
	})
}
