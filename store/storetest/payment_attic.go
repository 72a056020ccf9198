package storetest

import (
	"errors"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/identity"
	"duar/seva/payment"
	"duar/seva/registry"
)

// MoneyAttic is a store of payments of which somebody's name goes in the end.
type MoneyAttic interface {
	PaymentStore
	Attic() registry.Attic
	Registry() registry.Book
}

// OldPayments holds a store to what becomes of whose a demand was: it is told to them alone,
// goes when its time is over, and leaves every sum where it was.
func OldPayments(t *testing.T, s MoneyAttic) {
	ctx := t.Context()
	paid, waived, owed, counter := raised(1), raised(2), raised(3), raised(4)
	counter.Citizen = "" // entered at a kiosk for a mobile
	foreign := raised(5)
	foreign.Citizen, foreign.Phone = "citizen-2", paid.Phone // who had the number before
	pay(t, s, func(tx payment.Tx) error {
		var errs []error
		for _, d := range []payment.Debt{{Demand: paid}, {Demand: waived}, {Demand: owed}, {Demand: counter}, {Demand: foreign}} {
			errs = append(errs, tx.Owe(ctx, d.Demand))
		}
		return errors.Join(append(errs,
			tx.PutDebt(ctx, payment.Debt{Demand: paid, Of: payment.Met, DPR: "P1", GRN: "G1", Ended: caseDay()}),
			tx.PutDebt(ctx, payment.Debt{Demand: waived, Of: payment.Cancelled, Ended: caseDay().Add(time.Hour)}),
			tx.PutDebt(ctx, payment.Debt{Demand: foreign, Of: payment.Cancelled, Ended: caseDay().AddDate(1, 0, 0)}))...)
	})
	own := func() (ids []string) {
		t.Helper()
		all, err := s.Registry().Payments(ctx, "citizen-1", paid.Phone)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			ids = append(ids, d.ID[len(d.ID)-1:]+" "+string(d.Of))
		}
		return ids
	}
	alike(t, "the person's", own(), []string{"1 paid", "2 cancelled", "3 open", "4 open"})
	if none, err := s.Registry().Payments(ctx, "", ""); err != nil || len(none) != 0 {
		t.Errorf("nobody's: %v, %v", none, err)
	}
	before := func() payment.Totals {
		t.Helper()
		all, err := s.Payments().(payment.Ledger).Totals(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	books, over := before(), caseDay().AddDate(0, 6, 0)
	if n, err := s.Attic().Old(ctx, "payment", over); err != nil || n != 2 {
		t.Errorf("%d are over, %v", n, err)
	}
	for _, want := range []int{1, 1, 0} {
		if n, err := s.Attic().Drop(ctx, "payment", over, 1); err != nil || n != want {
			t.Errorf("%d lost their name, %v; want %d", n, err, want)
		}
	}
	if n, err := s.Attic().Old(ctx, "payment", over); err != nil || n != 0 {
		t.Errorf("%d are left, %v", n, err)
	}
	alike(t, "the person's by then", own(), []string{"3 open", "4 open"})
	alike(t, "the books", before(), books)
	nameless := paid
	nameless.Citizen, nameless.Phone, nameless.Payer, nameless.Lang = "", "", "", ""
	alike(t, "what was paid", theDebt(t, s, 1), payment.Debt{Demand: nameless, Of: payment.Met, DPR: "P1", GRN: "G1", Ended: caseDay()})
	alike(t, "what is owed", theDebt(t, s, 3), payment.Debt{Demand: owed, Of: payment.Open})
}

// MovedPayments holds a store to whose a demand is once its number has gone to somebody else.
func MovedPayments(t *testing.T, s interface {
	PaymentStore
	Accounts() identity.Register
}) {
	ctx := t.Context()
	own, counter, later, other := raised(1), raised(2), raised(3), raised(4)
	counter.Citizen, later.Citizen, other.Citizen = "", "", "citizen-2"
	later.Raised = caseDay().Add(time.Hour) // of who has the number by then
	pay(t, s, func(tx payment.Tx) error {
		return errors.Join(tx.Owe(ctx, own), tx.Owe(ctx, counter), tx.Owe(ctx, later), tx.Owe(ctx, other))
	})
	const to = seva.Phone("919831077777")
	err := s.Accounts().Change(ctx, func(tx identity.Tx) error {
		_, err := tx.Renumber(ctx, own.Citizen, own.Phone, to, caseDay().Add(time.Minute))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for n, phone := range map[int]seva.Phone{1: to, 2: to, 3: own.Phone, 4: own.Phone} {
		if got := theDebt(t, s, n); got.Phone != phone {
			t.Errorf("demand %d is of %s", n, got.Phone)
		}
	}
	for phone, want := range map[seva.Phone]int{to: 2, own.Phone: 2} {
		all, err := s.Payments().Owed(ctx, payment.Whose{Phone: phone, Limit: 9})
		if err != nil || len(all) != want {
			t.Errorf("%s owes %d, %v", phone, len(all), err)
		}
	}
}
