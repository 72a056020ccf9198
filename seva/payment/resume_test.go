package payment_test

import (
	"testing"
	"time"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/payment"
)

// Somebody stands at the treasury's page, loses it, and goes on elsewhere with the same
// payment: it is paid once.
func TestResume(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	h.back(p.DPR) // it waits
	again, err := h.For(asserted).Resume(t.Context(), p.DPR)
	refusedWith(t, err, seva.Forbidden, "payment.prove")
	if again.Form.URL != "" {
		t.Error("the way there is handed to who has proved nothing")
	}
	if again, err = h.For(clerk).Resume(t.Context(), p.DPR); err != nil || again.DPR != p.DPR || again.Form.URL == "" || !again.Ends.Equal(h.clock().Add(29*time.Minute)) {
		t.Fatalf("%+v, %v", again, err)
	}
	if dpr, err := h.treasury.Bring(again.Form.Fields); err != nil || dpr != p.DPR {
		t.Fatalf("%s, %v", dpr, err)
	}
	h.treasury.Press(p.DPR, grips.Pay)
	if again, err = h.For(citizen).Resume(t.Context(), p.DPR); err != nil || again.State != payment.Paid || again.Form.URL != "" {
		t.Fatalf("%+v, %v", again, err)
	}
	if b := h.balanced(); b.Paid != d.Amount || b.Received != h.taken() {
		t.Errorf("%+v", b)
	}
	_, err = h.For(stranger).Resume(t.Context(), p.DPR)
	refusedWith(t, err, seva.NotFound, "payment.unknown")
	// While the treasury does not answer nobody is sent there: it may be paid.
	q := h.begin(payment.Online, h.owe(50))
	h.treasury.Misbehave(grips.Broken)
	_, err = h.For(citizen).Resume(t.Context(), q.DPR)
	refusedWith(t, err, seva.Unavailable, "payment.away")
	// A challan is printed again wherever its payer is.
	h.treasury.Misbehave(grips.Sound)
	c := h.begin(payment.ByChallan, h.owe(20))
	if again, err := h.For(clerk).Resume(t.Context(), c.DPR); err != nil || len(again.Challans) != 1 || again.Challans[0].GRN != c.Challans[0].GRN {
		t.Errorf("%+v, %v", again, err)
	}
}

