package identity

import (
	"time"

	"duar/seva"
)

// limit is how often something may be done in a span of time that ends now.
type limit struct {
	most int
	span time.Duration
}

// again gives the first moment at which one more would keep every limit; not after now
// when that is so already. Moments are oldest first.
func again(moments []time.Time, limits []limit, now time.Time) time.Time {
	first := now
	for _, l := range limits {
		if len(moments) < l.most {
			continue
		}
		// The one that must have fallen out of the span before there is room again.
		if free := moments[len(moments)-l.most].Add(l.span); free.After(first) {
			first = free
		}
	}
	return first
}

// since drops what lies a span or more behind now.
func since(moments []time.Time, span time.Duration, now time.Time) []time.Time {
	for len(moments) > 0 && !moments[0].After(now.Add(-span)) {
		moments = moments[1:]
	}
	return moments
}

// minutes gives how long to wait, in whole minutes, at least one.
func minutes(from, until time.Time) int {
	return max(1, int((until.Sub(from)+time.Minute-1)/time.Minute))
}

// count takes one more sign-in into a tally, before it is known whether it is good: many
// at once cannot guess more often than one after the other. False when the login is shut.
// A good one wipes the tally.
func (t Tally) count(now time.Time) (Tally, bool) {
	if t.Until.After(now) {
		return t, false
	}
	if !t.Until.IsZero() {
		t = Tally{} // it was shut, and begins anew
	}
	t.Moments = append(since(t.Moments, failSpan, now), now)
	if len(t.Moments) >= failMost {
		t.Until = now.Add(failShut)
	}
	t.Stale = now.Add(max(failSpan, failShut))
	return t, true
}

// tooManyCodes refuses to send one more.
func tooManyCodes(now, until time.Time) error {
	return seva.Fail(seva.TooMany, seva.Say("error.code.sends", seva.Args{"Minutes": minutes(now, until)}))
}
