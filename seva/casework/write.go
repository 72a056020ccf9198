package casework

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/form"
)

// writing is a case that is being moved in a transaction: as it was read, and what has
// been done to it since. All of that is kept together, or none.
type writing struct {
	desk   *Desk
	tx     Tx
	track  Track
	c      Case
	events []Event   // the whole log
	fresh  int       // how many of them are new
	wake   time.Time // as it is stored
	failed bool      // a part of an act was written and the rest could not be
	// refused says that what failed was no store but an effect or a fee rule, with a reason.
	refused bool
	free    bool // the state just entered owes nothing: it is waived before anything else
	keys    []Key
	keyed   bool      // keys were read
	add     []Key     // and these are to be written
	heard   []Work    // events that observers are still to hear of
	late    *Event    // told of once its state has been waived
	balked  balked    // actions of the clock that are not to be tried again
	says    seva.Args // what the last effect adds to the SMS of its act
	changed []Key     // whose record the last effect changed
}

// take reads a case for moving it.
func (d *Desk) take(ctx context.Context, tx Tx, number string) (writing, error) {
	c, err := tx.Case(ctx, number)
	if err != nil {
		return writing{}, err
	}
	events, err := tx.Events(ctx, number)
	if err != nil {
		return writing{}, err
	}
	w, err := d.open(tx, File{c, events})
	if err == nil && d.asks(w.track) {
		_, err = w.about(ctx)
	}
	return w, err
}

// open opens a file that is held, for moving its case.
func (d *Desk) open(tx Tx, f File) (writing, error) {
	track, err := d.track(f.Case)
	if err != nil {
		return writing{}, err
	}
	if int64(len(f.Events)) != f.Version {
		return writing{}, fmt.Errorf("casework: %s is of version %d and has %d events", f.Number, f.Version, len(f.Events))
	}
	return writing{desk: d, tx: tx, track: track, c: f.Case, events: f.Events, wake: f.Wake}, nil
}

// act takes one action and writes what it leaves behind. at is when it counts, noted the
// present. A refusal changes nothing.
func (w *writing) act(ctx context.Context, caller Caller, a Act, at, noted time.Time) error {
	next, ev, err := Move(w.track, w.desk.parts.Calendar, w.c, w.events, caller, a, at)
	if err != nil {
		return err
	}
	if err := w.desk.askable(w.c, a.Items); err != nil {
		return err
	}
	if err := w.desk.sound(next, a.Answers); err != nil {
		return err
	}
	ev.Noted = noted
	w.failed = true
	if err := w.perform(ctx, &next, &ev); err != nil {
		return err
	}
	if err := w.write(ctx, next, ev); err != nil {
		return err
	}
	w.failed = false
	return nil
}

// askable refuses to ask for what the form does not have, where the desk knows it: nobody
// could answer that.
func (d *Desk) askable(c Case, items []Item) error {
	_, known := d.form(c)
	fields := d.fields(c)
	for i, item := range items {
		if known && !slices.ContainsFunc(fields, func(f form.Pointer) bool { return within(item.Field, f) }) {
			return seva.Refuse(fmt.Sprintf("items/%d/field", i), seva.Say("error.case.item"))
		}
	}
	return nil
}

// sound holds a reply against the form once more, where the desk knows it: what was not
// checked by the service desk is not in canonical form, and never gets into a case.
func (d *Desk) sound(c Case, entries []form.Entry) error {
	f, known := d.form(c)
	if !known || len(entries) == 0 {
		return nil
	}
	var flaws form.Flaws
	for _, flaw := range f.Missing(c.Answers, nil) {
		if slices.ContainsFunc(entries, func(e form.Entry) bool { return within(flaw.At, e.At) || within(e.At, flaw.At) }) {
			flaws = append(flaws, flaw)
		}
	}
	if len(flaws) == 0 {
		return nil
	}
	return &seva.Error{Kind: seva.Invalid, Field: string(flaws[0].At), Text: flaws[0].Text, Err: flaws}
}

