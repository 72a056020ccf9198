package paper

import (
	"duar/paper/font"
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/document"
)

// The body of an A4 page, in points.
const (
	edge      = 36
	pageRight = pdf.A4Width - edge
	bodyWidth = pageRight - edge
	bodyTop   = 34
	bodyEnd   = pdf.A4Height - 50 // the foot stands below
)

// Inks of a paper besides black. Nothing depends on colour alone.
const (
	warningInk = 0x9b1c1c
	labelInk   = 0x4a4a4a
	ruleInk    = 0xb5b0a4
	headFill   = 0xefece2
)

// footSize is that of what stands above and below the body.
const footSize = 8

// leading is how far lines are apart for a size: Bengali reaches high and low.
func leading(size float64) float64 { return size * 1.42 }

// rise is how far below the top of a line its letters stand.
func rise(size float64) float64 { return size * 1.08 }

// sheet is a paper as it is filled from top to bottom.
type sheet struct {
	wording
	content document.Content
	doc     *pdf.Document
	hand    *font.Hand
	page    *pdf.Page
	pages   []*pdf.Page
	y       float64   // where the next thing begins
	list    *pdf.Part // of facts, as long as one follows the other
	running saying    // said at the head of every page but the first
}

// turn begins a new page.
func (s *sheet) turn() {
	s.page = s.doc.Page(pdf.A4Width, pdf.A4Height)
	s.pages = append(s.pages, s.page)
	s.y = bodyTop
	if len(s.pages) > 1 {
		was := s.doc.Under(nil)
		first := s.lines(saying{s.running.line()}, footSize, bodyWidth, false)
		set(s.page, first[:min(1, len(first))], edge, bodyTop-8, footSize, 0, -1, labelInk)
		s.doc.Under(was)
	}
}

// room turns the page when so much does not fit any more.
func (s *sheet) room(height float64) {
	if s.y+height > bodyEnd && s.y > bodyTop {
		s.turn()
	}
}

func (s *sheet) style(bold bool) font.Style { return font.Style{Bold: bold, Script: s.script()} }

// lines breaks the sayings of a saying, each on lines of its own.
func (s *sheet) lines(c saying, size, width float64, bold bool) (out []line) {
	for _, text := range c {
		out = append(out, wrap(s.hand, s.style(bold), text, size, width)...)
	}
	return out
}

// block writes sayings from the left (-1) or centred (0) over the whole
// width, each a paragraph, and goes below.
func (s *sheet) block(size float64, bold bool, ink pdf.Ink, align int, c saying) {
	s.write(pdf.Paragraph, size, bold, ink, align, c)
}

// write writes sayings as parts of some kind. A listener hears each as one, also where it goes
// on over the page.
func (s *sheet) write(kind string, size float64, bold bool, ink pdf.Ink, align int, c saying) {
	s.list = nil
	for _, text := range c {
		lines := wrap(s.hand, s.style(bold), text, size, bodyWidth)
		if len(lines) == 0 {
			continue
		}
		was := s.doc.Under(s.doc.Part(nil, kind))
		for _, l := range lines {
			s.room(leading(size))
			at := float64(edge)
			if align == 0 {
				at += bodyWidth / 2
			}
			set(s.page, []line{l}, at, s.y+rise(size), size, 0, align, ink)
			s.y += leading(size)
		}
		s.doc.Under(was)
	}
}

// rule draws a line across the page.
func (s *sheet) rule(ink pdf.Ink, width float64) {
	s.page.Path([][2]float64{{edge, s.y}, {pageRight, s.y}}, false, none, ink, width)
}

// fieldSize is the size of the facts at the head, labelShare the part of the width that
// labels have.
const (
	fieldSize  = 9
	labelShare = 0.40
)

// field writes a label and its value beside it; a fact that is not there is left out.
func (s *sheet) field(label, value saying, width float64) {
	s.beside(label, value, width*labelShare, width)
}

