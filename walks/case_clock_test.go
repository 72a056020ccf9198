package walks

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/service"
	"duar/store/sqlstore"
)

// course is a way for a case to stand where it stands: a service applied for so many days
// before, and what its office and the citizen have done since.
type course struct {
	service service.Service
	days    int
	taken   string // "" nothing, "up" taken up the day after, "asked" then asked and answered the days after
}

// lay has a case go its course until a moment.
func (w *bureau) lay(t testing.TB, c course, i int, until time.Time) filed {
	t.Helper()
	at := until.AddDate(0, 0, -c.days).Add(-time.Duration(i%36_000) * time.Second) // within the same day in IST
	f := w.submit(t, c.service, i, at)
	step := func(days int, role casework.Role, wanted func(e casework.Edge) bool) {
		at := at.AddDate(0, 0, days)
		w.wait(t, c.service, &f, at)
		open := ways(c.service, f)
		if i := slices.IndexFunc(open, func(e casework.Edge) bool { return e.Role == role && wanted(e) }); i >= 0 {
			w.act(t, c.service, &f, at, open[i])
		}
	}
	asks := func(e casework.Edge) bool { return slices.Contains(e.Act.Needs, casework.NeedItems) }
	if c.taken != "" {
		step(1, casework.Verifier, func(e casework.Edge) bool { return e.Act.Needs == nil && e.Act.Reasons == "" })
	}
	if c.taken == "asked" {
		step(2, casework.Verifier, asks)
		step(4, casework.Citizen, func(e casework.Edge) bool { return slices.Contains(e.Act.Needs, casework.NeedAnswers) })
	}
	w.wait(t, c.service, &f, until)
	return f
}

// courses sorts the ways to stand at a moment by what the next midnight brings: something
// the clock must do, or nothing yet.
func (w *bureau) courses(t testing.TB, now, midnight time.Time) (soon, later []course) {
	t.Helper()
	for _, s := range w.defined.Services {
		for days := 1; days < 100; days++ {
			for _, taken := range []string{"", "up", "asked"} {
				c := course{s, days, taken}
				if days < 5 && taken != "" {
					continue
				}
				f := w.lay(t, c, 0, now)
				state := s.Track.Procedure.States[slices.IndexFunc(s.Track.Procedure.States, func(st casework.State) bool { return st.ID == f.State })]
				switch {
				case !state.Runs || f.Wake.IsZero():
				case f.Wake.After(midnight):
					later = append(later, c)
				default:
					soon = append(soon, c)
				}
			}
		}
	}
	return soon, later
}

// dueAt says what the clock must do in a case at a midnight that follows on all its
// events, by counting days one by one and nothing else: each day that was running at its
// 00:00 and is not excluded counts.
func (w *bureau) dueAt(s service.Service, f filed, midnight time.Time) []string {
	p, limit := s.Track.Procedure, s.Track.Limit
	state := func(id string) casework.State {
		return p.States[slices.IndexFunc(p.States, func(st casework.State) bool { return st.ID == id })]
	}
	counts := func(day time.Time, working bool) bool {
		d := seva.DateOf(day)
		return !working || !(w.defined.Calendar.Sundays && day.In(seva.IST).Weekday() == time.Sunday || w.defined.Calendar.Holidays[d])
	}
	first := func(t time.Time) time.Time { // the first 00:00 after
		d := t.In(seva.IST)
		return time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, seva.IST)
	}
	standing := func(at time.Time) casework.State { // at 00:00
		st := p.Start
		for _, e := range f.events {
			if !e.At.After(at) {
				st = e.To
			}
		}
		return state(st)
	}
	begun, told := f.events[0].At, 0 // told: events before the clock began
	if limit.Policy == casework.Restart {
		for i, e := range f.events {
			if i > 0 && state(e.To).Runs && state(f.events[i-1].To).Court == casework.CitizenCourt {
				begun, told = e.At, i
			}
		}
	}
	used := 0 // by the midnight, and by the one before
	usedBefore, todayCounts := 0, false
	for day := first(begun); !day.After(midnight); day = day.AddDate(0, 0, 1) {
		usedBefore, todayCounts = used, false
		if standing(day).Runs && counts(day, limit.Working) {
			used++
			todayCounts = true
		}
	}
	yesterday := midnight.AddDate(0, 0, -1)
	yesterdayCounted := standing(yesterday).Runs && counts(yesterday, limit.Working) && yesterday.After(begun)
	was := func(action string) bool {
		return slices.ContainsFunc(f.events[told:], func(e casework.Event) bool { return e.Action == action && e.Role == casework.System })
	}
	var due []string
	if limit.Days > 0 && state(f.State).Runs && !was(casework.BreachAction) && !(limit.OnDue != "" && was(limit.OnDue)) {
		if todayCounts && used == limit.Days-limit.Days/5 {
			due = append(due, casework.Warn80)
		}
		if todayCounts && limit.Days > 2 && used == limit.Days-2 {
			due = append(due, casework.WarnTwo)
		}
		if yesterdayCounted && usedBefore == limit.Days {
			action := casework.BreachAction
			for _, e := range p.Edges() {
				if e.From == f.State && e.Role == casework.System && e.Action == limit.OnDue {
					action = limit.OnDue
				}
			}
			due = append(due, action)
		}
	}
	for _, timer := range p.Timers {
		if !slices.Contains(timer.In, f.State) {
			continue
		}
		n := 0
		for day := first(f.Since); day.Before(midnight); day = day.AddDate(0, 0, 1) {
			if counts(day, timer.Working) {
				n++
			}
		}
		if n == timer.Days && counts(yesterday, timer.Working) && yesterday.After(f.Since) {
			due = append(due, timer.Action)
		}
	}
	return due
}

