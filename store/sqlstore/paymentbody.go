package sqlstore

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/fee"
	"duar/seva/payment"
)

// paymentBody is a payment as it is kept; see caseBody for what may change.
type paymentBody struct {
	DPR     string     `cbor:"1,keyasint,omitzero"`
	GPR     string     `cbor:"2,keyasint,omitzero"`
	Mode    string     `cbor:"3,keyasint,omitzero"`
	State   string     `cbor:"4,keyasint,omitzero"`
	Version int64      `cbor:"5,keyasint,omitzero"`
	Lines   []lineBody `cbor:"6,keyasint,omitzero"`
	Amount  int64      `cbor:"7,keyasint,omitzero"`
	By      string     `cbor:"8,keyasint,omitzero"`
	Channel string     `cbor:"9,keyasint,omitzero"`
	Made    int64      `cbor:"10,keyasint,omitzero"`
	Asked   int64      `cbor:"11,keyasint,omitzero"`
	Failed  int        `cbor:"12,keyasint,omitzero"`
	Next    int64      `cbor:"13,keyasint,omitzero"`
	Until   int64      `cbor:"14,keyasint,omitzero"`
	Told    int64      `cbor:"15,keyasint,omitzero"`
	Ended   int64      `cbor:"16,keyasint,omitzero"`
	Held    string     `cbor:"17,keyasint,omitzero"`
}

type lineBody struct {
	DRN     string    `cbor:"1,keyasint,omitzero"`
	Case    string    `cbor:"2,keyasint,omitzero"`
	Service string    `cbor:"3,keyasint,omitzero"`
	Office  string    `cbor:"4,keyasint,omitzero"`
	Amount  int64     `cbor:"5,keyasint,omitzero"`
	Dues    []dueBody `cbor:"6,keyasint,omitzero"`
	GRN     string    `cbor:"7,keyasint,omitzero"`
	BRN     string    `cbor:"8,keyasint,omitzero"`
}

type receiptBody struct {
	GRN       string `cbor:"1,keyasint,omitzero"`
	BRN       string `cbor:"2,keyasint,omitzero"`
	DPR       string `cbor:"3,keyasint,omitzero"`
	DRN       string `cbor:"4,keyasint,omitzero"`
	Amount    int64  `cbor:"5,keyasint,omitzero"`
	At        int64  `cbor:"6,keyasint,omitzero"`
	Noted     int64  `cbor:"7,keyasint,omitzero"`
	Bank      string `cbor:"8,keyasint,omitzero"`
	Reference string `cbor:"9,keyasint,omitzero"`
	Maker     string `cbor:"10,keyasint,omitzero"`
	Checker   string `cbor:"11,keyasint,omitzero"`
}

func packPayment(p payment.Payment) ([]byte, error) {
	if p.DPR == "" || !plain(p.DPR, string(p.State), string(p.Held)) {
		return nil, seva.Refuse("payment", seva.Say("error.text.control"))
	}
	b := paymentBody{DPR: p.DPR, GPR: p.GPR, Mode: string(p.Mode), State: string(p.State), Version: p.Version, Amount: int64(p.Amount),
		By: p.By, Channel: p.Channel, Made: packMoment(p.Made), Asked: packMoment(p.Asked), Failed: p.Failed, Next: packMoment(p.Next),
		Until: packMoment(p.Until), Told: packMoment(p.Told), Ended: packMoment(p.Ended), Held: string(p.Held)}
	for _, l := range p.Lines {
		one := lineBody{DRN: l.DRN, Case: l.Case, Service: l.Service, Office: l.Office, Amount: int64(l.Amount), GRN: l.GRN, BRN: l.BRN}
		for _, d := range l.Dues {
			one.Dues = append(one.Dues, dueBody{d.Head, int64(d.Amount), d.Source})
		}
		b.Lines = append(b.Lines, one)
	}
	return cbor.Marshal(b)
}

func unpackPayment(text []byte) (payment.Payment, error) {
	var b paymentBody
	if err := body.Unmarshal(text, &b); err != nil {
		return payment.Payment{}, fmt.Errorf("sqlstore: a payment: %w", err)
	}
	p := payment.Payment{DPR: b.DPR, GPR: b.GPR, Mode: payment.Mode(b.Mode), State: payment.State(b.State), Version: b.Version,
		Amount: seva.Money(b.Amount), By: b.By, Channel: b.Channel, Made: unpackMoment(b.Made), Asked: unpackMoment(b.Asked),
		Failed: b.Failed, Next: unpackMoment(b.Next), Until: unpackMoment(b.Until), Told: unpackMoment(b.Told),
		Ended: unpackMoment(b.Ended), Held: payment.Held(b.Held)}
	for _, l := range b.Lines {
		one := payment.Line{DRN: l.DRN, Case: l.Case, Service: l.Service, Office: l.Office, Amount: seva.Money(l.Amount), GRN: l.GRN, BRN: l.BRN}
		for _, d := range l.Dues {
			one.Dues = append(one.Dues, fee.Due{Head: d.Head, Amount: seva.Money(d.Amount), Source: d.Source})
		}
		p.Lines = append(p.Lines, one)
	}
	return p, nil
}

// packReceipt leaves out what stands in columns: where the money is.
func packReceipt(r payment.Receipt) ([]byte, error) {
	return cbor.Marshal(receiptBody{r.GRN, r.BRN, r.DPR, r.DRN, int64(r.Amount), packMoment(r.At), packMoment(r.Noted), r.Bank,
		r.Reference, r.Maker, r.Checker})
}

func unpackReceipt(text []byte) (payment.Receipt, error) {
	var b receiptBody
	if err := body.Unmarshal(text, &b); err != nil {
		return payment.Receipt{}, fmt.Errorf("sqlstore: a receipt: %w", err)
	}
	return payment.Receipt{GRN: b.GRN, BRN: b.BRN, DPR: b.DPR, DRN: b.DRN, Amount: seva.Money(b.Amount), At: unpackMoment(b.At),
		Noted: unpackMoment(b.Noted), Bank: b.Bank, Reference: b.Reference, Maker: b.Maker, Checker: b.Checker}, nil
}
