package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
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

// raised gives a demand of two heads.
func raised(n int) fee.Demand {
	return fee.Demand{ID: fmt.Sprintf("D%020d", n), Case: fmt.Sprintf("MUT2026%06d", n), Service: "mutation_sale", Office: "lr.1027",
		Citizen: "citizen-1", Phone: "919831012345", Payer: "রহিমা বেওয়া", Lang: seva.Bengali, Amount: 35050, Raised: caseDay().Add(time.Duration(n) * time.Second),
		Lines: []fee.Due{{Head: "0029-00-800-001-27", Amount: 35000, Source: "398-LP"}, {Head: "0029-00-800-002-27", Amount: 50}}}
}

func theDebt(t testing.TB, s PaymentStore, n int) payment.Debt {
	t.Helper()
	all, err := s.Payments().Debts(t.Context(), []string{raised(n).ID})
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

func demandRound(t *testing.T, s PaymentStore) {
	pay(t, s, func(tx payment.Tx) error {
		other := raised(1)
		other.Amount, other.Lines = 100, []fee.Due{{Amount: 100}}
		for _, d := range []fee.Demand{raised(2), raised(1), other} {
			if err := tx.Owe(t.Context(), d); err != nil {
				return err
			}
		}
		// What was raised is there for the same transaction.
		all, err := tx.Debts(t.Context(), []string{raised(2).ID, "D9", raised(1).ID})
		alike(t, "held", all, []payment.Debt{{Demand: raised(1), Of: payment.Open}, {Demand: raised(2), Of: payment.Open}})
		return err
	})
	want := []payment.Debt{{Demand: raised(1), Of: payment.Open}, {Demand: raised(2), Of: payment.Open}}
	for name, c := range map[string]struct {
		whose payment.Whose
		want  []payment.Debt
	}{
		"citizen": {payment.Whose{Citizen: "citizen-1", Limit: 9}, want}, "phone": {payment.Whose{Phone: "919831012345", Limit: 9}, want},
		"first": {payment.Whose{Citizen: "citizen-1", Limit: 1}, want[:1]}, "case": {payment.Whose{Case: raised(2).Case}, want[1:]},
		"another": {payment.Whose{Citizen: "citizen-2", Limit: 9}, nil}, "nobody": {payment.Whose{Limit: 9}, nil},
	} {
		got, err := s.Payments().Owed(t.Context(), c.whose)
		if err != nil {
			t.Error(err)
		}
		alike(t, name, got, c.want)
	}
}

func demandSum(t *testing.T, s PaymentStore) {
	for name, spoil := range map[string]func(*fee.Demand){
		"another sum": func(d *fee.Demand) { d.Amount++ },
		"nothing":     func(d *fee.Demand) { d.Amount, d.Lines = 0, nil },
		"negative":    func(d *fee.Demand) { d.Lines = []fee.Due{{Amount: 35100}, {Amount: -50}} },
		"no id":       func(d *fee.Demand) { d.ID = "" },
		"odd id":      func(d *fee.Demand) { d.ID = "D\x00" },
	} {
		d := raised(1)
		spoil(&d)
		err := s.Payments().Change(t.Context(), func(tx payment.Tx) error {
			if err := tx.Owe(t.Context(), raised(2)); err != nil {
				return err
			}
			_ = tx.Owe(t.Context(), d) // not minded
			return nil
		})
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if all, err := s.Payments().Owed(t.Context(), payment.Whose{Citizen: "citizen-1", Limit: 9}); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

func demandWaived(t *testing.T, s PaymentStore) {
	paid := raised(2)
	paid.Case = raised(1).Case
	pay(t, s, func(tx payment.Tx) error {
		if err := errors.Join(tx.Owe(t.Context(), raised(1)), tx.Owe(t.Context(), paid), tx.Owe(t.Context(), raised(3))); err != nil {
			return err
		}
		return tx.PutDebt(t.Context(), payment.Debt{Demand: paid, Of: payment.Met, DPR: "P1", GRN: "G1", Ended: caseDay()})
	})
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		return errors.Join(tx.Waive(t.Context(), raised(1).ID, caseDay()), tx.Waive(t.Context(), paid.ID, caseDay()))
	})
	if err != nil {
		t.Fatal(err)
	}
	alike(t, "waived", theDebt(t, s, 1), payment.Debt{Demand: raised(1), Of: payment.Cancelled, Ended: caseDay()})
	alike(t, "paid", theDebt(t, s, 2), payment.Debt{Demand: paid, Of: payment.Met, DPR: "P1", GRN: "G1", Ended: caseDay()})
	alike(t, "another's", theDebt(t, s, 3).Of, payment.Open)
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

func demandsHeld(t *testing.T, s PaymentStore) {
	pay(t, s, func(tx payment.Tx) error {
		return errors.Join(tx.Owe(t.Context(), raised(1)), tx.Owe(t.Context(), raised(2)))
	})
	var began atomic.Int32
	atOnce(16, func(i int) {
		ids := []string{raised(1).ID, raised(2).ID}
		if i%2 == 0 {
			slices.Reverse(ids)
		}
		taken := false
		err := s.Payments().Change(t.Context(), func(tx payment.Tx) error {
			taken = false
			all, err := tx.Debts(t.Context(), ids)
			if err != nil {
				return err
			}
			for _, d := range all {
				if d.DPR != "" {
					return nil
				}
				d.DPR = fmt.Sprint("P", i)
				if err := tx.PutDebt(t.Context(), d); err != nil {
					return err
				}
			}
			taken = true
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if taken {
			began.Add(1)
		}
	})
	if began.Load() != 1 || theDebt(t, s, 1).DPR != theDebt(t, s, 2).DPR {
		t.Errorf("%d began: %s and %s", began.Load(), theDebt(t, s, 1).DPR, theDebt(t, s, 2).DPR)
	}
}

func aReceipt(grn string, in payment.Place) payment.Receipt {
	return payment.Receipt{GRN: grn, BRN: "B1", DPR: "P1", DRN: raised(1).ID, Amount: 35050, Place: in, At: caseDay(), Noted: caseDay().Add(time.Minute),
		Bank: "SPECIMEN BANK", Moved: 1}
}

func moved1(r payment.Receipt, from payment.Place) payment.Move {
	return payment.Move{GRN: r.GRN, Seq: r.Moved, From: from, To: r.Place, Amount: r.Amount, At: caseDay(), By: "system", Why: "verified"}
}

func receiptRound(t *testing.T, s PaymentStore) {
	r := aReceipt("G1", payment.RefundDue)
	first := moved1(r, payment.Nowhere)
	pay(t, s, func(tx payment.Tx) error {
		if _, err := tx.Receipt(t.Context(), "G1"); !errors.Is(err, payment.ErrNone) {
			t.Errorf("before it came: %v", err)
		}
		if err := tx.PutReceipt(t.Context(), r, first); err != nil {
			return err
		}
		got, err := tx.Receipt(t.Context(), "G1")
		alike(t, "in the transaction", got, r)
		return err
	})
	r.Place, r.Moved, r.Maker, r.Reference = payment.RefundSent, 2, "mita", "REF"
	second := moved1(r, payment.RefundDue)
	pay(t, s, func(tx payment.Tx) error { return tx.PutReceipt(t.Context(), r, second) })
	r.Reported = seva.Date{Year: 2026, Month: 11, Day: 24}
	pay(t, s, func(tx payment.Tx) error { return tx.PutReceipt(t.Context(), r, payment.Move{}) })
	got, err := s.Payments().Receipt(t.Context(), "G1")
	if err != nil {
		t.Fatal(err)
	}
	alike(t, "receipt", got, r)
	way, err := s.Payments().Journal(t.Context(), "G1")
	if err != nil {
		t.Fatal(err)
	}
	alike(t, "journal", way, []payment.Move{first, second})
	for in, want := range map[payment.Place]int{payment.RefundSent: 1, payment.RefundDue: 0} {
		if all, err := s.Payments().Receipts(t.Context(), in, "", 9); err != nil || len(all) != want {
			t.Errorf("%s: %+v, %v", in, all, err)
		}
	}
	if all, err := s.Payments().Of(t.Context(), "P1"); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	if all, err := s.Payments().Unreported(t.Context(), caseDay().AddDate(0, 0, 9), "", 9); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	err = s.Payments().Change(t.Context(), func(tx payment.Tx) error {
		return tx.PutReceipt(t.Context(), aReceipt("G2", payment.Suspense), payment.Move{})
	})
	if err == nil {
		t.Error("money that never came was changed")
	}
}

func receiptAtOnce(t *testing.T, s PaymentStore) {
	atOnce(16, func(int) {
		err := s.Payments().Change(t.Context(), func(tx payment.Tx) error {
			_, err := tx.Receipt(t.Context(), "G1")
			if !errors.Is(err, payment.ErrNone) {
				return err
			}
			r := aReceipt("G1", payment.Suspense)
			return tx.PutReceipt(t.Context(), r, moved1(r, payment.Nowhere))
		})
		if err != nil {
			t.Error(err)
		}
	})
	if way, err := s.Payments().Journal(t.Context(), "G1"); err != nil || len(way) != 1 {
		t.Errorf("%+v, %v", way, err)
	}
}

func paidOnce(t *testing.T, s PaymentStore) {
	for i, grn := range []string{"G1", "G2"} {
		err := s.Payments().Change(t.Context(), func(tx payment.Tx) error {
			r := aReceipt(grn, payment.Settled)
			return tx.PutReceipt(t.Context(), r, moved1(r, payment.Nowhere))
		})
		if (err == nil) != (i == 0) {
			t.Errorf("%s: %v", grn, err)
		}
	}
	if _, err := s.Payments().Receipt(t.Context(), "G2"); !errors.Is(err, payment.ErrNone) {
		t.Errorf("the second is kept: %v", err)
	}
}

func entriesOnce(t *testing.T, s PaymentStore) {
	e := payment.Dealt{Line: 2, Day: seva.Date{Year: 2026, Month: 11, Day: 24}, Outcome: payment.Missed, GRN: "G1", DPR: "P1", DRN: "D1", Amount: 500, Noted: caseDay()}
	again := e
	again.Outcome = payment.Agrees
	first := e
	first.Line = 1
	pay(t, s, func(tx payment.Tx) error {
		return errors.Join(tx.PutEntry(t.Context(), "f", e), tx.PutEntry(t.Context(), "f", again), tx.PutEntry(t.Context(), "f", first), tx.PutEntry(t.Context(), "g", again))
	})
	all, err := s.Payments().Entries(t.Context(), "f")
	if err != nil {
		t.Fatal(err)
	}
	alike(t, "entries", all, []payment.Dealt{first, e})
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
