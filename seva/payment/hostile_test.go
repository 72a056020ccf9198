package payment_test

import (
	"context"
	"testing"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// Money that came for an act which the record refuses is money that came: it is in the books
// and goes back, and the treasury is not asked about it for ever.
func TestMoneyForWhatTheRecordRefuses(t *testing.T) {
	h := newHall(t)
	h.does = func(context.Context, casework.Tx, casework.Work) (casework.Done, error) {
		return casework.Done{}, &seva.Error{Kind: seva.Conflict, Text: seva.Say("error.record.same")}
	}
	h.Desk, h.cases = h.desk(seva.RealWorld().At(h.clock))
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	h.treasury.Press(p.DPR, grips.Pay)
	h.back(p.DPR)
	v, err := h.For(citizen).Payment(t.Context(), p.DPR)
	if err != nil || v.State != payment.Paid || v.Lines[0].Place != payment.RefundDue {
		t.Fatalf("%+v, %v", v, err)
	}
	if b := h.balanced(); b.Received != h.taken() || b.ToRefund != d.Amount || b.Owed != 0 {
		t.Errorf("%+v", b)
	}
	if state, _ := h.state(d.Case); state != "fee_due" {
		t.Errorf("the case stands %s", state)
	}
}

// Nobody moves money under a name that is the program's own, and no name is two people's for
// being written otherwise.
func TestWhoMovesMoney(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	h.treasury.Press(p.DPR, grips.PayTwice)
	h.back(p.DPR)
	ctx := context.Background()
	due, err := h.Refunds(ctx, false, "", 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%+v, %v", due, err)
	}
	grn := due[0].GRN
	for _, by := range []string{"system", "System", "mita  roy", "mita\u200broy"} {
		_, err = h.Sent(ctx, grn, by, "REF")
		refusedWith(t, err, seva.Invalid, "payment.by")
	}
	if _, err := h.Sent(ctx, grn, "mita roy", "REF"); err != nil {
		t.Fatal(err)
	}
	_, err = h.Confirm(ctx, grn, "MITA ROY", false)
	refusedWith(t, err, seva.Forbidden, "payment.maker")
}
