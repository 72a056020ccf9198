// Package pdu reads and writes the protocol data units of SMPP 3.4 that an SMS and USSD
// gateway needs: binds, submit_sm, deliver_sm, data_sm, enquire_link, unbind, generic_nack.
//
// It knows octets and the limits of section 5 of "SMPP Protocol Specification v3.4". It does
// not know connections, what a message says, or any vendor's habits.
package pdu

import "errors"

// Command is what a PDU asks or answers (5.1.2.1). An answer has the highest bit set.
type Command uint32

// The commands. Others are read as far as their header and answered with generic_nack.
const (
	BindReceiver    Command = 0x00000001
	BindTransmitter Command = 0x00000002
	SubmitSM        Command = 0x00000004
	DeliverSM       Command = 0x00000005
	Unbind          Command = 0x00000006
	BindTransceiver Command = 0x00000009
	EnquireLink     Command = 0x00000015
	DataSM          Command = 0x00000103

	Response    Command = 0x80000000
	GenericNack         = Response
)

// Answer is the command of the answer to a request.
func (c Command) Answer() Command { return c | Response }

// IsResponse tells whether it answers.
func (c Command) IsResponse() bool { return c&Response != 0 }

// PDU is one unit. Which fields count is the Command's: the rest are zero and are not sent.
type PDU struct {
	Command  Command
	Status   Status // of an answer
	Sequence uint32 // the same in request and answer; 1 to 0x7fffffff

	Bind    Bind    // of the three binds
	ID      string  // system_id of a bind's answer, message_id of the others'
	Message Message // of submit_sm, deliver_sm and data_sm
	TLVs    []TLV   // in the order in which they came
}

// Bind is who wants to be connected (4.1).
type Bind struct {
	SystemID   string // at most 15 characters
	Password   string // at most 8
	SystemType string // at most 12
	Version    byte   // 0x34
	Range      Address
}

// Version34 is SMPP 3.4.
const Version34 = 0x34

// Address is a number with its type and plan (5.2.5, 5.2.6).
type Address struct {
	TON, NPI byte
	Addr     string // at most 20 characters; of a range or a data_sm at most 40 and 64
}

// Message is the body of submit_sm, deliver_sm and data_sm (4.4.1, 4.6.1, 4.7.1); a data_sm
// has no more than service type, addresses, class, registered delivery and coding.
type Message struct {
	ServiceType        string // at most 5 characters: "USSD", "CMT", or "" for the default
	Source, Dest       Address
	ESMClass           byte
	ProtocolID         byte
	Priority           byte
	Schedule, Validity string // "" or 16 characters
	RegisteredDelivery byte
	Replace            byte
	DataCoding         byte
	DefaultMessage     byte
	Text               []byte // short_message, at most 254 octets; longer texts go in message_payload
}

// Bits of ESMClass (5.2.12).
const (
	UDHI         = 0x40 // Text begins with a user data header
	KindMask     = 0x3c
	KindReceipt  = 0x04 // of a deliver_sm: an SMSC delivery receipt
	KindProgress = 0x20 // of a deliver_sm: an intermediate notification
)

// Limits.
const (
	HeaderSize = 16
	// MaxSize is the longest PDU that is read or written. The standard sets none; 255 parts of
	// 140 octets are 35,700.
	MaxSize = 64 << 10
	// MaxText is the longest short_message (5.2.21).
	MaxText = 254
	// MaxTLVs is far above what anybody sends, and bounds what a PDU can make us keep.
	MaxTLVs = 128

	maxServiceType = 5
	maxAddr        = 20
	maxDataAddr    = 64
	maxRange       = 40
	maxSystemID    = 15
	maxPassword    = 8
	maxSystemType  = 12
	maxTime        = 16
	maxMessageID   = 64
)

// Why octets are no PDU, or a PDU cannot be written. After ErrSize or ErrShort of a header
// the stream is lost; any other leaves the next PDU readable.
var (
	ErrSize      = errors.New("pdu: the length is below 16 or above the limit")
	ErrShort     = errors.New("pdu: it ends in the middle of a field")
	ErrTooLong   = errors.New("pdu: a field is longer than the standard allows")
	ErrNUL       = errors.New("pdu: a text field holds NUL")
	ErrTLVs      = errors.New("pdu: too many optional parameters")
	ErrTrailing  = errors.New("pdu: octets are left over")
	ErrCommand   = errors.New("pdu: the command is not one that is known here")
	ErrSequence  = errors.New("pdu: the sequence number is 0 or above 0x7fffffff")
	errWrongKind = errors.New("pdu: the field does not belong to the command")
)

// kind is the shape of a command's body.
type kind uint8

const (
	strange kind = iota
	empty        // header only
	bind
	named // one C-string, then optional parameters
	sm
	data
)

func (c Command) kind() kind {
	switch c {
	case EnquireLink, EnquireLink | Response, Unbind, Unbind | Response, GenericNack:
		return empty
	case BindReceiver, BindTransmitter, BindTransceiver:
		return bind
	case BindReceiver | Response, BindTransmitter | Response, BindTransceiver | Response,
		SubmitSM | Response, DeliverSM | Response, DataSM | Response:
		return named
	case SubmitSM, DeliverSM:
		return sm
	case DataSM:
		return data
	}
	return strange
}

// longest gives the longest ID of an answer.
func (c Command) longest() int {
	switch c &^ Response {
	case BindReceiver, BindTransmitter, BindTransceiver:
		return maxSystemID
	}
	return maxMessageID
}
