package service

import (
	"context"
	"errors"
	"io"
	"slices"

	"duar/seva"
	"duar/seva/form"
)

// Attach looks at a file and answers a question with it. Nothing of it is read before the
// draft is known to be the caller's, and nothing kept that is not an answer.
func (c counter) Attach(ctx context.Context, id string, version int64, at form.Pointer, name string, content io.Reader) (Draft, error) {
	kept, b, err := c.toChange(ctx, id, version)
	if err != nil {
		return Draft{}, err
	}
	file, err := c.look(b.form, kept.Owner, kept.ID, at, name, content)
	if err != nil {
		return Draft{}, err
	}
	desks := c.desk.desksFor(kept.Owner, kept.ID, file.Upload)
	entry := form.Entry{At: at, Input: form.Input{Text: file.ID}}
	return c.put(ctx, kept, b, desks, []form.Entry{entry}, &file)
}

// look reads a file for a question that takes one.
func (c counter) look(f form.Form, owner, to string, at form.Pointer, name string, content io.Reader) (Stored, error) {
	field, there := f.Field(at)
	if !there || field.Kind != form.File {
		return Stored{}, seva.Refuse(string(at), seva.Say("error.file.field"))
	}
	upload, bytes, err := lookAt(field, name, content)
	if err != nil {
		return Stored{}, err
	}
	upload.ID = c.desk.World.ID()
	return Stored{Upload: upload, Owner: owner, For: to, Field: at, At: c.desk.World.Now(), Content: bytes}, nil
}

// desksFor gives the desks that answers are looked up on, with the files that may be named
// there: those that were given for the same draft or case by the same owner, and those
// just looked at.
func (d *Desk) desksFor(owner, to string, fresh ...form.Upload) form.Desks {
	desks := d.Desks
	desks.World = d.World
	desks.Files = ownFiles{d.Book, owner, to, fresh}
	return desks
}

// ownFiles is a form.Files.
type ownFiles struct {
	book      Book
	owner, to string
	fresh     []form.Upload
}

func (f ownFiles) File(ctx context.Context, id string) (form.Upload, error) {
	if i := slices.IndexFunc(f.fresh, func(u form.Upload) bool { return u.ID == id }); i >= 0 {
		return f.fresh[i], nil
	}
	s, err := f.book.File(ctx, id)
	switch {
	case errors.Is(err, ErrNone) || err == nil && (s.Owner != f.owner || s.For != f.to):
		return form.Upload{}, unknown("file", err)
	case err != nil:
		return form.Upload{}, seva.Broken(err)
	}
	return s.Upload, nil
}
