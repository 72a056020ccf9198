package storetest

import (
	"errors"
	"testing"
	"time"

	"duar/seva/casework"
	"duar/seva/payment"
)

// takeAll: what a transaction is about is read at once and held, and is as of the transaction.
func takeAll(t *testing.T, s PaymentStore) {
	ctx := t.Context()
	p, r := aPayment("P1"), aReceipt("G1", payment.RefundDue)
	pay(t, s, func(tx payment.Tx) error {
		return errors.Join(tx.Owe(ctx, raised(1)), tx.Owe(ctx, raised(2)), tx.PutPayment(ctx, p), tx.PutReceipt(ctx, r, moved1(r, payment.Nowhere)),
			tx.Do(ctx, "scope", "key", "print", []byte("P1"), caseDay()))
	})
	pay(t, s, func(tx payment.Tx) error {
		// What the same transaction wrote is there.
		if err := tx.PutDebt(ctx, payment.Debt{Demand: raised(1), Of: payment.Open, DPR: "P1"}); err != nil {
			return err
		}
		got, err := tx.Take(ctx, payment.Wanted{Cases: []string{"MUT2026000009"}, DPR: "P1", DRNs: []string{raised(2).ID, raised(1).ID, "D9"},
			GRNs: []string{"G1", "G9"}, Scope: "scope", Key: "key"})
		if err != nil {
			return err
		}
		alike(t, "taken", got, payment.Taken{Payment: p, Debts: []payment.Debt{{Demand: raised(1), Of: payment.Open, DPR: "P1"}, {Demand: raised(2), Of: payment.Open}},
			Receipts: []payment.Receipt{r}, Done: true, Fingerprint: "print", Answer: []byte("P1")})
		none, err := tx.Take(ctx, payment.Wanted{DRNs: []string{"D9"}, Scope: "scope", Key: "other"})
		alike(t, "nothing", none, payment.Taken{})
		return err
	})
	for _, dpr := range []string{"P9", "P\x00"} {
		err := s.Payments().Change(ctx, func(tx payment.Tx) error {
			_, err := tx.Take(ctx, payment.Wanted{DPR: dpr})
			return err
		})
		if dpr == "P9" && !errors.Is(err, payment.ErrNone) {
			t.Errorf("%q: %v", dpr, err)
		}
		if err == nil {
			t.Errorf("%q was taken", dpr)
		}
	}
	if print, answer, found, err := s.Payments().Done(ctx, "scope", "key"); err != nil || !found || print != "print" || string(answer) != "P1" {
		t.Errorf("%q, %q, %v, %v", print, answer, found, err)
	}
	if _, _, found, err := s.Payments().Done(ctx, "other", "key"); err != nil || found {
		t.Errorf("%v, %v", found, err)
	}
}

// takenCase: a case that was taken is moved in the same transaction as one that was read by
// itself, its log and keys with it.
func takenCase(t *testing.T, s PaymentStore) {
	ctx := t.Context()
	c := casework.Case{Number: "CAF2026000001", Service: "ror_copy", Office: "lr.1027", State: "fee_due", Version: 1}
	plot := casework.Key{Kind: casework.KeyPlot, Value: "1027001/165"}
	event := func(n int64) casework.Event {
		return casework.Event{Seq: n, At: caseDay(), Noted: caseDay(), Action: "x", To: c.State, Actor: "a", Role: casework.System}
	}
	change := func(fn func(payment.Tx) error) {
		t.Helper()
		pay(t, s, fn)
	}
	change(func(tx payment.Tx) error {
		return errors.Join(tx.Put(ctx, c, []casework.Event{event(1)}), tx.Index(ctx, c.Number, []casework.Key{plot}), tx.PutPayment(ctx, aPayment("P1")))
	})
	change(func(tx payment.Tx) error {
		if _, err := tx.Take(ctx, payment.Wanted{Cases: []string{c.Number}, DPR: "P1"}); err != nil {
			return err
		}
		for n := int64(2); n < 4; n++ { // the second time it has been changed
			got, err := tx.Case(ctx, c.Number)
			if err != nil || got.Version != n-1 {
				t.Errorf("version %d, %v", got.Version, err)
			}
			log, err := tx.Events(ctx, c.Number)
			if err != nil || len(log) != int(n-1) {
				t.Errorf("%d events, %v", len(log), err)
			}
			keys, err := tx.Keys(ctx, c.Number)
			alike(t, "keys", keys, []casework.Key{plot})
			if err != nil {
				return err
			}
			got.Version = n
			if err := tx.Put(ctx, got, []casework.Event{event(n)}); err != nil {
				return err
			}
		}
		return nil
	})
	if got, err := s.Cases().Case(ctx, c.Number); err != nil || got.Version != 3 {
		t.Errorf("%d, %v", got.Version, err)
	}
}

