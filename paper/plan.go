package paper

import (
	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
)

// The sheet of a map that stands by itself, in points: a square map under a title, above
// its scale, its date and a note.
const (
	sheetMargin = 16
	sheetMap    = 608
	sheetTop    = 52
	sheetWide   = sheetMap + 2*sheetMargin
	sheetHigh   = sheetTop + sheetMap + 76
)

// sheetFrame is where the map is on its sheet.
var sheetFrame = Frame{sheetMargin, sheetTop, sheetMap, sheetMap + scaleRoom/grain}

// Plan draws the map of a plot for a reader of l as SVG: the plot with its neighbours,
// every number at a point well inside its parcel, north, a scale bar and the warning
// that it is no survey. Title is the mouza's name; without one its number stands there.
// The same sheet always gives the same bytes, on any machine.
func Plan(l seva.Lang, title seva.Names, sheet land.Sheet) []byte {
	words := planWords(l, title, sheet)
	s := newSVG(l, sheetWide, sheetHigh, words.title, words.about)
	words.sheet(s, func() { DrawSheet(s, sheetFrame, l, sheet) })
	return s.end()
}

// words are what is said around a map.
type words struct {
	l                        seva.Lang
	title, about, note, asOn string
	specimen                 string // empty for a real record
}

func planWords(l seva.Lang, title seva.Names, s land.Sheet) words {
	args := seva.Args{"Plot": s.Parcel.Number, "Mouza": called(title, s.Parcel)}
	return newWords(l, seva.Say("plan.title", args), seva.Say("plan.about", args), s.AsOn)
}

// called gives what a mouza is called on a map.
func called(title seva.Names, p land.Parcel) any {
	if title != (seva.Names{}) {
		return title
	}
	return p.Mouza
}

func newWords(l seva.Lang, title, about seva.Text, on land.AsOn) words {
	w := words{l: l, title: i18n.Say(l, title), about: i18n.Say(l, about), note: i18n.Say(l, seva.Say("plan.note"))}
	if !on.Valid.IsZero() {
		w.asOn = i18n.Say(l, seva.Say("api.ason", seva.Args{"Date": on.Valid}))
	}
	if on.Specimen() {
		w.specimen = i18n.Say(l, seva.Say("plan.specimen"))
	}
	return w
}

// across is a canvas that can write a pale word over everything; a page of a PDF does that
// for itself, over more than the map.
type across interface {
	Canvas
	Across(at Spot, size float64, text string)
}

// sheet puts the words around a map, which draw draws.
func (w words) sheet(c across, draw func()) {
	c.Path([]Spot{{0, 0}, {sheetWide, 0}, {sheetWide, sheetHigh}, {0, sheetHigh}}, true, paperTint, none, 0)
	c.Write(Spot{sheetMargin, 36}, -1, fitting(w.title, 22, sheetMap), true, w.title)
	draw()
	c.Write(Spot{sheetMargin, sheetHigh - 16}, -1, fitting(w.note, 15, sheetMap), false, w.note)
	if w.asOn != "" {
		c.Write(Spot{sheetWide - sheetMargin, sheetHigh - 40}, 1, 14, false, w.asOn)
	}
	if w.specimen != "" {
		c.Across(Spot{sheetMargin + sheetMap/2, sheetTop + sheetMap/2}, 54, w.specimen)
	}
}

// fitting gives the size of letters at which a text stays within a width, at most most. A
// letter is taken as 0.6 of its size wide, which of these scripts none is on average.
func fitting(text string, most, wide float64) float64 {
	n := 0
	for range text {
		n++
	}
	return min(most, wide/(0.6*float64(max(n, 1))))
}

// MouzaPlan draws the map of a whole mouza as Plan does that of a plot. A picture of
// thousands of parcels has their numbers only where they fit.
func MouzaPlan(l seva.Lang, title seva.Names, m land.Mosaic) []byte {
	words := mouzaWords(l, title, m)
	s := newSVG(l, sheetWide, sheetHigh, words.title, words.about)
	words.sheet(s, func() { DrawMosaic(s, sheetFrame, l, m) })
	return s.end()
}

func mouzaWords(l seva.Lang, title seva.Names, m land.Mosaic) words {
	args := seva.Args{"Mouza": called(title, land.Parcel{Mouza: m.Mouza}), "Count": len(m.Parcels)}
	return newWords(l, seva.Say("plan.mouza.title", args), seva.Say("plan.mouza.about", args), m.AsOn)
}
