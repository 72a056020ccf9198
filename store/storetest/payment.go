package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// PaymentStore is what the suite of payments asks of an engine.
type PaymentStore interface {
	Cases() casework.Book
	Payments() payment.Book
}

// Payments holds a store to the contract of payment.Book and fee.Writer. open gives an empty
// store, migrated, closed by the test's end.
func Payments(t *testing.T, open func(t *testing.T) PaymentStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, PaymentStore)
	}{
		{"a demand comes back as it was raised, once for its id", demandRound},
		{"a demand that does not add up is refused, and nothing is kept", demandSum},
		{"what a case owes is waived, and what was paid is not", demandWaived},
		{"a payment comes back as it was put, and of another version it is not", paymentRound},
		{"payments are asked about in the order of their time", paymentsDue},
		{"of many who begin at once one does", demandsHeld},
		{"money comes back as it was put, with its journal", receiptRound},
		{"the same money told of by many at once comes once", receiptAtOnce},
		{"no demand is paid twice, whoever tries", paidOnce},
		{"lines of a file are dealt with once", entriesOnce},
		{"the books add up, and what is wrong in them shows", totals},
		{"odd bytes are nobody's", paymentOdd},
		{"what a transaction is about is taken at once", takeAll},
		{"a case that was taken moves as any", takenCase},
		{"cases are opened to an operator for a while", presented},
		{"one thing is asked for about some money at a time", motions},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func pay(t testing.TB, s PaymentStore, fn func(payment.Tx) error) {
	t.Helper()
	if err := s.Payments().Change(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func aPayment(dpr string) payment.Payment {
	d := raised(1)
	return payment.Payment{DPR: dpr, GPR: "GPR1", Mode: payment.ByChallan, State: payment.Pending, Version: 1, Amount: d.Amount, By: "operator1",
		Channel: "kiosk", Made: caseDay(), Asked: caseDay().Add(time.Minute), Failed: 2, Next: caseDay().Add(time.Hour),
		Until: caseDay().AddDate(0, 0, 7), Told: caseDay().Add(time.Second), Held: payment.Amounts,
		Lines: []payment.Line{{DRN: d.ID, Case: d.Case, Service: d.Service, Office: d.Office, Amount: d.Amount, Dues: d.Lines, GRN: "G1", BRN: "B1"}}}
}

func paymentRound(t *testing.T, s PaymentStore) {
	want := aPayment("P1")
	pay(t, s, func(tx payment.Tx) error { return tx.PutPayment(t.Context(), want) })
	for range 2 {
		got, err := s.Payments().Payment(t.Context(), "P1")
		if err != nil {
			t.Fatal(err)
		}
		alike(t, "payment", got, want)
		want = payment.Payment{DPR: "P1", Mode: payment.Online, State: payment.Paid, Version: want.Version + 1, Ended: caseDay()}
		pay(t, s, func(tx payment.Tx) error {
			if _, err := tx.Payment(t.Context(), "P1"); err != nil {
				return err
			}
			return tx.PutPayment(t.Context(), want)
		})
	}
	for _, version := range []int64{1, 2, 3, 5} {
		old := aPayment("P1")
		old.Version = version
		err := s.Payments().Change(t.Context(), func(tx payment.Tx) error { return tx.PutPayment(t.Context(), old) })
		if !errors.Is(err, casework.ErrMoved) {
			t.Errorf("version %d: %v", version, err)
		}
	}
	if _, err := s.Payments().Payment(t.Context(), "P2"); !errors.Is(err, payment.ErrNone) {
		t.Error(err)
	}
}

func paymentsDue(t *testing.T, s PaymentStore) {
	for i, next := range []int{30, 10, 0, 20, 90} {
		p := aPayment(fmt.Sprint("P", i))
		p.Next, p.Held = caseDay().Add(time.Duration(next)*time.Minute), ""
		if next == 0 {
			p.Next, p.Held = time.Time{}, payment.BadSum
		}
		pay(t, s, func(tx payment.Tx) error { return tx.PutPayment(t.Context(), p) })
	}
	due, err := s.Payments().Due(t.Context(), caseDay().Add(time.Hour), 9)
	if err != nil || !slices.Equal(due, []string{"P1", "P3", "P0"}) {
		t.Errorf("%q, %v", due, err)
	}
	if due, err = s.Payments().Due(t.Context(), caseDay().Add(time.Hour), 1); err != nil || !slices.Equal(due, []string{"P1"}) {
		t.Errorf("%q, %v", due, err)
	}
	held, err := s.Payments().Held(t.Context(), "", 9)
	if err != nil || len(held) != 1 || held[0].DPR != "P2" {
		t.Errorf("%+v, %v", held, err)
	}
}

func totals(t *testing.T, s PaymentStore) {
	read := func() payment.Totals {
		t.Helper()
		all, err := s.Payments().Totals(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if all := read(); len(all.Debts)+len(all.Receipts)+len(all.Moves)+all.Unpaid+all.Astray != 0 {
		t.Errorf("of an empty book: %+v", all)
	}
	pay(t, s, func(tx payment.Tx) error {
		settled, back := aReceipt("G1", payment.Settled), aReceipt("G2", payment.RefundDue)
		return errors.Join(tx.Owe(t.Context(), raised(1)), tx.Owe(t.Context(), raised(2)),
			tx.PutReceipt(t.Context(), settled, moved1(settled, payment.Nowhere)), tx.PutReceipt(t.Context(), back, moved1(back, payment.Nowhere)))
	})
	if all := read(); all.Astray != 1 || all.Unpaid != 0 {
		t.Errorf("a receipt that its demand does not know of: %+v", all)
	}
	pay(t, s, func(tx payment.Tx) error {
		return errors.Join(tx.PutDebt(t.Context(), payment.Debt{Demand: raised(1), Of: payment.Met, GRN: "G1"}),
			tx.PutDebt(t.Context(), payment.Debt{Demand: raised(2), Of: payment.Met, GRN: "G9"}))
	})
	if all := read(); all.Astray != 0 || all.Unpaid != 1 {
		t.Errorf("a demand that nothing paid: %+v", all)
	}
	pay(t, s, func(tx payment.Tx) error {
		return tx.PutDebt(t.Context(), payment.Debt{Demand: raised(2), Of: payment.Open})
	})
	alike(t, "totals", read(), payment.Totals{
		Debts:    map[payment.Of]seva.Money{payment.Open: 35050, payment.Met: 35050},
		Receipts: map[payment.Place]seva.Money{payment.Settled: 35050, payment.RefundDue: 35050},
		Counts:   map[payment.Place]int{payment.Settled: 1, payment.RefundDue: 1},
		Moves:    map[payment.Place]seva.Money{payment.Nowhere: -70100, payment.Settled: 35050, payment.RefundDue: 35050},
	})
}

func paymentOdd(t *testing.T, s PaymentStore) {
	for _, odd := range []string{"\x00", "P\xff", "\u0000P1", ""} {
		if _, err := s.Payments().Payment(t.Context(), odd); !errors.Is(err, payment.ErrNone) {
			t.Errorf("payment %q: %v", odd, err)
		}
		if _, err := s.Payments().Receipt(t.Context(), odd); !errors.Is(err, payment.ErrNone) {
			t.Errorf("receipt %q: %v", odd, err)
		}
		for _, w := range []payment.Whose{{Citizen: odd, Limit: 9}, {Phone: seva.Phone(odd), Limit: 9}, {Case: odd}} {
			if all, err := s.Payments().Owed(t.Context(), w); err != nil || len(all) != 0 {
				t.Errorf("%+v: %+v, %v", w, all, err)
			}
		}
		if all, err := s.Payments().Debts(t.Context(), []string{odd}); err != nil || len(all) != 0 {
			t.Errorf("demand %q: %+v, %v", odd, all, err)
		}
	}
}
