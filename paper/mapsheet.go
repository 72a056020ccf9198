package paper

import (
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/land"
)

// drawn are the facts of a plot map.
func (s *sheet) drawn(m land.Sheet) []field {
	return []field{
		{s.say("leaf.field.plot"), s.digits(m.Parcel.Number.String())},
		{s.say("leaf.field.ulpin"), saying{m.Parcel.ULPIN}},
	}
}

// Measures of the map on a paper, in points: as large as leaves room for how the paper is
// checked, and not so small that neighbours have no numbers.
const (
	mapHigh = 500
	mapLow  = 260
	below   = 92 // for what follows, in each language
)

// parcel is the map of a plot with its neighbours.
func (s *sheet) parcel(m land.Sheet) {
	s.room(mapLow)
	frame := Frame{X: edge, Y: s.y, W: bodyWidth,
		H: min(mapHigh, max(mapLow, bodyEnd-s.y-48-below*float64(len(s.wording))))}
	alt := say(s.wording[0], "plan.about", seva.Args{"Plot": m.Parcel.Number})
	was := s.doc.Under(s.doc.Picture(nil, pdf.Figure{Alt: alt, X: frame.X, Y: frame.Y, Width: frame.W, Height: frame.H}))
	s.page.Within(frame.X, frame.Y, frame.W, frame.H, func() {
		DrawSheet(OnPage(s.page, s.hand, s.script()), frame, s.wording[0], m)
	})
	s.doc.Under(was)
	s.y += frame.H + 6
	s.block(9, true, pdf.Black, -1, s.say("leaf.map.note"))
}
