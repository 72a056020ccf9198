package form

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
)

func TestResolve(t *testing.T) {
	for in, want := range map[seva.Date]seva.Date{
		{Year: 1966}: {Year: 1966, Month: 7, Day: 1}, {Year: 1966, Month: 2}: {Year: 1966, Month: 2, Day: 16},
		{Year: 1966, Month: 2, Day: 28}: {Year: 1966, Month: 2, Day: 28}, {}: {},
	} {
		if got := Resolve(in); got != want {
			t.Errorf("%v counts as %v, want %v", in, got, want)
		}
	}
}

func TestDatesAsWritten(t *testing.T) {
	for text, want := range map[string]string{
		"2001-07-16": "2001-07-16", "16/07/2001": "2001-07-16", "16-7-2001": "2001-07-16", "16.07.2001": "2001-07-16",
		"16 07 2001": "2001-07-16", "16072001": "2001-07-16", "2001-7-6": "2001-07-06", "2001/07/16": "2001-07-16",
		"2001-07": "2001-07", "07/2001": "2001-07", "7.2001": "2001-07", "072001": "2001-07", "2001": "2001",
		"১৬.০৭.২০০১": "2001-07-16", "१६/७/२००१": "2001-07-16", "２００１": "2001", "29-02-2024": "2024-02-29",
		"20072001": "2001-07-20", "20012001": "2001-01-20", // the day first, always
	} {
		if got, written := parseDate(text); !written || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", text, got, written, want)
		}
	}
	for _, text := range []string{"", "x", "16/07", "160701", "16/07/01", "2001-07-16-1", "-2001", "20010716", "1600", "16/07/9999", "２００1x"} {
		if got, written := parseDate(text); written && !got.IsZero() {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

func TestFullDateIsWanted(t *testing.T) {
	f := Field{ID: "d", Kind: Date}
	for text, want := range map[string]string{
		"2001": "error.day.full", "07/2001": "error.day.full", "soon": "error.day.form", "30.02.2001": "error.day.none", "16.07.2001": "",
	} {
		_, err := f.readDate(text)
		got := ""
		if err != nil {
			got = seva.Broken(err).Text.Key
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestMovingBounds(t *testing.T) {
	leap := seva.Date{Year: 2024, Month: 2, Day: 29}
	end := seva.Date{Year: 2026, Month: 8, Day: 31}
	for _, c := range []struct {
		bound string
		today seva.Date
		want  string
	}{
		{"today", end, "2026-08-31"}, {"today-60y", end, "1966-08-31"}, {"today-1y", leap, "2023-02-28"}, {"today+4y", leap, "2028-02-29"},
		{"today-6m", end, "2026-02-28"}, {"today+1m", end, "2026-09-30"}, {"today-8m", end, "2025-12-31"}, {"today+4m", end, "2026-12-31"},
		{"today+30d", end, "2026-09-30"}, {"today-59d", leap, "2024-01-01"}, {"2000-01-01", end, "2000-01-01"},
	} {
		if got, ok := dayOn(c.bound, c.today); !ok || got.String() != c.want {
			t.Errorf("%s on %s is %s, want %s", c.bound, c.today, got, c.want)
		}
	}
	for _, bound := range []string{"", "2000", "2000-01", "tomorrow", "today-", "today-1", "today-1w", "today - 1y", "today-1y-1m"} {
		if got, ok := dayOn(bound, end); ok {
			t.Errorf("%q is %s", bound, got)
		}
	}
}

// A partial date is let pass when some day of it is within the bounds, and only then.
func TestPartialBounds(t *testing.T) {
	f := Field{ID: "d", Kind: Date, Partial: true, Since: "1966-03-10", Until: "today-20y"}
	d := desks(t) // 23 November 2026
	for text, ok := range map[string]bool{
		"1965": false, "1966": true, "1966-02": false, "1966-03": true, "1966-03-09": false, "1966-03-10": true,
		"2006-11-23": true, "2006-11-24": false, "2006-11": true, "2006-12": false, "2006": true, "2007": false,
	} {
		v, err := f.read(Input{Text: text})
		if err == nil {
			_, err = d.look(t.Context(), f, v)
		}
		if (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Every day since 1850, in every way to write it, is itself.
func TestDatesProperty(t *testing.T) {
	first := time.Date(firstYear, 1, 1, 12, 0, 0, 0, seva.IST)
	rapid.Check(t, func(t *rapid.T) {
		day := first.AddDate(0, 0, rapid.IntRange(0, 120_000).Draw(t, "day"))
		layout := rapid.SampledFrom([]string{"2006-01-02", "02/01/2006", "2-1-2006", "2.1.2006", "02012006", "2006-1-2", "02 01 2006"}).Draw(t, "layout")
		if got, ok := parseDate(day.Format(layout)); !ok || got != seva.DateOf(day) {
			t.Fatalf("%s is %v", day.Format(layout), got)
		}
	})
}
