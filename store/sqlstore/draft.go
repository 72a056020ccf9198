package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/service"
)

// draftBody is a draft as it is kept; see caseBody for what may change.
type draftBody struct {
	ID       string   `cbor:"1,keyasint,omitzero"`
	Version  int64    `cbor:"2,keyasint,omitzero"`
	Owner    string   `cbor:"3,keyasint,omitzero"`
	Services []string `cbor:"4,keyasint,omitzero"`
	Channel  string   `cbor:"5,keyasint,omitzero"`
	Lang     string   `cbor:"6,keyasint,omitzero"`
	Phone    string   `cbor:"7,keyasint,omitzero"`
	Answers  []byte   `cbor:"8,keyasint,omitzero"`
	Began    int64    `cbor:"9,keyasint,omitzero"`
	Changed  int64    `cbor:"10,keyasint,omitzero"`
	Number   string   `cbor:"11,keyasint,omitzero"`
}

func packDraft(k service.Kept) ([]byte, error) {
	if !plain(k.ID, k.Owner, k.Number) {
		return nil, seva.Refuse("draft", seva.Say("error.text.control"))
	}
	return cbor.Marshal(draftBody{
		ID: k.ID, Version: k.Version, Owner: k.Owner, Services: k.Services, Channel: k.Channel, Lang: string(k.Lang),
		Phone: string(k.Phone), Answers: packAnswers(k.Answers), Began: packMoment(k.Began),
		Changed: packMoment(k.Changed), Number: k.Number,
	})
}

func unpackDraft(b []byte) (service.Kept, error) {
	var d draftBody
	if err := body.Unmarshal(b, &d); err != nil {
		return service.Kept{}, fmt.Errorf("sqlstore: a draft: %w", err)
	}
	answers, err := unpackAnswers(d.Answers)
	return service.Kept{
		ID: d.ID, Version: d.Version, Owner: d.Owner, Services: d.Services, Channel: d.Channel, Lang: seva.Lang(d.Lang),
		Phone: seva.Phone(d.Phone), Answers: answers, Began: unpackMoment(d.Began),
		Changed: unpackMoment(d.Changed), Number: d.Number,
	}, err
}

// applications is the store as a book of drafts and files.
type applications struct{ s *Store }

// Applications gives the store as the book of seva/service. Its transactions are those
// of Cases.
func (s *Store) Applications() service.Book { return applications{s} }

// Draft implements service.Book.
func (b applications) Draft(ctx context.Context, id string) (service.Kept, error) {
	return oneDraft(ctx, b.s.engine, "draft", id)
}

// Open implements service.Book. A limit of 0 is none.
func (b applications) Open(ctx context.Context, owner string, limit int) ([]service.Kept, error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	var all []service.Kept
	err := each(ctx, b.s.engine, "draft.open", []any{owner, int64(limit)}, func(r rows) error {
		var b []byte
		if err := r.Scan(&b); err != nil {
			return err
		}
		k, err := unpackDraft(b)
		all = append(all, k)
		return err
	})
	return all, explain(err)
}

// File implements service.Book.
func (b applications) File(ctx context.Context, id string) (service.Stored, error) {
	var f service.Stored
	var at int64
	err := one(ctx, b.s.engine, "file", []any{id}, &f.Owner, &f.For, (*string)(&f.Field), &f.Name, &f.Type, &f.Size, &f.SHA256, &at)
	if err != nil {
		return service.Stored{}, noDraft(err)
	}
	f.ID, f.At = id, unpackMoment(at)
	return f, nil
}

// Content implements service.Book.
func (b applications) Content(ctx context.Context, id string) (service.Stored, error) {
	f, err := b.File(ctx, id)
	if err != nil {
		return f, err
	}
	if err := one(ctx, b.s.engine, "file.content", []any{id}, &f.Content); err != nil {
		return service.Stored{}, noDraft(err)
	}
	if f.Content == nil {
		f.Content = []byte{} // an empty file has been read, too
	}
	return f, nil
}

// Change implements service.Book.
func (b applications) Change(ctx context.Context, fn func(service.Tx) error) error {
	return b.s.transact(ctx, func(t *tx) error { return fn(t) })
}

// Draft implements service.Tx, and keeps others from changing the draft.
func (t *tx) Draft(ctx context.Context, id string) (service.Kept, error) {
	k, err := oneDraft(ctx, t.c, "draft.hold", id)
	if errors.Is(err, service.ErrNone) {
		return k, err
	}
	return k, t.note(err)
}

// PutDraft implements service.Tx.
func (t *tx) PutDraft(ctx context.Context, k service.Kept) error {
	b, err := packDraft(k)
	if err != nil {
		return t.note(err)
	}
	return t.write(ctx, "draft", k.ID, k.Version-1, []any{k.Version, k.Owner, k.Number, packMoment(k.Changed), b})
}

// PutFile implements service.Tx. Put again, a file may come to stand elsewhere, with its
// Content or without; its bytes never change.
func (t *tx) PutFile(ctx context.Context, f service.Stored) error {
	if !plain(f.ID, f.Owner, f.For, string(f.Field), f.Name, f.Type, f.SHA256) {
		return t.note(seva.Refuse("file", seva.Say("error.text.control")))
	}
	n, err := t.c.do(ctx, "file.keep", f.ID, f.Owner, f.For, string(f.Field), f.Name, f.Type, f.Size, f.SHA256, packMoment(f.At))
	if err == nil && n != 1 {
		err = fmt.Errorf("sqlstore: file %s: other bytes under the same id", f.ID)
	}
	if err != nil {
		return t.note(err)
	}
	if f.Content == nil && f.Size > 0 {
		// It must be there then.
		var content []byte
		return t.note(one(ctx, t.c, "file.content", []any{f.ID}, &content))
	}
	if int64(len(f.Content)) != f.Size {
		return t.note(fmt.Errorf("sqlstore: file %s: %d bytes, said to be %d", f.ID, len(f.Content), f.Size))
	}
	content := f.Content
	if content == nil {
		content = []byte{} // the column takes no NULL
	}
	_, err = t.c.do(ctx, "file.content.keep", f.ID, content)
	return t.note(err)
}

func oneDraft(ctx context.Context, a asker, name, id string) (service.Kept, error) {
	var b []byte
	if err := one(ctx, a, name, []any{id}, &b); err != nil {
		return service.Kept{}, noDraft(err)
	}
	k, err := unpackDraft(b)
	return k, explain(err)
}

// noDraft says what is not there as service does.
func noDraft(err error) error {
	if errors.Is(err, errNone) {
		return service.ErrNone
	}
	return explain(err)
}
