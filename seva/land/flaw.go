package land

import (
	"regexp"
	"slices"

	"duar/seva"
)

// orders is what a Change.By looks like at the end of a source: a case's number.
var orders = regexp.MustCompile(` [A-Z]{2,6}20\d{8,11}(/[1-9]\d?)?$`)

// Extract is the source without the orders that changed the record since.
func Extract(source string) string { return orders.ReplaceAllString(source, "") }

// Amended is the source of a row that an order put in place of one of this source. It
// names the extract and the last order only: what was before stands in the row before.
func Amended(source, by string) string {
	if by == "" {
		return source
	}
	return Extract(source) + " " + by
}

// Flaws gives everything that keeps a change from being kept, or nothing. before are the
// present plots that it is about, and exists tells whether a khatian has an owner today.
//
// Of every plot: it is there; its shares add up to exactly 1.0000; no khatian holds it twice
// or nothing of it; each khatian exists or is new; its area, and the sum of the areas written
// beside its shares, are as before (unless the change is one of Areas): an order moves land
// and makes none. Valid is a whole day and not before that of what it replaces, or the past
// would have two answers. A khatian comes once and has a name. By is a case's number.
func (c Change) Flaws(before []Plot, exists func(Number) bool) []Flaw {
	var flaws []Flaw
	say := func(what, key string, args seva.Args) {
		flaws = append(flaws, Flaw{What: what, Text: seva.Say(key, args)})
	}
	if len(c.Plots)+len(c.Folios) == 0 {
		say("change", "flaw.change.empty", nil)
	}
	if !orders.MatchString(" " + c.By) {
		say("change", "flaw.change.by", nil)
	}
	if !c.Valid.Full() {
		say("change", "flaw.change.day", nil)
	}
	fresh := make(map[Number]bool, len(c.Folios))
	for _, f := range c.Folios {
		what := "khatian " + f.Number.String()
		if fresh[f.Number] {
			say(what, "flaw.khatian.twice", nil)
		}
		if f.Owner.Name == (seva.Names{}) {
			say(what, "flaw.khatian.unnamed", nil)
		}
		fresh[f.Number] = true
	}
	seen := make(map[Number]bool, len(c.Plots))
	for _, p := range c.Plots {
		what := "plot " + p.Number.String()
		if seen[p.Number] {
			say(what, "flaw.plot.twice", nil)
		}
		seen[p.Number] = true
		was, there := c.was(before, p.Number)
		if !there {
			say(what, "flaw.change.plot", nil)
			continue
		}
		if c.Valid.Number() < was.AsOn.Valid.Number() {
			say(what, "flaw.change.older", seva.Args{"Day": was.AsOn.Valid})
		}
		if p.Area <= 0 || p.Area != was.Area && !c.Areas {
			say(what, "flaw.plot.area", nil)
		}
		if sum := p.Shares(); sum != seva.Whole {
			say(what, "flaw.plot.shares", seva.Args{"Sum": sum})
		}
		if p.Recorded() != was.Recorded() && !c.Areas {
			say(what, "flaw.change.recorded", seva.Args{"Was": was.Recorded(), "Is": p.Recorded()})
		}
		held := make(map[Number]bool, len(p.Holdings))
		for _, h := range p.Holdings {
			args := seva.Args{"Khatian": h.Khatian}
			if !fresh[h.Khatian] && !exists(h.Khatian) {
				say(what, "flaw.holding.khatian", args)
			}
			if h.Share <= 0 || h.Recorded < 0 {
				say(what, "flaw.holding.share", args)
			}
			if held[h.Khatian] {
				say(what, "flaw.holding.twice", args)
			}
			held[h.Khatian] = true
		}
	}
	return append(flaws, c.splitFlaws(before)...)
}

// was gives what a plot of the change is held against: itself as it was, and where it is
// divided or new its part of what was divided, by what the change says of both; that the two
// together are what was is held against the whole.
func (c Change) was(before []Plot, n Number) (Plot, bool) {
	at := func(n Number) int { return slices.IndexFunc(before, func(b Plot) bool { return b.Number == n }) }
	s := slices.IndexFunc(c.Splits, func(s Split) bool { return s.Part == n || s.Of == n })
	if s < 0 {
		i := at(n)
		if i < 0 {
			return Plot{}, false
		}
		return before[i], true
	}
	i, j := at(c.Splits[s].Of), slices.IndexFunc(c.Plots, func(p Plot) bool { return p.Number == n })
	if i < 0 || c.Splits[s].Part == n && at(n) >= 0 {
		return Plot{}, false
	}
	was := c.Plots[j]
	was.AsOn = before[i].AsOn
	return was, true
}

// Recorded adds up the areas written beside the shares of the plot. It need not be the
// plot's area; see Holding.
func (p Plot) Recorded() seva.Area {
	var sum seva.Area
	for _, h := range p.Holdings {
		sum += h.Recorded
	}
	return sum
}

// Take moves a share of a holding, with its part of the area written beside it, out of a
// plot: the area that goes is moved/held of what is written, rounded to the nearest, so
// that nothing is left when all is sold and what goes and what stays are together what was.
// It gives the area that went. The share must be held; false where it is not.
func (p *Plot) Take(from Number, share seva.Share) (seva.Area, bool) {
	i := slices.IndexFunc(p.Holdings, func(h Holding) bool { return h.Khatian == from })
	if i < 0 || share <= 0 || share > p.Holdings[i].Share {
		return 0, false
	}
	p.Holdings = slices.Clone(p.Holdings)
	h := &p.Holdings[i]
	area := seva.Area((2*int64(h.Recorded)*int64(share) + int64(h.Share)) / (2 * int64(h.Share)))
	h.Share, h.Recorded = h.Share-share, h.Recorded-area
	if h.Share == 0 {
		p.Holdings = slices.Delete(p.Holdings, i, i+1)
	}
	return area, true
}

// Give adds a share with the area written beside it to a khatian's holding of a plot.
func (p *Plot) Give(to Number, share seva.Share, area seva.Area) {
	p.Holdings = slices.Clone(p.Holdings)
	if i := slices.IndexFunc(p.Holdings, func(h Holding) bool { return h.Khatian == to }); i >= 0 {
		p.Holdings[i].Share += share
		p.Holdings[i].Recorded += area
		return
	}
	p.Holdings = append(p.Holdings, Holding{Plot: p.Number, Khatian: to, Share: share, Recorded: area})
	slices.SortFunc(p.Holdings, func(a, b Holding) int { return a.Khatian.Compare(b.Khatian) })
}

// Flagged gives the plot's flags with one set or cleared, in the order they are shown.
func (p Plot) Flagged(f Flag, on bool) []Flag {
	var flags []Flag
	for _, known := range Flags() {
		if known == f && on || known != f && slices.Contains(p.Flags, known) {
			flags = append(flags, known)
		}
	}
	return flags
}
