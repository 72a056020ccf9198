package seva

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for s, want := range map[string]Date{
		"2026-11-23": {2026, 11, 23}, "2026-11": {2026, 11, 0}, "2026": {2026, 0, 0}, "2024-02-29": {2024, 2, 29},
	} {
		got, err := ParseDate(s)
		if err != nil || got != want || got.String() != s {
			t.Errorf("%q: %+v, %v", s, got, err)
		}
		if got.Full() != (len(s) == 10) {
			t.Errorf("%q: full is %v", s, got.Full())
		}
	}
	for _, s := range []string{
		"", "2026-02-30", "2025-02-29", "2026-13", "2026-00", "2026-11-00", "26-11-23", "23-11-2026", "2026/11/23",
		"2026-11-2", "2026-11-23T", "0000", "0000-01-01", "-026", "২০২৬",
	} {
		if got, err := ParseDate(s); err == nil {
			t.Errorf("%q accepted as %+v", s, got)
		}
	}
	if !(Date{}).IsZero() || (Date{}).String() != "" || (Date{Year: 1}).IsZero() {
		t.Error("no date")
	}
}

// The day changes at midnight in India, which is 18:30 the day before in Greenwich.
func TestDateOf(t *testing.T) {
	before := time.Date(2026, 11, 22, 18, 29, 59, 999_999_999, time.UTC)
	if got := DateOf(before); got != (Date{2026, 11, 22}) {
		t.Errorf("just before midnight: %v", got)
	}
	if got := DateOf(before.Add(1)); got != (Date{2026, 11, 23}) {
		t.Errorf("midnight: %v", got)
	}
}

func TestDateNumber(t *testing.T) {
	for d, want := range map[Date]int64{{2026, 11, 23}: 20261123, {2026, 11, 0}: 20261101, {2026, 0, 0}: 20260101} {
		if got := d.Number(); got != want {
			t.Errorf("%v is %d, want %d", d, got, want)
		}
	}
	if DateFromNumber(0) != (Date{}) {
		t.Error("0 is no date")
	}
	day := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Date(1900, 1, 1, 0, 0, 0, 0, IST).AddDate(0, 0, rapid.IntRange(0, 80_000).Draw(t, "day"))
	})
	rapid.Check(t, func(t *rapid.T) {
		s, u := day.Draw(t, "one"), day.Draw(t, "other")
		d, e := DateOf(s), DateOf(u)
		if DateFromNumber(d.Number()) != d {
			t.Fatalf("%v comes back as %v", d, DateFromNumber(d.Number()))
		}
		if s.Before(u) != (d.Number() < e.Number()) {
			t.Fatalf("%v and %v sort otherwise as numbers", d, e)
		}
		if back, err := ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%v read back as %v, %v", d, back, err)
		}
	})
}
