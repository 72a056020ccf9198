package casework

import "context"

// Advance takes an action of the System in the caller's own transaction: money has come, a
// paper was made, a deed arrived. What the law has already done comes first. It gives the
// case as it then stands.
//
// Errors are those of Counter.Act. Who calls it twice for one cause sees to it that the
// second does nothing: the version is not asked.
func (d *Desk) Advance(ctx context.Context, tx Tx, a Act) (Case, error) {
	number, err := ParseNumber(a.Number)
	if err != nil {
		return Case{}, err
	}
	a.Number = number
	now := d.parts.World.Now()
	w, err := d.take(ctx, tx, number)
	if err != nil {
		return Case{}, explain(err, number)
	}
	if err := w.fire(ctx, now); err != nil {
		return Case{}, err
	}
	a.Version = w.c.Version
	if err := w.act(ctx, clockCaller(), a, now, now); err != nil {
		return Case{}, err
	}
	if err := w.fire(ctx, now); err != nil {
		return Case{}, err
	}
	if err := w.keep(ctx); err != nil {
		return Case{}, explain(err, number)
	}
	return w.c, nil
}
