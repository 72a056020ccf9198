package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"duar/seva"
)

// Proof shows that an entry is in the log that a checkpoint signed. It needs nothing else
// than the public key: neither the log, nor whoever keeps it.
type Proof struct {
	Entry int64  `json:"entry"`
	Leaf  string `json:"leaf"` // the very bytes that were hashed
	// Path is the audit path of RFC 6962, 2.1.1, from the leaf upwards, each in base64.
	Path       tlog.RecordProof `json:"path"`
	Checkpoint string           `json:"checkpoint"`
}

// Growth shows that the log of a later checkpoint begins with all entries of an earlier one
// (RFC 6962, 2.1.2).
type Growth struct {
	Since      string         `json:"since"`
	Path       tlog.TreeProof `json:"path"`
	Checkpoint string         `json:"checkpoint"`
}

// Prove gives the proof of an entry against the newest checkpoint, signing one first when
// none covers the entry yet. An entry that does not exist is NotFound.
func (l *Log) Prove(ctx context.Context, entry int64) (Proof, error) {
	if entry < 0 {
		return Proof{}, ErrNone
	}
	c, err := l.Newest(ctx)
	if errors.Is(err, ErrNone) || err == nil && entry >= c.Size {
		c, err = l.Checkpoint(ctx)
	}
	if err != nil {
		return Proof{}, err
	}
	if entry >= c.Size {
		return Proof{}, ErrNone
	}
	p := Proof{Entry: entry, Checkpoint: c.Note}
	found := false
	err = l.book.Leaves(ctx, entry, 1, func(seq int64, data, _ []byte) error {
		p.Leaf, found = string(data), seq == entry
		return nil
	})
	if err != nil {
		return Proof{}, err
	}
	if !found {
		return Proof{}, seva.Broken(Fault{Kind: Missing, Entry: entry, Last: entry})
	}
	if p.Path, err = tlog.ProveRecord(c.Size, entry, l.stored(ctx, c)); err != nil {
		return Proof{}, seva.Broken(err)
	}
	if tlog.CheckRecord(p.Path, c.Size, c.Root, entry, tlog.RecordHash([]byte(p.Leaf))) != nil {
		return Proof{}, seva.Broken(Fault{Kind: Edited, Entry: entry, Last: entry})
	}
	return p, nil
}

// Grow gives the proof that the newest checkpoint's log begins with an earlier one's. A log
// that does not is a Fault: somebody rewrote it.
func (l *Log) Grow(ctx context.Context, since string) (Growth, error) {
	old, err := l.witness.Open(since)
	if err != nil {
		return Growth{}, err
	}
	c, err := l.Checkpoint(ctx)
	if err != nil {
		return Growth{}, err
	}
	if old.Size > c.Size {
		return Growth{}, seva.Broken(Fault{Kind: RolledBack, Entry: old.Size, Last: c.Size})
	}
	g := Growth{Since: old.Note, Checkpoint: c.Note, Path: tlog.TreeProof{}}
	if old.Size > 0 {
		if g.Path, err = tlog.ProveTree(c.Size, old.Size, l.stored(ctx, c)); err != nil {
			return Growth{}, seva.Broken(err)
		}
	}
	if _, _, err := l.witness.CheckGrowth(g); err != nil {
		return Growth{}, seva.Broken(Fault{Kind: Forked, Entry: 0, Last: old.Size - 1})
	}
	return g, nil
}

// Check tells whether a proof holds, and gives the checkpoint that it rests on.
func (w Witness) Check(p Proof) (Checkpoint, error) {
	c, err := w.Open(p.Checkpoint)
	if err == nil {
		err = tlog.CheckRecord(p.Path, c.Size, c.Root, p.Entry, tlog.RecordHash([]byte(p.Leaf)))
	}
	return c, err
}

// CheckGrowth tells whether a proof of growth holds, and gives both its checkpoints.
func (w Witness) CheckGrowth(g Growth) (since, c Checkpoint, err error) {
	if since, err = w.Open(g.Since); err != nil {
		return since, c, err
	}
	if c, err = w.Open(g.Checkpoint); err != nil {
		return since, c, err
	}
	if since.Size == 0 { // every log begins with the empty one; tlog proves no such thing
		if len(g.Path) > 0 || since.Root != (&edge{}).root() {
			err = errors.New("audit: the proof does not hold")
		}
		return since, c, err
	}
	return since, c, tlog.CheckTree(g.Path, c.Size, c.Root, since.Size, since.Root)
}

// largestProof bounds a proof that is read, in bytes: a leaf, 63 hashes and a note are few
// kilobytes.
const largestProof = 1 << 20

// ReadProof reads what was written as JSON: a Proof, or a Growth when it says since what.
// Anything more than that, or less, is refused.
func ReadProof(r io.Reader) (p *Proof, g *Growth, err error) {
	text, err := io.ReadAll(io.LimitReader(r, largestProof+1))
	if err != nil {
		return nil, nil, err
	}
	if len(text) > largestProof {
		return nil, nil, errors.New("audit: this is too large for a proof")
	}
	var kind struct {
		Since *string `json:"since"`
	}
	// Fields that it does not know are the other kind's; strict reads them below.
	if err := json.Unmarshal(text, &kind); err != nil {
		return nil, nil, err
	}
	if kind.Since != nil {
		g = &Growth{}
		return nil, g, strict(text, g)
	}
	p = &Proof{}
	return p, nil, strict(text, p)
}

func strict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("audit: there is something behind the proof")
	}
	return nil
}
