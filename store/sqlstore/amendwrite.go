package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"duar/seva/land"
)

// pile is rows of one table that are added together: of one day and one extract.
type pile struct {
	day    int64
	source string
	values []any
}

// strokes are what happens to one table: what is closed, before anything is added.
type strokes struct {
	closed [][]any // each the day it ends and its key
	added  []pile
}

// close ends the present row of a key.
func (s *strokes) close(day int64, key ...any) {
	s.closed = append(s.closed, append([]any{day}, key...))
}

// add puts a row with those of its day and source.
func (s *strokes) add(day int64, source string, row ...any) {
	i := slices.IndexFunc(s.added, func(p pile) bool { return p.day == day && p.source == source })
	if i < 0 {
		i = len(s.added)
		s.added = append(s.added, pile{day: day, source: source})
	}
	s.added[i].values = append(s.added[i].values, row...)
}

// write closes what the change replaces and adds what it brings.
func (a *amending) write(ctx context.Context) error {
	valid := day(a.c.Valid)
	err := one(ctx, a.t.c, "land.shelf.amend", []any{a.mouza, micros(a.t.s.world.Now()), valid}, &a.at)
	if err != nil {
		return err
	}
	plots, sheets, holdings, err := a.plots(valid)
	if err != nil {
		return err
	}
	for name, s := range map[string]*strokes{"land_plot": plots, "land_sheet": sheets, "land_holding": holdings} {
		if err := a.put(ctx, name, s); err != nil {
			return err
		}
	}
	if err := a.split(ctx, valid); err != nil {
		return err
	}
	// Only now do the rows tell which khatians hold nothing any more.
	khatians, err := a.khatians(ctx, valid)
	if err != nil {
		return err
	}
	if err := a.put(ctx, "land_khatian", khatians); err != nil {
		return err
	}
	return a.total(ctx, valid)
}

// plots finds what differs in the rows of the plots, their sheets and their holdings.
func (a *amending) plots(valid int64) (plots, sheets, holdings *strokes, err error) {
	plots, sheets, holdings = &strokes{}, &strokes{}, &strokes{}
	for i, p := range a.after {
		was := a.before[i]
		source := land.Amended(was.AsOn.Source, a.c.By)
		number := packNumber(p.Number)
		_, fresh := a.fresh[p.Number]
		a.area += int64(p.Area - was.Area)
		if p.Class != was.Class || p.Area != was.Area || p.ULPIN != was.ULPIN || packFlags(p.Flags) != packFlags(was.Flags) {
			if !fresh {
				plots.close(valid, number)
			}
			plots.add(valid, source, a.mouza, number, string(p.Class), int64(p.Area), packFlags(p.Flags), p.ULPIN)
		}
		sheet, err := packSheet(p)
		if err != nil {
			return nil, nil, nil, err
		}
		old, err := packSheet(was)
		if err != nil {
			return nil, nil, nil, err
		}
		if string(sheet) != string(old) {
			spot := packSpot(a.c.Mouza, p.Number)
			if !fresh {
				sheets.close(valid, spot)
			}
			sheets.add(valid, source, a.mouza, spot, sheet)
		}
		for _, h := range was.Holdings {
			j := slices.IndexFunc(p.Holdings, func(n land.Holding) bool { return n.Khatian == h.Khatian })
			if j < 0 || !slices.Equal(a.holding(h), a.holding(p.Holdings[j])) {
				holdings.close(valid, packNumber(h.Khatian), number)
			}
		}
		for _, h := range p.Holdings {
			j := slices.IndexFunc(was.Holdings, func(n land.Holding) bool { return n.Khatian == h.Khatian })
			if row := a.holding(h); j < 0 || !slices.Equal(a.holding(was.Holdings[j]), row) {
				holdings.add(valid, source, row...)
			}
		}
	}
	return plots, sheets, holdings, nil
}

