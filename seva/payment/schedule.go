package payment

import (
	"time"

	"duar/seva"
	"duar/seva/casework"
)

const (
	good = 7 // days that a challan is good, and that an online payment is waited for
	// reportHour is when banks have reported what was paid over their counters the day
	// before (3435-F(Y)), and a little.
	reportHour, reportMinute = 12, 15
	// strays is how long a payment that the treasury never heard of is waited for.
	strays = 24 * time.Hour
	// soon is when a challan is asked for again that nobody answered for.
	soon = time.Minute
	// late is how long one that failed is asked about once more, if nobody answers.
	late = 5 * 24 * time.Hour
	// longest is how long the treasury is left alone at most while it does not answer.
	longest = 6 * time.Hour
)

// steps are the ages at which an online payment is asked about: every 15 minutes between 15
// and 30 minutes as DIGIT does, then at growing gaps, then daily.
var steps = []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour}

// goodUntil gives the end of the last day on which what was handed out is good.
func goodUntil(made time.Time) time.Time {
	y, m, d := made.In(seva.IST).Date()
	return time.Date(y, m, d+good+1, 0, 0, 0, 0, seva.IST).UTC()
}

// reports gives the first moment after t at which banks have reported: soon after noon of a
// working day.
func reports(t time.Time, cal casework.Calendar) time.Time {
	y, m, d := t.In(seva.IST).Date()
	for i := 0; ; i++ {
		at := time.Date(y, m, d+i, reportHour, reportMinute, 0, 0, seva.IST)
		// A calendar that excludes everything must not hold money up for ever.
		if at.After(t) && (works(cal, at) || i > 60) {
			return at.UTC()
		}
	}
}

// works tells whether banks work on a day.
func works(cal casework.Calendar, t time.Time) bool {
	return !cal.Holidays[seva.DateOf(t)] && !(cal.Sundays && t.In(seva.IST).Weekday() == time.Sunday)
}

// closing gives when the last money of a payment can have been reported: the noon of the
// working day after the last good one.
func closing(p Payment, cal casework.Calendar) time.Time { return reports(p.Until, cal) }

// schedule gives when the treasury is asked about a payment again; zero for never. A pure
// function of the payment, the moment and the calendar.
func schedule(p Payment, now time.Time, cal casework.Calendar) time.Time {
	last := p.State == Failed && now.Before(p.Ended.Add(late))
	switch {
	case !p.State.Live() && !last:
		return time.Time{}
	case p.Failed > 0:
		return now.Add(min(longest, soon<<min(p.Failed, 16)))
	case last:
		// Once more, when the day's banks have reported: success has been late before.
		if at := reports(p.Ended, cal); at.After(now) {
			return at
		}
		return time.Time{}
	case p.Mode == ByChallan && p.State == Created:
		return now.Add(soon)
	case p.Mode == ByChallan:
		return reports(now, cal)
	}
	for _, s := range steps {
		if at := p.Made.Add(s); at.After(now) {
			return at
		}
	}
	const day = 24 * time.Hour
	if at := p.Made.Add(now.Sub(p.Made).Truncate(day) + day); at.Before(p.Until) {
		return at
	}
	return reports(now, cal)
}
