package service

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"

	"duar/seva"
)

// lookPDF checks a document without reading its pages. It must begin at the first byte
// (sniff) and end with its trailer, with nothing but white space behind it, so that it is
// not at the same time a file of another kind; and it must not do anything when opened.
// What stands in compressed streams is not looked at, nor is a password.
func lookPDF(content []byte) ([]byte, error) {
	version := content[len("%PDF-"):]
	end := bytes.LastIndex(content, []byte("%%EOF"))
	switch {
	case len(version) < 3 || (version[0] != '1' && version[0] != '2') || version[1] != '.':
		return nil, refuseFile("broken", nil)
	case end < 0 || len(bytes.Trim(content[end+len("%%EOF"):], "\r\n\t \x00")) > 0:
		return nil, refuseFile("broken", nil)
	case !bytes.Contains(content, []byte("startxref")):
		return nil, refuseFile("broken", nil)
	case acts(content):
		return nil, seva.Refuse("file", seva.Say("error.file.active"))
	}
	return content, nil
}

// isZIP tells whether an archive ends where the content does: its directory's end record
// names the length of the comment behind it, which may hide a document's trailer.
func isZIP(content []byte) bool {
	const record, comment = 22, 20
	for rest := content; ; {
		i := bytes.LastIndex(rest, []byte("PK\x05\x06"))
		if i < 0 {
			return false
		}
		if i+record <= len(content) && i+record+int(binary.LittleEndian.Uint16(content[i+comment:])) >= len(content) {
			return true
		}
		rest = content[:i]
	}
}

// active are names of things in a PDF that run or carry something else. They are long
// enough not to turn up in compressed data by chance, as /JS would.
var active = [][]byte{
	[]byte("/JavaScript"), []byte("/Launch"), []byte("/EmbeddedFile"), []byte("/EmbeddedFiles"), []byte("/RichMedia"),
}

// acts tells whether a PDF names such a thing outside of its compressed streams. A name may
// be written with # and two hex digits for a letter.
func acts(content []byte) bool {
	for rest := content; ; {
		i := bytes.IndexByte(rest, '/')
		if i < 0 {
			return false
		}
		rest = rest[i:]
		name := pdfName(rest)
		for _, a := range active {
			if bytes.Equal(name, a) {
				return true
			}
		}
		rest = rest[1:]
	}
}

// pdfName reads the name that begins at the stroke; no more letters of it than tell.
func pdfName(b []byte) []byte {
	name := make([]byte, 0, 16)
	for i := 0; i < len(b) && len(name) < cap(name); i++ {
		c := b[i]
		if i > 0 && (c <= ' ' || bytes.IndexByte([]byte("/()<>[]{}%"), c) >= 0) {
			break
		}
		if c == '#' && i+2 < len(b) {
			var one [1]byte
			if _, err := hex.Decode(one[:], b[i+1:i+3]); err == nil {
				c = one[0]
				i += 2
			}
		}
		name = append(name, c)
	}
	return name
}
