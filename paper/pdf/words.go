package pdf

import (
	"strconv"

	"duar/paper/font"
)

// Width is how long words are at a size, one space apart.
func Width(words []font.Word, size float64) float64 {
	units := 0
	for i, w := range words {
		if units += w.Width; i < len(words)-1 {
			units += w.Space
		}
	}
	return float64(units) * size / 1000
}

// Words writes words one space apart from x on, standing on the line y. More tells that
// the text goes on in the next line, so that a space belongs to the last word too.
//
// Text stays text in every reader by three means: a glyph that stands for two different
// texts is two characters of the font (see fonts), every word says its text and language
// with the space after it, and a word is shown by one operator unless the face changes or
// a sign stands above its place.
func (p *Page) Words(x, y, size float64, ink Ink, words []font.Word, more bool) {
	if len(words) == 0 {
		return
	}
	part := p.doc.under
	if part == nil || part.kind == Picture {
		part = nil
		p.belongs(false)
	} else {
		p.leave()
	}
	p.ink(ink, "rg")
	p.content = append(p.content, "BT\n"...)
	p.numbers("Tm", 1, 0, 0, 1, x, p.Height-y)
	s := shower{page: p, size: size, part: part}
	for i, w := range words {
		s.word(w, more || i < len(words)-1)
	}
	p.content = append(p.content, "ET\n"...)
}

// shower shows glyphs and keeps the pen where shaping wants it, by adjustments in 1/1000.
type shower struct {
	page  *Page
	size  float64
	part  *Part // that the words belong to, each by itself
	font  *embedded
	owing int // how far right of the pen the next glyph's zero is
	rise  int
	open  bool // a TJ array has been begun
	hex   bool // a string in it has been
}

var languages = [...]string{font.Bengali: "bn", font.Devanagari: "hi", font.Latin: "en"}

func (s *shower) word(w font.Word, space bool) {
	if len(w.Runs) == 0 {
		return
	}
	text := w.Text
	if space {
		text += " "
	}
	b := s.page.content
	b = append(b, "/Span<<"...)
	if s.part != nil {
		b = strconv.AppendInt(append(b, "/MCID "...), int64(s.page.own(s.part)), 10)
	}
	b = append(append(append(b, "/Lang("...), languages[w.Runs[0].Face.Script]...), ")/ActualText<FEFF"...)
	s.page.content = append(appendText(b, text), ">>>BDC\n"...)
	for _, r := range w.Runs {
		for _, g := range r.Glyphs {
			s.glyph(r.Face, g)
		}
	}
	if space {
		face := w.Runs[len(w.Runs)-1].Face
		s.glyph(face, font.Glyph{ID: face.SpaceGlyph(), Advance: w.Space, Text: " "})
	}
	s.close()
	s.page.content = append(s.page.content, "EMC\n"...)
}

func (s *shower) glyph(face *font.Face, g font.Glyph) {
	f, cid := s.page.doc.fonts.character(face, g.ID, g.Text)
	if f != s.font {
		s.close()
		s.font = f
		s.page.content = append(append(append(s.page.content, '/'), f.name...), ' ')
		s.page.numbers("Tf", s.size)
	}
	if g.Y != s.rise {
		s.close()
		s.rise = g.Y
		s.page.numbers("Ts", float64(g.Y)*s.size/1000)
	}
	b := s.page.content
	if !s.open {
		b, s.open = append(b, '['), true
	}
	if move := s.owing + g.X; move != 0 {
		if s.hex {
			b, s.hex = append(b, '>'), false
		}
		b = strconv.AppendInt(b, int64(-move), 10)
	}
	if !s.hex {
		b, s.hex = append(b, '<'), true
	}
	s.page.content = appendHex(b, cid)
	s.owing = g.Advance - g.X - face.Width(g.ID)
}

// close ends the array that is open.
func (s *shower) close() {
	if s.hex {
		s.page.content = append(s.page.content, '>')
	}
	if s.open {
		s.page.content = append(s.page.content, "]TJ\n"...)
	}
	s.open, s.hex = false, false
}
