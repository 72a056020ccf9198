package paper_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"duar/i18n"
	"duar/paper"
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/land"
)

// tool runs a program over a file and gives what it says; without the program the test
// skips, unless DUAR_TEST_REQUIRE wants every engine.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatal(name + " is not installed")
		}
		t.Skip(name + " is not installed")
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func file(t *testing.T, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// every goes through kinds and languages that a paper may have.
func every(t *testing.T, try func(t *testing.T, c document.Content)) {
	for _, kind := range []document.Kind{document.RoR, document.PlotIndex, document.PlotMap} {
		for _, langs := range [][]seva.Lang{{seva.Bengali}, {seva.English}, {seva.Hindi}, {seva.Bengali, seva.English}, {seva.Hindi, seva.Bengali}} {
			c := content(kind, langs...)
			t.Run(about(c), func(t *testing.T) { try(t, c) })
		}
	}
}

// flat is a text with one space between words, as a search sees it.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// wordsOf is what must be found in a paper: every name, number and label.
func wordsOf(c document.Content) []string {
	var out []string
	add := func(s ...string) { out = append(out, s...) }
	add("2600 0000 0012 5", c.Case)
	for _, l := range c.Langs {
		add(i18n.Say(l, seva.Say("leaf.field.mouza")), c.Mouza.Name.In(l), c.Block.In(l), c.District.In(l),
			i18n.Digits(l, c.Mouza.IDN.String()), i18n.Say(l, seva.Say("leaf.check")))
		held := func(h land.Holding) {
			add(i18n.Digits(l, h.Share.String()), i18n.Digits(l, h.Recorded.String()), i18n.Digits(l, h.Computed.String()), h.Possessor.In(l))
		}
		if k := c.Khatian; k != nil {
			add(k.Owner.Name.In(l), k.Owner.Guardian.In(l), k.Owner.Address.In(l), i18n.Digits(l, k.Number.String()))
			for _, h := range k.Holdings {
				held(h)
				add(i18n.Digits(l, h.Plot.String()), i18n.Say(l, seva.Say("class."+string(h.Class))))
			}
		}
		for _, p := range c.Plots {
			add(i18n.Digits(l, p.Number.String()), p.ULPIN)
			for _, h := range p.Holdings {
				held(h)
				add(h.Owner.Name.In(l), h.Owner.Guardian.In(l), h.Remark.Text.In(l))
			}
		}
		if c.Sheet != nil {
			add(i18n.Say(l, seva.Say("leaf.map.note")), i18n.Digits(l, c.Sheet.Parcel.Number.String()))
		}
	}
	return out
}

// What a paper says can be copied and found again, in NFC, in every language, by the two
// readers that are most used after browsers.
func TestEveryWordIsFoundAgain(t *testing.T) {
	every(t, func(t *testing.T, c document.Content) {
		name := file(t, print(t, c))
		said := tool(t, "pdftotext", "-raw", name, "-")
		if !norm.NFC.IsNormalString(said) || strings.ContainsAny(said, "\ufffd\u202e\u200b⟪") {
			t.Errorf("not clean text:\n%s", said)
		}
		// Raw order goes by what is written first, so a saying in a narrow column is there
		// line by line.
		text := flat(said)
		words := map[string]bool{}
		for _, w := range strings.Fields(text) {
			words[strings.Trim(w, ":()।,")] = true
		}
		for _, want := range wordsOf(c) {
			if strings.Contains(text, flat(want)) {
				continue
			}
			for _, w := range strings.Fields(want) {
				if !words[strings.Trim(w, ":()।,")] {
					t.Errorf("%q of %q is not in the text:\n%s", w, want, text)
				}
			}
		}
		// MuPDF 1.21 puts a space into some words with a sign set apart; letters hold.
		solid := strings.Join(strings.Fields(norm.NFC.String(tool(t, "mutool", "draw", "-q", "-F", "text", name))), "")
		for _, want := range wordsOf(c) {
			for _, w := range strings.Fields(want) {
				if !strings.Contains(solid, w) {
					t.Errorf("MuPDF does not find %q", w)
				}
			}
		}
	})
}

var box = regexp.MustCompile(`<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>`)

type placed struct {
	x, y, xx, yy float64
	text         string
}

// placedWords gives the words of each page with where they stand.
func placedWords(t *testing.T, name string) (pages [][]placed) {
	for _, page := range strings.Split(tool(t, "pdftotext", "-bbox", name, "-"), "<page ")[1:] {
		var words []placed
		for _, m := range box.FindAllStringSubmatch(page, -1) {
			var v [4]float64
			for i := range v {
				v[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			words = append(words, placed{v[0], v[1], v[2], v[3], m[5]})
		}
		pages = append(pages, words)
	}
	return pages
}

// No word runs over another one or out of the margins, whatever the names are.
func TestNothingOverlaps(t *testing.T) {
	check := func(t *testing.T, c document.Content) {
		for n, words := range placedWords(t, file(t, print(t, c))) {
			for i, a := range words {
				if a.x < 34 || a.xx > pdf.A4Width-34 || a.y < 16 || a.yy > pdf.A4Height-16 {
					t.Errorf("page %d: %q stands at %.0f %.0f to %.0f %.0f", n+1, a.text, a.x, a.y, a.xx, a.yy)
				}
				for _, b := range words[i+1:] {
					// A box is as high as the face, lines are a little closer: a third is over.
					wide, high := min(a.xx, b.xx)-max(a.x, b.x), min(a.yy, b.yy)-max(a.y, b.y)
					if wide > 0.5 && high > (a.yy-a.y)/2.5 && c.Kind != document.PlotMap {
						t.Errorf("page %d: %q and %q overlap by %.1f x %.1f", n+1, a.text, b.text, wide, high)
					}
				}
			}
		}
	}
	every(t, check)
	c := content(document.PlotIndex, seva.Bengali, seva.English)
	long := strings.Repeat("ক্ষেত্রমোহন", 40)
	c.Plots[0].Holdings[2].Owner.Name = seva.Names{Bn: long, En: strings.Repeat("Wm", 300)}
	c.Mouza.Name.Bn, c.District.Bn = long, long+" "+long
	t.Run("long names", func(t *testing.T) { check(t, c) })
}

// The head of the table and the page's number are on every page, and what belongs to one
// holder stands on one page.
func TestRowsStandWhole(t *testing.T) {
	c := content(document.PlotIndex, seva.Bengali, seva.English)
	c.Plots = []land.Plot{plotOf(165, 150), plotOf(166, 40)}
	for p := range c.Plots {
		for i := range c.Plots[p].Holdings {
			h := &c.Plots[p].Holdings[i]
			h.Owner.Name.En, h.Owner.Guardian.En = fmt.Sprintf("First%d%04d", p, i), fmt.Sprintf("Last%d%04d", p, i)
		}
	}
	pages := strings.Split(strings.TrimSuffix(tool(t, "pdftotext", "-raw", file(t, print(t, c)), "-"), "\f"), "\f")
	if len(pages) < 15 {
		t.Fatalf("%d pages", len(pages))
	}
	for p := range c.Plots {
		for i := range c.Plots[p].Holdings {
			first, last := fmt.Sprintf("First%d%04d", p, i), fmt.Sprintf("Last%d%04d", p, i)
			on := -1
			for n, page := range pages {
				if strings.Contains(page, first) {
					on = n
				}
			}
			if on < 0 || !strings.Contains(pages[on], last) {
				t.Errorf("%s is on page %d, %s is not", first, on+1, last)
			}
		}
	}
	for n, page := range pages {
		if want := fmt.Sprintf("Page %d of %d", n+1, len(pages)); !strings.Contains(flat(page), want) {
			t.Errorf("page %d does not say %q", n+1, want)
		}
		if n > 0 && !strings.Contains(page, "রঞ্জাপুর") {
			t.Errorf("page %d does not say of what", n+1)
		}
		if rows := strings.Contains(page, "First"); rows && !strings.Contains(page, "Remarks") {
			t.Errorf("page %d has rows without a head", n+1)
		}
	}
}

// A word that no column holds is cut between letters, and a row that no page holds goes on
// on the next: nothing is lost.
func TestNothingIsLost(t *testing.T) {
	c := content(document.PlotIndex, seva.Bengali)
	var word strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&word, "ক্ষৌ%04dশ্রী", i)
	}
	c.Plots[0].Holdings[1].Owner = land.Owner{Name: seva.Names{Bn: word.String()}}
	name := file(t, print(t, c))
	pages := countPages(print(t, c))
	if pages < 3 {
		t.Errorf("%d pages", pages)
	}
	said := strings.Join(strings.Fields(tool(t, "pdftotext", "-raw", name, "-")), "")
	if n, m := strings.Count(said, "ক্ষৌ"), strings.Count(said, "শ্রী"); n != 1500 || m != 1500 {
		t.Errorf("%d and %d of 1500 letters", n, m)
	}
	apart := 0
	for i := range 1500 {
		if strings.Count(said, fmt.Sprintf("ক্ষৌ%04dশ্রী", i)) != 1 {
			apart++ // the foot of a page and the head of the next stand between
		}
	}
	if apart > pages-1 {
		t.Errorf("%d pieces are not there on %d pages", apart, pages)
	}
}

// A specimen says so on every page and names no issuer; a paper of an office does not.
func TestSpecimen(t *testing.T) {
	every(t, func(t *testing.T, c document.Content) {
		for _, specimen := range []bool{true, false} {
			c.Specimen = specimen
			said := tool(t, "pdftotext", "-raw", file(t, print(t, c)), "-")
			text := flat(said)
			for _, l := range c.Langs {
				issuer := i18n.Say(l, seva.Say("leaf.issuer", seva.Args{"Block": c.Block, "District": c.District}))
				if strings.Contains(text, issuer) == specimen || strings.Contains(text, flat(i18n.Say(l, seva.Say("leaf.specimen")))) != specimen {
					t.Errorf("specimen is %v:\n%s", specimen, text)
				}
			}
			if specimen && (strings.Contains(text, c.Signer) || strings.Contains(text, "Certified") || strings.Contains(text, "সার্টিফায়েড")) {
				t.Errorf("a specimen claims an issuer:\n%s", text)
			}
			if !specimen && !strings.Contains(text, c.Signer) {
				t.Errorf("no signer:\n%s", text)
			}
			for n, page := range strings.Split(strings.TrimSuffix(said, "\f"), "\f") {
				if strings.Contains(page, "SPECIMEN") != specimen {
					t.Errorf("page %d: specimen is %v", n+1, specimen)
				}
			}
		}
	})
}

// The same content gives the same bytes, a sound file, and one small enough for a phone.
func TestFileIsSound(t *testing.T) {
	every(t, func(t *testing.T, c document.Content) {
		b := print(t, c)
		if !bytes.Equal(b, print(t, c)) {
			t.Error("the same content gave two files")
		}
		if pages := countPages(b); pages == 1 && len(b) > 120_000 || len(b) > 700_000 {
			t.Errorf("%d bytes on %d pages", len(b), pages)
		}
		name := file(t, b)
		if said := tool(t, "qpdf", "--check", name); !strings.Contains(said, "No syntax or stream encoding errors") {
			t.Error(said)
		}
		if fonts := tool(t, "pdffonts", name); strings.Contains(fonts, " no ") {
			t.Error(fonts)
		}
		info := tool(t, "pdfinfo", name)
		if !strings.Contains(info, c.Number) || !strings.Contains(info, "A4") {
			t.Error(info)
		}
		if !bytes.Contains(b, []byte("/Lang<FEFF")) {
			t.Error("the file does not name its language")
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	good := content(document.RoR, seva.Bengali)
	for name, spoil := range map[string]func(*document.Content){
		"no language":     func(c *document.Content) { c.Langs = nil },
		"another kind":    func(c *document.Content) { c.Kind = document.PlotMap },
		"an unknown kind": func(c *document.Content) { c.Kind = "deed" },
		"no plots":        func(c *document.Content) { c.Kind, c.Khatian = document.PlotIndex, nil },
		"a long link":     func(c *document.Content) { c.Link = "HTTPS://A/" + strings.Repeat("A", 5000) },
	} {
		c := good
		spoil(&c)
		if b, err := paper.Document(c); err == nil {
			t.Errorf("%s: %d bytes", name, len(b))
		}
	}
}
