// Package demo makes up a land register: synthetic people on given mouzas, with the
// mixes, oddities and rounding that a real register has, and clean parcels inside a
// mouza's outline.
//
// It knows what is plausible in the low country around Ghatal. It knows no real
// person, keeps nothing, and does not know where the mouzas or outlines come from:
// both are handed to it.
package demo

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Plan says what to make. The same plan always makes the same volumes, byte for byte,
// and what is in one mouza depends only on the seed, its number and its count of plots.
type Plan struct {
	Mouzas []place.Mouza
	// Outlines are the boundaries, in a ring each; a mouza without one gets no parcels.
	Outlines map[place.IDN]land.Ring
	// Plots is the total, spread evenly over the mouzas. The mouza of the Known record
	// gets KnownPlots of them at least, when there are that many.
	Plots int
	Seed  uint64
	Maps  bool      // cut parcels out of the outlines
	Valid seva.Date // the day on which the volumes are said to be true
}

// Source is the source that every volume names, so that nobody takes it for a record.
const Source = land.DemoSource

// mostPlots keeps plot numbers and their batas within the six digits of land.Number.
const mostPlots = 400_000

// Volumes makes the volumes one after the other, in the order of the plan's mouzas;
// nothing of a volume is kept or shared after it was handed over. A mouza that gets
// no plot is left out. The only errors are about the plan, and they come first.
func Volumes(p Plan) iter.Seq2[land.Volume, error] {
	return func(yield func(land.Volume, error) bool) {
		counts, err := p.spread()
		if err != nil {
			yield(land.Volume{}, err)
			return
		}
		names := newDirectory()
		for i, m := range p.Mouzas {
			if counts[i] == 0 {
				continue
			}
			if !yield(p.volume(m, counts[i], names), nil) {
				return
			}
		}
	}
}

// spread gives the number of plots of each mouza.
func (p Plan) spread() ([]int, error) {
	if len(p.Mouzas) == 0 || p.Plots < 1 {
		return nil, fmt.Errorf("demo: a mouza and a plot are wanted, have %d and %d", len(p.Mouzas), p.Plots)
	}
	counts := make([]int, len(p.Mouzas))
	seen := make(map[place.IDN]bool, len(p.Mouzas))
	rest, among := p.Plots, len(p.Mouzas)
	for i, m := range p.Mouzas {
		if seen[m.IDN] {
			return nil, fmt.Errorf("demo: mouza %s twice in the plan", m.IDN)
		}
		seen[m.IDN] = true
		if even := p.Plots / len(p.Mouzas); m.IDN == Known.Mouza && even < KnownPlots && p.Plots >= KnownPlots {
			counts[i], rest, among = KnownPlots, rest-KnownPlots, among-1
		}
	}
	for i, turn := 0, 0; i < len(counts); i++ {
		if counts[i] == 0 {
			counts[i] = (rest + among - 1 - turn) / among // the first ones take what is over
			turn++
		}
		if counts[i] > mostPlots {
			return nil, fmt.Errorf("demo: %d plots in mouza %s, at most %d are possible", counts[i], p.Mouzas[i].IDN, mostPlots)
		}
	}
	return counts, nil
}

// chance gives each mouza its own stream, so that leaving one out changes no other.
func (p Plan) chance(idn place.IDN, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(p.Seed^stream<<32, uint64(idn)*0x9e3779b97f4a7c15))
}
