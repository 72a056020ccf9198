package parts

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Width gives the cells that s takes on a terminal: nothing for a mark that stands on
// another letter, one for all else. It is what xterm, VTE, foot, Konsole and tmux do
// with Bengali and Devanagari. Libraries that count grapheme clusters say less, and
// their borders go crooked.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += cells(r)
	}
	return n
}

// cells is Width of one code point. Below U+0300 there are no combining marks.
func cells(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	return 1
}

// Pad fills s with spaces to the width, or cuts it there.
func Pad(s string, width int) string {
	s = Cut(s, width)
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// PadLeft is Pad with the spaces in front: for numbers.
func PadLeft(s string, width int) string {
	s = Cut(s, width)
	return strings.Repeat(" ", max(0, width-Width(s))) + s
}

// Cut shortens s to the width, with an ellipsis in the last cell when something was
// lost. It cuts between grapheme clusters, so a conjunct is never torn.
func Cut(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	head, _ := split(s, width-1)
	return head + "…"
}

// split gives as many whole clusters as fit in the width, and the rest.
func split(s string, width int) (head, rest string) {
	end, used := 0, 0
	for g := graphemes.FromString(s); g.Next(); end = g.End() {
		used += Width(g.Value())
		if used > width {
			break
		}
	}
	return s[:end], s[end:]
}

// Wrap breaks s at spaces into lines of at most the width. A word longer than a line is
// broken between clusters, a cluster longer than a line between code points.
func Wrap(s string, width int) []string {
	width = max(1, width)
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		joined := line + " " + word
		if line == "" {
			joined = word
		}
		if Width(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for Width(word) > width {
			head, rest := split(word, width)
			if head == "" {
				head, rest = splitRunes(word, width)
			}
			lines = append(lines, head)
			word = rest
		}
		line = word
	}
	if line != "" || lines == nil {
		lines = append(lines, line)
	}
	return lines
}

// splitRunes is split for a cluster that is too long to keep whole, which no spelling is.
func splitRunes(s string, width int) (head, rest string) {
	used := 0
	for i, r := range s {
		if used += cells(r); used > width {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// clusters gives the byte positions between the grapheme clusters of s, both ends included.
func clusters(s string) []int {
	stops := []int{0}
	for g := graphemes.FromString(s); g.Next(); {
		stops = append(stops, g.End())
	}
	return stops
}
