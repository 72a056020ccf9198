package page

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// cluster gives the length in bytes of the grapheme cluster s begins with (UAX 29);
// s is not empty. It decides ASCII, Bengali and Devanagari itself, four times as fast
// as the library, and leaves everything else to it.
func cluster(s string) int {
	at, chain := 3, loose
	switch c := s[0]; {
	case c < ' ' || c == 0x7f:
		if c == '\r' && len(s) > 1 && s[1] == '\n' {
			return 2
		}
		return 1
	case c < utf8.RuneSelf:
		at = 1
	default:
		first, known := indic(s)
		if !known {
			return foreign(s)
		}
		if first&consonant != 0 {
			chain = ready
		}
	}
	for at < len(s) {
		if s[at] < utf8.RuneSelf {
			return at
		}
		next, known := indic(s[at:])
		switch {
		case !known:
			return foreign(s)
		case next&consonant != 0 && chain == linked:
			chain = ready
		case next&mark == 0:
			return at
		case next&linker != 0 && chain == ready:
			chain = linked
		case next&carries == 0:
			chain = loose
		}
		at += 3
	}
	return at
}

// chain is how far rule GB9c has come: a conjunct needs a consonant, then a virama
// with nothing but carrying marks around it, then the next consonant.
const (
	loose = iota
	ready
	linked
)

// What a character of the two blocks does to a cluster; bits of a traits entry.
const (
	mark      = 1 << iota // never begins a cluster
	linker                // the virama
	carries               // leaves a conjunct open
	consonant             // may close one
)

// indic gives the traits of the character s begins with, when it is in U+0900..09FF.
func indic(s string) (uint8, bool) {
	if len(s) < 3 || s[0] != 0xe0 || s[1]-0xa4 > 3 || s[2]>>6 != 2 {
		return 0, false
	}
	return traits[int(s[1]-0xa4)<<6|int(s[2]&0x3f)], true
}

// traits is asked of the library, so the two cannot disagree about a character.
var traits = func() (t [256]uint8) {
	one := func(s string) bool { return foreign(s) == len(s) }
	for i := range t {
		c := string(rune(0x900 + i))
		for bit, whole := range map[uint8]string{
			mark: "ক" + c, linker: "ক" + c + "ক", carries: "ক" + c + "\u09cdক", consonant: "ক\u09cd" + c,
		} {
			if one(whole) {
				t[i] |= bit
			}
		}
		if t[i]&mark != 0 {
			t[i] &^= consonant
		}
	}
	return t
}()

func foreign(s string) int {
	it := graphemes.FromString(s)
	it.Next()
	return it.End()
}
