package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"duar/seva"
)

// Years outside these are slips of the finger: nobody alive is meant, nor any plan.
const (
	firstYear = 1850
	lastYear  = 2199
)

// Resolve gives the day that a partly known date counts as: 1 July when only the year is
// known, the 16th when only the month is (West Bengal old age pension rules, on dates of
// birth; taken for every partial date). A full date stays.
func Resolve(d seva.Date) seva.Date {
	switch {
	case d.IsZero() || d.Full():
		return d
	case d.Month == 0:
		return seva.Date{Year: d.Year, Month: 7, Day: 1}
	}
	return seva.Date{Year: d.Year, Month: d.Month, Day: 16}
}

// dates are the ways a date is written, once every separator is a stroke: the year first
// or last, never in the middle, always with four digits. Digits alone are how a phone
// without signs types it; they cannot be taken for a year-first date, as no month is 18.
var dates = []struct {
	form    *regexp.Regexp
	y, m, d int // which group
}{
	{regexp.MustCompile(`^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$`), 1, 2, 3},
	{regexp.MustCompile(`^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})$`), 3, 2, 1},
	{regexp.MustCompile(`^([0-9]{2})([0-9]{2})([0-9]{4})$`), 3, 2, 1},
	{regexp.MustCompile(`^([0-9]{4})-([0-9]{1,2})$`), 1, 2, 0},
	{regexp.MustCompile(`^([0-9]{1,2})-([0-9]{4})$`), 2, 1, 0},
	{regexp.MustCompile(`^([0-9]{2})([0-9]{4})$`), 2, 1, 0},
	{regexp.MustCompile(`^([0-9]{4})$`), 1, 0, 0},
}

// parseDate reads a date as people write one. written is false when it is in no form we
// know; a zero date that was written is a day that does not exist.
func parseDate(text string) (date seva.Date, written bool) {
	text = strings.NewReplacer("/", "-", ".", "-", " ", "-").Replace(seva.Digits(text))
	for _, way := range dates {
		m := way.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		iso := m[way.y]
		if y, _ := strconv.Atoi(iso); y < firstYear || y > lastYear {
			return seva.Date{}, false
		}
		for _, part := range []int{way.m, way.d} {
			if part > 0 {
				n, _ := strconv.Atoi(m[part])
				iso += fmt.Sprintf("-%02d", n)
			}
		}
		date, _ = seva.ParseDate(iso) // not a day: the zero date
		return date, true
	}
	return seva.Date{}, false
}

func (f Field) readDate(text string) (string, error) {
	example := seva.Args{"Example": sample("16-07-2001")}
	date, written := parseDate(text)
	switch {
	case !written && f.Partial:
		return "", f.refuse("error.day.partial", example)
	case !written:
		return "", f.refuse("error.day.form", example)
	case date.IsZero():
		return "", f.refuse("error.day.none")
	case !date.Full() && !f.Partial:
		return "", f.refuse("error.day.full", example)
	}
	return date.String(), f.inBounds(date, fixedDay)
}

// inBounds holds a date against Since and Until. A partial date is refused only when no
// day of it is within; what it counts as (Resolve) is for the rules that ask.
func (f Field) inBounds(d seva.Date, day func(string) (seva.Date, bool)) error {
	if since, bound := day(f.Since); bound && lastDay(d).Number() < since.Number() {
		return f.refuse("error.day.since", seva.Args{"Since": since})
	}
	if until, bound := day(f.Until); bound && d.Number() > until.Number() {
		return f.refuse("error.day.until", seva.Args{"Until": until})
	}
	return nil
}

func lastDay(d seva.Date) seva.Date {
	if d.Month == 0 {
		return seva.Date{Year: d.Year, Month: 12, Day: 31}
	}
	if d.Day == 0 {
		d.Day = daysOf(d.Year, d.Month)
	}
	return d
}

func daysOf(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, seva.IST).Day()
}

// moving is a bound that moves with the day.
var moving = regexp.MustCompile(`^today(?:([+-])([0-9]{1,4})([ymd]))?$`)

// fixedDay reads a bound that is a day of its own.
func fixedDay(bound string) (seva.Date, bool) {
	d, err := seva.ParseDate(bound)
	return d, err == nil && d.Full()
}

// dayOn reads any bound on a given day: "2000-01-01", "today", "today-60y". A month that
// has no such day gives its last: a year before 29 February is 28 February.
func dayOn(bound string, today seva.Date) (seva.Date, bool) {
	m := moving.FindStringSubmatch(bound)
	if m == nil {
		return fixedDay(bound)
	}
	n, _ := strconv.Atoi(m[2])
	if m[1] == "-" {
		n = -n
	}
	switch m[3] {
	case "d":
		t := time.Date(today.Year, time.Month(today.Month), today.Day+n, 12, 0, 0, 0, seva.IST)
		return seva.DateOf(t), true
	case "y":
		n *= 12
	}
	month := today.Year*12 + today.Month - 1 + n
	d := seva.Date{Year: month / 12, Month: month%12 + 1}
	d.Day = min(today.Day, daysOf(d.Year, d.Month))
	return d, true
}
