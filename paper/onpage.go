package paper

import (
	"duar/paper/font"
	"duar/paper/pdf"
)

// onPage lets a map be drawn on a page of a paper.
type onPage struct {
	page   *pdf.Page
	hand   *font.Hand
	script font.Script
}

// OnPage gives a page of a PDF as a canvas: text on it is set by the hand, and what belongs
// to no script in the face of this one.
func OnPage(page *pdf.Page, hand *font.Hand, script font.Script) Canvas {
	return onPage{page, hand, script}
}

func (c onPage) Path(points []Spot, closed bool, fill, stroke int, width float64) {
	at := make([][2]float64, len(points))
	for i, p := range points {
		at[i] = [2]float64{p.X, p.Y}
	}
	c.page.Path(at, closed, fill, stroke, width)
}

func (c onPage) Write(at Spot, align int, size float64, bold bool, text string) {
	words := c.hand.Words(font.Style{Bold: bold, Script: c.script}, text)
	set(c.page, []line{{words: words}}, at.X, at.Y, size, 0, align, pdf.Black)
}