// holding is a holding's row before the shared columns.
func (a *amending) holding(h land.Holding) []any {
	return []any{a.mouza, packNumber(h.Khatian), packNumber(h.Plot), int64(h.Share), int64(h.Recorded),
		string(h.Possession), packNames(h.Possessor), packNames(h.Remark.Text), h.Remark.Rule}
}

// khatians finds folios that are new or differ, and closes those that hold nothing any
// more.
func (a *amending) khatians(ctx context.Context, valid int64) (*strokes, error) {
	s := &strokes{}
	var first string // the extract of the mouza, for a folio that replaces none
	if len(a.before) > 0 {
		first = a.before[0].AsOn.Source
	}
	for i, f := range a.c.Folios {
		was := a.folios[i]
		plots, err := a.plotsOf(ctx, f.Number)
		if err != nil {
			return nil, err
		}
		if len(plots) == 0 && !was.there {
			return nil, fmt.Errorf("sqlstore: a change of the record: khatian %s: flaw.khatian.landless", f.Number)
		}
		if len(plots) == 0 || was.there && was.owner == f.Owner {
			continue // closed below, or as it was
		}
		source := first
		if was.there {
			s.close(valid, packNumber(f.Number))
			source = was.asOn.Source
		} else {
			a.opened++
		}
		o := f.Owner
		s.add(valid, land.Amended(source, a.c.By), a.mouza, packNumber(f.Number), packNames(o.Name), string(o.Type),
			packNames(o.Guardian), string(o.Relation), packNames(o.Address))
	}
	for _, n := range a.losers() {
		plots, err := a.plotsOf(ctx, n)
		if err != nil {
			return nil, err
		}
		if len(plots) > 0 {
			continue
		}
		now, err := a.folio(ctx, n)
		if err != nil {
			return nil, err
		}
		s.close(max(valid, day(now.asOn.Valid)), packNumber(n))
		a.opened--
	}
	return s, nil
}

// losers are the khatians that hold nothing of a plot any more of which they held some.
func (a *amending) losers() []land.Number {
	var all []land.Number
	for i, was := range a.before {
		for _, h := range was.Holdings {
			keeps := slices.ContainsFunc(a.after[i].Holdings, func(n land.Holding) bool { return n.Khatian == h.Khatian })
			if !keeps && !slices.Contains(all, h.Khatian) {
				all = append(all, h.Khatian)
			}
		}
	}
	return all
}

// total keeps the mouza's summary what its rows add up to. Its day never runs back,
// although orders may reach different plots out of their order.
func (a *amending) total(ctx context.Context, valid int64) error {
	if a.opened == 0 && a.area == 0 && len(a.fresh) == 0 {
		return nil
	}
	var plots, khatians, area, maps int64
	var v versioned
	err := one(ctx, a.t.c, "land.mouza.now", []any{a.mouza}, &plots, &khatians, &area, &maps, &v.valid, &v.extract)
	if err != nil {
		return err
	}
	source, err := a.t.source(ctx, v.extract)
	if err != nil {
		return err
	}
	s := &strokes{}
	valid = max(valid, v.valid)
	s.close(valid)
	s.add(valid, land.Amended(source, a.c.By), a.mouza, plots+int64(len(a.fresh)), khatians+a.opened, area+a.area, maps+a.mapped())
	return a.put(ctx, "land_mouza", s)
}

// put does to one table what was found.
func (a *amending) put(ctx context.Context, name string, s *strokes) error {
	all := tables()
	t := all[slices.IndexFunc(all, func(t table) bool { return t.name == name })]
	for _, row := range s.closed {
		if err := t.close(ctx, a.t.c, append([]any{row[0], a.at, a.mouza}, row[1:]...)); err != nil {
			return err
		}
	}
	for _, p := range s.added {
		var extract int64
		if err := one(ctx, a.t.c, "land.extract.keep", []any{p.source}, &extract); err != nil {
			return err
		}
		shared := []any{p.day, int64(openDay), a.at, int64(open), extract}
		if err := a.t.c.put(ctx, t.sink(), p.values, shared); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}
