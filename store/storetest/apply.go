package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

func upload(id string, content []byte) form.Upload {
	sum := sha256.Sum256(content)
	return form.Upload{ID: id, Name: "দলিল.pdf", Type: "application/pdf", Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
}

func putDraft(t *testing.T, s CaseStore, k service.Kept) {
	t.Helper()
	if err := s.Applications().Change(t.Context(), func(tx service.Tx) error { return tx.PutDraft(t.Context(), k) }); err != nil {
		t.Fatalf("PutDraft(%s): %v", k.ID, err)
	}
}

func draftRound(t *testing.T, s CaseStore) {
	c, _ := Filed("CAF2026000001", "lr.2412")
	for _, want := range []service.Kept{
		{ID: "full", Version: 1, Owner: "phone:7f3a", Services: []string{"warish", "fire"}, Channel: "phone", Lang: seva.BengaliRoman,
			Phone: "919831012345", Answers: c.Answers, Began: caseDay(), Changed: caseDay().Add(time.Second), Number: c.Number},
		{ID: "bare", Version: 1},
		{ID: "empty", Version: 1, Services: []string{}, Answers: form.Answers{}},
	} {
		putDraft(t, s, want)
		for range 2 {
			got, err := s.Applications().Draft(t.Context(), want.ID)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, want.ID, got, want)
			// And once more after it was changed.
			want.Version++
			want.Answers = form.Answers{"name": {Text: "সাবিনা খাতুন"}}
			putDraft(t, s, want)
			if got, err = s.Applications().Draft(t.Context(), want.ID); err != nil {
				t.Fatal(err)
			}
			equal(t, want.ID+" changed", got, want)
		}
	}
}

func draftMoved(t *testing.T, s CaseStore) {
	ctx := t.Context()
	seen := service.Kept{ID: "d", Version: 1, Owner: "o"}
	putDraft(t, s, seen)
	for range 5 {
		var wg sync.WaitGroup
		var won, lost atomic.Int32
		next := seen
		next.Version++
		for range 4 {
			wg.Go(func() {
				err := s.Applications().Change(ctx, func(tx service.Tx) error {
					// Whoever finds it moved may do something else instead, which is kept.
					err := tx.PutDraft(ctx, next)
					if !errors.Is(err, casework.ErrMoved) {
						won.Add(1)
						return err
					}
					lost.Add(1)
					_, err = tx.Try(ctx, "moved", 20261124)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || lost.Load() != 3 {
			t.Fatalf("%d won, %d lost", won.Load(), lost.Load())
		}
		seen = next
	}
	err := s.Applications().Change(ctx, func(tx service.Tx) error {
		if n, err := tx.Try(ctx, "moved", 20261124); err != nil || n != 16 {
			t.Errorf("%d, %v; want the 15 that were kept, and this one", n, err)
		}
		if err := tx.PutDraft(ctx, service.Kept{ID: "d", Version: 1}); !errors.Is(err, casework.ErrMoved) {
			t.Errorf("begun twice: %v", err)
		}
		k, err := tx.Draft(ctx, "d")
		equal(t, "the draft", k, seen)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func draftsOpen(t *testing.T, s CaseStore) {
	for i := range 8 {
		k := service.Kept{ID: fmt.Sprintf("d%d", i), Version: 1, Owner: []string{"one", "two"}[i%2], Changed: caseDay().Add(time.Duration(i*3%8) * time.Minute)}
		if i == 4 {
			k.Number = "GR2026000001"
		}
		putDraft(t, s, k)
	}
	// Minutes: d0 0, d2 6, d4 is submitted, d6 2.
	for limit, want := range map[int][]string{0: {"d2", "d6", "d0"}, 2: {"d2", "d6"}, 9: {"d2", "d6", "d0"}} {
		got, err := s.Applications().Open(t.Context(), "one", limit)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, k := range got {
			ids = append(ids, k.ID)
		}
		equal(t, fmt.Sprint("limit ", limit), ids, want)
	}
	if none, err := s.Applications().Open(t.Context(), "nobody", 5); err != nil || len(none) != 0 {
		t.Errorf("%v, %v", none, err)
	}
}

func fileRound(t *testing.T, s CaseStore) {
	ctx := t.Context()
	keep := func(f service.Stored) error {
		return s.Applications().Change(ctx, func(tx service.Tx) error { return tx.PutFile(ctx, f) })
	}
	// A megabyte in which every byte value stands beside every other, and the ends are odd.
	big := make([]byte, 1<<20+1)
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range big {
		big[i] = byte(chance.Uint32())
	}
	for id, content := range map[string][]byte{"big": big, "empty": {}, "nul": {0}} {
		want := service.Stored{
			Upload: upload(id, content), Owner: "citizen1", For: "draft1", Field: "members/2/photo", At: caseDay(), Content: content,
		}
		if err := keep(want); err != nil {
			t.Fatal(err)
		}
		got, err := s.Applications().Content(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Content, content) || got.Content == nil {
			t.Errorf("%s: other bytes", id)
		}
		got.Content, want.Content = nil, nil
		equal(t, id, got, want)
		if got, err = s.Applications().File(ctx, id); err != nil {
			t.Fatal(err)
		}
		equal(t, id+" without its bytes", got, want)
	}
	// It goes from the draft to the case without its bytes, and they are still there.
	to := service.Stored{Upload: upload("big", big), Owner: "citizen1", For: "OAP2026000001", Field: "photo", At: caseDay()}
	if err := keep(to); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Applications().Content(ctx, "big"); err != nil || got.For != "OAP2026000001" || !bytes.Equal(got.Content, big) {
		t.Errorf("after it was moved: for %s, %d bytes, %v", got.For, len(got.Content), err)
	}
	flipped := bytes.Clone(big)
	flipped[1<<19] ^= 1
	for name, bad := range map[string]service.Stored{
		"one other bit under its id":  {Upload: upload("big", flipped), Content: flipped},
		"other bytes under its id":    {Upload: upload("big", []byte("x")), Content: []byte("x")},
		"bytes that are not all":      {Upload: upload("part", []byte("xy")), Content: []byte("x")},
		"no bytes where none are yet": {Upload: upload("none", []byte("xy"))},
	} {
		if err := keep(bad); err == nil {
			t.Errorf("%s: was kept", name)
		}
		if bad.ID == "big" {
			continue
		}
		if _, err := s.Applications().File(ctx, bad.ID); !errors.Is(err, service.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
