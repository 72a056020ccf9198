package screens

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"duar/i18n"
	"duar/seva"
	"duar/seva/place"
	"duar/tui/parts"
)

// choice is a place that can be chosen in the picker.
type choice struct {
	kind            place.Kind
	code            string // as place.Match has it
	number          string // shown in front, when it is another than the code
	name            seva.Names
	block, district seva.Names // what it lies in, as far as it is known
	spot            *Spot      // known already for a mouza that came from a list
	within          string     // of a village: the code of its block, where that is known
	sought          bool       // came from a search, so it says what it is and where
}

// matched makes a choice of what the desk found. Its spot is not known yet: choosing it
// asks for that.
func matched(m place.Match) choice {
	return choice{kind: m.Kind, code: m.Code, name: m.Name, block: m.Block, district: m.In, sought: true}
}

// row shows the choice: its number, then its name, then what it is.
func (c choice) row(v voice) string {
	digits := c.number
	if digits == "" {
		digits = c.code
	}
	text := "  " + parts.PadLeft(v.shape(i18n.Digits(v.lang, digits)), 7) + "  " + v.name(c.name)
	if c.sought {
		text += " · " + v.say("kind."+string(c.kind))
		if in := joined(v, c.block, c.district); in != "" {
			text += ", " + in
		}
	}
	return text
}

// filter gives what fits the typed text: from the list those whose name or number begins
// with it, then those that contain it, then what the desk found besides.
func filter(listed, found []choice, text string) []choice {
	want := folded(seva.Digits(text))
	if want == "" {
		return listed
	}
	var begin, contain []choice
	for _, c := range listed {
		switch c.fits(want) {
		case 2:
			begin = append(begin, c)
		case 1:
			contain = append(contain, c)
		}
	}
	seen := slices.Concat(begin, contain)
	for _, f := range found {
		same := func(c choice) bool { return c.kind == f.kind && c.code == f.code }
		if !slices.ContainsFunc(seen, same) {
			seen = append(seen, f)
		}
	}
	return seen
}

// fits tells whether the choice begins with (2), contains (1) or lacks (0) the text. A
// number only begins with it: of all that contain a 7 nobody means one. A mouza answers
// to its JL number as well, which is what older papers have.
func (c choice) fits(want string) int {
	best := 0
	numbers := []string{c.code, c.number, strings.TrimLeft(c.number, "0")}
	if c.spot != nil {
		numbers = append(numbers, number(c.spot.Mouza.IDN.JL()).String())
	}
	for _, n := range numbers {
		if strings.HasPrefix(n, want) {
			return 2
		}
	}
	for _, name := range c.name.All() {
		name = folded(name)
		if strings.HasPrefix(name, want) {
			return 2
		}
		if strings.Contains(name, want) {
			best = 1
		}
	}
	return best
}

// called tells whether the choice has just this folded name.
func (c choice) called(want string) bool {
	return slices.ContainsFunc(c.name.All(), func(name string) bool { return folded(name) == want })
}

// folded takes away what does not tell names apart: case, spaces, hyphens.
func folded(s string) string {
	s = strings.ToLower(norm.NFC.String(s))
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, s)
}

// searchable tells whether the text is worth a search: a name of two letters or more.
func searchable(text string) bool {
	return utf8.RuneCountInString(strings.TrimSpace(text)) >= 2 && !allDigits(text)
}

// allDigits tells whether the text is digits only, so a mouza number on its way.
func allDigits(text string) bool {
	for _, r := range seva.Digits(strings.TrimSpace(text)) {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
