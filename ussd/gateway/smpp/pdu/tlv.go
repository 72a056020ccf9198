package pdu

import "encoding/binary"

// Tag names an optional parameter (5.3.2).
type Tag uint16

// The optional parameters that duar reads or writes by name.
const (
	UserMessageReference Tag = 0x0204 // 2 octets
	SarRef               Tag = 0x020c // 2 octets
	SarTotal             Tag = 0x020e // 1 octet
	SarPart              Tag = 0x020f // 1 octet
	ReceiptedMessageID   Tag = 0x001e // C-string
	VersionTag           Tag = 0x0210 // sc_interface_version, 1 octet
	NetworkErrorCode     Tag = 0x0423 // 3 octets: network type, code
	MessagePayload       Tag = 0x0424
	MessageState         Tag = 0x0427 // 1 octet
	UssdServiceOp        Tag = 0x0501 // 1 octet
	ItsSessionInfo       Tag = 0x1383 // 2 octets
)

// TLV is one optional parameter: a tag and at most 65,535 octets.
type TLV struct {
	Tag   Tag
	Value []byte
}

// Octet makes a parameter of one octet.
func Octet(t Tag, v byte) TLV { return TLV{t, []byte{v}} }

// Short makes a parameter of two octets, the high one first.
func Short(t Tag, v uint16) TLV { return TLV{t, binary.BigEndian.AppendUint16(nil, v)} }

// Get gives the value of the first parameter with the tag; nil and false when there is none.
func (p PDU) Get(t Tag) ([]byte, bool) {
	for _, o := range p.TLVs {
		if o.Tag == t {
			return o.Value, true
		}
	}
	return nil, false
}

// GetOctet reads a parameter of one octet. One of another size is not there.
func (p PDU) GetOctet(t Tag) (byte, bool) {
	v, ok := p.Get(t)
	if !ok || len(v) != 1 {
		return 0, false
	}
	return v[0], true
}

// GetShort reads a parameter of two octets. One of another size is not there.
func (p PDU) GetShort(t Tag) (uint16, bool) {
	v, ok := p.Get(t)
	if !ok || len(v) != 2 {
		return 0, false
	}
	return binary.BigEndian.Uint16(v), true
}

// GetText reads a parameter that is a string, with or without its NUL: vendors do both.
func (p PDU) GetText(t Tag) (string, bool) {
	v, ok := p.Get(t)
	for len(v) > 0 && v[len(v)-1] == 0 {
		v = v[:len(v)-1]
	}
	return string(v), ok
}

// Octets gives the text of a message wherever it stands: message_payload, or short_message.
func (p PDU) Octets() []byte {
	if len(p.Message.Text) == 0 {
		if v, ok := p.Get(MessagePayload); ok {
			return v
		}
	}
	return p.Message.Text
}
