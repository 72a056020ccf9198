package land

import (
	"cmp"
	"slices"
)

// common gives twice the area that two rings share, and a corner of it, roughly. The ground
// is cut into level strips at every corner and every crossing; in a strip no edges cross, so
// what is shared there is as wide as in its middle.
func common(a, b Ring) (twice int64, at Point) {
	var heights []int64
	low, high := max(Bounds(a).Min.Lat, Bounds(b).Min.Lat), min(Bounds(a).Max.Lat, Bounds(b).Max.Lat)
	note := func(y int64) {
		if y >= int64(low)*fine && y <= int64(high)*fine {
			heights = append(heights, y)
		}
	}
	for i, p := range a {
		q := a[(i+1)%len(a)]
		note(p.node().y)
		for j, r := range b {
			s := b[(j+1)%len(b)]
			if i == 0 {
				note(r.node().y)
			}
			if max(p.Lat, q.Lat) >= min(r.Lat, s.Lat) && min(p.Lat, q.Lat) <= max(r.Lat, s.Lat) && cross(p, q, r, s) {
				note(crossing(p, q, r, s).y)
			}
		}
	}
	slices.Sort(heights)
	heights = slices.Compact(heights)
	var sum wide
	for i := 0; i+1 < len(heights); i++ {
		y := heights[i] + heights[i+1]
		long, from := along(level(a, y), level(b, y))
		if long > 0 && sum.sign() == 0 {
			at = node{from / fine, y / 2}.point()
		}
		sum.add(2*long, heights[i+1]-heights[i])
	}
	sum.add(1<<12, 1<<11) // half, so that it rounds
	return max(sum.over(24), 1), at
}

// level gives where a ring's edges cross twice a height, from the west, each in a fine-th of
// what nodes are in: a length is multiplied by heights of thousands.
func level(r Ring, y int64) []int64 {
	var xs []int64
	for i, p := range r {
		a, b := p.node(), r[(i+1)%len(r)].node()
		if (2*a.y <= y) != (2*b.y <= y) {
			xs = append(xs, a.x*fine+portion((b.x-a.x)*fine, y-2*a.y, 2*(b.y-a.y)))
		}
	}
	slices.Sort(xs)
	return xs
}

// along gives how much of a line lies in both, and where that begins; each is stretches in
// pairs.
func along(a, b []int64) (long, from int64) {
	for i, j := 0, 0; i+1 < len(a) && j+1 < len(b); {
		lo, hi := max(a[i], b[j]), min(a[i+1], b[j+1])
		if hi > lo {
			if long == 0 {
				from = lo
			}
			long += hi - lo
		}
		if a[i+1] < b[j+1] {
			i += 2
		} else {
			j += 2
		}
	}
	return long, from
}

// line is a piece of an edge with a shape on its left.
type line struct {
	to node
	of int
}

// gaps finds the holes of all shapes together: what is left of their edges when those that
// stand in two, and those that lie inside another, are taken away is the boundary of the
// whole, and where it runs clockwise it runs around a hole.
func (t *survey) gaps() {
	if t.more {
		return
	}
	next := t.boundary()
	starts := make([]node, 0, len(next))
	for n, out := range next {
		starts = append(starts, n)
		slices.SortFunc(out, func(a, b line) int { return cmp.Or(cmp.Compare(a.to.x, b.to.x), cmp.Compare(a.to.y, b.to.y)) })
	}
	slices.SortFunc(starts, func(a, b node) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	for _, start := range starts {
		for len(next[start]) > 0 {
			if loop, of, ok := walk(next, start); ok {
				t.hole(loop, of)
			}
		}
	}
}

// boundary gives the pieces of the boundary of all shapes together, by where they begin.
func (t *survey) boundary() map[node][]line {
	type piece struct{ a, b node }
	edges := 0
	for i := range t.all {
		edges += len(t.all[i].Ring)
	}
	left := make(map[piece]int, edges)
	for i := range t.all {
		s := &t.all[i]
		for e := range s.Ring {
			for a, b := range s.pieces(e) {
				covered := slices.ContainsFunc(s.on, func(o int) bool {
					w, _ := t.all[o].Ring.locate(node{a.x + b.x, a.y + b.y})
					return w == within
				})
				if !covered {
					left[piece{a, b}] = i
				}
			}
		}
	}
	next := make(map[node][]line)
	for p, of := range left {
		if _, twin := left[piece{p.b, p.a}]; !twin {
			next[p.a] = append(next[p.a], line{p.b, of})
		}
	}
	return next
}

// walk follows the boundary from a node until it is there again, the ground on the left,
// and takes the pieces away. Where several go on, the one that keeps to the same hole does:
// the first one met turning from where it came through what is not ground.
func walk(next map[node][]line, start node) (loop []node, of []int, ok bool) {
	at, came := start, node{}
	for {
		out := next[at]
		if len(out) == 0 {
			return nil, nil, false // a piece was lost to rounding; no loop, no hole
		}
		best := 0
		for k := 1; k < len(out) && len(loop) > 0; k++ {
			if sooner(at, came, out[k].to, out[best].to) {
				best = k
			}
		}
		l := out[best]
		if next[at] = slices.Delete(out, best, best+1); len(next[at]) == 0 {
			delete(next, at)
		}
		loop, of = append(loop, at), append(of, l.of)
		if came, at = at, l.to; at == start {
			return loop, of, true
		}
	}
}

// sooner tells whether, turning around o against the clock from the direction of from, p
// comes before q.
func sooner(o, from, p, q node) bool {
	half := func(n node) int { // 0 for less than half a turn, 1 for half or more
		switch s := o.side(from, n); {
		case s > 0:
			return 0
		case s < 0:
			return 1
		}
		var w wide
		w.add(from.x-o.x, n.x-o.x)
		w.add(from.y-o.y, n.y-o.y)
		if w.sign() > 0 {
			return 2 // straight back is the last choice
		}
		return 1
	}
	if hp, hq := half(p), half(q); hp != hq {
		return hp < hq
	}
	return o.side(p, q) > 0
}

// side tells on which side of the line from n to a the place b is: 1 for the left.
func (n node) side(a, b node) int {
	var w wide
	w.add(a.x-n.x, b.y-n.y)
	w.add(-(a.y - n.y), b.x-n.x)
	return w.sign()
}

// hole says that a loop is a gap, unless it runs around ground, or is where a ring could
// not be taken.
func (t *survey) hole(loop []node, of []int) {
	var sum wide
	o := loop[0]
	for i := 2; i < len(loop); i++ {
		a, b := loop[i-1], loop[i]
		sum.add(b.x-o.x, a.y-o.y)
		sum.add(-(a.x - o.x), b.y-o.y)
	}
	twice := sum.over(16)
	if sum.sign() <= 0 || twice == 0 {
		return
	}
	var around Ring
	var plots []Number
	for i, n := range loop {
		around = append(around, n.point())
		plots = append(plots, t.all[of[i]].Number)
	}
	b := Bounds(around)
	if slices.ContainsFunc(t.spoilt, b.meets) {
		return
	}
	t.say(Finding{Fault: FaultGap, Plots: plots, At: o.point(), Twice: twice})
}
