package charge

import (
	"context"
	"errors"
	"strconv"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
)

// khajna: of every share in the khatian by its use, for each Bengali year from the first that
// is not paid to the present one. A rate is of one year; a line's Count is of how many.
// Interest on arrears is in it where the table has a rate for it.
func (d *Desk) khajna(ctx context.Context, tx casework.Tx, c casework.Case) (fee.Estimate, error) {
	idn, number, err := parcel("khatian", c.Answers["khatian"].Text)
	if err != nil {
		return fee.Estimate{}, err
	}
	from, err := strconv.Atoi(c.Answers["revenue_from"].Text)
	today := d.World.Today()
	years := BengaliYear(today) - from + 1
	if err != nil || years < 1 || years > mostYears {
		return fee.Estimate{}, seva.Refuse("revenue_from", seva.Say("error.fee.count"))
	}
	folio, err := tx.HoldKhatian(ctx, idn, number)
	if errors.Is(err, land.ErrNone) {
		return fee.Estimate{}, &seva.Error{Kind: seva.NotFound, Field: "khatian", Err: err,
			Text: seva.Say("error.khatian.unknown", seva.Args{"Number": number, "Mouza": idn})}
	} else if err != nil {
		return fee.Estimate{}, err
	}
	areas := map[string]seva.Area{}
	for _, h := range folio.Holdings {
		areas[d.use(h.Class)] += h.Recorded
	}
	return d.revenue(areas, years)
}

// mostYears is for how many years land can owe: more than any register is old, and few
// enough that no sum is too large to hold.
const mostYears = 1000

// revenue adds up what land of several uses owes for so many years.
func (d *Desk) revenue(areas map[string]seva.Area, years int) (fee.Estimate, error) {
	whole := fee.Estimate{On: d.World.Today()}
	if years > mostYears {
		return fee.Estimate{}, seva.Refuse("count", seva.Say("error.fee.count"))
	}
	if areas[""] > 0 {
		return fee.Estimate{}, fee.Unknown()
	}
	var sum seva.Money
	for _, use := range uses {
		if areas[use] == 0 {
			continue
		}
		one, err := d.reckon(fee.Ask{Service: Khajna, Use: use, Area: areas[use]})
		if err != nil {
			return fee.Estimate{}, err
		}
		for _, l := range one.Lines {
			l.Count, l.Amount = years, l.Amount*seva.Money(years)
			sum += l.Amount
			whole.Lines = append(whole.Lines, l)
		}
	}
	late, err := d.interest(sum/seva.Money(max(years, 1)), years)
	if err != nil {
		return fee.Estimate{}, err
	}
	for _, l := range late {
		sum += l.Amount
		whole.Lines = append(whole.Lines, l)
	}
	whole.Total = fee.Rounded(sum)
	return whole, nil
}

// interest is what is owed besides on the years before the present one: simple, from the end
// of each Bengali year on, for whole years (so we read "with interest when late"; from which
// day and for parts of years was found in no order). No rate is in force: none is owed, and
// the office asks for it where it has an order.
func (d *Desk) interest(yearly seva.Money, years int) ([]fee.Line, error) {
	if yearly <= 0 || years < 2 || len(d.Table.Rates(KhajnaInterest, d.World.Today())) == 0 {
		return nil, nil
	}
	// The year before this one is owed for one year, the one before it for two.
	e, err := d.reckon(fee.Ask{Service: KhajnaInterest, Owed: yearly, Count: years * (years - 1) / 2})
	return e.Lines, err
}

// BengaliYear gives the year of the Bengali calendar that a day lies in: it begins with 1
// Baishakh, which in West Bengal is 15 April (in some years the 14th; a receipt is for whole
// years, so a day matters to nobody).
func BengaliYear(d seva.Date) int {
	year := d.Year - 593
	if d.Month < 4 || d.Month == 4 && d.Day < 15 {
		year--
	}
	return year
}
