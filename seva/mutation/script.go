package mutation

import (
	"slices"
	"strings"
	"unicode"
)

// scripts are those in which a deed of the state may write a name: Bengali, Devanagari, Latin,
// Urdu's and Santali's.
func scripts() []*unicode.RangeTable {
	return []*unicode.RangeTable{unicode.Bengali, unicode.Devanagari, unicode.Latin, unicode.Arabic, unicode.Ol_Chiki}
}

// lastLatin is where the letters end that names are spelled with: behind it stand such as are
// made to look like others (ɑ, ｓ).
const lastLatin = '\u024f'

// oneScript tells whether every word of a name is in one script, and in one that people here
// read: a Cyrillic о in a Latin name is seen by nobody, is another name to every search, and
// would stand in the record beside the one it copies.
func oneScript(name string) bool {
	return !slices.ContainsFunc(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || strings.ContainsRune(".'’-()@,/–", r) }), mixed)
}

func mixed(word string) bool {
	at := -1
	for _, r := range word {
		if !unicode.IsLetter(r) {
			continue
		}
		i := slices.IndexFunc(scripts(), func(t *unicode.RangeTable) bool { return unicode.Is(t, r) })
		if i < 0 || at >= 0 && i != at || unicode.Is(unicode.Latin, r) && r > lastLatin {
			return true
		}
		at = i
	}
	return false
}
