package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// anyMouza gives each run of the property a register of its own, so that one database does.
var anyMouza atomic.Int64

// anyOrders makes random orders (sales and gifts to one or several, to strangers and
// neighbours, partitions of a khatian among heirs, names, warnings) and holds the record
// to what no order may break.
func anyOrders(t *testing.T, s RecordStore) {
	rapid.Check(t, func(rt *rapid.T) {
		idn := place.IDN(1_100_000 + anyMouza.Add(1))
		v := Volume(idn, rapid.IntRange(3, 8).Draw(rt, "plots"))
		v.Source = land.DemoSource
		if err := s.Bind(t.Context(), v); err != nil {
			rt.Fatal(err)
		}
		r := &history{t: t, rt: rt, s: s, idn: idn, v: v, day: Day(), parts: map[land.Number]land.Number{}}
		r.note()
		for i := range rapid.IntRange(1, 8).Draw(rt, "orders") {
			r.order(i)
			r.note()
			r.whole()
		}
		r.past()
	})
}

// history is a register, and what it said after each order.
type history struct {
	t   *testing.T
	rt  *rapid.T
	s   RecordStore
	idn place.IDN
	v   land.Volume
	day seva.Date
	was []said
	// parts are plots that orders have made, with those that they were parts of.
	parts map[land.Number]land.Number
}

type said struct {
	known    time.Time
	valid    seva.Date
	plots    map[land.Number]land.Plot
	khatians map[land.Number]land.Khatian
}

// order makes one change of some kind.
func (r *history) order(i int) {
	r.day.Day = min(r.day.Day+rapid.IntRange(0, 3).Draw(r.rt, "days"), 28)
	now := r.was[len(r.was)-1]
	err := r.s.Cases().Change(r.t.Context(), func(tx casework.Tx) error {
		free, err := tx.FreeKhatian(r.t.Context(), r.idn)
		if err != nil {
			return err
		}
		c := land.Change{Mouza: r.idn, Valid: r.day, By: fmt.Sprintf("MN2026%06d", i+1)}
		khatian := pick(r.rt, now.khatians, "khatian")
		plots := []land.Number{}
		for _, h := range khatian.Holdings {
			plots = append(plots, h.Plot)
		}
		held, err := tx.HoldPlots(r.t.Context(), r.idn, plots)
		if err != nil {
			return err
		}
		switch rapid.SampledFrom([]string{"sale", "partition", "neighbour", "name", "flag", "split"}).Draw(r.rt, "kind") {
		case "sale": // a part of one plot, to one or several strangers
			p := held[rapid.IntRange(0, len(held)-1).Draw(r.rt, "which")]
			most := share(p, khatian.Number)
			for part := range rapid.IntRange(1, 3).Draw(r.rt, "buyers") {
				if most == 0 {
					break
				}
				some := seva.Share(rapid.IntRange(1, int(most)).Draw(r.rt, "share"))
				most -= some
				to := land.Number{Main: free.Main + int32(part)}
				area, _ := p.Take(khatian.Number, some)
				p.Give(to, some, area)
				c.Folios = append(c.Folios, land.Folio{Number: to, Owner: buyer("ক্রেতা")})
			}
			c.Plots = []land.Plot{p}
		case "partition": // everything of a khatian among heirs
			heirs := rapid.IntRange(1, 3).Draw(r.rt, "heirs")
			for _, p := range held {
				left := share(p, khatian.Number)
				for h := range heirs {
					some := left / seva.Share(heirs-h)
					if some == 0 {
						continue
					}
					left -= some
					to := land.Number{Main: free.Main + int32(h)}
					area, _ := p.Take(khatian.Number, some)
					p.Give(to, some, area)
					if !slices.ContainsFunc(c.Folios, func(f land.Folio) bool { return f.Number == to }) {
						c.Folios = append(c.Folios, land.Folio{Number: to, Owner: buyer("ওয়ারিশ")})
					}
				}
				c.Plots = append(c.Plots, p)
			}
		case "neighbour":
			to := pick(r.rt, now.khatians, "to").Number
			p := held[0]
			some := share(p, khatian.Number)
			area, _ := p.Take(khatian.Number, some)
			p.Give(to, some, area)
			c.Plots = []land.Plot{p}
		case "name":
			o := khatian.Owner
			o.Name.En = fmt.Sprintf("Name %d", i)
			c.Folios = []land.Folio{{Number: khatian.Number, Owner: o}}
		case "split":
			ok, err := r.split(tx, &c, held[0])
			if err != nil || !ok {
				return err
			}
		case "flag":
			p := held[0]
			p.Flags = p.Flagged(land.Court, rapid.Bool().Draw(r.rt, "on"))
			c.Plots = []land.Plot{p}
		}
		return tx.Amend(r.t.Context(), c)
	})
	if err != nil {
		r.rt.Fatalf("order %d: %v", i, err)
	}
}

func share(p land.Plot, n land.Number) seva.Share {
	for _, h := range p.Holdings {
		if h.Khatian == n {
			return h.Share
		}
	}
	return 0
}

