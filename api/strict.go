package api

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"duar/api/wire"
	"duar/seva"
)

// What a body may hold at most, whatever its length.
const (
	mostDepth = 16
	mostKeys  = 1000 // of all its objects together, elements of lists counted too
)

// node is a value of a body that was read strictly. Kind is one of object, list, string,
// number, true, false and null, by the byte it begins with: { [ " 0 t f n.
type node struct {
	kind  byte
	text  string // of a string, unescaped; of a number, as written
	names []string
	parts []node // of an object as its names, of a list in its order
	raw   []byte // as it was written
}

// strict reads JSON (RFC 8259) as a public door must. The decoder of the standard library
// takes the last of two equal keys, any case of a name, and mends broken text in silence,
// so that two programs can read two things out of one body; here each of these is
// refused, and so are NUL, half of a surrogate pair, anything after the end, and a body
// nested or filled beyond reason. The error says where, as a JSON pointer (RFC 6901).
func strict(body []byte) (node, error) {
	r := reader{text: body}
	if !utf8.Valid(body) {
		return node{}, flawAt("", "error.text.encoding")
	}
	n, err := r.value("", 1)
	if err != nil {
		return node{}, err
	}
	if r.space(); r.at < len(r.text) {
		return node{}, flawAt("", "error.json.trailing")
	}
	return n, nil
}

// flawAt refuses a body because of what stands at the pointer.
func flawAt(pointer, key string, args ...seva.Args) error {
	return pointed{pointer, seva.Refuse("body", seva.Say(key, args...))}
}

// token writes a name as one token of a pointer. One that could hurt whoever shows it is
// a question mark: nothing of ours has such a name.
func token(name string) string {
	if clean, err := seva.Clean("", name); err != nil || clean != name || len(name) > 128 {
		return "?"
	}
	return wire.Escape(name)
}

// pointed is an error about one place in the body.
type pointed struct {
	pointer string
	err     *seva.Error
}

func (p pointed) Error() string { return p.err.Error() }
func (p pointed) Unwrap() error { return p.err }

// reader is strict at work.
type reader struct {
	text []byte
	at   int
	keys int
}

func (r *reader) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return
		}
	}
}

// next gives the byte that stands next, or 0 at the end: NUL itself is never good.
func (r *reader) next() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

// take takes the byte if it is next.
func (r *reader) take(b byte) bool {
	if r.next() != b || b == 0 {
		return false
	}
	r.at++
	return true
}

func (r *reader) value(pointer string, depth int) (node, error) {
	if depth > mostDepth {
		return node{}, flawAt(pointer, "error.json.deep", seva.Args{"Most": mostDepth})
	}
	r.space()
	start := r.at
	n, err := r.one(pointer, depth)
	if err == nil {
		n.raw = r.text[start:r.at]
	}
	return n, err
}

func (r *reader) one(pointer string, depth int) (node, error) {
	switch b := r.next(); b {
	case '{':
		return r.object(pointer, depth)
	case '[':
		return r.list(pointer, depth)
	case '"':
		s, err := r.word(pointer)
		return node{kind: '"', text: s}, err
	case 't', 'f', 'n':
		for _, word := range []string{"true", "false", "null"} {
			if bytes.HasPrefix(r.text[r.at:], []byte(word)) {
				r.at += len(word)
				return node{kind: b}, nil
			}
		}
	default:
		return r.number(pointer)
	}
	return node{}, flawAt(pointer, "error.json.form")
}

func (r *reader) object(pointer string, depth int) (node, error) {
	n := node{kind: '{'}
	r.at++
	for r.space(); !r.take('}'); r.space() {
		if len(n.names) > 0 && !r.take(',') {
			return n, flawAt(pointer, "error.json.form")
		}
		r.space()
		if r.next() != '"' {
			return n, flawAt(pointer, "error.json.form")
		}
		name, err := r.word(pointer)
		if err != nil {
			return n, err
		}
		inside := pointer + "/" + token(name)
		if slices.Contains(n.names, name) {
			return n, flawAt(inside, "error.json.twice")
		}
		if err := r.count(pointer); err != nil {
			return n, err
		}
		if r.space(); !r.take(':') {
			return n, flawAt(inside, "error.json.form")
		}
		part, err := r.value(inside, depth+1)
		if err != nil {
			return n, err
		}
		n.names, n.parts = append(n.names, name), append(n.parts, part)
	}
	return n, nil
}

