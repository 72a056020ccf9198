package place

import (
	"iter"
	"strings"
)

// near is 1000 less the part of letters that must change to make one text the other.
func near(a, b string) int {
	longest := max(len(a), len(b))
	if longest == 0 {
		return 1000
	}
	return 1000 - 1000*distance(a, b)/longest
}

// distance is the number of letters to add, drop, change or swap with a neighbour.
// Texts beyond 64 letters are compared by their first 64.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	var rows [3][65]uint8
	before, last, this := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = uint8(j)
	}
	for i := range len(a) {
		this[0] = uint8(i + 1)
		for j := range len(b) {
			d := last[j]
			if a[i] != b[j] {
				d = 1 + min(d, last[j+1], this[j])
				if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
					d = min(d, before[j-1]+1)
				}
			}
			this[j+1] = d
		}
		before, last, this = last, this, before
	}
	return int(last[len(b)])
}

// gramCount is the number of pairs of the 32 letters a key is made of: digits share
// the places that no letter of a key has.
const gramCount = 32 * 32

// grams gives the pairs of neighbouring letters of a key, its ends included.
func grams(key string) iter.Seq[int] {
	return func(yield func(int) bool) {
		last := 0
		for i := range len(key) {
			now := int(key[i]) & 31
			if !yield(last*32 + now) {
				return
			}
			last = now
		}
		yield(last * 32)
	}
}

// likeKeys gives the keys of places of these kinds that share the most pairs with key,
// the likest first.
func (n *names) likeKeys(key string, kinds mask) []int32 {
	shared := make([]uint8, len(n.keys))
	for g := range grams(key) {
		for _, k := range n.grams[g] {
			shared[k]++
		}
	}
	var byLikeness [101][]int32
	for k, count := range shared {
		if count == 0 || n.kinds[k]&kinds == 0 {
			continue
		}
		like := min(200*int(count)/(len(key)+len(n.keys[k])+2), 100)
		// A long name that begins like the query shares all the query's pairs but one.
		if strings.HasPrefix(n.keys[k], key) {
			like = max(like, 60)
		}
		if like >= 35 {
			byLikeness[like] = append(byLikeness[like], int32(k))
		}
	}
	var likest []int32
	for like := 100; like >= 35 && len(likest) < candidates; like-- {
		likest = append(likest, byLikeness[like]...)
	}
	return likest[:min(len(likest), candidates)]
}
