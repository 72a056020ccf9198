package program

import (
	"context"

	"duar/api"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/office"
	"duar/seva/payment"
)

// KioskLeaves draw a kiosk's leaves in this process, as a server's API draws them for others.
// It is tui.Leaves with the right of whose counters they are.
type KioskLeaves struct {
	Draw    api.Leaves
	Cases   casework.Counter
	Money   payment.Counter // nil where nothing is paid, and so nothing is drawn of it
	Offices office.Desk
}

// from gives an office by its id, or the zero Office: a leaf then names the department.
func (d KioskLeaves) from(ctx context.Context) func(id string) office.Office {
	return func(id string) office.Office {
		o, err := d.Offices.Office(ctx, id)
		if err != nil {
			return office.Office{}
		}
		return o
	}
}

// Hearing is tui.Leaves.
func (d KioskLeaves) Hearing(ctx context.Context, number string, l seva.Lang) ([]byte, error) {
	h, err := d.Cases.Hearing(ctx, number)
	if err != nil {
		return nil, err
	}
	return whole(d.Draw.Hearing(h, d.from(ctx)(h.Office), []seva.Lang{l}))
}

// Challan is tui.Leaves.
func (d KioskLeaves) Challan(ctx context.Context, dpr string, l seva.Lang) ([]byte, error) {
	v, err := d.Money.Payment(ctx, dpr)
	if err != nil {
		return nil, err
	}
	numbered := false
	for _, line := range v.Lines {
		numbered = numbered || line.GRN != ""
	}
	if v.Mode != payment.ByChallan || !numbered {
		return nil, &seva.Error{Kind: seva.NotFound, Field: "dpr", Text: seva.Say("error.payment.challan")}
	}
	return whole(d.Draw.Challan(v, d.from(ctx), readers(l)))
}

// Receipt is tui.Leaves.
func (d KioskLeaves) Receipt(ctx context.Context, grn string, l seva.Lang) ([]byte, error) {
	s, err := d.Money.Receipt(ctx, grn)
	if err != nil {
		return nil, err
	}
	return whole(d.Draw.Receipt(s, d.from(ctx)(s.Office), readers(l)))
}

// readers are the languages of what a bank and a treasury read too.
func readers(l seva.Lang) []seva.Lang {
	if l == seva.English {
		return []seva.Lang{l}
	}
	return []seva.Lang{l, seva.English}
}

// whole makes a *seva.Error of one that drawing came to.
func whole(pdf []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, seva.Broken(err)
	}
	return pdf, nil
}
