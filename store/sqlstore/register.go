package sqlstore

import (
	"context"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Store is where the record is kept and bound.
var (
	_ land.Register = (*Store)(nil)
	_ land.Book     = (*Store)(nil)
)

// moment is an At as the statements want it. Now is just short of an open end, so that
// a present version has not ended yet.
type moment struct {
	known, day int64
}

func momentOf(at land.At) moment {
	m := moment{open - 1, openDay - 1}
	if !at.Known.IsZero() {
		m.known = micros(at.Known)
	}
	if !at.Valid.IsZero() {
		m.day = at.Valid.Number()
	}
	return m
}

// versioned is where an answer's version comes from.
type versioned struct {
	valid, recorded, extract int64
}

func (s *Store) asOn(ctx context.Context, v versioned) (land.AsOn, error) {
	source, err := s.source(ctx, v.extract)
	return land.AsOn{Valid: seva.DateFromNumber(v.valid), Recorded: fromMicros(v.recorded), Source: source}, err
}

// Summary implements land.Register.
func (s *Store) Summary(ctx context.Context, idn place.IDN) (land.Summary, error) {
	sum := land.Summary{Mouza: idn}
	var v versioned
	err := one(ctx, s.engine, "land.summary", []any{int64(idn)},
		&sum.Plots, &sum.Khatians, &sum.Area, &sum.Maps, &v.valid, &v.recorded, &v.extract)
	if err != nil {
		return land.Summary{}, explain(err)
	}
	sum.AsOn, err = s.asOn(ctx, v)
	return sum, explain(err)
}

// Plot implements land.Register: one seek and one row, for the present and the past.
func (s *Store) Plot(ctx context.Context, idn place.IDN, n land.Number, at land.At) (land.Plot, error) {
	var sheet []byte
	var v versioned
	var err error
	spot := packSpot(idn, n)
	switch {
	case !at.IsNow():
		m := momentOf(at)
		err = one(ctx, s.engine, "land.plot.past", []any{spot, m.known, m.day}, &sheet, &v.valid, &v.recorded, &v.extract)
	case s.plots != nil:
		sheet, v, err = s.plots.get(ctx, spot)
	default:
		err = one(ctx, s.engine, "land.plot", []any{spot}, &sheet, &v.valid, &v.recorded, &v.extract)
	}
	if err != nil {
		return land.Plot{}, explain(err)
	}
	p, err := unpackSheet(idn, n, sheet)
	if err != nil {
		return land.Plot{}, explain(err)
	}
	p.AsOn, err = s.asOn(ctx, v)
	return p, explain(err)
}

// Khatian implements land.Register.
func (s *Store) Khatian(ctx context.Context, idn place.IDN, n land.Number, at land.At) (land.Khatian, error) {
	k, v, err := khatian(ctx, s.engine, idn, n, momentOf(at))
	if err == nil {
		k.AsOn, err = s.asOn(ctx, v)
	}
	if err != nil {
		return land.Khatian{}, explain(err)
	}
	return k, nil
}

// khatian reads a folio from its rows, but for its AsOn.
func khatian(ctx context.Context, a asker, idn place.IDN, n land.Number, m moment) (land.Khatian, versioned, error) {
	args := []any{int64(idn), packNumber(n), m.known, m.day}
	k := land.Khatian{Mouza: idn, Number: n}
	var v versioned
	var name, kind, guardian, relation, address string
	err := one(ctx, a, "land.khatian", args, &name, &kind, &guardian, &relation, &address, &v.valid, &v.recorded, &v.extract)
	if err != nil {
		return k, v, err
	}
	k.Owner = land.Owner{
		Name: unpackNames(name), Type: land.OwnerType(kind),
		Guardian: unpackNames(guardian), Relation: land.Relation(relation), Address: unpackNames(address),
	}
	holder := k.Owner
	holder.Address = seva.Names{} // see land.Holding
	err = each(ctx, a, "land.khatian.holdings", args, func(r rows) error {
		h := land.Holding{Khatian: n, Owner: holder}
		var plot, area int64
		var class, possession, possessor, remark string
		if err := r.Scan(&plot, &class, &area, &h.Share, &h.Recorded, &possession, &possessor, &remark, &h.Remark.Rule); err != nil {
			return err
		}
		h.Plot, h.Class, h.Computed = unpackNumber(plot), land.Class(class), h.Share.Of(seva.Area(area))
		h.Possession, h.Possessor, h.Remark.Text = land.Possession(possession), unpackNames(possessor), unpackNames(remark)
		k.Area += h.Recorded
		k.Holdings = append(k.Holdings, h)
		return nil
	})
	return k, v, err
}

// Crosswalk implements land.Register.
func (s *Store) Crosswalk(ctx context.Context, idn place.IDN, from land.Survey, n land.Number) ([]land.Pair, error) {
	name := "land.crosswalk.lr"
	if from == land.RS {
		name = "land.crosswalk.rs"
	}
	var pairs []land.Pair
	err := each(ctx, s.engine, name, []any{int64(idn), packNumber(n)}, func(r rows) error {
		var rs, lr int64
		if err := r.Scan(&rs, &lr); err != nil {
			return err
		}
		pairs = append(pairs, land.Pair{RS: unpackNumber(rs), LR: unpackNumber(lr)})
		return nil
	})
	if err == nil && len(pairs) == 0 {
		err = land.ErrNone
	}
	return pairs, explain(err)
}

// Sheet implements land.Register: the parcel, and those it was bound as touching.
func (s *Store) Sheet(ctx context.Context, idn place.IDN, n land.Number) (land.Sheet, error) {
	sheet := land.Sheet{Parcel: land.Parcel{Mouza: idn, Number: n}}
	var ring, touches []byte
	var v versioned
	err := one(ctx, s.engine, "land.parcel", []any{int64(idn), packNumber(n)},
		&sheet.Parcel.ULPIN, &sheet.Parcel.Class, &sheet.Parcel.Area, &ring, &touches, &v.valid, &v.recorded, &v.extract)
	if err == nil {
		sheet.AsOn, err = s.asOn(ctx, v)
	}
	if err != nil {
		return land.Sheet{}, explain(err)
	}
	if sheet.Parcel.Ring, err = unpackRing(ring); err != nil {
		return land.Sheet{}, explain(err)
	}
	near, err := unpackPlots(touches)
	if err != nil || len(near) == 0 {
		return sheet, explain(err)
	}
	err = each(ctx, s.engine, "land.parcels", []any{int64(idn), near}, func(r rows) error {
		p := land.Parcel{Mouza: idn}
		var number int64
		var ring []byte
		if err := r.Scan(&number, &p.ULPIN, &p.Class, &p.Area, &ring); err != nil {
			return err
		}
		p.Number = unpackNumber(number)
		p.Ring, err = unpackRing(ring)
		sheet.Neighbours = append(sheet.Neighbours, p)
		return err
	})
	return sheet, explain(err)
}
