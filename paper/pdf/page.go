package pdf

import "strconv"

// Ink is a colour, 0xRRGGBB. Negative is none.
type Ink = int

// Black is the ink of text.
const Black Ink = 0x000000

// Page is one page. Lengths are points, x to the right and y downwards from the top left.
type Page struct {
	Width, Height float64

	doc     *Document
	index   int
	content []byte
	begun   bool    // a sequence of content is, of
	part    *Part   // this part, or of none
	owners  []*Part // of the sequences, by their number
}

// numbers writes operands and an operator.
func (p *Page) numbers(operator string, operands ...float64) {
	p.content = appendOperator(p.content, operator, operands...)
}

func appendOperator(b []byte, operator string, operands ...float64) []byte {
	for _, v := range operands {
		b = append(appendNumber(b, v), ' ')
	}
	return append(append(b, operator...), '\n')
}

// Path draws a line through points, closed or not.
func (p *Page) Path(points [][2]float64, closed bool, fill, stroke Ink, width float64) {
	if len(points) < 2 || fill < 0 && stroke < 0 {
		return
	}
	p.belongs(true)
	p.ink(fill, "rg")
	if p.ink(stroke, "RG"); stroke >= 0 {
		p.numbers("w", width)
		p.numbers("j", 1)
	}
	for i, at := range points {
		operator := "l"
		if i == 0 {
			operator = "m"
		}
		p.numbers(operator, at[0], p.Height-at[1])
	}
	if closed {
		p.content = append(p.content, "h\n"...)
	}
	switch {
	case fill >= 0 && stroke >= 0:
		p.content = append(p.content, "B\n"...)
	case fill >= 0:
		p.content = append(p.content, "f\n"...)
	default:
		p.content = append(p.content, "S\n"...)
	}
}

// Box fills a rectangle.
func (p *Page) Box(x, y, width, height float64, fill Ink) {
	if fill >= 0 {
		p.belongs(true)
		p.ink(fill, "rg")
		p.numbers("re", x, p.Height-y-height, width, height)
		p.content = append(p.content, "f\n"...)
	}
}

// Bar is a rectangle that lies in a row: where its upper left corner is and how wide it is.
type Bar struct{ X, Y, Width float64 }

// Bars fills many rectangles of one height with one ink: the modules of a QR code.
func (p *Page) Bars(bars []Bar, height float64, fill Ink) {
	if len(bars) == 0 || fill < 0 {
		return
	}
	p.belongs(true)
	p.ink(fill, "rg")
	for _, b := range bars {
		p.numbers("re", b.X, p.Height-b.Y-height, b.Width, height)
	}
	p.content = append(p.content, "f\n"...)
}

// Within draws what is drawn by do only inside a rectangle.
func (p *Page) Within(x, y, width, height float64, do func()) {
	p.leave()
	p.content = append(p.content, "q\n"...)
	p.numbers("re", x, p.Height-y-height, width, height)
	p.content = append(p.content, "W n\n"...)
	do()
	p.leave()
	p.content = append(p.content, "Q\n"...)
}

func (p *Page) ink(c Ink, operator string) { p.content = appendInk(p.content, c, operator) }

func appendInk(b []byte, c Ink, operator string) []byte {
	if c < 0 {
		return b
	}
	for _, shift := range []int{16, 8, 0} {
		b = append(strconv.AppendFloat(b, float64(c>>shift&255)/255, 'g', 3, 64), ' ')
	}
	return append(append(b, operator...), '\n')
}
