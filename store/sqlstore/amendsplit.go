package sqlstore

import (
	"context"
	"slices"

	"duar/seva/land"
	"duar/seva/place"
)

// divided puts beside every plot that is new the nothing that it was before, of the day and
// the source of the plot that it is a part of.
func (a *amending) divided() {
	a.fresh = make(map[land.Number]land.Split, len(a.c.Splits))
	for _, s := range a.c.Splits {
		a.fresh[s.Part] = s
		i := slices.IndexFunc(a.before, func(p land.Plot) bool { return p.Number == s.Of })
		a.before = append(a.before, land.Plot{Mouza: a.c.Mouza, Number: s.Part, AsOn: a.before[i].AsOn})
	}
}

// mapped is how many plots more have a map.
func (a *amending) mapped() (n int64) {
	for _, s := range a.fresh {
		if s.Piece != nil {
			n++
		}
	}
	return n
}

// parcelRow is a parcel as it stands, and which others share a corner with it.
type parcelRow struct {
	land.Parcel
	near list // packed, in order
	v    versioned
}

// parcel reads a plot's shape as of this transaction.
func (t *tx) parcel(ctx context.Context, idn place.IDN, n land.Number) (parcelRow, error) {
	p := parcelRow{Parcel: land.Parcel{Mouza: idn, Number: n}}
	var ring, touches []byte
	err := one(ctx, t.c, "land.parcel.now", []any{int64(idn), packNumber(n)}, &p.ULPIN, &ring, &touches, &p.v.valid, &p.v.recorded, &p.v.extract)
	if err != nil {
		return p, err
	}
	if p.Ring, err = unpackRing(ring); err == nil {
		p.near, err = unpackPlots(touches)
	}
	return p, err
}

// split writes what follows from new plots beside their own rows: the former numbers that the
// part corresponds to, and the map.
func (a *amending) split(ctx context.Context, valid int64) error {
	for _, s := range a.c.Splits {
		if err := a.former(ctx, s, valid); err != nil {
			return err
		}
		if s.Piece == nil {
			continue
		}
		if err := a.cut(ctx, s, valid); err != nil {
			return err
		}
	}
	return nil
}

// former gives the part the former numbers of the plot that it was: the ground is the same.
func (a *amending) former(ctx context.Context, s land.Split, valid int64) error {
	pairs := &strokes{}
	err := each(ctx, a.t.c, "land.crosswalk.lr", []any{a.mouza, packNumber(s.Of)}, func(r rows) error {
		var rs, lr int64
		err := r.Scan(&rs, &lr)
		pairs.add(valid, a.source(s), a.mouza, rs, packNumber(s.Part))
		return err
	})
	if err != nil {
		return err
	}
	return a.put(ctx, "land_crosswalk", pairs)
}

// source is what the rows of a part say they rest on.
func (a *amending) source(s land.Split) string {
	i := slices.IndexFunc(a.before, func(p land.Plot) bool { return p.Number == s.Of })
	return land.Amended(a.before[i].AsOn.Source, a.c.By)
}

// cut puts the two pieces in the place of a parcel, and tells its neighbours which of the two
// shares a corner with them.
func (a *amending) cut(ctx context.Context, s land.Split, valid int64) error {
	was, err := a.t.parcel(ctx, a.c.Mouza, s.Of)
	if err != nil {
		return err
	}
	shapes := []land.Parcel{{Number: s.Of, Ring: s.Rest, ULPIN: was.ULPIN}, {Number: s.Part, Ring: s.Piece}}
	var around []parcelRow
	for _, n := range was.near {
		p, err := a.t.parcel(ctx, a.c.Mouza, unpackNumber(n))
		if err != nil {
			return err
		}
		around, shapes = append(around, p), append(shapes, p.Parcel)
	}
	all, source := &strokes{}, a.source(s)
	valid = max(valid, was.v.valid)
	all.close(valid, packNumber(s.Of))
	for i, touches := range touching(shapes) {
		p := shapes[i]
		switch {
		case i < 2:
			all.add(valid, source, a.mouza, packNumber(p.Number), p.ULPIN, packRing(p.Ring), packPlots(touches))
		default: // a neighbour keeps its day, where it comes from, and whom else it touches
			if err := a.beside(ctx, all, around[i-2], s, touches); err != nil {
				return err
			}
		}
	}
	return a.put(ctx, "land_parcel", all)
}

// beside writes anew which others a neighbour touches.
func (a *amending) beside(ctx context.Context, all *strokes, p parcelRow, s land.Split, touches []int64) error {
	of, part := packNumber(s.Of), packNumber(s.Part)
	near := slices.DeleteFunc(slices.Clone(p.near), func(n int64) bool { return n == of })
	for _, n := range touches {
		if n == of || n == part {
			near = append(near, n)
		}
	}
	source, err := a.t.source(ctx, p.v.extract)
	if err != nil {
		return err
	}
	all.close(p.v.valid, packNumber(p.Number))
	all.add(p.v.valid, source, a.mouza, packNumber(p.Number), p.ULPIN, packRing(p.Ring), packPlots(sortedSet(near)))
	return nil
}
