package api_test

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// cashbook knows one refund that is due, which nobody has asked for.
type cashbook struct{ who casework.Caller }

func newCashbook(who casework.Caller) payment.Cashbook { return cashbook{who} }

func (c cashbook) refund(grn string) (payment.Refund, error) {
	if grn != paidGRN {
		return payment.Refund{}, seva.Fail(seva.NotFound, seva.Say("error.payment.unknown"))
	}
	return payment.Refund{Receipt: payment.Receipt{GRN: grn, BRN: "BRN000000018", DPR: onlineID, DRN: demandID, Amount: 50000, Place: payment.RefundDue,
		At: recorded.Add(time.Minute), Noted: recorded.Add(2 * time.Minute), Bank: "SPECIMEN BANK"}, Case: "GR2026000001", Office: "lr.1027"}, nil
}

func (c cashbook) Refunds(_ context.Context, h payment.Heap) ([]payment.Refund, error) {
	if h.In != payment.RefundDue {
		return nil, nil
	}
	r, err := c.refund(paidGRN)
	return []payment.Refund{r}, err
}

func (c cashbook) Ask(_ context.Context, grn string, e payment.Errand, reference string) (payment.Refund, error) {
	r, err := c.refund(grn)
	if reference == "" {
		return r, seva.Refuse("reference", seva.Say("error.payment.by"))
	}
	r.Motion, r.Own = payment.Motion{GRN: grn, Errand: e, Reference: reference, At: recorded}, true
	return r, err
}

func (c cashbook) Approve(_ context.Context, grn string) (payment.Refund, error) {
	r, err := c.refund(grn)
	r.Place, r.Reference = payment.RefundSent, "REF 17"
	return r, err
}

func (c cashbook) Decline(_ context.Context, grn string) (payment.Refund, error) {
	return c.refund(grn)
}

func (c cashbook) Arrived(_ context.Context, grn string, back bool) (payment.Refund, error) {
	r, err := c.refund(grn)
	if !back {
		r.Place, r.Reference = payment.Refunded, "REF 17"
	}
	return r, err
}
