package payment_test

import (
	"context"
	"testing"
	"time"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// One payment of two demands, end to end: both cases move once, and the books say so.
func TestPayOnline(t *testing.T) {
	h := newHall(t)
	one, two := h.owe(100), h.owe(250)
	if b := h.balanced(); b.Owed != seva.Rupees(350) || b.Received != 0 {
		t.Fatalf("%+v", b)
	}
	p := h.begin(payment.Online, one, two)
	if p.State != payment.Started || p.Amount != seva.Rupees(350) || len(p.Lines) != 2 || p.Form.URL == "" {
		t.Fatalf("%+v", p)
	}
	if v := h.back(p.DPR); v.State != payment.Pending {
		t.Fatalf("nobody has paid: %+v", v)
	}
	h.treasury.Press(p.DPR, grips.Pay)
	for range 3 { // said again it changes nothing
		if v := h.back(p.DPR); v.State != payment.Paid || v.Check {
			t.Fatalf("%+v", v)
		}
	}
	for _, d := range []string{one.Case, two.Case} {
		if state, version := h.state(d); state != "paid" || version != 2 {
			t.Errorf("%s: %s, version %d", d, state, version)
		}
	}
	v, err := h.For(citizen).Payment(t.Context(), p.DPR)
	if err != nil || v.Lines[0].Place != payment.Settled || v.Lines[1].BRN == "" || v.GPR == "" {
		t.Fatalf("%+v, %v", v, err)
	}
	slip, err := h.For(clerk).Receipt(t.Context(), v.Lines[0].GRN)
	if err != nil || slip.Case != one.Case || slip.Amount != one.Amount || len(slip.Dues) != 1 || slip.At.IsZero() {
		t.Fatalf("%+v, %v", slip, err)
	}
	if b := h.balanced(); b.Paid != seva.Rupees(350) || b.Received != h.taken() || b.Owed != 0 {
		t.Errorf("%+v", b)
	}
	if dues, err := h.For(citizen).Dues(t.Context(), ""); err != nil || len(dues) != 0 {
		t.Errorf("%+v, %v", dues, err)
	}
}

// Whatever is wrong with an answer, nothing counts as money; when it is right again, all does.
func TestNothingFalseIsBelieved(t *testing.T) {
	for _, f := range grips.Faults() {
		t.Run(string(f), func(t *testing.T) {
			h := newHall(t)
			d := h.owe(500)
			p := h.begin(payment.Online, d)
			h.treasury.Press(p.DPR, grips.Pay)
			h.treasury.Misbehave(f)
			h.wait(time.Minute)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			v, err := h.Returned(ctx, h.treasury.Back(p.DPR))
			if err != nil || v.State == payment.Paid {
				t.Fatalf("%+v, %v", v, err)
			}
			if state, _ := h.state(d.Case); state != "fee_due" {
				t.Fatalf("the case is %s", state)
			}
			if b := h.balanced(); b.Received != 0 {
				t.Fatalf("%+v", b)
			}
			switch f {
			case grips.WrongSum, grips.WrongTotal, grips.WrongLine, grips.NoAmounts, grips.WrongNumber, grips.ShortOne, grips.ForeignLine, grips.Noise, grips.Partial, grips.Huge:
				if len(h.alarms) != 1 || h.alarms[0].DPR != p.DPR {
					t.Errorf("alarms: %+v", h.alarms)
				}
				held, err := h.Book.Held(t.Context(), "", 10)
				if err != nil || len(held) != 1 {
					t.Errorf("held: %+v, %v", held, err)
				}
			}
			h.treasury.Misbehave(grips.Sound)
			h.wait(time.Hour)
			if _, err := h.Poll(t.Context(), 10); err != nil {
				t.Fatal(err)
			}
			if b := h.balanced(); b.Paid != d.Amount {
				t.Errorf("%+v", b)
			}
			if state, version := h.state(d.Case); state != "paid" || version != 2 {
				t.Errorf("%s, %d", state, version)
			}
			held, err := h.Book.Held(t.Context(), "", 10)
			if err != nil || len(held) != 0 {
				t.Errorf("still held: %+v, %v", held, err)
			}
		})
	}
}

// While money is awaited nobody begins anew; when it failed, they may; and when the first
// succeeds after all, the second's money goes back.
func TestBeginAgain(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	first := h.begin(payment.Online, d)
	_, err := h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.Online, "again")
	refusedWith(t, err, seva.Conflict, "payment.pending")
	h.treasury.Press(first.DPR, grips.Fail)
	second := h.begin(payment.Online, d)
	if second.DPR == first.DPR {
		t.Fatal("the same payment")
	}
	h.treasury.Press(first.DPR, grips.Pay) // in the window that was left open
	h.treasury.Press(second.DPR, grips.Pay)
	for _, dpr := range []string{second.DPR, first.DPR, second.DPR} {
		h.back(dpr)
	}
	b := h.balanced()
	if b.Paid != d.Amount || b.ToRefund != d.Amount || b.Received != h.taken() {
		t.Fatalf("%+v", b)
	}
	if state, version := h.state(d.Case); state != "paid" || version != 2 {
		t.Errorf("%s, %d", state, version)
	}
	_, err = h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.Online, "third")
	refusedWith(t, err, seva.Conflict, "payment.paid")
}

