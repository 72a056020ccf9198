package font

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mostMarks is how many signs may stand on one letter. Written language has three or four;
// a tower of them would run over the lines above.
const mostMarks = 8

// Plain gives a text as it may be set: one line in NFC, words one space apart. What
// reorders or hides letters (bidi controls, invisible characters, private ones) is left
// out; control characters are spaces; what is not UTF-8 is shown as U+FFFD. A joiner stays
// where it changes a form: between letters of an Indic script. Whoever gives a name has
// cleaned it already (seva.Clean); this holds for records of any origin.
func Plain(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(s), " ")
	}
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	marks, space := 0, false
	for i, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
			space, last = true, 0
			continue
		case r == zwnj || r == zwj:
			// At the end of a word ZWNJ keeps a visible hasanta from joining nothing: no use.
			if next, _ := utf8.DecodeRuneInString(s[i+3:]); !indic(last) || !indic(next) {
				continue
			}
		case hidden(r):
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Me) {
			if marks++; marks > mostMarks {
				continue
			}
		} else {
			marks = 0
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		space, last = false, r
	}
	return norm.NFC.String(b.String())
}

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// hidden tells whether a character shows nothing, or nothing that is agreed on.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

func indic(r rune) bool { return unicode.In(r, unicode.Bengali, unicode.Devanagari) }

// ascii tells whether a text is printable ASCII, as numbers are: then it is plain.
func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
