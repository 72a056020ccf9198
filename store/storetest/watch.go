package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/registry"
	"duar/seva/watch"
)

// WatchStore is what the suite of watches asks of an engine.
type WatchStore interface {
	CaseStore
	Watches() watch.Book
	Registry() registry.Book
	Attic() registry.Attic
	Bind(context.Context, land.Volume) error
	OnLoad(watch.LoadObserver)
}

// Watches holds a store to the contract of watch.Book, and the desk over it to its limits.
func Watches(t *testing.T, open func(t *testing.T) WatchStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, WatchStore)
	}{
		{"begun, found, begun again and ended", watchRound},
		{"so many of a phone, of a plot and a day, also at once", watchLimits},
		{"who watches is told once of an act, with it or not at all", watchTold},
		{"with the consent goes the watch", watchConsent},
		{"what is over is swept", watchSwept},
		{"who watches is told once of what a load changes", watchLoaded},
		{"a load that fails tells nobody", watchLoadFails},
		{"who watches is told once before it ends", watchEnds},
		{"agreed to anew, the old consent is withdrawn when nothing stands on it", watchAgreedAnew},
		{"who wants no SMS watches nothing", watchStopped},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// lookout is the desk of watches on a store, with a clock that can be moved.
type lookout struct {
	*watch.Desk
	s   WatchStore
	now atomic.Pointer[time.Time]
}

func keyed(p seva.Phone) string { return "k" + string(p[len(p)-4:]) }

func newLookout(s WatchStore) *lookout {
	l := &lookout{s: s}
	l.pass(caseDay())
	l.Desk = watch.NewDesk(watch.Parts{Book: s.Watches(), World: seva.RealWorld().At(func() time.Time { return *l.now.Load() }),
		Say:    func(l seva.Lang, t seva.Text) string { return string(l) + " " + t.Key },
		Notice: func() string { return "v1" }, Keyed: keyed})
	return l
}

func (l *lookout) pass(now time.Time) { l.now.Store(&now) }

func phoneOf(n int) seva.Phone { return seva.Phone(fmt.Sprintf("9198300%05d", n)) }

// dials is a phone that a gateway asserts.
func dials(n int) casework.Caller {
	return casework.Caller{Phone: phoneOf(n), Channel: "phone", Lang: seva.BengaliRoman}
}

func signedIn(n int) casework.Caller {
	return casework.Caller{ID: fmt.Sprintf("citizen-%d", n), Phone: phoneOf(n), Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app"}
}

func (l *lookout) begin(t testing.TB, who casework.Caller, plot string) watch.Watch {
	t.Helper()
	w, err := l.For(who).Watch(t.Context(), watch.Ask{Kind: casework.KeyPlot, Land: plot, Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func watchRound(t *testing.T, s WatchStore) {
	l := newLookout(s)
	first := l.begin(t, dials(1), "1027001/165/1201")
	second := l.begin(t, dials(1), "1027001/166")
	if first.Key.Value != "1027001/165-1201" || first.No != 1 || second.No != 2 || first.Consent != second.Consent || first.Phone != phoneOf(1) {
		t.Errorf("%+v, %+v", first, second)
	}
	l.pass(caseDay().Add(24 * time.Hour))
	again := l.begin(t, dials(1), "1027001/165-1201")
	if again.ID != first.ID || !again.Until.After(first.Until) || !again.Since.Equal(first.Since) {
		t.Errorf("begun again: %+v", again)
	}
	all, err := l.For(dials(1)).Watches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the phone's", all, []watch.Watch{again, second})
	if other, err := l.For(dials(2)).Watches(t.Context()); err != nil || len(other) != 0 {
		t.Errorf("another's: %v, %v", other, err)
	}
	if err := l.For(dials(2)).Unwatch(t.Context(), first.ID); seva.KindOf(err) != seva.NotFound {
		t.Errorf("another ends it: %v", err)
	}
	for _, id := range []string{"২", first.ID} { // by its number in Bengali digits, and by its id
		if err := l.For(dials(1)).Unwatch(t.Context(), id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if err := l.For(dials(1)).Unwatch(t.Context(), "1"); seva.KindOf(err) != seva.NotFound {
		t.Errorf("ended twice: %v", err)
	}
	for _, one := range []casework.Caller{{}, {ID: "clerk", Phone: phoneOf(3), Roles: []casework.Role{casework.Clerk}}} {
		if _, err := l.For(one).Watches(t.Context()); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("%+v: %v", one, err)
		}
	}
	for name, a := range map[string]watch.Ask{
		"a deed": {Kind: casework.KeyDeed, Land: "1902/2026/1", Version: "v1"}, "no plot": {Kind: casework.KeyPlot, Land: "1027001/", Version: "v1"},
	} {
		if _, err := l.For(dials(1)).Watch(t.Context(), a); seva.KindOf(err) != seva.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = l.For(dials(1)).Watch(t.Context(), watch.Ask{Kind: casework.KeyPlot, Land: "1027001/1", Version: "v0"})
	if seva.KindOf(err) != seva.Conflict {
		t.Errorf("an old notice: %v", err)
	}
	said, err := s.Outbox().Take(t.Context(), caseDay().AddDate(1, 0, 0), caseDay().AddDate(1, 0, 1), 100)
	if err != nil || len(said) != 2 || said[0].Key != "sms.watch.begun" || said[0].Lang != seva.BengaliRoman {
		t.Errorf("%v, %v", said, err)
	}
}

func watchLimits(t *testing.T, s WatchStore) {
	l := newLookout(s)
	for day := range 4 {
		l.pass(caseDay().AddDate(0, 0, day))
		for i := range watch.MostDay {
			if n := day*watch.MostDay + i; n < watch.MostPhone {
				l.begin(t, dials(1), fmt.Sprintf("1027001/%d", n+1))
			}
		}
		_, err := l.For(dials(1)).Watch(t.Context(), watch.Ask{Kind: casework.KeyPlot, Land: "1027001/500", Version: "v1"})
		if seva.KindOf(err) != seva.TooMany {
			t.Errorf("day %d: %v", day, err)
		}
	}
	// All who want to watch a plot at once: as many as may, and no two under one number.
	var wg sync.WaitGroup
	var began atomic.Int64
	const most = watch.MostLand + 12
	begin := func(n int) {
		for {
			_, err := l.For(dials(n)).Watch(t.Context(), watch.Ask{Kind: casework.KeyPlot, Land: "1027001/900", Version: "v1"})
			switch seva.KindOf(err) {
			case seva.Unavailable:
				continue
			case seva.TooMany:
			default:
				if err != nil {
					t.Error(err)
					return
				}
				began.Add(1)
			}
			return
		}
	}
	for at := range 4 {
		wg.Go(func() {
			for n := at; n < most; n += 4 {
				begin(1000 + n)
			}
		})
	}
	wg.Wait()
	if began.Load() != watch.MostLand {
		t.Errorf("%d watch one plot", began.Load())
	}
	began.Store(0)
	for i := range 8 {
		wg.Go(func() {
			if _, err := l.For(dials(5)).Watch(t.Context(), watch.Ask{Kind: casework.KeyPlot, Land: fmt.Sprintf("1027002/%d", i+1), Version: "v1"}); err == nil {
				began.Add(1)
			}
		})
	}
	wg.Wait()
	all, err := l.For(dials(5)).Watches(t.Context())
	if err != nil || len(all) > watch.MostDay || int64(len(all)) != began.Load() {
		t.Errorf("%d of one phone at once, %d began, %v", len(all), began.Load(), err)
	}
}

// plots is a desk of cases about land whose acts are heard of by whoever watches.
func plots(t *testing.T, l *lookout) *casework.Desk {
	t.Helper()
	officer := []casework.Role{casework.Sanctioner}
	p := casework.Procedure{ID: "transfer", Version: 1, Start: "received",
		States: []casework.State{
			{ID: "received", Court: casework.OfficeCourt, Runs: true}, {ID: "window", Court: casework.OfficeCourt, Runs: true},
			{ID: "over", Court: casework.OfficeCourt, Runs: true}, {ID: "recorded", Court: casework.NoCourt, End: true, Good: true},
			{ID: "taken_back", Court: casework.NoCourt, End: true},
		},
		Actions: []casework.Action{
			{ID: "take_up", From: []string{"received"}, Roles: officer},
			{ID: "announce", From: []string{"received"}, To: "window", Roles: officer},
			{ID: "record_objection", From: []string{"window"}, To: "over", Roles: officer},
			{ID: "close", From: []string{"window"}, To: "over", Roles: []casework.Role{casework.System}},
			{ID: "hear", From: []string{"window", "over"}, Roles: officer, Needs: []casework.Need{casework.NeedDay}},
			{ID: "amend", From: []string{"window", "over"}, Roles: officer, Does: "amend"},
			{ID: "order", From: []string{"window", "over"}, To: "recorded", Roles: officer, Tells: "decided"},
			{ID: "take_back", From: []string{"over"}, To: "taken_back", Roles: officer},
		},
		Timers: []casework.Timer{{ID: "window", In: []string{"window"}, Days: 30, Action: "close"}},
	}
	d, err := casework.NewDesk(casework.Parts{
		Book: l.s.Cases(), World: l.World, Say: l.Say, Keyed: keyed, Series: map[string]casework.Series{"mn": {Prefix: "MN", Yearly: true}},
		Tracks: map[string]casework.Track{"transfer": {Service: "transfer", Department: "lr", Procedure: p, Series: "mn", By: "mouza",
			Limit: casework.Limit{Days: 60, Policy: casework.Pause, Source: "a test"}}},
		Effects: map[string]casework.Effect{"amend": func(context.Context, casework.Tx, casework.Work) (casework.Done, error) {
			return casework.Done{Changed: []casework.Key{{Kind: casework.KeyKhatian, Value: "1027001/12"}}}, nil
		}},
		Observers: []casework.Observer{l.Observe},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func watchTold(t *testing.T, s WatchStore) {
	l := newLookout(s)
	l.begin(t, signedIn(1), "1027001/165")
	l.begin(t, signedIn(1), "1027001/166") // the case is about both: told once
	l.begin(t, signedIn(2), "1027001/166")
	l.begin(t, signedIn(3), "1027001/999")
	if _, err := l.For(signedIn(3)).Watch(t.Context(), watch.Ask{Kind: casework.KeyKhatian, Land: "1027001/12", Version: "v1"}); err != nil {
		t.Fatal(err)
	}
	d := plots(t, l)
	officer := casework.Caller{ID: "bllro", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.*"}}
	told := func() (said []string) {
		t.Helper()
		all, err := s.Outbox().Take(t.Context(), caseDay().AddDate(1, 0, 0), caseDay().AddDate(1, 0, 1), 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			if what, of := strings.CutPrefix(m.Key, "sms.watch."); of && what != "begun" {
				said = append(said, what+" "+string(m.To[len(m.To)-1:]))
			}
		}
		return said
	}
	var number string
	open := func(fail error) error {
		return s.Cases().Change(t.Context(), func(tx casework.Tx) (err error) {
			if number, err = d.Number(t.Context(), tx, "mn"); err != nil {
				return err
			}
			_, err = d.Open(t.Context(), tx, casework.Opening{Number: number, Service: "transfer", Office: "lr.2412", Keys: []casework.Key{
				{Kind: casework.KeyPlot, Value: "1027001/165"}, {Kind: casework.KeyPlot, Value: "1027001/166"}, aSound}})
			return errors.Join(err, fail)
		})
	}
	if err := open(errors.New("no")); err == nil {
		t.Fatal("it was opened")
	}
	equal(t, "of a case that is not there", told(), []string(nil))
	if err := open(nil); err != nil {
		t.Fatal(err)
	}
	equal(t, "of a new case", told(), []string{"case 1", "case 2"})
	keys := 0
	act := func(action string, day seva.Date) {
		t.Helper()
		c := theCase(t, s, number)
		keys++
		for range 2 { // the same key twice is told of once
			if _, err := d.For(officer).Act(t.Context(), casework.Act{Number: number, Version: c.Version, Action: action, Day: day}, fmt.Sprintf("k-%d", keys)); err != nil {
				t.Fatalf("%s: %v", action, err)
			}
		}
	}
	for _, c := range []struct {
		action string
		day    seva.Date
		want   []string
	}{
		{"take_up", seva.Date{}, nil},
		{"announce", seva.Date{}, []string{"objection 1", "objection 2"}},
		{"hear", seva.Date{Year: 2027, Month: 1, Day: 5}, []string{"hearing 1", "hearing 2"}},
		{"amend", seva.Date{}, []string{"record 1", "record 2", "record 3"}},
		{"order", seva.Date{}, []string{"order 1", "order 2"}},
	} {
		act(c.action, c.day)
		equal(t, c.action, told(), c.want)
	}
	// Who was told of a hearing is told that it is off.
	if err := open(nil); err != nil {
		t.Fatal(err)
	}
	act("announce", seva.Date{})
	act("record_objection", seva.Date{})
	act("hear", seva.Date{Year: 2027, Month: 1, Day: 5})
	told()
	act("take_back", seva.Date{})
	equal(t, "taken back", told(), []string{"withdrawn 1", "withdrawn 2"})
}

func watchConsent(t *testing.T, s WatchStore) {
	l := newLookout(s)
	w := l.begin(t, signedIn(1), "1027001/165")
	l.begin(t, signedIn(1), "1027001/166")
	other := l.begin(t, signedIn(2), "1027001/165")
	lines, err := s.Registry().Consents(t.Context(), registry.Person{Citizen: "citizen-1"})
	if err != nil || len(lines) != 1 || lines[0].Purpose != watch.Purpose || lines[0].ID != w.Consent || lines[0].Version != "v1" {
		t.Fatalf("%+v, %v", lines, err)
	}
	held, err := s.Registry().Watches(t.Context(), "citizen-1", phoneOf(1))
	if err != nil || len(held) != 2 {
		t.Errorf("the person's own: %v, %v", held, err)
	}
	err = s.Registry().Change(t.Context(), func(tx registry.Tx) error {
		_, err := tx.Withdraw(t.Context(), w.Consent, caseDay(), "app")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if left, err := s.Watches().Of(t.Context(), phoneOf(1)); err != nil || len(left) != 0 {
		t.Errorf("after the consent: %v, %v", left, err)
	}
	err = s.Registry().Change(t.Context(), func(tx registry.Tx) error { return tx.DropWatches(t.Context(), "", phoneOf(1)) })
	left, err2 := s.Watches().Of(t.Context(), phoneOf(2))
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	equal(t, "another's", left, []watch.Watch{other})
	// The last one ended takes its consent along.
	if err := l.For(signedIn(2)).Unwatch(t.Context(), other.ID); err != nil {
		t.Fatal(err)
	}
	stands, err := s.Registry().Agreed(t.Context(), registry.Person{Citizen: "citizen-2"}, watch.Purpose)
	if err != nil || stands {
		t.Errorf("the consent stands: %v, %v", stands, err)
	}
}

func watchSwept(t *testing.T, s WatchStore) {
	l := newLookout(s)
	w := l.begin(t, dials(1), "1027001/165")
	l.pass(w.Until)
	if all, err := l.For(dials(1)).Watches(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("over: %v, %v", all, err)
	}
	if again := l.begin(t, dials(1), "1027001/165"); again.ID != w.ID || !again.Since.Equal(w.Until) {
		t.Errorf("begun again: %+v", again)
	}
	l.pass(w.Until.AddDate(1, 0, 1))
	for want := 1; want >= 0; want-- {
		before := *l.now.Load()
		old, err := s.Attic().Old(t.Context(), "watch", before)
		gone, err2 := s.Attic().Drop(t.Context(), "watch", before, 10)
		if err := errors.Join(err, err2); err != nil || old != want || gone != want {
			t.Errorf("%d old, %d gone, want %d: %v", old, gone, want, err)
		}
	}
}
