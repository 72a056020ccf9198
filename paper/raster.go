package paper

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"

	"duar/paper/font"
	"duar/seva"
)

// raster is a canvas of pixels. Edges are smoothed; text is the outlines of shaped glyphs.
type raster struct {
	image *image.RGBA
	scale float64 // pixels of a point
	hand  *font.Hand
	style font.Style
	fill  vector.Rasterizer
	// Open lines of one look that follow one another wait to be drawn at once: hatching is
	// a hundred lines across the same pixels.
	waiting outline
	look    struct{ ink, width float64 }
}

var _ across = (*raster)(nil)

func newRaster(l seva.Lang, width, height int, scale float64) *raster {
	script := font.Latin
	switch l {
	case seva.Bengali:
		script = font.Bengali
	case seva.Hindi:
		script = font.Devanagari
	}
	return &raster{image: blank(width, height), scale: scale, hand: font.Take(), style: font.Style{Script: script}}
}

func (r *raster) rest() {
	r.hand.Rest()
	canvases.Put(r.image)
}

// outline is contours in pixels; Curve strokes go by way of a point.
type outline []stroke

type stroke struct {
	move, curve bool
	by, to      Spot
}

func (o *outline) polygon(points ...Spot) {
	for i, p := range points {
		*o = append(*o, stroke{move: i == 0, to: p})
	}
}

func (r *raster) pixels(p Spot) Spot { return Spot{p.X * r.scale, p.Y * r.scale} }

func (r *raster) Path(points []Spot, closed bool, fill, line int, width float64) {
	here := make([]Spot, len(points))
	for i, p := range points {
		here[i] = r.pixels(p)
	}
	if fill >= 0 {
		r.flush()
		var o outline
		o.polygon(here...)
		r.pour(o, rgb(fill))
	}
	if line < 0 || len(here) < 2 {
		return
	}
	look := struct{ ink, width float64 }{float64(line), width}
	if fill >= 0 || look != r.look {
		r.flush()
	}
	r.look = look
	// A line is never thinner than what still shows.
	half := max(width*r.scale, 0.7) / 2
	for i := range here {
		if i+1 < len(here) || closed {
			r.waiting.segment(here[i], here[(i+1)%len(here)], half)
		}
	}
	if fill >= 0 {
		r.flush()
	}
}

// segment adds a line of some width, its beginning rounded. All parts turn the same way, so
// that where they overlap they do not cancel out.
func (o *outline) segment(p, q Spot, half float64) {
	dx, dy := q.X-p.X, q.Y-p.Y
	long := math.Hypot(dx, dy)
	if long == 0 {
		return
	}
	dx, dy = dx/long*half, dy/long*half
	o.polygon(Spot{p.X - dy, p.Y + dx}, Spot{q.X - dy, q.Y + dx}, Spot{q.X + dy, q.Y - dx}, Spot{p.X + dy, p.Y - dx})
	if half >= 0.6 {
		const c = 0.7071
		o.polygon(Spot{p.X - dy, p.Y + dx}, Spot{p.X + (dx-dy)*c, p.Y + (dy+dx)*c}, Spot{p.X + dx, p.Y + dy}, Spot{p.X + (dx+dy)*c, p.Y + (dy-dx)*c},
			Spot{p.X + dy, p.Y - dx}, Spot{p.X - (dx-dy)*c, p.Y - (dy+dx)*c}, Spot{p.X - dx, p.Y - dy}, Spot{p.X - (dx+dy)*c, p.Y - (dy-dx)*c})
	}
}

// flush draws the lines that wait.
func (r *raster) flush() {
	if len(r.waiting) > 0 {
		r.pour(r.waiting, rgb(int(r.look.ink)))
		r.waiting = r.waiting[:0]
	}
}

func (r *raster) Write(at Spot, align int, size float64, bold bool, text string) {
	r.flush()
	unit := size * r.scale / 1000
	from := r.pixels(at)
	r.text(text, bold, align, func(p [2]float64) Spot { return Spot{from.X + p[0]*unit, from.Y - p[1]*unit} }, rgb(black))
}

// Across writes a large pale word over everything, rising to the right.
func (r *raster) Across(at Spot, size float64, text string) {
	r.flush()
	unit := size * r.scale / 1000
	from := r.pixels(at)
	sin, cos := math.Sincos(35 * math.Pi / 180)
	r.text(text, true, 0, func(p [2]float64) Spot {
		return Spot{from.X + (p[0]*cos-p[1]*sin)*unit, from.Y - (p[0]*sin+p[1]*cos)*unit}
	}, color.RGBA{6, 6, 6, 56}) // black at 0.22, as image/color multiplies it
}

// text pours the outlines of a shaped text, whose places in 1/1000 of its size place puts
// on the picture.
func (r *raster) text(text string, bold bool, align int, place func([2]float64) Spot, ink color.RGBA) {
	style := r.style
	style.Bold = bold
	words := r.hand.Words(style, text)
	wide := 0
	for i, w := range words {
		if wide += w.Width; i+1 < len(words) {
			wide += w.Space
		}
	}
	x := -wide * (align + 1) / 2
	var o outline
	for _, w := range words {
		for _, run := range w.Runs {
			for _, g := range run.Glyphs {
				dx, dy := float64(x+g.X), float64(g.Y)
				for _, s := range r.hand.Outline(run.Face, g.ID) {
					o = append(o, stroke{s.Move, s.Curve, place([2]float64{s.By[0] + dx, s.By[1] + dy}), place([2]float64{s.To[0] + dx, s.To[1] + dy})})
				}
				x += g.Advance
			}
		}
		x += w.Space
	}
	r.pour(o, ink)
}

// pour fills contours, touching only the pixels around them.
func (r *raster) pour(o outline, ink color.RGBA) {
	if len(o) == 0 {
		return
	}
	low, high := o[0].to, o[0].to
	for _, s := range o {
		low, high = Spot{min(low.X, s.to.X), min(low.Y, s.to.Y)}, Spot{max(high.X, s.to.X), max(high.Y, s.to.Y)}
		if s.curve {
			low, high = Spot{min(low.X, s.by.X), min(low.Y, s.by.Y)}, Spot{max(high.X, s.by.X), max(high.Y, s.by.Y)}
		}
	}
	// Off the picture there is nothing; compared as floats, since a place may be any number.
	edge := r.image.Rect
	low = Spot{max(low.X, 0), max(low.Y, 0)}
	high = Spot{min(high.X, float64(edge.Dx())), min(high.Y, float64(edge.Dy()))}
	if !(low.X < high.X && low.Y < high.Y) {
		return
	}
	b := image.Rect(int(low.X), int(low.Y), int(math.Ceil(high.X)), int(math.Ceil(high.Y)))
	r.fill.Reset(b.Dx(), b.Dy())
	at := func(p Spot) (float32, float32) {
		return float32(p.X - float64(b.Min.X)), float32(p.Y - float64(b.Min.Y))
	}
	for i, s := range o {
		x, y := at(s.to)
		switch {
		case s.move:
			if i > 0 {
				r.fill.ClosePath()
			}
			r.fill.MoveTo(x, y)
		case s.curve:
			bx, by := at(s.by)
			r.fill.QuadTo(bx, by, x, y)
		default:
			r.fill.LineTo(x, y)
		}
	}
	r.fill.ClosePath()
	r.fill.Draw(r.image, b, image.NewUniform(ink), image.Point{})
}
