package audit

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// tileReader gives the tiles that are kept to tlog, which believes none of them before it
// has computed the signed root from them.
type tileReader func([]tlog.Tile) ([][]byte, error)

// Height, ReadTiles and SaveTiles are tlog.TileReader. Nothing is cached.
func (r tileReader) Height() int                                   { return tileHeight }
func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) { return r(tiles) }
func (r tileReader) SaveTiles([]tlog.Tile, [][]byte)               {}

// stored reads hashes of the tree that a checkpoint has signed; what does not agree with
// its root is a Fault.
func (l *Log) stored(ctx context.Context, c Checkpoint) tlog.HashReader {
	tiles := tileReader(func(wanted []tlog.Tile) ([][]byte, error) {
		found := make([][]byte, len(wanted))
		for i, t := range wanted {
			err := l.book.Tiles(ctx, t.L, t.N, 1, func(n int64, hashes []byte) error {
				if n == t.N {
					found[i] = hashes
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
			if len(found[i]) < t.W*tlog.HashSize {
				first := t.N << (tileHeight * (t.L + 1))
				return nil, Fault{Kind: Tree, Entry: first, Last: c.Size - 1}
			}
			// A tile may have grown since; its beginning is what it was.
			found[i] = found[i][:t.W*tlog.HashSize]
		}
		return found, nil
	})
	signed := tlog.TileHashReader(c.tree(), tiles)
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes, err := signed.ReadHashes(indexes)
		if err != nil {
			err = fault(err, Fault{Kind: Tree, Entry: 0, Last: c.Size - 1, Err: err})
		}
		return hashes, err
	})
}

// grown is a signed tree and what comes behind it: the hashes that tlog stores for the new
// leaves, in its order, from index base on.
type grown struct {
	old  tlog.HashReader
	base int64
	new  []tlog.Hash
}

// add takes the hash of the next leaf.
func (g *grown) add(n int64, leaf tlog.Hash) error {
	hashes, err := tlog.StoredHashesForRecordHash(n, leaf, g)
	g.new = append(g.new, hashes...)
	return err
}

// ReadHashes is tlog.HashReader. The old tree is asked once, for all that is its.
func (g *grown) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	var old []int64
	var at []int
	for i, x := range indexes {
		switch {
		case x < g.base:
			old, at = append(old, x), append(at, i)
		case x-g.base < int64(len(g.new)):
			hashes[i] = g.new[x-g.base]
		default:
			return nil, fmt.Errorf("audit: hash %d of the tree does not exist yet", x)
		}
	}
	if len(old) == 0 {
		return hashes, nil
	}
	read, err := g.old.ReadHashes(old)
	if err != nil {
		return nil, err
	}
	for i, h := range read {
		hashes[at[i]] = h
	}
	return hashes, nil
}

// edge is the right edge of a tree that is read once from left to right: the hashes of the
// full subtrees that are not yet part of a larger one, the largest first.
type edge struct {
	size   int64
	hashes []tlog.Hash
}

// add takes the hash of the next leaf. full is told of every subtree it completes whose
// hash stands in a tile: the tile's level, which one of the level it is, and the hash.
func (e *edge) add(h tlog.Hash, full func(level int, n int64, h tlog.Hash)) {
	n, height := e.size, 0
	for ; n&1 == 1; n >>= 1 {
		last := len(e.hashes) - 1
		h = tlog.NodeHash(e.hashes[last], h)
		e.hashes = e.hashes[:last]
		if height++; height%tileHeight == 0 {
			full(height/tileHeight, n>>1, h)
		}
	}
	e.hashes = append(e.hashes, h)
	e.size++
}

// root is the hash of the tree so far.
func (e *edge) root() tlog.Hash {
	last := len(e.hashes) - 1
	if last < 0 {
		empty, _ := tlog.TreeHash(0, nil) // reads nothing
		return empty
	}
	h := e.hashes[last]
	for i := last - 1; i >= 0; i-- {
		h = tlog.NodeHash(e.hashes[i], h)
	}
	return h
}
