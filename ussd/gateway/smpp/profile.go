package smpp

import (
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/page"
)

// profile is how a vendor names a USSD session in a parameter of two octets, and how it wants
// to be told the end.
type profile struct {
	tag   pdu.Tag
	id    uint16 // the bits that name the session; what else came is handed back as it came
	end   uint16 // the bit that says it is over; 0 for none
	endOp byte
}

// What vendors do. standard is SMPP 3.4, 5.3.2.43: a session number of eight bits, seven bits
// that count, a bit that ends; eight bits are few, so that a session is known by its phone
// too. opaque hands sixteen bits back untouched. 6d has fifteen bits and the end bit, and mica
// has user_message_reference; both end with 0x17 where the standard has 0x11 (17), as their
// adapters in Vumi do.
var profiles = map[string]profile{
	"standard": {pdu.ItsSessionInfo, 0xff00, 0x0001, opEnd},
	"opaque":   {pdu.ItsSessionInfo, 0xffff, 0, opEnd},
	"6d":       {pdu.ItsSessionInfo, 0xfffe, 0x0001, opVendorEnd},
	"mica":     {pdu.UserMessageReference, 0xffff, 0, opVendorEnd},
}

// Values of ussd_service_op (5.3.2.44).
const (
	opDialled   byte = 1  // PSSR indication: somebody dialled
	opAsk       byte = 2  // USSR request: show this and wait for an answer
	opNotify    byte = 3  // USSN request: show this
	opEnd       byte = 17 // PSSR response: show this, the session is over
	opAnswered  byte = 18 // USSR confirm: the answer
	opNotified  byte = 19 // USSN confirm: it was shown
	opVendors   byte = 32 // this and above are vendors' own
	opVendorEnd byte = 0x17
	opAborted   byte = 0x81 // the person, or the network, has hung up
)

// Schemes of USSD's data_coding: as for SMS, or as in a cell broadcast (TS 23.038 5).
const (
	schemeSMS = "sms"
	schemeCBS = "cbs"
)

// coding gives the data_coding of a screen.
func (s settings) coding(c page.Coding) byte {
	switch {
	case s.Scheme == schemeCBS && c == page.UCS2:
		return 0x48
	case s.Scheme == schemeCBS:
		return 0x0f
	case c == page.UCS2:
		return codingUCS2
	}
	return codingDefault
}