// Somebody who never got to the treasury begins anew at once, and an abandoned payment that
// is paid after all counts.
func TestNeverGotThere(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	lost, err := h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.Online, "lost")
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.Online, "lost")
	if err != nil || again.DPR != lost.DPR {
		t.Fatalf("the same key: %+v, %v", again, err)
	}
	_, err = h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.ByChallan, "lost")
	refusedWith(t, err, seva.Conflict, "key.other")
	p := h.begin(payment.Online, d)
	if v, err := h.For(citizen).Payment(t.Context(), lost.DPR); err != nil || v.State != payment.Expired {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := h.treasury.Bring(lost.Form.Fields); err != nil {
		t.Fatal(err)
	}
	h.treasury.Press(lost.DPR, grips.Pay)
	h.back(lost.DPR)
	if b := h.balanced(); b.Paid != d.Amount || b.ToRefund != 0 {
		t.Fatalf("%+v", b)
	}
	h.treasury.Press(p.DPR, grips.Pay)
	h.back(p.DPR)
	if b := h.balanced(); b.Paid != d.Amount || b.ToRefund != d.Amount || b.Received != h.taken() {
		t.Fatalf("%+v", b)
	}
}

// A bank that takes the money twice gives one of them back.
func TestChargedTwice(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	h.treasury.Press(p.DPR, grips.PayTwice)
	h.back(p.DPR)
	b := h.balanced()
	if b.Paid != d.Amount || b.ToRefund != d.Amount || b.Received != h.taken() {
		t.Fatalf("%+v", b)
	}
	v, err := h.For(citizen).Payment(t.Context(), p.DPR)
	if err != nil || v.State != payment.Paid || v.Lines[0].Place != payment.Settled || v.Lines[0].More != d.Amount {
		t.Errorf("%+v, %v", v, err)
	}
}

// A case that ended while its money was on the way: the money goes back.
func TestCaseEndedMeanwhile(t *testing.T) {
	for _, waived := range []bool{false, true} {
		h := newHall(t)
		h.mute = !waived
		d := h.owe(100)
		p := h.begin(payment.Online, d)
		v, err := h.cases.For(citizen).Case(t.Context(), d.Case)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.cases.For(citizen).Act(t.Context(), casework.Act{Number: d.Case, Version: v.Version, Action: "withdraw"}, "w"); err != nil {
			t.Fatal(err)
		}
		if b := h.balanced(); (b.Cancelled == d.Amount) != waived {
			t.Errorf("waived %v: %+v", waived, b)
		}
		h.treasury.Press(p.DPR, grips.Pay)
		if v := h.back(p.DPR); v.State != payment.Paid {
			t.Errorf("%+v", v)
		}
		b := h.balanced()
		if b.Paid != 0 || b.ToRefund != d.Amount || b.Cancelled != d.Amount || b.Owed != 0 {
			t.Errorf("waived %v: %+v", waived, b)
		}
		if state, _ := h.state(d.Case); state != "withdrawn" {
			t.Error(state)
		}
		_, err = h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.Online, "again")
		refusedWith(t, err, seva.Conflict, "payment.cancelled")
	}
}

