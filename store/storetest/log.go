package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"duar/seva/audit"
	"duar/seva/casework"
)

// leaves counts the log and checks that its places have no gap.
func leaves(t testing.TB, s CaseStore) int {
	t.Helper()
	n := 0
	for {
		before := n
		err := s.Leaves(t.Context(), int64(n), 100, func(seq int64, data, hash []byte) error {
			if seq != int64(n) {
				t.Fatalf("leaf %d at place %d", seq, n)
			}
			if sum := sha256.Sum256(append([]byte{0}, data...)); !bytes.Equal(sum[:], hash) {
				t.Fatalf("leaf %d does not hash to its hash", seq)
			}
			n++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n == before {
			return n
		}
	}
}

func leavesGapless(t *testing.T, s CaseStore) {
	boom := errors.New("boom")
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
				for range 1 + i%3 {
					if err := tx.Audit(t.Context(), leaf(fmt.Sprintf("act %d", i))); err != nil {
						return err
					}
				}
				if i%4 == 0 {
					return boom
				}
				return nil
			})
			if err != nil && !errors.Is(err, boom) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	before := 0
	for i := range 20 {
		if i%4 != 0 {
			before += 1 + i%3
		}
	}
	if n := leaves(t, s); n != before {
		t.Fatalf("%d leaves, want %d", n, before)
	}
	// The bytes are fixed: whoever checks the log in twenty years hashes the same.
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		return tx.Audit(t.Context(), audit.Leaf{
			At: time.Date(2026, 11, 24, 5, 30, 0, 7000, time.FixedZone("IST", 19800)), Actor: "id1", Role: "department_clerk",
			Act: "case.<approve> & \"more\"", Subject: "CAF2026000123/2", Digest: "ab",
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Leaves(t.Context(), int64(before), 10, func(_ int64, data, hash []byte) error {
		equal(t, "canonical JSON", string(data), `{"act":"case.<approve> & \"more\"","actor":"id1","at":"2026-11-24T00:00:00.000007Z","digest":"ab","role":"department_clerk","subject":"CAF2026000123/2"}`)
		equal(t, "hash", hex.EncodeToString(hash), knownHash)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// knownHash was computed by another program: printf '\0%s' "$json" | sha256sum.
const knownHash = "acbe25d4338c9818988d2e72fc6eaeba8a7be18b791761bf2ed243992cd630b6"
