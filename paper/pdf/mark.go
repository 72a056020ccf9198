package pdf

import (
	"fmt"
	"strconv"
	"strings"

	"duar/paper/font"
)

// faint is how much of a mark is seen.
const faint = "0.13"

// mark is words as a shape, drawn once in a file and shown on many pages.
type mark struct {
	text    string
	size    float64
	ink     Ink
	content []byte
	name    string // "M1"
}

// Mark shows words as shapes across the page, faintly and over all that is there: nobody
// can mark them, copy them or take them for text of the page. Their middle is at (x, y),
// and the line is turned so that it goes by (run, rise) upwards.
func (p *Page) Mark(h *font.Hand, x, y, size, run, rise float64, ink Ink, words []font.Word) {
	if len(words) == 0 || ink < 0 {
		return
	}
	under := p.doc.Under(nil) // an ornament, whatever it lies over
	p.belongs(true)
	p.doc.Under(under)
	p.content = append(p.content, "q /Faint gs\n"...)
	p.numbers("cm", run, rise, -rise, run, x, p.Height-y)
	p.content = append(append(append(p.content, '/'), p.doc.mark(h, size, ink, words).name...), " Do Q\n"...)
}

func (d *Document) mark(h *font.Hand, size float64, ink Ink, words []font.Word) *mark {
	var texts []string
	for _, w := range words {
		texts = append(texts, w.Text)
	}
	text := strings.Join(texts, " ")
	for _, m := range d.marks {
		if m.text == text && m.size == size && m.ink == ink {
			return m
		}
	}
	m := &mark{text: text, size: size, ink: ink, name: "M" + strconv.Itoa(len(d.marks)+1)}
	m.content = appendInk(nil, ink, "rg")
	scale := size / 1000
	pen, base := -Width(words, size)/2, -size*0.3
	for _, w := range words {
		for _, r := range w.Runs {
			for _, g := range r.Glyphs {
				m.contours(h.Outline(r.Face, g.ID), pen+float64(g.X)*scale, base+float64(g.Y)*scale, scale)
				pen += float64(g.Advance) * scale
			}
		}
		pen += float64(w.Space) * scale
	}
	m.content = append(m.content, "f\n"...)
	d.marks = append(d.marks, m)
	return m
}

// contours writes outlines; a quadratic curve is a cubic one whose handles are two thirds
// of the way to its own.
func (m *mark) contours(strokes []font.Stroke, x, y, scale float64) {
	var last [2]float64
	for _, s := range strokes {
		at := func(q [2]float64) [2]float64 { return [2]float64{x + q[0]*scale, y + q[1]*scale} }
		to := at(s.To)
		switch {
		case s.Move:
			m.content = appendOperator(m.content, "m", to[0], to[1])
		case s.Curve:
			by := at(s.By)
			m.content = appendOperator(m.content, "c", last[0]+(by[0]-last[0])*2/3, last[1]+(by[1]-last[1])*2/3,
				to[0]+(by[0]-to[0])*2/3, to[1]+(by[1]-to[1])*2/3, to[0], to[1])
		default:
			m.content = appendOperator(m.content, "l", to[0], to[1])
		}
		last = to
	}
}

// writeMarks writes the shapes as objects from first on.
func (d *Document) writeMarks(w *writer, first int) {
	for i, m := range d.marks {
		w.stream(first+i, "/Type/XObject/Subtype/Form/BBox[-2000 -2000 2000 2000]", m.content, true)
	}
}

func (d *Document) markNames(first int) (out []byte) {
	for i, m := range d.marks {
		out = fmt.Appendf(out, "/%s %d 0 R", m.name, first+i)
	}
	return out
}
