package casework

import (
	"context"
	"errors"
	"time"

	"duar/seva"
)

// putOff is by how much a case whose clock could not be moved is put off, so that it does
// not hold up those behind it.
const putOff = time.Hour

// Tick is the clock's job: it finds cases whose time has come, and in each fires what is
// due, with the moments that the law names, in a transaction of its own. It gives how many
// events it wrote; limit bounds how many cases it looks at. To be called again at once
// while it fires, and else every minute or so.
//
// Nothing is kept between calls: one that was stopped, or killed, between two cases or in
// one is made good by the next, and two workers at once do each case once. A case that
// fails is put off for an hour and told in err, which joins all failures; the others go on.
//
// A case wakes at the moment stored with its last event. When a holiday is added to the
// calendar it may wake too early, and is then put right; when one is taken away too late,
// until somebody acts on it.
func (d *Desk) Tick(ctx context.Context, limit int) (fired int, err error) {
	now := d.parts.World.Now()
	woken, err := d.parts.Book.Find(ctx, Find{Woken: now, Limit: limit})
	if err != nil {
		return 0, seva.Broken(err)
	}
	var failed []error
	for _, c := range woken {
		if err := ctx.Err(); err != nil {
			return fired, seva.Broken(err)
		}
		n, err := d.tick(ctx, c.Number, now)
		switch {
		case err == nil:
			fired += n
		case errors.Is(err, ErrMoved): // another worker or an officer was there first
		default:
			failed = append(failed, err)
			if err := d.putOff(ctx, c.Number, now); err != nil && !errors.Is(err, ErrMoved) {
				failed = append(failed, err)
			}
		}
	}
	return fired, errors.Join(failed...)
}

// tick does one case.
func (d *Desk) tick(ctx context.Context, number string, now time.Time) (fired int, err error) {
	err = d.parts.Book.Change(ctx, func(tx Tx) error {
		fired = 0
		w, err := d.take(ctx, tx, number)
		if err != nil {
			return err
		}
		if w.wake.IsZero() || w.wake.After(now) {
			return nil // done since it was found
		}
		if err := w.fire(ctx, now); err != nil {
			return err
		}
		fired = w.fresh
		return w.keep(ctx)
	})
	return fired, err
}

func (d *Desk) putOff(ctx context.Context, number string, now time.Time) error {
	return d.parts.Book.Change(ctx, func(tx Tx) error {
		c, err := tx.Case(ctx, number)
		if err != nil || c.Wake.After(now) {
			return err
		}
		c.Wake = now.Add(putOff)
		return tx.Put(ctx, c, nil)
	})
}
