package storetest

import (
	"fmt"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Day is the day on which a Volume is true unless the test says otherwise.
func Day() seva.Date { return seva.Date{Year: 2026, Month: 11, Day: 1} }

// Volume makes a sound register of synthetic people: plots in a square grid of
// adjoining parcels, two or three holders each, one plot with a bata, a bargadar, a
// remark, flags, and a crosswalk of one former plot to two.
func Volume(mouza place.IDN, plots int) land.Volume {
	v := land.Volume{Mouza: mouza, Valid: Day(), Source: "storetest"}
	folios := max(plots*2/3, 3)
	for k := range folios {
		v.Folios = append(v.Folios, land.Folio{Number: land.Number{Main: int32(k + 1)}, Owner: owner(k)})
	}
	const side = 20
	for i := range plots {
		n := land.Number{Main: int32(i + 1)}
		if i == 1 {
			n = land.Number{Main: 1, Bata: 1201}
		}
		p := land.Plot{Mouza: mouza, Number: n, Class: "sali", Area: seva.Area(1000 + 7*i), ULPIN: fmt.Sprintf("WB%07d%05d", mouza, i)}
		shares := []seva.Share{6000, 4000}
		if i%3 == 0 {
			shares = []seva.Share{3334, 3333, 3333}
		}
		for j, share := range shares {
			h := land.Holding{Plot: n, Khatian: v.Folios[(i+j)%folios].Number, Share: share, Recorded: share.Of(p.Area) + seva.Area(j)}
			if i%5 == 0 && j == 0 {
				h.Possession, h.Possessor = land.Bargadar, seva.Names{Bn: "হারু বাগ", En: "Haru Bag"}
				h.Remark = land.Remark{Text: seva.Names{Bn: "বর্গা নথিভুক্ত"}, Rule: "WBLR Act s. 21D"}
			}
			p.Holdings = append(p.Holdings, h)
		}
		if i == 0 {
			p.Flags = []land.Flag{land.Mortgage, land.Pending}
		}
		v.Plots = append(v.Plots, p)
		if i > 0 {
			v.Crosswalk = append(v.Crosswalk, land.Pair{RS: land.Number{Main: int32(1 + i/2)}, LR: n})
		}
		x, y := int32(87_740_000+100*(i%side)), int32(22_660_000+100*(i/side))
		v.Parcels = append(v.Parcels, land.Parcel{Mouza: mouza, Number: n, ULPIN: p.ULPIN, Ring: land.Ring{
			{Lon: x, Lat: y}, {Lon: x + 100, Lat: y}, {Lon: x + 100, Lat: y + 100}, {Lon: x, Lat: y + 100},
		}})
	}
	return v
}

func owner(k int) land.Owner {
	if k == 0 {
		return land.Owner{Name: seva.Names{Bn: "রাজ্য সরকার", En: "State Government", Hi: "राज्य सरकार"}, Type: land.Government}
	}
	return land.Owner{
		Name: seva.Names{Bn: fmt.Sprintf("সুব্রত মণ্ডল %d", k), En: fmt.Sprintf("Subrata Mondal %d", k)}, Type: land.Individual,
		Guardian: seva.Names{Bn: "অনিল মণ্ডল"}, Relation: land.Father, Address: seva.Names{Bn: "ঘাটাল", Hi: "घाटाल"},
	}
}

// read gives a plot of a volume as a register must give it, but for its AsOn.
func read(v land.Volume, n land.Number) land.Plot {
	owners := map[land.Number]land.Owner{}
	for _, f := range v.Folios {
		owners[f.Number] = f.Owner
	}
	for _, p := range v.Plots {
		if p.Number != n {
			continue
		}
		held := make([]land.Holding, len(p.Holdings))
		for i, h := range p.Holdings {
			h.Owner, h.Class, h.Computed = owners[h.Khatian], p.Class, h.Share.Of(p.Area)
			h.Owner.Address = seva.Names{} // stands in the khatian alone
			held[i] = h
		}
		p.Holdings = byKhatian(held)
		for _, parcel := range v.Parcels {
			p.HasMap = p.HasMap || parcel.Number == n
		}
		return p
	}
	return land.Plot{}
}

// readKhatian gives a khatian of a volume as a register must give it, but for its AsOn.
func readKhatian(v land.Volume, n land.Number) land.Khatian {
	k := land.Khatian{Mouza: v.Mouza, Number: n}
	for _, f := range v.Folios {
		if f.Number == n {
			k.Owner = f.Owner
		}
	}
	for _, p := range v.Plots {
		for _, h := range read(v, p.Number).Holdings {
			if h.Khatian == n {
				k.Holdings = append(k.Holdings, h)
				k.Area += h.Recorded
			}
		}
	}
	k.Holdings = byPlot(k.Holdings)
	return k
}
