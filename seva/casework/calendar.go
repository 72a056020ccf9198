package casework

import (
	"time"

	"duar/seva"
)

// day is a day in IST, counted from 1 January 1970. The clock counts in these: adding
// days is adding numbers.
type day int

const istOffset = 5*3600 + 1800 // seconds by which IST is ahead, all year round

// horizon is how far ahead a last day is looked for: a hundred years. A calendar that
// excludes every day of that, or a limit that is longer, has none.
const horizon = 36_525

// dayOf gives the day on which t falls.
func dayOf(t time.Time) day {
	s := t.Unix() + istOffset
	d := s / 86_400
	if s%86_400 < 0 {
		d--
	}
	return day(d)
}

// dayAt gives the day of a full date.
func dayAt(d seva.Date) day {
	return day(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86_400)
}

// begins gives 00:00 IST of the day.
func (d day) begins() time.Time { return time.Unix(int64(d)*86_400-istOffset, 0).UTC() }

// date gives the day as it is written.
func (d day) date() seva.Date { return seva.DateOf(d.begins()) }

// sunday: day 0 was a Thursday.
func (d day) sunday() bool { return (int(d)%7+7)%7 == 3 }

// excluded tells whether a day does not count.
func (c Calendar) excluded(d day) bool {
	return c.Sundays && d.sunday() || len(c.Holidays) > 0 && c.Holidays[d.date()]
}

// count gives how many days of first to last, both included, count.
func (c Calendar) count(first, last day) int {
	if last < first {
		return 0
	}
	n := int(last-first) + 1
	if c.Sundays {
		// The first Sunday on or after first, and one more a week.
		if sunday := first + (3-first%7+14)%7; sunday <= last {
			n -= int(last-sunday)/7 + 1
		}
	}
	for holiday, is := range c.Holidays {
		if !is || !holiday.Full() {
			continue
		}
		if d := dayAt(holiday); d >= first && d <= last && !(c.Sundays && d.sunday()) {
			n--
		}
	}
	return n
}

// reach gives the day on which the count of days from first on comes to n, at least 1.
// It is false when there is none within the horizon.
func (c Calendar) reach(first day, n int) (day, bool) {
	if !c.Sundays && len(c.Holidays) == 0 {
		return first + day(n-1), n <= horizon
	}
	for d := first; d < first+horizon; d++ {
		if !c.excluded(d) {
			if n--; n == 0 {
				return d, true
			}
		}
	}
	return 0, false
}

// of gives the calendar that days are counted by: this one for working days, else one
// that excludes nothing.
func (c Calendar) of(working bool) Calendar {
	if working {
		return c
	}
	return Calendar{}
}

// lastDay gives the last of so many days from a moment on. The day of the moment is not
// one of them, as with the legal limit.
func (c Calendar) lastDay(since time.Time, days int, working bool) (day, bool) {
	if days <= 0 {
		return dayOf(since), true
	}
	return c.of(working).reach(dayOf(since)+1, days)
}
