package tui

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
)

// onPlot and onKhatian lead to the land that most of these are about.
var (
	onPlot    = []string{"1", "1027001", "165", "enter"}
	onKhatian = []string{"2", "1027001", "12", "enter"}
)

// Every screen of money, papers and land cases in every language, by the keys that lead to
// it from home; those of an officer begin with sign or void.
var landViews = []struct {
	name string
	keys []string
}{
	{"land-home", nil},
	{"land-help", []string{"?", "end"}},
	{"fee", []string{"e"}},
	{"fee-conversion", []string{"e", "3"}},
	{"fee-copies", []string{"e", "5", "enter"}},
	{"fee-refused", []string{"e", "enter", "1027001", "enter", "165", "enter", "3", "enter", "enter"}},
	{"fee-told", []string{"e", "enter", "1027001", "enter", "165", "enter", "4", "enter", "0.05", "enter"}},
	{"fee-free", []string{"e", "2", "enter"}},
	{"owes", []string{"7", owes, "enter", "1960", "enter"}},
	{"owes-case", []string{"7", owes, "enter", "1960", "enter", "enter"}},
	{"dues", []string{"7", owes, "enter", "1960", "enter", "r"}},
	{"dues-begun", []string{"7", owes, "enter", "1960", "enter", "r", "2", "esc", "esc", "r"}},
	{"pay-counter", []string{"7", owes, "enter", "1960", "enter", "r", "2"}},
	{"pay-told-sure", []string{"7", owes, "enter", "1960", "enter", "r", "2", "t"}},
	{"pay-told", []string{"7", owes, "enter", "1960", "enter", "r", "2", "t", "1"}},
	{"pay-end-sure", []string{"7", owes, "enter", "1960", "enter", "r", "2", "x"}},
	{"pay-ended", []string{"7", owes, "enter", "1960", "enter", "r", "2", "x", "1"}},
	{"dues-instead", []string{"7", owes, "enter", "1960", "enter", "r", "2", "esc", "2"}},
	{"dues-beside", append(slices.Clone(onKhatian), "c", "enter", "r")},
	{"khatian-desk", onKhatian},
	{"khatian-cases", append(slices.Clone(onKhatian), "c")},
	{"watches", []string{"w"}},
	{"watches-code", []string{"w", "3", "enter", "9831012345", "enter", "123"}},
	{"watches-list", []string{"w", "3", "enter", "9831012345", "enter", passcode, "enter"}},
	{"watches-sure", []string{"w", "3", "enter", "9831012345", "enter", passcode, "enter", "2"}},
	{"watches-ended", []string{"w", "3", "enter", "9831012345", "enter", passcode, "enter", "2", "1"}},
	{"watches-flaw", []string{"w", "enter", "1027001", "enter", "12x", "enter", "9831012345", "enter"}},
	{"pay-online", []string{"7", owes, "enter", "1960", "enter", "r", "1"}},
	{"pay-again", []string{"7", owes, "enter", "1960", "enter", "r", "1", "esc", "esc", "r", "1"}},
	{"pay-aloud", []string{"7", owes, "enter", "1960", "enter", "r", "1", "a"}},
	{"pay-ask", []string{"r", "p7q2"}},
	{"pay-unknown", []string{"r", "p7q2", "enter"}},
	{"paper-ask", []string{"d", "4829 1038"}},
	{"paper-wrong", []string{"d", "4829 1038 4756 7", "enter"}},
	{"paper", []string{"d", "4829 1038 4756 6", "enter"}},
	{"paper-newer", []string{"d", retired, "enter"}},
	{"paper-saved", []string{"d", sealed, "enter", "p"}},
	{"paper-link", []string{"d", sealed, "enter", "l", "19"}},
	{"paper-link-sure", []string{"d", sealed, "enter", "l", "1960", "enter"}},
	{"paper-linked", []string{"d", sealed, "enter", "l", "1960", "enter", "1"}},
	{"paper-case", []string{"7", issued, "enter", "1960", "enter", "enter", "d"}},
	{"plot-desk", onPlot},
	{"plot-cases", append(slices.Clone(onPlot), "c")},
	{"plot-cases-none", []string{"1", "1027001", "166/2", "enter", "c"}},
	{"plot-offices", append(slices.Clone(onPlot), "o")},
	{"watch-ask", append(slices.Clone(onPlot), "w", "98310")},
	{"watch-flaw", append(slices.Clone(onPlot), "w", "98310", "enter")},
	{"watch-code", append(slices.Clone(onPlot), "w", "9831012345", "enter", "123")},
	{"watch-wrong", append(slices.Clone(onPlot), "w", "9831012345", "enter", "999999", "enter")},
	{"watch-done", append(slices.Clone(onPlot), "w", "9831012345", "enter", passcode, "enter")},
	{"track", []string{"t", "enter", "1902"}},
	{"track-refused", []string{"t", "enter", "x", "enter", "enter", "enter"}},
	{"track-deed", []string{"t", "enter", "1902", "enter", "2026", "enter", "1234", "enter"}},
	{"track-name", []string{"t", "2", "enter", "1027001", "enter", "enter", "Subrata"}},
	{"track-named", []string{"t", "2", "enter", "1027001", "enter", "enter", "Subrata", "enter", "1/10/2026", "enter", "23/11/2026", "enter"}},
	{"object", []string{"b", heard, "enter", "এই জমি আমার"}},
	{"object-sure", []string{"b", heard, "enter", "এই জমি আমার", "enter"}},
	{"object-refused", []string{"b", owes, "enter", "এই জমি আমার", "enter", "1"}},
	{"object-done", append(slices.Clone(onPlot), "c", "b", "এই জমি আমার", "enter", "1")},
	{"hearing", []string{"7", heard, "enter", "1960", "enter", "enter", "h"}},
	{"sign-home", nil},
	{"sign-list", []string{"g"}},
	{"sign-marked", []string{"g", "space", "down", "space"}},
	{"sign-sure", []string{"g", "a", "s"}},
	{"sign-done", []string{"g", "a", "s", "1"}},
	{"void-ask", []string{"d", sealed, "enter", "v"}},
	{"void-sure", []string{"d", sealed, "enter", "v", "2"}},
	{"void-done", []string{"d", sealed, "enter", "v", "2", "1"}},
}

