package smpp

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/page"
)

// How a text of several SMS goes out.
const (
	longUDH8    = "udh8"
	longUDH16   = "udh16"
	longPayload = "payload"
)

// mark is what names a message to the operator: 64 bits of a hash of its Ref. The first two
// octets number its parts and go into user_message_reference, all of it into the parameter
// ref-tag. So a message that is sent again, by any server, bears the same mark.
type mark [8]byte

func markOf(ref string) mark {
	sum := sha256.Sum256([]byte(ref))
	return mark(sum[:8])
}

func (m mark) short() uint16 { return binary.BigEndian.Uint16(m[:]) }
func (m mark) hex() string   { return hex.EncodeToString(m[:]) }

// compose makes the submit_sm of a message, one a part, yet without numbers. Its failures are
// final: they are of the message.
func (s settings) compose(m notice.Message, as mark) ([]pdu.PDU, *notice.Failure) {
	if s.Registered {
		if err := gateway.Registered(m, true); err != nil {
			return nil, fault(err)
		}
	}
	form := pdu.PDU{Command: pdu.SubmitSM, Message: pdu.Message{
		Source:             address(s.From),
		Dest:               pdu.Address{TON: 1, NPI: 1, Addr: string(m.To)},
		RegisteredDelivery: 1,
	}}
	if h := m.Registration.Header; h != "" {
		if len(h) > longestAddress || !printable(h) {
			return nil, notice.Fail(notice.Unregistered, "", errors.New("the header cannot be a sender"))
		}
		form.Message.Source = address(h)
	}
	if form.Message.Source.Addr == "" {
		return nil, notice.Fail(notice.Unregistered, "", errors.New("the message has no header, and the bind no sender"))
	}
	var err error
	form.TLVs = []pdu.TLV{pdu.Short(pdu.UserMessageReference, as.short())}
	for _, p := range []struct {
		parameter
		value string
	}{
		{s.entity, m.Registration.Entity}, {s.template, m.Registration.Template},
		{s.chain, m.Registration.Chain}, {s.ref, as.hex()},
	} {
		if form.TLVs, err = p.add(form.TLVs, p.value); err != nil {
			return nil, notice.Fail(notice.Unregistered, "", err)
		}
	}
	parts, failure := s.parts(m)
	if failure != nil {
		return nil, failure
	}
	form.Message.DataCoding = codingDefault
	if parts.Coding == page.UCS2 {
		form.Message.DataCoding = codingUCS2
	}
	if s.Long == longPayload && len(parts.Segments) > 1 {
		return s.whole(form, parts)
	}
	list := make([]pdu.PDU, len(parts.Segments))
	for i, segment := range parts.Segments {
		p := form
		header, body, err := s.segment(segment, as)
		if err != nil {
			return nil, notice.Fail(notice.Unmatched, "", err)
		}
		if len(header) > 0 {
			p.Message.ESMClass = pdu.UDHI
		}
		p.Message.Text = slices.Concat(header, body)
		list[i] = p
	}
	return list, nil
}

// parts cuts a text as the route allows. A text that goes whole is the centre's to cut, which
// knows no tables.
func (s settings) parts(m notice.Message) (page.Message, *notice.Failure) {
	schemes := s.Schemes()
	if s.Long == longPayload {
		schemes = page.Plain
	}
	if s.Long == longUDH16 {
		parts, err := page.EncodeWide(m.Body, schemes)
		if err == nil && len(parts.Segments) > 0 {
			return parts, nil
		} // else Parts says why
	}
	parts, err := gateway.Parts(m, schemes)
	if err != nil {
		return parts, fault(err)
	}
	return parts, nil
}

// segment writes one part as the centre takes it.
func (s settings) segment(g page.Segment, as mark) (header, body []byte, err error) {
	g.Ref = as[1]
	header = g.Header()
	if s.Long == longUDH16 {
		header = g.HeaderWide(as.short())
	}
	if !s.Packed || g.Coding == page.UCS2 {
		body, err = g.Body()
		return header, body, err
	}
	packed, err := page.Pack(g)
	if s.Long == longUDH16 {
		packed, err = page.PackWide(g, as.short())
	}
	if err != nil {
		return nil, nil, err
	}
	if n := len(packed.Octets); n*8-packed.Length*7 == 7 {
		packed.Octets[n-1] |= '\r' << 1 // SMPP tells no septets: seven spare bits would be an @
	}
	return packed.Octets[:len(header)], packed.Octets[len(header):], nil
}

// whole puts a long text into message_payload.
func (s settings) whole(form pdu.PDU, parts page.Message) ([]pdu.PDU, *notice.Failure) {
	text := ""
	for _, g := range parts.Segments {
		text += g.Text
	}
	body, err := page.Segment{Scheme: parts.Scheme, Part: 1, Total: 1, Text: text}.Body()
	if err != nil {
		return nil, notice.Fail(notice.Unmatched, "", err)
	}
	form.TLVs = append(form.TLVs, pdu.TLV{Tag: pdu.MessagePayload, Value: body})
	return []pdu.PDU{form}, nil
}

// fault gives an error of the gateway's as the failure it is.
func fault(err error) *notice.Failure {
	if f, ok := errors.AsType[*notice.Failure](err); ok {
		return f
	}
	return notice.Fail(notice.Rejected, "", err)
}
