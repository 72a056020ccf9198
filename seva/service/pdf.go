package service

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"duar/seva"
)

// lookPDF checks a document without reading its pages. It must begin at the first byte
// (sniff) and end with its trailer, with nothing but white space behind it, so that it is
// not at the same time a file of another kind; and it must not do anything when opened, also
// by what its object streams hold. Streams of other kinds are content and are not looked at;
// nor is what a password hides.
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
	}
	packed, whole := packedObjects(content)
	switch {
	case !whole:
		return nil, refuseFile("broken", nil)
	case acts(content) || acts(packed):
		return nil, seva.Refuse("file", seva.Say("error.file.active"))
	}
	return content, nil
}

// isZIP tells whether an archive is to be found in the content by its directory's end record:
// one whose comment reaches to the end of the content, and may hide a document's trailer; or,
// since most programs read an archive with something behind it too, one that names the place
// where its directory does begin.
func isZIP(content []byte) bool {
	const record, size, comment = 22, 12, 20
	for rest := content; ; {
		i := bytes.LastIndex(rest, []byte("PK\x05\x06"))
		if i < 0 {
			return false
		}
		if i+record <= len(content) {
			field := content[i:]
			behind := i + record + int(binary.LittleEndian.Uint16(field[comment:]))
			begins := int64(i) - int64(binary.LittleEndian.Uint32(field[size:]))
			if behind >= len(content) || begins >= 0 && bytes.HasPrefix(content[begins:i], []byte("PK\x01\x02")) {
				return true
			}
		}
		rest = content[:i]
	}
}

// active are names of things in a PDF that run or carry something else. They are long
// enough not to turn up in compressed data by chance, as /JS would.
var active = [][]byte{
	[]byte("/JavaScript"), []byte("/Launch"), []byte("/EmbeddedFile"), []byte("/EmbeddedFiles"), []byte("/RichMedia"),
	[]byte("/FileAttachment"), []byte("/SubmitForm"), []byte("/ImportData"),
}

// acts tells whether a PDF names such a thing outside of its compressed streams. A name may
// be written with # and two hex digits for a letter.
func acts(content []byte) bool {
	return names(content, func(name []byte) bool {
		return slices.ContainsFunc(active, func(a []byte) bool { return bytes.Equal(name, a) })
	})
}

// names tells whether something is true of a name in the content.
func names(content []byte, is func(name []byte) bool) bool {
	for rest := content; ; {
		i := bytes.IndexByte(rest, '/')
		if i < 0 {
			return false
		}
		if rest = rest[i:]; is(pdfName(rest)) {
			return true
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
