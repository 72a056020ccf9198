package sound

// Letters are handled as Bengali; Devanagari lies 0x80 below it, letter for letter.
const (
	nukta   = 0x9bc
	virama  = 0x9cd
	signAA  = 0x9be
	signE   = 0x9c7
	signAU  = 0x9d7 // second half of ৌ when written in two parts
	va      = 0x9b5 // only Devanagari has it
	yya     = 0x9df // য়
	rra     = 0x9dc // ড়
	rha     = 0x9dd // ঢ়
	zwj     = 0x200d
	silent  = '_' // an inherent vowel, until it is known whether it is heard
	unheard = 0
)

// sounds gives the folded letter of each consonant from ক to হ, by offset from ক.
var sounds = [...]byte{
	'k', 'K', 'g', 'G', 'n', 'c', 'C', 'j', 'J', 'n',
	't', 'T', 'd', 'D', 'n', 't', 'T', 'd', 'D', 'n', 'n',
	'p', 'P', 'b', 'B', 'm', 'j', 'r', 'r', 'l', 'l', 'l', 'b', 's', 's', 's', 'h',
}

func soundOf(r rune) byte {
	switch {
	case r >= 0x995 && r <= 0x9b9:
		return sounds[r-0x995]
	case r == 0x9ce: // ৎ
		return 't'
	case r == rra, r == rha, r == 0x9f0: // ড় ঢ় and Assamese ৰ
		return 'r'
	case r == 0x9f1: // Assamese ৱ
		return 'b'
	case r == yya:
		return 'i'
	}
	return 0
}

// vowelOf gives the sound of a vowel letter or sign. o is a, except as a letter of its
// own after another vowel (হাওড়া), which appendIndic sees to.
func vowelOf(r rune) string {
	switch r {
	case 0x985, 0x986, signAA, 0x991, 0x992, 0x993, 0x9c9, 0x9ca, 0x9cb:
		return "a"
	case 0x987, 0x988, 0x9bf, 0x9c0:
		return "i"
	case 0x989, 0x98a, 0x9c1, 0x9c2:
		return "u"
	case 0x98b, 0x9c3, 0x9e0, 0x9c4:
		return "ri"
	case 0x98d, 0x98e, 0x98f, 0x9c5, 0x9c6, signE:
		return "e"
	case 0x990, 0x9c8:
		return "ai"
	case 0x994, 0x9cc, signAU:
		return "au"
	}
	return ""
}

// letters decodes an Indic word: Devanagari is moved to Bengali, a letter and its
// nukta are one, and marks that are not heard go.
func letters(b []rune, word string, script writing) []rune {
	for _, r := range word {
		if script == devanagari && r < 0x980 {
			r = moved(r)
		}
		n := len(b)
		switch {
		case r == nukta:
			if n > 0 {
				switch b[n-1] {
				case 0x9a1:
					b[n-1] = rra
				case 0x9a2:
					b[n-1] = rha
				case 0x9af:
					b[n-1] = yya
				}
			}
		case r == 0x983, r == 0x9bd, r == 0x200c: // visarga, avagraha, non-joiner
		case r == zwj && (n == 0 || b[n-1] != 0x9b0): // only after র does a joiner change the sound (র‍্যা)
		case scriptOf(r) == joint && r != zwj:
		case r == signAA && n > 0 && b[n-1] == signE: // ো in two parts
			b[n-1] = 0x9cb
		case r == signAU && n > 0 && b[n-1] == signE:
			b[n-1] = 0x9cc
		default:
			b = append(b, r)
		}
	}
	return b
}

// moved gives the Bengali letter for a Devanagari one.
func moved(r rune) rune {
	switch r {
	case 0x958, 0x959, 0x95a, 0x95b: // क़ ख़ ग़ ज़
		return [...]rune{0x995, 0x996, 0x997, 0x99c}[r-0x958]
	case 0x95c, 0x95d: // ड़ ढ़
		return r + 0x80
	case 0x95e: // फ़
		return 0x9ab
	case 0x95f: // य़
		return yya
	}
	return r + 0x80
}

