package casework_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
)

// The worked cases of the legal clock; testdata/README.md says where they come from.
func TestClockVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/sla_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Name            string
			Policy          casework.Policy
			LimitDays       int `json:"limit_days"`
			Holidays        []string
			SundaysExcluded bool `json:"sundays_excluded"`
			Events          [][2]string
			DueDate         *string `json:"due_date"`
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 8 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		cal := casework.Calendar{Sundays: c.SundaysExcluded, Holidays: map[seva.Date]bool{}}
		for _, h := range c.Holidays {
			cal.Holidays[day(h)] = true
		}
		var turns []casework.Turn
		for _, e := range c.Events {
			at, err := time.ParseInLocation("2006-01-02T15:04", e[0], seva.IST)
			if err != nil {
				t.Fatal(err)
			}
			turns = append(turns, casework.Turn{At: at, Hand: casework.Hand(e[1])})
		}
		due, ok := casework.Due(c.LimitDays, c.Policy, cal, turns)
		if ok != (c.DueDate != nil) || ok && due.String() != *c.DueDate {
			t.Errorf("%s: %v, %v", c.Name, due, ok)
		}
	}
}

func TestClockEdges(t *testing.T) {
	turn := func(at string, h casework.Hand) casework.Turn { return casework.Turn{At: ist(at), Hand: h} }
	submit := turn("2024-01-01 11:00", casework.Begin)
	every := casework.Calendar{Sundays: true, Holidays: map[seva.Date]bool{}}
	for d := ist("2024-01-01 12:00"); d.Before(ist("2025-01-01 12:00")); d = d.AddDate(0, 0, 1) {
		every.Holidays[seva.DateOf(d)] = true
	}
	for _, c := range []struct {
		name   string
		limit  int
		policy casework.Policy
		cal    casework.Calendar
		turns  []casework.Turn
		due    string
	}{
		{"decided at once", 0, casework.Pause, casework.Calendar{}, []casework.Turn{submit}, "2024-01-01"},
		{"submitted at midnight", 1, casework.Pause, casework.Calendar{}, []casework.Turn{turn("2024-01-01 00:00", casework.Begin)}, "2024-01-02"},
		{"asked at midnight: the day is in", 2, casework.Pause, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-02 00:00", casework.Ask), turn("2024-01-05 10:00", casework.Answer)}, "2024-01-06"},
		{"answered at 23:59", 2, casework.Pause, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-02 10:00", casework.Ask), turn("2024-01-05 23:59", casework.Answer)}, "2024-01-06"},
		{"answered at midnight: the day is out", 2, casework.Pause, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-02 10:00", casework.Ask), turn("2024-01-05 00:00", casework.Answer)}, "2024-01-06"},
		{"asked and answered in the minute of submitting", 2, casework.Restart, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-01 11:00", casework.Ask), turn("2024-01-01 11:00", casework.Answer)}, "2024-01-03"},
		{"same day, twice", 3, casework.Pause, casework.Calendar{}, []casework.Turn{submit,
			turn("2024-01-02 09:00", casework.Ask), turn("2024-01-02 10:00", casework.Answer),
			turn("2024-01-02 11:00", casework.Ask), turn("2024-01-02 12:00", casework.Answer)}, "2024-01-04"},
		{"same day, restart", 3, casework.Restart, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-03 09:00", casework.Ask), turn("2024-01-03 17:00", casework.Answer)}, "2024-01-06"},
		{"a second question before the reply changes nothing", 2, casework.Pause, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-02 09:00", casework.Ask), turn("2024-01-04 09:00", casework.Ask), turn("2024-01-05 09:00", casework.Answer)}, "2024-01-06"},
		{"asked when the limit is over: the day it was over stands", 2, casework.Pause, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-10 09:00", casework.Ask), turn("2024-01-12 09:00", casework.Answer)}, "2024-01-03"},
		{"held for nobody, under run too", 2, casework.Run, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-02 09:00", casework.Hold), turn("2024-01-10 09:00", casework.Resume)}, "2024-01-11"},
		{"held under restart goes on where it was", 2, casework.Restart, casework.Calendar{},
			[]casework.Turn{submit, turn("2024-01-02 09:00", casework.Hold), turn("2024-01-10 09:00", casework.Resume)}, "2024-01-11"},
		{"a leap day", 1, casework.Pause, casework.Calendar{}, []casework.Turn{turn("2024-02-28 10:00", casework.Begin)}, "2024-02-29"},
		{"a year of holidays", 1, casework.Pause, every, []casework.Turn{submit}, "2025-01-01"},
		{"a limit beyond the horizon", 1 << 40, casework.Pause, every, []casework.Turn{submit}, ""},
		{"the same without a calendar", 1 << 40, casework.Pause, casework.Calendar{}, []casework.Turn{submit}, ""},
		{"nothing happened yet", 5, casework.Pause, casework.Calendar{}, nil, ""},
		{"before 1970", 1, casework.Pause, casework.Calendar{Sundays: true}, []casework.Turn{turn("1947-08-16 10:00", casework.Begin)}, "1947-08-18"},
	} {
		due, _ := casework.Due(c.limit, c.policy, c.cal, c.turns)
		if due.String() != c.due {
			t.Errorf("%s: %s, want %s", c.name, due, c.due)
		}
	}
}

// bruteDue counts day by day as the rule is written, with the calendar's own arithmetic.
func bruteDue(limit int, policy casework.Policy, cal casework.Calendar, turns []casework.Turn) seva.Date {
	begun, running, asked := turns[0].At, true, false
	for _, turn := range turns[1:] {
		switch {
		case policy == casework.Run:
		case turn.Hand == casework.Ask:
			running, asked = false, true
		case turn.Hand == casework.Answer:
			if asked && policy == casework.Restart {
				begun = turn.At
			}
			running, asked = true, false
		}
	}
	if !running {
		return seva.Date{}
	}
	for at, count := midnight(begun), 0; ; at = at.AddDate(0, 0, 1) {
		if at.After(begun) && runningAt(policy, turns, at) && counts(cal, at) {
			count++
		}
		if count >= limit {
			return seva.DateOf(at)
		}
	}
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(seva.IST).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, seva.IST)
}

// runningAt: what has happened before a moment decides about it.
func runningAt(policy casework.Policy, turns []casework.Turn, at time.Time) bool {
	running := false
	for _, turn := range turns {
		if turn.At.Before(at) {
			running = turn.Hand != casework.Ask || policy == casework.Run
		}
	}
	return running
}

func counts(cal casework.Calendar, at time.Time) bool {
	return !(cal.Sundays && at.Weekday() == time.Sunday) && !cal.Holidays[seva.DateOf(at)]
}

// drawCalendar draws Sundays or not, and some holidays around the cases.
func drawCalendar(t *rapid.T) casework.Calendar {
	cal := casework.Calendar{Sundays: rapid.Bool().Draw(t, "sundays"), Holidays: map[seva.Date]bool{}}
	for _, off := range rapid.SliceOfN(rapid.IntRange(0, 90), 0, 60).Draw(t, "holidays") {
		cal.Holidays[seva.DateOf(ist("2024-01-01 12:00").AddDate(0, 0, off))] = true
	}
	return cal
}

// drawTurns draws a log: submitted, then questions and replies, some on one day and some
// at midnight to the minute.
func drawTurns(t *rapid.T) []casework.Turn {
	at := ist("2024-01-01 00:00").Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "begin")) * time.Minute)
	turns := []casework.Turn{{At: at, Hand: casework.Begin}}
	for i := range rapid.IntRange(0, 9).Draw(t, "acts") {
		gap := rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(0, 20*24*60)).Draw(t, "gap")
		at = at.Add(time.Duration(gap) * time.Minute)
		if next := midnight(at).AddDate(0, 0, 1); rapid.IntRange(0, 4).Draw(t, "sharp") == 0 {
			at = next
		}
		turns = append(turns, casework.Turn{At: at, Hand: []casework.Hand{casework.Ask, casework.Answer}[i%2]})
	}
	return turns
}

func TestClockIsTheDayCounterProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(0, 40).Draw(t, "limit")
		policy := rapid.SampledFrom([]casework.Policy{casework.Pause, casework.Restart, casework.Run}).Draw(t, "policy")
		cal, turns := drawCalendar(t), drawTurns(t)
		got, _ := casework.Due(limit, policy, cal, turns)
		if want := bruteDue(limit, policy, cal, turns); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// The clock of a case is that of its log: used days are those counted one by one, and the
// due day is where the count reaches the limit.
func TestStandIsTheDayCounterProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := track(rapid.SampledFrom([]casework.Policy{casework.Pause, casework.Run}).Draw(t, "policy"))
		tr.Limit.Days = rapid.IntRange(1, 40).Draw(t, "limit")
		cal, turns := drawCalendar(t), drawTurns(t)
		var events []casework.Event
		from := ""
		for i, turn := range turns {
			to := map[casework.Hand]string{casework.Begin: "submitted", casework.Ask: "query", casework.Answer: "scrutiny"}[turn.Hand]
			events = append(events, casework.Event{Seq: int64(i + 1), At: turn.At, From: from, To: to})
			from = to
		}
		now := turns[len(turns)-1].At.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "later")) * time.Minute)
		used := 0
		for at := midnight(turns[0].At); !at.After(now); at = at.AddDate(0, 0, 1) {
			if runningAt(tr.Limit.Policy, turns, at) && counts(cal, at) {
				used++
			}
		}
		s := casework.Stand(tr, cal, events, now)
		due := bruteDue(tr.Limit.Days, tr.Limit.Policy, cal, turns)
		if s.Used != used || s.Left != tr.Limit.Days-used || s.Due != due || s.Limit != tr.Limit.Days {
			t.Fatalf("%+v, want %d used and due %v", s, used, due)
		}
		if s.Passed != (!due.IsZero() && seva.DateOf(now).Number() > due.Number()) {
			t.Fatalf("%+v at %v", s, now)
		}
		asked := turns[len(turns)-1].Hand == casework.Ask && tr.Limit.Policy != casework.Run
		if s.Running == asked || (s.Why == "citizen") != asked {
			t.Fatalf("%+v", s)
		}
	})
}

