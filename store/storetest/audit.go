package storetest

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
)

// AuditStore is what the suite of the audit log asks of an engine.
type AuditStore interface {
	CaseStore
	Audit() audit.Book
}

// Audit holds a store to the contract of audit.Book. open gives an empty one, migrated,
// closed by the test's end.
func Audit(t *testing.T, open func(t *testing.T) AuditStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, AuditStore)
	}{
		{"an empty log", auditEmpty},
		{"tiles grow and never shrink", auditTiles},
		{"checkpoints come largest first and stay what they are", auditKept},
		{"a checkpoint and its tiles are kept together", auditTogether},
		{"acts, signers and readers at once", auditAtOnce},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// auditLog is a log over the store, with a key of its own.
func auditLog(t testing.TB, s AuditStore) (*audit.Log, audit.Witness) {
	t.Helper()
	key, err := audit.MakeKey(seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	l, err := audit.NewLog(s.Audit(), seva.RealWorld(), key)
	if err != nil {
		t.Fatal(err)
	}
	w, err := audit.NewWitness(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return l, w
}

func auditEmpty(t *testing.T, s AuditStore) {
	if n, err := s.Audit().Size(t.Context()); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	l, w := auditLog(t, s)
	c, err := l.Checkpoint(t.Context())
	if err != nil || c.Size != 0 {
		t.Fatal(c, err)
	}
	if r, err := audit.Verify(t.Context(), s.Audit(), w, c); err != nil || len(r.Faults) > 0 || r.Checkpoints != 1 {
		t.Fatal(r, err)
	}
}

// tileOf gives a tile as it is kept, or nil.
func tileOf(t testing.TB, s AuditStore, level int, n int64) (found []byte) {
	t.Helper()
	err := s.Audit().Tiles(t.Context(), level, n, 1, func(at int64, hashes []byte) error {
		if at == n {
			found = bytes.Clone(hashes)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func auditTiles(t *testing.T, s AuditStore) {
	keep := func(size int64, tiles ...audit.Tile) {
		t.Helper()
		if err := s.Audit().Keep(t.Context(), audit.Kept{Size: size, Note: "note"}, tiles); err != nil {
			t.Fatal(err)
		}
	}
	tile := func(n int64, hashes int) audit.Tile {
		return audit.Tile{Level: 1, N: n, Hashes: bytes.Repeat([]byte{byte(n + 1)}, 32*hashes)}
	}
	keep(1, tile(0, 256), tile(1, 3), tile(3, 1))
	keep(2, tile(1, 5))
	keep(3, tile(1, 4)) // a slower signer
	equal(t, "a tile that has grown", tileOf(t, s, 1, 1), tile(1, 5).Hashes)
	if tileOf(t, s, 1, 2) != nil || tileOf(t, s, 0, 0) != nil {
		t.Error("a tile that nobody kept")
	}
	var order []int64
	err := s.Audit().Tiles(t.Context(), 1, 1, 10, func(n int64, _ []byte) error { order = append(order, n); return nil })
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "order", order, []int64{1, 3})
}

func auditKept(t *testing.T, s AuditStore) {
	for _, k := range []audit.Kept{{Size: 5, Note: "five"}, {Size: 900, Note: "nine hundred"}, {Size: 0, Note: "none"}, {Size: 5, Note: "another"}} {
		if err := s.Audit().Keep(t.Context(), k, nil); err != nil {
			t.Fatal(err)
		}
	}
	for below, want := range map[int64][]audit.Kept{
		1 << 62: {{Size: 900, Note: "nine hundred"}, {Size: 5, Note: "five"}},
		900:     {{Size: 5, Note: "five"}, {Size: 0, Note: "none"}},
		5:       {{Size: 0, Note: "none"}},
		0:       nil,
	} {
		got, err := s.Audit().Kept(t.Context(), below, 2)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("below %d", below), got, want)
	}
}

func auditTogether(t *testing.T, s AuditStore) {
	bad := []audit.Tile{{Level: 0, N: 0, Hashes: make([]byte, 32)}, {Level: 0, N: 1, Hashes: nil}} // a tile is never NULL
	if err := s.Audit().Keep(t.Context(), audit.Kept{Size: 1, Note: "note"}, bad); err == nil {
		t.Fatal("a tile of nothing was kept")
	}
	if kept, err := s.Audit().Kept(t.Context(), 10, 10); err != nil || len(kept) > 0 || tileOf(t, s, 0, 0) != nil {
		t.Errorf("half was kept: %v, %v", kept, err)
	}
}

// auditAtOnce lets acts happen while two servers sign and a third reads all: nobody sees
// anything wrong, then or at the end.
func auditAtOnce(t *testing.T, s AuditStore) {
	l, w := auditLog(t, s)
	done := make(chan struct{})
	var acting, others sync.WaitGroup
	for side := range 4 {
		acting.Go(func() {
			for i := range 60 {
				err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
					for range 1 + (i+side)%4 {
						if err := tx.Audit(t.Context(), leaf(fmt.Sprintf("%d/%d", side, i))); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	again := func(do func() error) {
		others.Go(func() {
			for {
				if err := do(); err != nil {
					t.Error(err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	sign := func() error { _, err := l.Checkpoint(t.Context()); return err }
	again(sign)
	again(sign)
	again(func() error {
		r, err := audit.Verify(t.Context(), s.Audit(), w)
		if len(r.Faults) > 0 {
			t.Errorf("while acts went on: %+v", r.Faults)
		}
		return err
	})
	acting.Wait()
	close(done)
	others.Wait()
	if err := sign(); err != nil {
		t.Fatal(err)
	}
	r, err := audit.Verify(t.Context(), s.Audit(), w)
	if err != nil || len(r.Faults) > 0 || r.Signed != 4*60*5/2 {
		t.Errorf("%+v, %v", r, err)
	}
}
