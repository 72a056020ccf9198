package pdf

import (
	"bytes"
	"compress/zlib"
	"math"
	"strconv"
	"sync"
	"unicode/utf16"
)

// squeezers are kept: one has a megabyte of tables, and a page has a dozen streams.
var squeezers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func squeeze(data []byte) []byte {
	var out bytes.Buffer
	z := squeezers.Get().(*zlib.Writer)
	defer squeezers.Put(z)
	z.Reset(&out)
	_, _ = z.Write(data) // a buffer does not fail
	_ = z.Close()
	return out.Bytes()
}

// text is a string for a person as PDF writes it: UTF-16 in hexadecimal.
func text(s string) []byte {
	return append(appendText(append(make([]byte, 0, 8+4*len(s)), "<FEFF"...), s), '>')
}

const hexDigits = "0123456789ABCDEF"

func appendHex(b []byte, v uint16) []byte {
	return append(b, hexDigits[v>>12], hexDigits[v>>8&15], hexDigits[v>>4&15], hexDigits[v&15])
}

// appendText writes a string as UTF-16 in hexadecimal.
func appendText(b []byte, s string) []byte {
	for _, r := range s {
		if high, low := utf16.EncodeRune(r); r > 0xffff {
			b = appendHex(appendHex(b, uint16(high)), uint16(low))
		} else {
			b = appendHex(b, uint16(r))
		}
	}
	return b
}

// number writes a length to a hundredth, as short as it is. What is no number is 0: a
// file must stay readable whatever is drawn in it.
func number(v float64) []byte { return appendNumber(nil, v) }

func appendNumber(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.Abs(v) > 1e6 {
		v = 0
	}
	h := int64(math.Round(v * 100))
	if h < 0 {
		b, h = append(b, '-'), -h
	}
	b = strconv.AppendInt(b, h/100, 10)
	switch tenth, rest := h/10%10, h%10; {
	case rest != 0:
		b = append(b, '.', byte('0'+tenth), byte('0'+rest))
	case tenth != 0:
		b = append(b, '.', byte('0'+tenth))
	}
	return b
}