// appendIndic folds a word in Bengali or Devanagari.
func appendIndic(b []byte, word string, script writing) []byte {
	var room [64]rune
	w := letters(room[:0], word, script)
	at := func(i int) rune {
		if i < 0 || i >= len(w) {
			return 0
		}
		return w[i]
	}
	start := len(b)
	for i := 0; i < len(w); i++ {
		r, next := w[i], at(i+1)
		if r >= 0x9e6 && r <= 0x9ef {
			b = append(b, byte(r-0x9e6)+'0')
			continue
		}
		if v := vowelOf(r); v != "" {
			if r == 0x993 && (next == yya || len(b) > start && (vowel(b[len(b)-1]) || b[len(b)-1] == silent)) {
				v = "u" // ও after a vowel, and in ওয়া
			}
			b = append(b, v...)
			continue
		}
		if r == 0x982 || r == 0x981 { // ং ঁ
			i += appendNasal(&b, r, next, script)
			continue
		}
		sound := soundOf(r)
		if sound == 0 {
			continue
		}
		joined := at(i-1) == virama
		switch { // what a consonant is among its neighbours
		case joined && (r == 0x9af || r == yya):
			if at(i-2) == 0x9b0 && at(i-3) != zwj { // র্য is said rj; any other য-ফলা is not heard
				b = append(b, 'j')
			}
		case r == yya, r == 0x9af && script == devanagari && i > 0: // Hindi writes य for both
			// Between ো or ু and another vowel it is a mere bridge (হাড়োয়া is Haroa).
			bridge := len(b) == start || at(i-1) == 0x9cb || b[len(b)-1] == 'u'
			if !bridge || vowelOf(next) == "" {
				b = append(b, 'i')
			}
			continue
		case joined && (r == va || r == 0x9ac && script == bengali) && !keepsB(at(i-2)):
			// ব-ফলা: not heard
		case r == 0x995 && next == virama && sibilant(at(i+2)): // ক্ষ
			b = append(b, 'K')
			i += 2
		case r == 0x995 && i > 0 && sibilant(next): // নকশাল is written naksal
			b = append(b, 'K')
			i++
		case r == 0x99c && next == virama && at(i+2) == 0x99e: // জ্ঞ
			b = append(b, 'g')
			i += 2
		case r == 0x999 && !(next == virama && velar(at(i+2))): // ঙ alone is ng
			b = append(b, 'n', 'g')
		default:
			b = append(b, sound)
		}
		if next = at(i + 1); next != 0 && next != virama && next != zwj && (vowelOf(next) == "" || standing(next)) {
			b = append(b, silent)
		}
	}
	return append(b[:start], settle(b[start:])...)
}

// appendNasal adds ং or ঁ and says how many letters after it are used up.
func appendNasal(b *[]byte, r, next rune, script writing) int {
	switch {
	case r == 0x982 && next == 0x9b9: // সিংহ is Singh
		*b = append(*b, 'n', 'G')
		return 1
	case r == 0x982 && script == bengali && !velar(next):
		*b = append(*b, 'n', 'g')
	default:
		*b = append(*b, 'n')
	}
	return 0
}

func velar(r rune) bool    { return r >= 0x995 && r <= 0x998 }
func sibilant(r rune) bool { return r >= 0x9b6 && r <= 0x9b8 }

// standing tells whether the vowel is a letter of its own, not a sign.
func standing(r rune) bool { return r >= 0x985 && r <= 0x994 }

// keepsB tells after which letters a joined ব is heard: ম্ব র্ব ল্ব ব্ব.
func keepsB(r rune) bool { return r == 0x9ae || r == 0x9b0 || r == 0x9b2 || r == 0x9ac }

// settle decides from the end which inherent vowels are heard: one between a vowel and
// one consonant before, and one consonant and a vowel after, is not (রামচন্দ্র is
// Ramchandra). The rest are a.
func settle(b []byte) []byte {
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != silent {
			continue
		}
		b[i] = 'a'
		if i >= 2 && i+2 < len(b) && (vowel(b[i-2]) || b[i-2] == silent) &&
			!vowel(b[i+1]) && b[i+1] != unheard && vowel(b[i+2]) {
			b[i] = unheard
		}
	}
	n := 0
	for _, c := range b {
		if c != unheard {
			b[n] = c
			n++
		}
	}
	return b[:n]
}
