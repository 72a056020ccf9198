// Package font sets words in Bengali, Devanagari and Latin letters: which face has which
// letter, which glyphs make a word, in what order and how far apart.
//
// It does not know pages, lines, colours or files: what it gives is the same for a PDF, a
// picture and a measure. The faces are part of the program, so a paper looks alike
// everywhere, and README.md says where they come from.
package font

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
)

//go:embed NotoSansBengali-Regular.ttf
var bengaliRegular []byte

//go:embed NotoSansBengali-Bold.ttf
var bengaliBold []byte

//go:embed NotoSansDevanagari-Regular.ttf
var devanagariRegular []byte

//go:embed NotoSansDevanagari-Bold.ttf
var devanagariBold []byte

//go:embed NotoSans-Regular.ttf
var latinRegular []byte

//go:embed NotoSans-Bold.ttf
var latinBold []byte

// Script is a group of letters that one pair of faces draws. Latin stands for every
// other script too: what its face does not have is drawn as an empty box, never lost.
type Script int

const (
	Bengali Script = iota
	Devanagari
	Latin
	scripts = 3
)

// tags says what the shaper is told of each script, and its language where that matters
// to the face (Assamese and Marathi have forms of their own; we print neither).
var tags = [scripts]struct {
	script   language.Script
	language language.Language
}{
	{language.Bengali, "bn"}, {language.Devanagari, "hi"}, {language.Latin, "en"},
}

// Face is one font file. It does not change and may be used by many at once.
type Face struct {
	Script Script
	Bold   bool
	Name   string // as PostScript names it: "NotoSansBengali-Bold"
	// Ascent and Descent of a line, CapHeight, and the Box of all glyphs (x and y of the
	// lower left and the upper right corner), all in 1/1000 of the size.
	Ascent, Descent, CapHeight int
	Box                        [4]int

	data   []byte
	tables map[string]table
	font   *font.Font
	widths []uint16 // advance of each glyph in 1/1000 of the size
}

// faces are read once, when the first word is set: a program that prints nothing does not
// pay for them.
var faces = sync.OnceValue(func() (all [scripts][2]*Face) {
	files := [scripts][2]struct {
		name string
		data []byte
	}{
		{{"NotoSansBengali-Regular", bengaliRegular}, {"NotoSansBengali-Bold", bengaliBold}},
		{{"NotoSansDevanagari-Regular", devanagariRegular}, {"NotoSansDevanagari-Bold", devanagariBold}},
		{{"NotoSans-Regular", latinRegular}, {"NotoSans-Bold", latinBold}},
	}
	for script, pair := range files {
		for weight, file := range pair {
			f, err := open(file.name, file.data)
			if err != nil { // the files are part of the program: a test opens every one
				panic(fmt.Errorf("font: %s: %w", file.name, err))
			}
			f.Script, f.Bold = Script(script), weight == 1
			all[script][weight] = f
		}
	}
	return all
})

// Faces gives every face, for whoever must look at all of them.
func Faces() []*Face {
	var out []*Face
	for _, pair := range faces() {
		out = append(out, pair[0], pair[1])
	}
	return out
}

func open(name string, data []byte) (*Face, error) {
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	parsed, err := font.NewFont(loader)
	if err != nil {
		return nil, err
	}
	f := &Face{Name: name, data: data, font: parsed}
	if f.tables, err = directory(data); err != nil {
		return nil, err
	}
	return f, f.measure()
}

// has tells whether the face can draw a letter.
func (f *Face) has(r rune) bool {
	_, ok := f.font.NominalGlyph(r)
	return ok
}

// Width is how far a glyph moves the pen by itself, in 1/1000 of the size.
func (f *Face) Width(glyph uint16) int {
	if int(glyph) < len(f.widths) {
		return int(f.widths[glyph])
	}
	return 0
}

// SpaceGlyph is the space of the face.
func (f *Face) SpaceGlyph() uint16 {
	g, _ := f.font.NominalGlyph(' ')
	return uint16(g)
}
