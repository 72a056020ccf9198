package worker

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
)

func TestDoubled(t *testing.T) {
	for n, want := range []int{30, 60, 120, 240, 480, 900, 900, 900} {
		if got := doubled(postFirst, postMost, n+1); int(got.Seconds()) != want {
			t.Errorf("after failure %d: %v, want %d s", n+1, got, want)
		}
	}
	if got := doubled(postFirst, postMost, 1_000_000); got != postMost {
		t.Errorf("after a million: %v", got)
	}
	if got := doubled(time.Hour, time.Minute, 1); got != time.Minute {
		t.Errorf("a first wait above the most: %v", got)
	}
}

// The wait is never more than a minute, never nothing, and no midnight in India is slept over.
func TestClockDueAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(0, rapid.Int64Range(1_700_000_000e9, 1_900_000_000e9).Draw(t, "now"))
		wait := ClockDue(now).Sub(now)
		if wait <= 0 || wait > time.Minute {
			t.Fatalf("%v at %v", wait, now)
		}
		then := now.Add(wait)
		if day := seva.DateOf(then); day != seva.DateOf(now) {
			if late := then.Sub(time.Date(day.Year, time.Month(day.Month), day.Day, 0, 0, 0, 0, seva.IST)); late < clockMidnight {
				t.Fatalf("woken %v into %v", late, day)
			} else if late > clockMidnight {
				t.Fatalf("%v began and was looked at %v later", day, late)
			}
		}
	})
}

func TestClockDueAtMidnight(t *testing.T) {
	midnight := time.Date(2026, 11, 25, 0, 0, 0, 0, seva.IST)
	for before, want := range map[time.Duration]time.Duration{
		2 * time.Minute:         time.Minute,
		30 * time.Second:        30*time.Second + clockMidnight,
		0:                       clockMidnight,
		-clockMidnight:          time.Minute,
		-100 * time.Millisecond: clockMidnight - 100*time.Millisecond,
	} {
		at := midnight.Add(-before)
		if got := ClockDue(at).Sub(at); got != want {
			t.Errorf("%v before midnight: %v, want %v", before, got, want)
		}
	}
}
