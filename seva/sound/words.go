package sound

import (
	"iter"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// writing is the script of a letter, as far as this package reads any.
type writing int

const (
	none writing = iota
	latin
	bengali
	devanagari
	joint // belongs to the word it is in: joiners, dots of abbreviation, apostrophes
)

func scriptOf(r rune) writing {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return latin
	case r >= 0x980 && r <= 0x9ff:
		return bengali
	case r >= 0x900 && r <= 0x97f && r != 0x964 && r != 0x965: // without the dandas
		return devanagari
	case r == 0x200c || r == 0x200d || r == '\'' || r == '’' || r == '‘' || r == '.':
		return joint
	case r >= 0xc0 && r < 0x370, r >= 0x1e00 && r < 0x1f00:
		if unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) {
			return latin
		}
	}
	return none
}

// words gives the words of s. Invalid UTF-8 separates words.
func words(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		from := -1
		for i, r := range s {
			switch script := scriptOf(r); {
			case script == none && from >= 0:
				if !yield(s[from:i]) {
					return
				}
				from = -1
			case script != none && script != joint && from < 0:
				from = i
			}
		}
		if from >= 0 {
			yield(s[from:])
		}
	}
}

// runs cuts a word where the script changes. Joints stay with the script before them.
func runs(word string) iter.Seq2[string, writing] {
	return func(yield func(string, writing) bool) {
		from, script := 0, none
		for i, r := range word {
			now := scriptOf(r)
			if now == joint || now == script {
				continue
			}
			if script != none && !yield(word[from:i], script) {
				return
			}
			from, script = i, now
		}
		if script != none {
			yield(word[from:], script)
		}
	}
}

// plain lower-cases a Latin word and takes the marks off its letters: Mālancā is
// malanca. What is then not a letter or a digit goes.
func plain(b []byte, word string) []byte {
	ascii := true
	for i := range len(word) {
		ascii = ascii && word[i] < utf8.RuneSelf
	}
	if !ascii {
		word = norm.NFD.String(word)
	}
	for i := range len(word) {
		c := word[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c == 'y' && len(b) > 0 && b[len(b)-1] == 'y' { // Bhattacharyya
			continue
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b = append(b, c)
		}
	}
	return b
}
