package caseworktest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/place"
)

// keyed is a key of a case.
type keyed struct {
	number string
	key    casework.Key
}

// record is the land that a book's transactions change, and what its cases owe.
type record struct {
	plots   map[string]land.Plot // by "1027001/165"
	folios  map[string]land.Folio
	changes []land.Change
	owed    []fee.Demand
	keys    []keyed
}

func (r record) copied() record {
	plots, folios := map[string]land.Plot{}, map[string]land.Folio{}
	for k, p := range r.plots {
		p.Holdings, p.Flags = slices.Clone(p.Holdings), slices.Clone(p.Flags)
		plots[k] = p
	}
	for k, f := range r.folios {
		folios[k] = f
	}
	return record{plots, folios, slices.Clone(r.changes), slices.Clone(r.owed), slices.Clone(r.keys)}
}

func about(idn place.IDN, n land.Number) string { return fmt.Sprintf("%s/%s", idn, n.Path()) }

// Record gives the book a mouza's plots and khatians, for effects that change them.
func (b *Book) Record(idn place.IDN, plots []land.Plot, folios []land.Folio) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.have.record.copied()
	for _, p := range plots {
		p.Mouza = idn
		r.plots[about(idn, p.Number)] = p
	}
	for _, f := range folios {
		r.folios[about(idn, f.Number)] = f
	}
	b.have.record = r
}

// Owed gives the demands that were committed, in order.
func (b *Book) Owed() []fee.Demand {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.have.owed)
}

// Changes gives the changes of the record that were committed, in order.
func (b *Book) Changes() []land.Change {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.have.changes)
}

// Index implements casework.Index. Keys of a case that is not there are not kept.
func (t *Tx) Index(_ context.Context, number string, keys []casework.Key) error {
	for _, k := range keys {
		if one := (keyed{number, k}); t.now.cases[number].Version > 0 && !slices.Contains(t.now.keys, one) {
			t.now.keys = append(t.now.keys, one)
		}
	}
	return t.fails("Index", number)
}

// Keys implements casework.Index.
func (t *Tx) Keys(_ context.Context, number string) ([]casework.Key, error) {
	var all []casework.Key
	for _, k := range t.now.keys {
		if k.number == number {
			all = append(all, k.key)
		}
	}
	slices.SortFunc(all, func(a, b casework.Key) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value))
	})
	return all, t.fails("Keys", number)
}

// KeysOf implements casework.Index.
func (t *Tx) KeysOf(ctx context.Context, numbers []string) (map[string][]casework.Key, error) {
	all := map[string][]casework.Key{}
	for _, number := range numbers {
		keys, err := t.Keys(ctx, number)
		if err != nil {
			return nil, err
		}
		all[number] = keys
	}
	return all, nil
}

// Open implements casework.Index.
func (t *Tx) Open(_ context.Context, k casework.Key) ([]string, error) {
	var all []string
	for _, c := range t.now.about(casework.Find{Key: k, Live: true}) {
		all = append(all, c.Number)
	}
	return all, t.fails("Open", k.Value)
}

// about gives the cases with a key, oldest first.
func (s shelf) about(f casework.Find) []casework.Case {
	var found []casework.Case
	for _, k := range s.keys {
		c := s.cases[k.number]
		there := len(f.Offices) == 0 || c.Office == f.Offices[0] && !c.Submitted.Before(f.From) && (f.Until.IsZero() || c.Submitted.Before(f.Until))
		if k.key == f.Key && there && !(f.Live && c.Ended) {
			found = append(found, copyCase(c))
		}
	}
	slices.SortFunc(found, func(x, y casework.Case) int {
		return cmp.Or(x.Submitted.Compare(y.Submitted), strings.Compare(x.Number, y.Number))
	})
	return found
}

