package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"duar/paper/font"
)

// fonts are the faces that a file uses, in the order of first use.
//
// A character of an embedded font is a pair of a glyph and the text it stands for there:
// the same e-kar is drawn for ে and for the first half of ো. Only so can a reader that
// looks at characters alone give the text back.
type fonts struct {
	all  []*embedded
	last map[*font.Face]*embedded // the one that takes new characters
}

type embedded struct {
	face  *font.Face
	name  string // "F1"
	pairs []pair // by character, from 1
	index map[pair]uint16
}

type pair struct {
	glyph uint16
	text  string
}

// mostCharacters is what two bytes can name, 0 being left for what is missing.
const mostCharacters = 0xffff

// character gives the font and the number in it of a glyph that stands for a text.
func (f *fonts) character(face *font.Face, glyph uint16, text string) (*embedded, uint16) {
	e := f.last[face]
	p := pair{glyph, text}
	if e != nil {
		if cid, ok := e.index[p]; ok {
			return e, cid
		}
	}
	if e == nil || len(e.pairs) == mostCharacters {
		if f.last == nil {
			f.last = map[*font.Face]*embedded{}
		}
		e = &embedded{face: face, name: "F" + strconv.Itoa(len(f.all)+1), index: map[pair]uint16{}}
		f.all, f.last[face] = append(f.all, e), e
	}
	e.pairs = append(e.pairs, p)
	cid := uint16(len(e.pairs))
	e.index[p] = cid
	return e, cid
}

// objectsOfFont is how many objects a font is: itself, its descendant, the descriptor, the
// file, the map to glyphs and the map to Unicode.
const objectsOfFont = 6

// names is the font resources, given the number of the first object of the first font.
func (f *fonts) names(first int) (out []byte) {
	for i, e := range f.all {
		out = fmt.Appendf(out, "/%s %d 0 R", e.name, first+i*objectsOfFont)
	}
	return out
}

func (f *fonts) write(w *writer, first int) {
	for i, e := range f.all {
		e.write(w, first+i*objectsOfFont)
	}
}

func (e *embedded) write(w *writer, n int) {
	glyphs := make([]uint16, len(e.pairs))
	toGlyph := make([]byte, 2, 2+2*len(e.pairs))
	var widths []byte
	for i, p := range e.pairs {
		glyphs[i] = p.glyph
		toGlyph = binary.BigEndian.AppendUint16(toGlyph, p.glyph)
		widths = append(strconv.AppendInt(widths, int64(e.face.Width(p.glyph)), 10), ' ')
	}
	file := e.face.Subset(glyphs)
	name := tag(file) + "+" + e.face.Name
	box := e.face.Box
	stem := 80
	if e.face.Bold {
		stem = 140
	}
	w.object(n, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, n+1, n+5)
	w.object(n+1, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/CIDToGIDMap %d 0 R/DW 0/W[1[%s]]>>", name, n+2, n+4, widths)
	w.object(n+2, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>",
		name, box[0], box[1], box[2], box[3], e.face.Ascent, e.face.Descent, e.face.CapHeight, stem, n+3)
	w.stream(n+3, fmt.Sprintf("/Length1 %d", len(file)), file, true)
	w.stream(n+4, "", toGlyph, true)
	w.stream(n+5, "", e.unicode(), true)
}

// tag is six letters that differ with the subset, as the names of subsets begin.
func tag(file []byte) string {
	sum := sha256.Sum256(file)
	out := make([]byte, 6)
	for i := range out {
		out[i] = 'A' + sum[i]%26
	}
	return string(out)
}

// mostRows is how many rows a block of a character map may have.
const mostRows = 100

// unicode is the map from characters to the text they stand for.
func (e *embedded) unicode() []byte {
	out := []byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for from := 0; from < len(e.pairs); from += mostRows {
		to := min(from+mostRows, len(e.pairs))
		out = fmt.Appendf(out, "%d beginbfchar\n", to-from)
		for i, p := range e.pairs[from:to] {
			out = appendHex(append(out, '<'), uint16(from+i+1))
			out = appendText(append(out, "><"...), p.text)
			out = append(out, ">\n"...)
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap CMapName currentdict/CMap defineresource pop end end\n"...)
}
