package pdu

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Decode reads one whole PDU. Nothing of b is kept. When the error is not nil the header is
// still good if b had one, so that the sender can be answered by its sequence number.
func Decode(b []byte) (PDU, error) {
	if len(b) < HeaderSize || len(b) > MaxSize || int(binary.BigEndian.Uint32(b)) != len(b) {
		return PDU{}, ErrSize
	}
	p := PDU{
		Command:  Command(binary.BigEndian.Uint32(b[4:])),
		Status:   Status(binary.BigEndian.Uint32(b[8:])),
		Sequence: binary.BigEndian.Uint32(b[12:]),
	}
	if p.Sequence == 0 && p.Command != GenericNack || p.Sequence&0x80000000 != 0 {
		return p, ErrSequence
	}
	r := reader{b: b[HeaderSize:]}
	q := p // p stays bare until all is well
	m := &q.Message
	switch p.Command.kind() {
	case empty:
		if len(r.b) > 0 {
			return p, ErrTrailing
		}
		return p, nil
	case bind:
		q.Bind = Bind{SystemID: r.text(maxSystemID), Password: r.text(maxPassword), SystemType: r.text(maxSystemType),
			Version: r.octet(), Range: r.address(maxRange)}
	case named:
		if len(r.b) == 0 {
			return p, nil // an answer may leave out its body when it refuses, and some do always
		}
		q.ID = r.text(p.Command.longest())
	case sm:
		m.ServiceType = r.text(maxServiceType)
		m.Source, m.Dest = r.address(maxAddr), r.address(maxAddr)
		m.ESMClass, m.ProtocolID, m.Priority = r.octet(), r.octet(), r.octet()
		m.Schedule, m.Validity = r.text(maxTime), r.text(maxTime)
		m.RegisteredDelivery, m.Replace = r.octet(), r.octet()
		m.DataCoding, m.DefaultMessage = r.octet(), r.octet()
		n := int(r.octet())
		if n > MaxText {
			r.fail(ErrTooLong)
		}
		m.Text = r.octets(n)
	case data:
		m.ServiceType = r.text(maxServiceType)
		m.Source, m.Dest = r.address(maxDataAddr), r.address(maxDataAddr)
		m.ESMClass, m.RegisteredDelivery, m.DataCoding = r.octet(), r.octet(), r.octet()
	default:
		return p, ErrCommand
	}
	q.TLVs = r.tlvs()
	if r.err != nil {
		return p, r.err
	}
	return q, nil
}

// reader takes a body apart; after the first error all is zero.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

func (r *reader) octet() byte {
	if len(r.b) == 0 {
		r.fail(ErrShort)
		return 0
	}
	v := r.b[0]
	r.b = r.b[1:]
	return v
}

// text reads a C-octet string; it looks no further than the longest may reach.
func (r *reader) text(most int) string {
	n := bytes.IndexByte(r.b[:min(len(r.b), most+1)], 0)
	if n < 0 {
		if len(r.b) > most {
			r.fail(ErrTooLong)
		} else {
			r.fail(ErrShort)
		}
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n+1:]
	return s
}

func (r *reader) address(most int) Address {
	return Address{TON: r.octet(), NPI: r.octet(), Addr: r.text(most)}
}

func (r *reader) octets(n int) []byte {
	if n > len(r.b) {
		r.fail(ErrShort)
		return nil
	}
	if n == 0 {
		return nil
	}
	v := bytes.Clone(r.b[:n])
	r.b = r.b[n:]
	return v
}

// tlvs reads what is left, copied once.
func (r *reader) tlvs() []TLV {
	if r.err != nil || len(r.b) == 0 {
		return nil
	}
	rest, list := bytes.Clone(r.b), make([]TLV, 0, 4)
	for len(rest) > 0 {
		if len(rest) < 4 {
			r.fail(ErrShort)
			return nil
		}
		if len(list) == MaxTLVs {
			r.fail(ErrTLVs)
			return nil
		}
		t := TLV{Tag: Tag(binary.BigEndian.Uint16(rest))}
		n := int(binary.BigEndian.Uint16(rest[2:]))
		if rest = rest[4:]; n > len(rest) {
			r.fail(ErrShort)
			return nil
		}
		if n > 0 {
			t.Value = rest[:n:n]
		}
		rest = rest[n:]
		list = append(list, t)
	}
	return list
}

// Reader reads PDUs off a stream.
type Reader struct {
	r   *bufio.Reader
	buf []byte
}

// NewReader makes a reader.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReaderSize(r, 32<<10)} }

// Read gives the next PDU. An error of ErrSize or of the stream ends it; any other is of this
// PDU alone, and its header is good. A length is a claim: no more than MaxSize is ever set
// aside for one.
func (r *Reader) Read() (PDU, error) {
	head, err := r.r.Peek(4)
	if err != nil {
		return PDU{}, err
	}
	size := binary.BigEndian.Uint32(head)
	if size < HeaderSize || size > MaxSize {
		return PDU{}, ErrSize
	}
	if int(size) <= r.r.Size() { // the usual case needs no copy
		b, err := r.r.Peek(int(size))
		if err != nil {
			return PDU{}, err
		}
		p, err := Decode(b)
		_, _ = r.r.Discard(int(size)) // it was peeked at
		return p, err
	}
	r.buf = append(r.buf[:0], make([]byte, size)...)
	if _, err := io.ReadFull(r.r, r.buf); err != nil {
		return PDU{}, err
	}
	return Decode(r.buf)
}

// Lost tells whether an error of Read ends the stream.
func Lost(err error) bool {
	for _, mended := range []error{nil, ErrShort, ErrTooLong, ErrTLVs, ErrTrailing, ErrCommand, ErrSequence} {
		if errors.Is(err, mended) {
			return false
		}
	}
	return true
}
