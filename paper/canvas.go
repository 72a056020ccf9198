package paper

// Canvas is what a map is drawn on: a page of a PDF, an SVG or a picture. Lengths are points
// (1/72 inch), x to the right and y downwards from the top left corner.
type Canvas interface {
	// Path draws a line through points, closed or not. A colour is 0xRRGGBB; a negative one
	// is none. width is that of the line.
	Path(points []Spot, closed bool, fill, stroke int, width float64)
	// Write sets shaped text with its middle (align 0), left end (-1) or right end (1) at a
	// place of the baseline.
	Write(at Spot, align int, size float64, bold bool, text string)
}

// Spot is a place on a canvas.
type Spot struct{ X, Y float64 }
