package dialogue

import (
	"strconv"
	"strings"
	"testing"
)

// Where a thing is done that no phone does is told by the menu and by a word alone; with more
// words only where no question is open, whose answer they could be.
func TestElsewhere(t *testing.T) {
	for i, id := range elsewhere() {
		want := "phone.there." + id
		p, _ := newLandPhone(t)
		screen := p.answers(t, "1", "8", strconv.Itoa(i+1))
		if p.Node != nodeThere || screen.Body[0].Key != want || !screen.Back || !screen.Home {
			t.Errorf("%s: %s, %v", id, p.Node.Name(), screen.Body)
		}
		if p.answers(t, "0"); p.Node != nodeElsewhere || p.Line != "" {
			t.Errorf("%s: back to %s with %q", id, p.Node.Name(), p.Line)
		}
		for word, k := range p.Machine.keywords {
			if k.Intent != intentElsewhere+id {
				continue
			}
			for _, text := range []string{word, strings.ToUpper(word) + "?", word + " Subrata Mondal"} {
				alone := !strings.Contains(text, " ")
				p, _ := newLandPhone(t)
				if screen := p.message(t, text); p.Node != nodeThere || screen.Body[0].Key != want || p.out.Lang != k.Lang {
					t.Errorf("%s: %s, %v", text, p.Node.Name(), screen.Body)
				}
				p, _ = newLandPhone(t)
				p.answers(t, "1", "1") // the mouza is asked, by number or name
				s, _ := p.Message(t.Context(), p.State, true, text)
				if (s.Node == nodeThere) != alone {
					t.Errorf("%s, while a question is open: %s", text, s.Node.Name())
				}
			}
		}
	}
	m := newBench(t).Machine // of a house that only looks up
	house := &phone{Machine: m, State: m.Start()}
	if house.message(t, "COPY"); house.Node != nodeKeywords {
		t.Errorf("in a house that only looks up: %s", house.Node.Name())
	}
	if house.answers(t, "00", "1", "8"); house.Node == nodeElsewhere {
		t.Error("a house that only looks up offers what it knows nothing of")
	}
}
