package mutation

import (
	"context"
	"errors"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// ordering is an order on its way into the record of one mouza.
type ordering struct {
	ctx   context.Context
	tx    casework.Tx
	work  casework.Work
	mouza place.IDN
	free  land.Number
	was   []land.Plot
	c     land.Change
	fresh []land.Number // khatians that it opens
}

// order begins a change of a mouza that rests on a case. Its day is that of the order, or
// that of the record where it is later: the past has one answer.
func order(ctx context.Context, tx casework.Tx, w casework.Work, idn place.IDN) *ordering {
	return &ordering{ctx: ctx, tx: tx, work: w, mouza: idn,
		c: land.Change{Mouza: idn, Valid: seva.DateOf(w.Event.At), By: w.Case.Number}}
}

// later moves the day of the change behind that of a row it replaces.
func (o *ordering) later(a land.AsOn) {
	if a.Valid.Number() > o.c.Valid.Number() {
		o.c.Valid = a.Valid
	}
}

// plot gives a plot of the change, to be changed; it is held from now on.
func (o *ordering) plot(n land.Number) (*land.Plot, error) {
	at := func(p land.Plot) bool { return p.Number == n }
	if i := slices.IndexFunc(o.c.Plots, at); i >= 0 {
		return &o.c.Plots[i], nil
	}
	held, err := o.tx.HoldPlots(o.ctx, o.mouza, []land.Number{n})
	if errors.Is(err, land.ErrNone) {
		return nil, refuse("plot", "error.record.plot", seva.Args{"Plot": n})
	}
	if err != nil {
		return nil, err
	}
	o.later(held[0].AsOn)
	was := held[0]
	was.Holdings = slices.Clone(was.Holdings)
	o.was, o.c.Plots = append(o.was, was), append(o.c.Plots, held[0])
	return &o.c.Plots[len(o.c.Plots)-1], nil
}

// open opens a khatian for an owner and gives its number, which is one that people can ask for.
func (o *ordering) open(owner land.Owner) (land.Number, error) {
	if o.free.Main == 0 {
		free, err := o.tx.FreeKhatian(o.ctx, o.mouza)
		if err != nil {
			return land.Number{}, err
		}
		o.free = free
	}
	n := o.free
	if _, err := land.ParseNumber("khatian", n.String()); err != nil {
		return land.Number{}, refuse("khatian", "error.record.full", seva.Args{"IDN": o.mouza})
	}
	o.free.Main++
	o.fresh = append(o.fresh, n)
	o.c.Folios = append(o.c.Folios, land.Folio{Number: n, Owner: owner})
	return n, nil
}

// move moves a share of a plot out of a khatian into another, with its part of the area that
// is written. What lies on the land goes along: a sharecropper stays on it, whoever owns it.
func (o *ordering) move(n, from, to land.Number, share seva.Share) error {
	p, err := o.plot(n)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.Holdings, func(h land.Holding) bool { return h.Khatian == from })
	if i < 0 {
		return refuse("khatian", "error.record.holds", seva.Args{"Plot": n, "Khatian": from})
	}
	old := p.Holdings[i]
	area, ok := p.Take(from, share)
	if !ok {
		return refuse("share", "error.record.less", seva.Args{"Plot": n, "Khatian": from, "Share": old.Share})
	}
	p.Give(to, share, area)
	for j := range p.Holdings {
		if h := &p.Holdings[j]; h.Khatian == to && h.Possession == "" {
			h.Possession, h.Possessor, h.Remark = old.Possession, old.Possessor, old.Remark
		}
	}
	return nil
}

// vested refuses to touch what is the state's.
func (o *ordering) vested(n land.Number, owner land.Owner) error {
	if n == vested || owner.Type == land.Government {
		return refuse("khatian", "error.record.vested", seva.Args{"Khatian": n})
	}
	return nil
}

