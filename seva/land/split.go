package land

import (
	"slices"

	"duar/seva"
)

// splitFlaws tells what is wrong with how plots are divided.
func (c Change) splitFlaws(before []Plot) (flaws []Flaw) {
	for i, s := range c.Splits {
		say := func(key string) {
			flaws = append(flaws, Flaw{What: "plot " + s.Of.String(), Text: seva.Say(key, seva.Args{"Part": s.Part})})
		}
		find := func(in []Plot, n Number) Plot {
			if i := slices.IndexFunc(in, func(p Plot) bool { return p.Number == n }); i >= 0 {
				return in[i]
			}
			return Plot{}
		}
		was, rest, part := find(before, s.Of), find(c.Plots, s.Of), find(c.Plots, s.Part)
		// One order divides one plot into two: the shapes of all around are written once.
		if i > 0 || s.Of == s.Part || was.Number != s.Of || rest.Number != s.Of || part.Number != s.Part {
			say("flaw.split.plots")
			continue
		}
		if rest.Area+part.Area != was.Area || part.ULPIN != "" || rest.ULPIN != was.ULPIN {
			say("flaw.split.area")
		}
		if !divides(was.Holdings, rest.Holdings, part.Holdings) {
			say("flaw.split.holdings")
		}
		if (s.Rest == nil) != (s.Piece == nil) || s.Rest != nil && !tiles(s.Rest, s.Piece) {
			say("flaw.split.map")
		}
	}
	return flaws
}

// divides tells whether of two plots together everybody has what they had of one, and of each
// the share that they had of it.
func divides(was, rest, part []Holding) bool {
	return len(rest) == len(was) && len(part) == len(was) && !slices.ContainsFunc(was, func(h Holding) bool {
		mine := func(o Holding) bool { return o.Khatian == h.Khatian && o.Share == h.Share }
		i, j := slices.IndexFunc(rest, mine), slices.IndexFunc(part, mine)
		return i < 0 || j < 0 || rest[i].Recorded+part[j].Recorded != h.Recorded
	})
}

// Divide makes a part of a plot a plot of its own, of another class: the area goes, and of the
// area written beside each share its part of it, rounded down, so that what is left on both
// sides is never below nought. Whoever stands on the land stands on both. It is false for an
// area that is not less than the plot's.
func (p *Plot) Divide(number Number, area seva.Area, class Class) (part Plot, ok bool) {
	if area <= 0 || area >= p.Area {
		return Plot{}, false
	}
	part = *p
	part.Number, part.Area, part.Class, part.ULPIN, part.HasMap = number, area, class, "", false
	part.Flags, part.Holdings = slices.Clone(p.Flags), slices.Clone(p.Holdings)
	p.Holdings = slices.Clone(p.Holdings)
	for i := range part.Holdings {
		goes := p.Holdings[i].Recorded * area / p.Area
		part.Holdings[i].Plot, part.Holdings[i].Class, part.Holdings[i].Recorded = number, class, goes
		p.Holdings[i].Recorded -= goes
	}
	p.Area -= area
	return part, true
}
