package audit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// closing is the last line of an export.
type closing struct {
	Checkpoint string `json:"checkpoint"`
}

// Export writes the log as JSON Lines: every leaf as the bytes that were hashed, one a line
// in the order of the log (the first line is entry 0), and behind them a line with the
// signed checkpoint that covers just these. It signs a new one when there is something new.
func (l *Log) Export(ctx context.Context, to io.Writer) (Checkpoint, error) {
	c, err := l.Checkpoint(ctx)
	if err != nil {
		return c, err
	}
	w := bufio.NewWriterSize(to, 1<<16)
	next := int64(0)
	for next < c.Size {
		before := next
		err := l.book.Leaves(ctx, next, int(min(batch, c.Size-next)), func(seq int64, data, _ []byte) error {
			if seq != next {
				return Fault{Kind: Missing, Entry: next, Last: seq - 1}
			}
			next++
			if _, err := w.Write(data); err != nil {
				return err
			}
			return w.WriteByte('\n')
		})
		if err != nil {
			return c, err
		}
		if next == before {
			return c, Fault{Kind: Truncated, Entry: next, Last: c.Size - 1}
		}
	}
	last, err := json.Marshal(closing{c.Note})
	if err != nil {
		return c, err
	}
	w.Write(last)
	w.WriteByte('\n')
	return c, w.Flush()
}

// longestLine bounds a line of an export that is read, in bytes.
const longestLine = 1 << 20

// CheckExport reads what Export wrote, and tells whether it is what the checkpoint in its
// last line was signed of. It needs nothing but the public key.
func (w Witness) CheckExport(from io.Reader) (Checkpoint, error) {
	s := bufio.NewScanner(from)
	s.Buffer(make([]byte, 1<<16), longestLine)
	var e edge
	var held []byte // the last line is no leaf, and which is the last is known behind it
	for any := false; s.Scan(); any = true {
		if any {
			e.add(tlog.RecordHash(held), func(int, int64, tlog.Hash) {})
		}
		held = append(held[:0], s.Bytes()...)
	}
	if err := s.Err(); err != nil {
		return Checkpoint{}, err
	}
	var last closing
	d := json.NewDecoder(bytes.NewReader(held))
	d.DisallowUnknownFields()
	if err := d.Decode(&last); err != nil || last.Checkpoint == "" {
		return Checkpoint{}, errors.New("audit: the last line is no checkpoint; the end of the file is missing")
	}
	c, err := w.Open(last.Checkpoint)
	switch {
	case err != nil:
	case e.size != c.Size:
		err = fmt.Errorf("audit: there are %d entries, and the checkpoint is of %d", e.size, c.Size)
	case e.root() != c.Root:
		err = errors.New("audit: the entries are not those that were signed")
	}
	return c, err
}
