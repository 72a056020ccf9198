package wire

import (
	"strings"
	"time"

	"duar/seva"
	"duar/seva/fee"
	"duar/seva/payment"
)

// Sum is money: paise, which a program reckons with, and its words for this reader.
type Sum struct {
	Paise int64  `json:"paise"`
	Text  string `json:"text"`
}

func newSum(v Voice, m seva.Money) Sum {
	return Sum{Paise: int64(m), Text: v.Say(seva.Say("payment.sum", seva.Args{"Sum": m}))}
}

func (s Sum) money() seva.Money { return seva.Money(s.Paise) }

// Head is fee.Due: one head of account.
type Head struct {
	Head   string `json:"head"`
	Amount Sum    `json:"amount"`
	Source string `json:"source,omitempty"`
}

// officeLabel names an office by its department: "lr.1027".
func officeLabel(v Voice, office string) Label {
	department, _, _ := strings.Cut(office, ".")
	return v.label(office, "department."+department)
}

func newHeads(v Voice, all []fee.Due) []Head {
	out := make([]Head, len(all))
	for i, d := range all {
		out[i] = Head{d.Head, newSum(v, d.Amount), d.Source}
	}
	return out
}

func heads(all []Head) []fee.Due {
	var out []fee.Due
	for _, h := range all {
		out = append(out, fee.Due{Head: h.Head, Amount: h.Amount.money(), Source: h.Source})
	}
	return out
}

// Due is payment.Due: one demand that is open.
type Due struct {
	ID      string    `json:"id"`
	Number  string    `json:"number"`
	Service Label     `json:"service"`
	Office  Label     `json:"office"`
	Amount  Sum       `json:"amount"`
	Heads   []Head    `json:"heads"`
	Raised  time.Time `json:"raised"`
	Payment string    `json:"payment,omitempty"`
}

// NewDue spells a demand for a reader.
func NewDue(v Voice, d payment.Due) Due {
	return Due{ID: d.ID, Number: d.Case, Service: v.label(d.Service, "service."+d.Service), Office: officeLabel(v, d.Office),
		Amount: newSum(v, d.Amount), Heads: newHeads(v, d.Dues), Raised: d.Raised.UTC(), Payment: d.DPR}
}

// Facts gives the demand back.
func (d Due) Facts() (payment.Due, error) {
	return payment.Due{ID: d.ID, Case: d.Number, Service: d.Service.Key, Office: d.Office.Key, Amount: d.Amount.money(),
		Dues: heads(d.Heads), Raised: d.Raised, Of: payment.Open, DPR: d.Payment}, nil
}

// Payment is payment.View.
type Payment struct {
	DPR    string        `json:"dpr"`
	GPR    string        `json:"gpr,omitempty"`
	Mode   Label         `json:"mode"`
	State  Label         `json:"state"`
	Amount Sum           `json:"amount,omitzero"`
	Lines  []PaymentLine `json:"lines"`
	Made   time.Time     `json:"made"`
	Until  string        `json:"until,omitempty"`
	Ends   time.Time     `json:"ends,omitzero"`
	Told   time.Time     `json:"told,omitzero"`
	Asked  time.Time     `json:"asks_again,omitzero"`
	Check  bool          `json:"under_check"`
}

// PaymentLine is payment.LineView.
type PaymentLine struct {
	Demand  string    `json:"demand"`
	Number  string    `json:"number"`
	Service Label     `json:"service"`
	Office  Label     `json:"office"`
	Amount  Sum       `json:"amount"`
	Heads   []Head    `json:"heads"`
	GRN     string    `json:"grn,omitempty"`
	BRN     string    `json:"brn,omitempty"`
	Place   Label     `json:"place,omitzero"`
	At      time.Time `json:"paid,omitzero"`
	More    Sum       `json:"given_back,omitzero"`
}

// NewPayment spells a payment for a reader.
func NewPayment(v Voice, p payment.View) Payment {
	out := Payment{DPR: p.DPR, GPR: p.GPR, Mode: v.label(string(p.Mode), "payment.mode."+string(p.Mode)),
		State: v.label(string(p.State), "payment.state."+string(p.State)), Lines: []PaymentLine{}, Made: p.Made.UTC(),
		Until: p.Until.String(), Ends: utc(p.Ends), Told: utc(p.Told), Asked: utc(p.Next), Check: p.Check}
	if p.Amount != 0 {
		out.Amount = newSum(v, p.Amount)
	}
	for _, l := range p.Lines {
		one := PaymentLine{Demand: l.DRN, Number: l.Case, Service: v.label(l.Service, "service."+l.Service), Office: officeLabel(v, l.Office),
			Amount: newSum(v, l.Amount), Heads: newHeads(v, l.Dues), GRN: l.GRN, BRN: l.BRN, At: utc(l.At),
			Place: v.label(string(l.Place), "payment.place."+string(l.Place))}
		if l.More != 0 {
			one.More = newSum(v, l.More)
		}
		out.Lines = append(out.Lines, one)
	}
	return out
}

