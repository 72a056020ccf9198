package seva

import (
	"fmt"
	"time"
)

// IST is Indian Standard Time, the zone of every date in duar (+05:30, no summer time).
var IST = time.FixedZone("IST", 5*3600+1800)

// Date is a day in IST, or only a month or a year of one: Month and Day are 0 when
// not known. The zero Date is no date.
type Date struct {
	Year, Month, Day int
}

// DateOf gives the day on which t falls in IST.
func DateOf(t time.Time) Date {
	y, m, d := t.In(IST).Date()
	return Date{y, int(m), d}
}

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Full tells whether the day is known.
func (d Date) Full() bool { return d.Day != 0 }

// String writes what is known, in the order of ISO 8601: 2026-11-23, 2026-11, 2026.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// ParseDate reads the forms that String writes and refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if len(s) != len(layout) {
			continue
		}
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() == 0 { // year 0 would be no date
			break
		}
		d := Date{Year: t.Year()}
		if len(s) > 4 {
			d.Month = int(t.Month())
		}
		if len(s) > 7 {
			d.Day = t.Day()
		}
		return d, nil
	}
	return Date{}, fmt.Errorf("seva: date like 2026-11-23 wanted")
}

// Number gives a full date as the integer 20261123, which sorts as dates do; it is
// how stores keep valid time. A partial date gives its first day.
func (d Date) Number() int64 {
	return int64(d.Year)*10_000 + int64(max(d.Month, 1))*100 + int64(max(d.Day, 1))
}

// DateFromNumber undoes Number; 0 is no date.
func DateFromNumber(n int64) Date {
	if n == 0 {
		return Date{}
	}
	return Date{Year: int(n / 10_000), Month: int(n / 100 % 100), Day: int(n % 100)}
}
