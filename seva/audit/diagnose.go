package audit

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// shelf reads the tiles of one level from left to right, several at a time.
type shelf struct {
	level int
	first int64    // number of the first tile that is at hand
	tiles [][]byte // nil where one is missing
}

// shelfWidth is how many tiles are read at once: 256 KB.
const shelfWidth = 32

// hash gives the hash that is kept of number n of the level, or nil.
func (s *shelf) hash(ctx context.Context, b Book, n int64) ([]byte, error) {
	t := n / tileWidth
	if t < s.first || t >= s.first+int64(len(s.tiles)) {
		s.first, s.tiles = t, make([][]byte, shelfWidth)
		err := b.Tiles(ctx, s.level, t, shelfWidth, func(n int64, hashes []byte) error {
			if i := n - t; i >= 0 && i < shelfWidth {
				s.tiles[i] = hashes
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	tile := s.tiles[t-s.first]
	at := int(n%tileWidth) * tlog.HashSize
	if at+tlog.HashSize > len(tile) {
		return nil, nil
	}
	return tile[at : at+tlog.HashSize], nil
}

// diagnose says what was done to entry k, the first that has another hash than its tile:
// from what stands there now, what stands behind it, and where that stood when it was signed.
func (v *walk) diagnose(ctx context.Context, k int64) (Fault, error) {
	var now []string // hashes of entry k and the one behind it
	err := v.book.Leaves(ctx, k, 2, func(_ int64, data, _ []byte) error {
		h := tlog.RecordHash(data)
		now = append(now, string(h[:]))
		return nil
	})
	if err != nil || len(now) == 0 {
		return Fault{Kind: Edited, Entry: k, Last: k}, err
	}
	was := func(n int64) string {
		h, herr := v.tiles[0].hash(ctx, v.book, n)
		if err == nil {
			err = herr
		}
		return string(h)
	}
	mine := was(k)
	at, err := v.find(ctx, k, now[0])
	if err != nil {
		return Fault{}, err
	}
	behind := ""
	if len(now) > 1 {
		behind = now[1]
	}
	f := Fault{Kind: Edited, Entry: k, Last: k}
	switch {
	case at > k && behind != mine && behind != was(k+1) && (at+1 >= v.sealed || behind == was(at+1)):
		// What followed k has moved up to it, in its order.
		f.Kind, f.Last = Deleted, at-1
	case at != none && behind == mine && at == k+1:
		f.Kind, f.Other = Moved, at // two neighbours were swapped
	case behind == mine:
		f.Kind = Inserted
		if at != none {
			f.Kind, f.Other = Moved, at
		}
	case at != none:
		f.Kind, f.Other = Moved, at
	}
	return f, err
}

// find gives the place at which a hash was signed, the nearest behind k first, or none.
func (v *walk) find(ctx context.Context, k int64, hash string) (int64, error) {
	var s shelf
	for _, run := range [][2]int64{{k + 1, v.sealed}, {0, k}} {
		for n := run[0]; n < run[1]; n++ {
			h, err := s.hash(ctx, v.book, n)
			if err != nil {
				return none, err
			}
			if string(h) == hash {
				return n, nil
			}
		}
	}
	return none, nil
}
