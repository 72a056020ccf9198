package parts

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// Input is a line that can be typed into. Arrows move over whole grapheme clusters, so
// the cursor never stands inside a conjunct; backspace takes one code point, as people
// who type Indic scripts expect. The zero Input is empty and without limit.
type Input struct {
	Limit  int  // most code points; 0 is no limit
	Masked bool // dots stand for what is typed: a password, a number already given once
	text   []rune
	at     int  // cursor, counted in code points
	fresh  bool // the next thing typed replaces all
}

// Value is what has been typed.
func (in Input) Value() string { return string(in.text) }

// Set replaces the text and puts the cursor behind it.
func (in *Input) Set(s string) {
	in.text, in.at, in.fresh = nil, 0, false
	in.insert([]rune(s))
}

// Renew keeps the text to be seen or corrected, but lets the next letter begin anew.
func (in *Input) Renew() { in.fresh, in.at = len(in.text) > 0, len(in.text) }

// Press takes a key and tells whether the text changed. Typed and pasted text come the
// same way; line breaks and controls in a paste do no harm.
func (in *Input) Press(k tea.KeyMsg) bool {
	before := in.Value()
	if k.Alt {
		return false
	}
	switch k.Type {
	case tea.KeyRunes, tea.KeySpace:
		if in.fresh {
			in.text, in.at = nil, 0
		}
		in.insert(k.Runes)
	case tea.KeyBackspace:
		if in.at > 0 {
			in.at--
			in.text = slices.Delete(in.text, in.at, in.at+1)
		}
	case tea.KeyDelete:
		if next := in.stop(+1); next > in.at {
			in.text = slices.Delete(in.text, in.at, next)
		}
	case tea.KeyLeft:
		in.at = in.stop(-1)
	case tea.KeyRight:
		in.at = in.stop(+1)
	case tea.KeyHome:
		in.at = 0
	case tea.KeyEnd:
		in.at = len(in.text)
	case tea.KeyCtrlU:
		in.text, in.at = nil, 0
	default:
		return false
	}
	in.fresh = false
	return in.Value() != before
}

func (in *Input) insert(typed []rune) {
	typed = []rune(Inert(string(typed)))
	if in.Limit > 0 {
		typed = typed[:max(0, min(len(typed), in.Limit-len(in.text)))]
	}
	in.text = slices.Insert(in.text, in.at, typed...)
	in.at += len(typed)
}

// stop gives the nearest place between clusters before (-1) or after (+1) the cursor.
func (in Input) stop(direction int) int {
	s := in.Value()
	best := 0
	for _, b := range clusters(s) {
		at := utf8.RuneCountInString(s[:b])
		if direction < 0 && at >= in.at {
			return best
		}
		if at > in.at {
			return at
		}
		best = at
	}
	return best
}

// Shown is what has been typed as it may be seen: with dots when it is masked.
func (in Input) Shown() string { return in.shown(in.text) }

func (in Input) shown(text []rune) string {
	if in.Masked {
		return strings.Repeat("•", len(text))
	}
	return string(text)
}

// Line shows the text with its cursor in the width. A text that is too long shows the
// part around the cursor, beginning at a whole cluster.
func (in Input) Line(width int) Line {
	before, after := in.shown(in.text[:in.at]), in.shown(in.text[in.at:])
	room := max(1, width-4) // the bar, the cursor and a cell for the ellipsis
	for _, b := range clusters(before) {
		if Width(before[b:]) <= room {
			if b > 0 {
				before = "…" + before[b:]
			}
			break
		}
	}
	return Line{Text: Cut("▌ "+before+"▏"+after, width), Tone: Typed}
}
