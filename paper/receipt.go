package paper

import (
	"strings"

	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/office"
	"duar/seva/payment"
)

// Receipt draws what a receipt says of money that came: the numbers by which the treasury and
// the bank have it, what it was for, the heads of account and the sum in figures and words.
// Money that is not kept says so. An error is one of the program.
func Receipt(r payment.Slip, from office.Office, p Print) ([]byte, error) {
	department, _, _ := strings.Cut(r.Office, ".")
	s, rest, err := p.leaf("leaf.title.receipt", r.GRN, from, department)
	if err != nil {
		return nil, err
	}
	defer rest()
	s.fields(
		field{s.say("leaf.grn"), plainly(r.GRN)},
		field{s.say("leaf.brn"), plainly(r.BRN)},
		field{s.say("leaf.bank"), plainly(r.Bank)},
		field{s.say("leaf.paid"), s.moment(r.At)},
		field{s.say("leaf.dpr"), plainly(r.DPR)},
		field{s.say("leaf.drn"), plainly(r.DRN)},
		field{s.say("leaf.case"), plainly(r.Case)},
		field{s.say("leaf.service"), s.say("service." + r.Service)},
		field{s.say("leaf.office"), s.from(from, department)},
	)
	s.y += 6
	var owed seva.Money
	for _, d := range r.Dues {
		owed += d.Amount
	}
	if owed == r.Amount {
		s.heads(r.Dues, r.Amount)
	} else { // more came, or less: it is for no heads
		s.fields(field{s.say("leaf.sum"), s.sum(r.Amount)})
	}
	s.y += 4
	s.fields(field{s.say("leaf.words"), s.inWords(r.Amount)})
	s.y += 4
	ink := pdf.Black
	if r.Place != payment.Settled {
		ink = warningInk
	}
	s.block(10, true, ink, -1, s.say("leaf.standing", seva.Args{"Place": seva.Say("payment.place." + string(r.Place))}))
	s.y += 4
	s.block(8.5, false, pdf.Black, -1, s.say("leaf.receipt.verified", seva.Args{"At": r.Noted.In(seva.IST)}))
	s.block(8.5, false, pdf.Black, -1, s.say("leaf.receipt.unsigned"))
	return s.done()
}
