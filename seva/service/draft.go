package service

import (
	"cmp"
	"context"
	"errors"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// Begin begins a draft. The same key gives the draft it began before.
func (c counter) Begin(ctx context.Context, s Start, key string) (Draft, error) {
	owner, err := c.owner()
	if err != nil {
		return Draft{}, err
	}
	if err := checkKey(key); err != nil {
		return Draft{}, err
	}
	b, err := c.desk.bundle(s.Services)
	if err != nil {
		return Draft{}, err
	}
	if err := c.mayApply(b); err != nil {
		return Draft{}, err
	}
	if s.Lang, err = c.lang(s.Lang); err != nil {
		return Draft{}, err
	}
	scope, print := "draft.begin|"+owner, digest(s)
	now := c.desk.World.Now()
	kept := Kept{
		ID: c.desk.World.ID(), Version: 1, Owner: owner, Services: b.ids(), Channel: c.who.Channel,
		Lang: s.Lang, Phone: s.Phone, Answers: form.Answers{}, Began: now, Changed: now,
	}
	if kept.Phone == "" && c.role() == casework.Citizen { // an operator's is not the applicant's
		kept.Phone = c.who.Phone
	}
	kept.Answers = c.desk.known(ctx, b, kept)
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		id, found, err := before[string](ctx, tx, scope, key, print)
		if err != nil {
			return err
		}
		if found {
			kept, err = tx.Draft(ctx, id)
			return err
		}
		if err := tx.PutDraft(ctx, kept); err != nil {
			return err
		}
		return c.desk.done(ctx, tx, scope, key, print, kept.ID)
	})
	if err != nil {
		return Draft{}, seva.Broken(err)
	}
	return c.shown(ctx, kept)
}

// known gives what need not be asked: the number that the applicant's phone proved or a
// gateway told, where the form asks for a mobile and takes it.
func (d *Desk) known(ctx context.Context, b bundle, k Kept) form.Answers {
	if k.Phone == "" {
		return k.Answers
	}
	mobile := form.Entry{At: "mobile", Input: form.Input{Text: k.Phone.E164()}}
	facts, _ := b.facts(k.Answers, d.World.Today())
	if answers, flaws, err := b.form.Put(ctx, d.desksFor(k.Owner, k.ID), k.Answers, facts, mobile); err == nil && len(flaws) == 0 {
		return answers
	}
	return k.Answers
}

// lang is the language the applicant is spoken to in; the caller's where none is given.
func (c counter) lang(l seva.Lang) (seva.Lang, error) {
	if l == "" {
		l = c.who.Lang
	}
	if l == "" {
		l = seva.Bengali
	}
	known, ok := seva.ParseLang(string(l))
	if !ok {
		return "", seva.Refuse("lang", seva.Say("error.lang.unknown"))
	}
	return known, nil
}

// mayApply tells why the caller may not apply for something today, or nil.
func (c counter) mayApply(b bundle) error {
	today := c.desk.World.Today()
	for _, s := range b.services {
		if err := s.open(today); err != nil {
			return err
		}
		if err := c.mayEnter(s); err != nil {
			return err
		}
	}
	return nil
}

