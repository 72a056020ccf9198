package parts

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func more(from, to, of int) string { return "more" }

// TestScrollHolds: whatever is pressed, on whatever page and height, the view fits, the
// chosen row exists and after moving it is in sight.
func TestScrollHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Page
		p.Head = make([]Line, rapid.IntRange(0, 3).Draw(t, "head"))
		p.Add(make([]Line, rapid.IntRange(0, 8).Draw(t, "facts"))...)
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			p.AddRow(Lines(Plain, make([]string, rapid.IntRange(1, 2).Draw(t, "lines"))...)...)
			p.Body[p.Rows[len(p.Rows)-1].At].Text = "  row"
		}
		p.Add(make([]Line, rapid.IntRange(0, 3).Draw(t, "foot"))...)
		height := rapid.IntRange(8, 20).Draw(t, "height")
		var s Scroll
		for range rapid.IntRange(0, 30).Draw(t, "presses") {
			key := rapid.SampledFrom([]string{"up", "down", "pgup", "pgdown", "home", "end"}).Draw(t, "key")
			if !s.Press(key, p, height) {
				t.Fatal("not a key that moves:", key)
			}
			view := s.View(p, height, more)
			if len(view) > height {
				t.Fatalf("%d lines in %d", len(view), height)
			}
			if len(p.Rows) > 0 && (s.Pick < 0 || s.Pick >= len(p.Rows)) {
				t.Fatalf("row %d of %d", s.Pick, len(p.Rows))
			}
		}
		// Down through the whole page: every row is chosen in turn, and seen when it is.
		s.Press("home", p, height)
		next := 0
		for range len(p.Body) + len(p.Rows) {
			if next < len(p.Rows) && s.Pick == next && slices.Contains(s.View(p, height, more), Line{"▸ row", Chosen}) {
				next++
			}
			s.Press("down", p, height)
		}
		if next != len(p.Rows) {
			t.Fatalf("row %d of %d was never seen: %+v", next, len(p.Rows), s)
		}
	})
}

func TestScrollPressLeavesOtherKeys(t *testing.T) {
	s := Scroll{Top: 1}
	if s.Press("x", Page{Body: make([]Line, 30)}, 10) {
		t.Fatal("x moves")
	}
}

func TestHelpLinesKeepKeyAndWordTogether(t *testing.T) {
	lines := HelpLines([]Key{Enter, Move, Back, Language, Help, Quit}, 30, func(w string) string { return strings.TrimPrefix(w, "kiosk.key.") })
	if len(lines) < 2 {
		t.Fatal("one line cannot hold them")
	}
	all := ""
	for _, l := range lines {
		if Width(l.Text) > 30 {
			t.Fatalf("%q", l.Text)
		}
		all += l.Text + "  "
	}
	for _, item := range []string{"Enter open", "↑↓ move", "Esc back", "F2 language", "? help", "Ctrl+C quit"} {
		if !strings.Contains(all, item) {
			t.Errorf("%q is torn: %q", item, all)
		}
	}
}

// TestRevealed: in whatever room, the chosen row of a list is in sight.
func TestRevealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Page
		p.Head = make([]Line, rapid.IntRange(0, 2).Draw(t, "head"))
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			p.AddRow(Line{Text: "  row"})
		}
		s := Scroll{Pick: rapid.IntRange(0, len(p.Rows)-1).Draw(t, "pick"), Top: rapid.IntRange(0, 40).Draw(t, "top")}
		room := rapid.IntRange(len(p.Head)+2, 20).Draw(t, "room")
		view := s.Revealed(p, room).View(p, room, more)
		if len(view) > room || !slices.Contains(view, Line{"▸ row", Chosen}) {
			t.Fatalf("%+v of %d rows in %d lines shows %v", s, len(p.Rows), room, view)
		}
	})
}
