package seal

import (
	"encoding/hex"
	"strings"
	"unicode/utf16"
)

// Says is which paper a file says that it is: the number and the QR code in its information
// (paper/pdf, About), "" where it says none. It proves nothing: believe it of a file whose Report
// is Genuine, in which every byte of it was signed.
func Says(pdf []byte) (number, code string) {
	f, err := open(pdf)
	if err != nil {
		return "", ""
	}
	d, _, err := f.dictOf("Info", f.trailer)
	if err != nil {
		return "", ""
	}
	return readText(d.get("Number")), readText(d.get("Code"))
}

// readText reads a text string as we write it, UTF-16 in hexadecimal, or a plain one in
// parentheses; "" for any other.
func readText(raw []byte) string {
	s := string(raw)
	if rest, ok := strings.CutPrefix(s, "<FEFF"); ok {
		b, err := hex.DecodeString(strings.TrimSuffix(rest, ">"))
		if err != nil || len(b)%2 != 0 {
			return ""
		}
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
		}
		return string(utf16.Decode(units))
	}
	if len(s) >= 2 && s[0] == '(' && !strings.ContainsFunc(s, func(r rune) bool { return r == '\\' || r >= 0x80 }) {
		return s[1 : len(s)-1]
	}
	return ""
}
