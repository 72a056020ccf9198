package page

import (
	"unicode"
	"unicode/utf8"
)

// places are the byte offsets at which a text may be cut so that what stands before
// fits; 0 is no place at all.
type places struct {
	end   int // after the last whole cluster that fits
	line  int // beside the last newline
	space int // beside the last space
}

// walk looks for the places to cut s, when base already lies on the scale. all tells
// that s fits whole. It reads no further than the first cluster that does not fit.
func walk(s string, base weight, b Budget) (p places, all bool) {
	return walkBy(weigh, s, base, b)
}

func walkBy(weigh func(string) weight, s string, base weight, b Budget) (p places, all bool) {
	w, last := base, byte(0)
	var n int
	for at := 0; at < len(s); at += n {
		n = cluster(s[at:])
		letter := s[at : at+n]
		// A mark after a newline is a cluster to UAX 29, yet a page must not begin with it.
		if at > 0 && !(last == '\n' && joins(letter)) {
			p.end = at
			p.beside(last, at)
		}
		last = blank(letter)
		if w = w.plus(weigh(letter)); !w.fits(b) {
			p.beside(last, p.end)
			return p, false
		}
	}
	return p, true
}

func (p *places) beside(blank byte, at int) {
	switch blank {
	case '\n':
		p.line = at
	case ' ':
		p.space = at
	}
}

// blank says which kind of white space a cluster is, 0 when it is none. A space that
// carries a mark is a letter.
func blank(cluster string) byte {
	switch cluster {
	case "\n", "\r", "\r\n":
		return '\n'
	case " ", "\t":
		return ' '
	}
	return 0
}

// joins tells whether a text begins with something that belongs to the letter before.
func joins(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= utf8.RuneSelf && (unicode.Is(unicode.M, r) || r == '\u200c' || r == '\u200d')
}

// points is the last resort for a cluster that fits nowhere: the length of the longest
// beginning of s in whole code points, 0 when not even one fits.
func points(s string, base weight, b Budget) int { return pointsBy(weigh, s, base, b) }

func pointsBy(weigh func(string) weight, s string, base weight, b Budget) int {
	w, at := base, 0
	for at < len(s) {
		_, n := utf8.DecodeRuneInString(s[at:])
		if w = w.plus(weigh(s[at : at+n])); !w.fits(b) {
			break
		}
		at += n
	}
	return at
}
