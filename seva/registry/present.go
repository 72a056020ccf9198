package registry

import (
	"context"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
)

// Present is what an operator does for the citizen at their desk, who is known by the number
// of an application and a second fact, or by having had it entered there: see
// casework.Desk.Present for whom, and for the errors. A Counter in process is one.
//
// It says of the citizen no more than concerns that application, and what they may take back.
type Present interface {
	// LooksAt counts the looks of the last year at one application, and gives the last ones.
	LooksAt(ctx context.Context, number, fact string, limit int) (Looks, error)
	// ConsentsAt gives the lines that can be taken back, oldest first; none says anything of
	// an application.
	ConsentsAt(ctx context.Context, number, fact string) ([]ledger.Consent, error)
	// WithdrawAt takes one back, with every other line of its purpose.
	WithdrawAt(ctx context.Context, number, fact, id string) (ledger.Consent, error)
}

var _ Present = counter{}

// mostRead is how many looks at all of a person's applications are read to find those at one.
const mostRead = 1000

// beside gives the person at the desk.
func (c counter) beside(ctx context.Context, number, fact string) (Person, error) {
	a, err := c.desk.Cases.Present(ctx, c.who, number, fact)
	if err != nil {
		return Person{}, err
	}
	switch {
	case a.Citizen == "" && a.Phone == "": // the number has gone to somebody else: no line is theirs
		return Person{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.unknown_or_fact")}
	case a.Citizen == "": // an account made since, by the same number
		return c.desk.behind(ctx, a.Phone)
	}
	return Person{Citizen: a.Citizen, Phone: c.desk.Cases.Keyed(a.Phone)}, nil
}

// LooksAt leaves an audit leaf: the list is the citizen's, and somebody else has seen it.
func (c counter) LooksAt(ctx context.Context, number, fact string, limit int) (Looks, error) {
	if limit < 0 || limit > mostLooks {
		return Looks{}, seva.Refuse("limit", seva.Say("error.limit.range", seva.Args{"Least": 0, "Most": mostLooks}))
	}
	p, err := c.beside(ctx, number, fact)
	if err != nil {
		return Looks{}, err
	}
	number, err = casework.ParseNumber(number)
	if err != nil {
		return Looks{}, err
	}
	all, err := c.desk.looks(ctx, p, mostRead)
	if err != nil {
		return Looks{}, err
	}
	all.Last = slices.DeleteFunc(all.Last, func(l ledger.Look) bool { return !partOf(l.Number, number) })
	all.Count = len(all.Last)
	all.Last = all.Last[:min(len(all.Last), limit)]
	now := c.desk.World.Now()
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		return tx.Audit(ctx, c.leaf("looks.show", number, []string{c.desk.World.ID(), number}, now))
	})
	return all, broken(err)
}

// partOf tells whether a case is an application, or a line of it.
func partOf(number, application string) bool {
	return number == application || strings.HasPrefix(number, application+"/")
}

// ConsentsAt is Consents for the citizen at the desk.
func (c counter) ConsentsAt(ctx context.Context, number, fact string) ([]ledger.Consent, error) {
	p, err := c.beside(ctx, number, fact)
	if err != nil {
		return nil, err
	}
	all, err := c.desk.Book.Consents(ctx, p)
	if err != nil {
		return nil, seva.Broken(err)
	}
	return slices.DeleteFunc(all, func(l ledger.Consent) bool { return !c.desk.revocable(l) }), nil
}

// revocable tells whether a line stands and is its person's to take back.
func (d *Desk) revocable(l ledger.Consent) bool {
	return l.Withdrawn.IsZero() && d.byConsent(l.Purpose)
}

// WithdrawAt is Withdraw for the citizen at the desk; the leaf names who did it for them.
func (c counter) WithdrawAt(ctx context.Context, number, fact, id string) (ledger.Consent, error) {
	p, err := c.beside(ctx, number, fact)
	if err != nil {
		return ledger.Consent{}, err
	}
	return c.take(ctx, p, id, c.desk.World.Now())
}

// take takes one line back, and every other of its purpose, where it is a person's to take.
func (c counter) take(ctx context.Context, p Person, id string, now time.Time) (taken ledger.Consent, err error) {
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		all, err := tx.Consents(ctx, p)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l ledger.Consent) bool { return l.ID == id && c.desk.byConsent(l.Purpose) })
		if i < 0 {
			return unknown("consent", nil)
		}
		if all, err = c.withdraw(ctx, tx, all, now, all[i].Purpose); err != nil {
			return err
		}
		taken = all[i]
		return nil
	})
	return taken, broken(err)
}
