package fee

import (
	"slices"

	"duar/seva"
)

// Reckon says what is owed for something, and by which rates.
//
// A service has a part for each way its rates in force are counted: conversion has a flat
// one for the application and one by the decimal. Every part must have its rate, or the
// whole is unknown: a sum of the parts that were found would be a wrong sum. The whole area
// goes at the rate of the band it lies in, and parts of a decimal count as parts. The total
// is rounded half up to whole rupees; the lines are not.
//
// Errors are *seva.Error: NotFound under error.fee.unknown where no rate was found, which
// is never nought; Invalid under error.fee.area and error.fee.count where the question
// lacks what a rate is counted by, or says more than there can be.
func (t Table) Reckon(a Ask) (Estimate, error) {
	if a.Area < 0 || a.Area > maxArea {
		return Estimate{}, seva.Refuse("area", seva.Say("error.fee.area"))
	}
	if a.Owed < 0 || a.Owed > maxOwed || a.Count < 0 || a.Count > maxCount && (a.Owed == 0 || a.Count > maxYears) {
		return Estimate{}, seva.Refuse("count", seva.Say("error.fee.count"))
	}
	e := Estimate{On: a.On}
	rates := t.Rates(a.Service, a.On)
	sum := seva.Money(0)
	for _, per := range Pers() {
		of := func(r Rate) bool { return r.Per == per }
		if !slices.ContainsFunc(rates, of) {
			continue
		}
		if per == PerDecimal && a.Area == 0 {
			return Estimate{}, seva.Refuse("area", seva.Say("error.fee.area"))
		}
		if per == PerItem && a.Count == 0 {
			return Estimate{}, seva.Refuse("count", seva.Say("error.fee.count"))
		}
		i := slices.IndexFunc(rates, func(r Rate) bool { return of(r) && r.applies(a) })
		if i < 0 {
			return Estimate{}, Unknown()
		}
		line := rates[i].line(a)
		sum += line.Amount
		e.Lines = append(e.Lines, line)
	}
	if len(e.Lines) == 0 {
		return Estimate{}, Unknown()
	}
	e.Total = Rounded(sum)
	return e, nil
}

// Unknown says that nobody has found the rate, and whom to ask.
func Unknown() error {
	return &seva.Error{Kind: seva.NotFound, Field: "fee", Text: seva.Say("error.fee.unknown")}
}

// line is what one rate comes to.
func (r Rate) line(a Ask) Line {
	l := Line{Rate: r}
	switch r.Per {
	case PerDecimal:
		// A hundredth of an acre is a hundred of the smallest areas, and a rupee a hundred
		// paise: rupees by the decimal are paise by the smallest area, to the last one.
		l.Area = a.Area
		l.Amount = r.Amount / 100 * seva.Money(a.Area)
	case PerItem:
		l.Count = a.Count
		l.Amount = r.Amount * seva.Money(a.Count)
	case PerHundred:
		// Paise of a hundred rupees are ten-thousandths; what is less than one is cut off once,
		// behind all years.
		year := a.Owed * r.Amount
		l.Count = a.Count
		l.Amount = year/10_000*seva.Money(a.Count) + year%10_000*seva.Money(a.Count)/10_000
	default:
		l.Amount = r.Amount
	}
	return l
}

// Rounded gives whole rupees, half up.
func Rounded(m seva.Money) seva.Money { return (m + 50) / 100 * 100 }

// Sure tells whether every rate of an estimate is proven to be in force.
func (e Estimate) Sure() bool {
	return !slices.ContainsFunc(e.Lines, func(l Line) bool { return !l.Rate.Sure })
}