// give allocates the number that an event's action gives, unless the case has one: what
// was once given is the citizen's, and is not given anew.
func (w *writing) give(ctx context.Context, c *Case, ev *Event) error {
	series := w.track.Procedure.takenBy(*ev).Gives
	if series == "" || c.Marks[series] != "" {
		return nil
	}
	number, err := w.desk.Number(ctx, w.tx, series)
	if err == nil {
		c.give(ev, series, number)
	}
	return err
}

// write adds an event to the log, with its audit leaf and its message.
func (w *writing) write(ctx context.Context, next Case, ev Event) error {
	if ev.worded() {
		ev.Salt = hex.EncodeToString(w.desk.parts.World.Bytes(saltBytes))
	}
	w.heard = append(w.heard, w.work(next, ev, nil))
	w.c, w.events = next, append(slices.Clip(w.events), ev)
	w.fresh++
	if err := w.tx.Audit(ctx, leafOf(next.Number, ev)); err != nil {
		return err
	}
	if w.free { // nobody is told to pay nothing
		w.late = &ev
		return nil
	}
	return w.tell(ctx, ev)
}

// tell sends the message of an event. Of a state that owed nothing and was left at once, the
// act that led there is told of only when it began the case, which whoever applied must hear:
// then it says where the case stands by now and that nothing is owed, and leaving is not told
// of besides.
func (w *writing) tell(ctx context.Context, ev Event) error {
	free := w.late != nil && w.late.From == ""
	if free {
		ev = *w.late
	}
	w.late = nil
	m, tells := w.desk.message(w.track, w.c, w.events, ev, w.says, free)
	if !tells {
		return nil
	}
	return w.tx.Tell(ctx, m)
}

// saltBytes is how long an Event's Salt is.
const saltBytes = 16

// worded tells whether somebody wrote something of an event in their own words.
func (e Event) worded() bool {
	return e.Note != "" || slices.ContainsFunc(e.Items, func(i Item) bool { return i.Note != "" })
}

// mostAtOnce is how many alarms of one case are fired in one transaction. No sound
// procedure comes near it.
const mostAtOnce = 64

// fire does what the clock should have done by now: in order, each at the moment that the
// law names.
func (w *writing) fire(ctx context.Context, now time.Time) error {
	for range mostAtOnce {
		if w.free {
			w.free = false
			if err := w.byClock(ctx, WaiveAction, w.c.Since, now); err != nil {
				return err
			}
			continue
		}
		alarms := Alarms(w.track, w.desk.parts.Calendar, w.c, w.events)
		if len(alarms) == 0 || alarms[0].At.After(now) {
			return nil
		}
		if err := w.byClock(ctx, alarms[0].Action, alarms[0].At, now); err != nil {
			return err
		}
	}
	return seva.Broken(fmt.Errorf("casework: the clock of %s does not come to rest", w.c.Number))
}

// byClock takes an action of the System's.
func (w *writing) byClock(ctx context.Context, action string, at, now time.Time) error {
	_, held := w.track.Procedure.clockMay(w.c.State, StuckAction)
	if held && w.balked[w.c.Number] == action {
		action = StuckAction
	}
	a := Act{Number: w.c.Number, Version: w.c.Version, Action: action}
	err := w.act(ctx, clockCaller(), a, at, now)
	switch {
	case err == nil:
		return nil
	case w.failed && !w.refused: // the store's failure, which it may know how to mend
		return err
	}
	// Not wrapped: what the clock was refused is a fault of ours and no answer to anybody.
	return &seva.Error{Kind: seva.Internal, Text: seva.Say("error.internal"),
		Err: &balk{number: w.c.Number, action: action, held: held && action != StuckAction, err: err}}
}

// keep stores the case, if anything of it is other than stored, what it can be found by, and
// then tells the observers of what was stored.
func (w *writing) keep(ctx context.Context) error {
	w.c.Wake = wake(w.track, w.desk.parts.Calendar, w.c, w.events)
	if w.fresh > 0 || !w.c.Wake.Equal(w.wake) {
		if err := w.tx.Put(ctx, w.c, w.events[len(w.events)-w.fresh:]); err != nil {
			return err
		}
		w.fresh, w.wake = 0, w.c.Wake
	}
	if err := w.index(ctx); err != nil {
		return err
	}
	return w.observe(ctx)
}