func pick(rt *rapid.T, from map[land.Number]land.Khatian, what string) land.Khatian {
	numbers := slices.SortedFunc(maps.Keys(from), land.Number.Compare)
	return from[rapid.SampledFrom(numbers).Draw(rt, what)]
}

// note reads all that the record says now.
func (r *history) note() {
	now := said{valid: r.day, plots: map[land.Number]land.Plot{}, khatians: map[land.Number]land.Khatian{}}
	for _, n := range r.numbers() {
		got, err := r.s.Plot(r.t.Context(), r.idn, n, land.At{})
		if err != nil {
			r.rt.Fatal(err)
		}
		now.plots[n] = got
		if got.AsOn.Recorded.After(now.known) {
			now.known = got.AsOn.Recorded
		}
		for _, h := range got.Holdings {
			if _, seen := now.khatians[h.Khatian]; seen {
				continue
			}
			k, err := r.s.Khatian(r.t.Context(), r.idn, h.Khatian, land.At{})
			if err != nil {
				r.rt.Fatalf("khatian %s of plot %s: %v", h.Khatian, n, err)
			}
			now.khatians[h.Khatian] = k
			if k.AsOn.Recorded.After(now.known) {
				now.known = k.AsOn.Recorded
			}
		}
	}
	r.was = append(r.was, now)
}

// whole: no land came or went, and plot and khatian say the same of each share.
func (r *history) whole() {
	now, first := r.was[len(r.was)-1], r.was[0]
	held, areas := 0, map[land.Number]seva.Area{}
	area, recorded := map[land.Number]seva.Area{}, map[land.Number]seva.Area{}
	for n, p := range now.plots {
		area[r.root(n)] += p.Area
		recorded[r.root(n)] += p.Recorded()
		if p.Shares() != seva.Whole {
			r.rt.Fatalf("plot %s: shares %s", n, p.Shares())
		}
		if !p.AsOn.Specimen() {
			r.rt.Fatalf("plot %s is of %q", n, p.AsOn.Source)
		}
		for _, h := range p.Holdings {
			held++
			areas[h.Khatian] += h.Recorded
			k := now.khatians[h.Khatian]
			if !slices.ContainsFunc(k.Holdings, func(x land.Holding) bool { return x == h }) {
				r.rt.Fatalf("plot %s says %+v, khatian %s %+v", n, h, k.Number, k.Holdings)
			}
		}
	}
	for n, p := range first.plots {
		if area[n] != p.Area || recorded[n] != p.Recorded() {
			r.rt.Fatalf("plot %s and its parts: area %s of %s, written %s of %s", n, area[n], p.Area, recorded[n], p.Recorded())
		}
	}
	for n, k := range now.khatians {
		held -= len(k.Holdings)
		if k.Area != areas[n] {
			r.rt.Fatalf("khatian %s is of %s, its shares of %s", n, k.Area, areas[n])
		}
	}
	if held != 0 {
		r.rt.Fatalf("%d shares stand on one side only", held)
	}
	sum, err := r.s.Summary(r.t.Context(), r.idn)
	if err != nil || sum.Khatians != len(now.khatians) || sum.Area != first.area() || sum.Plots != len(now.plots) || sum.Maps != len(now.plots) {
		r.rt.Fatalf("summary %+v (%v) of %d khatians", sum, err, len(now.khatians))
	}
	for _, then := range r.was {
		for n := range then.khatians {
			if _, there := now.khatians[n]; there {
				continue
			}
			if _, err := r.s.Khatian(r.t.Context(), r.idn, n, land.At{}); !errors.Is(err, land.ErrNone) {
				r.rt.Fatalf("khatian %s holds nothing, and is there: %v", n, err)
			}
		}
	}
}

func (s said) area() seva.Area {
	var all seva.Area
	for _, p := range s.plots {
		all += p.Area
	}
	return all
}

// past: what was known after each order is known of then still, and of each day the last
// order on it counts.
func (r *history) past() {
	for i, then := range r.was {
		at := land.At{Known: then.known}
		last := i+1 == len(r.was) || r.was[i+1].valid != then.valid
		for n, want := range then.plots {
			got, err := r.s.Plot(r.t.Context(), r.idn, n, at)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				r.rt.Fatalf("plot %s as known after order %d: %v\n%v\n%v", n, i, err, got, want)
			}
			if !last {
				continue
			}
			got, err = r.s.Plot(r.t.Context(), r.idn, n, land.At{Valid: then.valid})
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				r.rt.Fatalf("plot %s on %s: %v\n%v\n%v", n, then.valid, err, got, want)
			}
		}
		for n := range r.parts {
			if _, there := then.plots[n]; there {
				continue
			}
			if _, err := r.s.Plot(r.t.Context(), r.idn, n, at); !errors.Is(err, land.ErrNone) {
				r.rt.Fatalf("plot %s was known after order %d: %v", n, i, err)
			}
		}
		for n, want := range then.khatians {
			got, err := r.s.Khatian(r.t.Context(), r.idn, n, at)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				r.rt.Fatalf("khatian %s as known after order %d: %v\n%v\n%v", n, i, err, got, want)
			}
		}
	}
}
