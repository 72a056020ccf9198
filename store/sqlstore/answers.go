package sqlstore

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"duar/seva/form"
)

// Answers as they are kept, in fields of their own so that they are read many times
// faster than any general format is: a count, then each answer's key and value by key.
// Numbers are unsigned varints, a text is its length and its bytes. A value begins with
// what it has; what it does not have is not written. No answers at all are no bytes.
//
// This order is answersFormat, which stands in front; a change of it is a new number, and
// the old one is still read.
const answersFormat = 1

const (
	hasText = 1 << iota
	hasList
	hasRows
)

// maxDeep is how deep rosters may stand in rosters; a form has them one deep.
const maxDeep = 8

var errAnswers = errors.New("sqlstore: answers are cut short or of a later format")

func packAnswers(a form.Answers) []byte {
	if a == nil {
		return nil
	}
	b := make([]byte, 1, 16+32*len(a))
	b[0] = answersFormat
	return appendAnswers(b, a)
}

func appendAnswers(b []byte, a form.Answers) []byte {
	b = binary.AppendUvarint(b, uint64(len(a)))
	for _, key := range slices.Sorted(maps.Keys(a)) {
		v := a[key]
		b = appendText(b, key)
		has := byte(0)
		if v.Text != "" {
			has |= hasText
		}
		if v.List != nil {
			has |= hasList
		}
		if v.Rows != nil {
			has |= hasRows
		}
		b = append(b, has)
		if has&hasText != 0 {
			b = appendText(b, v.Text)
		}
		if has&hasList != 0 {
			b = binary.AppendUvarint(b, uint64(len(v.List)))
			for _, s := range v.List {
				b = appendText(b, s)
			}
		}
		if has&hasRows != 0 {
			b = binary.AppendUvarint(b, uint64(len(v.Rows)))
			for _, row := range v.Rows {
				// 0 for a row that is nil, so that it comes back as it was.
				if row == nil {
					b = append(b, 0)
					continue
				}
				b = appendAnswers(append(b, 1), row)
			}
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func unpackAnswers(b []byte) (form.Answers, error) { return readAnswers(string(b)) }

// readAnswers reads out of one string: every text is a part of it.
func readAnswers(s string) (form.Answers, error) {
	if s == "" {
		return nil, nil
	}
	if s[0] != answersFormat {
		return nil, errAnswers
	}
	r := answerReader{rest: s[1:]}
	a := r.answers(0)
	if r.bad || r.rest != "" {
		return nil, errAnswers
	}
	return a, nil
}

// answerReader reads on until something is not as it must be; then bad is set and all
// that follows is empty.
type answerReader struct {
	rest string
	bad  bool
}

func (r *answerReader) answers(deep int) form.Answers {
	n := r.count()
	if deep > maxDeep {
		r.bad = true
	}
	if r.bad {
		return nil
	}
	a := make(form.Answers, n)
	for range n {
		key := r.text()
		v := r.value(deep)
		if r.bad {
			return nil
		}
		a[key] = v
	}
	return a
}

func (r *answerReader) value(deep int) form.Value {
	var v form.Value
	has := r.byte()
	if has&hasText != 0 {
		v.Text = r.text()
	}
	if has&hasList != 0 {
		v.List = make([]string, r.count())
		for i := range v.List {
			v.List[i] = r.text()
		}
	}
	if has&hasRows != 0 {
		v.Rows = make([]form.Answers, r.count())
		for i := range v.Rows {
			if r.byte() != 0 {
				v.Rows[i] = r.answers(deep + 1)
			}
		}
	}
	return v
}

func (r *answerReader) byte() byte {
	if r.rest == "" {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// number reads an unsigned varint.
func (r *answerReader) number() uint64 {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		b := r.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.bad = true
	return 0
}

// count reads how many of something follow. Each takes a byte at least, so a count that
// is longer than the rest is false, and nothing is made ready for it.
func (r *answerReader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.bad = true
	}
	if r.bad {
		return 0
	}
	return int(n)
}

func (r *answerReader) text() string {
	n := r.count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}
