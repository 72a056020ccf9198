package service

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP0 = 0xe0
	markAPPf = 0xef
)

// stripJPEG copies an image without its application segments and comments, which hold the
// place and time it was taken, the camera, and often a smaller copy of what was cut off;
// without anything that a decoder
// does not need, and without anything behind its end. Three things that change how the picture looks stay,
// written anew: that it is JFIF, which way up it is, and how its colours are coded.
// ok is false when the image is not whole.
func stripJPEG(b []byte) (kept []byte, ok bool) {
	out := make([]byte, 0, len(b)+64)
	out = append(out, 0xff, markSOI)
	turned := false // the orientation was written
	for i := 2; i+1 < len(b); {
		if b[i] != 0xff {
			return nil, false
		}
		mark := b[i+1]
		switch {
		case mark == 0xff: // a fill byte
			i++
			continue
		case mark == markEOI:
			return append(out, 0xff, markEOI), true
		case mark == markSOI, mark == 0, mark >= 0xd0 && mark <= 0xd7:
			return nil, false
		}
		segment, whole := jpegSegment(b[i:])
		if !whole {
			return nil, false
		}
		i += len(segment)
		switch {
		case mark == 0xe1 && !turned:
			if o := orientation(segment[4:]); o > 1 {
				out, turned = append(out, oriented(o)...), true
			}
		case mark >= markAPP0 && mark <= markAPPf:
			out = append(out, plainAPP(mark, segment)...)
		case mark == markSOS:
			n := scanned(b[i:])
			out = append(append(out, segment...), b[i:i+n]...)
			i += n
		case mark >= 0xc0 && mark <= 0xcf && mark != 0xc8, mark >= 0xdb && mark <= 0xdd:
			// Frames, Huffman and arithmetic tables, quantisation, lines, restarts.
			out = append(out, segment...)
		}
	}
	return nil, false
}

// jpegSegment gives the segment that begins at a marker with a length behind it.
func jpegSegment(b []byte) ([]byte, bool) {
	if len(b) < 4 {
		return nil, false
	}
	n := 2 + int(binary.BigEndian.Uint16(b[2:]))
	return b[:min(n, len(b))], n >= 4 && n <= len(b)
}

// scanned gives the length of a scan's coded data: up to the next marker that is not one
// of its own (a stuffed zero, a restart).
func scanned(b []byte) int {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] != 0 && b[i+1] != 0xff && (b[i+1] < 0xd0 || b[i+1] > 0xd7) {
			return i
		}
	}
	return len(b)
}

// plainAPP gives what may stay of an application segment: JFIF's without its thumbnail,
// and Adobe's word on how colours are coded.
func plainAPP(mark byte, segment []byte) []byte {
	body := segment[4:]
	switch {
	case mark == markAPP0 && len(body) >= 14 && bytes.HasPrefix(body, []byte("JFIF\x00")):
		kept := append([]byte{0xff, mark, 0, 16}, body[:12]...)
		return append(kept, 0, 0)
	case mark == 0xee && len(body) >= 12 && bytes.HasPrefix(body, []byte("Adobe")):
		return append([]byte{0xff, mark, 0, 14}, body[:12]...)
	}
	return nil
}

// exif begins a segment of EXIF; the TIFF data behind it counts its places from there.
const exif = "Exif\x00\x00"

// orientation reads which way up an image is (EXIF 2.32, tag 0x0112): 1 to 8, 0 when it
// does not say. Only the first directory is read, and no pointer in it is followed.
func orientation(body []byte) int {
	t, ok := bytes.CutPrefix(body, []byte(exif))
	if !ok || len(t) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if t[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(t[4:]))
	if at+2 > int64(len(t)) {
		return 0
	}
	entries := t[at+2:]
	for n := order.Uint16(t[at:]); n > 0 && len(entries) >= 12; n-- {
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 {
			if o := order.Uint16(entries[8:]); o >= 1 && o <= 8 {
				return int(o)
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}

// oriented is a segment of EXIF that says which way up an image is, and nothing else.
func oriented(o int) []byte {
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(o), 0, 0, 0, 0, 0, 0}
	segment := []byte{0xff, 0xe1, 0, byte(2 + len(exif) + len(tiff))}
	return append(append(segment, exif...), tiff...)
}

// pngBegins is the signature of a PNG.
const pngBegins = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks that make up the picture (PNG, third edition, 11.2 and 11.3).
// Text, time, EXIF, embedded profiles and animation are not among them.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true,
	"tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "sBIT": true, "bKGD": true, "pHYs": true,
}

// stripPNG copies an image with only the chunks that make it up, and nothing behind its
// end. ok is false when it is not whole or a checksum is wrong.
func stripPNG(b []byte) (kept []byte, ok bool) {
	out := append(make([]byte, 0, len(b)), pngBegins...)
	for i := len(pngBegins); i+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[i:]))
		end := int64(i) + 12 + n
		if end > int64(len(b)) {
			return nil, false
		}
		chunk := b[i:end]
		if crc32.ChecksumIEEE(chunk[4:8+n]) != binary.BigEndian.Uint32(chunk[8+n:]) {
			return nil, false
		}
		kind := string(chunk[4:8])
		if pngKept[kind] {
			out = append(out, chunk...)
		}
		if kind == "IEND" {
			return out, true
		}
		i = int(end)
	}
	return nil, false
}
