package mutation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/place"
)

// Parts are what the desk and its effects are made of.
type Parts struct {
	Book   Book
	Record land.Register // for questions outside a transaction
	Cases  Cases
	World  seva.World
	// Office gives the land office of a mouza, "lr.2786"; NotFound for one that is nowhere.
	Office func(ctx context.Context, idn place.IDN) (string, error)
	// Reaches tells whether a registration office registers deeds about a mouza.
	Reaches func(ctx context.Context, office string, idn place.IDN) (bool, error)
	// Group is that of a land class: "agricultural", "public"; "" of one not known.
	Group func(land.Class) string
	// Zone is "rural", "municipal" or "kmda", for the fee.
	Zone func(ctx context.Context, idn place.IDN) (string, error)
	Fee  func(fee.Ask) (fee.Estimate, error)
	// Series numbers the cases; FormOf is the version of the form that their answers are to.
	Series string
	FormOf int
}

// Cases is what of the desk of cases is used here.
type Cases interface {
	Number(ctx context.Context, tx casework.Tx, series string) (string, error)
	Open(ctx context.Context, tx casework.Tx, o casework.Opening) (casework.Case, error)
	Advance(ctx context.Context, tx casework.Tx, a casework.Act) (casework.Case, error)
}

// facts gathers what a deed is judged by, and holds the mouzas it is about, in their order,
// so that nothing of it changes before the order.
func (p Parts) facts(ctx context.Context, tx casework.Tx, deeds Deeds, d Deed, own string) ([]Facts, error) {
	all := make([]Facts, len(d.Schedule))
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.Schedule[a].Mouza, d.Schedule[b].Mouza) })
	sold := map[place.IDN]map[[2]land.Number]seva.Share{}
	for _, i := range order {
		l := d.Schedule[i]
		f, err := p.line(ctx, tx, deeds, d, l)
		if err != nil {
			return nil, err
		}
		if f.Held {
			at := [2]land.Number{l.Plot, f.Holding.Khatian}
			if sold[l.Mouza] == nil {
				sold[l.Mouza] = map[[2]land.Number]seva.Share{}
			}
			sold[l.Mouza][at] += l.Share
			f.Sold = sold[l.Mouza][at]
			if f.Before, err = p.before(ctx, tx, deeds, d, l, own); err != nil {
				return nil, err
			}
			if f.Contested, err = contested(ctx, tx, deeds, l, f.Holding.Khatian, own); err != nil {
				return nil, err
			}
		}
		all[i] = f
	}
	return all, nil
}

// line gathers the facts of one line.
func (p Parts) line(ctx context.Context, tx casework.Tx, deeds Deeds, d Deed, l Line) (f Facts, err error) {
	if f.Reaches, err = p.Reaches(ctx, d.Office, l.Mouza); err != nil {
		return f, err
	}
	// A mouza that is nowhere has no office: the plot will not be found either.
	if f.Office, err = p.Office(ctx, l.Mouza); err != nil && seva.KindOf(err) != seva.NotFound {
		return f, err
	}
	plots, err := tx.HoldPlots(ctx, l.Mouza, []land.Number{l.Plot})
	if err != nil && !errors.Is(err, land.ErrNone) {
		return f, err
	}
	khatian, kerr := tx.HoldKhatian(ctx, l.Mouza, l.Khatian)
	if kerr != nil && !errors.Is(kerr, land.ErrNone) {
		return f, kerr
	}
	f.Khatian = kerr == nil
	if len(plots) == 0 { // there is none
		return f, nil
	}
	f.Plot, f.There = plots[0], true
	f.Group = p.Group(f.Plot.Class)
	seller := d.seller(l)
	for _, h := range f.Plot.Holdings {
		if h.Khatian == l.Khatian {
			f.Holding, f.Held, f.Seller = h, true, seller.likeness(h.Owner)
			if f.Opened, err = opened(ctx, deeds, khatian.AsOn); err != nil {
				return f, err
			}
		}
	}
	if f.Seller == Same {
		return f, nil
	}
	return p.chain(ctx, tx, deeds, l, seller, f)
}

// opened gives since when a khatian stands as it does: when the deed behind it was registered,
// or the day of another order: who became its owner later did not sell before. Of what an
// extract says nobody knows since when.
func opened(ctx context.Context, deeds Deeds, a land.AsOn) (seva.Date, error) {
	k, err := behind(ctx, deeds, a)
	if err == nil && k.Deed.Registered.IsZero() && a.Source != land.Extract(a.Source) {
		return a.Valid, nil
	}
	return k.Deed.Registered, err
}

// behind gives the deed by which a row of the record stands as it does; the zero one where
// it was no deed.
func behind(ctx context.Context, deeds Deeds, a land.AsOn) (Kept, error) {
	number := strings.TrimSpace(strings.TrimPrefix(a.Source, land.Extract(a.Source)))
	if number == "" {
		return Kept{}, nil
	}
	k, err := deeds.DeedOf(ctx, number)
	if errors.Is(err, ErrNone) {
		return Kept{}, nil
	}
	return k, err
}

