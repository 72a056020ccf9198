package paper

import (
	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
)

// Frame is an upright rectangle of a canvas, in points.
type Frame struct{ X, Y, W, H float64 }

// The inks of a map, as 0xRRGGBB. The plot asked for has a heavy line and hatching besides
// its colour, so that it stands out on a printer that has only black.
const (
	none      = -1
	black     = 0x1b1b1b
	paperTint = 0xfffdf7
	fieldFill = 0xf4f1e6
	fieldLine = 0x8a8371
	plotFill  = 0xd3ece3
	plotLine  = 0x0b5d4e
	plate     = 0xffffff
)

// scaleRoom is what the scale bar under a map takes of its frame's height.
const scaleRoom = 24 * grain

// DrawSheet draws a plot among its neighbours inside a frame, for a reader of l: the plot
// marked, the numbers in the digits of l, each well inside its parcel, north in the upper
// right corner and a scale bar under the map. It draws neither title nor note; a frame
// smaller than some 100 points either way has room for little. A neighbour whose number
// does not fit has none; the plot always has its own.
func DrawSheet(c Canvas, in Frame, l seva.Lang, s land.Sheet) {
	d := frame(c, in, l)
	// A third of the plot's own size is to spare around it, so that the neighbours are seen.
	d.view = look(d.area, land.Bounds(s.Parcel.Ring), 5, 3)
	for _, n := range s.Neighbours {
		d.parcel(d.points(n.Ring), fieldFill, fieldLine, 1)
	}
	if shape := d.parcel(d.points(s.Parcel.Ring), plotFill, none, 0); shape != nil {
		d.hatch(shape, 8*grain)
		d.path(shape, true, none, plotLine, 2.5)
	}
	for _, n := range s.Neighbours {
		d.number(d.points(n.Ring), n.Number, 7*grain, 16*grain)
	}
	d.ownNumber(d.points(s.Parcel.Ring), s.Parcel.Number)
	d.finish()
}

// chart is a map on its way onto a canvas.
type chart struct {
	view
	c    Canvas
	l    seva.Lang
	area box // where the map itself goes, inside the frame
}

func frame(c Canvas, in Frame, l seva.Lang) *chart {
	at := func(f float64) int64 { return int64(f * grain) }
	return &chart{c: c, l: l, area: box{at(in.X), at(in.Y), at(in.X + in.W), max(at(in.Y+in.H)-scaleRoom, at(in.Y)+grain)}}
}

func (d *chart) path(shape []point, closed bool, fill, stroke int, width float64) {
	spots := make([]Spot, len(shape))
	for i, p := range shape {
		spots[i] = spot(p)
	}
	d.c.Path(spots, closed, fill, stroke, width)
}

func spot(p point) Spot { return Spot{float64(p.x) / grain, float64(p.y) / grain} }

// parcel draws a shape, and gives the part of it that is on the map, or nil.
func (d *chart) parcel(shape []point, fill, stroke int, width float64) []point {
	shape = d.clip(shape)
	if len(shape) < 3 {
		return nil
	}
	d.path(shape, true, fill, stroke, width)
	return shape
}

// hatch draws lines from the lower left to the upper right across a shape.
func (d *chart) hatch(shape []point, apart int64) {
	// Turned by 45 degrees, x' is x-y and y' is x+y, so that the lines lie level.
	turned := make([]point, len(shape))
	low, high := shape[0].x+shape[0].y, shape[0].x+shape[0].y
	for i, p := range shape {
		turned[i] = point{p.x - p.y, p.x + p.y}
		low, high = min(low, p.x+p.y), max(high, p.x+p.y)
	}
	apart = apart * 3 / 2 // across the lines it is a root of two less
	for y := low/apart*apart + apart/2; y < high; y += apart {
		xs := crossings(turned, y)
		for i := 0; i+1 < len(xs); i += 2 {
			d.path([]point{{(y + xs[i]) / 2, (y - xs[i]) / 2}, {(y + xs[i+1]) / 2, (y - xs[i+1]) / 2}}, false, none, plotLine, 0.8)
		}
	}
}

