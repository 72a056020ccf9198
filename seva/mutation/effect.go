package mutation

import (
	"context"
	"slices"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// Actions of the System in the procedure of deeds.
const (
	autoOrder   = "auto_order"      // the record changes with no application and no hearing
	openWindow  = "open_window"     // anybody may object for thirty days
	toHearing   = "to_hearing"      // an officer hears the parties
	unopposed   = "unopposed_order" // the clock's: nobody has objected
	object      = "object"          // somebody has, in a case whose window is open
	objectAgain = "object_again"    // and somebody else
)

// Effects gives what the procedures about the record name under does. Each refuses with a
// Conflict when the record no longer allows it: of two orders for one share one gets through.
func (p Parts) Effects() map[string]casework.Effect {
	return map[string]casework.Effect{
		"amend_deed":  p.amendDeed,
		"amend_sale":  amendSale,
		"amend_heirs": amendHeirs,
		"amend_class": p.amendClass,
		"amend_name":  p.amendName,
		"flag_pending": func(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
			return flag(ctx, tx, w, true)
		},
		"clear_pending": func(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
			return flag(ctx, tx, w, false)
		},
	}
}

// amendDeed makes the record what the deed of the case says. All is held against the record
// once more, as of this transaction: without a hearing by every rule that the course allows,
// after one by those against which nobody can order.
func (p Parts) amendDeed(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
	deeds, err := deedsOf(tx)
	if err != nil {
		return casework.Done{}, err
	}
	k, err := deeds.DeedOf(ctx, w.Case.Number)
	if err != nil {
		return casework.Done{}, seva.Broken(err)
	}
	d := k.Deed
	if len(d.Schedule) == 0 { // it was emptied: of nothing every rule holds
		return casework.Done{}, refuse("deed", "error.record.answer")
	}
	v, facts, err := p.judge(ctx, tx, deeds, d, w.Case.Number)
	if err != nil {
		return casework.Done{}, err
	}
	allowed := !v.Hard
	switch w.Event.Action {
	case autoOrder:
		allowed = v.Course == AtOnce
	case unopposed:
		allowed = v.Course <= Window
	}
	if !allowed {
		var why []seva.Text
		for _, f := range v.Findings {
			why = append(why, f.Text(d))
		}
		return casework.Done{}, refuse("deed", "error.deed.record", seva.Args{"Reasons": why})
	}
	var orders []*ordering
	for _, idn := range d.mouzas() {
		o := order(ctx, tx, w, idn)
		if err := o.deed(d, facts); err != nil {
			return casework.Done{}, err
		}
		orders = append(orders, o)
	}
	return left(orders...), nil
}

// mouzas gives those of the schedule, in the order in which they are held.
func (d Deed) mouzas() []place.IDN {
	var all []place.IDN
	for _, l := range d.Schedule {
		all = append(all, l.Mouza)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// deed moves what a deed passes on in this mouza. Each buyer gets one new khatian in it; that
// somebody of the same name has one already proves nothing.
func (o *ordering) deed(d Deed, facts []Facts) error {
	khatians := make([]land.Number, len(d.Buyers))
	for i, l := range d.Schedule {
		if l.Mouza != o.mouza {
			continue
		}
		for b, part := range d.takers(l) {
			if part == 0 || d.seller(l).self(d.Buyers[b]) == Same { // it stays where it is
				continue
			}
			if khatians[b] == (land.Number{}) {
				n, err := o.open(d.Buyers[b].owner())
				if err != nil {
					return err
				}
				khatians[b] = n
			}
			if err := o.move(l.Plot, facts[i].Holding.Khatian, khatians[b], part); err != nil {
				return err
			}
		}
	}
	return o.keep(true)
}

// flag sets or clears the warning of an open case on the plots that a case is about: those it
// can be found by, and those of a khatian that it is about as a whole. A plot that is not in
// the record has no first screen to warn on.
func flag(ctx context.Context, tx casework.Tx, w casework.Work, on bool) (casework.Done, error) {
	plots, err := about(ctx, tx, w)
	if err != nil {
		return casework.Done{}, err
	}
	for _, idn := range slices.Sorted(keysOf(plots)) {
		o := order(ctx, tx, w, idn)
		for _, n := range plots[idn] {
			p, err := o.plot(n)
			if seva.KindOf(err) == seva.Conflict {
				continue
			}
			if err != nil {
				return casework.Done{}, err
			}
			if on {
				p.Flags = p.Flagged(land.Pending, true)
			}
		}
		if err := o.keep(!on); err != nil {
			return casework.Done{}, err
		}
	}
	return casework.Done{}, nil
}
