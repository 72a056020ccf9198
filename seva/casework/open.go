package casework

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/form"
)

// Opening is a new case: one line of an application that is being submitted.
type Opening struct {
	Number    string // of the case: the application's, and the line where it has several
	Service   string
	Office    string // "lr.2412"
	Applicant Applicant
	Answers   form.Answers
	FormOf    int // version of the form
	Findings  Findings
	Caller    Caller // who submits
	Keys      []Key  // what the case can be found by, beside its number
}

// Open begins a case in the caller's own transaction: the case in the first state of its
// service's procedure, its submit event, the audit leaf and the SMS, and whatever the
// procedure does at once. Numbers come from Desk.Number in the same transaction.
func (d *Desk) Open(ctx context.Context, tx Tx, o Opening) (Case, error) {
	track, known := d.parts.Tracks[o.Service]
	number, err := ParseNumber(o.Number)
	switch {
	case err != nil:
		return Case{}, err
	case !known:
		return Case{}, seva.Broken(errors.New("casework: no track for " + o.Service))
	case o.Office == "":
		return Case{}, seva.Broken(errors.New("casework: no office for " + number))
	}
	now := d.parts.World.Now()
	if o.Applicant.Lang == "" {
		o.Applicant.Lang = seva.Bengali
	}
	p := track.Procedure
	c := Case{
		Number: number, Service: o.Service, Procedure: p.ID, Revision: p.Version, Office: o.Office,
		Version: 1, Since: now, Submitted: now, Applicant: o.Applicant, Answers: maps.Clone(o.Answers),
		FormOf: o.FormOf, Findings: o.Findings,
	}
	ev := Event{Seq: 1, At: now, Noted: now, Action: SubmitAction, To: p.Start, Actor: d.actor(o.Caller), Role: entryRole(o)}
	c.enter(p, ev)
	c.reckon(track, d.parts.Calendar, []Event{ev})
	w := writing{desk: d, tx: tx, track: track, keyed: true, add: slices.Compact(sortedKeys(o.Keys))}
	if err := w.perform(ctx, &c, &ev); err != nil {
		return Case{}, seva.Broken(err)
	}
	if err := w.write(ctx, c, ev); err != nil {
		return Case{}, seva.Broken(err)
	}
	// Stored before the clock goes on: what it does then may look for the case.
	if err := w.keep(ctx); err != nil {
		return Case{}, explain(err, number)
	}
	if err := w.fire(ctx, now); err != nil {
		return Case{}, err
	}
	if err := w.keep(ctx); err != nil {
		return Case{}, explain(err, number)
	}
	return w.c, nil
}

// sortedKeys gives keys in the order in which a book gives them.
func sortedKeys(keys []Key) []Key {
	return slices.SortedFunc(slices.Values(keys), func(a, b Key) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value))
	})
}

// Glance gives a case that was opened in this transaction as its applicant may see it.
func (d *Desk) Glance(ctx context.Context, tx Tx, c Case) (Glance, error) {
	track, err := d.track(c)
	if err != nil {
		return Glance{}, err
	}
	events, err := tx.Events(ctx, c.Number)
	if err != nil {
		return Glance{}, explain(err, c.Number)
	}
	return d.glance(track, c, events, d.parts.World.Now()), nil
}

// Lines gives every line of an application, for a receipt that is asked for again. Whoever
// calls it has seen to it that it is the applicant's to have.
func (d *Desk) Lines(ctx context.Context, number string) ([]Glance, error) {
	lines, err := d.parts.Book.Standings(ctx, application(number))
	if err != nil || len(lines) == 0 {
		return nil, explain(err, number)
	}
	return d.tell(lines)
}

// entryRole is the role in which somebody submits.
func entryRole(o Opening) Role {
	for _, r := range []Role{Operator, Entry, Institution} {
		if o.Caller.Is(r) && o.Caller.ID != "" && o.Caller.ID == o.Applicant.Entered {
			return r
		}
	}
	return Citizen
}