// Whoever pays gives up what they left at the treasury and pays anew; what comes for the first
// one late is taken, and the second goes back as paid twice.
func TestAbandon(t *testing.T) {
	for _, first := range []payment.Mode{payment.Online, payment.ByChallan} {
		h := newHall(t)
		d := h.owe(100)
		p := h.begin(first, d)
		_, err := h.For(stranger).Abandon(t.Context(), p.DPR)
		refusedWith(t, err, seva.NotFound, "payment.unknown")
		_, err = h.For(asserted).Abandon(t.Context(), p.DPR)
		refusedWith(t, err, seva.Forbidden, "payment.prove")
		for range 2 {
			if v, err := h.For(citizen).Abandon(t.Context(), p.DPR); err != nil || v.State != payment.Expired {
				t.Fatalf("%s: %+v, %v", first, v, err)
			}
		}
		if dues, err := h.For(citizen).Dues(t.Context(), d.Case); err != nil || len(dues) != 1 || dues[0].DPR != "" {
			t.Fatalf("%+v, %v", dues, err)
		}
		// The treasury still waits for it: that does not take the demand again.
		h.wait(20 * time.Minute)
		if _, err := h.Poll(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
		q := h.begin(payment.Online, d)
		h.treasury.Press(q.DPR, grips.Pay)
		h.back(q.DPR)
		if first == payment.Online {
			h.treasury.Press(p.DPR, grips.Pay)
		} else {
			h.treasury.Counter(p.DPR)
		}
		h.wait(6 * 24 * time.Hour)
		h.treasury.Report()
		for range 3 { // nobody looks at it any more: it is found by itself
			h.wait(25 * time.Hour)
			if _, err := h.Poll(t.Context(), 10); err != nil {
				t.Fatal(err)
			}
		}
		if b := h.balanced(); b.Paid != d.Amount || b.ToRefund != d.Amount || b.Received != h.taken() {
			t.Errorf("%s: %+v", first, b)
		}
	}
}

// What the treasury has money for is not given up, nor a challan that somebody said was paid.
func TestAbandonNothingPaid(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	h.treasury.Press(p.DPR, grips.Pay)
	if v, err := h.For(citizen).Abandon(t.Context(), p.DPR); err != nil || v.State != payment.Paid {
		t.Fatalf("%+v, %v", v, err)
	}
	c := h.begin(payment.ByChallan, h.owe(50))
	if _, err := h.For(citizen).Told(t.Context(), c.DPR); err != nil {
		t.Fatal(err)
	}
	_, err := h.For(citizen).Abandon(t.Context(), c.DPR)
	refusedWith(t, err, seva.Conflict, "payment.pending")
	q := h.begin(payment.Online, h.owe(20))
	h.treasury.Misbehave(grips.Noise)
	_, err = h.For(citizen).Abandon(t.Context(), q.DPR)
	refusedWith(t, err, seva.Unavailable, "payment.away")
	h.treasury.Misbehave(grips.WrongTotal) // what cannot be believed is no reason to give up
	_, err = h.For(citizen).Abandon(t.Context(), q.DPR)
	refusedWith(t, err, seva.Conflict, "payment.pending")
	if b := h.balanced(); b.Paid != d.Amount || b.Received != h.taken() {
		t.Errorf("%+v", b)
	}
}

// An online payment keeps its demand for its lifetime and no longer, the treasury having been
// asked; money that comes after it is taken.
func TestLifetime(t *testing.T) {
	h := newHall(t)
	parts := h.Desk.Parts
	parts.Lifetime = 10 * time.Minute
	var err error
	if h.Desk, err = payment.NewDesk(parts); err != nil {
		t.Fatal(err)
	}
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	if p.Ends != h.clock().Add(10*time.Minute) {
		t.Fatalf("%+v", p)
	}
	h.wait(9 * time.Minute)
	if v, err := h.For(citizen).Payment(t.Context(), p.DPR); err != nil || v.State != payment.Pending {
		t.Fatalf("%+v, %v", v, err)
	}
	h.wait(time.Minute)
	h.treasury.Misbehave(grips.Broken)
	if _, err := h.Poll(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	if v, err := h.For(citizen).Payment(t.Context(), p.DPR); err != nil || v.State != payment.Pending {
		t.Fatalf("given up unasked: %+v, %v", v, err)
	}
	h.treasury.Misbehave(grips.Sound)
	h.wait(20 * time.Minute)
	if n, err := h.Poll(t.Context(), 10); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	q := h.begin(payment.Online, d) // at once
	h.treasury.Press(p.DPR, grips.Pay)
	h.wait(time.Hour)
	if _, err := h.Poll(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	if v, err := h.For(citizen).Payment(t.Context(), p.DPR); err != nil || v.State != payment.Paid {
		t.Errorf("%+v, %v", v, err)
	}
	h.treasury.Press(q.DPR, grips.Pay)
	h.back(q.DPR)
	if b := h.balanced(); b.Paid != d.Amount || b.ToRefund != d.Amount || b.Received != h.taken() {
		t.Errorf("%+v", b)
	}
	for _, wrong := range []time.Duration{time.Second, -time.Hour, 8 * 24 * time.Hour} {
		parts.Lifetime = wrong
		if _, err := payment.NewDesk(parts); err == nil {
			t.Errorf("a lifetime of %s", wrong)
		}
	}
}

// A bank that takes a challan on its eighth day is found, with nobody looking and no file.
func TestChallanOnTheEighthDay(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.ByChallan, d)
	for day := range 8 {
		h.until(time.Date(2026, 11, 25+day, 13, 0, 0, 0, seva.IST))
		if _, err := h.Poll(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := h.For(citizen).Payment(t.Context(), p.DPR); err != nil || v.State != payment.Expired {
		t.Fatalf("%+v, %v", v, err)
	}
	h.treasury.Counter(p.DPR) // 2 December, after the last noon
	h.treasury.Report()
	h.until(time.Date(2026, 12, 3, 13, 0, 0, 0, seva.IST))
	if n, err := h.Poll(t.Context(), 10); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	if b := h.balanced(); b.Paid != d.Amount || b.Received != h.taken() {
		t.Errorf("%+v", b)
	}
}

// A clock that ran a year ahead, and was put right, leaves nothing unasked.
func TestClockAhead(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	h.wait(400 * 24 * time.Hour)
	p := h.begin(payment.ByChallan, d)
	h.treasury.Counter(p.DPR)
	h.treasury.Report()
	h.until(noon())
	if n, err := h.Poll(t.Context(), 10); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	if b := h.balanced(); b.Paid != d.Amount {
		t.Errorf("%+v", b)
	}
}