// utc keeps no moment none.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// Facts gives the payment back.
func (p Payment) Facts() (payment.View, error) {
	out := payment.View{DPR: p.DPR, GPR: p.GPR, Mode: payment.Mode(p.Mode.Key), State: payment.State(p.State.Key), Amount: p.Amount.money(),
		Made: p.Made, Ends: p.Ends, Told: p.Told, Next: p.Asked, Check: p.Check}
	var err error
	if p.Until != "" {
		out.Until, err = seva.ParseDate(p.Until)
	}
	for _, l := range p.Lines {
		out.Lines = append(out.Lines, payment.LineView{
			Line: payment.Line{DRN: l.Demand, Case: l.Number, Service: l.Service.Key, Office: l.Office.Key, Amount: l.Amount.money(),
				Dues: heads(l.Heads), GRN: l.GRN, BRN: l.BRN},
			Place: payment.Place(l.Place.Key), At: l.At, More: l.More.money()})
	}
	return out, err
}

// Handoff is payment.Handoff: a payment and how to go on with it.
type Handoff struct {
	Payment
	Form     PaymentForm `json:"form,omitzero"`
	Challans []Challan   `json:"challans"`
}

// PaymentForm is payment.Form: what a browser posts, and where to.
type PaymentForm struct {
	URL    string            `json:"url"`
	Fields map[string]string `json:"fields"`
}

// IsZero is for omitzero.
func (f PaymentForm) IsZero() bool { return f.URL == "" }

// Challan is payment.Challan.
type Challan struct {
	GRN    string `json:"grn"`
	Demand string `json:"demand"`
	Number string `json:"number"`
	Amount Sum    `json:"amount"`
	Heads  []Head `json:"heads"`
	Until  string `json:"until"`
}

// NewHandoff spells how to go on for a reader.
func NewHandoff(v Voice, h payment.Handoff) Handoff {
	out := Handoff{Payment: NewPayment(v, h.View), Form: PaymentForm(h.Form), Challans: []Challan{}}
	for _, c := range h.Challans {
		out.Challans = append(out.Challans, Challan{c.GRN, c.DRN, c.Case, newSum(v, c.Amount), newHeads(v, c.Dues), c.Until.String()})
	}
	return out
}

// Facts gives it back.
func (h Handoff) Facts() (payment.Handoff, error) {
	view, err := h.Payment.Facts()
	out := payment.Handoff{View: view, Form: payment.Form(h.Form)}
	for _, c := range h.Challans {
		until, derr := seva.ParseDate(c.Until)
		if derr != nil {
			err = derr
		}
		out.Challans = append(out.Challans, payment.Challan{GRN: c.GRN, DRN: c.Demand, Case: c.Number, Amount: c.Amount.money(), Dues: heads(c.Heads), Until: until})
	}
	return out, err
}

// Slip is payment.Slip: what a receipt says.
type Slip struct {
	GRN     string    `json:"grn"`
	BRN     string    `json:"brn,omitempty"`
	Payment string    `json:"payment"`
	Demand  string    `json:"demand"`
	Number  string    `json:"number"`
	Service Label     `json:"service"`
	Office  Label     `json:"office"`
	Amount  Sum       `json:"amount"`
	Heads   []Head    `json:"heads"`
	Place   Label     `json:"place"`
	Bank    string    `json:"bank,omitempty"`
	At      time.Time `json:"paid,omitzero"`
	Noted   time.Time `json:"noted"`
}

// NewSlip spells a receipt for a reader.
func NewSlip(v Voice, s payment.Slip) Slip {
	return Slip{GRN: s.GRN, BRN: s.BRN, Payment: s.DPR, Demand: s.DRN, Number: s.Case, Service: v.label(s.Service, "service."+s.Service),
		Office: officeLabel(v, s.Office), Amount: newSum(v, s.Amount), Heads: newHeads(v, s.Dues),
		Place: v.label(string(s.Place), "payment.place."+string(s.Place)), Bank: s.Bank, At: utc(s.At), Noted: s.Noted.UTC()}
}

// Facts gives the receipt back, as far as it is told.
func (s Slip) Facts() (payment.Slip, error) {
	return payment.Slip{Receipt: payment.Receipt{GRN: s.GRN, BRN: s.BRN, DPR: s.Payment, DRN: s.Demand, Amount: s.Amount.money(),
		Place: payment.Place(s.Place.Key), Bank: s.Bank, At: s.At, Noted: s.Noted},
		Case: s.Number, Service: s.Service.Key, Office: s.Office.Key, Dues: heads(s.Heads)}, nil
}