// A digit is about 0.62 as wide and 0.72 as high as its letters' size.
const (
	digitWide = 62
	digitHigh = 72
)

// number writes a parcel's number inside it, as large as there is room for, up to most;
// where there is not room for least, it is left out.
func (d *chart) number(shape []point, n land.Number, least, most int64) {
	if at, size, text := d.fit(shape, n); size >= least {
		d.write(at, min(size, most), false, text)
	}
}

// fit finds where a parcel's number has the most room, and how large it may be there.
func (d *chart) fit(shape []point, n land.Number) (at point, size int64, text string) {
	text = n.String()
	seen := d.clip(shape)
	if len(seen) < 3 {
		return point{}, 0, ""
	}
	at, half := insideFor(seen, int64(len(text))*digitWide, digitHigh)
	return at, half * 2 * 100 / digitHigh, i18n.Digits(d.l, text)
}

// ownNumber writes the number of the plot that is asked for, over the hatching on a white
// plate, also where the plot is narrower than it.
func (d *chart) ownNumber(shape []point, n land.Number) {
	at, size, text := d.fit(shape, n)
	if text == "" {
		return
	}
	size = min(max(size*9/10, 10*grain), 32*grain)
	wide, high := int64(len(n.String()))*size*digitWide/200+size/5, size*digitHigh/200+size/5
	at.x = min(max(at.x, d.left+wide), max(d.right-wide, d.left+wide)) // a strip at the edge
	d.path([]point{{at.x - wide, at.y - high}, {at.x + wide, at.y - high}, {at.x + wide, at.y + high}, {at.x - wide, at.y + high}},
		true, plate, none, 0)
	d.write(at, size, true, text)
}

// write sets text with its middle at a place.
func (d *chart) write(at point, size int64, bold bool, text string) {
	at.y += size * digitHigh / 200
	d.c.Write(spot(at), 0, float64(size)/grain, bold, text)
}

// finish draws what stands over and around every map.
func (d *chart) finish() {
	b := d.area
	d.path([]point{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}}, true, none, black, 1.5)
	d.north()
	d.scale()
}

// north is an arrow in the upper right corner of the map, on a plate of its own.
func (d *chart) north() {
	x, y := d.area.right-22*grain, d.area.top+8*grain
	d.path([]point{{x - 14*grain, y}, {x + 14*grain, y}, {x + 14*grain, y + 50*grain}, {x - 14*grain, y + 50*grain}}, true, plate, fieldLine, 0.5)
	d.path([]point{{x, y + 4*grain}, {x + 8*grain, y + 30*grain}, {x, y + 24*grain}, {x - 8*grain, y + 30*grain}}, true, black, none, 0)
	d.write(point{x, y + 40*grain}, 12*grain, true, i18n.Say(d.l, seva.Say("plan.north")))
}

// scale is a bar of a round number of metres under the map, at most a third as wide, its
// first half black.
func (d *chart) scale() {
	metres := int64(1)
	for step, found := int64(1), false; !found; step *= 10 {
		for _, n := range []int64{1, 2, 5} {
			if d.length(n*step*metre) > d.wide()/3 {
				found = true
				break
			}
			metres = n * step
		}
	}
	x, y := d.area.left, d.area.bottom+9*grain
	end, high := x+d.length(metres*metre), int64(5*grain)
	half := (x + end) / 2
	d.path([]point{{x, y}, {half, y}, {half, y + high}, {x, y + high}}, true, black, none, 0)
	d.path([]point{{x, y}, {end, y}, {end, y + high}, {x, y + high}}, true, none, black, 0.8)
	word := i18n.Say(d.l, seva.Say("plan.metre", seva.Args{"Count": int(metres)}))
	d.c.Write(spot(point{end + 6*grain, y + high + grain}), -1, 11, false, word)
}
