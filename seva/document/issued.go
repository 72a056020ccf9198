package document

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// How a link that is sent lives: 30 days, and so many downloads, for people show their
// papers to others and phones look at links before they open them.
const (
	LinkLife = 30 * 24 * time.Hour
	linkMost = 50
)

// Issued is the Effect of the System's IssueAction: the case has its paper's number under
// Mark, and the SMS of the act has the number in {{.Given}} and a link to the file in
// {{.Link}}. The link's token is in the SMS alone; of it a hash is kept. An issue without a
// paper is refused, whoever asks for it.
func (d *Desk) Issued(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
	papers, ok := tx.(interface {
		PaperOf(ctx context.Context, caseNumber string) (Paper, error)
		PutLink(ctx context.Context, l Link) error
	})
	if !ok {
		return casework.Done{}, seva.Broken(fmt.Errorf("document: %s is issued where no papers are kept", w.Case.Number))
	}
	p, err := papers.PaperOf(ctx, w.Case.Number)
	if err != nil {
		return casework.Done{}, broken(err)
	}
	done := casework.Done{Marks: map[string]string{Mark: p.Number}}
	if w.Case.Applicant.Phone == "" {
		return done, nil
	}
	now, token := d.World.Now(), d.World.ID()
	done.Says = seva.Args{"Link": d.Base + "/d/" + token}
	return done, papers.PutLink(ctx, Link{Key: sha256.Sum256([]byte(token)), Number: p.Number, Made: now, Until: now.Add(LinkLife)})
}