// Draft gives a draft as it stands, submitted or not.
func (c counter) Draft(ctx context.Context, id string) (Draft, error) {
	kept, err := c.kept(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	return c.shown(ctx, kept)
}

// kept reads a draft of the caller's; anybody else's is not there.
func (c counter) kept(ctx context.Context, id string) (Kept, error) {
	owner, err := c.owner()
	if err != nil {
		return Kept{}, err
	}
	kept, err := c.desk.Book.Draft(ctx, id)
	switch {
	case errors.Is(err, ErrNone) || err == nil && kept.Owner != owner:
		return Kept{}, unknown("draft", err)
	case err != nil:
		return Kept{}, seva.Broken(err)
	}
	return kept, nil
}

// toChange reads a draft of the caller's that is open and stands at the version seen.
func (c counter) toChange(ctx context.Context, id string, version int64) (Kept, bundle, error) {
	kept, err := c.kept(ctx, id)
	if err != nil {
		return Kept{}, bundle{}, err
	}
	if kept.Number != "" {
		return Kept{}, bundle{}, submitted(kept.Number)
	}
	if kept.Version != version {
		return Kept{}, bundle{}, moved(casework.ErrMoved)
	}
	b, err := c.desk.bundle(kept.Services)
	if err == nil {
		err = c.mayApply(b)
	}
	return kept, b, err
}

func submitted(number string) error {
	return &seva.Error{Kind: seva.Conflict, Field: "draft",
		Text: seva.Say("error.draft.submitted", seva.Args{"Number": number})}
}

// Answer keeps each answer that is good, also when others are not: whoever types for
// twenty minutes must not lose nineteen answers to the twentieth.
func (c counter) Answer(ctx context.Context, id string, version int64, entries []form.Entry) (Draft, error) {
	kept, b, err := c.toChange(ctx, id, version)
	if err != nil {
		return Draft{}, err
	}
	desks := c.desk.desksFor(kept.Owner, kept.ID)
	return c.put(ctx, kept, b, desks, entries, nil)
}

// put answers questions of a draft and keeps what is good, with the file that was just
// looked at where there is one.
func (c counter) put(ctx context.Context, kept Kept, b bundle, desks form.Desks, entries []form.Entry, file *Stored) (Draft, error) {
	today := c.desk.World.Today()
	facts, _ := b.facts(kept.Answers, today)
	// Answers are looked up on other desks before the transaction: it only writes.
	answers, flaws, err := b.form.Put(ctx, desks, kept.Answers, facts, entries...)
	if err != nil {
		return Draft{}, seva.Broken(err)
	}
	if file != nil && len(flaws) > 0 {
		return Draft{}, flawed(flaws)
	}
	if !same(answers, kept.Answers) {
		kept.Answers, kept.Changed = answers, c.desk.World.Now()
		kept.Version++
		err = c.desk.Book.Change(ctx, func(tx Tx) error {
			if file != nil {
				if err := tx.PutFile(ctx, *file); err != nil {
					return err
				}
			}
			return tx.PutDraft(ctx, kept)
		})
		if err != nil {
			return Draft{}, moved(err)
		}
	}
	draft, err := c.shown(ctx, kept)
	if err == nil && len(flaws) > 0 {
		err = flawed(flaws)
	}
	return draft, err
}

// flawed is the error that carries flaws. One flaw is said as it is, because a phone shows
// only one sentence.
func flawed(flaws form.Flaws) error {
	if len(flaws) == 1 {
		return &seva.Error{Kind: seva.Invalid, Field: string(flaws[0].At), Text: flaws[0].Text, Err: flaws}
	}
	return &seva.Error{Kind: seva.Invalid, Text: seva.Say("error.draft.flaws"), Err: flaws}
}

// same tells whether two sets of answers are equal. An empty set and none are.
func same(a, b form.Answers) bool { return digest(a) == digest(b) }

// shown gives a draft as its owner sees it: accounts and other secrets masked, since an
// operator's screen is seen by whoever stands there, and a masked answer sent back stays
// what it was.
func (c counter) shown(ctx context.Context, k Kept) (Draft, error) {
	if c.forOthers() { // handed in, it is the citizen's case
		if seen, err := c.stillTheirs(ctx, k.numbers()); err != nil || !seen {
			return Draft{}, cmp.Or(err, unknown("draft", nil))
		}
	}
	b, err := c.desk.bundle(k.Services)
	if err != nil {
		return Draft{}, err
	}
	today := c.desk.World.Today()
	facts, standing := b.facts(k.Answers, today)
	files, err := c.desk.uploads(ctx, b.form, standing)
	if err != nil {
		return Draft{}, err
	}
	d := Draft{
		ID: k.ID, Version: k.Version, Services: k.Services, Form: b.form, Answers: b.form.Shown(standing), Facts: facts, Files: files,
		Verdicts: b.verdicts(standing, facts, today), Changed: k.Changed, Number: k.Number,
	}
	if k.Number != "" {
		return d, nil // nothing is asked any more
	}
	d.Missing = b.form.Missing(k.Answers, facts)
	d.Next, _ = b.form.Next(k.Answers, facts, form.Face(k.face(c.who.Channel)))
	return d, nil
}

// face is where a draft is gone on with: where the caller is, or where it was begun.
func (k Kept) face(channel string) string {
	if channel != "" {
		return channel
	}
	return k.Channel
}

// uploads gives what is known of the files among answers, in the order of the form.
func (d *Desk) uploads(ctx context.Context, f form.Form, a form.Answers) ([]form.Upload, error) {
	var all []form.Upload
	for _, given := range each(f, a) {
		if given.Field.Kind != form.File || given.Value.Text == "" {
			continue
		}
		s, err := d.Book.File(ctx, given.Value.Text)
		if err != nil {
			return nil, seva.Broken(err)
		}
		all = append(all, s.Upload)
	}
	return all, nil
}
