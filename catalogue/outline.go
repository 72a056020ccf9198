package catalogue

import (
	"encoding/binary"
	"errors"
	"fmt"

	"duar/seva/land"
	"duar/seva/place"
)

// Outline is the shape of one census village. outline/README.md describes the bytes.
type Outline struct {
	IDN    place.IDN // of the mouza it was matched to by name; 0 when to none
	Census string    // census 2001 code of the village, 16 digits
	Name   string    // as the census spells it, in English
	// Rings are the outer boundaries, counter-clockwise, largest first. Most villages
	// have one; enclaves are not cut out.
	Rings []land.Ring
}

// outlineMagic opens the file; the last byte is the version of the encoding.
const outlineMagic = "DUAROL\x01"

// Limits of one file. They keep a damaged file from asking for the memory of the
// whole machine, and are far above any real village.
const (
	maxOutlines = 100_000
	maxRings    = 1_000
	maxPoints   = 100_000
	maxText     = 200
)

// EncodeOutlines writes outlines in the order given. The same outlines give the same bytes.
func EncodeOutlines(outlines []Outline) []byte {
	b := binary.AppendUvarint([]byte(outlineMagic), uint64(len(outlines)))
	for _, o := range outlines {
		b = binary.AppendUvarint(b, uint64(o.IDN))
		b = appendText(b, o.Census)
		b = appendText(b, o.Name)
		b = binary.AppendUvarint(b, uint64(len(o.Rings)))
		for _, ring := range o.Rings {
			b = binary.AppendUvarint(b, uint64(len(ring)))
			var last land.Point // every ring starts from zero, so that each can be read alone
			for _, p := range ring {
				b = binary.AppendVarint(b, int64(p.Lon)-int64(last.Lon))
				b = binary.AppendVarint(b, int64(p.Lat)-int64(last.Lat))
				last = p
			}
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decodeOutlines reads what EncodeOutlines wrote. It refuses a file of another version, a short or
// overlong file, counts beyond the limits, points off the globe and rings that are
// not counter-clockwise.
func decodeOutlines(b []byte) ([]Outline, error) {
	if len(b) < len(outlineMagic) || string(b[:len(outlineMagic)]) != outlineMagic {
		return nil, errors.New("outline: not an outline file of this version")
	}
	r := outlineReader{rest: b[len(outlineMagic):]}
	var outlines []Outline
	for range r.count(maxOutlines) {
		o := Outline{IDN: place.IDN(r.count(9_999_999)), Census: r.text(), Name: r.text()}
		for range r.count(maxRings) {
			if o.Rings = append(o.Rings, r.ring()); r.err != nil {
				break
			}
		}
		if r.err != nil {
			return nil, fmt.Errorf("outline %d: %w", len(outlines)+1, r.err)
		}
		outlines = append(outlines, o)
	}
	if r.err != nil || len(r.rest) != 0 {
		return nil, errors.Join(errors.New("outline: the end is not where it should be"), r.err)
	}
	return outlines, nil
}

// outlineReader takes values off the front; after the first error it gives zeros.
type outlineReader struct {
	rest []byte
	err  error
}

var errDamaged = errors.New("damaged")

func (r *outlineReader) fail() int64 {
	r.rest, r.err = nil, errDamaged
	return 0
}

func (r *outlineReader) count(limit int) int {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > uint64(limit) {
		return int(r.fail())
	}
	r.rest = r.rest[n:]
	return int(v)
}

func (r *outlineReader) delta() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		return r.fail()
	}
	r.rest = r.rest[n:]
	return v
}

func (r *outlineReader) text() string {
	n := r.count(maxText)
	if n > len(r.rest) {
		r.fail()
		return ""
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *outlineReader) ring() land.Ring {
	n := r.count(maxPoints)
	if n > len(r.rest)/2 { // a point takes at least two bytes
		r.fail()
		return nil
	}
	ring := make(land.Ring, n)
	var lon, lat int64
	for i := range ring {
		lon, lat = lon+r.delta(), lat+r.delta()
		if lon < -180e6 || lon > 180e6 || lat < -90e6 || lat > 90e6 {
			r.fail()
			return nil
		}
		ring[i] = land.Point{Lon: int32(lon), Lat: int32(lat)}
	}
	if r.err == nil && (n < 3 || ring.Twice() <= 0) {
		r.fail()
	}
	return ring
}
