package payment_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// gives has one officer ask and another approve.
func (h *hall) gives(grn string, e payment.Errand, reference string) payment.Refund {
	h.t.Helper()
	ctx := context.Background()
	if _, err := h.Accounts(maker).Ask(ctx, grn, e, reference); err != nil {
		h.t.Fatal(err)
	}
	r, err := h.Accounts(checker).Approve(ctx, grn)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// twice is a payment that a bank took twice: one of them is to go back.
func (h *hall) twice() (settled, due string) {
	h.t.Helper()
	p := h.begin(payment.Online, h.owe(100))
	h.treasury.Press(p.DPR, grips.PayTwice)
	h.back(p.DPR)
	v, err := h.For(citizen).Payment(context.Background(), p.DPR)
	if err != nil {
		h.t.Fatal(err)
	}
	all, err := h.Accounts(maker).Refunds(context.Background(), payment.Heap{In: payment.RefundDue})
	if err != nil || len(all) != 1 || all[0].Case != v.Lines[0].Case || all[0].Own {
		h.t.Fatalf("%+v, %v", all, err)
	}
	return v.Lines[0].GRN, all[0].GRN
}

// A refund takes two officers of accounts who are signed in, and the journal tells its way.
func TestRefund(t *testing.T) {
	h := newHall(t)
	settled, grn := h.twice()
	ctx := context.Background()
	one, two := h.Accounts(maker), h.Accounts(checker)
	_, err := two.Arrived(ctx, grn, false)
	refusedWith(t, err, seva.Conflict, "payment.place")
	_, err = two.Approve(ctx, grn)
	refusedWith(t, err, seva.Conflict, "payment.unasked")
	for _, odd := range []string{"", " REF", "REF  2", "R\u200bEF", strings.Repeat("R", 101)} {
		_, err = one.Ask(ctx, grn, payment.Send, odd)
		refusedWith(t, err, seva.Invalid, "payment.by")
	}
	_, err = one.Ask(ctx, grn, payment.Give, "order 1") // it is due already
	refusedWith(t, err, seva.Conflict, "payment.place")
	r, err := one.Ask(ctx, grn, payment.Send, "REF")
	if err != nil || r.Place != payment.RefundDue || !r.Own || r.Motion.By != maker.ID {
		t.Fatalf("%+v, %v", r, err)
	}
	_, err = two.Ask(ctx, grn, payment.Send, "REF2")
	refusedWith(t, err, seva.Conflict, "payment.asked")
	_, err = one.Approve(ctx, grn)
	refusedWith(t, err, seva.Forbidden, "payment.maker")
	if b := h.balanced(); b.ToRefund != seva.Rupees(100) || b.Refunded != 0 {
		t.Errorf("an asking moves money: %+v", b)
	}
	if r, err = two.Decline(ctx, grn); err != nil || r.Motion.GRN != "" || r.Place != payment.RefundDue {
		t.Fatalf("%+v, %v", r, err)
	}
	if r = h.gives(grn, payment.Send, "REF2"); r.Place != payment.RefundSent || r.Maker != maker.ID || r.Reference != "REF2" {
		t.Fatalf("%+v", r)
	}
	_, err = one.Arrived(ctx, grn, false)
	refusedWith(t, err, seva.Forbidden, "payment.maker")
	if r, err := two.Arrived(ctx, grn, true); err != nil || r.Place != payment.RefundDue || r.Maker != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	h.gives(grn, payment.Send, "REF3")
	if r, err := two.Arrived(ctx, grn, false); err != nil || r.Place != payment.Refunded {
		t.Fatalf("%+v, %v", r, err)
	}
	_, err = one.Ask(ctx, grn, payment.Send, "REF4") // never a second time
	refusedWith(t, err, seva.Conflict, "payment.place")
	if b := h.balanced(); b.Refunded != seva.Rupees(100) || b.Paid != seva.Rupees(100) || b.ToRefund != 0 {
		t.Errorf("%+v", b)
	}
	moves, err := h.Book.Journal(ctx, grn)
	if err != nil {
		t.Fatal(err)
	}
	var way []string
	for _, m := range moves {
		way = append(way, string(m.To)+" by "+m.By)
	}
	if got := strings.Join(way, ", "); got != "refund_due by system, refund_sent by a2, refund_due by a2, refund_sent by a2, refunded by a2" {
		t.Error(got)
	}
	// What was settled goes back by an order; its demand is then not paid.
	h.gives(settled, payment.Give, "appeal 12")
	if b := h.balanced(); b.Paid != 0 || b.ToRefund != seva.Rupees(100) || b.Cancelled != seva.Rupees(100) {
		t.Errorf("%+v", b)
	}
	_, err = one.Ask(ctx, "192026270000099999", payment.Give, "appeal 12")
	refusedWith(t, err, seva.NotFound, "payment.unknown")
}

// Nobody but an officer of accounts of the case's office moves money, whatever else they are;
// of money of nobody's, one of a whole department.
func TestWhoMovesMoney(t *testing.T) {
	h := newHall(t)
	_, grn := h.twice()
	ctx := context.Background()
	far := casework.Caller{ID: "a3", Roles: []casework.Role{casework.Accounts}, Offices: []string{"lr.9999"}}
	for name, c := range map[string]struct {
		who  casework.Caller
		kind seva.Kind
		code string
	}{
		"nobody":         {casework.Caller{}, seva.Unauthenticated, "unauthenticated"},
		"whose it is":    {citizen, seva.Forbidden, "forbidden"},
		"an operator":    {operator, seva.Forbidden, "forbidden"},
		"its clerk":      {clerk, seva.Forbidden, "forbidden"},
		"another office": {far, seva.NotFound, "payment.unknown"},
	} {
		book := h.Accounts(c.who)
		_, asked := book.Ask(ctx, grn, payment.Send, "REF")
		_, approved := book.Approve(ctx, grn)
		_, declined := book.Decline(ctx, grn)
		_, arrived := book.Arrived(ctx, grn, false)
		for _, err := range []error{asked, approved, declined, arrived} {
			refusedWith(t, err, c.kind, c.code)
		}
		if all, err := book.Refunds(ctx, payment.Heap{In: payment.RefundDue}); len(all) != 0 || (err == nil) != (name == "another office") {
			t.Errorf("%s sees %+v, %v", name, all, err)
		}
	}
	near := casework.Caller{ID: "a4", Roles: []casework.Role{casework.Accounts}, Offices: []string{"lr.1027"}}
	f := h.filed(func(text string) string {
		return text + "24/11/2026,PNOBODYKNOWSTHISNUMBE,GPR9,D9,192026279999999999,BRN9,77,S\n"
	})
	if _, err := h.Reconcile(ctx, f); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]int{near.ID: 0, maker.ID: 1} {
		c := map[string]casework.Caller{near.ID: near, maker.ID: maker}[who]
		if all, err := h.Accounts(c).Refunds(ctx, payment.Heap{In: payment.Suspense}); err != nil || len(all) != want {
			t.Errorf("%s: %+v, %v", who, all, err)
		}
	}
	_, err := h.Accounts(near).Ask(ctx, "192026279999999999", payment.Give, "order 1")
	refusedWith(t, err, seva.NotFound, "payment.unknown")
}

// Of many who ask, approve and decline at once nothing happens twice.
func TestManyMoveMoneyAtOnce(t *testing.T) {
	h := newHall(t)
	_, grn := h.twice()
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			book := h.Accounts([]casework.Caller{maker, checker}[i%2])
			_, _ = book.Ask(context.Background(), grn, payment.Send, "REF")
			_, _ = book.Approve(context.Background(), grn)
			_, _ = book.Arrived(context.Background(), grn, false)
		})
	}
	all.Wait()
	moves, err := h.Book.Journal(context.Background(), grn)
	if err != nil {
		t.Fatal(err)
	}
	sent := 0
	for _, m := range moves {
		if m.To == payment.RefundSent {
			sent++
		}
	}
	if b := h.balanced(); sent > 1 || b.Refunded > seva.Rupees(100) || b.Received != h.taken() {
		t.Errorf("sent %d times: %+v", sent, b)
	}
}
