package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// Of a paper so many links are sent in a day: an SMS costs the office, and the phone that it goes
// to is somebody's.
const (
	resendMost = 3
	resendSpan = 24 * time.Hour
)

// SendLink sends a fresh link to the phone of the application, and nowhere else: whoever asks,
// the right to the file goes to whose paper it is, and the answer says only until when it lives.
func (c counter) SendLink(ctx context.Context, number, fact, key string) (time.Time, error) {
	p, err := c.desk.find(ctx, number)
	if err != nil {
		return time.Time{}, err
	}
	if err := checkKey(key); err != nil {
		return time.Time{}, err
	}
	if err := c.asks(ctx, p, fact); err != nil {
		return time.Time{}, err
	}
	switch v, err := c.desk.view(ctx, p); {
	case err != nil:
		return time.Time{}, err
	case v.Status == Revoked:
		return time.Time{}, revoked()
	case v.Status != Valid:
		return time.Time{}, seva.Fail(seva.Conflict, seva.Say("error.document.superseded"))
	}
	if _, err := c.desk.Book.Content(ctx, p.File); errors.Is(err, ErrNone) {
		return time.Time{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.document.kept"), Err: err}
	} else if err != nil {
		return time.Time{}, seva.Broken(err)
	}
	var until time.Time
	err = c.desk.Book.Change(ctx, func(tx Tx) (err error) {
		until, err = c.relink(ctx, tx, p, key)
		return err
	})
	return until, broken(err)
}

// asks tells whether the caller may have a link sent: whose phone it is, who may have the file,
// and, for who stands at a desk, an operator with the second fact.
func (c counter) asks(ctx context.Context, p Paper, fact string) error {
	own, err := c.desk.Book.Case(ctx, p.Case)
	if err != nil {
		return broken(err)
	}
	a := own.Applicant
	if proved := c.caller.Proved && a.Citizen != "" && a.Citizen != c.caller.ID; c.caller.Phone != "" && c.caller.Phone == a.Phone && !proved {
		return nil
	}
	if fact == "" {
		return c.may(ctx, p)
	}
	_, err = c.desk.Cases.Present(ctx, c.caller, p.Case, fact)
	return err
}

// relink is SendLink in a transaction.
func (c counter) relink(ctx context.Context, tx Tx, p Paper, key string) (time.Time, error) {
	now, scope := c.desk.World.Now(), c.actor()+" link"
	// The case is held: of two requests at once the second finds the first's key, and its link
	// among those that count.
	held, err := tx.Case(ctx, p.Case)
	if err != nil {
		return time.Time{}, err
	}
	was, _, done, err := tx.Done(ctx, scope, key)
	switch {
	case err != nil:
		return time.Time{}, err
	case done && was != hashed(p.Number):
		return time.Time{}, &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
	case done:
		return now.Add(LinkLife), nil
	}
	// As it stands now: it may have been taken back since it was found.
	if now, err := tx.PaperOf(ctx, p.Case); err != nil {
		return time.Time{}, err
	} else if !now.Revoked.IsZero() {
		return time.Time{}, revoked()
	}
	if held.Applicant.Phone == "" || c.desk.Say == nil {
		return time.Time{}, seva.Fail(seva.Conflict, seva.Say("error.document.phone"))
	}
	sent, err := tx.Links(ctx, p.Number, now.Add(-resendSpan))
	if err != nil {
		return time.Time{}, err
	}
	if sent >= resendMost {
		return time.Time{}, seva.Fail(seva.TooMany, seva.Say("error.document.links"))
	}
	token, until := c.desk.World.ID(), now.Add(LinkLife)
	if err := tx.PutLink(ctx, Link{Key: sha256.Sum256([]byte(token)), Number: p.Number, Made: now, Until: until}); err != nil {
		return time.Time{}, err
	}
	const sms = "sms.document.link"
	text := seva.Say(sms, seva.Args{"Number": p.Number, "Link": c.desk.Base + "/d/" + token})
	if err := tx.Tell(ctx, notice.Message{
		Ref: "link#" + p.Number + "#" + hashed([]any{scope, key})[:16], To: held.Applicant.Phone, Lang: held.Applicant.Lang,
		Body: c.desk.Say(held.Applicant.Lang, text), Key: sms,
	}); err != nil {
		return time.Time{}, err
	}
	if err := tx.Audit(ctx, leaf(c.actor(), c.role(), "link", p.Number, []any{p.Number, now.UnixMicro()}, now)); err != nil {
		return time.Time{}, err
	}
	return until, tx.Do(ctx, scope, key, hashed(p.Number), nil, now)
}
