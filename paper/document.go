package paper

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"duar/i18n"
	"duar/paper/font"
	"duar/paper/pdf"
	"duar/paper/token"
	"duar/seva"
	"duar/seva/document"
)

// Document draws a paper as a PDF that is not signed yet: A4, in one language or two, with
// what it says, how it is checked, and a QR code when the content has a link. The same
// content always gives the same bytes. A specimen says so across every page and in words,
// and names no issuer.
//
// An error is one of the program: a content that lacks what its kind wants, or a link too
// long for a QR code (about 1,800 upper-case letters).
func Document(c document.Content) ([]byte, error) {
	if len(c.Langs) == 0 {
		return nil, errors.New("paper: no language")
	}
	hand := font.Take()
	defer hand.Rest()
	s := &sheet{content: c, wording: wording(c.Langs[:min(len(c.Langs), mostLangs)]), hand: hand}
	title := s.say("leaf.title." + string(c.Kind))
	if c.Specimen {
		title = s.say("leaf.specimen." + string(c.Kind))
	}
	s.doc = pdf.New(pdf.About{
		Title: strings.TrimSpace(font.Plain(title.line()) + " " + c.Number),
		Lang:  string(s.wording[0]), Made: c.Issued, Number: c.Number, Code: c.Link})
	s.running = saying{title[0], c.Mouza.Name.In(s.wording[0]), i18n.Digits(s.wording[0], c.Mouza.IDN.String())}
	s.turn()
	if err := s.opening(title); err != nil {
		return nil, err
	}
	switch {
	case c.Kind == document.RoR && c.Khatian != nil:
		s.khatian(*c.Khatian)
	case c.Kind == document.PlotIndex && len(c.Plots) > 0:
		s.plots(c.Plots)
	case c.Kind == document.PlotMap && c.Sheet != nil:
		s.parcel(*c.Sheet)
	default:
		return nil, fmt.Errorf("paper: a %q without its content", c.Kind)
	}
	s.closing()
	s.finish()
	return s.doc.Bytes()
}

// qrSide is the QR code's side in points: one of 65 modules is read from a scan at 100
// dots an inch.
const qrSide = 120

// quiet is what the code takes of the body either way: itself, and white that is more than four
// modules wide.
const quiet = qrSide + 16

// opening is the head of the first page: who issues the paper, what it is, its facts to
// the left and the QR code to the right.
func (s *sheet) opening(title saying) error {
	c := s.content
	if c.Specimen {
		s.block(9, true, warningInk, 0, s.say("leaf.specimen"))
	} else {
		s.block(10.5, true, pdf.Black, 0, s.say("leaf.issuer", seva.Args{"Block": c.Block, "District": c.District}))
	}
	s.y += 3
	s.write(pdf.Heading, 15, true, pdf.Black, 0, saying{title.line()})
	s.rule(pdf.Black, 0.8)
	s.y += 6
	top := s.y
	width := float64(bodyWidth)
	if c.Link != "" {
		width -= quiet
		if err := s.square(pageRight-qrSide, top+2); err != nil {
			return err
		}
	}
	left := width * labelShare
	for _, f := range append(s.places(), s.subject()...) {
		if s.y > top+quiet {
			width = bodyWidth // below the code there is room again
		}
		s.beside(f.label, f.value, left, width)
	}
	if c.Link != "" {
		s.y = max(s.y, top+qrSide+10)
	}
	s.y += 6
	return nil
}

// field is a label and what stands behind it.
type field struct{ label, value saying }

// places are the facts that every paper begins with.
func (s *sheet) places() []field {
	c := s.content
	return []field{
		{s.say("leaf.number"), saying{document.Spaced(c.Number)}},
		{s.say("leaf.case"), saying{c.Case}},
		{s.say("leaf.issued"), s.date(seva.DateOf(c.Issued))},
		{s.say("leaf.field.district"), s.names(c.District)},
		{s.say("leaf.field.block"), s.names(c.Block)},
		{s.say("leaf.field.mouza"), s.names(c.Mouza.Name)},
		{s.say("leaf.field.jl"), s.digits(fmt.Sprint(c.Mouza.IDN.JL()))},
		{s.say("leaf.field.idn"), s.digits(c.Mouza.IDN.String())},
	}
}

// subject are the facts of this kind of paper.
func (s *sheet) subject() []field {
	c := s.content
	switch {
	case c.Khatian != nil:
		return s.folio(*c.Khatian)
	case c.Sheet != nil:
		return s.drawn(*c.Sheet)
	}
	return []field{{s.say("leaf.field.plots"), s.digits(fmt.Sprint(len(c.Plots)))}}
}

// square draws the QR code of the link as a shape, sharp at any size. The paper around it
// is white, so that it needs no border of its own.
func (s *sheet) square(x, y float64) error {
	rows, err := token.Matrix(s.content.Link)
	if err != nil {
		return fmt.Errorf("paper: QR code: %w", err)
	}
	side := float64(qrSide) / float64(len(rows))
	var dark []pdf.Bar
	for i, row := range rows {
		for from := 0; from < len(row); from++ {
			to := from
			for to < len(row) && row[to] {
				to++
			}
			if to > from {
				dark = append(dark, pdf.Bar{X: x + float64(from)*side, Y: y + float64(i)*side, Width: float64(to-from) * side})
			}
			from = to
		}
	}
	alt := say(s.wording[0], "leaf.code.alt", seva.Args{"Number": s.content.Number})
	was := s.doc.Under(s.doc.Picture(nil, pdf.Figure{Alt: alt, X: x, Y: y, Width: qrSide, Height: qrSide}))
	// A hair higher than its row, so that no reader shows a seam between two of them.
	s.page.Bars(dark, side+0.05, pdf.Black)
	s.doc.Under(was)
	return nil
}

// closing says of when the record is, who signed, and how the paper is checked. Each part
// stands together on a page.
func (s *sheet) closing() {
	c := s.content
	s.y += 8
	if on := c.AsOn; !on.Valid.IsZero() {
		key, args := "leaf.as_on", seva.Args{"Date": on.Valid, "Recorded": on.Recorded}
		if on.Recorded.IsZero() {
			key, args = "leaf.as_on.day", seva.Args{"Date": on.Valid}
		}
		s.block(8.5, false, pdf.Black, -1, s.say(key, args))
	}
	if c.Specimen {
		s.block(8.5, false, warningInk, -1, s.say("leaf.signed.specimen"))
	} else if c.Signer != "" {
		s.block(8.5, false, pdf.Black, -1, s.say("leaf.signed", seva.Args{"Signer": c.Signer, "Date": seva.DateOf(c.Issued)}))
	}
	if c.Number == "" {
		return
	}
	s.y += 4
	ways := []saying{s.say("leaf.check.phone", seva.Args{"Number": c.Number})}
	if c.Link != "" {
		ways = append([]saying{s.say("leaf.check.scan")}, ways...)
	}
	if where := checkedAt(c.Link); where != "" {
		ways = append(ways, s.say("leaf.check.link", seva.Args{"Link": where}))
	}
	ways = append(ways, s.say("leaf.check.same"))
	s.together(s.say("leaf.check"), ways)
}

// checkedAt is the page that checks papers, on the host that the QR code names.
func checkedAt(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.ToLower(u.Scheme+"://"+u.Host) + "/verify"
}

// marks are the words across a specimen: in the first language, and in English, which a
// bank or a court elsewhere reads.
func (s *sheet) marks() string {
	return wording{s.wording[0], seva.English}.each(func(l seva.Lang) string { return i18n.Say(l, seva.Say("leaf.mark")) }).line()
}
