package font

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
)

// A vowel sign that is drawn left of its syllable (ে, ৈ) has a form of its own where the
// syllable begins a word. HarfBuzz takes a syllable behind a joiner as inside the word
// (hb-ot-shaper-indic.cc: what stands before is of a category from Cf to Mn). The shaping
// library we have leaves Cf out of that row, and gives the form of a beginning to the second
// syllable of "ফুট্\u200cকেক" too.

// within forbids the form of a beginning.
var within = []harfbuzz.Feature{{Tag: opentype.MustNewTag("init"), End: harfbuzz.FeatureGlobalEnd}}

// mendJoined puts the glyphs of syllables behind a joiner right: a stretch that has one is
// shaped again without the form of a beginning, and these syllables are taken from there. The
// form changes one glyph for one, so that both are of the same glyphs in number.
func (h *Hand) mendJoined(script Script, weight, from, to int) {
	joined := false
	for i := from + 1; i < to && !joined; i++ {
		joined = h.behindJoiner(i)
	}
	if !joined {
		return
	}
	b := h.buffer
	infos, places := slices.Clone(b.Info), slices.Clone(b.Pos)
	h.fill(script, weight, from, to, within)
	if len(infos) != len(b.Info) { // never; and then the plain shaping stands
		h.fill(script, weight, from, to, nil)
		return
	}
	for i := range infos {
		if at := infos[i].Cluster; at == from || !h.behindJoiner(at) {
			b.Info[i], b.Pos[i] = infos[i], places[i]
		}
	}
}

// behindJoiner tells whether a syllable may begin at i behind a joiner.
func (h *Hand) behindJoiner(i int) bool {
	return (h.runes[i-1] == zwnj || h.runes[i-1] == zwj) && unicode.Is(unicode.Lo, h.runes[i])
}
