package page

import (
	"strings"
	"sync"
)

// The default alphabet of 3GPP TS 23.038 6.2.1 by position; 0 is the escape.
var standard = [128]rune([]rune("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x00ÆæßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
	"¿abcdefghijklmnopqrstuvwxyzäöñüà"))

// extension is what follows an escape when no national single shift table is named
// (6.2.1.1).
var extension = [128]rune{
	0x0a: '\f', 0x14: '^', 0x28: '{', 0x29: '}', 0x2f: '\\', 0x3c: '[', 0x3d: '~', 0x3e: ']', 0x40: '|', 0x65: '€',
}

// escape is the position, in every table, that says: the next septet is of the other.
const escape = 0x1b

// Tables names the two tables that septets are read with. The zero Tables are the default
// alphabet and its extension, which need no header.
type Tables struct {
	Lock   Language `json:"lock,omitempty"`   // instead of the default alphabet
	Single Language `json:"single,omitempty"` // instead of its extension, after an escape
}

// Language is a national language as a header names it (TS 23.038 6.2.1.2.4); 0 is none.
type Language uint8

// The languages that duar has tables of.
const (
	Bengali Language = 4
	Hindi   Language = 6
)

// known tells whether there are tables of the language.
func (l Language) known() bool { return l == 0 || l == Bengali || l == Hindi }

// MarshalText gives the language as BCP 47 has it, nothing for none.
func (l Language) MarshalText() ([]byte, error) {
	switch l {
	case Bengali:
		return []byte("bn"), nil
	case Hindi:
		return []byte("hi"), nil
	}
	return nil, nil
}

// codec turns characters into septets and back, by one choice of tables.
type codec struct {
	plain   *[128]rune  // what a septet says
	escaped *[128]rune  // what it says after an escape
	cells   [0xa00]cell // the way back
	euro    cell        // the one tabled character above them
}

// cell is how one character is written: size 1 is the septet alone, 2 behind an escape; a
// character that no table has is the zero cell.
type cell struct{ septet, size uint8 }

func (c *codec) cell(r rune) cell {
	switch {
	case r >= 0 && int(r) < len(c.cells):
		return c.cells[r]
	case r == '€':
		return c.euro
	}
	return cell{}
}

// codecs has one for each Tables of known languages. They are made when the first text is
// encoded: most servers never opt in.
var codecs = sync.OnceValue(func() map[Tables]*codec {
	locks := map[Language]*[128]rune{0: &standard, Bengali: &bengaliLocking, Hindi: &hindiLocking}
	singles := map[Language]*[128]rune{0: &extension, Bengali: &bengaliSingle, Hindi: &hindiSingle}
	all := map[Tables]*codec{}
	for lock, plain := range locks {
		for single, escaped := range singles {
			c := &codec{plain: plain, escaped: escaped}
			// Backwards, so that a character that stands twice is sent as its lower septet,
			// and the plain table last, so that no escape is paid for what it has.
			c.learn(escaped, 2)
			c.learn(plain, 1)
			all[Tables{lock, single}] = c
		}
	}
	return all
})

func (c *codec) learn(table *[128]rune, size uint8) {
	for i := len(table) - 1; i >= 0; i-- {
		switch r := table[i]; r {
		case 0:
		case '€':
			c.euro = cell{uint8(i), size}
		default:
			c.cells[r] = cell{uint8(i), size}
		}
	}
}

// weigh is the scale of these tables; wide says that some character is in neither.
func (c *codec) weigh(s string) weight {
	var w weight
	for _, r := range s {
		n := int(c.cell(r).size)
		w.septets += n
		w.wide = w.wide || n == 0
	}
	return w
}

// write gives a text in septets, one an octet; false when a character is in neither table.
// The text is in the form of the tables.
func (c *codec) write(s string) ([]byte, bool) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		cell := c.cell(r)
		switch cell.size {
		case 0:
			return nil, false
		case 2:
			out = append(out, escape)
		}
		out = append(out, cell.septet)
	}
	return out, true
}

// read gives the characters of septets, whatever they are, as TS 23.038 6.2.1.1 asks of a
// phone: after an escape a septet that the one table leaves open is of the other, and two
// escapes are a space. A septet that neither names is a space too.
func (c *codec) read(septets []byte) string {
	out := make([]rune, 0, len(septets))
	for i := 0; i < len(septets); i++ {
		at := septets[i] & 0x7f
		r := c.plain[at]
		if at == escape && i+1 < len(septets) {
			i++
			at = septets[i] & 0x7f
			if r = c.escaped[at]; r == 0 {
				r = c.plain[at]
			}
		}
		if r == 0 {
			r = ' '
		}
		out = append(out, r)
	}
	return string(out)
}

// form writes normal text in the letters that the tables have: a consonant with a nukta
// becomes one character where that is tabled. It never costs more than the two do apart.
func (c *codec) form(s string) string {
	if !strings.Contains(s, "\u093c") && !strings.Contains(s, "\u09bc") {
		return s // what else is composed is so in NFC
	}
	in := []rune(s)
	out := in[:0]
	for i := 0; i < len(in); i++ {
		r := in[i]
		if i+1 < len(in) {
			if whole, ok := compose(r, in[i+1]); ok && c.cell(whole).size > 0 {
				r, i = whole, i+1
			}
		}
		out = append(out, r)
	}
	return string(out)
}
