package extract

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"duar/seva"
)

// lines cuts a stream at line feeds, and knows where each line stands. A line that is
// too long or not UTF-8 is passed over, not kept, and says so in bad.
type lines struct {
	in     *bufio.Reader
	line   []byte // without its end; valid until next
	bad    error
	number int64 // of this line, from 1
	start  int64 // offset of this line
	offset int64 // offset behind it
	long   []byte
	err    error // what ended the stream, nil for its end
}

func newLines(r io.Reader) lines { return lines{in: bufio.NewReaderSize(r, 1<<16)} }

var mark = []byte("\ufeff") // a byte order mark, as spreadsheets put before UTF-8

func (l *lines) next() bool {
	l.start, l.bad = l.offset, nil
	part, err := l.in.ReadSlice('\n')
	l.line = part
	size := len(part)
	if errors.Is(err, bufio.ErrBufferFull) {
		l.long = append(l.long[:0], part...)
		for errors.Is(err, bufio.ErrBufferFull) {
			part, err = l.in.ReadSlice('\n')
			size += len(part)
			if size <= maxLine {
				l.long = append(l.long, part...)
			}
		}
		l.line = l.long
	}
	if err != nil && !errors.Is(err, io.EOF) {
		l.err = err
		return false // half a line is no line
	}
	if size == 0 {
		return false
	}
	l.number++
	l.offset += int64(size)
	switch {
	case size > maxLine:
		l.bad = seva.Refuse("line", seva.Say("error.extract.line", seva.Args{"Limit": maxLine}))
	case !utf8.Valid(l.line):
		l.bad = seva.Refuse("line", seva.Say("error.text.encoding"))
	}
	if l.number == 1 {
		l.line = bytes.TrimPrefix(l.line, mark)
	}
	l.line = bytes.TrimSuffix(l.line, []byte("\n"))
	l.line = bytes.TrimSuffix(l.line, []byte("\r"))
	return true
}
