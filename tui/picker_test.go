package tui

import (
	"testing"

	"duar/seva"
)

func TestOnlyTheLastSearchCounts(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1")
	p.hold = true
	p.press("ghatal")
	first := p.held
	p.held = nil
	p.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "kuth")
	p.release()
	p.sees("Kuthighat · Mouza, Ghatal, Paschim Medinipur")
	for _, cmd := range first {
		p.do(cmd)
	}
	p.sees("Kuthighat · Mouza")
	p.seesNot("Ghatal · Block")
}

// TestEnterWhileSearching: an Enter that comes before the answer is kept until then.
func TestEnterWhileSearching(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		away        []string // what is pressed after Enter
		sees        string
	}{
		{"the one place of that name is taken", "ghatal", nil, "Ghatal: which mouza?"},
		{"a mouza too, by the name in any script", "কুঠিঘাট", nil, "Find a plot"},
		{"a beginning shows the list", "ghat", nil, "1 place"},
		{"nothing found says so", "nowhere", nil, "No such name found"},
		{"typed on", "ghata", []string{"l"}, "1 place"},
		{"went home", "ghatal", []string{"f4"}, "What has the citizen come for?"},
		{"looked for help", "ghatal", []string{"f1"}, "Help"},
		{"came back from help", "ghatal", []string{"f1", "esc"}, "1 place"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPilot(t, seva.English)
			p.press("1")
			p.hold = true
			p.press(c.typed, "enter")
			p.sees("Looking…")
			p.press(c.away...)
			p.release()
			p.sees(c.sees)
		})
	}
	// Two places of one name are for the operator to tell apart.
	p := newPilot(t, seva.English)
	p.atlas.twins = true
	p.press("1")
	p.hold = true
	p.press("ghatal", "enter")
	p.release()
	p.sees("2 places")
}

func TestNamesInAnyScript(t *testing.T) {
	for _, typed := range []string{"Kuthig", "KHUTHI", "কুঠি", "कुठीघाट"} {
		p := newPilot(t, seva.Hindi)
		p.press("1", "down", "enter", "enter", typed)
		p.sees("1 जगह", "कुठीघाट")
		p.press("enter")
		p.sees("दाग खोजें")
	}
}

func TestUnknownMouzaNumber(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", "9999999")
	p.sees("No mouza 9999999 in the register")
	p.press("backspace")
	p.seesNot("9999999 in the register")
}

func TestListThatCannotBeHadIsAskedAgain(t *testing.T) {
	p := newPilot(t, seva.English)
	p.atlas.broken = errGone
	p.press("1")
	p.sees("Something went wrong on our side")
	p.atlas.broken = nil
	p.press("enter")
	p.sees("3 places")
}
