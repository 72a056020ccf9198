package place

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// typed gives a query as it was typed and, where letters inside a word lack the dot
// that people leave out (ময়না typed as মযনা), also with their dots.
func typed(query string) []string {
	var b strings.Builder
	var last rune
	for i, r := range query {
		b.WriteRune(r)
		next, _ := utf8.DecodeRuneInString(query[i+utf8.RuneLen(r):])
		if dotless(r) && unicode.In(last, unicode.L, unicode.M) && !halant(last) && !dot(next) {
			b.WriteRune(r&^0x7f + 0x3c) // the dot lies at the same place in both scripts
		}
		last = r
	}
	if b.Len() == len(query) {
		return []string{query}
	}
	return []string{query, b.String()}
}

// dotless letters are ড ঢ য and, in Hindi, ड ढ.
func dotless(r rune) bool {
	return r == 'ড' || r == 'ঢ' || r == 'য' || r == 'ड' || r == 'ढ'
}

func halant(r rune) bool { return r == 0x9cd || r == 0x94d }
func dot(r rune) bool    { return r == 0x9bc || r == 0x93c }

// babble tells whether a query is only a letter held down, or many letters that fold to
// a single sound (ghghgh): nobody's beginning of a name. "kh" and "chh" are one.
func babble(query, latin string) bool {
	letters := 0
	same := true
	var first rune
	for _, r := range strings.ToLower(query) {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			continue
		}
		if letters++; letters == 1 {
			first = r
		}
		same = same && r == first
	}
	return same || len(latin) == 1 && letters > len("chh")
}
