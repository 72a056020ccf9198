package sound

// appendLatin folds a word in Latin letters as Bengalis and Hindi speakers type them:
// ch is চ and chh ছ, j and z are one, v and b are one, w and y are mostly vowels.
func appendLatin(b []byte, word string) []byte {
	var room [64]byte
	w := plain(room[:0], word)
	at := func(i int) byte {
		if i < 0 || i >= len(w) {
			return 0
		}
		return w[i]
	}
	start := len(b)
	last := func() byte {
		if len(b) == start {
			return 0
		}
		return b[len(b)-1]
	}
	for i := 0; i < len(w); i++ {
		c, next := w[i], at(i+1)
		switch c {
		case 'a', 'i', 'u':
			b = append(b, c)
		case 'e':
			if next == 'e' {
				c = 'i'
				i++
			}
			b = append(b, c)
		case 'o':
			switch {
			case next == 'o':
				b = append(b, 'u')
				i++
			case vowel(at(i - 1)): // Haora, Deoghar
				b = append(b, 'u')
			default:
				b = append(b, 'a')
			}
		case 'w':
			if last() == 0 || vowel(last()) { // after a consonant it is the silent ব-ফলা
				b = append(b, 'u')
			}
		case 'y':
			b = appendY(b, last(), at(i-2), next)
		case 'h':
			if i+1 < len(w) || !vowel(last()) { // Howrah, Shah: nothing is heard
				b = append(b, 'h')
			}
		case 's':
			b = append(b, 's')
			if next == 'h' {
				i++
			}
		case 'r':
			b = append(b, 'r')
			if next == 'h' { // ঢ় and, in many spellings, ড়
				i++
			}
		case 'j':
			if i == 0 && next == 'n' { // জ্ঞান is written Jnan and said Gan; Rajnagar is two words
				b = append(b, 'g')
				i++
				continue
			}
			fallthrough
		default:
			sound, used := consonant(c, next, at(i+2))
			b = append(b, sound)
			i += used - 1
		}
	}
	return b
}

// appendY adds what y stands for: j at the beginning and in Surya, nothing as
// the য-ফলা of Shyam, else i.
func appendY(b []byte, last, beforeLast, next byte) []byte {
	switch before := typedVowel(next); {
	case before && last == 0, before && last == 'r' && (beforeLast == 'a' || beforeLast == 'u'):
		return append(b, 'j')
	case before && !vowel(last):
		return b
	}
	return append(b, 'i')
}

func typedVowel(c byte) bool { return vowel(c) || c == 'o' }

// aspirates are the consonants that h makes into another sound.
var aspirates = [256]byte{'k': 'K', 'g': 'G', 'j': 'J', 't': 'T', 'd': 'D', 'p': 'P', 'b': 'B', 'z': 'J'}

// consonant folds the consonant c given the two letters after it, and says how many
// letters it took.
func consonant(c, next, third byte) (sound byte, used int) {
	switch {
	case c == 'c' && next == 'h' && third == 'h':
		return 'C', 3
	case c == 'c' && next == 'h':
		return 'c', 2
	case c == 'c' && next == 'k':
		return 'k', 2
	case c == 'c' && (next == 'e' || next == 'i' || next == 'y'):
		return 's', 1
	case c == 'c', c == 'q':
		return 'k', 1
	case c == 'x':
		return 'K', 1
	case c == 'k' && next == 's' && third == 'h', c == 'k' && next == 'k' && third == 'h':
		return 'K', 3
	case c == 'k' && next == 's':
		return 'K', 2
	case c == 'f':
		return 'P', 1
	case next == 'h' && aspirates[c] != 0:
		return aspirates[c], 2
	case c == 'z':
		return 'j', 1
	case c == 'v':
		return 'b', 1
	}
	return c, 1
}
