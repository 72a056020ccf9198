package parts

import (
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"duar/seva/land"
)

// The figures are what tmux 3.3a, xterm, VTE and foot were seen to do.
func TestWidth(t *testing.T) {
	for s, want := range map[string]int{
		"":          0,
		"Plot 165":  8,
		"কি":        2,
		"ক্ষ":       2,
		"স্ত্রী":    4,
		"মণ্ডল":     4,
		"हिन्दी":    5,
		"१६५/१२०१":  8,
		"র\u200d্য": 2,
		"é":         1,
		"⠁▌─":       3,
	} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
}

// indicText draws text of the letters that matter here, hostile ones among them.
var indicText = rapid.StringOfN(rapid.RuneFrom([]rune("কখগঘ্ািীুেোড়য়ংঁ৬ \u200d\u200cकषरिी़्ाab1/-\u0300\n\x1b\u202e")), 0, 60, -1)

func TestCutAndWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Compose(indicText.Draw(t, "text"))
		width := rapid.IntRange(1, 30).Draw(t, "width")
		cut := Cut(s, width)
		if Width(cut) > width {
			t.Fatalf("Cut(%q, %d) is %d wide", s, width, Width(cut))
		}
		if head, lost := strings.CutSuffix(cut, "…"); lost && !strings.HasPrefix(s, head) {
			t.Fatalf("Cut(%q, %d) = %q", s, width, cut)
		} else if lost && !slices.Contains(clusters(s), len(head)) {
			t.Fatalf("Cut(%q, %d) = %q tears a cluster", s, width, cut)
		}
		if got := Width(Pad(s, width)); got != width {
			t.Fatalf("Pad(%q, %d) is %d wide", s, width, got)
		}
		lines := Wrap(s, width)
		for _, l := range lines {
			if Width(l) > width {
				t.Fatalf("Wrap(%q, %d) has a line of %d", s, width, Width(l))
			}
		}
		letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if letters(strings.Join(lines, "")) != letters(s) {
			t.Fatalf("Wrap(%q, %d) = %q lost something", s, width, lines)
		}
	})
}

func TestInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Inert(rapid.String().Draw(t, "text") + indicText.Draw(t, "more"))
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x07\x1b\x7f\u009b\n\r\t\u2028\u202a\u202b\u202d\u202e\u2066\u2067\u2069\u200e\u200f\ufeff") {
			t.Fatalf("not inert: %q", s)
		}
		if Inert(s) != s || Compose(Compose(s)) != Compose(s) {
			t.Fatalf("twice is not once: %q", s)
		}
	})
	for s, want := range map[string]string{
		"\x1b[31mক\x1b[0m":         "[31mক[0m",
		"a\u202eb\u2066c":          "abc",
		"এক\nদুই\r\nতিন":           "এক দুই  তিন",
		"র\u200d্য":                "র\u200d্য",
		"a\u200db":                 "ab",
		"\xff\xfeক":                "ক",
		"ক\u200d":                  "ক",
		"পা\u09a1\u09bcা":          "পা\u09dcা",
		"\u09af\u09bc\u09c7\u09be": "\u09df\u09cb",
	} {
		if got := Compose(s); got != want {
			t.Errorf("Compose(%q) = %q, want %q", s, got, want)
		}
	}
}

func keys(in *Input, types ...tea.KeyType) {
	for _, k := range types {
		in.Press(tea.KeyMsg{Type: k})
	}
}

func TestInputMovesByCluster(t *testing.T) {
	var in Input
	in.Set("কক্ষেত্র")
	var seen []string
	for range 5 {
		seen = append(seen, in.Line(40).Text)
		keys(&in, tea.KeyLeft)
	}
	want := []string{"▌ কক্ষেত্র▏", "▌ কক্ষে▏ত্র", "▌ ক▏ক্ষেত্র", "▌ ▏কক্ষেত্র", "▌ ▏কক্ষেত্র"}
	if !slices.Equal(seen, want) {
		t.Fatalf("%q", seen)
	}
	keys(&in, tea.KeyRight, tea.KeyRight)
	if got := in.Line(40).Text; got != "▌ কক্ষে▏ত্র" {
		t.Fatalf("%q", got)
	}
	keys(&in, tea.KeyDelete)
	if in.Value() != "কক্ষে" {
		t.Fatalf("Delete takes the cluster: %q", in.Value())
	}
}

func TestInputBackspaceTakesACodePoint(t *testing.T) {
	var in Input
	in.Set("ক্ষেত্র")
	for _, want := range []string{"ক্ষেত্", "ক্ষেত", "ক্ষে", "ক্ষ", "ক্", "ক", "", ""} {
		keys(&in, tea.KeyBackspace)
		if in.Value() != want {
			t.Fatalf("%q, want %q", in.Value(), want)
		}
	}
}