// fact adds one to the list of those that stand together: parts for its label and its value.
func (s *sheet) fact() (label, value *pdf.Part) {
	if s.list == nil {
		s.list = s.doc.Part(nil, pdf.List)
	}
	item := s.doc.Part(s.list, pdf.Item)
	return s.doc.Part(item, pdf.Label), s.doc.Part(item, pdf.Body)
}

// beside is field with so much of the width for the label.
func (s *sheet) beside(label, value saying, left, width float64) {
	if len(value) == 0 || value[0] == "" {
		return
	}
	labelled, valued := s.fact()
	defer s.doc.Under(s.doc.Under(nil))
	labels := s.lines(saying{label.line()}, fieldSize, left-8, false)
	values := s.lines(saying{value.line()}, fieldSize, width-left, true)
	for len(labels) > 0 || len(values) > 0 {
		s.room(leading(fieldSize))
		n := min(1, len(labels))
		s.doc.Under(labelled)
		set(s.page, labels[:n], edge, s.y+rise(fieldSize), fieldSize, 0, -1, labelInk)
		labels = labels[n:]
		n = min(1, len(values))
		s.doc.Under(valued)
		set(s.page, values[:n], edge+left, s.y+rise(fieldSize), fieldSize, 0, -1, pdf.Black)
		values = values[n:]
		s.y += leading(fieldSize)
	}
	s.y += 0.8
}

// together writes a heading and ways to do something in a frame, on one page.
func (s *sheet) together(heading saying, ways []saying) {
	const size, inside = 8.5, 8
	width := float64(bodyWidth) - 2*inside
	bold := s.lines(saying{heading.line()}, size, width, true)
	var rest [][]line // of each saying
	high := len(bold)
	for _, way := range ways {
		for _, text := range way {
			lines := s.lines(saying{text}, size, width, false)
			rest, high = append(rest, lines), high+len(lines)
		}
	}
	height := float64(high)*leading(size) + 10
	s.room(height)
	x, end := float64(edge), s.y+height
	s.page.Path([][2]float64{{x, s.y}, {pageRight, s.y}, {pageRight, end}, {x, end}}, true, none, ruleInk, 0.6)
	y := s.y + 4 + rise(size)
	s.list = nil
	was := s.doc.Under(s.doc.Part(nil, pdf.Subheading))
	set(s.page, bold, x+inside, y, size, leading(size), -1, pdf.Black)
	y += float64(len(bold)) * leading(size)
	for _, lines := range rest {
		s.doc.Under(s.doc.Part(nil, pdf.Paragraph))
		set(s.page, lines, x+inside, y, size, leading(size), -1, pdf.Black)
		y += float64(len(lines)) * leading(size)
	}
	s.doc.Under(was)
	s.y = end + 4
}

// finish writes the foot of every page, now that their number is known, and marks a
// specimen across it.
func (s *sheet) finish() {
	const size = footSize
	mark := s.marks()
	s.doc.Under(nil) // of no part: nobody wants to hear it again on every page
	for i, p := range s.pages {
		y := pdf.A4Height - 30.0
		p.Path([][2]float64{{edge, y - 12}, {pageRight, y - 12}}, false, none, ruleInk, 0.6)
		set(p, s.lines(saying{document.Spaced(s.content.Number)}, size, bodyWidth/3, false), edge, y, size, 0, -1, labelInk)
		set(p, s.lines(saying{s.say("leaf.page", seva.Args{"Page": i + 1, "Pages": len(s.pages)}).line()}, size, bodyWidth/2, false), pageRight, y, size, leading(size), 1, labelInk)
		if s.content.Specimen {
			set(p, s.lines(saying{mark}, size, bodyWidth/3, true), pdf.A4Width/2, y, size, 0, 0, warningInk)
			words := s.hand.Words(s.style(true), mark)
			// Below the middle and not too long: nothing may lie over the QR code.
			fits := min(76, 540/pdf.Width(words, 1))
			p.Mark(s.hand, pdf.A4Width/2, pdf.A4Height/2+35, fits, 0.72, 0.69, warningInk, words)
		}
	}
}
