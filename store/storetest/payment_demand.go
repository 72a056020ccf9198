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
