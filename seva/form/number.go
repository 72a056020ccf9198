package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"duar/seva"
)

// Largest values that are read; far above any bound, and far within an int64.
const maxDigits = 15

// grouping is how a whole number is written: plainly, or with commas in the Indian or the
// Western way. "1,50" is neither, and may have been meant as 1.50.
var grouping = regexp.MustCompile(`^-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})$`)

// whole reads a whole number in digits of any of the three scripts.
func whole(text string) (int64, bool) {
	text = seva.Digits(text)
	if !grouping.MatchString(text) {
		return 0, false
	}
	text = strings.ReplaceAll(text, ",", "")
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && len(strings.TrimLeft(text, "-0")) <= maxDigits
}

// readNumber reads a whole number. Without a Min below 0 it counts something, and is not
// negative.
func (f Field) readNumber(text string) (string, error) {
	n, ok := whole(text)
	if !ok || n < 0 && f.Min >= 0 {
		return "", f.refuse("error.number.whole", seva.Args{"Example": 12})
	}
	switch {
	case f.Min != 0 && n < f.Min:
		return "", f.refuse("error.number.least", seva.Args{"Min": int(f.Min)})
	case f.Max != 0 && n > f.Max:
		return "", f.refuse("error.number.most", seva.Args{"Max": int(f.Max)})
	}
	return strconv.FormatInt(n, 10), nil
}

// readMoney reads rupees with at most two places: "1500", "1,500.50", "₹ 1500/-".
func (f Field) readMoney(text string) (string, error) {
	text = strings.TrimSpace(strings.TrimSuffix(text, "/-"))
	for _, sign := range []string{"₹", "Rs.", "Rs", "rs.", "rs", "INR"} {
		if rest, has := strings.CutPrefix(text, sign); has {
			text = strings.TrimSpace(rest)
			break
		}
	}
	main, paise, point := strings.Cut(seva.Digits(text), ".")
	n, ok := whole(main)
	if point {
		ok = ok && isDigits(paise) && len(paise) <= 2
	}
	if !ok || n < 0 || strings.HasPrefix(main, "-") {
		return "", f.refuse("error.money.form", seva.Args{"Example": sample("1500.50")})
	}
	part, _ := strconv.ParseInt((paise + "00")[:2], 10, 64)
	n = n*100 + part
	switch {
	case f.Min != 0 && n < f.Min:
		return "", f.refuse("error.money.least", seva.Args{"Min": seva.Money(f.Min)})
	case f.Max != 0 && n > f.Max:
		return "", f.refuse("error.money.most", seva.Args{"Max": seva.Money(f.Max)})
	}
	return strconv.FormatInt(n, 10), nil
}

// rupees writes paise as rupees are typed: "1500.50"; what is no amount stays.
func rupees(paise string) string {
	n, err := strconv.ParseInt(paise, 10, 64)
	if err != nil || n < 0 {
		return paise
	}
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

func (f Field) readArea(text string) (string, error) {
	area, err := seva.ParseArea(text)
	if err != nil || strings.ContainsRune(text, ',') {
		return "", f.refuse("error.area.form", seva.Args{"Example": seva.Area(7500)})
	}
	switch {
	case f.Min != 0 && area < seva.Area(f.Min):
		return "", f.refuse("error.area.least", seva.Args{"Min": seva.Area(f.Min)})
	case f.Max != 0 && area > seva.Area(f.Max):
		return "", f.refuse("error.area.most", seva.Args{"Max": seva.Area(f.Max)})
	}
	return area.String(), nil
}

func (f Field) readShare(text string) (string, error) {
	share, err := seva.ParseShare(text)
	if err != nil {
		return "", f.refuse("error.share.form", seva.Args{"Example": seva.Share(2500)})
	}
	switch {
	case f.Min != 0 && share < seva.Share(f.Min):
		return "", f.refuse("error.share.least", seva.Args{"Min": seva.Share(f.Min)})
	case f.Max != 0 && share > seva.Share(f.Max):
		return "", f.refuse("error.share.most", seva.Args{"Max": seva.Share(f.Max)})
	}
	return share.String(), nil
}
