package payment_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/ledger"
	"duar/seva/payment"
	"duar/seva/registry"
)

const lastFour = "2345" // of the citizen's mobile

// looks counts the looks that the citizen is told of, by why.
func (h *hall) looks() map[string]int {
	h.t.Helper()
	_, all, err := h.store.Registry().Looks(context.Background(), registry.Person{Citizen: "c1"}, h.clock().AddDate(-1, 0, 0), 100)
	if err != nil {
		h.t.Fatal(err)
	}
	count := map[string]int{}
	for _, l := range all {
		count[l.Role+" "+l.Why]++
	}
	return count
}

// An operator sees and pays nothing of a case that was not opened to them, and cannot tell it
// from one that there is not; with the second fact they see and pay it for an hour.
func TestAnOperatorOpensACase(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	h.treasury.Press(p.DPR, grips.Pay)
	h.back(p.DPR)
	v, err := h.For(citizen).Payment(t.Context(), p.DPR)
	if err != nil {
		t.Fatal(err)
	}
	grn, open := v.Lines[0].GRN, h.owe(70)
	ctx, desk := t.Context(), h.For(operator)
	shut := func() {
		t.Helper()
		_, dues := desk.Dues(ctx, open.Case)
		_, none := desk.Dues(ctx, "CAF2026999999")
		_, pays := desk.Payment(ctx, p.DPR)
		_, nothing := desk.Payment(ctx, "PAAAAAAAAAAAAAAAAAAAA")
		_, slip := desk.Receipt(ctx, grn)
		_, guess := desk.Receipt(ctx, "192026279999999999")
		_, begins := desk.Begin(ctx, []string{open.ID}, payment.Online, "k-shut")
		_, other := desk.Begin(ctx, []string{"DAAAAAAAAAAAAAAAAAAAA"}, payment.Online, "k-shut")
		_, told := desk.Told(ctx, p.DPR)
		_, drops := desk.Abandon(ctx, p.DPR)
		_, goesOn := desk.Resume(ctx, p.DPR)
		for _, err := range []error{dues, none, pays, nothing, slip, guess, begins, other, told, drops, goesOn} {
			refusedWith(t, err, seva.NotFound, "payment.present")
		}
	}
	shut()
	if n := len(h.looks()); n != 0 {
		t.Errorf("who was shown nothing has looked: %d", n)
	}
	for _, wrong := range []string{"", "0000", "x", "123"} {
		if _, err := desk.Present(ctx, open.Case, wrong); err == nil {
			t.Errorf("%q opens it", wrong)
		}
	}
	for _, who := range []casework.Caller{citizen, clerk, asserted, {}} {
		if _, err := h.For(who).Present(ctx, open.Case, lastFour); err == nil {
			t.Errorf("%+v is an operator", who)
		}
	}
	shut()
	dues, err := desk.Present(ctx, open.Case, lastFour)
	if err != nil || len(dues) != 1 || dues[0].ID != open.ID {
		t.Fatalf("%+v, %v", dues, err)
	}
	if got := h.looks(); got["bsk_operator pay"] != 1 {
		t.Errorf("%v", got)
	}
	h.wait(50 * time.Minute)
	q, err := desk.Begin(ctx, []string{open.ID}, payment.ByChallan, "k-open")
	if err != nil || len(q.Challans) != 1 {
		t.Fatalf("%+v, %v", q, err)
	}
	// Another case of the same citizen was not opened, nor is this one to another desk.
	_, err = desk.Receipt(ctx, grn)
	refusedWith(t, err, seva.NotFound, "payment.present")
	_, err = h.For(casework.Caller{ID: "o2", Roles: operator.Roles}).Payment(ctx, q.DPR)
	refusedWith(t, err, seva.NotFound, "payment.present")
	h.wait(11 * time.Minute)
	_, err = desk.Dues(ctx, open.Case)
	refusedWith(t, err, seva.NotFound, "payment.present")
	if _, err := desk.Payment(ctx, q.DPR); err != nil { // which they began in this shift
		t.Error(err)
	}
	h.wait(8 * time.Hour)
	_, err = desk.Payment(ctx, q.DPR)
	refusedWith(t, err, seva.NotFound, "payment.present")
	h.wait(-20 * time.Hour) // a clock that is put back opens nothing
	_, err = desk.Dues(ctx, open.Case)
	refusedWith(t, err, seva.NotFound, "payment.present")
}

// Guessing is counted: after five wrong facts a day the right one opens nothing.
func TestFactsAreNotGuessed(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	for range 5 {
		_, err := h.For(operator).Present(t.Context(), d.Case, "0000")
		refusedWith(t, err, seva.NotFound, "case.unknown_or_fact")
	}
	_, err := h.For(operator).Present(t.Context(), d.Case, lastFour)
	refusedWith(t, err, seva.TooMany, "case.tries")
	_, err = h.For(operator).Dues(t.Context(), d.Case)
	refusedWith(t, err, seva.NotFound, "payment.present")
}

