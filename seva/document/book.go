package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// Paper is a signed paper as it is kept. It names nobody: whose it is the case knows, and
// what it says stands in its file.
type Paper struct {
	Number   string
	Case     string
	Kind     Kind
	Office   string
	Mouza    place.IDN
	Subjects []land.Number // the khatian, or the plots
	Langs    []seva.Lang
	Digest   [sha256.Size]byte // of Record
	AsOn     land.AsOn         // Recorded is the moment at which the record was read for printing
	Issued   time.Time
	Signer   string
	Specimen bool
	File     [sha256.Size]byte // SHA-256 of the file, by which its bytes are found
	Size     int64

	// What follows from other rows and is never stored with the paper.
	Revoked time.Time // zero while it is not
	Newer   string    // the last paper of the same kind and subject that was issued later and is not revoked
}

// Subject is what a paper is about, as the QR code says it: "khatian 12", "plot 165/1201",
// "plot 165, 166".
func (p Paper) Subject() string { return subject(p.Kind, p.Subjects) }

// Link is a right to download one paper by an address alone.
type Link struct {
	Key    [sha256.Size]byte // SHA-256 of the token: who reads the table can download nothing
	Number string
	Made   time.Time
	Until  time.Time
}

// Due is a case that waits for its paper, and how often that has failed.
type Due struct {
	Case  string
	Tries int
}

// ErrNone is what a Book answers for what it does not have.
var ErrNone = errors.New("document: no such paper")

// Book keeps papers. Change runs fn in one transaction, together with the case that the
// paper belongs to: all of what it writes is kept, or nothing. fn may run again when the
// engine asks for it, so it does nothing but use tx.
type Book interface {
	// Case reads a case; casework.ErrNone where there is none.
	Case(ctx context.Context, number string) (casework.Case, error)
	Paper(ctx context.Context, number string) (Paper, error)
	PaperOf(ctx context.Context, caseNumber string) (Paper, error)
	// Linked gives the number of the paper that a link is to.
	Linked(ctx context.Context, key [sha256.Size]byte) (string, error)
	// Content gives the bytes of a file. Those whose time is over are ErrNone.
	Content(ctx context.Context, file [sha256.Size]byte) ([]byte, error)
	// Take gives cases in the state Signed, longest waiting first, of those that nobody has
	// taken or put off beyond now, and keeps them from others until a moment.
	Take(ctx context.Context, now, until time.Time, limit int) ([]Due, error)
	// PutOff lets a case rest, and counts a try.
	PutOff(ctx context.Context, caseNumber string, until time.Time, why string) error
	Change(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction on papers and cases.
type Tx interface {
	casework.Tx
	// PaperOf reads the paper of a case that is held.
	PaperOf(ctx context.Context, caseNumber string) (Paper, error)
	// PutPaper adds a paper with its bytes. Neither is ever changed; a second one for a case,
	// and one whose bytes are not those of its File, are refused as errors of ours.
	PutPaper(ctx context.Context, p Paper, content []byte) error
	// Revoke notes that a paper is void; false where it was already.
	Revoke(ctx context.Context, number, by, reason string, at time.Time) (bool, error)
	// PutLink adds a link, UseLink counts a download by one that has not run out, was not
	// cut and has fewer than most; else false. CutLinks ends all links of a paper.
	PutLink(ctx context.Context, l Link) error
	// Links says how many were added for a paper since a moment.
	Links(ctx context.Context, number string, since time.Time) (int, error)
	UseLink(ctx context.Context, number string, key [sha256.Size]byte, now time.Time, most int) (bool, error)
	CutLinks(ctx context.Context, number string) error
	// Locate gives the id under which an outside locker knows a paper: fresh, where it has none.
	Locate(ctx context.Context, number, fresh string) (string, error)
}
