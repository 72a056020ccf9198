package seva

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Digits turns Bengali, Devanagari and full-width digits into ASCII and leaves the
// rest. Every number a person types passes through it.
func Digits(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '০' && r <= '৯':
			return r - '০' + '0'
		case r >= '०' && r <= '९':
			return r - '०' + '0'
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, s)
}

// Clean makes one line of typed text safe to keep and to show: it must be UTF-8
// without control characters (that covers NUL, escapes to a terminal and line
// breaks), bidi controls and other invisible format characters go, a joiner stays only between
// letters of an Indic script, spaces are trimmed, and the rest is put in NFC.
// The error is Invalid about field and says what to do.
func Clean(field, s string) (string, error) {
	if printable(s) {
		return strings.TrimSpace(s), nil
	}
	if !utf8.ValidString(s) {
		return "", Refuse(field, Say("error.text.encoding"))
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for i, r := range s {
		switch {
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return "", Refuse(field, Say("error.text.control"))
		case r == '\u200c' || r == '\u200d':
			next, _ := utf8.DecodeRuneInString(s[i+3:])
			if !indic(last) || !indic(next) {
				continue
			}
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == '\ufffd':
			continue
		}
		b.WriteRune(r)
		// NFC may move a mark of another script past one of ours. The letter that decides
		// about a joiner must be the same before and after, so a foreign mark is none.
		if indic(r) || norm.NFC.PropertiesString(s[i:]).CCC() == 0 {
			last = r
		}
	}
	return norm.NFC.String(strings.TrimSpace(b.String())), nil
}

// printable tells whether a text is plain ASCII, as most of what is typed on a phone is:
// then there is nothing to clean.
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func indic(r rune) bool { return unicode.In(r, unicode.Bengali, unicode.Devanagari) }
