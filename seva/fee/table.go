package fee

import (
	"fmt"
	"slices"

	"duar/seva"
)

// Bounds of what is reckoned with, so that no sum leaves an int64: far above any rate or
// land that there is.
const (
	maxAmount = seva.Money(100_000_00) // paise: a rate
	maxArea   = 10_000 * 10 * seva.Acre
	maxCount  = 1_000
	maxOwed   = seva.Money(100_00_00_000_00) // paise: a hundred crore rupees
	maxYears  = maxCount * maxCount          // of every year's revenue together
	maxRate   = seva.Money(100_00)           // paise of a hundred rupees: as much again in a year
)

// Flaw is what is wrong with one rate of a table, in English for whoever writes rates.
type Flaw struct {
	Row  int // from 0, in the order in which the rates came
	What string
}

// Prove tells all that is wrong with rates: what a row says by itself, and every pair of
// rows that would both apply to one question, for then nobody could say which is owed.
func Prove(rates []Rate) []Flaw {
	var found []Flaw
	for i, r := range rates {
		wrong := func(format string, args ...any) { found = append(found, Flaw{i, fmt.Sprintf(format, args...)}) }
		if r.Service == "" || r.Head == "" || r.Source == "" {
			wrong("a rate says which service it is of, to which head its money goes and on what it rests")
		}
		if !slices.Contains(Pers(), r.Per) {
			wrong("per %q: it can be one of %v", r.Per, Pers())
		}
		if r.Amount < 0 || r.Amount > maxAmount {
			wrong("the amount must lie between 0 and %d rupees", maxAmount/100)
		}
		// A decimal is a hundred of the smallest areas: of whole rupees every part of one is
		// whole paise, and nothing is lost before the total is rounded.
		if r.Per == PerDecimal && r.Amount%100 != 0 {
			wrong("a rate per decimal is in whole rupees")
		}
		if r.Per == PerHundred && (r.Amount > maxRate || r.Over != 0 || r.UpTo != 0) {
			wrong("interest is at most a hundred of a hundred, whatever the land")
		}
		if r.Over < 0 || r.UpTo < 0 || r.UpTo > 0 && r.UpTo <= r.Over {
			wrong("the band from %s to %s holds no land", r.Over, r.UpTo)
		}
		if !r.From.Full() || !r.Until.IsZero() && (!r.Until.Full() || r.Until.Number() < r.From.Number()) {
			wrong("it is in force from a whole day, and until none before that")
		}
		for j, other := range rates[:i] {
			if r.meets(other) {
				wrong("it applies where row %d does: %s, use %q, zone %q, per %s", j+1, r.Service, r.Use, r.Zone, r.Per)
			}
		}
	}
	return found
}

// Pers lists what rates may be counted by.
func Pers() []Per { return []Per{PerDecimal, PerItem, Flat, PerHundred} }

// meets tells whether some question has both rates for its answer.
func (r Rate) meets(o Rate) bool {
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	bands := (r.UpTo == 0 || o.Over < r.UpTo) && (o.UpTo == 0 || r.Over < o.UpTo)
	days := (r.Until.IsZero() || o.From.Number() <= r.Until.Number()) && (o.Until.IsZero() || r.From.Number() <= o.Until.Number())
	return r.Service == o.Service && r.Per == o.Per && same(r.Use, o.Use) && same(r.Zone, o.Zone) && bands && days
}

// applies tells whether a rate answers a question.
func (r Rate) applies(a Ask) bool {
	band := r.Over == 0 && r.UpTo == 0 || a.Area > r.Over && (r.UpTo == 0 || a.Area <= r.UpTo)
	return r.Service == a.Service && (r.Use == "" || r.Use == a.Use) && (r.Zone == "" || r.Zone == a.Zone) && band && r.inForce(a.On)
}

func (r Rate) inForce(on seva.Date) bool {
	return r.From.Number() <= on.Number() && (r.Until.IsZero() || on.Number() <= r.Until.Number())
}

// Table is rates that go together: to every question there is at most one of a kind. The
// zero Table knows none.
type Table struct {
	rates map[string][]Rate // by service
}

// NewTable makes a table of rates that Prove finds nothing wrong with.
func NewTable(rates []Rate) (Table, error) {
	if found := Prove(rates); len(found) > 0 {
		return Table{}, fmt.Errorf("fee: row %d: %s", found[0].Row+1, found[0].What)
	}
	t := Table{rates: map[string][]Rate{}}
	for _, r := range rates {
		t.rates[r.Service] = append(t.rates[r.Service], r)
	}
	return t, nil
}

// Rates gives every rate of a service that is in force on a day, in the order of the table.
func (t Table) Rates(service string, on seva.Date) []Rate {
	var all []Rate
	for _, r := range t.rates[service] {
		if r.inForce(on) {
			all = append(all, r)
		}
	}
	return all
}
