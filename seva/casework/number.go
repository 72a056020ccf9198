package casework

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"duar/seva"
)

// numbers is how the number of an application is written, and that of a line of one with
// several: capital letters, a year, at least six digits, and the line.
var numbers = regexp.MustCompile(`^([A-Z]{2,6})(20\d\d)(\d{6,9})(?:/([1-9]\d?))?$`)

// exampleNumber is shown to who wrote a number otherwise.
const exampleNumber = "CAF2026000123"

// ParseNumber reads the number of a case or an application as people type it: with
// spaces and dashes, in small letters, in digits of any of the three scripts. It gives
// "CAF2026000123" or "CAF2026000123/2". The error is Invalid under error.case.number.
func ParseNumber(s string) (string, error) {
	var b strings.Builder
	for _, r := range seva.Digits(s) {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		case r == ' ' || r == '-' || r == '\u00a0' || r == '\u2010' || r == '\u2011' || r == '\u2013' || r == '\t':
		default:
			b.WriteRune(r)
		}
	}
	if !numbers.MatchString(b.String()) {
		return "", seva.Refuse("number", seva.Say("error.case.number", seva.Args{"Example": exampleNumber}))
	}
	return b.String(), nil
}

// application gives the number of the application of a case.
func application(number string) string {
	number, _, _ = strings.Cut(number, "/")
	return number
}

// Number allocates the next number of a series: "CAF2026000123", the year in IST, or for a
// series that runs on "KS000123". No two are the same, and a transaction that does not
// commit leaves no gap.
func (d *Desk) Number(ctx context.Context, tx Tx, series string) (string, error) {
	s, known := d.parts.Series[series]
	if !known {
		return "", seva.Broken(fmt.Errorf("casework: no number series %q", series))
	}
	year := 0
	if s.Yearly {
		year = d.parts.World.Today().Year
	}
	n, err := tx.Number(ctx, series, year)
	if err != nil {
		return "", seva.Broken(err)
	}
	if s.Yearly {
		return fmt.Sprintf("%s%04d%06d", s.Prefix, year, n), nil
	}
	return fmt.Sprintf("%s%06d", s.Prefix, n), nil
}
