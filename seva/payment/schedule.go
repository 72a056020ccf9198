package payment

import (
	"time"

	"duar/seva"
	"duar/seva/casework"
)

const (
	good = 7 // days that a challan is good (Finance 8298-F(Y))
	// DefaultLifetime is how long an online payment keeps its demands from another, unless
	// Parts says otherwise: a sitting at a bank's page ends sooner.
	DefaultLifetime = 30 * time.Minute
	mostLifetime    = good * 24 * time.Hour
	// reportHour is when banks have reported what was paid over their counters the day
	// before (3435-F(Y)), and a little.
	reportHour, reportMinute = 12, 15
	// strays is how long a payment that the treasury never heard of is waited for.
	strays = 24 * time.Hour
	// soon is when a challan is asked for again that nobody answered for.
	soon = time.Minute
	// late is how long money is watched for behind the last good day of a challan, of whatever
	// was handed out: banks have taken challans on the eighth day, and success has been late.
	late = 5 * 24 * time.Hour
	// longest is how long the treasury is left alone at most while it does not answer.
	longest = 6 * time.Hour
)

// steps are the ages at which an online payment is asked about: every 15 minutes between 15
// and 30 minutes as DIGIT does, then at growing gaps, then daily.
var steps = []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour}

// goodUntil gives until when what is handed out now is good: of a challan the end of its last
// day, which is a rule, of an online payment the end of its lifetime.
func (d *Desk) goodUntil(m Mode, made time.Time) time.Time {
	if m == Online {
		return made.Add(d.Lifetime)
	}
	return lastDay(made)
}

// lastDay gives the end of the last day of a challan that was made then.
func lastDay(made time.Time) time.Time {
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

// closing gives when a payment that nobody has paid ends: an online one with its lifetime, a
// challan when its last money can have been reported, at noon of the working day after its
// last good one.
func closing(p Payment, cal casework.Calendar) time.Time {
	if p.Mode == Online {
		return p.Until
	}
	return reports(p.Until, cal)
}

// watched gives when a payment that ended without money is asked about for the last time.
func watched(p Payment, cal casework.Calendar) time.Time {
	return reports(lastDay(p.Made).Add(late), cal)
}

// schedule gives when the treasury is asked about a payment again; zero for never. A pure
// function of the payment, the moment and the calendar. One that has ended without money, or
// was given up, is watched as if it had not: money may come late.
func schedule(p Payment, now time.Time, cal casework.Calendar) time.Time {
	last := watched(p, cal)
	switch live := p.State.Live(); {
	case p.State == Paid, !live && !now.Before(last):
		return time.Time{}
	case p.Failed > 0:
		return now.Add(min(longest, soon<<min(p.Failed, 16)))
	case live && p.Mode == ByChallan && p.State == Created:
		return now.Add(soon)
	case live && now.Before(closing(p, cal)):
		return earlier(step(p, now, cal), closing(p, cal))
	case live: // its answers cannot be believed, and a person looks at it
		return step(p, now, cal)
	}
	return earlier(step(p, now, cal), last)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// step gives the next moment that its kind of payment is asked about at.
func step(p Payment, now time.Time, cal casework.Calendar) time.Time {
	if p.Mode == ByChallan {
		return reports(now, cal)
	}
	for _, s := range steps {
		if at := p.Made.Add(s); at.After(now) {
			return at
		}
	}
	const day = 24 * time.Hour
	if at := p.Made.Add(now.Sub(p.Made).Truncate(day) + day); at.Before(lastDay(p.Made)) {
		return at
	}
	return reports(now, cal)
}
