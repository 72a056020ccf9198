package smpp

import (
	"unicode/utf8"

	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/page"
)

// Values of data_coding (5.2.19).
const (
	codingDefault byte = 0x00
	codingASCII   byte = 0x01
	codingLatin1  byte = 0x03
	codingUCS2    byte = 0x08
)

// read gives the text of octets; false for what is no text.
func (s settings) read(coding byte, octets []byte, tables page.Tables) (string, bool) {
	switch {
	case coding == codingASCII || coding == codingLatin1:
		runes := make([]rune, len(octets))
		for i, c := range octets {
			if runes[i] = rune(c); coding == codingASCII && c >= utf8.RuneSelf {
				return "", false
			}
		}
		return string(runes), true
	case coding == codingUCS2 || coding == 0x48 || coding&0xfc == 0x18 || coding&0xf0 == 0xe0:
		// SMPP's own, and the groups of TS 23.038 4: to be deleted, with a class, waiting.
		return page.Scheme{Coding: page.UCS2}.Read(octets)
	case coding == codingDefault || coding == 0x0f || coding&0xfc == 0x10 || coding&0xfc == 0xf0 || coding&0xe0 == 0xc0:
		if s.Packed {
			octets = unpack(octets)
		}
		return page.Scheme{Coding: page.GSM7, Tables: tables}.Read(octets)
	}
	return "", false // binary, or an alphabet of another country
}

// unpack gives septets one an octet. How many there are SMPP does not say: a last one of
// seven spare bits is fill.
func unpack(octets []byte) []byte {
	septets := make([]byte, 0, len(octets)*8/7)
	var bits, have uint
	for _, o := range octets {
		bits |= uint(o) << have
		for have += 8; have >= 7; have -= 7 {
			septets = append(septets, byte(bits&0x7f))
			bits >>= 7
		}
	}
	if n := len(septets); n > 0 && n%8 == 0 && (septets[n-1] == 0 || septets[n-1] == '\r') {
		septets = septets[:n-1]
	}
	return septets
}

// header is what a user data header or sar parameters say of a text.
type header struct {
	ref, total, part int // total 0: it is whole
	tables           page.Tables
}

// Elements of a user data header (TS 23.040 9.2.3.24).
const (
	elementParts  = 0x00
	elementParts2 = 0x08
	elementSingle = 0x24
	elementLock   = 0x25
)

// behead parts a text from its header. What cannot be read is false.
func behead(p pdu.PDU) (h header, body []byte, ok bool) {
	body = p.Octets()
	ref, numbered := p.GetShort(pdu.SarRef)
	total, _ := p.GetOctet(pdu.SarTotal)
	part, _ := p.GetOctet(pdu.SarPart)
	if numbered && part >= 1 && part <= total {
		h.ref, h.total, h.part = int(ref), int(total), int(part)
	}
	if p.Message.ESMClass&pdu.UDHI == 0 {
		return h, body, true
	}
	if len(body) == 0 || 1+int(body[0]) > len(body) {
		return h, nil, false
	}
	elements, body := body[1:1+int(body[0])], body[1+int(body[0]):]
	for len(elements) > 0 {
		if len(elements) < 2 || len(elements) < 2+int(elements[1]) {
			return h, nil, false
		}
		id, v := elements[0], elements[2:2+int(elements[1])]
		elements = elements[2+len(v):]
		switch {
		case id == elementParts && len(v) == 3 && v[2] >= 1 && v[2] <= v[1]:
			h.ref, h.total, h.part = int(v[0]), int(v[1]), int(v[2])
		case id == elementParts2 && len(v) == 4 && v[3] >= 1 && v[3] <= v[2]:
			h.ref, h.total, h.part = int(v[0])<<8|int(v[1]), int(v[2]), int(v[3])
		case id == elementSingle && len(v) == 1:
			h.tables.Single = page.Language(v[0])
		case id == elementLock && len(v) == 1:
			h.tables.Lock = page.Language(v[0])
		}
	}
	return h, body, true
}
