package registry

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
)

const (
	// answerDays is how long a grievance about personal data may take (DPDP Rules 2025, rule
	// 14(3)); a request is answered no later.
	answerDays = 90
	noteMost   = 500 // letters
	asksMost   = 10  // requests a day of one person: each is somebody's work
	waitsMost  = 200 // requests that a clerk is shown
)

// Reasons lists why a request is granted, or refused: "reason.request.<Reason>".
func Reasons(granted bool) []string {
	if granted {
		return []string{"mended", "noted"}
	}
	return []string{"right", "no_proof", "unclear", "decided"}
}

// Ask makes a request. One to mend goes to the clerks of the case's office; one to erase is
// answered at once.
func (c counter) Ask(ctx context.Context, r Request, key string) (Request, error) {
	p, err := c.proved()
	if err != nil {
		return Request{}, err
	}
	if err := checkKey(key); err != nil {
		return Request{}, err
	}
	print := digest([]string{string(r.Kind), r.Number, r.Field, r.Note})
	now := c.desk.World.Now()
	ask := asking{counter: c, person: p, now: now, Request: Request{
		ID: c.desk.World.ID(), Kind: r.Kind, Made: now, Due: dayAfter(now, answerDays),
	}}
	switch r.Kind {
	case Correction:
		err = ask.correction(ctx, r)
	case Erasure:
		err = ask.erasure(ctx, r)
	default:
		err = seva.Refuse("kind", seva.Say("error.request.kind"))
	}
	// What was asked once is answered as it was, also when it could not be asked again: after
	// an erasure there is nothing left to erase.
	made, found, again := c.before(ctx, key, print)
	if again != nil || found {
		return made, again
	}
	if err != nil {
		return Request{}, err
	}
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		made = ask.Request
		was, answer, found, err := tx.Done(ctx, c.scope(), key)
		if err != nil {
			return err
		}
		if found {
			made, err = c.repeated(ctx, tx, was, answer, print)
			return err
		}
		if made, err = ask.make(ctx, tx); err != nil {
			return err
		}
		return c.done(ctx, tx, key, print, made.ID, now)
	})
	// Also where it is said to have failed: whether a commit whose answer was lost went
	// through nobody knows.
	if ask.erase.whole && c.desk.Ended != nil {
		c.desk.Ended()
	}
	return made, broken(err)
}

// asking is a request on its way.
type asking struct {
	counter
	Request
	person Person
	now    time.Time
	erase  erasing
}

// correction checks a request to mend one answer of one of the caller's cases.
func (a *asking) correction(ctx context.Context, r Request) error {
	view, err := a.ownCase(ctx, r.Number)
	if err != nil {
		return err
	}
	field, _, _ := strings.Cut(r.Field, "/")
	if _, there := view.Answers[field]; !there {
		return seva.Refuse("field", seva.Say("error.request.field"))
	}
	note, err := seva.Clean("note", r.Note)
	if err != nil {
		return err
	}
	if n := utf8.RuneCountInString(note); n == 0 || n > noteMost {
		return seva.Refuse("note", seva.Say("error.request.note", seva.Args{"Most": noteMost}))
	}
	a.Number, a.Field, a.Note, a.Office = view.Number, r.Field, note, view.Office
	return nil
}

// ownCase gives a case that is the caller's as a citizen.
func (c counter) ownCase(ctx context.Context, number string) (casework.View, error) {
	refused := seva.Refuse("number", seva.Say("error.request.number"))
	if number == "" {
		return casework.View{}, refused
	}
	view, err := c.desk.Cases.For(c.who).Case(ctx, number)
	if err != nil && seva.KindOf(err) == seva.NotFound {
		return casework.View{}, refused
	}
	return view, err
}

// make writes the request, with what it does at once.
func (a *asking) make(ctx context.Context, tx Tx) (Request, error) {
	n, err := tx.Try(ctx, "request:"+a.person.Citizen, seva.DateOf(a.now).Number())
	if err != nil {
		return Request{}, err
	}
	if n > asksMost {
		return Request{}, seva.Fail(seva.TooMany, seva.Say("error.request.many"))
	}
	r := a.Request
	if r.Kind == Erasure {
		if r, err = a.erases(ctx, tx); err != nil {
			return Request{}, err
		}
	}
	if err := tx.PutRequest(ctx, r, a.person.Citizen); err != nil {
		return Request{}, err
	}
	return r, tx.Audit(ctx, a.leaf("request."+string(r.Kind), r.ID, a.sealed(r), a.now))
}

// sealed is a request as its leaf is a digest of: of the person's words there is a keyed
// hash, for the id is in the leaf and what was written could be guessed.
func (c counter) sealed(r Request) Request {
	r.Note = c.desk.Cases.Keyed(seva.Phone(r.Note))
	return r
}

// scope is where the caller's idempotency keys are kept.
func (c counter) scope() string { return c.who.ID + " request" }

