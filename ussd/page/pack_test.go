package page

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// tester is what rapid and testing have in common.
type tester interface {
	Helper()
	Fatalf(string, ...any)
}

// unpacked sends a segment to a phone and gives what it reads.
func unpacked(t tester, s Segment) Segment {
	t.Helper()
	d, err := Pack(s)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	if len(d.Octets) > 140 {
		t.Fatalf("%d octets", len(d.Octets))
	}
	got, err := Unpack(d)
	if err != nil {
		t.Fatalf("%+v: %v", d, err)
	}
	if s.Total == 1 {
		s.Ref = 0 // nothing to say it in
	}
	if got != s {
		t.Fatalf("sent %+v, read %+v", s, got)
	}
	return got
}

func TestPack(t *testing.T) {
	for _, c := range []struct {
		name    string
		segment Segment
		length  int
		octets  string
	}{
		{"the usual example", Segment{Scheme{Coding: GSM7}, 0, 1, 1, "hellohello"}, 10, "e8329bfd4697d9ec37"},
		{"eight septets are seven octets", Segment{Scheme{Coding: GSM7}, 0, 1, 1, "aaaaaaaa"}, 8, "e170381c0e87c3"},
		{"an escape", Segment{Scheme{Coding: GSM7}, 0, 1, 1, "€"}, 2, "9b32"},
		{"nothing", Segment{Scheme{Coding: GSM7}, 0, 1, 1, ""}, 0, ""},
		{"wide", Segment{Scheme{Coding: UCS2}, 0, 1, 1, "ক😀"}, 6, "0995d83dde00"},
		{"wide and numbered", Segment{Scheme{Coding: UCS2}, 7, 2, 3, "ক"}, 8, "0500030703020995"},
		// Six octets of header are seven septets with one bit of fill, so the a (1100001)
		// begins at bit 49.
		{"numbered", Segment{Scheme{Coding: GSM7}, 0xcc, 1, 2, "a"}, 8, "050003cc0201c2"},
		// Four octets are five septets with three bits of fill: 0x15 (ক) at bit 35.
		{"one table", Segment{Scheme{GSM7, Tables{Bengali, 0}}, 0, 1, 1, "ক"}, 6, "03250104a800"},
		// Seven octets are eight septets without fill: the escape, then 0x19, at bit 56.
		{"two tables", Segment{Scheme{GSM7, Tables{Bengali, Hindi}}, 0, 1, 1, "।"}, 10, "062401062501049b0c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Pack(c.segment)
			if err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(d.Octets); got != c.octets || d.Length != c.length {
				t.Errorf("%s of %d, want %s of %d", got, d.Length, c.octets, c.length)
			}
			if d.Header != (len(c.segment.Header()) > 0) || d.Coding != c.segment.Coding {
				t.Errorf("%+v", d)
			}
			unpacked(t, c.segment)
		})
	}
}

