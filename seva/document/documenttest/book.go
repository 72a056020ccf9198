// Package documenttest has a book of papers in memory, over the book of cases that
// caseworktest has, and a press and a seal that draw nothing, for the tests of whoever makes
// or tells of papers. It knows all that document.Book promises and nothing of paper.
package documenttest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"duar/seva/casework"
	"duar/seva/casework/caseworktest"
	"duar/seva/document"
)

// Book is a document.Book in memory. What one transaction changes in cases and papers is
// kept together. It is safe for concurrent use.
type Book struct {
	Cases *caseworktest.Book
	// Fault, when set, is asked before each call of a transaction that is of papers, by its
	// method's name; what it answers fails that call. Cases has one of its own.
	Fault func(call string) error

	mu   sync.RWMutex
	have shelf
}

// shelf is what a book has besides cases. What stands on it is only ever replaced.
type shelf struct {
	papers  map[string]document.Paper // by number
	of      map[string]string         // number by case
	files   map[[sha256.Size]byte][]byte
	links   map[[sha256.Size]byte]link
	revoked map[string]time.Time
	tries   map[string]try
	lockers map[string]string
}

type link struct {
	document.Link
	used int
	cut  bool
}

type try struct {
	n   int
	due time.Time
}

// NewBook makes an empty book.
func NewBook() *Book {
	return &Book{Cases: caseworktest.NewBook(), have: shelf{
		map[string]document.Paper{}, map[string]string{}, map[[sha256.Size]byte][]byte{}, map[[sha256.Size]byte]link{},
		map[string]time.Time{}, map[string]try{}, map[string]string{},
	}}
}

func (s shelf) copied() shelf {
	return shelf{maps.Clone(s.papers), maps.Clone(s.of), maps.Clone(s.files), maps.Clone(s.links),
		maps.Clone(s.revoked), maps.Clone(s.tries), maps.Clone(s.lockers)}
}

func (s shelf) paper(number string) (document.Paper, error) {
	p, there := s.papers[number]
	if !there {
		return document.Paper{}, document.ErrNone
	}
	p.Revoked = s.revoked[number]
	var later time.Time
	for _, other := range s.papers {
		same := other.Kind == p.Kind && other.Mouza == p.Mouza && other.Subject() == p.Subject()
		if same && s.revoked[other.Number].IsZero() && other.Issued.After(p.Issued) && other.Issued.After(later) {
			p.Newer, later = other.Number, other.Issued
		}
	}
	return p, nil
}

// Case implements document.Book.
func (b *Book) Case(ctx context.Context, number string) (casework.Case, error) {
	return b.Cases.Case(ctx, number)
}

// Paper implements document.Book.
func (b *Book) Paper(_ context.Context, number string) (document.Paper, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.have.paper(number)
}

// PaperOf implements document.Book.
func (b *Book) PaperOf(_ context.Context, caseNumber string) (document.Paper, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.have.paper(b.have.of[caseNumber])
}

// Linked implements document.Book.
func (b *Book) Linked(_ context.Context, key [sha256.Size]byte) (string, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	l, there := b.have.links[key]
	if !there {
		return "", document.ErrNone
	}
	return l.Number, nil
}

// Content implements document.Book.
func (b *Book) Content(_ context.Context, file [sha256.Size]byte) ([]byte, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	content, there := b.have.files[file]
	if !there {
		return nil, document.ErrNone
	}
	return slices.Clone(content), nil
}

// Papers is how many papers there are.
func (b *Book) Papers() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.have.papers)
}

