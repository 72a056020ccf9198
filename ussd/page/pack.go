package page

import (
	"errors"
	"slices"
	"unicode/utf16"
)

// Why user data cannot be written or read.
var (
	ErrSegment  = errors.New("page: the segment is not one that Encode makes")
	ErrUserData = errors.New("page: the user data is damaged or of a kind that duar does not read")
)

// UserData is the text of one SMS as it goes over the air, with what the rest of the
// message must say about it (TS 23.040 9.2.3.10, 9.2.3.16, 9.2.3.23).
type UserData struct {
	Coding Coding // what the data coding scheme must name: 0x00 for GSM7, 0x08 for UCS2
	Header bool   // TP-UDHI: the octets begin with a header
	Length int    // TP-UDL: septets, the header and its fill among them, or octets when UCS2
	Octets []byte
}

// Elements of a header (TS 23.040 9.2.3.24).
const (
	numbered   = 0x00 // reference, total, part
	numberedBy = 0x08 // the same with a reference of sixteen bits
	singleIs   = 0x24
	lockIs     = 0x25
)

// Header gives the header of a segment, its length octet first; nothing when it needs none.
func (s Segment) Header() []byte {
	return s.header(numbered, 3, s.Ref, byte(s.Total), byte(s.Part))
}

// HeaderWide is Header with a reference of sixteen bits in place of Ref. The parts must be
// EncodeWide's: they are shorter.
func (s Segment) HeaderWide(ref uint16) []byte {
	return s.header(numberedBy, 4, byte(ref>>8), byte(ref), byte(s.Total), byte(s.Part))
}

func (s Segment) header(number ...byte) []byte {
	var h []byte
	if s.Total > 1 {
		h = number
	}
	if s.Single != 0 {
		h = append(h, singleIs, 1, byte(s.Single))
	}
	if s.Lock != 0 {
		h = append(h, lockIs, 1, byte(s.Lock))
	}
	if h == nil {
		return nil
	}
	return append([]byte{byte(len(h))}, h...)
}

// Body gives the text of a segment without its header: one septet an octet, or UTF-16 with
// the high octet first. A message centre that packs by itself (most do over SMPP with data
// coding 0) takes the header and this. ErrSegment when the scheme lacks a character.
func (s Segment) Body() ([]byte, error) {
	if !s.valid() || s.Total < 1 || s.Total > maxParts || s.Part < 1 || s.Part > s.Total {
		return nil, ErrSegment
	}
	form, ok := s.form(normal(s.Text))
	if !ok {
		return nil, ErrSegment
	}
	if s.Coding == GSM7 {
		septets, _ := codecs()[s.Tables].write(form)
		return septets, nil
	}
	var out []byte
	for _, u := range utf16.Encode([]rune(form)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out, nil
}

// Read gives the text of a body such as Body writes; false when it cannot be one: half a unit,
// or a scheme that duar has no tables of.
func (c Scheme) Read(body []byte) (string, bool) {
	switch {
	case !c.valid() || c.Coding == UCS2 && len(body)%2 != 0:
		return "", false
	case c.Coding == GSM7:
		return normal(codecs()[c.Tables].read(body)), true
	}
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = uint16(body[2*i])<<8 | uint16(body[2*i+1])
	}
	return normal(string(utf16.Decode(units))), true
}

// Pack gives a segment as octets: the header, then the text, septets packed low bits first
// and begun on a septet boundary (TS 23.038 6.1.2.1.1, TS 23.040 9.2.3.24). Spare bits are
// 0, so that Length must be sent along: seven of them read as one more septet. ErrSegment
// when a character is not in the scheme or the part is longer than an SMS.
func Pack(s Segment) (UserData, error) { return s.pack(s.Header()) }

// PackWide is Pack with a reference of sixteen bits, for the parts of EncodeWide.
func PackWide(s Segment, ref uint16) (UserData, error) { return s.pack(s.HeaderWide(ref)) }