// presented: which cases were opened to an operator, and when; a day later it is forgotten.
func presented(t *testing.T, s PaymentStore) {
	ctx := t.Context()
	put := func(who, number string, at time.Time) {
		t.Helper()
		pay(t, s, func(tx payment.Tx) error { return tx.Present(ctx, who, number, at) })
	}
	put("o1", "CAF2026000001", caseDay())
	put("o1", "CAF2026000002/2", caseDay().Add(time.Minute))
	put("o2", "CAF2026000003", caseDay())
	put("o1", "CAF2026000001", caseDay().Add(2*time.Minute)) // once more
	get := func(who string, since time.Time) map[string]time.Time {
		t.Helper()
		all, err := s.Payments().Presented(ctx, who, since)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	alike(t, "opened", get("o1", caseDay()), map[string]time.Time{"CAF2026000001": caseDay().Add(2 * time.Minute), "CAF2026000002/2": caseDay().Add(time.Minute)})
	alike(t, "since", get("o1", caseDay().Add(90*time.Second)), map[string]time.Time{"CAF2026000001": caseDay().Add(2 * time.Minute)})
	alike(t, "nobody's", get("o\x00", time.Time{}), map[string]time.Time{})
	put("o9", "CAF2026000009", caseDay().AddDate(0, 0, 2))
	alike(t, "old", get("o1", caseDay().AddDate(-1, 0, 0)), map[string]time.Time{})
}

// motions: one thing is asked for about some money at a time, whoever asks at once.
func motions(t *testing.T, s PaymentStore) {
	ctx := t.Context()
	m := payment.Motion{GRN: "G1", Errand: payment.Send, By: "a1", Reference: "REF 1", At: caseDay()}
	var asked [8]bool
	atOnce(len(asked), func(i int) {
		err := s.Payments().Change(ctx, func(tx payment.Tx) error {
			asked[i] = false
			if _, err := tx.Motion(ctx, "G1"); !errors.Is(err, payment.ErrNone) {
				return err
			}
			asked[i] = true
			return tx.PutMotion(ctx, m)
		})
		if err != nil {
			t.Error(err)
		}
	})
	n := 0
	for _, one := range asked {
		if one {
			n++
		}
	}
	all, err := s.Payments().Motions(ctx, []string{"G9", "G1"})
	if err != nil || n != 1 {
		t.Errorf("%d asked, %v", n, err)
	}
	alike(t, "asked", all, []payment.Motion{m})
	pay(t, s, func(tx payment.Tx) error {
		got, err := tx.Motion(ctx, "G1")
		alike(t, "held", got, m)
		return errors.Join(err, tx.DropMotion(ctx, "G1"))
	})
	if all, err = s.Payments().Motions(ctx, []string{"G1"}); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	err = s.Payments().Change(ctx, func(tx payment.Tx) error { return tx.PutMotion(ctx, payment.Motion{GRN: "G1", Reference: "\x00"}) })
	if err == nil {
		t.Error("odd bytes are a reference")
	}
}