// HoldPlots implements land.Writer.
func (t *Tx) HoldPlots(_ context.Context, idn place.IDN, plots []land.Number) ([]land.Plot, error) {
	var all []land.Plot
	for _, n := range plots {
		p, there := t.now.plots[about(idn, n)]
		if !there {
			return nil, land.ErrNone
		}
		p.Holdings = slices.Clone(p.Holdings)
		for i := range p.Holdings {
			h := &p.Holdings[i]
			h.Plot, h.Class, h.Computed, h.Owner = p.Number, p.Class, h.Share.Of(p.Area), t.now.folios[about(idn, h.Khatian)].Owner
		}
		all = append(all, p)
	}
	return all, t.fails("HoldPlots", idn.String())
}

// HoldKhatian implements land.Writer.
func (t *Tx) HoldKhatian(_ context.Context, idn place.IDN, khatian land.Number) (land.Khatian, error) {
	f, there := t.now.folios[about(idn, khatian)]
	if !there {
		return land.Khatian{}, land.ErrNone
	}
	k := land.Khatian{Mouza: idn, Number: khatian, Owner: f.Owner}
	for _, p := range t.now.plots {
		for _, h := range p.Holdings {
			if p.Mouza == idn && h.Khatian == khatian {
				h.Plot, h.Class, h.Computed = p.Number, p.Class, h.Share.Of(p.Area)
				k.Area += h.Recorded
				k.Holdings = append(k.Holdings, h)
			}
		}
	}
	slices.SortFunc(k.Holdings, func(a, b land.Holding) int { return a.Plot.Compare(b.Plot) })
	return k, t.fails("HoldKhatian", idn.String())
}

// FreeKhatian implements land.Writer.
func (t *Tx) FreeKhatian(_ context.Context, idn place.IDN) (land.Number, error) {
	free := land.Number{Main: 1}
	for k, f := range t.now.folios {
		if strings.HasPrefix(k, idn.String()+"/") {
			free.Main = max(free.Main, f.Number.Main+1)
		}
	}
	return free, t.fails("FreeKhatian", idn.String())
}

// FreePlot implements land.Writer.
func (t *Tx) FreePlot(_ context.Context, idn place.IDN, of land.Number) (land.Number, error) {
	free := land.Number{Main: of.Main, Bata: 1}
	for _, p := range t.now.plots {
		if p.Mouza == idn {
			free.Bata = max(free.Bata, p.Number.Main+1, p.Number.Bata+1)
		}
	}
	return free, t.fails("FreePlot", idn.String())
}

// HoldParcel implements land.Writer: no plot of this book has a map.
func (t *Tx) HoldParcel(_ context.Context, idn place.IDN, _ land.Number) (land.Parcel, error) {
	if err := t.fails("HoldParcel", idn.String()); err != nil {
		return land.Parcel{}, err
	}
	return land.Parcel{}, land.ErrNone
}

// Amend implements land.Writer: plots and folios are replaced as they come. Whether the
// change is sound is not held against the register's rules here.
func (t *Tx) Amend(_ context.Context, c land.Change) error {
	r := t.now.record.copied()
	for _, p := range c.Plots {
		if p.Mouza = c.Mouza; p.Shares() != seva.Whole {
			t.failed = fmt.Errorf("caseworktest: plot %s adds up to %s", p.Number, p.Shares())
			return t.failed
		}
		r.plots[about(c.Mouza, p.Number)] = p
	}
	for _, f := range c.Folios {
		r.folios[about(c.Mouza, f.Number)] = f
	}
	r.changes = append(r.changes, c)
	t.now.record = r
	return t.fails("Amend", c.By)
}

// Owe implements fee.Writer.
func (t *Tx) Owe(_ context.Context, d fee.Demand) error {
	if !slices.ContainsFunc(t.now.owed, func(have fee.Demand) bool { return have.ID == d.ID }) {
		d.Lines = slices.Clone(d.Lines)
		t.now.owed = append(t.now.owed, d)
	}
	return t.fails("Owe", d.Case)
}

// Waive implements fee.Writer.
func (t *Tx) Waive(_ context.Context, demand string, _ time.Time) error {
	t.now.owed = slices.DeleteFunc(slices.Clone(t.now.owed), func(d fee.Demand) bool { return d.ID == demand })
	return t.fails("Waive", demand)
}
