package api_test

import (
	"context"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/watch"
)

// aboutLand is the desk of cases with one case about a plot, which the small world's services
// have none of. The real desk has tests of its own.
type aboutLand struct {
	casework.Counter
	who casework.Caller
}

func withLand(desk func(casework.Caller) casework.Counter) func(casework.Caller) casework.Counter {
	return func(c casework.Caller) casework.Counter { return aboutLand{desk(c), c} }
}

func (a aboutLand) Track(_ context.Context, q casework.Trace) ([]casework.Glance, error) {
	if q.Name != "" && a.who.ID == "" {
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	due := seva.Date{Year: 2027, Month: 1, Day: 6}
	return []casework.Glance{{
		Number: "MN2026000123", Service: "mutation_sale", State: "hearing_set", Court: casework.OfficeCourt,
		Standing:  casework.Standing{Limit: 45, Used: 12, Left: 33, Running: true, Due: due},
		Submitted: recorded, Since: recorded, Hearing: seva.Date{Year: 2026, Month: 12, Day: 5},
		Next: casework.Next{Text: seva.Say("next.hearing_set", seva.Args{"By": due}), By: due},
	}}, nil
}

func (a aboutLand) Hearing(ctx context.Context, number string) (casework.Hearing, error) {
	if number != "MN2026000123" {
		if _, err := a.Case(ctx, number); err != nil {
			return casework.Hearing{}, err
		}
		return casework.Hearing{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.no_hearing")}
	}
	return casework.Hearing{
		Number: number, Service: "mutation_sale", State: "hearing_set", Office: "lr.2984", Day: seva.Date{Year: 2026, Month: 12, Day: 5},
		Set: recorded, Applicant: "Subrata Mondal", Submitted: recorded, Land: []casework.Key{{Kind: casework.KeyPlot, Value: "1027001/165-1201"}},
	}, nil
}

// lookout is a desk of watches with one watch, of citizen-1's.
type lookout struct{ who casework.Caller }

var _ watch.Counter = lookout{}

func newLookout(who casework.Caller) watch.Counter { return lookout{who} }

func aWatch(key casework.Key) watch.Watch {
	return watch.Watch{
		ID: "watch-1", No: 1, Phone: "919831000345", Citizen: "citizen-1", Key: key, Lang: seva.Hindi, Channel: "app",
		Since: recorded, Until: recorded.AddDate(1, 0, 0),
	}
}

func (l lookout) Watch(_ context.Context, a watch.Ask) (watch.Watch, error) {
	key, err := casework.LandKey(a.Kind, a.Land)
	switch {
	case a.Kind != casework.KeyPlot && a.Kind != casework.KeyKhatian:
		return watch.Watch{}, seva.Refuse("kind", seva.Say("error.watch.kind"))
	case err != nil:
		return watch.Watch{}, err
	case a.Version != noticeVersion:
		return watch.Watch{}, &seva.Error{Kind: seva.Conflict, Field: "version", Text: seva.Say("error.consent.version")}
	}
	return aWatch(key), nil
}

func (l lookout) Watches(context.Context) ([]watch.Watch, error) {
	if l.who.ID != "citizen-1" {
		return nil, nil
	}
	return []watch.Watch{aWatch(casework.Key{Kind: casework.KeyPlot, Value: "1027001/165-1201"})}, nil
}

func (l lookout) Unwatch(_ context.Context, id string) error {
	if id != "watch-1" || l.who.ID != "citizen-1" {
		return &seva.Error{Kind: seva.NotFound, Field: "id", Text: seva.Say("error.watch.unknown")}
	}
	return nil
}
