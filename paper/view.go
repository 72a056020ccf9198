package paper

import (
	"math"

	"duar/seva/land"
)

// metre is the unit on the ground: micrometres, so that all arithmetic is in integers.
const metre = 1_000_000

// degree is a millionth of a degree of latitude on the ground, in micrometres.
const degree = 111_320

// point is a place on the sheet, in tenths of a pixel, y downwards.
type point struct{ x, y int64 }

// view is the square window onto the ground that a map shows.
type view struct {
	west, north int64 // micrometres east and north of the zero of the degrees
	side        int64 // of the square, in micrometres
	east        int64 // a millionth of a degree of longitude there, in micrometres
}

// look gives the square around a ring with about a third of the ring's size to spare on
// each side, so that the neighbours are seen. The ground is taken as flat: across a
// village the error is far below a pixel.
func look(ring land.Ring) view {
	b := land.Bounds(ring)
	middle := float64(b.Min.Lat+b.Max.Lat) / 2e6
	v := view{east: int64(math.Round(math.Cos(middle*math.Pi/180) * degree))}
	west, south := v.ground(b.Min)
	east, north := v.ground(b.Max)
	size := max(east-west, north-south, 2*metre)
	v.side = size * 5 / 3
	v.west = (west+east)/2 - v.side/2
	v.north = (south+north)/2 + v.side/2
	return v
}

func (v view) ground(p land.Point) (east, north int64) {
	return int64(p.Lon) * v.east, int64(p.Lat) * degree
}

// pixels gives a length on the ground as a length on the sheet.
func (v view) pixels(length int64) int64 { return length * mapSize / v.side }

func (v view) points(ring land.Ring) []point {
	out := make([]point, len(ring))
	for i, p := range ring {
		east, north := v.ground(p)
		out[i] = point{margin + v.pixels(east-v.west), mapTop + v.pixels(v.north-north)}
	}
	return out
}

// clip gives the part of a shape that lies on the map, side by side (Sutherland and
// Hodgman). Only numbers are placed with it; what it does to concave shapes is good
// enough for that.
func clip(shape []point) []point {
	const left, right, top, bottom = margin, margin + mapSize, mapTop, mapTop + mapSize
	cut := func(shape []point, in func(point) int64) []point {
		var out []point
		for i, p := range shape {
			q := shape[(i+1)%len(shape)]
			a, b := in(p), in(q)
			if a >= 0 {
				out = append(out, p)
			}
			if a >= 0 != (b >= 0) {
				out = append(out, point{p.x + (q.x-p.x)*a/(a-b), p.y + (q.y-p.y)*a/(a-b)})
			}
		}
		return out
	}
	shape = cut(shape, func(p point) int64 { return p.x - left })
	shape = cut(shape, func(p point) int64 { return right - p.x })
	shape = cut(shape, func(p point) int64 { return p.y - top })
	return cut(shape, func(p point) int64 { return bottom - p.y })
}
