package registry_test

import (
	"errors"
	"slices"
	"testing"

	"duar/seva"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/registry"
)

// bought puts a deed in the book by which several bought together.
func (tn *town) bought(number string, phones ...seva.Phone) mutation.ID {
	tn.t.Helper()
	d := mutation.Deed{ID: mutation.ID{Office: "1902", Year: 2026, Number: 1234, Book: mutation.BookI}, Kind: mutation.Sale,
		Registered: seva.Date{Year: 2026, Month: 11, Day: 20}, Presented: seva.Date{Year: 2026, Month: 11, Day: 20},
		Sellers:  []mutation.Seller{{Name: "অনিল মণ্ডল", Mouza: 1027001, Khatian: land.Number{Main: 12}}},
		Schedule: []mutation.Line{{Mouza: 1027001, Plot: land.Number{Main: 9}, Khatian: land.Number{Main: 12}, Class: "sali", Share: 5000, Area: 100}}}
	for i, p := range phones {
		d.Buyers = append(d.Buyers, mutation.Buyer{Name: []string{"রত্না মণ্ডল", "বিমল জানা"}[i], Address: "ঘাটাল", Mobile: p, Share: seva.Whole / seva.Share(len(phones))})
	}
	k := mutation.Kept{Deed: d, Print: d.Print(), Case: number, From: "client:adsr", Received: opening}
	err := tn.store.Deeds().Change(tn.t.Context(), func(tx mutation.Tx) error {
		_, err := tx.ClaimDeed(tn.t.Context(), k)
		return errors.Join(err, tx.SettleDeed(tn.t.Context(), k))
	})
	if err != nil {
		tn.t.Fatal(err)
	}
	return d.ID
}

// Every buyer of a deed finds it in their data, and in it themselves only; it stays when they
// have everything erased and is said to, but nobody finds it under their number any more.
func TestDeedsOfEveryBuyer(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	id := tn.bought("MN2026000009", ratna.Phone, bimal.Phone)
	e := must[registry.Export](t)(tn.For(bimal).Data(ctx))
	if len(e.Deeds) != 1 || e.Deeds[0].Name != "বিমল জানা" || e.Deeds[0].ID != id.String() || e.Deeds[0].Share != 5000 || e.Deeds[0].Case != "MN2026000009" {
		t.Fatalf("%+v", e.Deeds)
	}
	if e = must[registry.Export](t)(tn.For(ratna).Data(ctx)); len(e.Deeds) != 1 || e.Deeds[0].Name != "রত্না মণ্ডল" {
		t.Fatalf("%+v", e.Deeds)
	}
	of := func(p seva.Phone) int {
		all, err := tn.store.Registry().Deeds(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	// Who moves takes it along.
	const fresh = seva.Phone("919831000777")
	err := tn.store.Accounts().Change(ctx, func(tx identity.Tx) error {
		_, err := tx.Renumber(ctx, ratna.ID, ratna.Phone, fresh, opening.AddDate(0, 0, 1))
		return err
	})
	if err != nil || of(ratna.Phone) != 0 || of(fresh) != 1 {
		t.Errorf("%d and %d, %v", of(ratna.Phone), of(fresh), err)
	}
	made := must[registry.Request](t)(tn.For(bimal).Ask(ctx, registry.Request{Kind: registry.Erasure}, "k"))
	if !slices.ContainsFunc(made.Keeps, func(k registry.Kept) bool { return k.What == "deed" && k.Count == 1 && k.Why == "term" }) {
		t.Errorf("%+v", made.Keeps)
	}
	if of(bimal.Phone) != 0 {
		t.Error("whoever has the number next finds it")
	}
	if k, err := tn.store.Deeds().Deed(ctx, id); err != nil || len(k.Deed.Buyers) != 2 {
		t.Errorf("the deed itself: %+v, %v", k, err)
	}
}
