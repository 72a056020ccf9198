package sqlstore_test

import (
	"context"
	"fmt"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/watch"
	"duar/store/sqlstore"
)

// BenchmarkWatchedAct is an act on a case about a plot: unheard, heard by the observer with
// nobody watching, and with as many as may watch one plot.
func BenchmarkWatchedAct(b *testing.B) {
	for engine, url := range urls() {
		for name, c := range map[string]struct {
			heard    bool
			watchers int
		}{"unheard": {false, 0}, "0 watch": {true, 0}, "200 watch": {true, watch.MostLand}} {
			b.Run(engine+"/"+name, func(b *testing.B) { watchedAct(b, open(b, url(b)), c.heard, c.watchers) })
		}
	}
}

func watchedAct(b *testing.B, s *sqlstore.Store, heard bool, watchers int) {
	ctx := b.Context()
	say := func(_ seva.Lang, t seva.Text) string { return t.Key }
	keyed := func(p seva.Phone) string { return string(p) }
	lookout := watch.NewDesk(watch.Parts{Book: s.Watches(), World: seva.RealWorld(), Say: say, Keyed: keyed, Notice: func() string { return "v" }})
	plot := casework.Key{Kind: casework.KeyPlot, Value: "1027001/165"}
	for i := range watchers {
		who := casework.Caller{Phone: seva.Phone(fmt.Sprintf("9198300%05d", i)), Channel: "phone"}
		if _, err := lookout.For(who).Watch(ctx, watch.Ask{Kind: plot.Kind, Land: plot.Value, Version: "v"}); err != nil {
			b.Fatal(err)
		}
	}
	officer := []casework.Role{casework.Clerk}
	p := casework.Procedure{ID: "p", Version: 1, Start: "a",
		States:  []casework.State{{ID: "a", Court: casework.OfficeCourt, Runs: true}, {ID: "b", Court: casework.NoCourt, End: true}},
		Actions: []casework.Action{{ID: "hear", From: []string{"a"}, Roles: officer, Needs: []casework.Need{casework.NeedDay}}, {ID: "end", From: []string{"a"}, To: "b", Roles: officer}},
	}
	parts := casework.Parts{Book: s.Cases(), World: seva.RealWorld(), Say: say, Keyed: keyed, Series: map[string]casework.Series{"mn": {Prefix: "MN", Yearly: true}},
		Tracks: map[string]casework.Track{"t": {Service: "t", Department: "lr", Procedure: p, Series: "mn", By: "mouza",
			Limit: casework.Limit{Days: 60, Policy: casework.Pause, Source: "a test"}}}}
	if heard {
		parts.Observers = []casework.Observer{lookout.Observe}
	}
	d, err := casework.NewDesk(parts)
	if err != nil {
		b.Fatal(err)
	}
	clerk := casework.Caller{ID: "k", Roles: officer, Offices: []string{"lr.*"}}
	number, version := begun(ctx, b, s, d, plot)
	day := seva.DateOf(seva.RealWorld().Now().AddDate(0, 1, 0))
	n := 0
	for b.Loop() {
		if version > 20 { // a log that grows is another measure
			b.StopTimer()
			number, version = begun(ctx, b, s, d, plot)
			b.StartTimer()
		}
		n++
		v, err := d.For(clerk).Act(ctx, casework.Act{Number: number, Version: version, Action: "hear", Day: day}, fmt.Sprintf("key-%d", n))
		if err != nil {
			b.Fatal(err)
		}
		version = v.Version
	}
}

func begun(ctx context.Context, b *testing.B, s *sqlstore.Store, d *casework.Desk, key casework.Key) (string, int64) {
	var c casework.Case
	err := s.Cases().Change(ctx, func(tx casework.Tx) error {
		number, err := d.Number(ctx, tx, "mn")
		if err == nil {
			c, err = d.Open(ctx, tx, casework.Opening{Number: number, Service: "t", Office: "lr.1", Keys: []casework.Key{key}})
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return c.Number, c.Version
}