// The packing once more, as a string of bits.
func TestPackBitByBit(t *testing.T) {
	for scheme := range map[Scheme]bool{{Coding: GSM7}: true, {GSM7, Tables{Bengali, 0}}: true, {GSM7, Tables{Bengali, Hindi}}: true} {
		for total := 1; total <= 2; total++ {
			for n := range scheme.Room(total > 1) + 1 {
				s := Segment{scheme, 9, 1, total, strings.Repeat("z1", n/2) + strings.Repeat("!", n%2)}
				body, err := s.Body()
				if err != nil || len(body) != n {
					t.Fatal(len(body), err)
				}
				bits := "" // the first bit first
				for _, o := range s.Header() {
					bits += reversed(fmt.Sprintf("%08b", o))
				}
				for len(bits)%7 != 0 {
					bits += "0"
				}
				for _, septet := range body {
					bits += reversed(fmt.Sprintf("%07b", septet))
				}
				length := len(bits) / 7
				for len(bits)%8 != 0 {
					bits += "0"
				}
				var want []byte
				for ; bits != ""; bits = bits[8:] {
					var o byte
					fmt.Sscanf(reversed(bits[:8]), "%b", &o)
					want = append(want, o)
				}
				if d, err := Pack(s); err != nil || !bytes.Equal(d.Octets, want) || d.Length != length {
					t.Fatalf("%v, %d septets: %x of %d (%v), want %x of %d", scheme, n, d.Octets, d.Length, err, want, length)
				}
			}
		}
	}
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func TestPackRefuses(t *testing.T) {
	for name, s := range map[string]Segment{
		"a letter that is not in the tables": {Scheme{Coding: GSM7}, 0, 1, 1, "ক"},
		"too long":                           {Scheme{Coding: GSM7}, 0, 1, 1, strings.Repeat("a", 161)},
		"too long for a part":                {Scheme{Coding: GSM7}, 0, 1, 2, strings.Repeat("a", 154)},
		"too long in UCS2":                   {Scheme{Coding: UCS2}, 0, 1, 1, strings.Repeat("ক", 71)},
		"no number":                          {Scheme{Coding: GSM7}, 0, 0, 0, "a"},
		"a number beyond the last":           {Scheme{Coding: GSM7}, 0, 3, 2, "a"},
		"256 parts":                          {Scheme{Coding: GSM7}, 0, 1, 256, "a"},
		"no coding":                          {Scheme{}, 0, 1, 1, "a"},
		"tables of nobody":                   {Scheme{GSM7, Tables{9, 0}}, 0, 1, 1, "a"},
	} {
		if d, err := Pack(s); !errors.Is(err, ErrSegment) {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
}

func TestUnpackOthers(t *testing.T) {
	for _, c := range []struct {
		name   string
		length int
		coding Coding
		header bool
		octets string
		want   Segment // the zero Segment when it must be refused
	}{
		{"an unknown element is passed over", 6, GSM7, true, "037001000803", Segment{Scheme{Coding: GSM7}, 0, 1, 1, "a"}},
		{"part 3 of 2 has no number", 8, GSM7, true, "050003cc0203c2", Segment{Scheme{Coding: GSM7}, 0, 1, 1, "a"}},
		{"tables named for UCS2", 6, UCS2, true, "032501040995", Segment{Scheme{Coding: UCS2}, 0, 1, 1, "ক"}},
		{"half a surrogate pair", 2, UCS2, false, "d83d", Segment{Scheme{Coding: UCS2}, 0, 1, 1, "\ufffd"}},
		{"a language without tables", 6, GSM7, true, "032501050803", Segment{}},
		{"numbered in sixteen bits", 9, GSM7, true, "06080412340201c2", Segment{}},
		{"half a unit", 3, UCS2, false, "099509", Segment{}},
		{"a header longer than the text", 2, GSM7, true, "0525", Segment{}},
		{"an element longer than the header", 6, GSM7, true, "032509040000", Segment{}},
		{"a table of two octets", 7, GSM7, true, "04250204040000", Segment{}},
		{"no octets for a header", 0, GSM7, true, "", Segment{}},
		{"fewer octets than said", 10, GSM7, false, "e832", Segment{}},
		{"more octets than said", 1, GSM7, false, "e832", Segment{}},
		{"longer than an SMS", 161, GSM7, false, strings.Repeat("00", 141), Segment{}},
		{"a length below nothing", -1, GSM7, false, "", Segment{}},
		{"a coding nobody knows", 2, "latin1", false, "6161", Segment{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			octets, err := hex.DecodeString(c.octets)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Unpack(UserData{c.coding, c.header, c.length, octets})
			if got != c.want || (c.want == Segment{}) != errors.Is(err, ErrUserData) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// FuzzEncode sends any text by any list of schemes and reads it as the phone does.
func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", bengali, roman, "\xff\xfe", strings.Repeat("জমির বাড়ি। ", 20), strings.Repeat("\u093c", 300), "\x1b\x00[€"} {
		f.Add(s, uint16(0xffff), uint8(1))
	}
	f.Fuzz(func(t *testing.T, s string, choice uint16, ref uint8) {
		var allowed []Scheme
		for i, c := range Shifted {
			if choice&(1<<i) != 0 {
				allowed = append(allowed, c)
			}
		}
		m, err := Encode(s, allowed)
		if err != nil {
			return
		}
		var shown strings.Builder
		for _, part := range m.Segments {
			part.Ref = ref
			shown.WriteString(unpacked(t, part).Text)
		}
		if shown.String() != normal(s) {
			t.Fatalf("sent %+q, shown %+q", s, shown.String())
		}
	})
}

// FuzzUnpack reads whatever a gateway hands over. What is read can be sent again, and says
// the same.
func FuzzUnpack(f *testing.F) {
	for _, s := range []string{"", "e8329bfd4697d9ec37", "03250104a800", "062401062501049b0c", "050003cc0201c2"} {
		octets, _ := hex.DecodeString(s)
		f.Add(octets, len(octets)*8/7, true, true)
		f.Add(octets, len(octets), false, true)
	}
	f.Fuzz(func(t *testing.T, octets []byte, length int, septets, header bool) {
		d := UserData{UCS2, header, length, octets}
		if septets {
			d.Coding = GSM7
		}
		s, err := Unpack(d)
		if err != nil {
			return
		}
		if !utf8.ValidString(s.Text) || s.Part < 1 || s.Part > s.Total {
			t.Fatalf("%+v", s)
		}
		again, err := Pack(s)
		if err != nil {
			// NFC is longer where another wrote a nukta letter as one unit.
			if s.Coding == UCS2 && strings.ContainsAny(s.Text, "\u093c\u09bc") {
				return
			}
			t.Fatalf("%x reads as %+v: %v", octets, s, err)
		}
		if back, err := Unpack(again); err != nil || back.Text != s.Text || back.Scheme != s.Scheme {
			t.Fatalf("%+v, then %+v (%v)", s, back, err)
		}
	})
}
