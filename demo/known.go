package demo

import (
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Known is the record that is in every demo with its mouza and at least KnownPlots
// plots, under any seed, so that walks and documents have something to look up: a
// mortgaged plot with a bargadar and four co-sharers, one of them with the odd share
// 0.0364, a bata split off it, and the folio of the first co-sharer.
var Known = struct {
	Mouza   place.IDN
	Plot    land.Number
	Split   land.Number
	Khatian land.Number
}{1027001, land.Number{Main: 165}, land.Number{Main: 165, Bata: knownBata}, land.Number{Main: 12}}

// KnownPlots is the fewest plots with which the Known record exists.
const KnownPlots = 250

const knownBata = 1201

// knownArea is what the plot measures where it has no parcel: 0.75 acre.
const knownArea = 75 * decimal

func knownFamily(khatian int32) bool { return khatian >= 12 && khatian <= 15 }

var knownOwners = []land.Owner{
	{Name: names("সুব্রত মণ্ডল", "Subrata Mondal", "सुब्रत मंडल"), Relation: land.Father},
	{Name: names("মালতী মণ্ডল", "Malati Mondal", "मालती मंडल"), Relation: land.Husband},
	{Name: names("তপন মণ্ডল", "Tapan Mondal", "तपन मंडल"), Relation: land.Father},
	{Name: names("পূর্ণিমা মণ্ডল", "Purnima Mondal", "पूर्णिमा मंडल"), Relation: land.Father},
}

// enterKnown writes the folios of the known family, khatians 12 to 15.
func (w *work) enterKnown() {
	guardian := names("হারাধন মণ্ডল", "Haradhan Mondal", "हाराधन मंडल")
	for i, o := range knownOwners {
		o.Type, o.Guardian, o.Address = land.Individual, guardian, w.address[0]
		n := land.Number{Main: Known.Khatian.Main + int32(i)}
		w.folios = append(w.folios, land.Folio{Number: n, Owner: o})
	}
}

// knownPlot fills the plots of the known record, and tells whether p is one.
func (w *work) knownPlot(p *land.Plot) bool {
	share := func(khatian int32, s seva.Share) land.Holding {
		return land.Holding{Plot: p.Number, Khatian: land.Number{Main: khatian}, Share: s, Recorded: s.Of(p.Area)}
	}
	switch {
	case !w.known:
		return false
	case p.Number == Known.Plot:
		p.Class, p.Flags = "sali", []land.Flag{land.Mortgage}
		p.Holdings = []land.Holding{share(12, 5000), share(13, 2500), share(14, 2136), share(15, 364)}
		p.Holdings[0].Possession = land.Bargadar
		p.Holdings[0].Possessor = names("বুধন হেমব্রম", "Budhan Hembram", "बुधन हेम्ब्रम")
		p.Holdings[1].Remark = remarks[land.Mortgage]
		// The record has its own rounding: here it gives more than the share does.
		p.Holdings[3].Recorded = roundTo(p.Holdings[3].Recorded, decimal)
	case p.Number == Known.Split:
		p.Class = "danga"
		p.Holdings = []land.Holding{share(13, seva.Whole)}
	case p.Number == land.Number{Main: 40}, p.Number == land.Number{Main: 212}:
		p.Class = "sali"
		p.Holdings = []land.Holding{share(12, 7500), share(14, 2500)}
	default:
		return false
	}
	return true
}
