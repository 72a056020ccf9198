package demo

import (
	"math/rand/v2"

	"duar/seva/land"
)

// plotNumbers gives n numbers in natural order. About one in twenty-five is a bata:
// a late split keeps the parent's number and takes a second one above the last plot
// number, in the order of time and not of place. The known mouza has 165/1201.
func plotNumbers(r *rand.Rand, n int, known bool) []land.Number {
	split := make([]int, 0, n/20) // the parents, ascending
	whole := n
	if known {
		whole--
	}
	batas := whole / 25
	whole -= batas
	for i := range batas {
		// One parent out of each stretch, so that no plot is split twice.
		lo, hi := 1+i*whole/batas, 1+(i+1)*whole/batas
		split = append(split, lo+r.IntN(hi-lo))
	}
	seconds := r.Perm(batas)
	above := int32(whole + 1)
	if known {
		above = max(above, knownBata+1)
	}
	all := make([]land.Number, 0, n)
	for main, next := 1, 0; main <= whole; main++ {
		all = append(all, land.Number{Main: int32(main)})
		if known && main == int(Known.Plot.Main) {
			all = append(all, Known.Split)
		}
		if next < batas && split[next] == main {
			all = append(all, land.Number{Main: int32(main), Bata: above + int32(seconds[next])})
			next++
		}
	}
	return all
}

// crosswalk pairs the present plots with former ones. Most are one to one under
// another number; some former plots were divided, some were joined, and a bata plot
// always comes from the former plot of its parent. The former numbers begin at
// another corner of the mouza.
func crosswalk(r *rand.Rand, plots []land.Plot) []land.Pair {
	pairs := make([]land.Pair, 0, len(plots)+len(plots)/6)
	var former int32 // former plots used up so far, also the last one's number
	var from int32   // the first former plot of the last plot that is not a bata
	dividing := 0    // present plots still to come out of the same former plot
	for i := range plots {
		n := plots[i].Number
		if n.Bata == 0 {
			switch dice := r.IntN(100); {
			case dividing > 0:
				dividing--
			case dice < 6 && i > 0:
				dividing = r.IntN(2) + 1
				fallthrough
			case dice < 93:
				former++
				from = former
			default:
				from = former + 1
				former += int32(2 + r.IntN(2))
			}
		}
		for old := from; old <= former; old++ {
			pairs = append(pairs, land.Pair{RS: land.Number{Main: old}, LR: n})
		}
	}
	if former > 1 {
		turn := 1 + r.Int32N(former-1)
		for i := range pairs {
			pairs[i].RS.Main = (pairs[i].RS.Main-1+turn)%former + 1
		}
	}
	return pairs
}
