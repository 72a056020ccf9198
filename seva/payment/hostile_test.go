package payment_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

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

// That our own program fails on a case keeps no money out of the books: it stands in suspense,
// a person hears of it, and two officers let it pay its demand once the program is mended. What
// failed once, by chance, leaves no trace.
func TestMoneyThatOurProgramFailsOn(t *testing.T) {
	for _, fails := range []int{1, 1 << 30} {
		h := newHall(t)
		left := fails
		h.does = func(context.Context, casework.Tx, casework.Work) (casework.Done, error) {
			if left--; left >= 0 {
				return casework.Done{}, errors.New("a fault of ours")
			}
			return casework.Done{}, nil
		}
		h.Desk, h.cases = h.desk(seva.RealWorld().At(h.clock))
		d := h.owe(100)
		p := h.begin(payment.Online, d)
		h.treasury.Press(p.DPR, grips.Pay)
		h.back(p.DPR)
		v, err := h.For(citizen).Payment(t.Context(), p.DPR)
		if err != nil || v.State != payment.Paid {
			t.Fatalf("%+v, %v", v, err)
		}
		if fails == 1 {
			if v.Lines[0].Place != payment.Settled || len(h.alarms) != 0 {
				t.Errorf("by chance: %+v, %+v", v.Lines, h.alarms)
			}
			continue
		}
		if v.Lines[0].Place != payment.Suspense || len(h.alarms) != 1 {
			t.Fatalf("%+v, %+v", v.Lines, h.alarms)
		}
		if b := h.balanced(); b.Suspense != d.Amount || b.Owed != d.Amount || b.Received != h.taken() {
			t.Errorf("%+v", b)
		}
		left = 0 // mended
		grn := v.Lines[0].GRN
		if r := h.gives(grn, payment.Settle, "order 3"); r.Place != payment.Settled {
			t.Errorf("%+v", r)
		}
		if state, version := h.state(d.Case); state != "paid" || version != 2 {
			t.Errorf("%s, %d", state, version)
		}
		if b := h.balanced(); b.Paid != d.Amount || b.Suspense != 0 || b.Received != h.taken() {
			t.Errorf("%+v", b)
		}
		_, err = h.Accounts(maker).Ask(t.Context(), grn, payment.Settle, "order 4")
		refusedWith(t, err, seva.Conflict, "payment.place")
	}
}

// Money of another sum than its demand is never settled, whoever approves.
func TestSuspenseOfAnotherSum(t *testing.T) {
	h := newHall(t)
	p := h.begin(payment.Online, h.owe(300))
	h.treasury.Press(p.DPR, grips.Pay)
	f := h.filed(func(text string) string { return strings.Replace(text, ",300,", ",299,", 1) })
	if _, err := h.Reconcile(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	_, err := h.Accounts(maker).Ask(t.Context(), f.Lines[0].GRN, payment.Settle, "order 1")
	refusedWith(t, err, seva.Conflict, "payment.place")
	if b := h.balanced(); b.Suspense != seva.Rupees(299) || b.Paid != 0 {
		t.Errorf("%+v", b)
	}
}

// A receipt that only the file told of is of the file's day, and not of the day it was read.
func TestReceiptOfTheFilesDay(t *testing.T) {
	h := newHall(t)
	p := h.begin(payment.Online, h.owe(100))
	h.treasury.Press(p.DPR, grips.Pay)
	f := h.filed(func(text string) string { return text })
	h.wait(4 * 24 * time.Hour)
	if _, err := h.Reconcile(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	slip, err := h.For(citizen).Receipt(t.Context(), f.Lines[0].GRN)
	if err != nil || seva.DateOf(slip.At) != f.Day {
		t.Errorf("%v, %v", slip.At, err)
	}
}