// TestInputHolds: no keys and no paste can put the cursor outside the text, let controls
// in, pass the limit or make the line too wide.
func TestInputHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Input{Limit: rapid.IntRange(0, 12).Draw(t, "limit")}
		width := rapid.IntRange(3, 20).Draw(t, "width")
		for range rapid.IntRange(0, 40).Draw(t, "presses") {
			k := tea.KeyMsg{Type: rapid.SampledFrom([]tea.KeyType{
				tea.KeyRunes, tea.KeyRunes, tea.KeySpace, tea.KeyBackspace, tea.KeyDelete, tea.KeyLeft, tea.KeyRight,
				tea.KeyHome, tea.KeyEnd, tea.KeyCtrlU, tea.KeyUp, tea.KeyEnter,
			}).Draw(t, "key")}
			if k.Type == tea.KeyRunes {
				k.Runes, k.Paste = []rune(indicText.Draw(t, "typed")), true
			}
			if rapid.IntRange(0, 9).Draw(t, "renew") == 0 {
				in.Renew()
			}
			before := in.Value()
			if changed := in.Press(k); changed != (in.Value() != before) {
				t.Fatal("Press does not tell the truth")
			}
			if n := utf8.RuneCountInString(in.Value()); in.at < 0 || in.at > n || in.Limit > 0 && n > in.Limit {
				t.Fatalf("cursor %d in %d, limit %d", in.at, n, in.Limit)
			}
			if strings.ContainsAny(in.Value(), "\n\x1b\u202e") {
				t.Fatalf("%q", in.Value())
			}
			if l := in.Line(width); Width(l.Text) > width {
				t.Fatalf("%q is wider than %d", l.Text, width)
			}
		}
	})
}

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

func TestDrawIsInertAndStyled(t *testing.T) {
	plain := NewStyle(io.Discard)
	if got := plain.Draw(Line{Text: "\x1b[2Jদাগ\n১"}, 6); got != "[2Jদা…" {
		t.Fatalf("%q", got)
	}
	if got := plain.Draw(Line{Text: "ক", Tone: Chosen}, 5); got != "ক    " {
		t.Fatalf("a chosen line fills the width: %q", got)
	}
}

func TestSketch(t *testing.T) {
	square := func(main, x, y, side int32) land.Parcel {
		return land.Parcel{Number: land.Number{Main: main}, Ring: land.Ring{{Lon: x, Lat: y}, {Lon: x + side, Lat: y}, {Lon: x + side, Lat: y + side}, {Lon: x, Lat: y + side}}}
	}
	sheet := land.Sheet{Parcel: square(7, 0, 0, 900), Neighbours: []land.Parcel{square(8, 900, 0, 900)}}
	name := func(n land.Number) string { return n.String() }
	got := Draw(sheet, 24, 8, name)
	want := []string{
		strings.Repeat(" ", 24),
		"⡏⠩⠉⠍⠩⠉⠍⠩⠉⠍⠩⢹⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹",
		"⡏⠄⠡⠈⠄⠡⠈⠄⠡⠈⠄⢹           ⢸",
		"⡧⠈⠄⠡[7]⠈⠄⠡⠈⢼     8     ⢸",
		"⡇⠡⠈⠄⠡⠈⠄⠡⠈⠄⠡⢸           ⢸",
		"⡏⠄⠡⠈⠄⠡⠈⠄⠡⠈⠄⢹           ⢸",
		"⣧⣈⣄⣡⣈⣄⣡⣈⣄⣡⣈⣼⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸",
		strings.Repeat(" ", 24),
	}
	if !slices.Equal(got.Lines, want) {
		t.Errorf("drawn:\n%s", strings.Join(got.Lines, "\n"))
	}
	for _, l := range got.Lines {
		if Width(l) != 24 {
			t.Fatalf("%q is %d wide", l, Width(l))
		}
	}
	text := strings.Join(got.Lines, "\n")
	if !strings.Contains(text, "[7]") || !strings.Contains(text, "8") {
		t.Fatalf("numbers are missing:\n%s", text)
	}
	if got.Metres == 0 || got.Cells < 6 {
		t.Fatalf("no scale: %+v", got)
	}
	if again := Draw(sheet, 24, 8, name); !slices.Equal(again.Lines, got.Lines) {
		t.Fatal("drawn twice, it differs")
	}
	for _, odd := range []land.Sheet{{}, {Parcel: land.Parcel{Ring: land.Ring{{Lon: 1, Lat: 1}}}}, sheet} {
		for _, size := range [][2]int{{0, 0}, {1, 1}, {200, 3}, {3, 60}} {
			if lines := Draw(odd, size[0], size[1], name).Lines; len(lines) != size[1] {
				t.Fatalf("%d lines of %d", len(lines), size[1])
			}
		}
	}
}

// TestSketchScale: the bar is as long on the drawing as it says it is on the ground.
func TestSketchScale(t *testing.T) {
	const side = 1000 // 111.32 m of latitude
	f := newFrame(land.Box{Max: land.Point{Lon: side, Lat: side}}, 80, 20)
	cells, metres := f.bar(80)
	metresPerDot := 111.32 / float64(79) // 20 rows of four dots, 79 steps between them
	if got := float64(2*cells) * metresPerDot; got < 0.9*float64(metres) || got > 1.1*float64(metres) {
		t.Fatalf("%d cells are %.1f m, not %d", cells, got, metres)
	}
}
