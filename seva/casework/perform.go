package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"duar/seva"
	"duar/seva/fee"
)

// StuckAction is the System's where an effect refuses what the clock would do: without it
// the case would wait for a clock that can never move it. A procedure whose clock takes an
// action that Does something leads it to whoever is to look at it.
const StuckAction = "stuck"

// perform does what an act does beside moving its case, before anything of it is written:
// the number it gives, its effect, and what is owed on entering its state.
func (w *writing) perform(ctx context.Context, c *Case, ev *Event) error {
	if err := w.give(ctx, c, ev); err != nil {
		return err
	}
	err := w.effect(ctx, c, ev)
	if err == nil {
		w.free, err = w.owe(ctx, c, ev)
	}
	w.refused = refuses(err)
	return err
}

// refuses tells whether an error is a reason of the domain's, and no failure of a store that
// the transaction may mend by running again.
func refuses(err error) bool {
	e, ok := errors.AsType[*seva.Error](err)
	return ok && e.Kind != seva.Internal && e.Kind != seva.Unavailable
}

// effect runs what the event's action Does. What it leaves is in the case and the event
// before either is written, so that the event's digest is of it too.
func (w *writing) effect(ctx context.Context, c *Case, ev *Event) error {
	w.says, w.changed = nil, nil
	name := w.track.Procedure.takenBy(*ev).Does
	if name == "" {
		return nil
	}
	run, known := w.desk.parts.Effects[name]
	if !known {
		return fmt.Errorf("casework: no effect %q for %s", name, c.Service)
	}
	keys, err := w.about(ctx)
	if err != nil {
		return err
	}
	done, err := run(ctx, w.tx, w.work(*c, *ev, keys))
	if err != nil {
		return err
	}
	c.mark(ev, done.Marks)
	w.add = append(w.add, done.Keys...)
	w.says, w.changed = done.Says, done.Changed
	return nil
}

// work is an act as effects and observers are given it, before it is in the log.
func (w *writing) work(c Case, ev Event, keys []Key) Work {
	return Work{Case: c, Events: slices.Clip(w.events), Event: ev, Keys: keys, Changed: w.changed,
		track: w.track, cal: w.desk.parts.Calendar}
}

// about gives the keys of the case, read once.
func (w *writing) about(ctx context.Context) ([]Key, error) {
	if !w.keyed {
		keys, err := w.tx.Keys(ctx, w.c.Number)
		if err != nil {
			return nil, err
		}
		w.keys, w.keyed = keys, true
	}
	return append(w.keys[:len(w.keys):len(w.keys)], w.add...), nil
}

// index writes the keys that are new, once the case itself is stored.
func (w *writing) index(ctx context.Context) error {
	if len(w.add) == 0 {
		return nil
	}
	if err := w.tx.Index(ctx, w.c.Number, w.add); err != nil {
		return err
	}
	for _, k := range w.add {
		if !slices.Contains(w.keys, k) {
			w.keys = append(w.keys[:len(w.keys):len(w.keys)], k)
		}
	}
	w.add = nil
	return nil
}

// observe tells the observers of every event that was stored since they were last told.
func (w *writing) observe(ctx context.Context) error {
	if len(w.desk.parts.Observers) == 0 || len(w.heard) == 0 {
		w.heard = nil
		return nil
	}
	keys, err := w.about(ctx)
	if err != nil {
		return err
	}
	for _, work := range w.heard {
		work.Keys = keys
		for _, hears := range w.desk.parts.Observers {
			if err := hears(ctx, w.tx, work); err != nil {
				return fmt.Errorf("casework: an observer of %s#%d: %w", work.Case.Number, work.Event.Seq, err)
			}
		}
	}
	w.heard = nil
	return nil
}

// asks tells whether somebody will want the keys of a case of this track: then they are read
// with it, while nothing is put off that reading would have to write first.
func (d *Desk) asks(t Track) bool {
	return len(d.parts.Observers) > 0 || slices.ContainsFunc(t.Procedure.Actions, func(a Action) bool { return a.Does != "" })
}

// balk is a clock's action that its effect or fee rule refused.
type balk struct {
	number, action string
	held           bool // the procedure has a way for it
	err            error
}

func (b *balk) Error() string {
	return fmt.Sprintf("casework: the clock could not %s in %s: %v", b.action, b.number, b.err)
}

// balked notes which actions of the clock were refused by what they do, by case.
type balked map[string]string

// note takes up an error; it tells whether trying again may help.
func (b balked) note(err error) bool {
	at, found := errors.AsType[*balk](err)
	if !found || !at.held || b[at.number] == at.action {
		return false
	}
	b[at.number] = at.action
	return true
}

// unstuck runs a transaction; where the clock was refused in it, nothing is kept, and it runs
// again with the case led to somebody instead.
func (d *Desk) unstuck(ctx context.Context, fn func(Tx, balked) error) error {
	refused := balked{}
	for {
		err := d.parts.Book.Change(ctx, func(tx Tx) error { return fn(tx, refused) })
		if !refused.note(err) {
			return err
		}
	}
}

// Idle gives parts in which every effect and fee rule that a track names and that is not
// there does nothing and owes nothing: for a desk that only says how cases go, and moves
// none.
func (p Parts) Idle() Parts {
	effects, fees := maps.Clone(p.Effects), maps.Clone(p.Fees)
	if effects == nil {
		effects = map[string]Effect{}
	}
	if fees == nil {
		fees = map[string]FeeRule{}
	}
	for _, t := range slices.Concat(slices.Collect(maps.Values(p.Tracks)), p.Former) {
		for _, a := range t.Procedure.Actions {
			if effects[a.Does] == nil {
				effects[a.Does] = func(context.Context, Tx, Work) (Done, error) { return Done{}, nil }
			}
		}
		if fees[t.Fee] == nil {
			fees[t.Fee] = func(context.Context, Tx, Case) (fee.Estimate, error) { return fee.Estimate{}, nil }
		}
	}
	p.Effects, p.Fees = effects, fees
	return p
}
