package audit

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"duar/seva"
)

// memory is a book in memory.
type memory struct {
	size  int64
	rows  []row
	tiles map[[2]int64][]byte
	kept  []Kept // smallest first

	read int // leaves that were asked for
}

func newMemory() *memory { return &memory{tiles: map[[2]int64][]byte{}} }

// act writes one leaf as an act would.
func (m *memory) act(data string) {
	h := tlog.RecordHash([]byte(data))
	m.rows = append(m.rows, row{m.size, []byte(data), h[:]})
	m.size++
}

func (m *memory) acts(n int) {
	for range n {
		m.act(fmt.Sprintf(`{"act":"%d"}`, m.size))
	}
}

func (m *memory) Size(context.Context) (int64, error) { return m.size, nil }

func (m *memory) Leaves(_ context.Context, from int64, limit int, fn func(int64, []byte, []byte) error) error {
	for _, r := range m.rows {
		if r.seq < from || limit == 0 {
			continue
		}
		limit--
		m.read++
		if err := fn(r.seq, r.data, r.hash); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Tiles(_ context.Context, level int, n int64, limit int, fn func(int64, []byte) error) error {
	var found []int64
	for at := range m.tiles {
		if at[0] == int64(level) && at[1] >= n {
			found = append(found, at[1])
		}
	}
	slices.Sort(found)
	for _, n := range found[:min(limit, len(found))] {
		if err := fn(n, m.tiles[[2]int64{int64(level), n}]); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Kept(_ context.Context, below int64, limit int) (page []Kept, err error) {
	for _, k := range slices.Backward(m.kept) {
		if k.Size < below && len(page) < limit {
			page = append(page, k)
		}
	}
	return page, nil
}

func (m *memory) Keep(_ context.Context, k Kept, tiles []Tile) error {
	for _, t := range tiles {
		at := [2]int64{int64(t.Level), t.N}
		if len(t.Hashes) > len(m.tiles[at]) {
			m.tiles[at] = t.Hashes
		}
	}
	m.kept = append(m.kept, k)
	return nil
}

// fixture is a log over a book, its witness, and a clock that goes on by an hour a look.
func fixture(t testing.TB, b Book) (*Log, Witness) {
	t.Helper()
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	w := seva.FrozenWorld(at, 7).At(func() time.Time { at = at.Add(time.Hour); return at })
	key, err := MakeKey(w)
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewLog(b, w, key)
	if err != nil {
		t.Fatal(err)
	}
	return l, l.witness
}

func sealed(t testing.TB, l *Log) Checkpoint {
	t.Helper()
	c, err := l.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verified(t testing.TB, b Book, w Witness, outside ...Checkpoint) Report {
	t.Helper()
	r, err := Verify(t.Context(), b, w, outside...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
