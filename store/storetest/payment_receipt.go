package storetest

import (
	"errors"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/payment"
)

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
