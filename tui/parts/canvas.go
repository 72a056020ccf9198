package parts

// Canvas is a drawing in braille dots, two across and four down in every cell, so that
// a dot is about square. Letters may lie on top of the dots.
type Canvas struct {
	width, height int // in cells
	dots          []uint8
	letters       []rune
}

// NewCanvas makes an empty canvas of so many cells.
func NewCanvas(width, height int) *Canvas {
	n := max(0, width*height)
	return &Canvas{width, height, make([]uint8, n), make([]rune, n)}
}

// bits are the dots of a braille cell as Unicode numbers them, by row and column.
var bits = [4][2]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// Dot sets one dot; x counts from the left, y from the top. Outside it does nothing.
func (c *Canvas) Dot(x, y int) {
	if x < 0 || y < 0 || x >= 2*c.width || y >= 4*c.height {
		return
	}
	c.dots[y/4*c.width+x/2] |= bits[y%4][x%2]
}

// Stroke draws a straight line of dots (Bresenham's, so it is the same on every machine).
func (c *Canvas) Stroke(x0, y0, x1, y1 int) {
	dx, dy := abs(x1-x0), -abs(y1-y0)
	sx, sy := sign(x1-x0), sign(y1-y0)
	slip := dx + dy
	for {
		c.Dot(x0, y0)
		if x0 == x1 && y0 == y1 {
			return
		}
		twice := 2 * slip
		if twice >= dy {
			slip += dy
			x0 += sx
		}
		if twice <= dx {
			slip += dx
			y0 += sy
		}
	}
}

// Write lays a text over the dots, its middle at a dot, unless another text is there or
// it would reach over the edge; false when it was not written.
func (c *Canvas) Write(text string, x, y int) bool {
	letters := []rune(text)
	row, from := y/4, x/2-len(letters)/2
	if row < 0 || row >= c.height || from < 0 || from+len(letters) > c.width {
		return false
	}
	cells := c.letters[row*c.width+from:][:len(letters)]
	for _, r := range cells {
		if r != 0 {
			return false
		}
	}
	copy(cells, letters)
	return true
}

// Lines gives the drawing, every line as wide as the canvas.
func (c *Canvas) Lines() []string {
	lines := make([]string, c.height)
	for y := range lines {
		row := make([]rune, c.width)
		for x := range row {
			i := y*c.width + x
			switch {
			case c.letters[i] != 0:
				row[x] = c.letters[i]
			case c.dots[i] != 0:
				row[x] = 0x2800 + rune(c.dots[i])
			default:
				row[x] = ' '
			}
		}
		lines[y] = string(row)
	}
	return lines
}

func abs(n int) int { return max(n, -n) }

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