func TestStandOfTheDecided(t *testing.T) {
	tr, cal := track(casework.Pause), january()
	log := func(to ...string) (events []casework.Event) {
		at, from := ist("2024-01-01 11:00"), ""
		for i, s := range to {
			events = append(events, casework.Event{Seq: int64(i + 1), At: at.AddDate(0, 0, 7*i), From: from, To: s})
			from = s
		}
		return events
	}
	late := ist("2024-06-01 10:00")
	approved := casework.Stand(tr, cal, log("submitted", "approved"), late)
	if approved.Used != 6 || approved.Why != "decided" || approved.Due != day("2024-01-19") || approved.Passed || approved.Running {
		t.Errorf("approved: %+v", approved)
	}
	lapsed := casework.Stand(tr, cal, log("submitted", "query", "lapsed"), late)
	if lapsed.Used != 6 || lapsed.Why != "decided" || !lapsed.Due.IsZero() {
		t.Errorf("lapsed: %+v", lapsed)
	}
	parked := casework.Stand(tr, cal, log("submitted", "waiting"), late)
	if parked.Used != 6 || parked.Why != "none" || !parked.Due.IsZero() {
		t.Errorf("parked: %+v", parked)
	}
	deemed := log("submitted", "deemed")
	deemed[1].At = ist("2024-01-20 00:00") // the law's moment: the fifteenth day was the last to count
	if s := casework.Stand(tr, cal, deemed, late); s.Used != 15 || s.Left != 0 || !s.Passed {
		t.Errorf("deemed: %+v", s)
	}
	tr.Limit.Days = 0
	if s := casework.Stand(tr, cal, log("submitted"), late); !s.Due.IsZero() || s.Left != 0 || s.Limit != 0 || !s.Running || s.Passed {
		t.Errorf("no limit: %+v", s)
	}
}
