package paper

import (
	"container/heap"
	"slices"
)

// nearEnough is how near the middle found comes to the best there is: a fraction of the room.
const nearEnough = 32

// mostTried bounds how many squares are divided; a sound plot takes some twenty.
const mostTried = 2000

// cell is a square of the plane: its middle, half its side, how far the middle is from the
// nearest edge (less than nothing outside), and how far any point of it may be at most.
type cell struct {
	point
	half, room, most int64
}

// inside gives a point well inside a shape and how far it is from the nearest edge: its
// pole of inaccessibility, nearly. The centre of gravity will not do, because a bent plot
// has its outside itself. Squares over the shape are tried in the order of what they may
// hold, and divided as long as one may hold more than was found.
func inside(shape []point) (best point, room int64) {
	b := around(shape)
	half := max(min(b.wide(), b.high())/2, max(b.wide(), b.high())/64, 1)
	found := cell{point: shape[0]}
	var open cells
	add := func(x, y, half int64) {
		c := cell{point: point{x, y}, half: half}
		if c.room = reach(shape, c.point); !within(shape, c.point) {
			c.room = -c.room
		}
		c.most = c.room + half*1415/1000 + 1
		if c.room > found.room {
			found = c
		}
		if c.most > found.room+found.room/nearEnough {
			heap.Push(&open, c)
		}
	}
	add((b.left+b.right)/2, (b.top+b.bottom)/2, 0) // of places that are as good, the middle
	for y := b.top + half; y < b.bottom+half; y += 2 * half {
		for x := b.left + half; x < b.right+half; x += 2 * half {
			add(x, y, half)
		}
	}
	// A shape with hardly any ground has edges everywhere and no middle to be found.
	for tried := 0; len(open) > 0 && tried < mostTried; tried++ {
		c, _ := heap.Pop(&open).(cell)
		h := c.half / 2
		if c.most <= found.room+max(found.room/nearEnough, grain/10) || h == 0 {
			break
		}
		add(c.x-h, c.y-h, h)
		add(c.x+h, c.y-h, h)
		add(c.x-h, c.y+h, h)
		add(c.x+h, c.y+h, h)
	}
	return found.point, found.room
}

// cells are a heap, the most promising on top.
type cells []cell

func (h cells) Len() int           { return len(h) }
func (h cells) Less(i, j int) bool { return h[i].most > h[j].most }
func (h cells) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *cells) Push(x any)        { *h = append(*h, x.(cell)) } //nolint:forcetypeassert // only cells are pushed
func (h *cells) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// around gives the smallest box around a shape.
func around(shape []point) box {
	b := box{shape[0].x, shape[0].y, shape[0].x, shape[0].y}
	for _, p := range shape[1:] {
		b = box{min(b.left, p.x), min(b.top, p.y), max(b.right, p.x), max(b.bottom, p.y)}
	}
	return b
}

// within tells whether a point lies inside a shape.
func within(shape []point, at point) bool {
	in := false
	q := shape[len(shape)-1]
	for _, p := range shape {
		if (p.y <= at.y) != (q.y <= at.y) && at.x < p.x+(q.x-p.x)*(at.y-p.y)/(q.y-p.y) {
			in = !in
		}
		q = p
	}
	return in
}

// insideFor gives the place for a text that is wide/high times as wide as it is high, and
// half the height that it may have there: the shape is pressed together sideways first, so
// that the circle with the most room becomes an ellipse of the text's form. The middle is
// better for the eye than the last bit of room, so it is taken where it has nearly as much.
func insideFor(shape []point, wide, high int64) (at point, half int64) {
	pressed := make([]point, len(shape))
	for i, p := range shape {
		pressed[i] = point{p.x * high / wide, p.y}
	}
	at, half = inside(pressed)
	if c := centre(pressed); within(pressed, c) {
		if room := reach(pressed, c); room > half*3/4 {
			at, half = c, room
		}
	}
	// A rectangle in an ellipse has 0.7 of its axes.
	return point{at.x * wide / high, at.y}, half * 7 / 10
}

// centre gives a shape's centre of gravity.
func centre(shape []point) point {
	o := shape[0]
	var x, y, twice int64
	for i := 2; i < len(shape); i++ {
		a, b := shape[i-1], shape[i]
		area := (a.x-o.x)*(b.y-o.y) - (a.y-o.y)*(b.x-o.x)
		x, y, twice = x+area/1024*(a.x+b.x-2*o.x), y+area/1024*(a.y+b.y-2*o.y), twice+area
	}
	if twice/1024 == 0 {
		return o
	}
	return point{o.x + x/(twice/1024)/3, o.y + y/(twice/1024)/3}
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
		p = between(p, q, t, long)
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