// At a counter: a challan, "I paid", the bank's report at noon of the next working day.
func TestCounter(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.ByChallan, d)
	if len(p.Challans) != 1 || p.Challans[0].GRN == "" || p.State != payment.Pending || p.Until != (seva.Date{Year: 2026, Month: 12, Day: 1}) {
		t.Fatalf("%+v", p)
	}
	h.treasury.Counter(p.DPR)
	v, err := h.For(citizen).Told(t.Context(), p.DPR)
	if err != nil || v.Told.IsZero() || v.State != payment.Pending {
		t.Fatalf("%+v, %v", v, err)
	}
	if b := h.balanced(); b.Received != 0 {
		t.Errorf("a word counts as money: %+v", b)
	}
	_, err = h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.Online, "again")
	refusedWith(t, err, seva.Conflict, "payment.pending")
	h.until(time.Date(2026, 11, 25, 11, 0, 0, 0, seva.IST))
	if n, err := h.Poll(t.Context(), 10); err != nil || n != 1 { // it was due today at 12:15
		t.Fatalf("%d, %v", n, err)
	}
	h.treasury.Report()
	if n, err := h.Poll(t.Context(), 10); err != nil || n != 0 {
		t.Fatalf("before noon: %d, %v", n, err)
	}
	h.until(time.Date(2026, 11, 25, 12, 16, 0, 0, seva.IST))
	if n, err := h.Poll(t.Context(), 10); err != nil || n != 1 {
		t.Fatalf("after noon: %d, %v", n, err)
	}
	if b := h.balanced(); b.Paid != d.Amount || b.Received != h.taken() {
		t.Errorf("%+v", b)
	}
}

// A challan that nobody paid ends at noon of the working day after its last day; before
// that its demand can be paid another way, unless somebody said that they paid it.
func TestChallanRunsOut(t *testing.T) {
	h := newHall(t)
	d, e := h.owe(100), h.owe(200)
	p, q := h.begin(payment.ByChallan, d), h.begin(payment.ByChallan, e)
	r := h.begin(payment.Online, e)
	if v, err := h.For(citizen).Payment(t.Context(), q.DPR); err != nil || v.State != payment.Expired {
		t.Fatalf("%+v, %v", v, err)
	}
	h.treasury.Press(r.DPR, grips.Pay)
	h.back(r.DPR)
	for day := range 9 {
		h.until(time.Date(2026, 11, 25+day, 13, 0, 0, 0, seva.IST))
		if _, err := h.Poll(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
		v, err := h.For(citizen).Payment(t.Context(), p.DPR)
		if err != nil {
			t.Fatal(err)
		}
		if ended := day >= 7; (v.State == payment.Expired) != ended { // 2 December, noon
			t.Fatalf("on day %d: %s", day, v.State)
		}
	}
	h.treasury.Counter(p.DPR) // a bank that takes it all the same
	h.treasury.Report()
	h.back(p.DPR)
	if b := h.balanced(); b.Paid != seva.Rupees(300) || b.ToRefund != 0 || b.Received != h.taken() {
		t.Errorf("%+v", b)
	}
}

// The treasury dies around the making of a challan: there is one challan, found by asking.
func TestChallanDies(t *testing.T) {
	for _, f := range []grips.Fault{grips.DiesBefore, grips.DiesAfter, grips.Broken, grips.WrongSum, grips.Noise} {
		h := newHall(t)
		d := h.owe(100)
		h.treasury.Misbehave(f)
		_, err := h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.ByChallan, "k")
		refusedWith(t, err, seva.Unavailable, "payment.away")
		h.treasury.Misbehave(grips.Sound)
		p, err := h.For(citizen).Begin(t.Context(), []string{d.ID}, payment.ByChallan, "k")
		if err != nil || len(p.Challans) != 1 {
			t.Fatalf("%s: %+v, %v", f, p, err)
		}
		h.treasury.Counter(p.DPR)
		h.treasury.Report()
		h.back(p.DPR)
		if b := h.balanced(); b.Paid != d.Amount || b.Received != h.taken() {
			t.Errorf("%s: %+v", f, b)
		}
	}
}

func refusedWith(t *testing.T, err error, kind seva.Kind, code string) {
	t.Helper()
	if err == nil || seva.KindOf(err) != kind || seva.Broken(err).Code() != code {
		t.Helper()
		t.Fatalf("%v, want %s %s", err, kind, code)
	}
}
