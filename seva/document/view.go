package document

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// Status of a paper; words under "document.status.<status>". It follows from what happened
// and from the record, whenever it is asked for, and is kept nowhere.
type Status string

const (
	Valid      Status = "valid"      // the record says what the paper says
	Superseded Status = "superseded" // the record says something else by now
	Revoked    Status = "revoked"    // an officer has taken it back
)

// Statuses lists them.
func Statuses() []Status { return []Status{Valid, Superseded, Revoked} }

// View is what anybody hears who has a paper's number. It names nobody.
type View struct {
	Number   string
	Kind     Kind
	Status   Status
	Mouza    place.IDN
	Subject  string // "khatian 12", "plot 165/1201"
	Issued   seva.Date
	AsOn     seva.Date // the day on which the record was read for printing
	Digest   [16]byte  // as in Facts
	Newer    string    // of a paper that does not hold any more: the one that does; "" where there is none
	Void     seva.Date // the day on which it was revoked; none
	Specimen bool
}

// File is a paper's bytes.
type File struct {
	Number  string
	Kind    Kind
	Content []byte // PDF
}

// Signed is what became of one case of a batch. Err is nil where it stands signed now.
type Signed struct {
	Number string
	Err    error
}

// Counter is the desk as one caller sees it. In process it is made by Desk.For; over HTTP it
// is a client with a token.
//
// Errors are *seva.Error: Invalid under error.document.number and .digit (ParseNumber),
// NotFound under error.document.unknown; of File Unauthenticated under error.document.link
// (no such link, run out, used up) and error.unauthenticated, Forbidden under
// error.document.yours, Conflict under error.document.revoked, NotFound under
// error.document.kept (its time is over); of Revoke Forbidden under error.forbidden, Invalid under
// error.document.reason, Conflict under error.document.revoked and error.key.other.
type Counter interface {
	// Document gives a paper to anybody.
	Document(ctx context.Context, number string) (View, error)
	// File gives the bytes to whose it is, who entered the application, and staff of its
	// office. Staff leave a look at the case.
	File(ctx context.Context, number string) (File, error)
	// Linked gives them to whoever has the token of a link.
	Linked(ctx context.Context, token string) (File, error)
	// Mine gives the caller's own papers, newest first.
	Mine(ctx context.Context) ([]View, error)
	// SignAll signs cases, each on its own: one that is refused keeps no other from it. A
	// case that is signed already counts as signed, so that a lost answer is asked for again.
	SignAll(ctx context.Context, numbers []string, key string) ([]Signed, error)
	// Revoke takes a paper back, for who signs for its office, with one of Reasons.
	Revoke(ctx context.Context, number, reason, key string) (View, error)
	// SendLink sends a fresh link to the phone of the application, also after the first has run
	// out, as long as the paper holds, and says until when it lives. For that phone itself, for
	// whoever may have the file, and for an operator with the second fact of whoever stands
	// before them (casework.Desk.Present); fact is "" otherwise. Errors besides those of File:
	// Conflict under error.document.superseded (it does not hold any more) and
	// error.document.phone (the application has none), TooMany under error.document.links.
	SendLink(ctx context.Context, number, fact, key string) (until time.Time, err error)
	// CutLinks ends every link to a paper's file that is out; for whoever may have the file.
	CutLinks(ctx context.Context, number string) error
}

// Reasons for which a paper is revoked; words under "reason.revoke.<reason>".
func Reasons() []string { return []string{"wrong_record", "fraud", "court", "spoiled"} }

// subject writes what a paper is about.
func subject(k Kind, numbers []land.Number) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = n.String()
	}
	what := "plot "
	if k == RoR {
		what = "khatian "
	}
	return what + strings.Join(words, ", ")
}

// fitted writes as many whole numbers of a list as fit into so many bytes, and how many there
// are besides: "165, 166 ...(18)". All of it may stand in an SMS (notice.Alphanumeric).
func fitted(list string, most int) string {
	if len(list) <= most {
		return list
	}
	numbers := strings.Split(list, ", ")
	for n := len(numbers) - 1; n > 0; n-- {
		if s := fmt.Sprintf("%s ...(%d)", strings.Join(numbers[:n], ", "), len(numbers)-n); len(s) <= most {
			return s
		}
	}
	return list[:most] // one number is short
}

// Numbers reads the numbers out of a subject.
func (v View) Numbers() ([]land.Number, error) {
	_, list, ok := strings.Cut(v.Subject, " ")
	if !ok {
		return nil, fmt.Errorf("document: no subject: %q", v.Subject)
	}
	var all []land.Number
	for word := range strings.SplitSeq(list, ", ") {
		n, err := land.ParseNumber("subject", word)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// revokers may revoke: who decides in the office that the paper is of.
func revokes(c casework.Caller, office string) bool {
	return c.ID != "" && slices.Contains(c.Roles, casework.Sanctioner) && c.Serves(office)
}