func (r *reader) list(pointer string, depth int) (node, error) {
	n := node{kind: '['}
	r.at++
	for r.space(); !r.take(']'); r.space() {
		if len(n.parts) > 0 && !r.take(',') {
			return n, flawAt(pointer, "error.json.form")
		}
		if err := r.count(pointer); err != nil {
			return n, err
		}
		part, err := r.value(pointer+"/"+strconv.Itoa(len(n.parts)), depth+1)
		if err != nil {
			return n, err
		}
		n.parts = append(n.parts, part)
	}
	return n, nil
}

// count holds the sum of keys and elements to its bound: a look for a key twice is then
// never dear.
func (r *reader) count(pointer string) error {
	if r.keys++; r.keys > mostKeys {
		return flawAt(pointer, "error.json.many", seva.Args{"Most": mostKeys})
	}
	return nil
}

// number takes what RFC 8259 calls a number. Which numbers are wanted is for bind to say.
func (r *reader) number(pointer string) (node, error) {
	start := r.at
	for r.at < len(r.text) && bytes.IndexByte([]byte("+-.0123456789Ee"), r.text[r.at]) >= 0 {
		r.at++
	}
	word := r.text[start:r.at]
	if len(word) == 0 || len(word) > 32 || !json.Valid(word) {
		return node{}, flawAt(pointer, "error.json.form")
	}
	return node{kind: '0', text: string(word)}, nil
}

// word takes a string and undoes its escapes.
func (r *reader) word(pointer string) (string, error) {
	r.at++
	var b []byte
	for start := r.at; ; {
		switch c := r.next(); {
		case c == '"':
			b = append(b, r.text[start:r.at]...)
			r.at++
			return string(b), nil
		case c == '\\':
			b = append(b, r.text[start:r.at]...)
			s, key := r.escape()
			if key != "" {
				return "", flawAt(pointer, key)
			}
			b = append(b, s...)
			start = r.at
		case c == 0 && r.at < len(r.text): // a NUL as it is; the end of the body is below
			return "", flawAt(pointer, "error.text.control")
		case c < ' ':
			return "", flawAt(pointer, "error.json.form")
		default:
			r.at++
		}
	}
}

var escapes = map[byte]string{'"': `"`, '\\': `\`, '/': "/", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t"}

// escape takes one escape and gives what it means, or the key of what is wrong with it.
func (r *reader) escape() (meant, wrong string) {
	r.at++
	c := r.next()
	r.at++
	if c != 'u' {
		if s, ok := escapes[c]; ok {
			return s, ""
		}
		return "", "error.json.form"
	}
	first, ok := r.hex()
	switch {
	case !ok:
		return "", "error.json.form"
	case first == 0:
		return "", "error.text.control"
	case !utf16.IsSurrogate(first):
		return string(first), ""
	}
	if !bytes.HasPrefix(r.text[min(r.at, len(r.text)):], []byte(`\u`)) {
		return "", "error.text.encoding"
	}
	r.at += 2
	second, ok := r.hex()
	if whole := utf16.DecodeRune(first, second); ok && whole != utf8.RuneError {
		return string(whole), ""
	}
	return "", "error.text.encoding"
}

func (r *reader) hex() (rune, bool) {
	if r.at+4 > len(r.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(r.text[r.at:r.at+4]), 16, 16)
	if err != nil || bytes.ContainsAny(r.text[r.at:r.at+4], "+-_") {
		return 0, false
	}
	r.at += 4
	return rune(n), true
}