// keep writes the change, takes the warning of an open case off plots that have no other,
// and has deeds looked at again that wait for these plots, also where they waited only for
// this case to end. settles is false where the case goes on.
func (o *ordering) keep(settles bool) error {
	var waiting []string
	for i := range o.c.Plots {
		p := &o.c.Plots[i]
		numbers, err := o.tx.Open(o.ctx, casework.PlotKey(o.mouza, p.Number))
		if err != nil {
			return err
		}
		for _, s := range o.c.Splits { // what is open about a plot is open about its part
			if s.Part == p.Number {
				more, err := o.tx.Open(o.ctx, casework.PlotKey(o.mouza, s.Of))
				if err != nil {
					return err
				}
				numbers = append(numbers, more...)
			}
		}
		numbers = slices.DeleteFunc(numbers, func(n string) bool { return n == o.work.Case.Number })
		if settles && len(numbers) == 0 {
			p.Flags = p.Flagged(land.Pending, false)
		}
		waiting = append(waiting, numbers...)
	}
	changes := o.changes()
	if changes {
		if err := o.tx.Amend(o.ctx, o.c); err != nil {
			return err
		}
	} else if !settles {
		return nil
	}
	if d, ok := o.tx.(Deeds); ok && len(waiting) > 0 {
		slices.Sort(waiting)
		return d.StirDeeds(o.ctx, slices.Compact(waiting))
	}
	return nil
}

// changes tells whether anything differs from what was.
func (o *ordering) changes() bool {
	return len(o.c.Folios) > 0 || slices.ContainsFunc(o.c.Plots, func(p land.Plot) bool {
		i := slices.IndexFunc(o.was, func(b land.Plot) bool { return b.Number == p.Number })
		b := o.was[i]
		return p.Class != b.Class || p.Area != b.Area || !slices.Equal(p.Flags, b.Flags) || !slices.Equal(p.Holdings, b.Holdings)
	})
}

// changed gives the plots and khatians whose record the change makes another: whoever watches
// one is told. A warning on a plot is none; that there is a case is told when it begins.
func (o *ordering) changed() []casework.Key {
	var keys []casework.Key
	add := func(k casework.Key) {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	rewritten := map[land.Number]bool{}
	for _, f := range o.c.Folios {
		rewritten[f.Number] = true
		add(casework.KhatianKey(o.mouza, f.Number))
	}
	for i, p := range o.c.Plots {
		was, whole := o.was[i], false // plot puts both in the same order
		if p.Class != was.Class || p.Area != was.Area {
			whole = true // every khatian that holds it says so
		}
		differs := whole
		for _, h := range slices.Concat(was.Holdings, p.Holdings) {
			same := func(other land.Holding) bool { return other == h }
			moved := !slices.ContainsFunc(was.Holdings, same) || !slices.ContainsFunc(p.Holdings, same)
			if differs = differs || moved || rewritten[h.Khatian]; moved || whole {
				add(casework.KhatianKey(o.mouza, h.Khatian))
			}
		}
		if differs {
			add(casework.PlotKey(o.mouza, p.Number))
		}
	}
	return keys
}

// left is what the orders leave in the case: the khatians they opened, by which it can be
// found from now on, and what of the record they changed.
func left(all ...*ordering) casework.Done {
	var done casework.Done
	var opened []string
	for _, o := range all {
		done.Changed = append(done.Changed, o.changed()...)
		for _, n := range o.fresh {
			k := casework.KhatianKey(o.mouza, n)
			opened, done.Keys = append(opened, k.Value), append(done.Keys, k)
		}
	}
	if len(opened) > 0 {
		done.Marks = map[string]string{"khatian": strings.Join(opened, ", ")}
	}
	for _, o := range all {
		for _, s := range o.c.Splits {
			k := casework.PlotKey(o.mouza, s.Part)
			done.Keys, done.Marks = append(done.Keys, k), map[string]string{"plot": k.Value}
		}
	}
	return done
}

func refuse(field, key string, args ...seva.Args) error {
	return &seva.Error{Kind: seva.Conflict, Field: field, Text: seva.Say(key, args...)}
}
