package font

import (
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Stroke is one piece of an outline: to a place when Curve is false and Move is too, a new
// contour at a place when Move, and otherwise a quadratic curve by way of By. Places are in
// 1/1000 of the size, y upwards.
type Stroke struct {
	Move, Curve bool
	By, To      [2]float64
}

// Outline gives the contours of a glyph, for what is to be a shape and not a text: a water
// mark, a picture. Each contour is closed by whoever fills it.
func (h *Hand) Outline(f *Face, glyph uint16) []Stroke {
	face := h.fonts[f.Script][weightOf(f)].Face()
	data, ok := face.GlyphDataOutline(font.GID(glyph))
	if !ok {
		return nil
	}
	scale := 1000 / float64(f.font.Upem())
	out := make([]Stroke, 0, len(data.Segments))
	for _, s := range data.Segments {
		at := func(i int) [2]float64 { return [2]float64{float64(s.Args[i].X) * scale, float64(s.Args[i].Y) * scale} }
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			out = append(out, Stroke{Move: true, To: at(0)})
		case opentype.SegmentOpLineTo:
			out = append(out, Stroke{To: at(0)})
		case opentype.SegmentOpQuadTo:
			out = append(out, Stroke{Curve: true, By: at(0), To: at(1)})
		}
	}
	return out
}

func weightOf(f *Face) int {
	if f.Bold {
		return 1
	}
	return 0
}
