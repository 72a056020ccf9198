package land

import "math/bits"

// turn is twice the area of the triangle a, b, p: positive when p lies to the left of a-b.
// Points on the earth are at most 3.6e8 apart, so it does not pass an int64.
func turn(a, b, p Point) int64 {
	return (int64(b.Lon)-int64(a.Lon))*(int64(p.Lat)-int64(a.Lat)) - (int64(b.Lat)-int64(a.Lat))*(int64(p.Lon)-int64(a.Lon))
}

func sign(n int64) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// folded tells whether o-p and o-q lie on one another.
func folded(o, p, q Point) bool {
	return turn(o, p, q) == 0 &&
		(int64(p.Lon)-int64(o.Lon))*(int64(q.Lon)-int64(o.Lon))+(int64(p.Lat)-int64(o.Lat))*(int64(q.Lat)-int64(o.Lat)) > 0
}

// meet tells whether a-b and c-d have any point in common.
func meet(a, b, c, d Point) bool {
	return between(a, b, c) || between(a, b, d) || between(c, d, a) || between(c, d, b) || cross(a, b, c, d)
}

// cross tells whether a-b and c-d cross between their ends.
func cross(a, b, c, d Point) bool {
	return sign(turn(a, b, c))*sign(turn(a, b, d)) < 0 && sign(turn(c, d, a))*sign(turn(c, d, b)) < 0
}

// between tells whether p lies on a-b, the ends counted.
func between(a, b, p Point) bool {
	return p.Lon >= min(a.Lon, b.Lon) && p.Lon <= max(a.Lon, b.Lon) &&
		p.Lat >= min(a.Lat, b.Lat) && p.Lat <= max(a.Lat, b.Lat) && turn(a, b, p) == 0
}

// fine is how many parts of a millionth of a degree a node is given in.
const fine = 256

// node is a place where edges meet, in 1/fine of a millionth of a degree: a corner exactly,
// a crossing to the nearest.
type node struct{ x, y int64 }

func (p Point) node() node { return node{int64(p.Lon) * fine, int64(p.Lat) * fine} }

func (n node) point() Point {
	return Point{int32((n.x + fine/2) >> 8), int32((n.y + fine/2) >> 8)} //nolint:gosec // came from a Point
}

// crossing gives where a-b and c-d cross; the same node whichever is named first.
func crossing(a, b, c, d Point) node {
	if comparePoints(a, b) > 0 {
		a, b = b, a
	}
	if comparePoints(c, d) > 0 {
		c, d = d, c
	}
	if comparePoints(a, c) > 0 || a == c && comparePoints(b, d) > 0 {
		a, b, c, d = c, d, a, b
	}
	// a + (b-a)·n/m of the way.
	n, m := turn(c, d, a), turn(c, d, a)-turn(c, d, b)
	at := a.node()
	return node{at.x + portion((int64(b.Lon)-int64(a.Lon))*fine, n, m), at.y + portion((int64(b.Lat)-int64(a.Lat))*fine, n, m)}
}

// portion gives a·n/m, rounded towards zero, where |n| is not above |m|.
func portion(a, n, m int64) int64 {
	minus := (a < 0) != (n < 0) != (m < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(n))
	q, _ := bits.Div64(hi, lo, magnitude(m))
	if minus {
		return -int64(q) //nolint:gosec // not above |a|
	}
	return int64(q) //nolint:gosec // not above |a|
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n) //nolint:gosec // not the least int64
	}
	return uint64(n)
}

// wide is a sum of products of 128 bits, in two's complement.
type wide struct{ hi, lo uint64 }

func (w *wide) add(a, b int64) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	var carry uint64
	if (a < 0) != (b < 0) {
		w.lo, carry = bits.Sub64(w.lo, lo, 0)
		w.hi, _ = bits.Sub64(w.hi, hi, carry)
		return
	}
	w.lo, carry = bits.Add64(w.lo, lo, 0)
	w.hi, _ = bits.Add64(w.hi, hi, carry)
}

// over gives the sum divided by 1<<n, rounded down.
func (w wide) over(n uint) int64 {
	return int64(w.hi<<(64-n) | w.lo>>n) //nolint:gosec // the caller knows that it fits
}

func (w wide) sign() int {
	switch {
	case w.hi>>63 == 1:
		return -1
	case w.hi|w.lo == 0:
		return 0
	}
	return 1
}

// where is how a place lies to a ring.
type where int

const (
	outside where = iota
	within
	edging
)

// locate tells where a place lies, given in 2·fine of a millionth of a degree so that the
// middle between two nodes is one; and on which edge when it lies on one.
func (r Ring) locate(p node) (where, int) {
	in := false
	at := func(q Point) (x, y int64) { return int64(q.Lon)*2*fine - p.x, int64(q.Lat)*2*fine - p.y }
	ax, ay := at(r[len(r)-1])
	for i, q := range r {
		bx, by := at(q)
		if (ay <= 0) != (by <= 0) || ay == 0 || by == 0 {
			var w wide // which side of a-b the place is on
			w.add(ax, by)
			w.add(-ay, bx)
			side := w.sign()
			if side == 0 && ax*sgn(bx) <= 0 && ay*sgn(by) <= 0 {
				return edging, (i + len(r) - 1) % len(r)
			}
			if (ay <= 0) != (by <= 0) && (side > 0) == (by > 0) {
				in = !in
			}
		}
		ax, ay = bx, by
	}
	if in {
		return within, 0
	}
	return outside, 0
}

func sgn(n int64) int64 { return int64(sign(n)) }
