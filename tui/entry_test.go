package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
)

func TestEveryDigitIsTaken(t *testing.T) {
	for _, typed := range []string{"165", "১৬৫", "१६५", "１６５"} {
		p := newPilot(t, seva.English)
		p.press("1", "১০২৭००1")
		p.sees("Find a plot")
		p.press(typed, "enter")
		p.sees("Plot 165", "Subrata Mondal")
	}
	for _, bata := range []string{"166/2", "166-2", "166 2", "১৬৬/২", "১৬৬ বাটা ২"} {
		p := newPilot(t, seva.English)
		p.press("১", idn.String(), bata, "enter")
		p.sees("Plot 166/2")
	}
}

// TestARefusedNumberIsReplaced: after an error the next letter begins a new number, a key
// that moves corrects the old one.
func TestARefusedNumberIsReplaced(t *testing.T) {
	for _, wrong := range []string{"999", "12/"} { // unknown, and no number
		p := newPilot(t, seva.English)
		p.press("1", idn.String(), wrong, "enter")
		p.sees("!!", wrong+"▏")
		p.press("1")
		p.sees("▌ 1▏")
		p.seesNot("!!")
		p.press("65", "enter")
		p.sees("Plot 165")
	}
	p := newPilot(t, seva.English)
	p.press("2", idn.String(), "129", "enter", "backspace")
	p.sees("▌ 12▏")
	p.press("enter")
	p.sees("Khatian 12")
	// The same number again is a new question too.
	p = newPilot(t, seva.English)
	p.press("1", idn.String(), "9", "enter", "9")
	p.sees("▌ 9▏")
	p.seesNot("!!")
}

// TestLettersAreNoNumber: what can never be in a number is refused when it is typed, and
// every way of writing a number gets through.
func TestLettersAreNoNumber(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String())
	for _, letter := range []string{"x", "ক", "क", "m", ".", "٣", ","} {
		p.press("16", letter)
		p.sees("▌ 16▏", "Only digits here")
		p.press("backspace", "backspace")
		p.seesNot("Only digits here")
	}
	for _, typed := range []string{"166/2", "166-2", "166–2", "166\\2", "166 2", "১৬৬ বাটা ২", "१६६ बटा २", "166 bata 2", "166BATA2", "１６６/２"} {
		if n, err := land.ParseNumber("plot", typed); err != nil || n != (land.Number{Main: 166, Bata: 2}) {
			t.Fatalf("%q is no number to the desk: %v", typed, err)
		}
		p := newPilot(t, seva.English)
		p.press("1", idn.String(), typed, "enter")
		p.sees("Plot 166/2")
	}
	// A refused letter does not stop what is being looked for.
	p.press("165")
	p.hold = true
	p.press("enter", "x")
	p.sees("Looking…", "Only digits here")
	p.release()
	p.sees("Plot 165")
}

func TestPaste(t *testing.T) {
	paste := func(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true} }
	p := newPilot(t, seva.English)
	p.send(paste("1"))
	p.sees("What has the citizen come for?") // not a key
	p.press("1")
	p.send(paste("১০২৭০০১\n"))
	p.sees("▌ ১০২৭০০১ ▏") // a line break does not press Enter
	p.press("backspace")
	p.sees("Find a plot")
	p.send(paste("\x1b[A166/2"))
	p.sees("▌ ▏", "Only digits here") // letters among it: nobody knows what was meant
	p.send(paste(" ১৬৬/২\n"))
	p.sees("▌ ১৬৬/২ ▏")
	p.seesNot("Only digits here")
	p.send(paste(strings.Repeat("9", 500)))
	p.check()
}
