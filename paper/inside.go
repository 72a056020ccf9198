package paper

import "slices"

// lines is how many lines across a shape are tried for a point inside it.
const lines = 31

// inside gives a point well inside a shape and how far it is from the nearest edge:
// of the middles of all stretches that lie inside on evenly spaced lines across, the
// one farthest from any edge. The centre of gravity will not do, because a bent plot
// has its outside itself.
func inside(shape []point) (best point, room int64) {
	top, bottom := shape[0].y, shape[0].y
	for _, p := range shape {
		top, bottom = min(top, p.y), max(bottom, p.y)
	}
	best, room = shape[0], -1
	for k := range int64(lines) {
		y := top + (bottom-top)*(2*k+1)/(2*lines)
		xs := crossings(shape, y)
		for i := 0; i+1 < len(xs); i += 2 {
			at := point{(xs[i] + xs[i+1]) / 2, y}
			if r := reach(shape, at); r > room {
				best, room = at, r
			}
		}
	}
	return best, max(room, 0)
}

// crossings gives where the edges cross the line at height y, from the left. An edge
// counts its upper end and not its lower, so that a corner on the line counts once.
func crossings(shape []point, y int64) []int64 {
	var xs []int64
	for i, p := range shape {
		q := shape[(i+1)%len(shape)]
		if (p.y <= y) != (q.y <= y) {
			xs = append(xs, p.x+(q.x-p.x)*(y-p.y)/(q.y-p.y))
		}
	}
	slices.Sort(xs)
	return xs
}

// reach is the distance from a point to the nearest edge.
func reach(shape []point, at point) int64 {
	least := int64(-1)
	for i, p := range shape {
		d := away(at, p, shape[(i+1)%len(shape)])
		if least < 0 || d < least {
			least = d
		}
	}
	return root(least)
}

// away is the squared distance from a point to the edge from p to q.
func away(at, p, q point) int64 {
	dx, dy := q.x-p.x, q.y-p.y
	long := dx*dx + dy*dy
	if long > 0 {
		t := min(max((at.x-p.x)*dx+(at.y-p.y)*dy, 0), long)
		p = point{p.x + dx*t/long, p.y + dy*t/long}
	}
	dx, dy = at.x-p.x, at.y-p.y
	return dx*dx + dy*dy
}

// root is the whole part of the square root.
func root(n int64) int64 {
	r := n
	for next := (r + 1) / 2; next < r; next = (r + n/max(r, 1)) / 2 {
		r = next
	}
	return r
}
