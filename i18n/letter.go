package i18n

import (
	"fmt"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"duar/seva"
)

// scripts are told apart by their ISO 15924 codes. A sentence may use its own and Latin
// (SMS, BSK); a letter of another is a slip of the keyboard, and a reviewer who does not
// read the script would never see it. The danda belongs to no script in Unicode, so it
// is free to all.
var scripts = map[string]*unicode.RangeTable{
	"Beng": unicode.Bengali,
	"Deva": unicode.Devanagari,
	"Olck": unicode.Ol_Chiki,
	"Orya": unicode.Oriya,
	"Arab": unicode.Arabic,
}

// letters gives what is wrong with the letters of a value in l, or "".
func letters(l seva.Lang, value string) string {
	own, _ := language.Make(string(l)).Script()
	for _, r := range value {
		switch {
		case r == '\u200c' || r == '\u200d': // joiners shape Indic conjuncts
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && r != '\n' || r == '\ufffd':
			return fmt.Sprintf("invisible or direction-changing character %U", r)
		}
		for code, script := range scripts {
			if code != own.String() && unicode.Is(script, r) {
				return fmt.Sprintf("%q (%U) is a letter of another script (%s)", r, r, code)
			}
		}
	}
	if !norm.NFC.IsNormalString(value) {
		return "not in Unicode NFC"
	}
	return ""
}

// phoneLetters gives the first character of value that does not fit a GSM-7 screen, or
// "". Of the GSM-7 default alphabet it lets pass only what is also ASCII: the rest
// (à, Ø, Σ) nobody needs here.
func phoneLetters(value string) string {
	for _, r := range value {
		if r != '\n' && (r < ' ' || r > '~' || r == '`') {
			return fmt.Sprintf("%q (%U) does not fit a GSM-7 phone screen", r, r)
		}
	}
	return ""
}
