package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/registry"
	"duar/seva/watch"
)

func watchEnds(t *testing.T, s WatchStore) {
	l := newLookout(s)
	first := l.begin(t, dials(1), "1027001/1")
	l.pass(caseDay().Add(time.Hour))
	l.begin(t, dials(2), "1027001/1")
	l.begin(t, dials(2), "1027001/2")
	remind := func() (said int) {
		t.Helper()
		if _, err := l.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		now := *l.now.Load()
		all, err := s.Outbox().Take(t.Context(), now.AddDate(1, 0, 0), now.AddDate(3, 0, 0), 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			if m.Key == "sms.watch.ends" {
				said++
			}
		}
		return said
	}
	for _, c := range []struct {
		name  string
		until time.Duration // before the first one ends
		want  int
	}{
		{"fifteen days before", 15 * 24 * time.Hour, 0},
		{"the first", 14 * 24 * time.Hour, 1},
		{"and the others", 13 * 24 * time.Hour, 2},
		{"not again", 12 * 24 * time.Hour, 0},
		{"when it is over", -time.Minute, 0},
	} {
		l.pass(first.Until.Add(-c.until))
		if got := remind(); got != c.want {
			t.Errorf("%s: %d told, want %d", c.name, got, c.want)
		}
	}
	// One that is begun anew ends at another time, and that is told of too.
	second := l.begin(t, dials(1), "1027001/1")
	l.pass(second.Until.Add(-time.Hour))
	if got := remind(); got != 1 {
		t.Errorf("the second year: %d told", got)
	}
}

func watchAgreedAnew(t *testing.T, s WatchStore) {
	l := newLookout(s)
	one, other := l.begin(t, signedIn(1), "1027001/1"), l.begin(t, signedIn(1), "1027001/2")
	l.Desk.Parts.Notice = func() string { return "v2" }
	stand := func(want ...string) {
		t.Helper()
		lines, err := s.Registry().Consents(t.Context(), registry.Person{Citizen: "citizen-1"})
		var got []string
		for _, line := range lines {
			if line.Withdrawn.IsZero() {
				got = append(got, line.Version)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		equal(t, "consents that stand", got, want)
	}
	again := func(plot string) watch.Watch {
		t.Helper()
		w, err := l.For(signedIn(1)).Watch(t.Context(), watch.Ask{Kind: casework.KeyPlot, Land: plot, Version: "v2"})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if w := again("1027001/1"); w.ID != one.ID || w.Consent == one.Consent {
		t.Errorf("%+v, was %+v", w, one)
	}
	stand("v1", "v2") // the other one stands on it
	if w := again("1027001/2"); w.ID != other.ID {
		t.Errorf("%+v, was %+v", w, other)
	}
	stand("v2")
	if all, err := l.For(signedIn(1)).Watches(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
}

func watchStopped(t *testing.T, s WatchStore) {
	l := newLookout(s)
	stopped := true
	l.Desk.Parts.Stopped = func(_ context.Context, p seva.Phone) (bool, error) { return stopped && p == phoneOf(1), nil }
	ask := watch.Ask{Kind: casework.KeyPlot, Land: "1027001/1", Version: "v1"}
	if _, err := l.For(signedIn(1)).Watch(t.Context(), ask); seva.KindOf(err) != seva.Conflict {
		t.Errorf("it was begun: %v", err)
	}
	lines, err := s.Registry().Consents(t.Context(), registry.Person{Citizen: "citizen-1"})
	if err != nil || len(lines) != 0 {
		t.Errorf("consents of what was refused: %v, %v", lines, err)
	}
	l.begin(t, signedIn(2), "1027001/1")
	stopped = false
	l.begin(t, signedIn(1), "1027001/1")
}
