package sqlstore

import (
	"context"
	"errors"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

var _ land.Writer = (*tx)(nil)

// HoldPlots implements land.Writer.
func (t *tx) HoldPlots(ctx context.Context, idn place.IDN, plots []land.Number) ([]land.Plot, error) {
	if err := t.holdShelf(ctx, idn); err != nil {
		return nil, t.missed(err)
	}
	all := make([]land.Plot, len(plots))
	for i, n := range plots {
		p, err := t.plot(ctx, idn, n)
		if err != nil {
			return nil, t.missed(err)
		}
		all[i] = p
	}
	return all, nil
}

// HoldKhatian implements land.Writer.
func (t *tx) HoldKhatian(ctx context.Context, idn place.IDN, n land.Number) (land.Khatian, error) {
	if err := t.holdShelf(ctx, idn); err != nil {
		return land.Khatian{}, t.missed(err)
	}
	k, v, err := khatian(ctx, t.c, idn, n, momentOf(land.At{}))
	if err == nil {
		k.AsOn, err = t.asOn(ctx, v)
	}
	return k, t.missed(err)
}

// FreeKhatian implements land.Writer. Khatians that are closed count: a number is never
// given to somebody else.
func (t *tx) FreeKhatian(ctx context.Context, idn place.IDN) (land.Number, error) {
	if err := t.holdShelf(ctx, idn); err != nil {
		return land.Number{}, t.missed(err)
	}
	var last int64
	err := one(ctx, t.c, "land.khatian.last", []any{int64(idn)}, &last)
	return land.Number{Main: unpackNumber(last).Main + 1}, t.note(err)
}

// FreePlot implements land.Writer. Plots that are gone count: a number is never given to
// other land.
func (t *tx) FreePlot(ctx context.Context, idn place.IDN, of land.Number) (land.Number, error) {
	if err := t.holdShelf(ctx, idn); err != nil {
		return land.Number{}, t.missed(err)
	}
	var main, bata int64
	err := one(ctx, t.c, "land.plot.last", []any{int64(idn)}, &main, &bata)
	return land.Number{Main: of.Main, Bata: int32(max(main, bata)) + 1}, t.note(err) //nolint:gosec // of a Number
}

// HoldParcel implements land.Writer.
func (t *tx) HoldParcel(ctx context.Context, idn place.IDN, n land.Number) (land.Parcel, error) {
	if err := t.holdShelf(ctx, idn); err != nil {
		return land.Parcel{}, t.missed(err)
	}
	row, err := t.parcel(ctx, idn, n)
	return row.Parcel, t.missed(err)
}

// missed hands ErrNone on as the answer that it is; what else went wrong ends the
// transaction.
func (t *tx) missed(err error) error {
	if errors.Is(err, land.ErrNone) {
		return land.ErrNone
	}
	return t.note(err)
}

// holdShelf makes every other writer of a mouza wait until this transaction has ended.
func (t *tx) holdShelf(ctx context.Context, idn place.IDN) error {
	if slices.Contains(t.shelves, idn) {
		return nil
	}
	var recorded int64
	err := one(ctx, t.c, "land.shelf.hold", []any{int64(idn)}, &recorded)
	if err == nil {
		t.shelves = append(t.shelves, idn)
	}
	return err
}

// plot reads a plot as of this transaction, also what it has itself changed.
func (t *tx) plot(ctx context.Context, idn place.IDN, n land.Number) (land.Plot, error) {
	var sheet []byte
	var v versioned
	err := one(ctx, t.c, "land.plot", []any{packSpot(idn, n)}, &sheet, &v.valid, &v.recorded, &v.extract)
	if err != nil {
		return land.Plot{}, err
	}
	p, err := unpackSheet(idn, n, sheet)
	if err == nil {
		p.AsOn, err = t.asOn(ctx, v)
	}
	return p, err
}

func (t *tx) asOn(ctx context.Context, v versioned) (land.AsOn, error) {
	source, err := t.source(ctx, v.extract)
	return land.AsOn{Valid: seva.DateFromNumber(v.valid), Recorded: fromMicros(v.recorded), Source: source}, err
}

// source is Store.source inside the transaction, which may have made the id: what may yet
// be undone is not remembered.
func (t *tx) source(ctx context.Context, id int64) (string, error) {
	t.s.mu.RLock()
	name, known := t.s.sources[id]
	t.s.mu.RUnlock()
	if known {
		return name, nil
	}
	err := one(ctx, t.c, "land.extract", []any{id}, &name)
	return name, err
}

// tellAmended lets those know who keep answers about these mouzas.
func (s *Store) tellAmended(mouzas []place.IDN) {
	slices.Sort(mouzas)
	for _, idn := range slices.Compact(mouzas) {
		for _, fn := range s.amended {
			fn(idn)
		}
	}
}

// Amend implements land.Writer. It reads and writes the rows of its plots and khatians
// only, however large the mouza is.
func (t *tx) Amend(ctx context.Context, c land.Change) error {
	a := amending{t: t, c: c, mouza: int64(c.Mouza), owners: map[land.Number]land.Owner{}}
	err := a.read(ctx)
	if err == nil {
		err = a.write(ctx)
	}
	if errors.Is(err, land.ErrNone) { // a mouza without a register: what could the caller have held?
		err = seva.Broken(err)
	}
	if err == nil {
		t.mouzas = append(t.mouzas, c.Mouza)
	}
	return t.note(err)
}
