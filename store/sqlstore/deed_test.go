package sqlstore

import (
	"testing"
	"time"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/mutation"
)

// A deed in two books is two; what came under a number is bounded; a buyer is found by the
// number until that is given up; and a payment is one deed's. On every engine.
func TestDeedRows(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx, at := t.Context(), time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
		day := seva.Date{Year: 2026, Month: 11, Day: 20}
		of := func(book string, sum seva.Money) mutation.Kept {
			d := mutation.Deed{ID: mutation.ID{Office: "1902", Year: 2026, Number: 7, Book: book}, Kind: mutation.Sale, Registered: day, Presented: day,
				Consideration: sum, Fee: 100, GRN: "192026270000000001",
				Sellers:  []mutation.Seller{{Name: "অনিল মণ্ডল", Mouza: 1027001, Khatian: land.Number{Main: 12}}},
				Buyers:   []mutation.Buyer{{Name: "রত্না মণ্ডল", Address: "ঘাটাল", Share: 5000}, {Name: "বিমল জানা", Address: "ঘাটাল", Mobile: "919831099999", Share: 5000}},
				Schedule: []mutation.Line{{Mouza: 1027001, Plot: land.Number{Main: 9}, Khatian: land.Number{Main: 12}, Class: "sali", Share: 5000, Area: 100}}}
			return mutation.Kept{Deed: d, Print: d.Print(), Case: "MN2026" + book, From: "client:adsr", Received: at}
		}
		one, four := of("I", 1), of("IV", 2)
		change := func(fn func(mutation.Tx) error) {
			t.Helper()
			if err := s.Deeds().Change(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		change(func(tx mutation.Tx) error {
			for _, k := range []mutation.Kept{one, four, one} {
				if _, err := tx.ClaimDeed(ctx, k); err != nil {
					return err
				}
				if err := tx.SettleDeed(ctx, k); err != nil {
					return err
				}
			}
			spent, err := tx.PaidFor(ctx, one.Deed.GRN, one.Deed.ID)
			other, err2 := tx.PaidFor(ctx, "192026270000000002", one.Deed.ID)
			if !spent || other || err != nil || err2 != nil {
				t.Errorf("paid for: %v %v, %v %v", spent, other, err, err2)
			}
			return tx.StirDeeds(ctx, []string{"MN2026IV"})
		})
		for _, k := range []mutation.Kept{one, four} {
			got, err := s.Deeds().Deed(ctx, k.Deed.ID)
			if err != nil || got.Case != k.Case || got.Deed.ID != k.Deed.ID || got.Print != k.Print {
				t.Errorf("%+v, %v", got, err)
			}
		}
		if ids, err := s.Deeds().Stirred(ctx, 9); err != nil || len(ids) != 1 || ids[0] != four.Deed.ID {
			t.Errorf("stirred: %v, %v", ids, err)
		}
		kept := 0
		for i := range mutation.MostRivals + 3 {
			for range 2 {
				change(func(tx mutation.Tx) error {
					k := of("IV", seva.Money(100+i))
					fresh, err := tx.PutConflict(ctx, k)
					if fresh {
						kept++
					}
					return err
				})
			}
		}
		rivals, err := s.Conflicts(ctx, four.Deed.ID)
		none, err2 := s.Conflicts(ctx, one.Deed.ID)
		if kept != mutation.MostRivals || len(rivals) != kept || len(none) != 0 || err != nil || err2 != nil {
			t.Errorf("%d were new, %d and %d are kept, %v %v", kept, len(rivals), len(none), err, err2)
		}
		book := s.Registry()
		mine, err := book.Deeds(ctx, "919831099999")
		if err != nil || len(mine) != 2 || mine[0].Name != "বিমল জানা" || mine[0].ID != "1902/2026/7" || mine[1].ID != "1902/2026/7/IV" || mine[0].Case != one.Case {
			t.Errorf("%+v, %v", mine, err)
		}
		err = s.transact(ctx, func(t *tx) error { return t.moveParties(ctx, "919831099999", "919831000777", at.Add(time.Hour)) })
		moved, err2 := book.Deeds(ctx, "919831000777")
		if len(moved) != 2 || err != nil || err2 != nil {
			t.Errorf("moved: %+v, %v %v", moved, err, err2)
		}
		err = s.transact(ctx, func(t *tx) error {
			r := registryTx{tx: t}
			if err := r.emptyDeed(ctx, one.Case); err != nil {
				return err
			}
			return r.flush(ctx)
		})
		left, err2 := book.Deeds(ctx, "919831000777")
		if len(left) != 1 || left[0].ID != "1902/2026/7/IV" || err != nil || err2 != nil {
			t.Errorf("left: %+v, %v %v", left, err, err2)
		}
		err = s.transact(ctx, func(t *tx) error { return t.moveParties(ctx, "919831000777", "", at.Add(time.Hour)) })
		if gone, _ := book.Deeds(ctx, "919831000777"); len(gone) != 0 || err != nil {
			t.Errorf("gone: %+v, %v", gone, err)
		}
	})
}
