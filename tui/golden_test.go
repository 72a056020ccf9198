package tui

import (
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// Every screen in every language, by the keys that lead to it.
var views = []struct {
	name string
	keys []string
}{
	{"home", nil},
	{"home-kept", []string{"1", "1027001", "f4"}},
	{"help", []string{"?"}},
	{"pick-district", []string{"1"}},
	{"pick-typed", []string{"3", "kuth"}},
	{"pick-none", []string{"1", "zzzz"}},
	{"pick-digits", []string{"1", "102"}},
	{"pick-block", []string{"2", "down", "enter"}},
	{"pick-mouza", []string{"2", "down", "enter", "enter"}},
	{"pick-unlisted", []string{"2", "down", "enter", "down", "enter"}},
	{"entry-plot", []string{"1", "1027001", "16"}},
	{"entry-khatian", []string{"2", "1027001"}},
	{"entry-crosswalk", []string{"4", "1027001", "98"}},
	{"entry-unregistered", []string{"1", "1027002"}},
	{"entry-refused", []string{"1", "1027001", "12x"}},
	{"entry-malformed", []string{"1", "1027001", "12/", "enter"}},
	{"entry-unknown", []string{"1", "1027001", "999", "enter"}},
	{"plot", []string{"1", "1027001", "165", "enter"}},
	{"plot-end", []string{"1", "1027001", "165", "enter", "end"}},
	{"plot-single", []string{"1", "1027001", "166-2", "enter"}},
	{"plot-aloud", []string{"1", "1027001", "165", "enter", "a"}},
	{"plot-printed", []string{"1", "1027001", "165", "enter", "p"}},
	{"plot-map", []string{"1", "1027001", "165", "enter", "m"}},
	{"khatian", []string{"2", "1027001", "12", "enter"}},
	{"khatian-aloud", []string{"2", "1027001", "12", "enter", "a"}},
	{"crosswalk", []string{"4", "1027001", "98", "enter"}},
	{"card-mouza", []string{"3", "1027001"}},
	{"card-village", []string{"3", "kuth", "down", "enter"}},
}

func TestViews(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, v := range views {
			t.Run(v.name+"/"+string(l), func(t *testing.T) {
				p := newPilot(t, l)
				p.press(v.keys...)
				p.golden(v.name)
			})
		}
	}
}

// TestSizes walks every screen on the smallest terminal, on a wide one and on one that is
// too small; what must hold of each is in pilot.check.
func TestSizes(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, v := range views {
			p := newPilot(t, l)
			p.size(60, 15)
			p.press(v.keys...)
			p.press("pgdown", "down", "up", "pgup")
			for _, size := range [][2]int{{200, 60}, {61, 15}, {59, 24}, {80, 14}, {20, 3}, {1, 1}, {80, 24}} {
				p.size(size[0], size[1])
			}
		}
	}
}

func TestTooSmall(t *testing.T) {
	for _, l := range seva.Langs() {
		p := newPilot(t, l)
		p.size(40, 10)
		p.golden("small")
	}
}

func TestLooking(t *testing.T) {
	for _, l := range seva.Langs() {
		p := newPilot(t, l)
		p.press("1", "1027001", "165")
		p.hold = true
		p.press("enter")
		p.golden("looking")
	}
}

func TestUnavailable(t *testing.T) {
	for _, l := range seva.Langs() {
		p := newPilot(t, l)
		p.press("1", "1027001", "165")
		p.book.broken = errGone
		p.press("enter")
		p.seesNot("db.internal")
		p.golden("broken")
	}
}

func TestPrintouts(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, c := range []struct{ name, home, number string }{
			{"plot", "1", "165"}, {"khatian", "2", "12"}, {"crosswalk", "4", "98"},
		} {
			p := newPilot(t, l)
			p.press(c.home, idn.String(), c.number, "enter", "p")
			if len(p.printed) != 1 {
				t.Fatalf("%d printouts", len(p.printed))
			}
			for name, text := range p.printed {
				compare(t, "print-"+c.name+"."+string(l), name+"\n"+text)
			}
		}
	}
}

// TestDemo: whoever sees a made-up record, on the screen, on paper or by ear, is told so;
// and nobody is told so of a real one.
func TestDemo(t *testing.T) {
	for _, l := range seva.Langs() {
		for name, keys := range map[string][]string{
			"plot": {"1", "1027001", "165", "enter"}, "khatian": {"2", "1027001", "12", "enter"},
			"crosswalk": {"4", "1027001", "98", "enter"}, "map": {"1", "1027001", "165", "enter", "m"},
			"aloud": {"1", "1027001", "165", "enter", "a"},
		} {
			warning := i18n.Say(l, seva.Say("kiosk.synthetic"))
			p := newPilot(t, l)
			p.press(append(keys, "p")...)
			p.seesNot(parts.Compose(warning))
			for _, text := range p.printed {
				if strings.Contains(text, warning) {
					t.Fatalf("the real %s is printed as made up", name)
				}
			}
			p = newPilot(t, l)
			p.book.source = "demo"
			p.press(keys...)
			p.sees(warning)
			p.golden("demo-" + name)
			p.press("p")
			for file, text := range p.printed {
				if !strings.Contains(text, "\n!! "+warning+"\n") || !strings.Contains(text, i18n.Say(l, seva.Say("source.demo"))) {
					t.Fatalf("the printed %s does not say that it is made up:\n%s", name, text)
				}
				compare(t, "print-demo-"+name+"."+string(l), file+"\n"+text)
			}
		}
	}
}

// TestFactsOnScreen: what the screen shows of a plot is what the desk said.
func TestFactsOnScreen(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String(), "165", "enter")
	p.sees("0.7500 acre", "75 decimal", "45.375 katha", "2.2688 bigha", "Mortgage, Case pending", "1.0000", "0.0364", "0.0400", "0.0273", "As on 1 November 2026")
	if sum := (land.Plot{Holdings: shared()}).Shares(); sum != seva.Whole {
		t.Fatalf("the test's own shares add up to %s", sum)
	}
}
