package wire

import (
	"time"

	"duar/seva/payment"
)

// Refund is payment.Refund. Who asked is told as whether it was the reader: officers of one
// office know each other, and a name on the wire is one more that can be lost.
type Refund struct {
	GRN       string    `json:"grn"`
	BRN       string    `json:"brn,omitempty"`
	Payment   string    `json:"payment,omitempty"`
	Demand    string    `json:"demand,omitempty"`
	Number    string    `json:"number,omitempty"`
	Office    Label     `json:"office,omitzero"`
	Amount    Sum       `json:"amount"`
	Place     Label     `json:"place"`
	Bank      string    `json:"bank,omitempty"`
	At        time.Time `json:"paid,omitzero"`
	Noted     time.Time `json:"noted"`
	Reference string    `json:"reference,omitempty"` // the treasury's, of what was sent
	Asked     *Motion   `json:"asked,omitempty"`
	Own       bool      `json:"own"`
}

// Motion is payment.Motion.
type Motion struct {
	Errand    Label     `json:"errand"`
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
}

// NewRefund spells money that goes back for a reader.
func NewRefund(v Voice, r payment.Refund) Refund {
	out := Refund{GRN: r.GRN, BRN: r.BRN, Payment: r.DPR, Demand: r.DRN, Number: r.Case, Amount: newSum(v, r.Amount),
		Place: v.label(string(r.Place), "payment.place."+string(r.Place)), Bank: r.Bank, At: utc(r.At), Noted: r.Noted.UTC(),
		Reference: r.Reference, Own: r.Own}
	if r.Office != "" {
		out.Office = officeLabel(v, r.Office)
	}
	if m := r.Motion; m.GRN != "" {
		out.Asked = &Motion{Errand: v.label(string(m.Errand), "payment.errand."+string(m.Errand)), Reference: m.Reference, At: m.At.UTC()}
	}
	return out
}

// Facts gives it back, as far as it is told.
func (r Refund) Facts() (payment.Refund, error) {
	out := payment.Refund{Receipt: payment.Receipt{GRN: r.GRN, BRN: r.BRN, DPR: r.Payment, DRN: r.Demand, Amount: r.Amount.money(),
		Place: payment.Place(r.Place.Key), Bank: r.Bank, At: r.At, Noted: r.Noted, Reference: r.Reference},
		Case: r.Number, Office: r.Office.Key, Own: r.Own}
	if r.Asked != nil {
		out.Motion = payment.Motion{GRN: r.GRN, Errand: payment.Errand(r.Asked.Errand.Key), Reference: r.Asked.Reference, At: r.Asked.At}
	}
	return out, nil
}
