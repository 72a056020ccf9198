package seal

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// errStructure is a file that cannot be read as PDF far enough to sign it.
var errStructure = errors.New("seal: not a PDF file that can be signed")

// deepest is how far arrays and dictionaries may lie in each other; real files stay below ten.
const deepest = 64

// mostEntries bounds a dictionary: looking one up is linear, and real ones have a dozen.
const mostEntries = 1024

// lexer reads PDF objects (ISO 32000-1, 7.2 and 7.3) out of bytes without copying them.
type lexer struct {
	b  []byte
	at int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 || c == '\f'
}

func delimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// skip passes white space and comments.
func (l *lexer) skip() {
	for l.at < len(l.b) {
		switch c := l.b[l.at]; {
		case space(c):
			l.at++
		case c == '%':
			end := bytes.IndexAny(l.b[l.at:], "\r\n")
			if end < 0 {
				l.at = len(l.b)
				return
			}
			l.at += end
		default:
			return
		}
	}
}

// word reads a run of regular characters: a number, a keyword, the letters of a name.
func (l *lexer) word() string {
	from := l.at
	for l.at < len(l.b) && !space(l.b[l.at]) && !delimiter(l.b[l.at]) {
		l.at++
	}
	return string(l.b[from:l.at])
}

// keyword passes one that must stand here.
func (l *lexer) keyword(want string) bool {
	l.skip()
	from := l.at
	if l.word() == want {
		return true
	}
	l.at = from
	return false
}

// integer reads a number without sign or point. Twelve digits are more than any offset.
func (l *lexer) integer() (int, bool) {
	l.skip()
	from := l.at
	w := l.word()
	if n, err := strconv.ParseUint(w, 10, 40); err == nil && len(w) <= 12 {
		return int(n), true
	}
	l.at = from
	return 0, false
}

// value passes one object of any type and gives its bytes.
func (l *lexer) value(depth int) ([]byte, error) {
	l.skip()
	from := l.at
	if l.at >= len(l.b) || depth > deepest {
		return nil, fmt.Errorf("%w: it ends in the middle of an object, or objects lie too deep", errStructure)
	}
	var err error
	switch c := l.b[l.at]; {
	case bytes.HasPrefix(l.b[l.at:], []byte("<<")):
		l.at += 2
		err = l.until(">>", depth)
	case c == '[':
		l.at++
		err = l.until("]", depth)
	case c == '<':
		end := bytes.IndexByte(l.b[l.at:], '>')
		if end < 0 {
			return nil, fmt.Errorf("%w: a string without an end", errStructure)
		}
		l.at += end + 1
	case c == '(':
		err = l.literal()
	case c == '/':
		l.at++
		l.word()
	case delimiter(c):
		return nil, fmt.Errorf("%w: %q stands where an object should", errStructure, c)
	default:
		if _, ok := l.integer(); !ok {
			l.word()
			break
		}
		// A number, or the first of "12 0 R".
		end := l.at
		if _, ok := l.integer(); !ok || !l.keyword("R") {
			l.at = end
		}
	}
	return l.b[from:l.at], err
}

func (l *lexer) until(end string, depth int) error {
	for {
		l.skip()
		if bytes.HasPrefix(l.b[l.at:], []byte(end)) {
			l.at += len(end)
			return nil
		}
		if _, err := l.value(depth + 1); err != nil {
			return err
		}
	}
}

// literal passes a string in parentheses, which may hold others and escapes.
func (l *lexer) literal() error {
	open := 0
	for ; l.at < len(l.b); l.at++ {
		switch l.b[l.at] {
		case '\\':
			l.at++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.at++
				return nil
			}
		}
	}
	l.at = len(l.b)
	return fmt.Errorf("%w: a string without an end", errStructure)
}

// pair is one entry of a dictionary, its value as it is written.
type pair struct {
	key string
	raw []byte
}

// dict is a dictionary in the order it is written in.
type dict []pair

// readDict reads the dictionary that raw begins with.
func readDict(raw []byte) (dict, error) {
	l := lexer{b: raw}
	l.skip()
	if !bytes.HasPrefix(raw[l.at:], []byte("<<")) {
		return nil, fmt.Errorf("%w: a dictionary is wanted", errStructure)
	}
	l.at += 2
	var d dict
	for {
		l.skip()
		if bytes.HasPrefix(raw[l.at:], []byte(">>")) {
			return d, nil
		}
		if l.at >= len(raw) || raw[l.at] != '/' || len(d) == mostEntries {
			return nil, fmt.Errorf("%w: a dictionary with a key that is no name, or with too many", errStructure)
		}
		l.at++
		key := unescape(l.word())
		value, err := l.value(0)
		if err != nil {
			return nil, err
		}
		if d.get(key) == nil { // readers take the first of two; so do we
			d = append(d, pair{key, value})
		}
	}
}

// unescape undoes #41 in a name.
func unescape(name string) string {
	b := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		if name[i] == '#' && i+2 < len(name) {
			if v, err := strconv.ParseUint(name[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(v))
				i += 2
				continue
			}
		}
		b = append(b, name[i])
	}
	return string(b)
}

func (d dict) get(key string) []byte {
	for _, p := range d {
		if p.key == key {
			return p.raw
		}
	}
	return nil
}

// with gives the dictionary with another value of one key.
func (d dict) with(key string, raw []byte) dict {
	out := make(dict, 0, len(d)+1)
	for _, p := range d {
		if p.key != key {
			out = append(out, p)
		}
	}
	return append(out, pair{key, raw})
}

func (d dict) bytes() []byte {
	b := []byte("<<")
	for _, p := range d {
		b = append(b, '/')
		for i := range len(p.key) {
			if c := p.key[i]; c <= ' ' || c > '~' || c == '#' || delimiter(c) {
				b = fmt.Appendf(b, "#%02X", c)
				continue
			}
			b = append(b, p.key[i])
		}
		b = append(b, ' ')
		b = append(b, p.raw...)
	}
	return append(b, ">>"...)
}
