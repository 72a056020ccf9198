package land

import (
	"unicode"
	"unicode/utf8"
)

// firstLetter gives a word's first letter and the dependent signs on it. A conjunct
// counts by its first consonant only; the virama is not shown hanging.
func firstLetter(w string) string {
	end := 0
	for i, r := range w {
		sign := unicode.In(r, unicode.Mn, unicode.Mc) && r != '\u09cd' && r != '\u094d'
		if i > 0 && !sign {
			break
		}
		_, size := utf8.DecodeRuneInString(w[i:]) // not the rune's own length: w may not be UTF-8
		end = i + size
	}
	return w[:end]
}