// What an operator entered with their own hand is open to them in this shift, and not for ever:
// afterwards a wrong fact is a wrong fact for them too.
func TestEnteredHere(t *testing.T) {
	h := newHall(t)
	h.entered = operator.ID
	d := h.owe(100)
	if dues, err := h.For(operator).Dues(t.Context(), d.Case); err != nil || len(dues) != 1 {
		t.Fatalf("%+v, %v", dues, err)
	}
	if got := h.looks(); got["bsk_operator pay"] != 1 {
		t.Errorf("%v", got)
	}
	p, err := h.For(operator).Begin(t.Context(), []string{d.ID}, payment.Online, "k")
	if err != nil {
		t.Fatal(err)
	}
	h.wait(9 * time.Hour)
	_, err = h.For(operator).Payment(t.Context(), p.DPR)
	refusedWith(t, err, seva.NotFound, "payment.present")
	_, err = h.For(operator).Present(t.Context(), d.Case, "0000")
	refusedWith(t, err, seva.NotFound, "case.unknown_or_fact")
	_, err = h.For(operator).Present(t.Context(), d.Case, "")
	refusedWith(t, err, seva.NotFound, "payment.present")
	if _, err = h.For(operator).Present(t.Context(), d.Case, lastFour); err != nil {
		t.Error(err)
	}
}

// Officers of the case's office leave a look, the citizen none; an auditor is said to audit.
func TestStaffLeaveALook(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	auditor := casework.Caller{ID: "x1", Roles: []casework.Role{casework.Auditor}, Offices: []string{"lr.*"}}
	for range 3 {
		for _, who := range []casework.Caller{citizen, asserted, clerk, auditor} {
			if _, err := h.For(who).Payment(t.Context(), p.DPR); err != nil {
				t.Fatal(err)
			}
			if _, err := h.For(who).Dues(t.Context(), d.Case); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := h.looks()
	if len(got) != 2 || got["department_clerk "+ledger.Pays] != 1 || got["auditor "+ledger.Audits] != 1 {
		t.Errorf("%v", got)
	}
}

// unseen is a book in which no look can be written.
type unseen struct {
	casework.Book
}

func (u unseen) Change(context.Context, func(casework.Tx) error) error { return errors.New("full") }

// Who cannot be noted is shown nothing.
func TestNobodyIsShownUnseen(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	track := charged()
	cases, err := casework.NewDesk(casework.Parts{Book: unseen{h.store.Cases()}, Tracks: map[string]casework.Track{track.Service: track}, World: seva.RealWorld().At(h.clock),
		Series: map[string]casework.Series{"caf": {Prefix: "CAF", Yearly: true}}, Effects: map[string]casework.Effect{},
		Fees: map[string]casework.FeeRule{"copy": func(context.Context, casework.Tx, casework.Case) (fee.Estimate, error) { return fee.Estimate{}, nil }}})
	if err != nil {
		t.Fatal(err)
	}
	parts := h.Desk.Parts
	parts.Cases = cases
	desk, err := payment.NewDesk(parts)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := desk.For(clerk).Payment(t.Context(), p.DPR); err == nil || v.DPR != "" {
		t.Errorf("%+v, %v", v, err)
	}
	if dues, err := desk.For(clerk).Dues(t.Context(), d.Case); err == nil || dues != nil {
		t.Errorf("%+v, %v", dues, err)
	}
	if _, err := desk.For(clerk).Begin(t.Context(), []string{d.ID}, payment.Online, "k"); err == nil {
		t.Error("paid unseen")
	}
	if _, err := desk.For(citizen).Payment(t.Context(), p.DPR); err != nil {
		t.Error(err) // who leaves no look reads on
	}
}

// Of a payment that an operator made for two, each citizen sees their own part.
func TestTogetherAndApart(t *testing.T) {
	h := newHall(t)
	mine, theirs := h.owe(100), h.owe(250)
	h.hand(theirs, stranger)
	p, err := h.For(clerk).Begin(t.Context(), idsOf([]fee.Demand{mine, theirs}), payment.ByChallan, "k")
	if err != nil || len(p.Lines) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	for who, want := range map[string]string{citizen.ID: mine.ID, stranger.ID: theirs.ID} {
		c := map[string]casework.Caller{citizen.ID: citizen, stranger.ID: stranger}[who]
		v, err := h.For(c).Payment(t.Context(), p.DPR)
		if err != nil || len(v.Lines) != 1 || v.Lines[0].DRN != want {
			t.Errorf("%s sees %+v, %v", who, v.Lines, err)
		}
		_, err = h.For(c).Abandon(t.Context(), p.DPR)
		refusedWith(t, err, seva.Forbidden, "payment.prove")
		_, err = h.For(c).Resume(t.Context(), p.DPR)
		refusedWith(t, err, seva.Forbidden, "payment.prove")
	}
}

// hand makes a demand somebody else's.
func (h *hall) hand(d fee.Demand, to casework.Caller) {
	h.t.Helper()
	ctx := context.Background()
	err := h.store.Payments().Change(ctx, func(tx payment.Tx) error {
		all, err := tx.Debts(ctx, []string{d.ID})
		if err != nil {
			return err
		}
		all[0].Citizen = to.ID
		return tx.PutDebt(ctx, all[0])
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