// landAt is a pilot that has signed in as whoever sees the view.
func landAt(t *testing.T, l seva.Lang, view string) *pilot {
	p := newLand(t, l)
	login := "mina"
	if strings.HasPrefix(view, "sign") || strings.HasPrefix(view, "void") {
		login = "dutta"
	}
	p.press("9")
	p.press(signsIn(login)...)
	return p
}

func TestLandViews(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, v := range landViews {
			t.Run(v.name+"/"+string(l), func(t *testing.T) {
				p := landAt(t, l, v.name)
				p.press(v.keys...)
				p.golden(v.name)
			})
		}
	}
}

// TestLandSizes walks them on the smallest terminal, a wide one and ones that are too small.
func TestLandSizes(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, v := range landViews {
			p := landAt(t, l, v.name)
			p.size(60, 15)
			p.press(v.keys...)
			for _, size := range [][2]int{{200, 60}, {61, 15}, {59, 24}, {80, 14}, {20, 3}, {1, 1}, {80, 24}} {
				p.size(size[0], size[1])
			}
		}
	}
}

// TestLandPrintouts: what the citizen takes away, in every language.
func TestLandPrintouts(t *testing.T) {
	printed := map[string]int{"fee-told": 1, "pay-online": 1, "plot-cases": 1, "plot-offices": 1, "object-done": 1}
	for _, l := range seva.Langs() {
		for _, v := range landViews {
			more, wanted := printed[v.name]
			if !wanted {
				continue
			}
			p := landAt(t, l, v.name)
			p.press(v.keys...)
			if more > 0 {
				p.press("p")
			}
			if len(p.printed) != 1 {
				t.Fatalf("%s: %d printouts", v.name, len(p.printed))
			}
			for name, text := range p.printed {
				compare(t, "print-"+v.name+"."+string(l), name+"\n"+text)
			}
		}
	}
}

// TestSwitchingLanguageOnLand: F2 shows just what the screen would show had it been reached
// in that language. A page that was scrolled stays at its line.
func TestSwitchingLanguageOnLand(t *testing.T) {
	for _, v := range landViews {
		if v.name == "land-help" || v.name == "hearing" { // scrolled; printed in the language of the moment
			continue
		}
		p := landAt(t, seva.Bengali, v.name)
		p.press(v.keys...)
		for range seva.Langs() {
			p.press("f2")
			p.golden(v.name)
		}
	}
}
