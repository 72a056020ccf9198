package document

import (
	"encoding/binary"
	"strconv"
	"strings"

	"duar/seva"
)

// digits is how many a paper's number has, the check digit with them.
const digits = 13

// The first twelve digits are drawn from these: never a nought in front, which a spreadsheet
// and some phones would drop.
const (
	leastDrawn = 100_000_000_000
	drawn      = 900_000_000_000 // how many there are
)

// NewNumber draws a number: twelve random digits and a check digit. Nobody can count from
// one paper to the next, and of a million papers one guess in 900,000 that has its check
// digit right names one, which says no more than what Counter.Document says.
func NewNumber(w seva.World) string {
	// What lies above the last whole multiple is thrown away, so that all are as likely.
	const fair = ^uint64(0) - ^uint64(0)%drawn
	for {
		if n := binary.BigEndian.Uint64(w.Bytes(8)); n < fair {
			s := strconv.FormatUint(leastDrawn+n%drawn, 10)
			return s + string('0'+damm(s))
		}
	}
}

// exampleNumber is shown to who wrote a number otherwise.
const exampleNumber = "4829 1038 4756 6"

// ParseNumber reads a number as people type it: in digits of any of the three scripts, with
// spaces, dashes and strokes wherever. Errors are Invalid: error.document.number where it
// has not thirteen digits, error.document.digit where one of them is wrong or two have
// changed places.
func ParseNumber(s string) (string, error) {
	var b strings.Builder
	for _, r := range seva.Digits(s) {
		switch {
		case r >= '0' && r <= '9' && b.Len() < digits+1:
			b.WriteRune(r)
		case strings.ContainsRune(" -/.\t\u00a0\u2010\u2011\u2012\u2013\u2014", r):
		default:
			return "", misspelt()
		}
	}
	n := b.String()
	switch {
	case len(n) != digits || n[0] == '0':
		return "", misspelt()
	case damm(n) != 0:
		return "", seva.Refuse("number", seva.Say("error.document.digit"))
	}
	return n, nil
}

func misspelt() error {
	return seva.Refuse("number", seva.Say("error.document.number", seva.Args{"Example": exampleNumber}))
}

// Spaced writes a number as it is printed and said: "4829 1038 4756 6".
func Spaced(number string) string {
	var parts []string
	for len(number) > 4 {
		parts, number = append(parts, number[:4]), number[4:]
	}
	return strings.Join(append(parts, number), " ")
}

// quasigroup is totally anti-symmetric, of order ten, with noughts on its diagonal (H. M.
// Damm, Total anti-symmetrische Quasigruppen, Marburg 2004). The check digit under it finds
// every digit that is wrong and every two neighbours that changed places. Luhn's, which is
// on cards, lets 09 pass for 90, and that is a slip that people make on a keypad.
var quasigroup = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

// damm gives the check digit of some digits, or 0 of digits that end with theirs.
func damm(s string) byte {
	var at byte
	for i := range len(s) {
		at = quasigroup[at][s[i]-'0'] - '0'
	}
	return at
}
