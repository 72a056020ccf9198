package paper

import (
	"errors"
	"strings"
	"time"

	"duar/i18n"
	"duar/paper/font"
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/office"
)

// Print says how a leaf is to be printed. A leaf is a paper that is not signed: a notice, a
// challan, a receipt. It proves nothing by itself, and what it says is asked at the number on
// it.
type Print struct {
	Langs    []seva.Lang // one or two; more are left out
	Made     time.Time
	Specimen bool // across every page and in words
}

// leaf begins a leaf with its first page: who it comes from, what it is.
func (p Print) leaf(title, number string, from office.Office, department string) (*sheet, func(), error) {
	s, rest, err := p.sheetOf(title, number)
	if err == nil {
		s.turn()
		s.heading(s.say(title), s.from(from, department))
	}
	return s, rest, err
}

// sheetOf begins a leaf that has no page yet. The function gives its hand back.
func (p Print) sheetOf(title, number string) (*sheet, func(), error) {
	if len(p.Langs) == 0 {
		return nil, nil, errors.New("paper: no language")
	}
	hand := font.Take()
	s := &sheet{content: document.Content{Specimen: p.Specimen}, wording: wording(p.Langs[:min(len(p.Langs), mostLangs)]), hand: hand}
	head := s.say(title)
	s.doc = pdf.New(pdf.About{Title: strings.TrimSpace(font.Plain(head.line()) + " " + number), Lang: string(s.wording[0]), Made: p.Made})
	s.running = saying{head[0], number}
	return s, hand.Rest, nil
}

// heading says who issues a leaf and what it is.
func (s *sheet) heading(title, from saying) {
	if s.content.Specimen {
		s.block(9, true, warningInk, 0, s.say("leaf.specimen.leaf"))
	} else {
		s.block(10.5, true, pdf.Black, 0, from)
	}
	s.y += 3
	s.write(pdf.Heading, 14, true, pdf.Black, 0, saying{title.line()})
	s.rule(pdf.Black, 0.8)
	s.y += 6
}

// from names an office, or its department where nobody knows more of it.
func (s *sheet) from(o office.Office, department string) saying {
	if o.ID == "" {
		return s.word("department", department)
	}
	return s.say("office."+string(o.Level), seva.Args{"Place": o.Place})
}

// fields writes facts under each other.
func (s *sheet) fields(all ...field) {
	for _, f := range all {
		s.field(f.label, f.value, bodyWidth)
	}
}

// done ends a leaf and gives its bytes.
func (s *sheet) done() ([]byte, error) {
	s.finish()
	return s.doc.Bytes()
}

// plainly is a fact that is written in one way in every language: a number of the treasury.
func plainly(text string) saying {
	if text == "" {
		return nil
	}
	return saying{text}
}

// sum is money in figures, inWords in words.
func (s *sheet) sum(m seva.Money) saying { return s.say("payment.sum", seva.Args{"Sum": m}) }

func (s *sheet) inWords(m seva.Money) saying {
	return s.each(func(l seva.Lang) string { return rupees(l, m) })
}

// moment is a time of day with its date.
func (s *sheet) moment(t time.Time) saying {
	if t.IsZero() {
		return nil
	}
	return s.each(func(l seva.Lang) string { return i18n.Say(l, seva.Say("leaf.day", seva.Args{"Date": t.In(seva.IST)})) })
}
