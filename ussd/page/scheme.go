package page

// Scheme is one way to send an SMS: a coding and, for septets, the tables they are of.
type Scheme struct {
	Coding Coding `json:"coding"`
	Tables
}

// What a route may send. Plain is the default: every phone reads it. Shifted adds the
// national tables, for routes whose owner knows that the phones read them: a phone that
// does not know a shift shows nonsense (TS 23.038 annex C.3), and many have never been
// sent one.
var (
	Plain   = []Scheme{{Coding: GSM7}, {Coding: UCS2}}
	Shifted = append(append([]Scheme(nil), Plain...),
		Scheme{GSM7, Tables{Bengali, 0}},
		Scheme{GSM7, Tables{0, Bengali}},
		Scheme{GSM7, Tables{Bengali, Bengali}},
		Scheme{GSM7, Tables{Bengali, Hindi}}, // for the danda, which Bengali's tables lack
		Scheme{GSM7, Tables{Hindi, 0}},
		Scheme{GSM7, Tables{0, Hindi}},
		Scheme{GSM7, Tables{Hindi, Hindi}},
	)
)

// valid tells whether there is such a scheme.
func (c Scheme) valid() bool {
	switch c.Coding {
	case GSM7:
		return c.Lock.known() && c.Single.known()
	case UCS2:
		return c.Tables == Tables{}
	}
	return false
}

// shifts is how many tables a header must name.
func (c Scheme) shifts() int {
	n := 0
	if c.Lock != 0 {
		n++
	}
	if c.Single != 0 {
		n++
	}
	return n
}

// Octets of the user data of one SMS, and of what a header is made of (TS 23.040 9.2.3.24):
// its own length, an element of three for each table, one of five that numbers the parts.
const (
	userData     = 140
	headerLength = 1
	shiftElement = 3
	partElement  = 5
)

// Room gives what one part holds beside its header, in septets or UTF-16 units; joined
// says that it is one of several. The header is counted in whole septets, because the text
// begins on a septet boundary (TS 23.040 9.2.3.24, figure 9.2.3.24 (a)): 160 alone, 155 with
// one table, 152 with two, and 153, 149 and 146 of a part of several.
func (c Scheme) Room(joined bool) int { return c.room(joined, false) }

// room is Room; wide numbers the parts with a reference of sixteen bits.
func (c Scheme) room(joined, wide bool) int {
	header := 0
	if n := c.shifts(); n > 0 || joined {
		header = headerLength + n*shiftElement
		if joined {
			header += partElement
		}
		if joined && wide {
			header++
		}
	}
	if c.Coding == UCS2 {
		return (userData - header) / 2
	}
	return userData*8/7 - septetsOf(header)
}

// septetsOf is how many septets octets take up, the last one filled.
func septetsOf(octets int) int { return (octets*8 + 6) / 7 }

// form gives normal text as the scheme writes it; false when it cannot.
func (c Scheme) form(text string) (string, bool) {
	if c.Coding == UCS2 {
		return text, true
	}
	codec := codecs()[c.Tables]
	text = codec.form(text)
	return text, !codec.weigh(text).wide
}

// scale is how the scheme weighs text in its form and when a part is full.
func (c Scheme) scale(wide bool) scale {
	alone, joined := c.Room(false), c.room(true, wide)
	s := scale{
		weigh: weigh,
		base:  weight{wide: c.Coding == UCS2},
		alone: Budget{alone, alone},
		part:  Budget{joined, joined},
	}
	if c.Coding == GSM7 {
		s.weigh = codecs()[c.Tables].weigh
	}
	return s
}
