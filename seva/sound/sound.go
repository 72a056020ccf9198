// Package sound tells which names sound alike, however and in whichever script they
// are spelt: Bengali, Devanagari, or Latin letters as people type them.
//
// It knows the sounds of Bengali and how the three scripts write them. It does not
// know any name, what a name belongs to, or when two things are the same: it finds
// candidates, and a person chooses.
package sound

import "strings"

// Latin gives the name in a folded romanisation with one letter for a sound, the words
// separated by single spaces. Vowels are a, i, u and e (long and short alike; o is a,
// because Bengali writes Mandal and Mondal for one name). An aspirated consonant is a
// capital (B is bh, K is kh and ksh, P is f), c and C are চ and ছ, s is every sibilant.
// It is for comparing, not for reading. Digits stay; all else is a space.
func Latin(s string) string {
	b := make([]byte, 0, len(s))
	for word := range words(s) {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = appendWord(b, word)
	}
	return string(b)
}

// Keys gives the key of each word.
func Keys(s string) []string {
	var keys []string
	var b []byte
	for word := range words(s) {
		b = skeleton(b[:0], appendWord(b[:0:0], word))
		keys = append(keys, string(b))
	}
	return keys
}

// Key gives the consonant skeleton of a whole name, spaces ignored: vowels, phalas and
// doubling are dropped, and aspirates, sibilants, retroflexes and nasals fold. Names
// that sound alike have one key; some that do not, have one too. A name of vowels only
// is "a", a name without letters or digits is "".
func Key(s string) string {
	var whole, latin [64]byte
	b := whole[:0]
	for word := range words(s) {
		b = skeleton(b, appendWord(latin[:0], word))
	}
	return string(meet(b))
}

// Skeleton gives the key of a name that Latin has already folded.
func Skeleton(latin string) string {
	var whole [64]byte
	b := whole[:0]
	for word := range strings.FieldsSeq(latin) {
		b = skeleton(b, []byte(word))
	}
	return string(meet(b))
}

func appendWord(b []byte, word string) []byte {
	from := len(b)
	for part, script := range runs(word) {
		if script == latin {
			b = appendLatin(b, part)
		} else {
			b = appendIndic(b, part, script)
		}
	}
	return append(b[:from], collapse(b[from:])...)
}

// collapse drops a letter that repeats the one before it. Digits stay: 11 is not 1.
func collapse(b []byte) []byte {
	n := 0
	for _, c := range b {
		if n > 0 && b[n-1] == c && (c < '0' || c > '9') {
			continue
		}
		b[n] = c
		n++
	}
	return b[:n]
}

// skeleton appends the consonants of one folded word.
func skeleton(b, word []byte) []byte {
	from := len(b)
	for _, c := range word {
		switch {
		case vowel(c):
			continue
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	// The breath at the end is written or not as people like: Saha and Sha, Dah and Da.
	if n := len(b) - 1; n > from && b[n] == 'h' {
		b = b[:n]
	}
	if len(b) == from && len(word) > 0 {
		b = append(b, 'a')
	}
	return b
}

// meet folds what neighbours do to each other: n is m before a lip sound (Champa,
// Chanpa), ng is n before k (Shankar, Shongkor), and doubles are one.
func meet(b []byte) []byte {
	if len(b) > 1 { // the mark of a word of vowels is only wanted when it is all there is
		n := 0
		for _, c := range b {
			if c != 'a' {
				b[n] = c
				n++
			}
		}
		b = b[:max(n, 1)]
	}
	for i := range len(b) - 1 {
		if b[i] == 'n' && (b[i+1] == 'p' || b[i+1] == 'b' || b[i+1] == 'm') {
			b[i] = 'm'
		}
	}
	n := 0
	for i, c := range b {
		if c == 'g' && n > 0 && b[n-1] == 'n' && i+1 < len(b) && b[i+1] == 'k' {
			continue
		}
		b[n] = c
		n++
	}
	return collapse(b[:n])
}

func vowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'u' }
