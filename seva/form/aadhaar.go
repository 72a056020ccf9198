package form

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"duar/seva"
)

// times and turn are the tables of Verhoeff's check: multiplication in the dihedral group
// D5, and the permutation of a digit by its place.
var (
	times = [10][10]byte{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5}, {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
		{3, 4, 0, 1, 2, 8, 9, 5, 6, 7}, {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3}, {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
		{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	turn = [8][10]byte{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
		{8, 9, 1, 6, 0, 4, 3, 5, 2, 7}, {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
		{2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	}
)

// Verhoeff tells whether the last of the ASCII digits is the right check digit of those
// before it. It catches every single wrong digit and every swap of two neighbours.
func Verhoeff(digits string) bool {
	if !isDigits(digits) {
		return false
	}
	var c byte
	for i := range len(digits) {
		c = times[c][turn[i%8][digits[len(digits)-1-i]-'0']]
	}
	return c == 0
}

// isAadhaar: twelve digits, the first 2 to 9, the last a Verhoeff check digit (UIDAI).
func isAadhaar(digits string) bool {
	return len(digits) == 12 && isDigits(digits) && digits[0] >= '2' && Verhoeff(digits)
}

func (f Field) readAadhaar(text string) (string, error) {
	number := plain(text)
	switch {
	case len(number) != 12 || !isDigits(number) || number[0] < '2':
		return "", f.refuse("error.aadhaar.form")
	case !Verhoeff(number):
		return "", f.refuse("error.aadhaar.check")
	}
	return number, nil
}

// kept is what stands in answers for a number: the vault's reference and the last four
// digits, which are all that may be shown (UIDAI). A reference is not twelve digits.
var kept = regexp.MustCompile(`^([A-Za-z0-9_-]{8,64})/([0-9]{4})$`)

func isKept(text string) bool {
	m := kept.FindStringSubmatch(text)
	return m != nil && !isAadhaar(m[1])
}

// keepAadhaar hands the number to the vault. Neither it nor an error of the vault that
// repeats it goes any further.
func (d Desks) keepAadhaar(ctx context.Context, number string) (string, error) {
	if d.Vault == nil {
		return "", seva.Broken(errNoDesk)
	}
	reference, err := d.Vault.Keep(ctx, number)
	if err != nil {
		if strings.Contains(err.Error(), number) {
			err = errors.New("form: the vault failed")
		}
		return "", seva.Broken(err)
	}
	v := reference + "/" + number[8:]
	if !isKept(v) || strings.Contains(reference, number) {
		return "", seva.Broken(errors.New("form: the vault gave no reference"))
	}
	return v, nil
}

// grouped finds twelve digits that stand by themselves, together or as on the card.
var grouped = regexp.MustCompile(`[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}`)

// shortText is how long the answer to a question for some number of its own may be. There
// twelve digits alone are that number; in longer texts they are most likely an Aadhaar.
const shortText = 40

// tellsAadhaar finds an Aadhaar number in a free text, where it would be kept in the
// clear. A mobile with its country code has twelve digits too and is let pass.
func (f Field) tellsAadhaar(text string) bool {
	text = seva.Digits(text)
	if isDigits(text) && f.Max != 0 && f.Max <= shortText {
		return false
	}
	for from := 0; ; {
		at := grouped.FindStringIndex(text[from:])
		if at == nil {
			return false
		}
		begin, end := from+at[0], from+at[1]
		number := plain(text[begin:end])
		alone := (begin == 0 || !isDigits(text[begin-1:begin])) && (end == len(text) || !isDigits(text[end:end+1]))
		mobile := text[begin:end] == number && number[:2] == "91" && number[2] >= '6'
		if alone && !mobile && isAadhaar(number) {
			return true
		}
		from = begin + 1
	}
}
