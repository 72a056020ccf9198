package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"duar/seva"
	"duar/seva/document"
)

var _ document.Tx = (*tx)(nil)

// PaperOf implements document.Tx.
func (t *tx) PaperOf(ctx context.Context, caseNumber string) (document.Paper, error) {
	if err := t.flush(ctx); err != nil {
		return document.Paper{}, t.note(err)
	}
	p, err := onePaper(ctx, t.c, "document.paper.of", caseNumber)
	if errors.Is(err, document.ErrNone) {
		return p, err
	}
	return p, t.note(err)
}

// PutPaper implements document.Tx.
func (t *tx) PutPaper(_ context.Context, p document.Paper, content []byte) error {
	if sha256.Sum256(content) != p.File || int64(len(content)) != p.Size {
		return t.note(fmt.Errorf("sqlstore: paper %s: its bytes are not those of its file", p.Number))
	}
	packed, err := packPaper(p)
	if err != nil {
		return t.note(err)
	}
	file := hex.EncodeToString(p.File[:])
	// What stands there already has the same bytes: they are found by their hash.
	t.later("document.file.add", file, content)
	t.later("document.paper.add", p.Number, p.Case, string(p.Kind), int64(p.Mouza), p.Subject(), micros(p.Issued), file, packed)
	t.later("document.try.drop", p.Case)
	return nil
}

// Revoke implements document.Tx.
func (t *tx) Revoke(ctx context.Context, number, by, reason string, at time.Time) (bool, error) {
	if !plain(number, by, reason) {
		return false, t.note(seva.Refuse("number", seva.Say("error.text.control")))
	}
	n, err := t.c.do(ctx, "document.event.add", number, "revoke", by, reason, micros(at))
	return n == 1, t.note(err)
}

// PutLink implements document.Tx.
func (t *tx) PutLink(_ context.Context, l document.Link) error {
	t.later("document.link.add", hex.EncodeToString(l.Key[:]), l.Number, micros(l.Made), micros(l.Until))
	return nil
}

// Links implements document.Tx.
func (t *tx) Links(ctx context.Context, number string, since time.Time) (int, error) {
	if err := t.flush(ctx); err != nil {
		return 0, t.note(err)
	}
	var n int
	err := one(ctx, t.c, "document.link.count", []any{number, micros(since)}, &n)
	return n, t.note(err)
}

// UseLink implements document.Tx.
func (t *tx) UseLink(ctx context.Context, number string, key [sha256.Size]byte, now time.Time, most int) (bool, error) {
	if err := t.flush(ctx); err != nil {
		return false, t.note(err)
	}
	n, err := t.c.do(ctx, "document.link.use", hex.EncodeToString(key[:]), number, micros(now), int64(most))
	return n == 1, t.note(err)
}

// CutLinks implements document.Tx.
func (t *tx) CutLinks(_ context.Context, number string) error {
	t.later("document.link.cut", number)
	return nil
}

// Locate implements document.Tx. Two papers under one id would be two rows of one unique
// column: the second fails as a fault of ours, once in 2^50.
func (t *tx) Locate(ctx context.Context, number, fresh string) (string, error) {
	if _, err := t.c.do(ctx, "document.locker.add", number, fresh); err != nil {
		return "", t.note(err)
	}
	var id string
	err := one(ctx, t.c, "document.locker", []any{number}, &id)
	return id, t.note(err)
}
