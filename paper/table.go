package paper

import (
	"duar/paper/pdf"
)

// column is one of a table: the key of its heading, its width in points, and whether
// numbers stand in it, which end at its right.
type column struct {
	key    string
	width  float64
	number bool
}

// Measures of a table, in points.
const (
	cellSize  = 8.5
	cellSides = 3.5 // room left and right of a cell's text
	cellEnds  = 2.2 // above and below

	captionSize = 9.5
)

// table is one that is being written. Its head is repeated on every page; a row stands
// whole on one page, unless it alone is higher than that.
type table struct {
	s       *sheet
	columns []column
	caption saying // above the head on the pages that follow
	head    [][]line
	top     float64 // where what is on this page begins
	width   float64
	part    *pdf.Part
	headed  bool    // the head was said once, and is an ornament from then on
	tail    float64 // what must have room below the next row
}

// table begins a table where there is room for its head and a first row of two lines.
func (s *sheet) table(caption saying, columns []column) *table {
	s.list = nil
	t := &table{s: s, columns: columns, caption: caption, part: s.doc.Part(nil, pdf.Table)}
	for _, c := range columns {
		heading := s.say(c.key)
		first := s.lines(heading[:1], cellSize-0.5, c.width-2*cellSides, true)
		t.head = append(t.head, append(first, s.lines(heading[1:], cellSize-0.5, c.width-2*cellSides, false)...))
		t.width += c.width
	}
	s.room(height(rowLines(t.head)) + height(2))
	t.begin()
	return t
}

func height(lines int) float64 { return float64(lines)*leading(cellSize) + 2*cellEnds }

func rowLines(row [][]line) (most int) {
	for _, c := range row {
		most = max(most, len(c))
	}
	return most
}

// begin writes the head.
func (t *table) begin() {
	t.top = t.s.y
	h := height(rowLines(t.head))
	t.s.page.Box(edge, t.s.y, t.width, h, headFill)
	t.rule(t.s.y)
	var cells []*pdf.Part
	if !t.headed {
		cells, t.headed = t.cells(pdf.ColumnHeader), true
	}
	t.write(t.head, cells, 0, rowLines(t.head), true)
}

// end draws the lines between the columns of the part on this page.
func (t *table) end() {
	x := float64(edge)
	for i := 0; i <= len(t.columns); i++ {
		t.s.page.Path([][2]float64{{x, t.top}, {x, t.s.y}}, false, none, ruleInk, 0.4)
		if i < len(t.columns) {
			x += t.columns[i].width
		}
	}
}

func (t *table) rule(y float64) {
	t.s.page.Path([][2]float64{{edge, y}, {edge + t.width, y}}, false, none, ruleInk, 0.4)
}

// turn goes on with the table on a new page.
func (t *table) turn() {
	t.end()
	t.s.turn()
	was := t.s.doc.Under(nil) // said already
	for _, l := range t.s.lines(t.caption, captionSize, t.width, true) {
		set(t.s.page, []line{l}, edge, t.s.y+rise(captionSize), captionSize, 0, -1, pdf.Black)
		t.s.y += leading(captionSize)
	}
	t.s.doc.Under(was)
	t.begin()
}

// cells adds a row to the structure.
func (t *table) cells(kind string) []*pdf.Part {
	row := t.s.doc.Part(t.part, pdf.Row)
	cells := make([]*pdf.Part, len(t.columns))
	for i := range cells {
		cells[i] = t.s.doc.Part(row, kind)
	}
	return cells
}

// with has the next row stand on one page with the one that follows it: a total alone at the
// head of a page is a total of nothing.
func (t *table) with(cells []saying) {
	most := 0
	for i, c := range cells {
		most = max(most, len(t.s.lines(c, cellSize, t.columns[i].width-2*cellSides, true)))
	}
	t.tail = height(most)
}

// row writes a row. Cells beyond the columns do not exist; missing ones are empty.
func (t *table) row(bold bool, cells ...saying) {
	row := make([][]line, len(t.columns))
	for i, c := range cells {
		row[i] = t.s.lines(c, cellSize, t.columns[i].width-2*cellSides, bold)
	}
	all := max(rowLines(row), 1)
	above := float64(len(t.s.lines(t.caption, captionSize, t.width, true))) * leading(captionSize)
	tail := t.tail
	t.tail = 0
	whole := t.fit(bodyTop + above + height(rowLines(t.head)) + tail)
	parts := t.cells(pdf.Cell)
	for from := 0; from < all; {
		fit := t.fit(t.s.y + tail)
		if left := all - from; left > fit && (left <= whole || fit < 1) {
			t.turn()
			fit = t.fit(t.s.y + tail)
		}
		to := min(all, from+max(fit, 1))
		t.write(row, parts, from, to, false)
		from = to
	}
}

// fit is how many lines of a row have room below y.
func (t *table) fit(y float64) int { return int((bodyEnd - y - 2*cellEnds) / leading(cellSize)) }

// write sets lines from..to of every saying, rules below them and goes there. Without parts it
// is an ornament.
func (t *table) write(row [][]line, parts []*pdf.Part, from, to int, head bool) {
	was := t.s.doc.Under(nil)
	defer t.s.doc.Under(was)
	x := float64(edge)
	size := cellSize
	if head {
		size -= 0.5
	}
	for i, c := range t.columns {
		at, align := x+cellSides, -1
		if c.number {
			at, align = x+c.width-cellSides, 1
		}
		if from < len(row[i]) {
			if parts != nil {
				t.s.doc.Under(parts[i])
			}
			set(t.s.page, row[i][from:min(to, len(row[i]))], at, t.s.y+cellEnds+rise(cellSize), size, leading(cellSize), align, pdf.Black)
		}
		x += c.width
	}
	t.s.y += height(to - from)
	t.rule(t.s.y)
}
