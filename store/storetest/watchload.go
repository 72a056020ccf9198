package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/watch"
)

// khatian has a phone watch a khatian.
func (l *lookout) khatian(t *testing.T, who casework.Caller, khatian string) {
	t.Helper()
	if _, err := l.For(who).Watch(t.Context(), watch.Ask{Kind: casework.KeyKhatian, Land: khatian, Version: "v1"}); err != nil {
		t.Fatal(err)
	}
}

// loads binds a volume, and gives what is told of it: "load 1", "loads 2".
func (l *lookout) loads(t *testing.T, v land.Volume) (said []string) {
	t.Helper()
	if err := l.s.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	later := l.now.Load().AddDate(0, 0, 1)
	all, err := l.s.Outbox().Take(t.Context(), later, later.AddDate(2, 0, 0), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if what, of := strings.CutPrefix(m.Key, "sms.watch.load"); of {
			said = append(said, "load"+what+" "+string(m.To[len(m.To)-1:]))
		}
	}
	slices.Sort(said)
	return said
}

func watchLoaded(t *testing.T, s WatchStore) {
	l := newLookout(s)
	s.OnLoad(l.Loaded)
	v := Volume(1027001, 9) // plots 1, 1/1201, 3 ... 9, khatians 1 to 6
	equal(t, "the first load", l.loads(t, v), []string(nil))
	// One watches two plots and a khatian of the first, another a plot that stays as it is,
	// and two watch the same numbers in mouzas beside it.
	l.begin(t, dials(1), "1027001/1")
	l.begin(t, dials(1), "1027001/1/1201")
	l.khatian(t, dials(1), "1027001/1")
	l.begin(t, dials(2), "1027001/9")
	l.begin(t, dials(3), "1027000/1")
	l.begin(t, dials(3), "1027002/1")
	l.khatian(t, dials(4), "1027001/2")
	l.khatian(t, dials(5), "1027001/6")

	day := 0
	for _, c := range []struct {
		name   string
		change func(v *land.Volume)
		want   []string
	}{
		{"the same again", func(*land.Volume) {}, nil},
		{"another day, source and parcel numbers", func(v *land.Volume) {
			v.Valid, v.Source = seva.DateOf(caseDay().AddDate(0, 1, 0)), "another"
			v.Plots[0].ULPIN, v.Parcels[0].ULPIN = "WB000000000001", "WB000000000001"
		}, nil},
		{"only that a case of ours is open", func(v *land.Volume) { v.Plots[0].Flags = []land.Flag{land.Mortgage} }, nil},
		{"no mortgage any more", func(v *land.Volume) { v.Plots[0].Flags = nil }, []string{"load 1"}},
		// Plot 1 is of the khatians 1, 2 and 3.
		{"another class", func(v *land.Volume) { v.Plots[0].Class = "bastu" }, []string{"load 4", "loads 1"}},
		// Khatian 1 holds a part of plot 1, and of 7 and 6, which nobody watches.
		{"another owner", func(v *land.Volume) { v.Folios[0].Owner.Name = seva.Names{Bn: "নিতাই ঘোষ"} }, []string{"loads 1"}},
		{"another share", func(v *land.Volume) { // of 9, of which 3 and 4 have parts
			v.Plots[8].Holdings[0].Share, v.Plots[8].Holdings[1].Share = 5000, 5000
		}, []string{"load 2"}},
		{"a plot is gone", func(v *land.Volume) {
			v.Plots, v.Parcels, v.Crosswalk = v.Plots[:8], v.Parcels[:8], v.Crosswalk[:7]
		}, []string{"load 2"}},
	} {
		day++
		l.pass(caseDay().AddDate(0, 0, day))
		c.change(&v)
		equal(t, c.name, l.loads(t, v), c.want)
	}
	// Once a day, however often it is loaded, and again on another.
	for i, want := range [][]string{{"loads 1"}, nil, {"loads 1"}} {
		if i == 2 {
			l.pass(caseDay().AddDate(0, 0, day+1))
		}
		v.Folios[0].Owner.Name = seva.Names{Bn: strings.Repeat("নিতাই ", i+1) + "দাস"}
		equal(t, fmt.Sprintf("load %d", i), l.loads(t, v), want)
	}
	// Who has ended it, and whose year is over, hears nothing.
	if err := l.For(dials(2)).Unwatch(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	l.pass(caseDay().AddDate(1, 0, 1))
	v.Plots[0].Class = "sali"
	equal(t, "when all is over", l.loads(t, v), []string(nil))
}

// What an observer told before it failed is not told, and the load is not kept.
func watchLoadFails(t *testing.T, s WatchStore) {
	l := newLookout(s)
	no := errors.New("no")
	fail := no
	s.OnLoad(func(ctx context.Context, tx watch.LoadTx, load watch.Load, all []watch.Watch) error {
		return errors.Join(l.Loaded(ctx, tx, load, all), fail)
	})
	v := Volume(1027001, 5)
	if err := s.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	l.begin(t, dials(1), "1027001/3")
	v.Plots[2].Class = "bastu"
	if err := s.Bind(t.Context(), v); err == nil {
		t.Fatal("it was bound")
	}
	// At night it waits for the morning, behind what may go at once, and is young then.
	night := time.Date(2027, 1, 5, 23, 30, 0, 0, seva.IST)
	l.pass(night)
	fail = nil
	if err := s.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	take := func(at time.Time) (said []string) {
		all, err := s.Outbox().Take(t.Context(), at, at.AddDate(1, 0, 0), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			said = append(said, m.Key)
			if m.Key == "sms.watch.load" && !m.Since.Equal(time.Date(2027, 1, 6, 8, 0, 0, 0, seva.IST)) {
				t.Errorf("told at %s", m.Since)
			}
		}
		return said
	}
	equal(t, "at night", take(night.Add(8*time.Hour)), []string{"sms.watch.begun"})
	equal(t, "in the morning", take(night.Add(9*time.Hour)), []string{"sms.watch.load"})
}
