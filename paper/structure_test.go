package paper_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"duar/paper"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/land"
	"duar/seva/office"
)

var said = regexp.MustCompile(`(?m)^ *"(.*)"$`)

// What a screen reader goes through: one heading of the paper, its facts as a list, tables with
// heads of columns, pictures that say what they show. All that a paper says is there, once, and
// nothing of what is said again on each page.
func TestStructure(t *testing.T) {
	// Little papers, and few: poppler goes through the page anew for every word.
	k := folio(1)
	ror, index, plot, long := content(document.RoR, seva.Bengali, seva.English), content(document.PlotIndex, seva.Hindi),
		content(document.PlotMap, seva.Bengali), content(document.PlotIndex, seva.English)
	ror.Khatian, index.Plots = &k, []land.Plot{plotOf(165, 1), plotOf(166, 1)}
	long.Plots = []land.Plot{plotOf(165, 1), plotOf(166, 20)} // over the page
	for _, c := range []document.Content{ror, index, plot, long} {
		b := print(t, c)
		name := file(t, b)
		if info := tool(t, "pdfinfo", name); !regexp.MustCompile(`Tagged: +yes`).MatchString(info) {
			t.Fatal(info)
		}
		tree := tool(t, "pdfinfo", "-struct-text", name)
		columns := map[document.Kind]int{document.RoR: 7, document.PlotIndex: 14, document.PlotMap: 0}[c.Kind]
		figures := map[document.Kind]int{document.RoR: 1, document.PlotIndex: 1, document.PlotMap: 2}[c.Kind]
		for part, want := range map[string]int{"H1 ": 1, "TH:": columns, "/Scope /Column": columns, "Figure:": figures} {
			if got := strings.Count(tree, part); got != want {
				t.Errorf("%d of %q, not %d", got, part, want)
			}
		}
		if bytes.Count(b, []byte("/Alt<FEFF")) != figures {
			t.Error("a picture does not say what it shows")
		}
		var all strings.Builder
		for _, m := range said.FindAllStringSubmatch(tree, -1) {
			all.WriteString(m[1] + " ")
		}
		text := flat(norm.NFC.String(all.String()))
		if strings.Count(text, c.Case) != 1 || strings.Contains(text, "SPECIMEN /") {
			t.Errorf("said twice, or the foot is said:\n%s", text)
		}
		for _, want := range wordsOf(c) {
			if want = flat(norm.NFC.String(want)); !strings.Contains(text, want) && c.Kind != document.PlotMap {
				t.Errorf("%q is not said", want)
			}
		}
	}
}

// Leaves have a structure too.
func TestStructureOfLeaves(t *testing.T) {
	from := func(string) office.Office { return ghatal() }
	for name, draw := range map[string]func() ([]byte, error){
		"challan": func() ([]byte, error) { return paper.Challan(aChallan(1, 2), from, printed(seva.English)) },
		"receipt": func() ([]byte, error) { return paper.Receipt(aReceipt(), ghatal(), printed(seva.Bengali)) },
	} {
		b, err := draw()
		if err != nil {
			t.Fatal(err)
		}
		tree := tool(t, "pdfinfo", "-struct-text", file(t, b))
		for _, part := range []string{"H1 ", "Lbl ", "TH:", "TD"} {
			if !strings.Contains(tree, part) {
				t.Errorf("%s: no %s in\n%s", name, part, tree)
			}
		}
	}
}

// A paper names its colours and says that it is for keeping; nothing that it draws is a glyph
// that is missing, and every sequence of content is ended.
func TestForKeeping(t *testing.T) {
	every(t, func(t *testing.T, c document.Content) {
		b := print(t, c)
		for _, want := range []string{"<pdfaid:part>2</pdfaid:part>", "/S/GTS_PDFA1", "/MarkInfo<</Marked true>>", "<dc:identifier>" + c.Number + "<"} {
			if !bytes.Contains(b, []byte(want)) {
				t.Errorf("no %s", want)
			}
		}
		plain := tool(t, "qpdf", "--qdf", "--object-streams=disable", file(t, b), "-")
		if begun, ended := strings.Count(plain, "BDC\n")+strings.Count(plain, "BMC\n"), strings.Count(plain, "EMC\n"); begun != ended {
			t.Errorf("%d sequences are begun and %d ended", begun, ended)
		}
		for _, bad := range []string{"DeviceCMYK", "/JavaScript", "/EmbeddedFile", "LZWDecode"} {
			if strings.Contains(plain, bad) {
				t.Errorf("%s in a file for keeping", bad)
			}
		}
		if icc := tool(t, "mutool", "show", "-b", file(t, b), "trailer/Root/OutputIntents/1/DestOutputProfile"); len(icc) < 400 || icc[36:40] != "acsp" {
			t.Errorf("the colours are not a profile: %d bytes", len(icc))
		}
	})
}

// A total does not stand alone at the head of a page.
func TestTotalIsNotAlone(t *testing.T) {
	for n := 26; n < 36; n++ {
		c := content(document.RoR, seva.English)
		k := folio(n)
		for i := range k.Holdings {
			k.Holdings[i].Possession, k.Holdings[i].Possessor, k.Holdings[i].Remark = "", seva.Names{}, land.Remark{}
		}
		c.Khatian = &k
		for i, page := range strings.Split(tool(t, "pdftotext", "-layout", file(t, print(t, c)), "-"), "\f") {
			at := strings.Index(page, "Total  ")
			if i == 0 || at < 0 || regexp.MustCompile(`(?m)^ *\d+(/\d+)? `).MatchString(page[:at]) {
				continue
			}
			t.Errorf("%d plots: the total is alone on page %d:\n%s", n, i+1, page)
		}
	}
}
