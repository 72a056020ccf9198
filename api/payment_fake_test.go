package api_test

import (
	"context"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/payment"
)

// purse is a desk of payments that knows one demand, of the citizen's case, and one payment
// of it.
type purse struct{ who casework.Caller }

func newPurse(who casework.Caller) payment.Counter { return purse{who} }

const (
	demandID = "D0AB3CD4EF5GH6IJ7KL8M"
	onlineID = "PQ2WERTYUIOPASDFGHJK3"
	chitID   = "PZ2XCVBNMASDFGHJKLQW4"
	paidGRN  = "192026270000000017"
)

func dues() []fee.Due {
	return []fee.Due{{Head: "0029-00-800-001-27", Amount: 50000, Source: "398-LP 02.02.2017"}}
}

func (p purse) mine() error {
	switch {
	case p.who.Phone == "919831000345", p.who.Is(casework.Operator):
		return nil
	}
	return seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
}

func (p purse) Dues(_ context.Context, number string) ([]payment.Due, error) {
	if number != "" {
		if _, err := casework.ParseNumber(number); err != nil {
			return nil, err
		}
	}
	if p.mine() != nil {
		return nil, nil
	}
	return []payment.Due{{ID: demandID, Case: "GR2026000001", Service: "mutation_sale", Office: "lr.1027", Amount: 50000, Dues: dues(),
		Raised: recorded, Of: payment.Open, DPR: chitID}}, nil
}

func (p purse) view(dpr string, m payment.Mode, s payment.State) payment.View {
	return payment.View{DPR: dpr, Mode: m, State: s, Amount: 50000, Made: recorded, Next: recorded.Add(15 * time.Minute),
		Lines: []payment.LineView{{Line: payment.Line{DRN: demandID, Case: "GR2026000001", Service: "mutation_sale", Office: "lr.1027", Amount: 50000, Dues: dues()}}}}
}

func (p purse) Begin(_ context.Context, demands []string, m payment.Mode, _ string) (payment.Handoff, error) {
	if err := p.mine(); err != nil {
		return payment.Handoff{}, err
	}
	switch {
	case !slices.Contains(payment.Modes(), m):
		return payment.Handoff{}, seva.Refuse("mode", seva.Say("error.payment.mode"))
	case len(demands) != 1 || demands[0] != demandID:
		return payment.Handoff{}, &seva.Error{Kind: seva.Conflict, Field: "demands", Text: seva.Say("error.payment.pending", seva.Args{"Number": chitID})}
	case m == payment.Online:
		return payment.Handoff{View: p.view(onlineID, m, payment.Started), Form: payment.Form{URL: "https://treasury.example.in/pay",
			Fields: map[string]string{"cs": "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab", "encData": "AAECAwQFBgc=", "src": "DUAR"}}}, nil
	}
	v := p.chit()
	return payment.Handoff{View: v, Challans: []payment.Challan{{GRN: paidGRN, DRN: demandID, Case: "GR2026000001", Amount: 50000, Dues: dues(), Until: v.Until}}}, nil
}

func (p purse) Present(ctx context.Context, number, fact string) ([]payment.Due, error) {
	if !p.who.Is(casework.Operator) {
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	if _, err := casework.ParseNumber(number); err != nil {
		return nil, err
	}
	if p.mine() != nil || fact != "0345" {
		return nil, seva.Fail(seva.NotFound, seva.Say("error.case.unknown_or_fact"))
	}
	return p.Dues(ctx, number)
}

func (p purse) Resume(_ context.Context, dpr string) (payment.Handoff, error) {
	if err := p.mine(); err != nil || dpr != onlineID {
		return payment.Handoff{}, seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
	}
	v := p.view(onlineID, payment.Online, payment.Pending)
	v.Ends = recorded.Add(30 * time.Minute)
	return payment.Handoff{View: v, Form: payment.Form{URL: "https://treasury.example.in/pay",
		Fields: map[string]string{"cs": "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab", "encData": "AAECAwQFBgc=", "src": "DUAR"}}}, nil
}

func (p purse) Abandon(_ context.Context, dpr string) (payment.View, error) {
	if err := p.mine(); err != nil || dpr != onlineID {
		return payment.View{}, seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
	}
	return p.view(onlineID, payment.Online, payment.Expired), nil
}

func (p purse) chit() payment.View {
	v := p.view(chitID, payment.ByChallan, payment.Pending)
	v.Until, v.Lines[0].GRN = seva.Date{Year: 2026, Month: 11, Day: 30}, paidGRN
	return v
}

func (p purse) Payment(_ context.Context, dpr string) (payment.View, error) {
	err := p.mine()
	if err == nil && dpr == chitID {
		return p.chit(), nil
	}
	if err != nil || dpr != onlineID {
		return payment.View{}, seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
	}
	v := p.view(onlineID, payment.Online, payment.Paid)
	v.GPR, v.Next = "GPR0000000001", time.Time{}
	l := &v.Lines[0]
	l.GRN, l.BRN, l.Place, l.At, l.More = paidGRN, "BRN000000018", payment.Settled, recorded.Add(time.Minute), 50000
	return v, nil
}

func (p purse) Told(_ context.Context, dpr string) (payment.View, error) {
	if err := p.mine(); err != nil || dpr != chitID {
		return payment.View{}, seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
	}
	v := p.chit()
	v.Told = recorded.Add(time.Hour)
	return v, nil
}

func (p purse) Receipt(_ context.Context, grn string) (payment.Slip, error) {
	if err := p.mine(); err != nil || grn != paidGRN {
		return payment.Slip{}, seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
	}
	return payment.Slip{Receipt: payment.Receipt{GRN: grn, BRN: "BRN000000018", DPR: onlineID, DRN: demandID, Amount: 50000, Place: payment.Settled,
		At: recorded.Add(time.Minute), Noted: recorded.Add(2 * time.Minute), Bank: "SPECIMEN BANK"},
		Case: "GR2026000001", Service: "mutation_sale", Office: "lr.1027", Dues: dues()}, nil
}

// fromTreasury believes what a browser brings as far as to know which payment it means.
func fromTreasury(_ context.Context, fields map[string]string) (payment.View, error) {
	if fields["encData"] != "AAECAwQFBgc=" {
		return payment.View{}, seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
	}
	return payment.View{DPR: onlineID, Mode: payment.Online, State: payment.Pending, Made: recorded}, nil
}
