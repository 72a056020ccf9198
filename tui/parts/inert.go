package parts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Inert makes text that people wrote harmless to a terminal and to a printout: escape
// sequences lose their escape, bidirectional controls and other invisible characters go,
// line breaks and tabs become spaces. A joiner stays between letters of an Indic script,
// where it is spelling. The rest is put in NFC.
func Inert(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for i, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || unicode.In(r, unicode.Zl, unicode.Zp):
			r = ' '
		case r == '\u200c' || r == '\u200d':
			next, _ := utf8.DecodeRuneInString(s[i+3:])
			if !indic(last) || !indic(next) {
				continue
			}
		case r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			continue
		}
		b.WriteRune(r)
		// NFC may move a mark of another script past one of ours; see seva.Clean.
		if indic(r) || norm.NFC.PropertiesString(s[i:]).CCC() == 0 {
			last = r
		}
	}
	return norm.NFC.String(b.String())
}

// indic tells the scripts in which a joiner is part of the spelling.
func indic(r rune) bool { return unicode.In(r, unicode.Bengali, unicode.Devanagari) }

// composed joins the Bengali nukta letters. NFC takes them apart, and terminals then
// disagree about how many cells they fill.
var composed = strings.NewReplacer(
	"\u09a1\u09bc", "\u09dc",
	"\u09a2\u09bc", "\u09dd",
	"\u09af\u09bc", "\u09df",
)

// Compose is Inert and puts the result in the form that terminals agree on. It is for
// the screen only; what is kept or printed stays in NFC.
func Compose(s string) string { return composed.Replace(Inert(s)) }
