package font

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"
	"golang.org/x/text/unicode/norm"
)

// Glyph is one drawn form. Lengths are in 1/1000 of the size, Y upwards. Text is the part
// of the word that it stands for: those of all glyphs, one after the other, are the word
// (a letter drawn as two glyphs may be there in its two parts), though a glyph may be
// drawn left of what it is read after.
type Glyph struct {
	ID            uint16
	Advance, X, Y int
	Text          string
}

// Run is glyphs of one face, left to right.
type Run struct {
	Face   *Face
	Glyphs []Glyph
}

// Word is a set word: its text, what draws it, how wide it is and how wide a space after it.
type Word struct {
	Text         string
	Runs         []Run
	Width, Space int
}

// Style is how words are set. Script is that of the text around: it has the digits and
// signs that stand by themselves.
type Style struct {
	Bold   bool
	Script Script
}

// Hand sets words. It remembers those it has set, since a paper says the same words many
// times. It is for one goroutine: Take one, and Rest it when done.
type Hand struct {
	buffer *harfbuzz.Buffer
	fonts  [scripts][2]*harfbuzz.Font
	set    map[key]Word
	runes  []rune
}

type key struct {
	style Style
	text  string
}

// mostKept bounds what a hand remembers, so that it never holds the names of a district.
const mostKept = 4096

// The faces of the shaping library must not be shared by two goroutines at once, and to
// make one is dear: hands are kept.
var hands = sync.Pool{New: func() any { return newHand() }}

// Take gives a hand that nobody else has.
func Take() *Hand { return hands.Get().(*Hand) }

// Rest gives the hand back; it must not be used any more.
func (h *Hand) Rest() { hands.Put(h) }

func newHand() *Hand {
	h := &Hand{buffer: harfbuzz.NewBuffer(), set: map[key]Word{}}
	for script, pair := range faces() {
		for weight, f := range pair {
			h.fonts[script][weight] = harfbuzz.NewFont(font.NewFace(f.font))
			h.fonts[script][weight].XScale, h.fonts[script][weight].YScale = 1000, 1000
		}
	}
	return h
}

// Words sets a text. Its words are those of Plain; there are none in an empty text.
func (h *Hand) Words(style Style, text string) []Word {
	var out []Word
	for _, w := range strings.Fields(Plain(text)) {
		out = append(out, h.Word(style, w))
	}
	return out
}

// Word sets one word, which must be plain.
func (h *Hand) Word(style Style, text string) Word {
	k := key{style, text}
	if w, ok := h.set[k]; ok {
		return w
	}
	w := h.shape(style, text)
	if len(h.set) >= mostKept {
		clear(h.set)
	}
	k.text, w.Text = strings.Clone(text), strings.Clone(text)
	h.set[k] = w
	return w
}

func (h *Hand) shape(style Style, text string) Word {
	w := Word{Text: text}
	h.runes = append(h.runes[:0], []rune(text)...)
	weight := 0
	if style.Bold {
		weight = 1
	}
	last := style.Script
	for from := 0; from < len(h.runes); {
		script, to := h.itemise(style, from, weight)
		run := Run{Face: faces()[script][weight], Glyphs: h.run(script, weight, from, to)}
		for _, g := range run.Glyphs {
			w.Width += g.Advance
		}
		w.Runs = append(w.Runs, run)
		from, last = to, script
	}
	face := faces()[last][weight]
	if space, ok := face.font.NominalGlyph(' '); ok {
		w.Space = face.Width(uint16(space))
	}
	return w
}

// itemise gives the script of the letter at from, and where the run of it ends. A digit or
// a sign belongs to the letters before it when their face has it, else to those after it,
// else to the script around, else to any face that has it.
func (h *Hand) itemise(style Style, from, weight int) (Script, int) {
	script := h.scriptAt(style, from, weight, -1)
	to := from + 1
	for to < len(h.runes) && h.scriptAt(style, to, weight, script) == script {
		to++
	}
	return script, to
}

func (h *Hand) scriptAt(style Style, i, weight int, before Script) Script {
	r := h.runes[i]
	if script, own := scriptOf(r); own {
		return script
	}
	has := func(s Script) bool { return faces()[s][weight].has(r) }
	joins := r == zwnj || r == zwj || unicode.In(r, unicode.Mn, unicode.Me)
	if before >= 0 && (joins || has(before)) {
		return before
	}
	for _, next := range h.runes[i+1:] {
		if script, own := scriptOf(next); own {
			if has(script) {
				return script
			}
			break
		}
	}
	for _, script := range []Script{style.Script, Latin, Bengali, Devanagari} {
		if has(script) {
			return script
		}
	}
	return Latin
}

// scriptOf gives the script that a letter belongs to; false for digits of ASCII, signs and
// marks that several scripts share.
func scriptOf(r rune) (Script, bool) {
	switch {
	case r < 0x80:
		return Latin, 'A' <= r&^0x20 && r&^0x20 <= 'Z'
	case unicode.Is(unicode.Bengali, r):
		return Bengali, true
	case unicode.Is(unicode.Devanagari, r):
		return Devanagari, true
	case unicode.In(r, unicode.Common, unicode.Inherited):
		return 0, false
	}
	return Latin, true
}

// run shapes a stretch of the word in one face.
func (h *Hand) run(script Script, weight, from, to int) []Glyph {
	h.fill(script, weight, from, to, nil)
	h.mendJoined(script, weight, from, to)
	b := h.buffer
	glyphs := make([]Glyph, len(b.Info))
	for i, info := range b.Info {
		p := b.Pos[i]
		glyphs[i] = Glyph{ID: uint16(info.Glyph), Advance: int(p.XAdvance), X: int(p.XOffset), Y: int(p.YOffset)}
	}
	for i := 0; i < len(glyphs); {
		end := i + 1
		for end < len(glyphs) && b.Info[end].Cluster == b.Info[i].Cluster {
			end++
		}
		until := to
		if end < len(glyphs) {
			until = b.Info[end].Cluster
		}
		deal(glyphs[i:end], string(h.runes[b.Info[i].Cluster:until]))
		i = end
	}
	return glyphs
}

// fill has the buffer hold a stretch as it is drawn.
func (h *Hand) fill(script Script, weight, from, to int, features []harfbuzz.Feature) {
	b := h.buffer
	b.Clear()
	b.AddRunes(h.runes, from, to-from)
	b.Props.Direction = harfbuzz.LeftToRight
	b.Props.Script, b.Props.Language = tags[script].script, tags[script].language
	b.Shape(h.fonts[script][weight], features)
}

// invisible stands for nothing: a glyph of a PDF must stand for something.
const invisible = "\u200b"

// deal gives each glyph of a cluster its part of the cluster's text, in drawing order.
// When there are more glyphs than letters, letters that have two parts are taken apart.
func deal(glyphs []Glyph, text string) {
	if len(glyphs) > utf8.RuneCountInString(text) {
		text = norm.NFD.String(text)
	}
	for i := range glyphs {
		if i == len(glyphs)-1 {
			glyphs[i].Text = text
		} else {
			_, n := utf8.DecodeRuneInString(text)
			glyphs[i].Text, text = text[:n], text[n:]
		}
		if glyphs[i].Text == "" {
			glyphs[i].Text = invisible
		}
	}
}
