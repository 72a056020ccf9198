package tui

import (
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/i18n"
	"duar/seva"
	"duar/tui/parts"
)

func TestSwitchingLanguageKeepsEverything(t *testing.T) {
	p := newPilot(t, seva.Bengali)
	p.press("1", idn.String(), "১৬")
	p.sees("দাগ নম্বর লিখে", "▌ ১৬▏")
	p.press("f2")
	p.sees("Type the plot", "▌ ১৬▏", "[English]")
	p.press("5", "ctrl+l")
	p.sees("▌ ১৬5▏", "[हिन्दी]")
	p.press("enter", "down", "down", "f2")
	p.sees("দাগ ১৬৫", "▸ ২৬/১")
	p.press("f2")
	p.sees("Plot 165", "▸ 26/1", "Swapan Kumar Hansda")
}

func TestLateAnswerOfAnAbandonedQuestion(t *testing.T) {
	for _, c := range []struct {
		name string
		away []string // what the operator does instead of waiting
		sees string
	}{
		{"stopped", []string{"esc"}, "Find a plot"},
		{"typed on", []string{"9"}, "Find a plot"},
		{"went home", []string{"f4"}, "What has the citizen come for?"},
		{"looked for help", []string{"f1"}, "Help"},
		{"came back from help", []string{"f1", "esc"}, "Find a plot"},
		{"asked for another mouza", []string{"f3"}, "which mouza?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPilot(t, seva.English)
			p.press("1", idn.String(), "165")
			p.hold = true
			p.press("enter")
			p.sees("Looking…")
			p.press(c.away...)
			p.release()
			p.sees(c.sees)
			p.seesNot("Subrata Mondal")
			p.seesNot("Looking…")
		})
	}
}

// TestPatienceEnds: a desk that hangs and ignores its context does not hang the kiosk.
func TestPatienceEnds(t *testing.T) {
	p := newPilot(t, seva.English)
	p.book.block = make(chan struct{})
	p.press("1", idn.String(), "165")
	p.send(p.beat()) // nothing to look for: the sign rests
	p.hold, p.later = true, nil
	p.press("enter")
	if len(p.later) != 2 {
		t.Fatalf("the end of patience and a beat are to come later, not %v", p.later)
	}
	for _, m := range p.later {
		p.send(m)
	}
	p.sees("The service is not answering", "1800-000-0000")
	close(p.book.block)
	p.release()
	p.sees("The service is not answering")
	p.press("enter")
	p.sees("Plot record")
}

func TestTheSignMovesOnlyWhileLooking(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String(), "165")
	p.hold = true
	p.press("enter")
	p.hold, p.later = false, nil
	beats := 0
	for beat := any(nil); beats < 3; beats++ {
		p.send(p.beat())
		if beat == p.k.View() {
			t.Fatal("the sign stands still")
		}
		beat = p.k.View()
	}
	p.release()
	p.later = nil
	p.send(p.beat())
	if len(p.later) != 0 {
		t.Fatalf("the sign moves on with nothing to look for: %v", p.later)
	}
}

func TestTheNextNumberReplacesTheLast(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String(), "165", "enter", "esc")
	p.sees("▌ 165▏")
	p.press("166/2", "enter")
	p.sees("Plot 166/2")
	p.press("esc", "backspace")
	p.sees("▌ 166/▏")
}

func TestFromPlotToKhatianAndOn(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String(), "165", "enter", "enter")
	p.sees("Khatian 12", "3 plots")
	p.press("down", "enter")
	p.sees("Plot 166/2")
	p.press("esc")
	p.sees("Khatian 12", "▸ 166/2")
	p.press("esc")
	p.sees("Plot 165")
	p.press("down", "enter")
	p.sees("no khatian 19", "Compare with the paper")
	p.press("down")
	p.seesNot("Compare with the paper")
}

func TestSharesThatDoNotAddUp(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String(), "8", "enter")
	p.sees("!! The shares add up to 0.2864, not to one whole")
}

// TestSearchStaysInTheDistrict: the desk cannot narrow to a district, so the picker does.
func TestSearchStaysInTheDistrict(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", "purba", "enter", "ghatal")
	p.sees("No such name found")
}

