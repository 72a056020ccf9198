package mutation

import (
	"regexp"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/land"
)

// mostCorners is how many an outline has.
const mostCorners = 60

// degrees is a number of degrees as GPS devices write it.
var degrees = regexp.MustCompile(`^\d{1,3}\.\d{1,9}$`)

// ParseOutline reads the corners of a survey in their order: two numbers of degrees each, with
// a comma or a space between them, and corners apart by semicolons or spaces. Which of the two
// is the latitude needs no saying: in the state it lies between 21 and 28 degrees, and the
// longitude between 85 and 90. The error is Invalid about field under error.outline.form.
func ParseOutline(field, text string) (land.Ring, error) {
	refused := seva.Refuse(field, seva.Say("error.outline.form", seva.Args{"Example": "22.6681 87.7412; 22.6683 87.7412; 22.6683 87.7415"}))
	words := strings.FieldsFunc(seva.Digits(text), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '\u00a0' })
	if len(words)%2 != 0 || len(words) < 6 || len(words) > 2*mostCorners {
		return nil, refused
	}
	var ring land.Ring
	for i := 0; i < len(words); i += 2 {
		a, b, ok := millionths(words[i]), millionths(words[i+1]), true
		switch {
		case north(a) && east(b):
			a, b = b, a
		case !north(b) || !east(a):
			ok = false
		}
		if !ok {
			return nil, refused
		}
		ring = append(ring, land.Point{Lon: a, Lat: b})
	}
	return ring, nil
}

func north(n int32) bool { return n > 21_000_000 && n < 28_000_000 }

func east(n int32) bool { return n > 85_000_000 && n < 90_000_000 }

// millionths reads degrees to the sixth place, half up; 0 for what is none.
func millionths(s string) int32 {
	if !degrees.MatchString(s) {
		return 0
	}
	whole, part, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole+(part + "0000000")[:7], 10, 64)
	if err != nil {
		return 0
	}
	return int32((n + 5) / 10) //nolint:gosec // below 1,000 degrees
}