// Take implements document.Book.
func (b *Book) Take(ctx context.Context, now, until time.Time, limit int) ([]document.Due, error) {
	waiting, err := b.Cases.Find(ctx, casework.Find{Offices: []string{"*"}, States: []string{document.SignedState}})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(waiting, func(x, y casework.Case) int {
		return cmp.Or(x.Submitted.Compare(y.Submitted), cmp.Compare(x.Number, y.Number))
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []document.Due
	for _, c := range waiting {
		t, tried := b.have.tries[c.Number]
		if len(all) == limit || tried && t.due.After(now) {
			continue
		}
		all = append(all, document.Due{Case: c.Number, Tries: t.n})
		b.have.tries[c.Number] = try{t.n, until}
	}
	return all, nil
}

// PutOff implements document.Book.
func (b *Book) PutOff(_ context.Context, caseNumber string, until time.Time, _ string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.have.tries[caseNumber] = try{b.have.tries[caseNumber].n + 1, until}
	return nil
}

// Change implements document.Book. Transactions run one after the other.
func (b *Book) Change(_ context.Context, fn func(document.Tx) error) error {
	return b.Cases.Transact(func(c *caseworktest.Tx) error {
		b.mu.RLock()
		t := &tx{Tx: c, now: b.have.copied(), fault: b.Fault}
		b.mu.RUnlock()
		if err := fn(t); err != nil {
			return err
		}
		if t.failed != nil {
			return t.failed
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.have = t.now
		return nil
	})
}

// tx is one transaction: it works on a copy.
type tx struct {
	*caseworktest.Tx
	now    shelf
	fault  func(call string) error
	failed error
}

func (t *tx) fails(call string) error {
	if t.fault == nil {
		return nil
	}
	err := t.fault(call)
	if err != nil {
		t.failed = err
	}
	return err
}

// PaperOf implements document.Tx.
func (t *tx) PaperOf(_ context.Context, caseNumber string) (document.Paper, error) {
	if err := t.fails("PaperOf"); err != nil {
		return document.Paper{}, err
	}
	return t.now.paper(t.now.of[caseNumber])
}

// PutPaper implements document.Tx.
func (t *tx) PutPaper(_ context.Context, p document.Paper, content []byte) error {
	if t.now.of[p.Case] != "" || t.now.papers[p.Number].Number != "" || sha256.Sum256(content) != p.File {
		t.failed = fmt.Errorf("documenttest: a second paper for %s, or other bytes", p.Case)
		return t.failed
	}
	t.now.papers[p.Number], t.now.of[p.Case], t.now.files[p.File] = p, p.Number, slices.Clone(content)
	delete(t.now.tries, p.Case)
	return t.fails("PutPaper")
}

// Revoke implements document.Tx.
func (t *tx) Revoke(_ context.Context, number, _, _ string, at time.Time) (bool, error) {
	if !t.now.revoked[number].IsZero() {
		return false, nil
	}
	t.now.revoked[number] = at
	return true, t.fails("Revoke")
}

// PutLink implements document.Tx.
func (t *tx) PutLink(_ context.Context, l document.Link) error {
	t.now.links[l.Key] = link{Link: l}
	return t.fails("PutLink")
}

// Links implements document.Tx.
func (t *tx) Links(_ context.Context, number string, since time.Time) (int, error) {
	n := 0
	for _, l := range t.now.links {
		if l.Number == number && l.Made.After(since) {
			n++
		}
	}
	return n, t.fails("Links")
}

// UseLink implements document.Tx.
func (t *tx) UseLink(_ context.Context, number string, key [sha256.Size]byte, now time.Time, most int) (bool, error) {
	l, there := t.now.links[key]
	if !there || l.Number != number || l.cut || l.used >= most || !l.Until.After(now) {
		return false, t.fails("UseLink")
	}
	l.used++
	t.now.links[key] = l
	return true, t.fails("UseLink")
}

// CutLinks implements document.Tx.
func (t *tx) CutLinks(_ context.Context, number string) error {
	for key, l := range t.now.links {
		if l.Number == number {
			l.cut = true
			t.now.links[key] = l
		}
	}
	return t.fails("CutLinks")
}

// Locate implements document.Tx.
func (t *tx) Locate(_ context.Context, number, fresh string) (string, error) {
	if t.now.lockers[number] == "" {
		t.now.lockers[number] = fresh
	}
	return t.now.lockers[number], t.fails("Locate")
}