func TestCrosswalkBothWays(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("4", idn.String(), "98", "tab", "enter")
	p.sees("From LR (present number) to RS (old number)", "no other number is known for plot 98")
	p.press("tab", "enter")
	p.sees("2 plots", "RS 98 = LR 165")
	p.press("enter")
	p.sees("Plot 165")
}

func TestPickerStepsBackOneThingAtATime(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", "med", "down", "enter") // Purba has no blocks here
	p.sees("Purba Medinipur: which block?")
	p.press("esc", "med")
	p.sees("2 places")
	p.press("enter")
	p.sees("Paschim Medinipur: which block?")
	p.press("ghat", "enter")
	p.sees("Ghatal: which mouza?")
	p.press("165") // by JL number
	p.sees("Khirpai")
	p.seesNot("Kuthighat")
	p.press("esc")
	p.sees("Kuthighat")
	p.press("esc")
	p.sees("which block?")
	p.press("esc", "esc")
	p.sees("What has the citizen come for?")
}

// TestHostileText: what somebody wrote into a record cannot steer the terminal, turn the
// line round, break it or leave the screen. pilot.check looks at every view as well.
func TestHostileText(t *testing.T) {
	for _, l := range seva.Langs() {
		p := newPilot(t, l)
		p.press("1", idn.String(), "7", "enter", "end", "a", "esc", "p")
		p.sees("[2J]0;ownedরবিদাস নতুন লাইন")
		for _, text := range p.printed {
			for _, bad := range []string{"\x1b", "\x07", "\u202e", "\u200f", "\x00", "রবি\n"} {
				if strings.Contains(text, bad) {
					t.Fatalf("the printout has %q", bad)
				}
			}
		}
	}
}

func TestFunctionKeysStandForLetters(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String(), "165", "enter", "f5")
	p.sees("Map sketch")
	p.press("esc", "m")
	p.sees("[165]")
	p.press("m")
	p.sees("Plot record")
}

func TestQuitAndHome(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("esc", "esc")
	p.sees("What has the citizen come for?")
	for range 100 {
		p.press("1", "f3")
	}
	if len(p.k.stack) > deepest {
		t.Fatalf("%d screens are kept", len(p.k.stack))
	}
	p.press("f4")
	p.sees("What has the citizen come for?")
	p.press("ctrl+c")
	if !p.quit {
		t.Fatal("Ctrl+C does not close")
	}
}

func TestConfigDefaults(t *testing.T) {
	k := New(Config{World: seva.FrozenWorld(now, 1), Lang: seva.HindiRoman, Out: io.Discard}).(*kiosk)
	if k.ground.Lang != seva.Bengali || k.ground.Patience <= 0 {
		t.Fatal(k.ground.Lang, k.ground.Patience)
	}
	if !strings.Contains(k.View(), parts.Compose(i18n.Say(seva.Bengali, seva.Say("kiosk.brand")))) {
		t.Fatal("nothing is shown before the size is known")
	}
}

// TestAnyKeys: whatever is pressed in whatever order and size, pilot.check holds and F4
// leads home.
func TestAnyKeys(t *testing.T) {
	keys := []string{"enter", "esc", "tab", "up", "down", "left", "right", "pgup", "pgdown", "end", "backspace",
		"f1", "f2", "f3", "f4", "f5", "1", "2", "3", "4", "165", "12", "98", "7", "1027001", "কুঠি", "a", "m", "p", "?", "/"}
	rapid.Check(t, func(r *rapid.T) {
		p := newPilot(t, rapid.SampledFrom(seva.Langs()).Draw(r, "lang"))
		for range rapid.IntRange(1, 40).Draw(r, "presses") {
			p.press(rapid.SampledFrom(keys).Draw(r, "key"))
			if rapid.IntRange(0, 7).Draw(r, "resize") == 0 {
				p.size(rapid.IntRange(1, 120).Draw(r, "width"), rapid.IntRange(1, 40).Draw(r, "height"))
			}
		}
		p.size(80, 24)
		p.press("f4")
		p.sees(i18n.Say(p.k.ground.Lang, seva.Say("kiosk.home.ask")))
	})
}
