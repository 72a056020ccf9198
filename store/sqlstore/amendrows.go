package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"duar/seva"
	"duar/seva/land"
)

// amending is one change on its way into the tables.
type amending struct {
	t     *tx
	c     land.Change
	mouza int64
	at    int64 // the moment of this change

	before  []land.Plot // present plots of the change, and those whose owner it renames
	after   []land.Plot // the same, as they are to be
	folios  []folioNow
	owners  map[land.Number]land.Owner // of every khatian that a plot in after names
	present map[land.Number]bool       // khatians that are there
	fresh   map[land.Number]land.Split // parts that become plots
	opened  int64                      // khatians that are there afterwards, less those before
	area    int64                      // likewise
}

// folioNow is a khatian as it stands, which may be not at all.
type folioNow struct {
	number land.Number
	owner  land.Owner
	asOn   land.AsOn
	there  bool
}

// read gathers what the change is about and holds the change against it.
func (a *amending) read(ctx context.Context) error {
	if err := a.t.holdShelf(ctx, a.c.Mouza); err != nil {
		return err
	}
	a.present = map[land.Number]bool{}
	for _, p := range a.c.Plots {
		was, err := a.t.plot(ctx, a.c.Mouza, p.Number)
		if errors.Is(err, errNone) {
			continue // Flaws says so
		}
		if err != nil {
			return err
		}
		a.before = append(a.before, was)
		a.knows(was)
	}
	for _, f := range a.c.Folios {
		now, err := a.folio(ctx, f.Number)
		if err != nil {
			return err
		}
		a.folios = append(a.folios, now)
	}
	for _, p := range a.c.Plots {
		for _, h := range p.Holdings {
			if _, known := a.owners[h.Khatian]; known || slices.ContainsFunc(a.c.Folios, func(f land.Folio) bool { return f.Number == h.Khatian }) {
				continue
			}
			now, err := a.folio(ctx, h.Khatian)
			if err != nil {
				return err
			}
			if a.present[h.Khatian] = now.there; now.there {
				a.owners[h.Khatian] = now.owner
			}
		}
	}
	flaws := a.c.Flaws(a.before, func(n land.Number) bool { return a.present[n] })
	for _, f := range a.folios {
		if f.there && a.c.Valid.Number() < f.asOn.Valid.Number() {
			flaws = append(flaws, land.Flaw{What: "khatian " + f.number.String(), Text: seva.Say("flaw.change.older", seva.Args{"Day": f.asOn.Valid})})
		}
	}
	if !a.plain() {
		flaws = append(flaws, land.Flaw{What: "change", Text: seva.Say("error.text.control")})
	}
	if len(flaws) > 0 {
		return flawed(flaws[0])
	}
	return a.follow(ctx)
}

func flawed(f land.Flaw) error { return fmt.Errorf("sqlstore: a change of the record: %s", f) }

// knows takes over the owners that a plot's sheet names.
func (a *amending) knows(p land.Plot) {
	for _, h := range p.Holdings {
		a.present[h.Khatian] = true
		if _, known := a.owners[h.Khatian]; !known {
			a.owners[h.Khatian] = h.Owner
		}
	}
}

// folio reads a khatian's own row.
func (a *amending) folio(ctx context.Context, n land.Number) (folioNow, error) {
	k := folioNow{number: n}
	var v versioned
	var name, kind, guardian, relation, address string
	m := momentOf(land.At{})
	err := one(ctx, a.t.c, "land.khatian", []any{a.mouza, packNumber(n), m.known, m.day},
		&name, &kind, &guardian, &relation, &address, &v.valid, &v.recorded, &v.extract)
	if errors.Is(err, errNone) {
		return k, nil
	}
	if err == nil {
		k.asOn, err = a.t.asOn(ctx, v)
	}
	k.there = true
	k.owner = land.Owner{
		Name: unpackNames(name), Type: land.OwnerType(kind),
		Guardian: unpackNames(guardian), Relation: land.Relation(relation), Address: unpackNames(address),
	}
	return k, err
}

// plain tells whether every text of the change is what both engines keep unchanged.
func (a *amending) plain() bool {
	ok := plain(a.c.By)
	for _, f := range a.c.Folios {
		o := f.Owner
		ok = ok && plainNames(o.Name, o.Guardian, o.Address) && plain(string(o.Type), string(o.Relation))
	}
	for _, p := range a.c.Plots {
		ok = ok && plain(string(p.Class), packFlags(p.Flags), p.ULPIN)
		for _, h := range p.Holdings {
			ok = ok && plainNames(h.Possessor, h.Remark.Text) && plain(string(h.Possession), h.Remark.Rule)
		}
	}
	return ok
}

// follow finds the plots that change only because an owner's name does: their sheets say
// it too.
func (a *amending) follow(ctx context.Context) error {
	a.after = slices.Clone(a.c.Plots)
	for i, f := range a.c.Folios {
		was, is := a.folios[i], shown(f.Owner)
		a.owners[f.Number] = is
		if !was.there || shown(was.owner) == is {
			continue
		}
		plots, err := a.plotsOf(ctx, f.Number)
		if err != nil {
			return err
		}
		for _, n := range plots {
			if slices.ContainsFunc(a.before, func(p land.Plot) bool { return p.Number == n }) {
				continue
			}
			p, err := a.t.plot(ctx, a.c.Mouza, n)
			if err != nil {
				return err
			}
			if a.c.Valid.Number() < p.AsOn.Valid.Number() {
				return flawed(land.Flaw{What: "plot " + n.String(), Text: seva.Say("flaw.change.older", seva.Args{"Day": p.AsOn.Valid})})
			}
			a.before, a.after = append(a.before, p), append(a.after, p)
			a.knows(p)
		}
	}
	a.divided()
	// In one order, so that the two stand side by side.
	a.before = inOrder(a.before, func(p land.Plot) land.Number { return p.Number })
	a.after = inOrder(a.after, func(p land.Plot) land.Number { return p.Number })
	for i := range a.after {
		p := &a.after[i]
		p.HasMap = a.before[i].HasMap || a.fresh[p.Number].Piece != nil
		p.Holdings = slices.Clone(p.Holdings)
		slices.SortFunc(p.Holdings, func(x, y land.Holding) int { return x.Khatian.Compare(y.Khatian) })
		for j := range p.Holdings {
			h := &p.Holdings[j]
			h.Plot, h.Owner = p.Number, shown(a.owners[h.Khatian])
		}
	}
	return nil
}

// shown is an owner as a sheet says it.
func shown(o land.Owner) land.Owner {
	o.Address = seva.Names{}
	return o
}

// plotsOf gives the plots of which a khatian holds a share, as of this transaction.
func (a *amending) plotsOf(ctx context.Context, n land.Number) ([]land.Number, error) {
	var plots []land.Number
	err := each(ctx, a.t.c, "land.khatian.plots", []any{a.mouza, packNumber(n)}, func(r rows) error {
		var plot int64
		err := r.Scan(&plot)
		plots = append(plots, unpackNumber(plot))
		return err
	})
	return plots, err
}
