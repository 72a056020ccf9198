package identity

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"duar/seva"
)

// nth gives one of the numbers of a prefix.
func nth(prefix string, n int) seva.Phone { return seva.Phone(fmt.Sprintf("91%s%05d", prefix, n)) }

// The numbers of one prefix get so many codes in an hour, and no other number notices.
func TestPrefixBudget(t *testing.T) {
	f := open(t)
	f.PrefixMost = 3
	for n := range 3 {
		ask(t, f, nth("98310", n))
	}
	told := len(f.kept.told)
	for n := range 3 {
		_, err := f.Ask(t.Context(), nth("98310", 100+n), seva.Bengali)
		is(t, err, seva.Unavailable, "code.paused")
	}
	if len(f.kept.told) != told || f.acts() != "code.paused" || f.kept.leaves[0].Subject != "prefix.9198310" {
		t.Errorf("%d told, acts %s", len(f.kept.told)-told, f.acts())
	}
	ask(t, f, nth("98311", 0))
	f.pass(time.Hour)
	ask(t, f, nth("98310", 0))
	// A number that was refused has not used up anything of its own.
	for range 2 {
		ask(t, f, nth("98310", 100))
	}
	_, err := f.Ask(t.Context(), nth("98310", 100), seva.Bengali)
	is(t, err, seva.Unavailable, "code.paused")
	if f.acts() != "code.paused code.paused" { // once an hour that it happens in
		t.Errorf("acts %s", f.acts())
	}
}

// And all numbers so many on a day, which ends in West Bengal.
func TestDailyBreaker(t *testing.T) {
	f := open(t) // at nine in the morning
	f.DailyMost = 5
	prefixes := []string{"98310", "98311", "70012", "62900", "89100"}
	for _, p := range prefixes {
		ask(t, f, nth(p, 0))
	}
	for _, p := range append(slices.Clone(prefixes), "94330") {
		_, err := f.Ask(t.Context(), nth(p, 7), seva.Bengali)
		is(t, err, seva.Unavailable, "code.paused")
	}
	if f.acts() != "code.paused" || f.kept.leaves[0].Subject != "all" {
		t.Errorf("acts %s", f.acts())
	}
	f.pass(15*time.Hour - time.Microsecond)
	_, err := f.Ask(t.Context(), nth("98310", 8), seva.Bengali)
	is(t, err, seva.Unavailable, "code.paused")
	f.pass(time.Microsecond)
	ask(t, f, nth("98310", 8))
}

// Codes of every purpose come out of one budget; a known, an unknown and a suspended number
// are refused alike.
func TestBudgetTellsNothing(t *testing.T) {
	f := open(t)
	s := enters(t, f, mobile, newHandset())
	if err := f.Bar(t.Context(), newMobile, true); err != nil {
		t.Fatal(err)
	}
	f.DailyMost = 1
	for _, p := range []seva.Phone{mobile, "919831055555", newMobile} {
		_, err := f.Ask(t.Context(), p, seva.Bengali)
		is(t, err, seva.Unavailable, "code.paused")
	}
	_, err := f.AskFor(t.Context(), s.Token, ToPIN, "")
	is(t, err, seva.Unavailable, "code.paused")
}

func TestUsualBudgets(t *testing.T) {
	if f := open(t); f.PrefixMost != 200 || f.DailyMost != 100_000 {
		t.Errorf("%d and %d", f.PrefixMost, f.DailyMost)
	}
}
