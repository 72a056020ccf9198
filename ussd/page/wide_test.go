package page

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Parts numbered in sixteen bits are an octet shorter, name their reference whole, fit an SMS,
// and joined say what was written.
func TestWide(t *testing.T) {
	words := rapid.SampledFrom([]string{"আবেদন গৃহীত ", "হয়েছে. ", "OP2026000101 ", "[x] ", "€", "ক্ষ্ম", "😀"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(words, 1, 80).Draw(t, "words"), "")
		ref := rapid.Uint16().Draw(t, "ref")
		m, err := EncodeWide(text, Shifted)
		if err != nil {
			t.Fatal(err)
		}
		joined := ""
		for _, s := range m.Segments {
			joined += s.Text
			header := s.HeaderWide(ref)
			if s.Total > 1 && (header[1] != numberedBy || header[2] != 4 || header[3] != byte(ref>>8) || header[4] != byte(ref) ||
				int(header[5]) != s.Total || int(header[6]) != s.Part) {
				t.Fatalf("header %x", header)
			}
			d, err := PackWide(s, ref)
			if err != nil {
				t.Fatalf("part %d of %d: %v", s.Part, s.Total, err)
			}
			if d.Header != (header != nil) || len(d.Octets) > userData {
				t.Fatalf("%+v", d)
			}
			body, err := s.Body()
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := s.Read(body); !ok || got != s.Text {
				t.Fatalf("%q was read as %q", s.Text, got)
			}
		}
		if joined != normal(text) {
			t.Fatalf("%q", joined)
		}
		plain, err := Encode(text, Shifted)
		if err != nil || len(plain.Segments) > len(m.Segments) {
			t.Fatalf("%d parts by eight bits, %d by sixteen", len(plain.Segments), len(m.Segments))
		}
	})
	if _, ok := (Scheme{Coding: UCS2}).Read([]byte{9}); ok {
		t.Error("half a unit was read")
	}
	if _, ok := (Scheme{Coding: GSM7, Tables: Tables{Lock: 9}}).Read([]byte{9}); ok {
		t.Error("a table that we lack was read")
	}
}
