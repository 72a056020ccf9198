package identity

import (
	"context"
	"time"

	"duar/seva"
)

const (
	// watchEvery leaves a suspension half of its second to be seen by every server.
	watchEvery = 400 * time.Millisecond
	// lookAll is how often the numbers are read although nothing says that they changed: a
	// server of an older program suspends without saying so.
	lookAll = 30 * time.Second
	// barredWait bounds a direct look, where nobody watches.
	barredWait = time.Second
)

// Bar suspends a number and ends its sessions, or lifts that again. The number need not
// have been here before.
func (d *Desk) Bar(ctx context.Context, p seva.Phone, barred bool) error {
	return d.bar(ctx, house, p, barred)
}

func (d *Desk) bar(ctx context.Context, by author, p seva.Phone, barred bool) error {
	if !indianMobile(p) {
		return seva.Refuse("phone", seva.Say("error.phone.invalid"))
	}
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		a, err := d.citizen(ctx, tx, Asked{Phone: p}, Standing{})
		if err != nil {
			return err
		}
		return d.suspend(ctx, tx, by, a, barred)
	}))
}

// Barred is Pins. It is answered out of memory while Watch runs; before and without that
// by one read, and then a register that is away bars: what could be suspended is not let
// in unseen.
func (d *Desk) Barred(p seva.Phone) bool {
	if all := d.barred.Load(); all != nil {
		return (*all)[p]
	}
	ctx, cancel := context.WithTimeout(context.Background(), barredWait)
	defer cancel()
	_, all, err := d.Register.Barred(ctx, never)
	if err != nil {
		return true
	}
	for _, one := range all {
		if one == p {
			return true
		}
	}
	return false
}

// never is no turn that there ever was.
const never = -1

// Watch keeps the suspended numbers in memory until ctx ends. While the register is away
// those that were last seen stay.
func (d *Desk) Watch(ctx context.Context) {
	defer d.barred.Store(nil)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	seen, since := int64(never), time.Time{}
	for {
		if time.Since(since) > lookAll {
			seen = never
		}
		turn, all, err := d.Register.Barred(ctx, seen)
		if err == nil && turn != seen {
			if seen == never {
				since = time.Now()
			}
			seen = turn
			d.remember(all)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (d *Desk) remember(all []seva.Phone) {
	barred := make(map[seva.Phone]bool, len(all))
	for _, p := range all {
		barred[p] = true
	}
	d.barred.Store(&barred)
}
