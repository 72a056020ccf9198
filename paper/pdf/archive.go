package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"slices"
	"time"
)

// What a file needs to be kept for long (PDF/A-2, ISO 19005-2): it says which colours are
// meant, and says of itself in XMP what its information says.

// profile is the colour space of the inks, sRGB (IEC 61966-2-1) as an ICC profile of version 4:
// the three primaries and the curve, adapted to D50.
func profile() []byte {
	fixed := func(all ...int) []byte { // in 1/65536
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range all {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(v))) //nolint:gosec // two's complement
		}
		return b
	}
	words := func(s string) []byte { // one record, of en-US
		b := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
		b = binary.BigEndian.AppendUint32(b, uint32(2*len(s)))
		b = append(b, 0, 0, 0, 28)
		for i := range len(s) {
			b = append(b, 0, s[i])
		}
		return b
	}
	curve := append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), fixed(157286, 62119, 3417, 5072, 2651)[8:]...)
	adapted := append([]byte("sf32\x00\x00\x00\x00"), fixed(68674, 1502, -3290, 1939, 64912, -1119, -605, 988, 49262)[8:]...)
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", words("sRGB")}, {"cprt", words("No copyright")}, {"wtpt", fixed(63190, 65536, 54061)}, {"chad", adapted},
		{"rXYZ", fixed(28578, 14581, 912)}, {"gXYZ", fixed(25241, 46981, 6362)}, {"bXYZ", fixed(9376, 3972, 46800)},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}, // one curve for all three
	}
	const head = 128
	at := head + 4 + 12*len(tags)
	table, body := binary.BigEndian.AppendUint32(nil, uint32(len(tags))), []byte(nil)
	var from, size int
	for _, t := range tags {
		if t.data != nil {
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
			from, size = at+len(body), len(t.data)
			body = append(body, t.data...)
		}
		table = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(append(table, t.name...), uint32(from)), uint32(size))
	}
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	b := make([]byte, head)
	binary.BigEndian.PutUint32(b, uint32(at+len(body)))
	copy(b[8:], "\x04\x20\x00\x00mntrRGB XYZ \x07\xea\x00\x01\x00\x01")
	copy(b[36:], "acsp")
	copy(b[68:], fixed(63190, 65536, 54061)[8:])
	return slices.Concat(b, table, body)
}

// xmp is the same as the information, for programs that read only this, and that the file is
// meant to be PDF/A-2b.
func (a About) xmp() []byte {
	esc := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
		return b.String()
	}
	made := a.Made.UTC().Format(time.RFC3339)
	identifier := ""
	if a.Number != "" {
		identifier = "<dc:identifier>" + esc(a.Number) + "</dc:identifier>"
	}
	return fmt.Appendf(nil, `<?xpacket begin="%s" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>%s
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate><pdf:Producer>duar</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`, "\ufeff", identifier, esc(a.Title), esc(a.Lang), made, made)
}