// before gives what a key led to.
func (c counter) before(ctx context.Context, key, print string) (made Request, found bool, err error) {
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		was, answer, there, err := tx.Done(ctx, c.scope(), key)
		if found = there; err != nil || !there {
			return err
		}
		made, err = c.repeated(ctx, tx, was, answer, print)
		return err
	})
	return made, found, broken(err)
}

// repeated gives a request as it is by now, to who asked it with the same key.
func (c counter) repeated(ctx context.Context, tx Tx, was string, answer []byte, print string) (Request, error) {
	if was != print {
		return Request{}, &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
	}
	var id string
	if err := json.Unmarshal(answer, &id); err != nil {
		return Request{}, err
	}
	r, _, err := tx.Request(ctx, id)
	return r, err
}

// done keeps the request that a key led to.
func (c counter) done(ctx context.Context, tx Tx, key, print, id string, now time.Time) error {
	answer, err := json.Marshal(id)
	if err != nil {
		return err
	}
	return tx.Do(ctx, c.scope(), key, print, answer, now)
}

// Requests gives the caller's, newest first.
func (c counter) Requests(ctx context.Context) ([]Request, error) {
	p, err := c.proved()
	if err != nil {
		return nil, err
	}
	all, err := c.desk.Book.Requests(ctx, p.Citizen)
	return all, broken(err)
}

// clerk refuses who answers no requests.
func (c counter) clerk() error {
	switch {
	case c.who.ID == "":
		return seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !c.who.Is(casework.Clerk) || len(c.who.Offices) == 0:
		return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return nil
}

// Waiting gives what the caller's offices have been asked and have not answered, the first
// due first.
func (c counter) Waiting(ctx context.Context) ([]Request, error) {
	if err := c.clerk(); err != nil {
		return nil, err
	}
	all, err := c.desk.Book.Waiting(ctx, c.who.Offices, waitsMost)
	if err != nil || len(all) == 0 {
		return nil, broken(err)
	}
	// What somebody has written about their case is of the case: who reads it has looked.
	ids := make([]string, len(all))
	for i, r := range all {
		ids[i] = r.ID
	}
	of, err := c.desk.Book.Askers(ctx, ids)
	if err != nil {
		return nil, seva.Broken(err)
	}
	looks := make([]ledger.Look, len(all))
	for i, r := range all {
		looks[i] = c.look(r, of[r.ID])
	}
	if err := c.desk.Cases.Noted(ctx, looks); err != nil {
		return nil, err
	}
	return all, nil
}

// look is the look of a clerk who reads a citizen's request.
func (c counter) look(r Request, citizen string) ledger.Look {
	return ledger.Look{
		Citizen: citizen, Number: r.Number, Who: c.who.ID, Role: string(casework.Clerk), Office: r.Office, Why: ledger.View,
		Channel: c.who.Channel, At: c.desk.World.Now(),
	}
}

// Answer grants or refuses a request, once. Granted says that the office has mended what it
// keeps, or noted it; the case keeps what was applied and decided on, and the request beside it.
func (c counter) Answer(ctx context.Context, id string, granted bool, reason, key string) (Request, error) {
	if err := c.clerk(); err != nil {
		return Request{}, err
	}
	if err := checkKey(key); err != nil {
		return Request{}, err
	}
	if !slices.Contains(Reasons(granted), reason) {
		return Request{}, seva.Refuse("reason", seva.Say("error.request.reason"))
	}
	now := c.desk.World.Now()
	print := digest([]any{id, granted, reason})
	var r Request
	err := c.desk.Book.Change(ctx, func(tx Tx) (err error) {
		// The request comes first, and is held: of two answers at once the second finds it done.
		var citizen string
		r, citizen, err = tx.Request(ctx, id)
		if errors.Is(err, ErrNone) || err == nil && (r.Office == "" || !c.who.Serves(r.Office)) {
			return unknown("request", err)
		}
		if err != nil {
			return err
		}
		was, answer, found, err := tx.Done(ctx, c.scope(), key)
		if err != nil {
			return err
		}
		if found {
			r, err = c.repeated(ctx, tx, was, answer, print)
			return err
		}
		if !r.Done.IsZero() {
			return &seva.Error{Kind: seva.Conflict, Field: "request", Text: seva.Say("error.request.answered")}
		}
		r.Done, r.Granted, r.Reason = now, granted, reason
		if err := errors.Join(tx.PutLook(ctx, c.look(r, citizen)), tx.PutRequest(ctx, r, citizen),
			tx.Audit(ctx, c.leaf("request.answer", r.ID, c.sealed(r), now))); err != nil {
			return err
		}
		return c.done(ctx, tx, key, print, r.ID, now)
	})
	return r, broken(err)
}

// dayAfter gives the day so many days after a moment.
func dayAfter(t time.Time, days int) seva.Date { return seva.DateOf(t.AddDate(0, 0, days)) }
