package registry

import (
	"context"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/ledger"
)

// Consents gives the caller's lines, oldest first. A phone that is only asserted hears of
// those alone that it may withdraw, and they say nothing of any application.
func (c counter) Consents(ctx context.Context) ([]ledger.Consent, error) {
	p, err := c.heard(ctx)
	if err != nil {
		return nil, err
	}
	all, err := c.desk.Book.Consents(ctx, p)
	if err != nil {
		return nil, seva.Broken(err)
	}
	if c.asserted() {
		all = slices.DeleteFunc(all, func(l ledger.Consent) bool { return !l.Withdrawn.IsZero() || !c.desk.byConsent(l.Purpose) })
	}
	return all, nil
}

// byConsent tells whether a purpose is served only while a consent stands.
func (d *Desk) byConsent(purpose string) bool {
	n, known := d.Notices.Notice(purpose)
	return known && n.Basis == ByConsent
}

// needed refuses what is not the caller's to give or to take: the law lets the data be used
// for what was applied for.
func needed() error { return seva.Refuse("purpose", seva.Say("error.consent.needed")) }

// Give writes a consent under the notice that was read. Given again it is the one that
// stands; under a new notice it is a new line beside the old.
func (c counter) Give(ctx context.Context, purpose, version string) (ledger.Consent, error) {
	p, err := c.proved()
	if err != nil {
		return ledger.Consent{}, err
	}
	n, known := c.desk.Notices.Notice(purpose)
	switch {
	case !known:
		return ledger.Consent{}, unknown("purpose", nil)
	case n.Basis != ByConsent:
		return ledger.Consent{}, needed()
	case n.Version != version:
		return ledger.Consent{}, &seva.Error{Kind: seva.Conflict, Field: "version", Text: seva.Say("error.consent.version")}
	}
	now := c.desk.World.Now()
	fresh := ledger.Consent{
		ID: c.desk.World.ID(), Citizen: p.Citizen, Purpose: purpose, Version: version, Lang: c.lang(),
		Channel: c.who.Channel, Given: now,
	}
	given := fresh
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		all, err := tx.Consents(ctx, p)
		if err != nil {
			return err
		}
		for _, l := range all {
			if stands(l, purpose) && l.Version == version {
				given = l
				return nil
			}
		}
		given = fresh
		if err := tx.PutConsent(ctx, fresh); err != nil {
			return err
		}
		return tx.Audit(ctx, c.leaf("consent.give", fresh.ID, line(fresh), now))
	})
	return given, broken(err)
}

// lang is the language in which the caller is spoken to.
func (c counter) lang() seva.Lang {
	if c.who.Lang == "" {
		return seva.Bengali
	}
	return c.who.Lang
}

func stands(l ledger.Consent, purpose string) bool {
	return l.Purpose == purpose && l.Withdrawn.IsZero()
}

// line is what of a consent its leaf is a digest of.
func line(l ledger.Consent) map[string]string {
	return map[string]string{
		"id": l.ID, "purpose": l.Purpose, "version": l.Version, "lang": string(l.Lang), "channel": l.Channel,
		"given": l.Given.UTC().Format(time.RFC3339Nano),
	}
}

// Withdraw takes back what was agreed to for a purpose, with every line of it that stands:
// whoever says no means all of it.
func (c counter) Withdraw(ctx context.Context, id string) (ledger.Consent, error) {
	p, err := c.heard(ctx)
	if err != nil {
		return ledger.Consent{}, err
	}
	now := c.desk.World.Now()
	var taken ledger.Consent
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		all, err := tx.Consents(ctx, p)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l ledger.Consent) bool { return l.ID == id })
		switch {
		case i < 0:
			return unknown("consent", nil)
		case !c.desk.byConsent(all[i].Purpose):
			if c.asserted() { // it does not hear of these
				return unknown("consent", nil)
			}
			return needed()
		}
		if all, err = c.withdraw(ctx, tx, all, now, all[i].Purpose); err != nil {
			return err
		}
		taken = all[i]
		return nil
	})
	return taken, broken(err)
}

// withdraw takes back every line of some purposes that stands, and gives the lines as they
// then are.
func (c counter) withdraw(ctx context.Context, tx Tx, all []ledger.Consent, now time.Time, purposes ...string) ([]ledger.Consent, error) {
	for i, l := range all {
		if !l.Withdrawn.IsZero() || !slices.Contains(purposes, l.Purpose) {
			continue
		}
		first, err := tx.Withdraw(ctx, l.ID, now, c.who.Channel)
		if err != nil {
			return nil, err
		}
		all[i].Withdrawn, all[i].WithdrawnChannel = now, c.who.Channel
		if !first { // somebody else was: theirs is the moment that counts
			continue
		}
		what := line(l)
		what["withdrawn"], what["by"] = now.UTC().Format(time.RFC3339Nano), c.who.Channel
		if err := tx.Audit(ctx, c.leaf("consent.withdraw", l.ID, what, now)); err != nil {
			return nil, err
		}
	}
	return all, nil
}
