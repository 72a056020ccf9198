package parts

import (
	"math"

	"duar/seva/land"
)

// frame turns map points into dots: north up, to scale both ways, in the middle. After
// the cosine it counts in whole numbers only, so that one sheet gives one drawing on
// every machine.
type frame struct {
	box            land.Box
	squeeze        int // thousandths: how much shorter a degree of longitude is here
	span           int // millionths of a degree of latitude over all dots of the tighter side
	dots           int // those dots
	offsetX, above int
}

// metresPerDegree is the length of a degree of latitude.
const metresPerDegree = 111_320

func newFrame(box land.Box, width, height int) frame {
	f := frame{box: box}
	middle := float64(box.Min.Lat+box.Max.Lat) / 2 / 1e6
	f.squeeze = int(math.Round(1000 * math.Cos(middle*math.Pi/180)))
	across := max(1, int(box.Max.Lon-box.Min.Lon)*f.squeeze/1000)
	down := max(1, int(box.Max.Lat-box.Min.Lat))
	w, h := max(1, 2*width-1), max(1, 4*height-1)
	if across*h > down*w {
		f.span, f.dots = across, w
	} else {
		f.span, f.dots = down, h
	}
	f.offsetX = (w - across*f.dots/f.span) / 2
	f.above = (h - down*f.dots/f.span) / 2
	return f
}

func (f frame) dot(p land.Point) (x, y int) {
	x = f.offsetX + int(p.Lon-f.box.Min.Lon)*f.squeeze/1000*f.dots/f.span
	y = f.above + int(f.box.Max.Lat-p.Lat)*f.dots/f.span
	return x, y
}

// Sketch is a drawn map: its lines and how long a bar of Cells cells is on the ground.
type Sketch struct {
	Lines  []string
	Cells  int
	Metres int
}

// Draw draws a sheet: outlines of all parcels with their numbers, the asked parcel
// hatched and its number between brackets. name says how a number is written.
func Draw(s land.Sheet, width, height int, name func(land.Number) string) Sketch {
	rings := []land.Ring{s.Parcel.Ring}
	for _, n := range s.Neighbours {
		rings = append(rings, n.Ring)
	}
	c := NewCanvas(width, height)
	box := land.Bounds(rings...)
	if width < 1 || height < 1 || len(s.Parcel.Ring) == 0 {
		return Sketch{Lines: c.Lines()}
	}
	f := newFrame(box, width, height)
	for _, r := range rings {
		c.outline(f, r)
	}
	c.hatch(f, s.Parcel.Ring)
	c.label(f, s.Parcel.Ring, "["+name(s.Parcel.Number)+"]")
	for _, n := range s.Neighbours {
		c.label(f, n.Ring, name(n.Number))
	}
	cells, metres := f.bar(width)
	return Sketch{c.Lines(), cells, metres}
}

func (c *Canvas) outline(f frame, r land.Ring) {
	for i, p := range r {
		x0, y0 := f.dot(p)
		x1, y1 := f.dot(r[(i+1)%len(r)])
		c.Stroke(x0, y0, x1, y1)
	}
}

// hatch sets every third dot of every other row inside the ring: thin enough to read a
// number on, and not to be taken for a boundary.
func (c *Canvas) hatch(f frame, r land.Ring) {
	for y := range 4 * c.height {
		for x := range 2 * c.width {
			if (x+y)%3 == 0 && y%2 == 0 && inside(f, r, x, y) {
				c.Dot(x, y)
			}
		}
	}
}

// inside counts the edges that a ray to the right crosses, in whole dots.
func inside(f frame, r land.Ring, x, y int) bool {
	in := false
	for i, p := range r {
		x0, y0 := f.dot(p)
		x1, y1 := f.dot(r[(i+1)%len(r)])
		if (y0 > y) == (y1 > y) {
			continue
		}
		// x < x0 + (y-y0)*(x1-x0)/(y1-y0), without dividing
		left, right := (x-x0)*(y1-y0), (y-y0)*(x1-x0)
		if (y1 > y0) == (left < right) {
			in = !in
		}
	}
	return in
}

// label writes a text at the middle of the ring's corners.
func (c *Canvas) label(f frame, r land.Ring, text string) {
	if len(r) == 0 {
		return
	}
	var x, y int
	for _, p := range r {
		px, py := f.dot(p)
		x, y = x+px, y+py
	}
	c.Write(text, x/len(r), y/len(r))
}

// bar finds the shortest round length that is six cells or longer, so that what is read
// off it is not mostly rounding; none when even that would fill half the width.
func (f frame) bar(width int) (cells, metres int) {
	for _, m := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000} {
		dots := m * 1_000_000 / metresPerDegree * f.dots / f.span
		if n := dots / 2; n >= 6 && n <= max(6, width/2) {
			return n, m
		}
	}
	return 0, 0
}
