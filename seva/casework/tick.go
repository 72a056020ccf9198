package casework

import (
	"context"
	"errors"
	"slices"
	"time"

	"duar/seva"
)

// putOff is by how much a case whose clock could not be moved is put off, so that it does
// not hold up those behind it.
const putOff = time.Hour

// together is how many cases the clock moves in one transaction: enough that waiting for
// the disk costs little beside them, few enough that an officer waits for moments only.
const together = 50

// Tick is the clock's job: it finds cases whose time has come, and in each fires what is
// due, with the moments that the law names, some cases to a transaction. It gives how many
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
	for cases := range slices.Chunk(woken, together) {
		if err := ctx.Err(); err != nil {
			return fired, seva.Broken(err)
		}
		n, err := d.tick(ctx, cases, now)
		if err != nil {
			// Something is wrong with one of them, and nothing was kept: each by itself.
			n, err = d.tickEach(ctx, cases, now)
		}
		fired += n
		failed = append(failed, err)
	}
	return fired, errors.Join(failed...)
}

// tickEach does each case in a transaction of its own, so that one which cannot be moved
// does not keep the others from it.
func (d *Desk) tickEach(ctx context.Context, cases []Case, now time.Time) (fired int, err error) {
	var failed []error
	for _, c := range cases {
		if err := ctx.Err(); err != nil {
			return fired, errors.Join(append(failed, seva.Broken(err))...)
		}
		n, err := d.tick(ctx, []Case{c}, now)
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

// tick does some cases in one transaction. All are held before the first is moved: moving
// may wait for a number, and who holds one and then waits for a case could wait for ever.
func (d *Desk) tick(ctx context.Context, cases []Case, now time.Time) (fired int, err error) {
	err = d.unstuck(ctx, func(tx Tx, refused balked) error {
		fired = 0
		numbers := make([]string, len(cases))
		for i, c := range cases {
			numbers[i] = c.Number
		}
		files, err := tx.Hold(ctx, numbers)
		if err != nil {
			return err
		}
		var keys map[string][]Key
		if len(d.parts.Observers) > 0 {
			if keys, err = tx.KeysOf(ctx, numbers); err != nil {
				return err
			}
		}
		for _, f := range files {
			if f.Wake.IsZero() || f.Wake.After(now) {
				continue // done since it was found
			}
			w, err := d.open(tx, f)
			if err != nil {
				return err
			}
			w.balked, w.keys, w.keyed = refused, keys[f.Number], keys != nil
			if err := w.fire(ctx, now); err != nil {
				return err
			}
			fired += w.fresh
			if err := w.keep(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return fired, nil
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
