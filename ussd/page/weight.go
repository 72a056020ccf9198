package page

import "unicode/utf8"

// weight is what a text weighs in both codings at once. Weights of neighbouring pieces
// add up, which is what lets a page be filled piece by piece.
type weight struct {
	septets int
	units   int
	wide    bool // some character is outside the GSM-7 default alphabet
}

func (w weight) plus(o weight) weight {
	return weight{w.septets + o.septets, w.units + o.units, w.wide || o.wide}
}

func (w weight) fits(b Budget) bool {
	if w.wide {
		return w.units <= b.Units
	}
	return w.septets <= b.Septets
}

// weigh counts a byte that is not UTF-8 as U+FFFD, which is what will be sent for it.
func weigh(s string) weight {
	var w weight
	for at := 0; at < len(s); {
		w.units++
		if c := s[at]; c < utf8.RuneSelf {
			n := ascii[c]
			w.septets += int(n)
			w.wide = w.wide || n == 0
			at++
			continue
		}
		if _, known := indic(s[at:]); known { // the short way, most often taken
			w.wide = true
			at += 3
			continue
		}
		r, n := utf8.DecodeRuneInString(s[at:])
		at += n
		if r > 0xffff {
			w.units++ // a surrogate pair
		}
		n = septets(r)
		w.septets += n
		w.wide = w.wide || n == 0
	}
	return w
}

// septets gives what a character takes in the GSM-7 default alphabet: 1, 2 when it is
// in the extension table and needs an escape, 0 when it is in neither
// (3GPP TS 23.038 6.2.1 and 6.2.1.1).
func septets(r rune) int {
	if r < utf8.RuneSelf {
		return int(ascii[r])
	}
	// Nothing above Greek is in the alphabet but the euro; Indic text leaves here.
	if r > 'Ω' {
		if r == '€' {
			return 2
		}
		return 0
	}
	switch r {
	case '£', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', 'Ø', 'ø', 'Å', 'å',
		'Δ', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ',
		'Æ', 'æ', 'ß', 'É', '¤', '¡', 'Ä', 'Ö', 'Ñ', 'Ü', '§', '¿',
		'ä', 'ö', 'ñ', 'ü', 'à':
		return 1
	}
	return 0
}

// ascii is septets for the first 128 characters. Of the controls only the two line
// ends are in the alphabet and the form feed is in the extension; the grave accent is
// the one printable character that is in neither.
var ascii = func() (t [utf8.RuneSelf]uint8) {
	for c := ' '; c <= '~'; c++ {
		t[c] = 1
	}
	t['\n'], t['\r'], t['`'] = 1, 1, 0
	for _, c := range "\f^{}\\[~]|" {
		t[c] = 2
	}
	return t
}()
