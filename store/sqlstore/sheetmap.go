package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

var _ land.Shapes = (*Store)(nil)

// Mosaic implements land.Shapes. A mouza of five thousand parcels is about a megabyte.
func (s *Store) Mosaic(ctx context.Context, idn place.IDN) (land.Mosaic, error) {
	m := land.Mosaic{Mouza: idn}
	var last versioned
	err := each(ctx, s.engine, "land.mosaic", []any{int64(idn)}, func(r rows) error {
		p := land.Parcel{Mouza: idn}
		var number int64
		var ring []byte
		var v versioned
		if err := r.Scan(&number, &p.ULPIN, &p.Class, &p.Area, &ring, &v.valid, &v.recorded, &v.extract); err != nil {
			return err
		}
		if v.recorded > last.recorded {
			last = v
		}
		p.Number = unpackNumber(number)
		var err error
		p.Ring, err = unpackRing(ring)
		m.Parcels = append(m.Parcels, p)
		return err
	})
	if err == nil && len(m.Parcels) == 0 {
		err = land.ErrNone
	}
	if err == nil {
		m.AsOn, err = s.asOn(ctx, last)
	}
	if err != nil {
		return land.Mosaic{}, explain(err)
	}
	return m, nil
}

// Mapping is the whole map of one mouza, to take the place of the one that is kept.
type Mapping struct {
	Mouza   place.IDN
	Valid   seva.Date // the day on which it was so; never before that of the record
	Source  string    // names the file; rows say it behind "demo " where the record is made up
	Parcels []land.Parcel
}

// PutMap keeps a map in one transaction and tells how many parcels are other than before:
// new, changed or gone. Rows that do not change are left alone, those that end are kept. The
// rest of the record stays as it is, but that its plots say whether they have a map.
//
// It is ErrNone for a mouza that has no register. A parcel of a plot that the record does not
// have (error.map.plot.unknown), one that the record gives another ULPIN
// (error.map.ulpin.other) and one that comes twice are Invalid, a map older than the record
// is a Conflict.
func (s *Store) PutMap(ctx context.Context, m Mapping) (changed int, err error) {
	// Whether their plots are there is looked at inside the transaction.
	for _, f := range (land.Volume{Parcels: m.Parcels}).Flaws(nil) {
		if f.Text.Key != "flaw.parcel.plot" {
			return 0, &seva.Error{Kind: seva.Invalid, Field: f.What, Text: f.Text}
		}
	}
	w := writer{mouza: int64(m.Mouza), ok: true}
	w.parcels(m.Parcels)
	if !w.ok || !plain(m.Source) {
		return 0, seva.Refuse("map", seva.Say("error.text.control"))
	}
	summary, err := s.Summary(ctx, m.Mouza)
	if err != nil {
		return 0, err
	}
	if summary.AsOn.Specimen() {
		m.Source = land.DemoSource + " " + m.Source
	}
	extract, err := s.extract(ctx, m.Source)
	if err != nil {
		return 0, explain(err)
	}
	err = s.engine.change(ctx, durable, func(c change) error {
		at, fresh, err := s.take(ctx, c, []bound{{volume: land.Volume{Mouza: m.Mouza, Valid: m.Valid, Source: m.Source}}})
		if err != nil {
			return err
		}
		if fresh[m.Mouza] {
			return land.ErrNone
		}
		a := mapping{c: c, mouza: int64(m.Mouza), at: at}
		if err := a.flags(ctx, m.Parcels); err != nil {
			return err
		}
		changed, err = a.parcels(ctx, w.parcel, day(m.Valid), extract)
		return err
	})
	if err != nil {
		return 0, explain(err)
	}
	return changed, nil
}

// mapping is a map on its way into the rows.
type mapping struct {
	c     change
	mouza int64
	at    int64 // the moment of recording
}

// sheetRow is a plot's sheet as it stands.
type sheetRow struct {
	spot           int64
	sheet          []byte
	valid, extract int64
}

