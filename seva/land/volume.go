package land

import (
	"context"
	"fmt"

	"duar/seva"
	"duar/seva/place"
)

// Folio is a khatian as a volume holds it: the number and the owner. Its area and its
// rows follow from the holdings.
type Folio struct {
	Number Number
	Owner  Owner
}

// Volume is the whole register of one mouza as one value: what is loaded, checked and
// kept together or not at all. Holdings inside Plots carry no Owner, Class or Computed;
// those follow from Folios and the plot.
type Volume struct {
	Mouza     place.IDN
	Valid     seva.Date // the day on which the extract was true
	Source    string    // names the extract; shown in "as on"
	Folios    []Folio
	Plots     []Plot
	Crosswalk []Pair
	Parcels   []Parcel
}

// Book is where volumes are kept. Bind keeps a volume in one transaction: rows that
// are new or changed become new versions recorded at the present moment, versions
// they replace are closed and kept, unchanged rows are left alone, and rows that the
// volume no longer has are closed. Binding the same volume twice changes nothing.
type Book interface {
	Bind(ctx context.Context, v Volume) error
}

// Flaw is one thing wrong with a volume. What names the row ("plot 165/1201").
type Flaw struct {
	What string
	Text seva.Text
}

func (f Flaw) String() string { return f.What + ": " + f.Text.Key }

// Flaws gives everything that keeps a volume from being a sound register, or nothing:
// a number twice, a holding of a khatian that is not there, a khatian without land, a
// plot whose shares do not add up to exactly 1.0000, areas that are not positive, a
// class that known does not list, a pair or a parcel of a plot that is not there.
func (v Volume) Flaws(known func(Class) bool) []Flaw {
	var flaws []Flaw
	say := func(what, key string, args seva.Args) {
		flaws = append(flaws, Flaw{What: what, Text: seva.Say(key, args)})
	}
	// Where each khatian was last seen to hold a share, as the plot's place from 1.
	held := make(map[Number]int, len(v.Folios))
	for _, f := range v.Folios {
		what := "khatian " + f.Number.String()
		if _, twice := held[f.Number]; twice {
			say(what, "flaw.khatian.twice", nil)
		}
		if f.Owner.Name == (seva.Names{}) {
			say(what, "flaw.khatian.unnamed", nil)
		}
		held[f.Number] = 0
	}
	plots := make(map[Number]bool, len(v.Plots))
	for at, p := range v.Plots {
		what := "plot " + p.Number.String()
		if plots[p.Number] {
			say(what, "flaw.plot.twice", nil)
		}
		plots[p.Number] = true
		if p.Area <= 0 {
			say(what, "flaw.plot.area", nil)
		}
		if !known(p.Class) {
			say(what, "flaw.plot.class", seva.Args{"Class": string(p.Class)})
		}
		if sum := p.Shares(); sum != seva.Whole {
			say(what, "flaw.plot.shares", seva.Args{"Sum": sum})
		}
		for _, h := range p.Holdings {
			last, there := held[h.Khatian]
			if !there {
				say(what, "flaw.holding.khatian", seva.Args{"Khatian": h.Khatian})
				continue
			}
			held[h.Khatian] = at + 1
			if h.Share <= 0 || h.Recorded < 0 {
				say(what, "flaw.holding.share", seva.Args{"Khatian": h.Khatian})
			}
			if last == at+1 {
				say(what, "flaw.holding.twice", seva.Args{"Khatian": h.Khatian})
			}
		}
	}
	for _, f := range v.Folios {
		if held[f.Number] == 0 {
			say("khatian "+f.Number.String(), "flaw.khatian.landless", nil)
		}
	}
	// A former number need not be a present plot, a present one must be.
	for _, pair := range v.Crosswalk {
		if !plots[pair.LR] {
			say(fmt.Sprintf("crosswalk RS %s", pair.RS), "flaw.crosswalk.plot", seva.Args{"Plot": pair.LR})
		}
	}
	shapes := make(map[Number]bool, len(v.Parcels))
	for _, p := range v.Parcels {
		what := "parcel " + p.Number.String()
		if !plots[p.Number] {
			say(what, "flaw.parcel.plot", nil)
		}
		if shapes[p.Number] {
			say(what, "flaw.parcel.twice", nil)
		}
		shapes[p.Number] = true
		if len(p.Ring) < 3 || p.Ring.Twice() <= 0 {
			say(what, "flaw.parcel.ring", nil)
		}
	}
	return flaws
}
