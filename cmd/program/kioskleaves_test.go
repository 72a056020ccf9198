package program

import (
	"bytes"
	"context"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/office"
	"duar/seva/payment"
	"duar/seva/place"
)

// shelfedCases and shelfedMoney are desks of one hearing, one challan and one receipt.
type shelfedCases struct{ casework.Counter }

func (shelfedCases) Hearing(_ context.Context, number string) (casework.Hearing, error) {
	if number != "MN2026000001" {
		return casework.Hearing{}, seva.Fail(seva.NotFound, seva.Say("error.case.unknown"))
	}
	return casework.Hearing{Number: number, Service: "mutation_sale", Office: "lr.2984", Applicant: "Subrata Mondal"}, nil
}

type shelfedMoney struct{ payment.Counter }

func (shelfedMoney) Payment(_ context.Context, dpr string) (payment.View, error) {
	v := payment.View{DPR: dpr, Mode: payment.ByChallan, Lines: []payment.LineView{{Line: payment.Line{DRN: "D1", Case: "MN2026000001", Service: "mutation_sale", Office: "lr.2984", Amount: 50000, GRN: "1"}}}}
	switch dpr {
	case "PONLINE":
		v.Mode = payment.Online
	case "PUNMADE":
		v.Lines[0].GRN = ""
	}
	return v, nil
}

func (shelfedMoney) Receipt(context.Context, string) (payment.Slip, error) {
	return payment.Slip{Receipt: payment.Receipt{GRN: "1", Amount: 50000, Place: payment.Settled}, Service: "mutation_sale", Office: "lr.2984"}, nil
}

// nowhere knows no office.
type nowhere struct{}

func (nowhere) Of(context.Context, place.IDN) ([]office.Office, error) { return nil, nil }
func (nowhere) Office(context.Context, string) (office.Office, error) {
	return office.Office{}, seva.Fail(seva.NotFound, seva.Say("error.office.unknown"))
}

// A kiosk without a server draws what a server would, names the department where it knows no
// office, and draws no challan of a payment that has none.
func TestAKioskDrawsItsOwnLeaves(t *testing.T) {
	k := KioskLeaves{Draw: (&front{}).leaves(seva.RealWorld()), Cases: shelfedCases{}, Money: shelfedMoney{}, Offices: nowhere{}}
	for name, draw := range map[string]func() ([]byte, error){
		"hearing": func() ([]byte, error) { return k.Hearing(t.Context(), "MN2026000001", seva.Bengali) },
		"challan": func() ([]byte, error) { return k.Challan(t.Context(), "P1", seva.Hindi) },
		"receipt": func() ([]byte, error) { return k.Receipt(t.Context(), "1", seva.English) },
	} {
		if pdf, err := draw(); err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, dpr := range []string{"PONLINE", "PUNMADE"} {
		if _, err := k.Challan(t.Context(), dpr, seva.English); seva.KindOf(err) != seva.NotFound || seva.Broken(err).Code() != "payment.challan" {
			t.Errorf("%s: %v", dpr, err)
		}
	}
	if _, err := k.Hearing(t.Context(), "MN2026000002", seva.English); seva.KindOf(err) != seva.NotFound {
		t.Error(err)
	}
}
