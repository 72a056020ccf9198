package pdf

import (
	"fmt"
	"strconv"
)

// Part is a node of a file's structure: what a screen reader goes through, in the order of
// reading (ISO 32000-1, 14.7 and 14.8). A part holds other parts, or what is drawn under it.
type Part struct {
	kind    string
	about   Figure
	heading bool // of a column
	up      *Part
	kids    []*Part
	marks   []marked
	number  int // of its object, once the file is written
}

// Kinds of parts, as the standard names them.
const (
	Heading      = "H1"
	Subheading   = "H2"
	Paragraph    = "P"
	List         = "L"
	Item         = "LI"
	Label        = "Lbl"
	Body         = "LBody"
	Table        = "Table"
	Row          = "TR"
	ColumnHeader = "TH"
	Cell         = "TD"
	Picture      = "Figure"
)

// Figure says what a picture shows, and where it stands: the box's upper left corner, width
// and height.
type Figure struct {
	Alt                 string
	X, Y, Width, Height float64
}

// marked is a sequence of a page's content that belongs to a part.
type marked struct{ page, id int }

// mostParts bounds the structure. Its objects lie in the file uncompressed, for it is signed by
// an update behind a classic table: an index of fifty pages would be four times as large. Such
// a file has no structure, and its text is found and copied all the same.
const mostParts = 4000

// Part adds a part behind what up holds; nil is the file as a whole.
func (d *Document) Part(up *Part, kind string) *Part {
	if up == nil {
		up = &d.root
	}
	p := &Part{kind: kind, up: up, heading: kind == ColumnHeader}
	up.kids = append(up.kids, p)
	d.parts++
	return p
}

// Picture adds a picture. Shapes that are drawn under it belong to it, as do words.
func (d *Document) Picture(up *Part, f Figure) *Part {
	p := d.Part(up, Picture)
	p.about = f
	return p
}

// Under has what is drawn from now on belong to a part; under nil it belongs to none, as the
// foot of a page does. It gives what stood before. Shapes belong to pictures only: a line under
// a heading is an ornament.
func (d *Document) Under(p *Part) (was *Part) {
	was, d.under = d.under, p
	return was
}

// belongs begins or goes on with the sequence that the next thing drawn stands in.
func (p *Page) belongs(shape bool) {
	part := p.doc.under
	if part != nil && shape && part.kind != Picture {
		part = nil
	}
	if p.begun && p.part == part {
		return
	}
	p.leave()
	p.begun, p.part = true, part
	if part == nil {
		p.content = append(p.content, "/Artifact BMC\n"...)
		return
	}
	p.content = append(append(append(p.content, '/'), part.kind...), "<</MCID "...)
	p.content = append(strconv.AppendInt(p.content, int64(p.own(part)), 10), ">>BDC\n"...)
}

// own gives the number of a part's next sequence on the page. Words have sequences of their own
// and stand in no other: there are readers (poppler 22) that lose count of one in the other.
func (p *Page) own(part *Part) int {
	n := len(p.owners)
	part.marks, p.owners = append(part.marks, marked{p.index, n}), append(p.owners, part)
	return n
}

// leave ends the sequence.
func (p *Page) leave() {
	if p.begun {
		p.content = append(p.content, "EMC\n"...)
	}
	p.begun, p.part = false, nil
}

// structured tells whether the file has a structure.
func (d *Document) structured() bool { return d.parts > 0 && d.parts <= mostParts }

// writeParts writes the structure as objects from first on.
func (d *Document) writeParts(w *writer, first int) {
	if !d.structured() {
		return
	}
	next := first + 2 + len(d.pages)
	d.root.number, d.root.kind = first+1, "Document"
	d.root.each(func(p *Part) { p.number, next = next, next+1 })
	var nums []byte
	for i := range d.pages {
		nums = fmt.Appendf(nums, "%d %d 0 R ", i, first+2+i)
	}
	w.object(first, "<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>", first+1, nums, len(d.pages))
	for i, page := range d.pages {
		row := []byte("[")
		for _, owner := range page.owners {
			row = append(strconv.AppendInt(row, int64(owner.number), 10), " 0 R "...)
		}
		w.object(first+2+i, "%s]", row)
	}
	w.object(d.root.number, "<</S/Document/P %d 0 R%s>>", first, d.root.holds(d))
	d.root.each(func(p *Part) {
		w.object(p.number, "<</S/%s/P %d 0 R%s%s>>", p.kind, p.up.number, p.holds(d), p.attributes(d))
	})
}

// each goes through the parts below, in order.
func (p *Part) each(do func(*Part)) {
	for _, kid := range p.kids {
		do(kid)
		kid.each(do)
	}
}

// holds is what a part holds. The page is that of its first sequence; one on another page
// says so.
func (p *Part) holds(d *Document) []byte {
	var b []byte
	if len(p.marks) > 0 {
		b = fmt.Appendf(b, "/Pg %d 0 R", d.pageObject(p.marks[0].page))
	}
	if len(p.marks)+len(p.kids) == 0 {
		return b
	}
	b = append(b, "/K["...)
	for _, m := range p.marks {
		if m.page == p.marks[0].page {
			b = append(strconv.AppendInt(b, int64(m.id), 10), ' ')
		} else {
			b = fmt.Appendf(b, "<</Type/MCR/Pg %d 0 R/MCID %d>>", d.pageObject(m.page), m.id)
		}
	}
	for _, kid := range p.kids {
		b = fmt.Appendf(b, "%d 0 R ", kid.number)
	}
	return append(b, ']')
}

func (p *Part) attributes(d *Document) []byte {
	switch {
	case p.heading:
		return []byte("/A<</O/Table/Scope/Column>>")
	case p.kind == Picture && len(p.marks) > 0:
		f, high := p.about, d.pages[p.marks[0].page].Height
		return fmt.Appendf(nil, "/Alt%s/A<</O/Layout/BBox[%s %s %s %s]>>", text(f.Alt),
			number(f.X), number(high-f.Y-f.Height), number(f.X+f.Width), number(high-f.Y))
	}
	return nil
}
