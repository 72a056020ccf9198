// Package servicetest has a book of drafts and files in memory, over the book of cases that
// caseworktest has, for the tests of whoever takes or keeps applications. It knows all that
// service.Book promises and nothing of forms.
package servicetest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"duar/seva/casework"
	"duar/seva/casework/caseworktest"
	"duar/seva/service"
)

// Book is a service.Book in memory. Its cases are those of Cases, and what one transaction
// changes in both is kept together. It is safe for concurrent use.
type Book struct {
	Cases *caseworktest.Book
	mu    sync.RWMutex
	have  shelf
}

// shelf is what a book has besides cases. What stands on it is only ever replaced.
type shelf struct {
	drafts map[string]service.Kept
	files  map[string]service.Stored
}

// NewBook makes an empty book.
func NewBook() *Book {
	return &Book{Cases: caseworktest.NewBook(), have: shelf{map[string]service.Kept{}, map[string]service.Stored{}}}
}

// Draft implements service.Book.
func (b *Book) Draft(_ context.Context, id string) (service.Kept, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.have.draft(id)
}

func (s shelf) draft(id string) (service.Kept, error) {
	k, there := s.drafts[id]
	if !there {
		return service.Kept{}, service.ErrNone
	}
	return copied(k), nil
}

// copied shares nothing with the book's own.
func copied(k service.Kept) service.Kept {
	k.Services, k.Answers = slices.Clone(k.Services), k.Answers.Clone()
	return k
}

// Open implements service.Book.
func (b *Book) Open(_ context.Context, owner string, limit int) ([]service.Kept, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var open []service.Kept
	for _, k := range b.have.drafts {
		if k.Owner == owner && k.Number == "" {
			open = append(open, copied(k))
		}
	}
	slices.SortFunc(open, func(x, y service.Kept) int {
		return cmp.Or(y.Changed.Compare(x.Changed), cmp.Compare(x.ID, y.ID))
	})
	return open[:min(limit, len(open))], nil
}

// File implements service.Book.
func (b *Book) File(ctx context.Context, id string) (service.Stored, error) {
	f, err := b.Content(ctx, id)
	f.Content = nil
	return f, err
}

// Content implements service.Book.
func (b *Book) Content(_ context.Context, id string) (service.Stored, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	f, there := b.have.files[id]
	if !there {
		return service.Stored{}, service.ErrNone
	}
	f.Content = slices.Clone(f.Content)
	return f, nil
}

// Change implements service.Book.
func (b *Book) Change(_ context.Context, fn func(service.Tx) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := &tx{now: shelf{maps.Clone(b.have.drafts), maps.Clone(b.have.files)}}
	err := b.Cases.Transact(func(cases *caseworktest.Tx) error {
		t.Tx = cases
		return fn(t)
	})
	if err == nil {
		b.have = t.now
	}
	return err
}

// tx is one transaction on both books: it works on a copy, which becomes the book when it
// commits.
type tx struct {
	*caseworktest.Tx
	now shelf
}

func (t *tx) Draft(_ context.Context, id string) (service.Kept, error) { return t.now.draft(id) }

func (t *tx) PutDraft(_ context.Context, k service.Kept) error {
	if t.now.drafts[k.ID].Version != k.Version-1 {
		return casework.ErrMoved
	}
	t.now.drafts[k.ID] = copied(k)
	return nil
}

func (t *tx) PutFile(_ context.Context, s service.Stored) error {
	s.Content = slices.Clone(s.Content)
	t.now.files[s.ID] = s
	return nil
}
