package paper

import (
	"errors"
	"strings"

	"duar/i18n"
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/fee"
	"duar/seva/office"
	"duar/seva/payment"
)

// errNoChallan is a payment without a line that the treasury gave a number.
var errNoChallan = errors.New("paper: the payment has no challan")

// The copies of a challan, in the order in which they are torn off.
var challanCopies = []string{"bank", "treasury", "payer"}

// Challan draws what is taken to the counter of a bank: for each line of a payment a page with
// three copies to tear off (one of the bank's, one of the treasury's, one to keep), each with
// the numbers, the heads of account, the sum in figures and in words, and until when it is
// good. Only a payment.ByChallan whose lines have a GRN has one. from gives an office by its
// id; it may give none. An error is one of the program.
func Challan(v payment.View, from func(id string) office.Office, p Print) ([]byte, error) {
	var lines []payment.LineView
	for _, l := range v.Lines {
		if l.GRN != "" {
			lines = append(lines, l)
		}
	}
	if v.Mode != payment.ByChallan || len(lines) == 0 {
		return nil, errNoChallan
	}
	s, rest, err := p.sheetOf("leaf.title.challan", v.DPR)
	if err != nil {
		return nil, err
	}
	defer rest()
	for _, l := range lines {
		s.challan(v, l, from(l.Office))
	}
	return s.done()
}

// cutting is the room that a line to cut along has above and below it.
const cutting = 7

// challan writes the copies of one line on pages of their own: three to a page where they
// fit, otherwise one.
func (s *sheet) challan(v payment.View, l payment.LineView, from office.Office) {
	s.turn()
	const part = (bodyEnd - bodyTop) / 3
	for i, copied := range challanCopies {
		top := s.y
		s.copyOf(copied, v, l, from)
		if i == len(challanCopies)-1 {
			break
		}
		if s.y-top > part-2*cutting {
			s.turn()
			continue
		}
		s.y = top + part - cutting
		s.dashes()
		s.y = top + part
	}
}

// dashes draws the line to cut along.
func (s *sheet) dashes() {
	for x := float64(edge); x < pageRight; x += 8 {
		s.page.Path([][2]float64{{x, s.y}, {min(x+4, pageRight), s.y}}, false, none, labelInk, 0.7)
	}
}

// copyOf writes one copy.
func (s *sheet) copyOf(copied string, v payment.View, l payment.LineView, from office.Office) {
	department, _, _ := strings.Cut(l.Office, ".")
	s.write(pdf.Heading, 10.5, true, pdf.Black, 0, saying{s.say("leaf.title.challan").line()})
	s.block(7.5, true, labelInk, 0, saying{s.say("leaf.copy." + copied).line()})
	if s.content.Specimen { // torn off, the copy no longer has what stands across the page
		s.block(7, true, warningInk, 0, s.say("leaf.specimen.leaf")[:1])
	}
	s.rule(pdf.Black, 0.8)
	s.y += 3
	s.pairs(
		field{s.say("leaf.grn"), plainly(l.GRN)}, field{s.say("leaf.until"), s.date(v.Until)},
		field{s.say("leaf.dpr"), plainly(v.DPR)}, field{s.say("leaf.drn"), plainly(l.DRN)},
		field{s.say("leaf.case"), plainly(l.Case)}, field{s.say("leaf.service"), s.say("service." + l.Service)},
		field{s.say("leaf.office"), s.from(from, department)}, field{s.say("leaf.made"), s.date(seva.DateOf(v.Made))},
	)
	s.y += 3
	s.heads(l.Dues, l.Amount)
	s.y += 2
	s.block(8, true, pdf.Black, -1, saying{s.inWords(l.Amount).line()})
	s.y += 2
	s.block(7.5, false, labelInk, -1, saying{s.say("leaf.bank.stamp").line() + ": ______________________________"})
	s.block(6.5, false, labelInk, -1, saying{s.say("leaf.challan.note").line()})
}

// pairs writes facts two beside each other, in small type.
func (s *sheet) pairs(all ...field) {
	const size, gap = 7, 10
	half := float64(bodyWidth-gap) / 2
	for len(all) > 0 {
		var high int
		for i, f := range all[:min(2, len(all))] {
			x := edge + float64(i)*(half+gap)
			left := half * 0.42
			labels := s.lines(saying{f.label.line()}, size, left-4, false)
			values := s.lines(saying{f.value.line()}, size, half-left, true)
			labelled, valued := s.fact()
			was := s.doc.Under(labelled)
			set(s.page, labels, x, s.y+rise(size), size, leading(size), -1, labelInk)
			s.doc.Under(valued)
			set(s.page, values, x+left, s.y+rise(size), size, leading(size), -1, pdf.Black)
			s.doc.Under(was)
			high = max(high, len(labels), len(values))
		}
		s.y += float64(high) * leading(size)
		all = all[min(2, len(all)):]
	}
}

// heads is the table of what goes to which head of account.
func (s *sheet) heads(dues []fee.Due, total seva.Money) {
	t := s.table(s.say("leaf.heads"), []column{{"leaf.col.head", bodyWidth - 200, false}, {"leaf.col.amount", 200, true}})
	whole := total%100 == 0 // then no sum has paise; else all show them, so that points stand under points
	for _, d := range dues {
		whole = whole && d.Amount%100 == 0
	}
	sum := func(m seva.Money) saying { // side by side: copies are low
		return saying{s.each(func(l seva.Lang) string {
			text := say(l, "payment.sum", seva.Args{"Sum": m})
			if !whole && m%100 == 0 {
				text += i18n.Digits(l, ".00")
			}
			return text
		}).line()}
	}
	for _, d := range dues {
		t.row(false, plainly(d.Head), sum(d.Amount))
	}
	t.row(true, saying{s.say("leaf.total").line()}, sum(total))
	t.end()
}