// chain looks for the seller in khatians of the plot that an earlier deed out of the named
// khatian has opened: who bought last week sells out of the seller's khatian still, for at
// the registration office nobody knew the new number.
func (p Parts) chain(ctx context.Context, tx casework.Tx, deeds Deeds, l Line, s Seller, f Facts) (Facts, error) {
	for _, h := range f.Plot.Holdings {
		if h.Khatian == l.Khatian || s.likeness(h.Owner) != Same {
			continue
		}
		k, err := tx.HoldKhatian(ctx, l.Mouza, h.Khatian)
		if err != nil {
			return f, err
		}
		was, err := behind(ctx, deeds, k.AsOn)
		if err != nil {
			return f, err
		}
		from := func(o Line) bool { return o.Mouza == l.Mouza && o.Plot == l.Plot && o.Khatian == l.Khatian }
		if slices.ContainsFunc(was.Deed.Schedule, from) {
			f.Holding, f.Held, f.Seller, f.Opened = h, true, Same, was.Deed.Registered
			return f, nil
		}
	}
	return f, nil
}

// before tells whether an older deed on the same share waits whose seller may well be the
// recorded raiyat. A stranger's keeps nobody from selling what is theirs.
func (p Parts) before(ctx context.Context, tx casework.Tx, deeds Deeds, d Deed, l Line, own string) (bool, error) {
	numbers, err := tx.Open(ctx, casework.KhatianKey(l.Mouza, l.Khatian))
	if err != nil {
		return false, err
	}
	for _, n := range numbers {
		if n == own {
			continue
		}
		k, err := deeds.DeedOf(ctx, n)
		if errors.Is(err, ErrNone) {
			continue
		}
		if err != nil {
			return false, err
		}
		other := k.Deed
		for i, o := range other.Schedule {
			same := o.Mouza == l.Mouza && o.Plot == l.Plot && o.Khatian == l.Khatian
			older := other.Registered.Number() < d.Registered.Number() || other.Registered == d.Registered && other.Number < d.Number
			if same && older && !k.Verdict.stranger(i) {
				return true, nil
			}
		}
	}
	return false, nil
}

// contesting are the services whose open cases leave it open whose a khatian's land will be.
func contesting() []string { return []string{"land_appeal", "mutation_warish", "mutation_sale"} }

// contested tells whether a case of another kind about the khatian that sells, or that the
// deed names, is open: an appeal against the order by which the seller has it, the death of
// the recorded raiyat, another sale that somebody has applied for. An application for which
// nobody has paid yet is none.
func contested(ctx context.Context, tx casework.Tx, deeds Deeds, l Line, holds land.Number, own string) (bool, error) {
	for _, khatian := range slices.Compact([]land.Number{l.Khatian, holds}) {
		numbers, err := tx.Open(ctx, casework.KhatianKey(l.Mouza, khatian))
		if err != nil {
			return false, err
		}
		for _, n := range numbers {
			if n == own {
				continue
			}
			c, err := deeds.Peek(ctx, n)
			if err != nil && !errors.Is(err, casework.ErrNone) {
				return false, err
			}
			if err == nil && slices.Contains(contesting(), c.Service) && c.State != feeDue {
				return true, nil
			}
		}
	}
	return false, nil
}

// feeDue is the state of an application that waits for its fee.
const feeDue = "fee_due"

// stranger tells whether a line's seller was not at all who the record names, or the line
// could not be recorded whoever sold it.
func (v Verdict) stranger(line int) bool {
	return slices.ContainsFunc(v.Findings, func(f Finding) bool {
		return f.Line == line && (f.Rule == unlike || hard(f.Rule))
	})
}

// owed reckons the mutation fee of a deed: that of each line by the use of its land, on the
// day of registration, when it was collected. The record says what the land is, and the
// deed only where the record does not.
func (p Parts) owed(ctx context.Context, d Deed, facts []Facts) (Owed, fee.Estimate, error) {
	sum := fee.Estimate{On: d.Registered}
	for i, l := range d.Schedule {
		if f := facts[i]; f.There { //nolint:gosec // one for each line
			l.Class = f.Plot.Class
		}
		zone, err := p.Zone(ctx, l.Mouza)
		if err != nil {
			return Owed{}, sum, err
		}
		ask := fee.Ask{Service: "mutation", Use: p.use(d.Kind, l.Class), Zone: zone, Area: l.Area, Count: 1, On: d.Registered}
		e, err := p.Fee(ask)
		if seva.KindOf(err) == seva.NotFound {
			return Owed{}, sum, nil
		}
		if err != nil {
			return Owed{}, sum, err
		}
		sum.Lines, sum.Total = append(sum.Lines, e.Lines...), sum.Total+e.Total
	}
	return Owed{Fee: sum.Total, Known: true}, sum, nil
}

// use is how the fee table calls the use of land of a class.
func (p Parts) use(k Kind, c land.Class) string {
	if k == GiftChild {
		return string(GiftChild)
	}
	switch g := p.Group(c); g {
	case "agricultural", "homestead":
		return g
	case "commercial", "industrial":
		return "commercial"
	}
	return "homestead" // neither agricultural nor commercial is the rate of the homestead
}

// judge gathers the facts of a deed and holds it against the rules.
func (p Parts) judge(ctx context.Context, tx casework.Tx, deeds Deeds, d Deed, own string) (Verdict, []Facts, error) {
	facts, err := p.facts(ctx, tx, deeds, d, own)
	if err != nil {
		return Verdict{}, nil, err
	}
	owed, _, err := p.owed(ctx, d, facts)
	if err == nil && d.GRN != "" {
		owed.Spent, err = deeds.PaidFor(ctx, d.GRN, d.ID)
	}
	if err != nil {
		return Verdict{}, nil, err
	}
	return Judge(d, facts, owed), facts, nil
}
