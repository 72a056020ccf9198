package audit

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// origin is the first line of every checkpoint: what kind of log it is of.
const origin = "duar audit"

// moment is how a leaf and a checkpoint write a time: RFC 3339 in UTC, all microseconds.
const moment = "2006-01-02T15:04:05.000000Z"

// Checkpoint says that the log had Size entries at a time, and that Root is the hash of the
// tree over them. Whoever holds one can tell whether those entries are still the same.
type Checkpoint struct {
	Size int64
	Root tlog.Hash
	At   time.Time
	// Note is the checkpoint as it was signed (a note of sumdb/note, in the manner of C2SP's
	// tlog-checkpoint): origin, size, root in base64 and "time " and the moment, each on a
	// line, an empty line, and the signature.
	Note string
}

// sign gives the checkpoint with its note.
func (k Key) sign(c Checkpoint) (Checkpoint, error) {
	text := fmt.Sprintf("%s\n%d\n%s\ntime %s\n", origin, c.Size, c.Root, c.At.UTC().Format(moment))
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	c.Note = string(signed)
	return c, err
}

// Open reads a checkpoint that one of the witness's keys has signed. All else is refused.
func (w Witness) Open(signed string) (Checkpoint, error) {
	text, err := w.open([]byte(signed))
	if err != nil {
		return Checkpoint{}, err
	}
	c, ok := parse(text)
	c.Note = signed
	if !ok {
		return Checkpoint{}, fmt.Errorf("audit: what is signed is no checkpoint of %q", origin)
	}
	return c, nil
}

// parse reads the four lines strictly: one text for one checkpoint.
func parse(text string) (c Checkpoint, ok bool) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[0] != origin || lines[4] != "" {
		return c, false
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return c, false
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return c, false
	}
	at, err := time.Parse("time "+moment, lines[3])
	if err != nil {
		return c, false
	}
	return Checkpoint{Size: size, Root: root, At: at}, true
}

func (c Checkpoint) tree() tlog.Tree { return tlog.Tree{N: c.Size, Hash: c.Root} }
