package storetest

import (
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"duar/seva/document"
	"duar/seva/registry"
)

// PaperAttic is a store of papers whose old ones go.
type PaperAttic interface {
	PaperStore
	Attic() registry.Attic
}

// OldPapers holds a store to what becomes of papers whose time is over: their bytes go, and
// that there was one stays.
func OldPapers(t *testing.T, s PaperAttic) {
	for n := 1; n <= 3; n++ {
		p, content := aPaper(n) // issued an hour after the other
		putPaper(t, s, p, content)
		err := s.Documents().Change(t.Context(), func(tx document.Tx) error {
			return tx.PutLink(t.Context(), document.Link{Key: sha256.Sum256([]byte(p.Number)), Number: p.Number, Made: p.Issued, Until: p.Issued})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	first, _ := aPaper(1)
	last, content := aPaper(3)
	before := first.Issued.Add(90 * time.Minute) // the first two
	for _, kind := range []string{"paper", "link"} {
		if n, err := s.Attic().Old(t.Context(), kind, before); err != nil || n != 2 {
			t.Errorf("%s: %d are over, %v", kind, n, err)
		}
		for _, want := range []int{1, 1, 0} {
			if n, err := s.Attic().Drop(t.Context(), kind, before, 1); err != nil || n != want {
				t.Errorf("%s: %d went, %v", kind, n, err)
			}
		}
	}
	if _, err := s.Documents().Content(t.Context(), first.File); !errors.Is(err, document.ErrNone) {
		t.Errorf("the bytes of the first: %v", err)
	}
	if p, err := s.Documents().Paper(t.Context(), first.Number); err != nil || p.Digest != first.Digest {
		t.Errorf("the first itself: %+v, %v", p, err)
	}
	if got, err := s.Documents().Content(t.Context(), last.File); err != nil || string(got) != string(content) {
		t.Errorf("the bytes of the last: %q, %v", got, err)
	}
}
