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
// Interest on arrears is not in it: by how much they grow was found in no order.
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
	whole.Total = fee.Rounded(sum)
	return whole, nil
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
