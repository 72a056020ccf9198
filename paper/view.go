package paper

import (
	"math"

	"duar/seva/land"
)

// metre is the unit on the ground: micrometres, so that all arithmetic is in integers.
const metre = 1_000_000

// degree is a millionth of a degree of latitude on the ground, in micrometres.
const degree = 111_320

// grain is the unit on paper, a hundredth of a point: places are whole numbers of them
// until a canvas is given them, so that a map is the same on every machine.
const grain = 100

// point is a place on paper, in grains, y downwards.
type point struct{ x, y int64 }

// box is an upright rectangle on paper, in grains.
type box struct{ left, top, right, bottom int64 }

func (b box) wide() int64 { return b.right - b.left }
func (b box) high() int64 { return b.bottom - b.top }

// view shows a rectangle of the ground in a box on paper.
type view struct {
	box
	west, north int64 // of the box, in micrometres east and north of the zero of the degrees
	across      int64 // the ground over the box's width, in micrometres
	east        int64 // a millionth of a degree of longitude there, in micrometres
}

// look shows what b bounds in a box, num/den times as large as it is, its middle in the
// middle. The ground is taken as flat: across a village the error is far below a grain.
func look(in box, b land.Box, num, den int64) view {
	middle := (float64(b.Min.Lat) + float64(b.Max.Lat)) / 2e6
	v := view{box: in, east: int64(math.Round(math.Cos(middle*math.Pi/180) * degree))}
	west, south := v.ground(b.Min)
	east, north := v.ground(b.Max)
	wide, high := max(east-west, 2*metre)*num/den, max(north-south, 2*metre)*num/den
	// One of the two decides, the other gets more ground than it asked for.
	v.across = max(wide, muldiv(high, in.wide(), in.high()))
	v.west = (west+east)/2 - v.across/2
	v.north = (south+north)/2 + muldiv(v.across, in.high(), in.wide())/2
	return v
}

// muldiv gives a*b/c where a is a length on the ground and b and c are lengths on paper.
func muldiv(a, b, c int64) int64 { return a/c*b + a%c*b/c }

func (v view) ground(p land.Point) (east, north int64) {
	return int64(p.Lon) * v.east, int64(p.Lat) * degree
}

// length gives a length on the ground as one on paper.
func (v view) length(ground int64) int64 { return ground * v.wide() / v.across }

func (v view) points(ring land.Ring) []point {
	out := make([]point, len(ring))
	for i, p := range ring {
		east, north := v.ground(p)
		out[i] = point{v.left + v.length(east-v.west), v.top + v.length(v.north-north)}
	}
	return out
}

// holds tells whether all of a shape lies in the box.
func (b box) holds(shape []point) bool {
	for _, p := range shape {
		if p.x < b.left || p.x > b.right || p.y < b.top || p.y > b.bottom {
			return false
		}
	}
	return true
}

// clip gives the part of a shape that lies in the box, side by side (Sutherland and
// Hodgman). Where a bent shape falls into several parts, they stay joined by lines along
// the box's edge, which the map's border is drawn over.
func (b box) clip(shape []point) []point {
	if b.holds(shape) {
		return shape
	}
	cut := func(shape []point, in func(point) int64) []point {
		var out []point
		for i, p := range shape {
			q := shape[(i+1)%len(shape)]
			a, c := in(p), in(q)
			if a >= 0 {
				out = append(out, p)
			}
			if a >= 0 != (c >= 0) {
				out = append(out, between(p, q, a, a-c))
			}
		}
		return out
	}
	shape = cut(shape, func(p point) int64 { return p.x - b.left })
	shape = cut(shape, func(p point) int64 { return b.right - p.x })
	shape = cut(shape, func(p point) int64 { return p.y - b.top })
	return cut(shape, func(p point) int64 { return b.bottom - p.y })
}

// between gives the place n/d of the way from p to q. Where a shape reaches far off the
// paper the products pass an int64, so they are made as floats, exact enough for paper.
func between(p, q point, n, d int64) point {
	part := func(a, b int64) int64 {
		if w := b - a; w < 1<<31 && w > -1<<31 && n < 1<<31 && n > -1<<31 {
			return a + w*n/d
		}
		return a + int64(float64(b-a)*(float64(n)/float64(d)))
	}
	return point{part(p.x, q.x), part(p.y, q.y)}
}
