package pdu

import (
	"encoding/binary"
	"strings"
)

// Append writes the PDU behind b. It fails on what the standard does not allow, and b is
// then as it was. A submit_sm_resp whose status is not OK and that has no ID is written without
// a body, as 4.4.2 asks.
func (p PDU) Append(b []byte) ([]byte, error) {
	if p.Sequence == 0 && p.Command != GenericNack || p.Sequence&0x80000000 != 0 {
		return b, ErrSequence
	}
	w := writer{b: binary.BigEndian.AppendUint32(b, 0)}
	w.word(uint32(p.Command))
	w.word(uint32(p.Status))
	w.word(p.Sequence)
	m := &p.Message
	switch p.Command.kind() {
	case empty:
		if len(p.TLVs) > 0 {
			return b, errWrongKind
		}
	case bind:
		w.text(p.Bind.SystemID, maxSystemID)
		w.text(p.Bind.Password, maxPassword)
		w.text(p.Bind.SystemType, maxSystemType)
		w.octet(p.Bind.Version)
		w.address(p.Bind.Range, maxRange)
	case named:
		if p.Status != OK && p.ID == "" && len(p.TLVs) == 0 && p.Command == SubmitSM.Answer() {
			break
		}
		w.text(p.ID, p.Command.longest())
	case sm:
		w.text(m.ServiceType, maxServiceType)
		w.address(m.Source, maxAddr)
		w.address(m.Dest, maxAddr)
		w.octet(m.ESMClass)
		w.octet(m.ProtocolID)
		w.octet(m.Priority)
		w.text(m.Schedule, maxTime)
		w.text(m.Validity, maxTime)
		w.octet(m.RegisteredDelivery)
		w.octet(m.Replace)
		w.octet(m.DataCoding)
		w.octet(m.DefaultMessage)
		if len(m.Text) > MaxText {
			return b, ErrTooLong
		}
		w.octet(byte(len(m.Text)))
		w.b = append(w.b, m.Text...)
	case data:
		w.text(m.ServiceType, maxServiceType)
		w.address(m.Source, maxDataAddr)
		w.address(m.Dest, maxDataAddr)
		w.octet(m.ESMClass)
		w.octet(m.RegisteredDelivery)
		w.octet(m.DataCoding)
	default:
		return b, ErrCommand
	}
	w.tlvs(p.TLVs)
	size := len(w.b) - len(b)
	switch {
	case w.err != nil:
		return b, w.err
	case size > MaxSize:
		return b, ErrSize
	}
	binary.BigEndian.PutUint32(w.b[len(b):], uint32(size))
	return w.b, nil
}

type writer struct {
	b   []byte
	err error // the first
}

func (w *writer) octet(v byte)  { w.b = append(w.b, v) }
func (w *writer) word(v uint32) { w.b = binary.BigEndian.AppendUint32(w.b, v) }

// text writes a C-octet string of at most most characters.
func (w *writer) text(s string, most int) {
	switch {
	case len(s) > most:
		w.fail(ErrTooLong)
	case strings.IndexByte(s, 0) >= 0:
		w.fail(ErrNUL)
	}
	w.b = append(append(w.b, s...), 0)
}

func (w *writer) address(a Address, most int) {
	w.octet(a.TON)
	w.octet(a.NPI)
	w.text(a.Addr, most)
}

func (w *writer) tlvs(list []TLV) {
	if len(list) > MaxTLVs {
		w.fail(ErrTLVs)
		return
	}
	for _, t := range list {
		if len(t.Value) > 0xffff {
			w.fail(ErrTooLong)
			return
		}
		w.b = binary.BigEndian.AppendUint16(w.b, uint16(t.Tag))
		w.b = binary.BigEndian.AppendUint16(w.b, uint16(len(t.Value)))
		w.b = append(w.b, t.Value...)
	}
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
