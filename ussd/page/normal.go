package page

import (
	"slices"
	"unicode/utf8"
)

// pair is two characters that are one letter.
type pair struct{ first, second rune }

// composed is every character of U+0900..09FF that Unicode takes for two, by the two;
// apart is the way back.
var composed, apart = func() (map[pair]rune, map[rune]pair) {
	const nuktaHi, nuktaBn = 0x93c, 0x9bc
	back := map[rune]pair{
		0x929: {0x928, nuktaHi}, 0x931: {0x930, nuktaHi}, 0x934: {0x933, nuktaHi},
		0x958: {0x915, nuktaHi}, 0x959: {0x916, nuktaHi}, 0x95a: {0x917, nuktaHi}, 0x95b: {0x91c, nuktaHi},
		0x95c: {0x921, nuktaHi}, 0x95d: {0x922, nuktaHi}, 0x95e: {0x92b, nuktaHi}, 0x95f: {0x92f, nuktaHi},
		0x9dc: {0x9a1, nuktaBn}, 0x9dd: {0x9a2, nuktaBn}, 0x9df: {0x9af, nuktaBn},
		0x9cb: {0x9c7, 0x9be}, 0x9cc: {0x9c7, 0x9d7},
	}
	to := map[pair]rune{}
	for whole, p := range back {
		to[p] = whole
	}
	return to, back
}()

// compose gives the one letter that two characters are.
func compose(first, second rune) (rune, bool) {
	switch second {
	case 0x93c, 0x9bc, 0x9be, 0x9d7: // nothing else ever comes second
		whole, ok := composed[pair{first, second}]
		return whole, ok
	}
	return 0, false
}

// excluded tells of the letters that stay apart in NFC (CompositionExclusions.txt): those
// with a nukta that Unicode would not have had of its own.
func excluded(r rune) bool {
	return r >= 0x958 && r <= 0x95f || r >= 0x9dc && r <= 0x9df
}

// class is the canonical combining class of the characters of the two blocks that have one.
func class(r rune) int {
	switch r {
	case 0x93c, 0x9bc: // nukta
		return 7
	case 0x94d, 0x9cd: // virama
		return 9
	case 0x952:
		return 220
	case 0x951, 0x953, 0x954, 0x9fe:
		return 230
	}
	return 0
}

// normal gives a text in NFC as far as Bengali and Devanagari go (U+0900..09FF). Marks of
// other scripts stay where they came: what they mean does not change, and no table of
// septets has them. A byte that is not UTF-8 becomes U+FFFD. It exists because this room
// uses no library but the one for clusters; a test holds it to golang.org/x/text.
func normal(s string) string {
	if !slices.ContainsFunc([]byte(s), func(c byte) bool { return c >= utf8.RuneSelf }) {
		return s
	}
	// Apart, in order, and together again: the three steps of Unicode chapter 3.11.
	var all []rune
	for _, r := range s {
		if p, ok := apart[r]; ok {
			all = append(all, p.first, p.second)
		} else {
			all = append(all, r)
		}
	}
	for i := 0; i < len(all); i++ {
		from := i
		for i < len(all) && class(all[i]) > 0 {
			i++
		}
		slices.SortStableFunc(all[from:i], func(a, b rune) int { return class(a) - class(b) })
	}
	out, base := all[:0], -1
	for _, r := range all {
		if base >= 0 {
			// A mark reaches its letter over marks of lower classes only; what has no class
			// must stand right beside it.
			last := len(out) - 1
			if whole, ok := compose(out[base], r); ok && !excluded(whole) &&
				(last == base || class(out[last]) < class(r)) {
				out[base] = whole
				continue
			}
		}
		if class(r) == 0 {
			base = len(out)
		}
		out = append(out, r)
	}
	return string(out)
}
