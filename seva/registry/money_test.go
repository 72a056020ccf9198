package registry_test

import (
	"errors"
	"slices"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/mutation"
	"duar/seva/payment"
	"duar/seva/registry"
)

// What somebody owed and paid, and whose cases they objected to, is told to them and to nobody
// else; an erasure says that it stays, why and until when; the keeper takes the name out of
// the one and leaves the sum.
func TestMoneyAndObjections(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number := tn.applies(ratna, "pension")
	tn.grants(number)
	owed := fee.Demand{ID: "D00000000000000000001", Case: number, Service: "pension", Office: "wcd.2412", Citizen: ratna.ID, Phone: ratna.Phone,
		Payer: "রত্না মণ্ডল", Lang: seva.Bengali, Amount: 35000, Lines: []fee.Due{{Head: "0029", Amount: 35000}}, Raised: opening}
	err := tn.store.Payments().Change(ctx, func(tx payment.Tx) error {
		return errors.Join(tx.Owe(ctx, owed), tx.PutDebt(ctx, payment.Debt{Demand: owed, Of: payment.Met, DPR: "P1", GRN: "G1", Ended: opening}))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = tn.store.Deeds().Change(ctx, func(tx mutation.Tx) error {
		_, err := tx.PutObjection(ctx, "MN2026000001", ratna.ID, opening)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]int{ratna.ID: 1, bimal.ID: 0} {
		caller := map[string]casework.Caller{ratna.ID: ratna, bimal.ID: bimal}[who]
		e := must[registry.Export](t)(tn.For(caller).Data(ctx))
		if len(e.Payments) != want || len(e.Objections) != want {
			t.Errorf("%s: %+v %+v", who, e.Payments, e.Objections)
		}
		if want == 1 && (e.Payments[0].GRN != "G1" || e.Payments[0].Of != payment.Met || e.Objections[0].Number != "MN2026000001") {
			t.Errorf("%+v %+v", e.Payments, e.Objections)
		}
	}
	made := must[registry.Request](t)(tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Erasure}, "k"))
	kept := func(what string) registry.Kept {
		i := slices.IndexFunc(made.Keeps, func(k registry.Kept) bool { return k.What == what })
		if i < 0 {
			return registry.Kept{}
		}
		return made.Keeps[i]
	}
	if k := kept("payment"); k.Count != 1 || k.Why != "accounts" || k.Until.Number() <= seva.DateOf(opening.AddDate(0, 0, 364)).Number() {
		t.Errorf("payments: %+v", k)
	}
	if k := kept("objection"); k.Count != 1 || k.Why != "term" || !k.Until.IsZero() {
		t.Errorf("objections: %+v", k)
	}
	tn.days(366)
	k := keeper(tn)
	for n := 1; n > 0; {
		n = must[int](t)(k.Retain(ctx, 50))
	}
	all := must[[]payment.Debt](t)(tn.store.Payments().Debts(ctx, []string{owed.ID}))
	if len(all) != 1 || all[0].Payer != "" || all[0].Citizen != "" || all[0].Phone != "" || all[0].Amount != 35000 || all[0].GRN != "G1" {
		t.Errorf("%+v", all)
	}
}
