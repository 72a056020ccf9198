package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/seva/place"
	"duar/seva/watch"
)

// OnLoad has fn called in the transaction of each binding that changes the record of a mouza
// where something is watched: what fn tells is told with the change or not at all. To be
// called before the store is used by several.
func (s *Store) OnLoad(fn watch.LoadObserver) { s.loaded = fn }

// loadTx is such a transaction. What it tells costs one round trip a mouza.
type loadTx struct{ *tx }

// Tell implements watch.LoadTx. What waits for a moment of its own stands behind what may go
// at once, and its age is counted from that moment.
func (t loadTx) Tell(_ context.Context, m notice.Message, at time.Time) error {
	b, err := packMessage(m)
	if err == nil {
		t.later("outbox.tell", m.Ref, b, micros(at), micros(at))
	}
	return err
}

// watchersOf gives the live watches in a mouza, by phone and No.
func watchersOf(ctx context.Context, a asker, idn place.IDN, now time.Time) ([]watch.Watch, error) {
	var all []watch.Watch
	for _, kind := range []string{casework.KeyPlot, casework.KeyKhatian} {
		// "0" is what comes after "/" in ASCII: all numbers of this mouza and of no other.
		found, err := watching(ctx, a, "watch.mouza", kind, idn.String()+"/", idn.String()+"0", micros(now))
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b watch.Watch) int { return cmp.Or(cmp.Compare(a.Phone, b.Phone), cmp.Compare(a.No, b.No)) })
	return all, nil
}

// hear tells whoever watches a mouza what a binding has changed there. Nothing of it is
// reckoned where nobody watches, which is nearly everywhere.
func (s *Store) hear(ctx context.Context, c change, b bound, watchers []watch.Watch, d *differing) error {
	if len(watchers) == 0 || d.none() {
		return nil
	}
	plots, khatians := d.spread(b.page)
	changed := func(k casework.Key) bool {
		_, n, ok := k.Land()
		if k.Kind == casework.KeyKhatian {
			return ok && khatians[packNumber(n)]
		}
		return ok && plots[packNumber(n)]
	}
	t := &tx{c: c, s: s}
	if err := s.loaded(ctx, loadTx{t}, watch.Load{Mouza: b.volume.Mouza, Valid: b.volume.Valid, Changed: changed}, watchers); err != nil {
		return err
	}
	return t.flush(ctx)
}

// differing is what a binding makes another in one mouza, by packed numbers.
type differing struct {
	plots, khatians map[int64]bool // a share, a possessor, a remark, a warning
	ground          map[int64]bool // plots of another class or area
	owners          map[int64]bool // khatians of another owner
}

func newDiffering() *differing {
	return &differing{plots: map[int64]bool{}, khatians: map[int64]bool{}, ground: map[int64]bool{}, owners: map[int64]bool{}}
}

func (d *differing) none() bool {
	return len(d.plots)+len(d.khatians)+len(d.ground)+len(d.owners) == 0
}

// note takes what was closed and added of one table.
func (d *differing) note(t table, closed [][]any, added []any) {
	switch t.name {
	case "land_khatian":
		d.each(t, closed, added, func(row []any) { d.owners[row[1].(int64)] = true })
	case "land_holding":
		d.each(t, closed, added, func(row []any) { d.khatians[row[1].(int64)], d.plots[row[2].(int64)] = true, true })
	case "land_plot":
		d.noteGround(t, closed, added)
	}
}

// each calls fn with every row that was closed or added.
func (d *differing) each(t table, closed [][]any, added []any, fn func(row []any)) {
	for _, row := range closed {
		fn(row)
	}
	for row := range slices.Chunk(added, t.width()) {
		fn(row)
	}
}

// noteGround holds the old row of a plot against the new one: that it has another parcel
// number, or that a case of ours is open about it, changes nobody's land.
func (d *differing) noteGround(t table, closed [][]any, added []any) {
	type ground struct {
		class any
		area  any
	}
	was, flags := map[int64]ground{}, map[int64]string{}
	for _, row := range closed {
		n := row[1].(int64)
		was[n], flags[n] = ground{row[2], row[3]}, warnings(row[4])
	}
	for row := range slices.Chunk(added, t.width()) {
		n := row[1].(int64)
		old, there := was[n]
		if !there || old != (ground{row[2], row[3]}) {
			d.ground[n] = true
		}
		if there && flags[n] != warnings(row[4]) {
			d.plots[n] = true
		}
		delete(was, n)
	}
	for n := range was { // and is gone
		d.ground[n] = true
	}
}

// warnings are a plot's flags but for the one that duar sets itself.
func warnings(packed any) string {
	text, _ := packed.(string)
	return packFlags(slices.DeleteFunc(unpackFlags(text), func(f land.Flag) bool { return f == land.Pending }))
}

// spread gives the plots and khatians that read otherwise: a name stands beside every plot
// of its khatian, a class beside every khatian of its plot. Holdings that are gone are
// in plots and khatians already, so those that are there now tell the rest.
func (d *differing) spread(p page) (plots, khatians map[int64]bool) {
	for i, t := range tables() {
		if t.name != "land_holding" {
			continue
		}
		for row := range slices.Chunk(p[i], t.width()) {
			khatian, plot := row[1].(int64), row[2].(int64)
			if d.owners[khatian] {
				d.plots[plot] = true
			}
			if d.ground[plot] {
				d.khatians[khatian] = true
			}
		}
	}
	for n := range d.ground {
		d.plots[n] = true
	}
	for n := range d.owners {
		d.khatians[n] = true
	}
	return d.plots, d.khatians
}
