package paper

import (
	"github.com/clipperhouse/uax29/v2/graphemes"

	"duar/paper/font"
	"duar/paper/pdf"
)

// line is words that stand side by side. More tells that the sentence goes on in the next
// line; it is false where a word was cut, since there is no space inside a word.
type line struct {
	words []font.Word
	more  bool
}

// wrap breaks a text into lines of at most this width, at spaces only: a name broken
// elsewhere is another name. A single word that is wider than the line is cut between
// letters as a reader sees them (grapheme clusters), and nothing of it is lost.
func wrap(h *font.Hand, style font.Style, text string, size, width float64) []line {
	var out []line
	var now []font.Word
	most := int(width * 1000 / size)
	long := 0 // of now, in 1/1000 of the size
	flush := func(more bool) {
		if len(now) > 0 {
			out = append(out, line{now, more})
		}
		now, long = nil, 0
	}
	for _, w := range h.Words(style, text) {
		if len(now) > 0 {
			if long+now[len(now)-1].Space+w.Width <= most {
				long += now[len(now)-1].Space + w.Width
				now = append(now, w)
				continue
			}
			flush(true)
		}
		if w.Width > most {
			for rest := w.Text; rest != ""; {
				var head string
				head, rest = cut(h, style, rest, most)
				if w = h.Word(style, head); rest != "" {
					out = append(out, line{words: []font.Word{w}})
				}
			}
		}
		now, long = append(now, w), w.Width
	}
	flush(false)
	return out
}

// cut divides a word into what fits into most and the rest. At least one letter is taken,
// however narrow the column. Letters are measured one by one first, since a word of
// hostile length must not be shaped over and over.
func cut(h *font.Hand, style font.Style, word string, most int) (head, rest string) {
	var ends []int // of the letters that may fit
	wide := 0
	for it := graphemes.FromString(word); it.Next(); {
		if wide += h.Word(style, it.Value()).Width; wide > most && len(ends) > 0 {
			break
		}
		ends = append(ends, it.End())
	}
	for len(ends) > 1 && h.Word(style, word[:ends[len(ends)-1]]).Width > most {
		ends = ends[:len(ends)-1]
	}
	end := ends[len(ends)-1]
	return word[:end], word[end:]
}

// set writes lines under each other, the first on the baseline y. Align is -1 for the left
// end at x, 0 for the middle and 1 for the right end.
func set(p *pdf.Page, lines []line, x, y, size, leading float64, align int, ink pdf.Ink) {
	for i, l := range lines {
		at := x
		switch wide := pdf.Width(l.words, size); align {
		case 0:
			at -= wide / 2
		case 1:
			at -= wide
		}
		p.Words(at, y+float64(i)*leading, size, ink, l.words, l.more)
	}
}
