package service

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// Kept is a draft as it is stored.
type Kept struct {
	ID       string
	Version  int64
	Owner    string // who may go on with it: an identity's id, or "phone:" and a keyed hash
	Services []string
	Channel  string
	Lang     seva.Lang
	Phone    seva.Phone
	Answers  form.Answers
	Began    time.Time
	Changed  time.Time
	Number   string // of the application it became; "" while it is open
}

// Stored is a file as it is stored: what it is, whose it is, and its bytes.
type Stored struct {
	form.Upload
	Owner   string // as Kept.Owner
	For     string // the draft's id or the case's number
	Field   form.Pointer
	At      time.Time
	Content []byte
}

// ErrNone is what a Book answers for a draft or a file it does not have.
var ErrNone = errors.New("service: no such draft or file")

// Book keeps drafts and files, and opens cases in the same transaction.
type Book interface {
	Draft(ctx context.Context, id string) (Kept, error)
	// Open gives an owner's drafts that are not submitted, latest change first.
	Open(ctx context.Context, owner string, limit int) ([]Kept, error)
	// File gives what a file is; Content its bytes too.
	File(ctx context.Context, id string) (Stored, error)
	Content(ctx context.Context, id string) (Stored, error)
	Change(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction on the book of drafts and on that of cases.
type Tx interface {
	casework.Tx
	Draft(ctx context.Context, id string) (Kept, error)
	// PutDraft writes a draft; its Version less one must be what is stored (0 for a new
	// one), or it is casework.ErrMoved.
	PutDraft(ctx context.Context, k Kept) error
	PutFile(ctx context.Context, s Stored) error
}