func (s Segment) pack(header []byte) (UserData, error) {
	body, err := s.Body()
	if err != nil {
		return UserData{}, err
	}
	d := UserData{Coding: s.Coding, Header: header != nil}
	if s.Coding == UCS2 {
		d.Octets = slices.Concat(header, body)
		d.Length = len(d.Octets)
	} else {
		start := septetsOf(len(header))
		d.Length = start + len(body)
		d.Octets = make([]byte, (d.Length*7+7)/8)
		for i, septet := range body {
			put(d.Octets, (start+i)*7, septet)
		}
		copy(d.Octets, header) // the septets begin behind its last bit
	}
	if len(d.Octets) > userData {
		return UserData{}, ErrSegment
	}
	return d, nil
}

// Unpack reads what Pack wrote, and what others write by the same rules. Elements of a
// header that it does not know are passed over, as the standard asks, but not those that
// change what the text says: tables of a language that duar lacks, and parts numbered in
// sixteen bits, are ErrUserData.
func Unpack(d UserData) (Segment, error) {
	s := Segment{Scheme: Scheme{Coding: d.Coding}, Part: 1, Total: 1}
	octets := d.Length
	if d.Coding == GSM7 {
		octets = (d.Length*7 + 7) / 8
	}
	if !s.valid() || d.Length < 0 || octets > userData || octets != len(d.Octets) {
		return Segment{}, ErrUserData
	}
	header := 0
	if d.Header {
		if len(d.Octets) == 0 || headerLength+int(d.Octets[0]) > len(d.Octets) {
			return Segment{}, ErrUserData
		}
		header = headerLength + int(d.Octets[0])
		if !s.read(d.Octets[headerLength:header]) {
			return Segment{}, ErrUserData
		}
	}
	if d.Coding == UCS2 {
		text, ok := s.Read(d.Octets[header:])
		if !ok {
			return Segment{}, ErrUserData
		}
		s.Text = text
		return s, nil
	}
	start := septetsOf(header)
	if start > d.Length {
		return Segment{}, ErrUserData
	}
	septets := make([]byte, d.Length-start)
	for i := range septets {
		septets[i] = get(d.Octets, (start+i)*7)
	}
	s.Text = normal(codecs()[s.Tables].read(septets))
	return s, nil
}

// read takes in the elements of a header; false when it is damaged or not to be read.
func (s *Segment) read(h []byte) bool {
	for len(h) > 0 {
		if len(h) < 2 || len(h) < 2+int(h[1]) {
			return false
		}
		id, value := h[0], h[2:2+int(h[1])]
		h = h[2+len(value):]
		switch id {
		case numbered:
			if len(value) != 3 {
				return false
			}
			// A part that is not one of them is to be read as if it had no number.
			if total, part := int(value[1]), int(value[2]); part >= 1 && part <= total {
				s.Ref, s.Total, s.Part = value[0], total, part
			}
		case numberedBy:
			return false
		case singleIs, lockIs:
			if len(value) != 1 || !Language(value[0]).known() {
				return false
			}
			if s.Coding == UCS2 {
				continue // means nothing there
			}
			if id == lockIs {
				s.Lock = Language(value[0])
			} else {
				s.Single = Language(value[0])
			}
		}
	}
	return true
}

// put writes a septet at a bit, low bits first; the bits are 0 before.
func put(octets []byte, bit int, septet byte) {
	wide := uint16(septet) << (bit % 8)
	octets[bit/8] |= byte(wide)
	if high := byte(wide >> 8); high != 0 {
		octets[bit/8+1] |= high
	}
}

// get reads the septet at a bit.
func get(octets []byte, bit int) byte {
	wide := uint16(octets[bit/8])
	if bit%8 > 1 {
		wide |= uint16(octets[bit/8+1]) << 8
	}
	return byte(wide>>(bit%8)) & 0x7f
}
