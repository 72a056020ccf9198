package parts

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

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

// TestInputMasked: dots for every code point, the cursor where it is, and the value whole.
func TestInputMasked(t *testing.T) {
	in := Input{Masked: true}
	in.Set("পাস12")
	keys(&in, tea.KeyLeft)
	if got := in.Line(40).Text; got != "▌ ••••▏•" {
		t.Fatalf("%q", got)
	}
	if in.Shown() != "•••••" || in.Value() != "পাস12" {
		t.Fatalf("%q, %q", in.Shown(), in.Value())
	}
	in.Masked = false
	if in.Shown() != "পাস12" {
		t.Fatalf("%q", in.Shown())
	}
}
