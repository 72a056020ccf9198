package pdu

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The octets were written by hand from the field lists of the standard.
func TestVectors(t *testing.T) {
	for _, c := range []struct {
		name, octets string
		pdu          PDU
	}{
		{"enquire_link", "00000010 00000015 00000000 00000007", PDU{Command: EnquireLink, Sequence: 7}},
		{"nack of an unreadable header", "00000010 80000000 00000003 00000000", PDU{Command: GenericNack, Status: InvalidCommand}},
		{"bind_transceiver", "0000001e 00000009 00000000 00000001 64756172 00 7077 00 00 34 01 01 3900",
			PDU{Command: BindTransceiver, Sequence: 1, Bind: Bind{SystemID: "duar", Password: "pw", Version: Version34, Range: Address{1, 1, "9"}}}},
		{"bind_transceiver_resp with a version", "0000001a 80000009 00000000 00000001 53 4d 53 43 00 0210 0001 34",
			PDU{Command: BindTransceiver | Response, Sequence: 1, ID: "SMSC", TLVs: []TLV{Octet(VersionTag, 0x34)}}},
		{"refused without a body", "00000010 80000004 00000058 00000002", PDU{Command: SubmitSM | Response, Status: Throttled, Sequence: 2}},
		{"submit_sm of USSD", "0000003b 00000004 00000000 00000003 55535344 00 0300 3338 00 0101 393139 00 00 00 00 00 00 01 00 08 00 02 0995" +
			"0501 0001 02 1383 0002 1234 0424 0000",
			PDU{Command: SubmitSM, Sequence: 3, Message: Message{ServiceType: "USSD", Source: Address{3, 0, "38"}, Dest: Address{1, 1, "919"},
				RegisteredDelivery: 1, DataCoding: 8, Text: []byte("\x09\x95")},
				TLVs: []TLV{Octet(UssdServiceOp, 2), Short(ItsSessionInfo, 0x1234), {Tag: MessagePayload}}}},
		{"data_sm", "0000001c 00000103 00000000 00000004 00 010131 00 010132 00 04 01 08",
			PDU{Command: DataSM, Sequence: 4, Message: Message{Source: Address{1, 1, "1"}, Dest: Address{1, 1, "2"}, ESMClass: KindReceipt, RegisteredDelivery: 1, DataCoding: 8}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, err := hex.DecodeString(strings.ReplaceAll(c.octets, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.pdu.Append([]byte("before"))
			if err != nil || !bytes.Equal(got, append([]byte("before"), want...)) {
				t.Errorf("wrote %x, %v\nwant  %x", got[6:], err, want)
			}
			read, err := Decode(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.pdu, read); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNotWritten(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	for name, c := range map[string]struct {
		pdu  PDU
		want error
	}{
		"no sequence":     {PDU{Command: EnquireLink}, ErrSequence},
		"sequence":        {PDU{Command: EnquireLink, Sequence: 1 << 31}, ErrSequence},
		"command":         {PDU{Command: 0x77, Sequence: 1}, ErrCommand},
		"password":        {PDU{Command: BindTransceiver, Sequence: 1, Bind: Bind{Password: long(9)}}, ErrTooLong},
		"NUL":             {PDU{Command: BindTransceiver, Sequence: 1, Bind: Bind{SystemID: "a\x00b"}}, ErrNUL},
		"address":         {PDU{Command: SubmitSM, Sequence: 1, Message: Message{Dest: Address{Addr: long(21)}}}, ErrTooLong},
		"text":            {PDU{Command: SubmitSM, Sequence: 1, Message: Message{Text: []byte(long(255))}}, ErrTooLong},
		"parameters":      {PDU{Command: SubmitSM, Sequence: 1, TLVs: make([]TLV, MaxTLVs+1)}, ErrTLVs},
		"parameter":       {PDU{Command: SubmitSM, Sequence: 1, TLVs: []TLV{{Value: make([]byte, 1<<16)}}}, ErrTooLong},
		"whole":           {PDU{Command: SubmitSM, Sequence: 1, TLVs: []TLV{{Value: make([]byte, 0xffff)}}}, ErrSize},
		"no room for one": {PDU{Command: Unbind, Sequence: 1, TLVs: []TLV{Octet(1, 1)}}, errWrongKind},
	} {
		if b, err := c.pdu.Append([]byte("ab")); !errors.Is(err, c.want) || string(b) != "ab" {
			t.Errorf("%s: %v, %d octets", name, err, len(b))
		}
	}
}

// Read goes on behind a PDU that is wrong in itself, and ends where the stream is lost.
func TestRead(t *testing.T) {
	var stream []byte
	add := func(octets string) {
		b, _ := hex.DecodeString(strings.ReplaceAll(octets, " ", ""))
		stream = append(stream, b...)
	}
	add("00000010 00000015 00000000 00000001")
	add("00000012 00000015 00000000 00000002 0000")         // more than a header
	add("00000014 00000004 00000000 00000003 55 53 53 44")  // ends in the first field
	add("00000010 00000abc 00000000 00000004")              // nobody's command
	add("00000015 80000004 00000000 00000005 00 0204 0009") // a parameter longer than the PDU
	large := PDU{Command: SubmitSM, Sequence: 6, TLVs: []TLV{{MessagePayload, bytes.Repeat([]byte{7}, 60000)}}}
	var err error
	if stream, err = large.Append(stream); err != nil {
		t.Fatal(err)
	}
	add("7fffffff 00000004 00000000 00000007")
	r := NewReader(iotest.HalfReader(bytes.NewReader(stream)))
	for i, want := range []error{nil, ErrTrailing, ErrShort, ErrCommand, ErrShort, nil} {
		p, err := r.Read()
		if !errors.Is(err, want) || p.Sequence != uint32(i+1) || Lost(err) {
			t.Fatalf("PDU %d: %v %v, want %v", i+1, p.Sequence, err, want)
		}
		if i == 5 && len(p.Octets()) != 60000 {
			t.Errorf("%d octets of payload", len(p.Octets()))
		}
	}
	if _, err := r.Read(); !errors.Is(err, ErrSize) || !Lost(err) {
		t.Errorf("a claim of 2 GB: %v", err)
	}
	if _, err := NewReader(bytes.NewReader(stream[:20])).Read(); err != nil {
		t.Error(err)
	}
	half := NewReader(bytes.NewReader(stream[:10]))
	if _, err := half.Read(); !Lost(err) || !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %v", err)
	}
}

// Whatever can be written is read as it was.
func TestRoundTrip(t *testing.T) {
	text := func(most int) *rapid.Generator[string] {
		return rapid.Map(rapid.SliceOfN(rapid.ByteRange(1, 255), 0, most), func(b []byte) string { return string(b) })
	}
	address := func(most int) *rapid.Generator[Address] {
		return rapid.Custom(func(t *rapid.T) Address {
			return Address{rapid.Byte().Draw(t, "ton"), rapid.Byte().Draw(t, "npi"), text(most).Draw(t, "addr")}
		})
	}
	octets := func(most int) *rapid.Generator[[]byte] {
		return rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, most), func(b []byte) []byte {
			if len(b) == 0 {
				return nil
			}
			return b
		})
	}
	tlv := rapid.Custom(func(t *rapid.T) TLV {
		return TLV{Tag(rapid.Uint16().Draw(t, "tag")), octets(300).Draw(t, "value")}
	})
	rapid.Check(t, func(t *rapid.T) {
		p := PDU{Sequence: rapid.Uint32Range(1, 0x7fffffff).Draw(t, "sequence")}
		p.Command = rapid.SampledFrom([]Command{BindTransceiver, BindReceiver | Response, SubmitSM, DeliverSM, DataSM,
			SubmitSM | Response, DeliverSM | Response, EnquireLink, Unbind | Response, GenericNack}).Draw(t, "command")
		if p.Command.IsResponse() {
			p.Status = Status(rapid.Uint32().Draw(t, "status"))
		}
		m := &p.Message
		switch p.Command.kind() {
		case bind:
			p.Bind = Bind{text(15).Draw(t, "id"), text(8).Draw(t, "password"), text(12).Draw(t, "type"), 0x34, address(40).Draw(t, "range")}
		case named:
			p.ID = text(p.Command.longest()).Draw(t, "id")
		case sm:
			m.Priority, m.Replace, m.DefaultMessage = 1, 1, 2
			m.Schedule, m.Validity, m.Text = text(16).Draw(t, "schedule"), text(16).Draw(t, "validity"), octets(254).Draw(t, "text")
			fallthrough
		case data:
			m.ServiceType, m.Source, m.Dest = text(5).Draw(t, "service"), address(20).Draw(t, "source"), address(20).Draw(t, "dest")
			m.ESMClass, m.RegisteredDelivery, m.DataCoding = rapid.Byte().Draw(t, "class"), rapid.Byte().Draw(t, "delivery"), rapid.Byte().Draw(t, "coding")
		}
		if p.Command.kind() != empty {
			if p.TLVs = rapid.SliceOfN(tlv, 0, 6).Draw(t, "tlvs"); len(p.TLVs) == 0 {
				p.TLVs = nil
			}
		}
		b, err := p.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Hostile octets never panic; what is read can be written, and is then read the same; and
// what is kept of a PDU is in proportion to its length.
func FuzzDecode(f *testing.F) {
	for _, p := range []PDU{
		{Command: BindTransceiver, Sequence: 1, Bind: Bind{SystemID: "duar", Password: "pw", Version: 0x34}},
		{Command: DeliverSM, Sequence: 2, Message: Message{ServiceType: "USSD", Source: Address{1, 1, "919831000001"}, Text: []byte("*384*7#")},
			TLVs: []TLV{Octet(UssdServiceOp, 1), Short(ItsSessionInfo, 0x1200)}},
		{Command: SubmitSM | Response, Sequence: 3, ID: "4f2a"},
		{Command: DataSM, Sequence: 4, TLVs: []TLV{{MessagePayload, []byte("id:1 stat:DELIVRD")}}},
		{Command: GenericNack, Status: InvalidCommand},
	} {
		b, err := p.Append(nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Decode(b)
		if err != nil {
			if p.Message.Text != nil || p.TLVs != nil {
				t.Error("a body beside an error")
			}
			return
		}
		kept := len(p.Message.Text)
		for _, o := range p.TLVs {
			kept += len(o.Value)
		}
		if kept > len(b) || len(p.TLVs) > MaxTLVs {
			t.Errorf("%d octets kept of %d", kept, len(b))
		}
		again, err := p.Append(nil)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		q, err := Decode(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, q); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkCodec(b *testing.B) {
	p := PDU{Command: SubmitSM, Sequence: 3, Message: Message{Source: Address{5, 0, "WBGOVT"}, Dest: Address{1, 1, "919831000001"},
		RegisteredDelivery: 1, DataCoding: 8, Text: make([]byte, 134)}, TLVs: []TLV{{0x1400, make([]byte, 19)}, {0x1401, make([]byte, 19)}}}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = p.Append(buf[:0]); err != nil {
			b.Fatal(err)
		}
		if _, err = Decode(buf); err != nil {
			b.Fatal(err)
		}
	}
}
