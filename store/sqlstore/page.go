package sqlstore

import (
	"cmp"
	"slices"

	"duar/seva"
	"duar/seva/land"
)

// page is a volume as the rows of each table, in the order of tables(): flat values,
// sorted by key.
type page [][]any

// rows counts the rows of all tables.
func (p page) rows() int {
	n := 0
	for i, t := range tables() {
		n += len(p[i]) / t.width()
	}
	return n
}

// write turns a volume into rows. A volume that is not sound is refused with its first
// flaw: what a plot's sheet is drawn from must be there. Land classes are not checked;
// the store does not know them.
func write(v land.Volume) (page, error) {
	if flaws := v.Flaws(func(land.Class) bool { return true }); len(flaws) > 0 {
		return nil, &seva.Error{Kind: seva.Invalid, Field: flaws[0].What, Text: flaws[0].Text}
	}
	w := writer{mouza: int64(v.Mouza), ok: true}
	owners := w.folios(v.Folios)
	shapes := w.parcels(v.Parcels)
	if err := w.plots(v, owners, shapes); err != nil {
		return nil, err
	}
	w.pairs(v.Crosswalk)
	if !w.ok || !plain(v.Source) {
		return nil, seva.Refuse("volume", seva.Say("error.text.control"))
	}
	summary := []any{w.mouza, int64(len(v.Plots)), int64(len(v.Folios)), w.area, int64(len(v.Parcels))}
	return page{summary, w.khatian, w.plot, w.sheet, w.holding, w.crosswalk, w.parcel}, nil
}

// writer gathers the rows of one volume, table by table.
type writer struct {
	mouza, area int64
	ok          bool // every text was plain

	khatian, plot, sheet, holding, crosswalk, parcel []any
}

// folios also gives who owns which khatian, for the sheets of the plots.
func (w *writer) folios(folios []land.Folio) map[land.Number]land.Owner {
	owners := make(map[land.Number]land.Owner, len(folios))
	w.khatian = make([]any, 0, 7*len(folios))
	for _, f := range inOrder(folios, func(f land.Folio) land.Number { return f.Number }) {
		o := f.Owner
		owners[f.Number] = o
		w.ok = w.ok && plainNames(o.Name, o.Guardian, o.Address) && plain(string(o.Type), string(o.Relation))
		w.khatian = append(w.khatian, w.mouza, packNumber(f.Number),
			packNames(o.Name), string(o.Type), packNames(o.Guardian), string(o.Relation), packNames(o.Address))
	}
	return owners
}

// parcels tells which plots have a shape.
func (w *writer) parcels(parcels []land.Parcel) map[land.Number]bool {
	shapes := make(map[land.Number]bool, len(parcels))
	parcels = inOrder(parcels, func(p land.Parcel) land.Number { return p.Number })
	w.parcel = make([]any, 0, 5*len(parcels))
	for i, touches := range touching(parcels) {
		p := parcels[i]
		shapes[p.Number] = true
		w.ok = w.ok && plain(p.ULPIN)
		w.parcel = append(w.parcel, w.mouza, packNumber(p.Number), p.ULPIN, packRing(p.Ring), packPlots(touches))
	}
	return shapes
}

// plots writes each plot and its sheet. The sheet of a plot whose owner was renamed is
// thereby a changed row, and gets a new version, which is what its reader must see.
func (w *writer) plots(v land.Volume, owners map[land.Number]land.Owner, shapes map[land.Number]bool) error {
	w.plot, w.sheet = make([]any, 0, 6*len(v.Plots)), make([]any, 0, 3*len(v.Plots))
	held := make([]land.Holding, 0, 2*len(v.Plots))
	for _, p := range inOrder(v.Plots, func(p land.Plot) land.Number { return p.Number }) {
		p.HasMap = shapes[p.Number]
		w.area += int64(p.Area)
		// The caller's holdings stay as they are; ours get owners.
		p.Holdings = slices.Clone(p.Holdings)
		slices.SortFunc(p.Holdings, func(a, b land.Holding) int { return a.Khatian.Compare(b.Khatian) })
		for i := range p.Holdings {
			p.Holdings[i].Plot, p.Holdings[i].Owner = p.Number, owners[p.Holdings[i].Khatian]
		}
		held = append(held, p.Holdings...)
		sheet, err := packSheet(p)
		if err != nil {
			return err
		}
		flags := packFlags(p.Flags)
		w.ok = w.ok && plain(string(p.Class), flags, p.ULPIN)
		w.plot = append(w.plot, w.mouza, packNumber(p.Number), string(p.Class), int64(p.Area), flags, p.ULPIN)
		w.sheet = append(w.sheet, w.mouza, packSpot(v.Mouza, p.Number), sheet)
	}
	w.holdings(held)
	return nil
}

// holdings come by plot and are kept by khatian.
func (w *writer) holdings(held []land.Holding) {
	slices.SortFunc(held, func(a, b land.Holding) int {
		return cmp.Or(a.Khatian.Compare(b.Khatian), a.Plot.Compare(b.Plot))
	})
	w.holding = make([]any, 0, 9*len(held))
	for i := range held {
		h := &held[i]
		w.ok = w.ok && plainNames(h.Possessor, h.Remark.Text) && plain(string(h.Possession), h.Remark.Rule)
		w.holding = append(w.holding, w.mouza, packNumber(h.Khatian), packNumber(h.Plot), int64(h.Share), int64(h.Recorded),
			string(h.Possession), packNames(h.Possessor), packNames(h.Remark.Text), h.Remark.Rule)
	}
}

// pairs keeps each pair once: an extract may say it twice without being wrong.
func (w *writer) pairs(pairs []land.Pair) {
	pairs = slices.Clone(pairs)
	slices.SortFunc(pairs, func(a, b land.Pair) int { return cmp.Or(a.RS.Compare(b.RS), a.LR.Compare(b.LR)) })
	for _, p := range slices.Compact(pairs) {
		w.crosswalk = append(w.crosswalk, w.mouza, packNumber(p.RS), packNumber(p.LR))
	}
}

// inOrder gives the items by number, copying only when they are not so already.
func inOrder[T any](items []T, number func(T) land.Number) []T {
	order := func(a, b T) int { return number(a).Compare(number(b)) }
	if slices.IsSortedFunc(items, order) {
		return items
	}
	items = slices.Clone(items)
	slices.SortFunc(items, order)
	return items
}

// sortedSet sorts in place and drops repeats.
func sortedSet(n []int64) []int64 {
	slices.Sort(n)
	return slices.Compact(n)
}
