package page

import (
	"errors"
	"strings"
)

// ErrNoRoom is that a footer leaves no room for even one letter of the body.
var ErrNoRoom = errors.New("page: the footer leaves no room for the text")

// Paginate cuts a body into screens. Each screen is a piece of the body and, on a line
// of its own, what footer gives for page i (from 0); an empty footer takes no line. It
// fits the budget as a whole: whether a screen is GSM-7 or UCS-2 is decided by what
// stands on it, footer included.
//
// A cut falls beside a newline when one lies in the second half of what fits,
// otherwise beside a space, otherwise beside any newline, otherwise between grapheme
// clusters. White space at a cut and at both ends of the body goes; nothing else does.
// A cluster longer than a whole screen is cut between code points. An empty body gives
// one screen.
func Paginate(body string, footer func(i int, first, last bool) string, b Budget) ([]string, error) {
	b = b.orUSSD()
	rest := trimLeft(strings.TrimRight(body, blanks))
	var pages []string
	for i := 0; ; i++ {
		foot := below(footer(i, i == 0, true))
		if fitsWhole(rest, weigh(foot), b) {
			return append(pages, rest+foot), nil
		}
		foot = below(footer(i, i == 0, false))
		at, err := fill(rest, weigh(foot), b)
		if err != nil {
			return nil, err
		}
		pages = append(pages, strings.TrimRight(rest[:at], blanks)+foot)
		rest = trimLeft(rest[at:])
	}
}

// fitsWhole tells whether all of s fits below a footer. Most of a long text is turned away by
// its length: a septet is two bytes at most, a unit three.
func fitsWhole(s string, foot weight, b Budget) bool {
	if len(s) > max(2*b.Septets, 3*b.Units) || !foot.plus(weigh(s)).fits(b) {
		return false
	}
	_, all := walk(s, foot, b)
	return all
}

const blanks = " \n\r\t"

func below(footer string) string {
	if footer == "" {
		return ""
	}
	return "\n" + footer
}

// fill gives where to end a screen that is not the last one: after at least one letter
// and before the end of s.
func fill(s string, foot weight, b Budget) (int, error) {
	p, _ := walk(s, foot, b)
	switch {
	case p.line*2 >= p.end && p.line > 0:
		return p.line, nil
	case p.space > 0:
		return p.space, nil
	case p.line > 0:
		return p.line, nil
	case p.end > 0:
		return p.end, nil
	}
	// Nothing fits. That is the footer's fault, unless the letter is absurd.
	if s != "" && !weigh(s[:cluster(s)]).fits(b) {
		if at := points(s, foot, b); at > 0 {
			return at, nil
		}
	}
	return 0, ErrNoRoom
}

// trimLeft takes off leading white space, but not a space that carries a mark.
func trimLeft(s string) string {
	for s != "" && strings.IndexByte(blanks, s[0]) >= 0 && !(len(s) > 1 && joins(s[1:])) {
		s = s[1:]
	}
	return s
}
