package fee

import (
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
)

// Simple interest: of every hundred rupees, for every year, to the paisa, cut off once.
func TestInterest(t *testing.T) {
	late := rate("late", PerHundred, 0).with(func(r *Rate) { r.Amount = 625 }) // 6.25 of a hundred
	all := table(t, late)
	on := day("2026-11-24")
	for _, c := range []struct {
		owed  seva.Money
		years int
		want  seva.Money // paise of the line
	}{
		{seva.Rupees(100), 1, 625}, {seva.Rupees(100), 4, 2500}, {seva.Rupees(16), 1, 100}, {1, 1, 0}, {1, 16, 1}, {1, 15, 0}, {seva.Rupees(500), 6, 18750}, {0, 5, 0},
		{maxOwed, maxYears, maxOwed / 10_000 * 625 * maxYears},
	} {
		if c.owed == 0 {
			c.years = 1
		}
		e, err := all.Reckon(Ask{Service: "late", Owed: c.owed, Count: c.years, On: on})
		if err != nil || e.Lines[0].Amount != c.want || e.Total != Rounded(c.want) || e.Lines[0].Count != c.years {
			t.Errorf("%d for %d years: %+v, %v", c.owed, c.years, e, err)
		}
	}
	for _, a := range []Ask{{Owed: -1}, {Owed: maxOwed + 1, Count: 1}, {Owed: 1, Count: -1}, {Owed: 1, Count: maxYears + 1}} {
		a.Service, a.On = "late", on
		if _, err := all.Reckon(a); seva.KindOf(err) != seva.Invalid {
			t.Errorf("%+v: %v", a, err)
		}
	}
	for name, change := range map[string]func(*Rate){
		"more than all of it": func(r *Rate) { r.Amount = 100_01 }, "by the size of land": func(r *Rate) { r.UpTo = 100 },
	} {
		if len(Prove([]Rate{late.with(change)})) == 0 {
			t.Errorf("%s is taken for a rate", name)
		}
	}
}

// Interest never falls with the sum, the years or the rate, and years apart come to no more
// than the years together.
func TestInterestGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{Per: PerHundred, Amount: seva.Money(rapid.Int64Range(0, int64(maxRate)).Draw(t, "rate"))}
		owed, years := seva.Money(rapid.Int64Range(0, int64(maxOwed)).Draw(t, "owed")), rapid.IntRange(0, maxYears-1).Draw(t, "years")
		of := func(owed seva.Money, years int) seva.Money { return r.line(Ask{Owed: owed, Count: years}).Amount }
		all := of(owed, years)
		if all < 0 || of(owed, years+1) < all || owed < maxOwed && of(owed+1, years) < all {
			t.Fatalf("%d for %d years at %d: %d", owed, years, r.Amount, all)
		}
		half := years / 2
		if apart := of(owed, half) + of(owed, years-half); apart > all || all-apart > 1 {
			t.Fatalf("%d and then %d, together %d", of(owed, half), of(owed, years-half), all)
		}
	})
}