// flags writes whether each plot has a map. That corrects what is said of the same day, so a
// sheet keeps its day and where it came from, and is only recorded later.
func (a *mapping) flags(ctx context.Context, parcels []land.Parcel) error {
	idn := place.IDN(a.mouza)
	wanted := make(map[land.Number]string, len(parcels))
	for _, p := range parcels {
		wanted[p.Number] = p.ULPIN
	}
	maps := len(wanted)
	var turned []sheetRow
	err := each(ctx, a.c, "land.sheets.mouza", []any{a.mouza}, func(r rows) error {
		var row sheetRow
		if err := r.Scan(&row.spot, &row.sheet, &row.valid, &row.extract); err != nil {
			return err
		}
		number := unpackNumber(row.spot - packSpot(idn, land.Number{}))
		p, err := unpackSheet(idn, number, row.sheet)
		if err != nil {
			return err
		}
		ulpin, has := wanted[number]
		delete(wanted, number)
		if has && ulpin != "" && p.ULPIN != "" && ulpin != p.ULPIN {
			return seva.Refuse("ulpin", seva.Say("error.map.ulpin.other", seva.Args{"Plot": number}))
		}
		if p.HasMap == has {
			return nil
		}
		p.HasMap = has
		row.sheet, err = packSheet(p)
		turned = append(turned, row)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range parcels {
		if _, left := wanted[p.Number]; left {
			return seva.Refuse("plot", seva.Say("error.map.plot.unknown", seva.Args{"Plot": p.Number, "Count": len(wanted)}))
		}
	}
	if err := a.sheets(ctx, turned); err != nil {
		return err
	}
	return a.total(ctx, maps)
}

// sheets puts sheets in the place of those that are there.
func (a *mapping) sheets(ctx context.Context, turned []sheetRow) error {
	t := versionsIn("land_sheet")
	for _, row := range turned {
		if err := t.close(ctx, a.c, []any{row.valid, a.at, a.mouza, row.spot}); err != nil {
			return err
		}
	}
	// Those of one day and extract go together; in a mouza there are few of either.
	slices.SortStableFunc(turned, func(x, y sheetRow) int {
		if x.valid != y.valid {
			return int(x.valid - y.valid)
		}
		return int(x.extract - y.extract)
	})
	for len(turned) > 0 {
		first, n := turned[0], 0
		var values []any
		for ; n < len(turned) && turned[n].valid == first.valid && turned[n].extract == first.extract; n++ {
			values = append(values, a.mouza, turned[n].spot, turned[n].sheet)
		}
		if err := a.c.put(ctx, t.sink(), values, []any{first.valid, int64(openDay), a.at, int64(open), first.extract}); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		turned = turned[n:]
	}
	return nil
}

// total writes how many plots have a map.
func (a *mapping) total(ctx context.Context, maps int) error {
	var plots, khatians, area, before, valid, extract int64
	if err := one(ctx, a.c, "land.mouza.now", []any{a.mouza}, &plots, &khatians, &area, &before, &valid, &extract); err != nil {
		return err
	}
	if before == int64(maps) {
		return nil
	}
	t := versionsIn("land_mouza")
	if err := t.close(ctx, a.c, []any{valid, a.at, a.mouza}); err != nil {
		return err
	}
	return a.c.put(ctx, t.sink(), []any{a.mouza, plots, khatians, area, int64(maps)}, []any{valid, int64(openDay), a.at, int64(open), extract})
}

// parcels compares with the present parcels and writes what differs.
func (a *mapping) parcels(ctx context.Context, after []any, valid, extract int64) (int, error) {
	t := versionsIn("land_parcel")
	before, err := current(ctx, a.c, t, a.mouza)
	if err != nil {
		return 0, err
	}
	closed, added := differences(before, after, t)
	touched := make(map[int64]bool, len(closed))
	for _, row := range closed {
		plot, _ := row[1].(int64)
		touched[plot] = true
		if err := t.close(ctx, a.c, []any{valid, a.at, a.mouza, plot}); err != nil {
			return 0, err
		}
	}
	for i := 1; i < len(added); i += t.width() {
		plot, _ := added[i].(int64)
		touched[plot] = true
	}
	return len(touched), a.c.put(ctx, t.sink(), added, []any{valid, int64(openDay), a.at, int64(open), extract})
}

// versionsIn gives one of the tables of versions.
func versionsIn(name string) table {
	all := tables()
	return all[slices.IndexFunc(all, func(t table) bool { return t.name == name })]
}
