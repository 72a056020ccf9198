package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
)

// Make makes the paper of a case that an officer has signed, and gives its number. The
// record is read and printed outside of any transaction; the paper, its bytes, the link, the
// SMS and the case's IssueAction are then kept in one, or none of them. So one that was
// killed, or lost to another worker, leaves nothing, and is made good by the next: a case
// has one paper, and again Make gives its number.
//
// A record that cannot be printed (it is gone, the plot has no map) sends the case back to
// the office with the reason; the error is then a Conflict under error.document.returned.
// A case that is not signed is a Conflict under error.document.unsigned. Anything else has
// failed for now.
func (d *Desk) Make(ctx context.Context, number string) (string, error) {
	number, err := casework.ParseNumber(number)
	if err != nil {
		return "", err
	}
	// The case first: of one that another worker has issued since, the paper is there.
	c, unready := d.signed(ctx, number)
	switch p, err := d.Book.PaperOf(ctx, number); {
	case err == nil:
		return p.Number, nil
	case !errors.Is(err, ErrNone):
		return "", seva.Broken(err)
	case unready != nil:
		return "", unready
	}
	o, err := d.asked(c)
	if err != nil {
		return "", err
	}
	for range mostPrints {
		p, file, err := d.print(ctx, c, o)
		if errors.Is(err, land.ErrNone) {
			return "", d.back(ctx, c, o)
		}
		if err != nil {
			return "", seva.Broken(err)
		}
		// A stamp may take seconds: where the record was changed meanwhile, the paper would be void
		// before anybody has it.
		switch now, err := d.record(ctx, o.kind, o.mouza, o.numbers); {
		case errors.Is(err, land.ErrNone):
			return "", d.back(ctx, c, o)
		case err != nil:
			return "", seva.Broken(err)
		case Digest(now) == p.Digest:
			return d.issue(ctx, p, file)
		}
	}
	return "", &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"), Err: fmt.Errorf("document: the record of %s does not rest", number)}
}

// mostPrints is how often a paper is printed anew because its record has changed meanwhile.
const mostPrints = 3

// print reads the record and prints a paper of it that is not kept yet. land.ErrNone is a record
// that is not there.
func (d *Desk) print(ctx context.Context, c casework.Case, o order) (Paper, []byte, error) {
	content, err := d.content(ctx, c, o)
	if err != nil {
		return Paper{}, nil, err
	}
	digest := Digest(content)
	if content.Link, err = d.Seal.Link(content.facts(o, digest)); err != nil {
		return Paper{}, nil, err
	}
	file, err := d.Press.Print(ctx, content)
	if err == nil && len(file) == 0 {
		err = errors.New("document: the press printed nothing")
	}
	return Paper{
		Number: content.Number, Case: c.Number, Kind: o.kind, Office: c.Office, Mouza: o.mouza, Subjects: o.numbers,
		Langs: content.Langs, Digest: digest, AsOn: content.AsOn, Issued: content.Issued, Signer: content.Signer,
		Specimen: content.Specimen, File: sha256.Sum256(file), Size: int64(len(file)),
	}, file, err
}

// signed reads a case that waits for its paper.
func (d *Desk) signed(ctx context.Context, number string) (c casework.Case, err error) {
	switch c, err = d.Book.Case(ctx, number); {
	case errors.Is(err, casework.ErrNone):
		return c, unsigned()
	case err != nil:
		return c, seva.Broken(err)
	case c.State != SignedState:
		return c, unsigned()
	}
	return c, nil
}

func unsigned() error { return seva.Fail(seva.Conflict, seva.Say("error.document.unsigned")) }

// content reads the record for printing. As of when it is stands on the paper: the moment
// of this reading, and not that of the officer's hand.
func (d *Desk) content(ctx context.Context, c casework.Case, o order) (Content, error) {
	now := d.World.Now()
	out, err := d.record(ctx, o.kind, o.mouza, o.numbers)
	if err != nil {
		return out, err
	}
	if out.Mouza, out.Block, out.District, err = d.names(ctx, o.mouza); err != nil {
		return out, err
	}
	out.Specimen = out.specimen()
	out.AsOn = land.AsOn{Valid: seva.DateOf(now), Recorded: now, Source: out.AsOn.Source}
	out.Number, out.Case, out.Langs, out.Issued = NewNumber(d.World), c.Number, o.langs, now
	out.Office, out.Signer = c.Office, d.Signer()
	return out, nil
}

// issue keeps a paper that was printed, unless its case has one by now or stands elsewhere.
func (d *Desk) issue(ctx context.Context, p Paper, file []byte) (number string, err error) {
	err = d.Book.Change(ctx, func(tx Tx) error {
		number = p.Number
		// The case first: it is held, so that of two workers the second waits here and then
		// finds what the first has made.
		c, err := tx.Case(ctx, p.Case)
		if err != nil {
			return err
		}
		had, err := tx.PaperOf(ctx, p.Case)
		if err == nil {
			number = had.Number
			return nil
		}
		if !errors.Is(err, ErrNone) {
			return err
		}
		if c.State != SignedState {
			return unsigned()
		}
		if err := tx.PutPaper(ctx, p, file); err != nil {
			return err
		}
		if err := tx.Audit(ctx, leaf(casework.SystemActor, string(casework.System), "issue", p.Number, []any{p.Case, p.File, p.Digest}, p.Issued)); err != nil {
			return err
		}
		_, err = d.Cases.Advance(ctx, tx, casework.Act{Number: p.Case, Action: IssueAction})
		return err
	})
	if err != nil {
		return "", seva.Broken(err)
	}
	return number, nil
}

// back sends a case whose record cannot be printed back to the office.
func (d *Desk) back(ctx context.Context, c casework.Case, o order) error {
	reason := RecordGone
	if o.kind == PlotMap {
		if _, err := d.Register.Plot(ctx, o.mouza, o.numbers[0], land.At{}); err == nil {
			reason = NoMap
		} else if !errors.Is(err, land.ErrNone) {
			return seva.Broken(err)
		}
	}
	err := d.Book.Change(ctx, func(tx Tx) error {
		now, err := tx.Case(ctx, c.Number)
		if err != nil {
			return err
		}
		if now.State != SignedState { // somebody was there first
			return unsigned()
		}
		_, err = d.Cases.Advance(ctx, tx, casework.Act{Number: c.Number, Action: ReturnAction, Reason: reason})
		return err
	})
	if err != nil && seva.KindOf(err) == seva.Conflict {
		return err
	}
	if err != nil {
		return seva.Broken(fmt.Errorf("document: %s cannot be printed (%s) and cannot go back: %w", c.Number, reason, err))
	}
	return seva.Fail(seva.Conflict, seva.Say("error.document.returned"))
}

// Take gives cases that wait for their paper, for a worker alone until the lease ends.
func (d *Desk) Take(ctx context.Context, lease time.Duration, limit int) ([]Due, error) {
	now := d.World.Now()
	all, err := d.Book.Take(ctx, now, now.Add(lease), limit)
	return all, broken(err)
}

// PutOff lets a case rest after its paper could not be made; why is for the office that
// keeps the machine, and names nobody.
func (d *Desk) PutOff(ctx context.Context, caseNumber string, rest time.Duration, why string) error {
	return broken(d.Book.PutOff(ctx, caseNumber, d.World.Now().Add(rest), why))
}
