package parts

import (
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
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
var indicText = rapid.StringOfN(rapid.RuneFrom([]rune("কখগঘ্ািীুেোড়য়ংঁ৬ \u200d\u200cकषरिी़्ाab1/-\u0300\u302e\n\x1b\u202e")), 0, 60, -1)

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

func TestDrawIsInertAndStyled(t *testing.T) {
	plain := NewStyle(io.Discard)
	if got := plain.Draw(Line{Text: "\x1b[2Jদাগ\n১"}, 6); got != "[2Jদা…" {
		t.Fatalf("%q", got)
	}
	if got := plain.Draw(Line{Text: "ক", Tone: Chosen}, 5); got != "ক    " {
		t.Fatalf("a chosen line fills the width: %q", got)
	}
}
