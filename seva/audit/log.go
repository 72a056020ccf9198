package audit

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"duar/seva"
)

// Book is where the leaves are, and what was computed and signed of them. Leaves are
// written by the acts themselves; nothing here writes one.
type Book interface {
	// Size is how many leaves the acts have written, as they count them.
	Size(ctx context.Context) (int64, error)
	// Leaves gives the leaves that are there from a place on, at most limit, in their order:
	// the place, the canonical JSON, and the hash kept beside it. fn may keep the slices.
	Leaves(ctx context.Context, from int64, limit int, fn func(seq int64, data, hash []byte) error) error
	// Tiles gives the tiles of a level from number n on, at most limit, in their order. A
	// tile is up to 256 hashes of 32 bytes, one behind the other.
	Tiles(ctx context.Context, level int, n int64, limit int, fn func(n int64, hashes []byte) error) error
	// Kept gives the checkpoints of fewer than below entries, at most limit, the largest
	// first.
	Kept(ctx context.Context, below int64, limit int) ([]Kept, error)
	// Keep adds a checkpoint and the tiles that it has made larger, all or nothing. A
	// checkpoint of this size, and a tile that is larger already, stay as they are.
	Keep(ctx context.Context, k Kept, tiles []Tile) error
}

// Kept is a checkpoint as it is kept. Size is what it is found by; the note says it too.
type Kept struct {
	Size int64
	Note string
}

// Tile is 256 hashes of one level of the tree, or as many as there are: level 0 are the
// leaves' own, level 1 those of 256 leaves each, level 2 those of 65,536.
type Tile struct {
	Level  int
	N      int64
	Hashes []byte
}

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// stride is how many new entries one checkpoint takes in at most: catching up with a long
// log costs a bounded memory and bounded transactions.
const stride = 1 << 16

// Log is the audit log with its key.
type Log struct {
	book    Book
	world   seva.World
	key     Key
	witness Witness
}

// NewLog makes a log that signs with key and believes it and the older public keys.
func NewLog(b Book, w seva.World, key Key, older ...string) (*Log, error) {
	witness, err := NewWitness(append([]string{key.Public()}, older...)...)
	return &Log{b, w, key, witness}, err
}

// Checkpoint signs how many entries there are and the root of the tree over them, and keeps
// both. It costs what is new since the last one: it reads and hashes the new entries, and
// of the old tree a few tiles, which must agree with the last checkpoint. When nothing is
// new it gives the last one again. It signs nothing that is damaged: the error is a Fault.
func (l *Log) Checkpoint(ctx context.Context) (Checkpoint, error) {
	last, err := l.Newest(ctx)
	if err != nil && !errors.Is(err, ErrNone) {
		return Checkpoint{}, err
	}
	known := err == nil
	size, err := l.book.Size(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	if size < last.Size {
		return Checkpoint{}, seva.Broken(Fault{Kind: Truncated, Entry: size, Last: last.Size - 1})
	}
	for !known || last.Size < size {
		if last, err = l.extend(ctx, last, min(size, last.Size+stride)); err != nil {
			return Checkpoint{}, err
		}
		known = true
	}
	return last, nil
}

// extend signs a larger tree than the last one.
func (l *Log) extend(ctx context.Context, last Checkpoint, size int64) (Checkpoint, error) {
	g := grown{old: l.stored(ctx, last), base: tlog.StoredHashCount(last.Size)}
	next := last.Size
	err := l.book.Leaves(ctx, next, int(size-next), func(seq int64, data, hash []byte) error {
		h := tlog.RecordHash(data)
		switch {
		case seq != next:
			return Fault{Kind: Missing, Entry: next, Last: seq - 1}
		case string(h[:]) != string(hash):
			return Fault{Kind: Edited, Entry: seq, Last: seq}
		}
		next++
		return g.add(seq, h)
	})
	if err == nil && next != size {
		err = Fault{Kind: Truncated, Entry: next, Last: size - 1}
	}
	if err != nil {
		return Checkpoint{}, seva.Broken(err)
	}
	root := last.Root
	if size > last.Size || size == 0 {
		if root, err = tlog.TreeHash(size, &g); err != nil {
			return Checkpoint{}, seva.Broken(err)
		}
	}
	var tiles []Tile
	for _, t := range tlog.NewTiles(tileHeight, last.Size, size) {
		data, err := tlog.ReadTileData(t, &g)
		if err != nil {
			return Checkpoint{}, seva.Broken(err)
		}
		tiles = append(tiles, Tile{t.L, t.N, data})
	}
	c, err := l.key.sign(Checkpoint{Size: size, Root: root, At: l.world.Now()})
	if err != nil {
		return Checkpoint{}, seva.Broken(err)
	}
	return c, l.book.Keep(ctx, Kept{c.Size, c.Note}, tiles)
}

// ErrNone is given when nothing has been signed yet, or no such entry is there.
var ErrNone = seva.Fail(seva.NotFound, seva.Say("error.not_found"))

// Newest gives the checkpoint of the most entries, or ErrNone. One that none of our keys
// has signed is a Fault.
func (l *Log) Newest(ctx context.Context) (Checkpoint, error) {
	newest, err := l.book.Kept(ctx, everything, 1)
	if err != nil {
		return Checkpoint{}, err
	}
	if len(newest) == 0 {
		return Checkpoint{}, ErrNone
	}
	return l.witness.kept(newest[0])
}

// kept opens a checkpoint that was kept.
func (w Witness) kept(k Kept) (Checkpoint, error) {
	c, err := w.Open(k.Note)
	if err == nil && c.Size != k.Size {
		err = fmt.Errorf("audit: it is of %d entries", c.Size)
	}
	if err != nil {
		return Checkpoint{}, seva.Broken(Fault{Kind: Unsigned, Entry: k.Size, Last: k.Size, Err: err})
	}
	return c, nil
}