// BenchmarkClock lets a day begin for 100,000 cases whose clock is running, a third of
// which have something due with it, and counts by hand what must have happened.
func BenchmarkClock(b *testing.B) {
	onEngines(b, func(b *testing.B, s *sqlstore.Store, _ string) {
		n := benchCases(b, 100_000)
		w := newBureau(b)
		now := time.Date(2026, 11, 24, 23, 30, 0, 0, seva.IST)
		midnight := time.Date(2026, 11, 25, 0, 0, 0, 0, seva.IST)
		soon, later := w.courses(b, now, midnight)
		b.Logf("%d ways to be due, %d not to be", len(soon), len(later))
		pick := func(i int) course {
			if i%3 == 0 {
				return soon[i/3%len(soon)]
			}
			return later[i%len(later)]
		}
		all := keep(b, s.Cases(), n, func(i int) filed { return w.lay(b, pick(i), i, now) })
		leavesBefore := leafCount(b, s)
		desk := w.open(b, s.Cases(), seva.RealWorld().At(func() time.Time { return now }))
		if fired, err := desk.Tick(b.Context(), 200); fired != 0 || err != nil {
			b.Fatalf("before midnight: %d, %v", fired, err)
		}
		now = midnight.Add(500 * time.Millisecond)
		b.ResetTimer()
		total := 0
		for b.Loop() { // once: -benchtime=1x
			for {
				fired, err := desk.Tick(b.Context(), 200)
				if err != nil {
					b.Fatal(err)
				}
				if total += fired; fired == 0 {
					break
				}
			}
		}
		took := b.Elapsed()
		b.StopTimer()
		b.Logf("%d acts of the clock in %s: %.0f/s", total, took.Round(time.Millisecond), float64(total)/took.Seconds())
		b.ReportMetric(took.Seconds(), "s")
		b.ReportMetric(float64(total)/took.Seconds(), "acts/s")
		w.exact(b, s, all, pick, midnight, total)
		if made := leafCount(b, s) - leavesBefore; made != total {
			b.Errorf("%d leaves for %d acts", made, total)
		}
	})
}

// exact holds every case against the count by hand: what was due was done once, in order,
// at the moment of the law, and where nothing was due nothing was done.
func (w *bureau) exact(b *testing.B, s *sqlstore.Store, all []filed, of func(i int) course, midnight time.Time, total int) {
	b.Helper()
	wanted := 0
	for i, f := range all {
		due := w.dueAt(of(i).service, f, midnight)
		wanted += len(due)
		if (i%3 == 0) != (len(due) > 0) {
			b.Errorf("%s: %v is due", f.Number, due)
		}
		events, err := s.Cases().Events(b.Context(), f.Number)
		if err != nil {
			b.Fatal(err)
		}
		var done []string
		for _, e := range events[len(f.events):] {
			if !e.At.Equal(midnight) || e.Actor != casework.SystemActor || e.Noted.Before(midnight) {
				b.Errorf("%s: %s at %s by %s", f.Number, e.Action, e.At, e.Actor)
			}
			done = append(done, e.Action)
		}
		if !slices.Equal(done, due) {
			b.Fatalf("%s, a %s of %s submitted %s: %v was done, %v was due", f.Number, f.State, f.Service, f.Submitted.In(seva.IST), done, due)
		}
	}
	if wanted != total {
		b.Errorf("%d acts were done, %d were due", total, wanted)
	}
}

func leafCount(b *testing.B, s *sqlstore.Store) (n int) {
	b.Helper()
	const page = 100_000
	for from := 0; from == n; from += page {
		err := s.Leaves(context.Background(), int64(from), page, func(int64, []byte, []byte) error { n++; return nil })
		if err != nil {
			b.Fatal(fmt.Errorf("leaves: %w", err))
		}
	}
	return n
}
