package client

import (
	"context"
	"maps"
	"net/url"
	"time"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Land is a land.Counter over HTTP. What is looked up comes out of the budget of whoever's
// token it has, and without one of the network's.
type Land struct {
	server *Server
	token  string
}

// Mouza asks what is held of a mouza.
func (l Land) Mouza(ctx context.Context, idn place.IDN) (land.Summary, error) {
	args := seva.Args{"Mouza": idn}
	var m wire.MouzaRecord
	if err := l.get(ctx, &m, nil, "land", "mouzas", idn.String()); err != nil {
		return land.Summary{}, typed(err, args)
	}
	summary, held, err := m.Summary()
	if err != nil {
		return land.Summary{}, seva.Broken(err)
	}
	if !held {
		return land.Summary{}, &seva.Error{Kind: seva.NotFound, Field: "mouza", Text: seva.Say("error.mouza.unknown", args)}
	}
	return summary, nil
}

// Plot asks for a plot.
func (l Land) Plot(ctx context.Context, idn place.IDN, n land.Number, at land.At) (land.Plot, error) {
	return ask[wire.Plot](ctx, l, idn, n, at, nil, "land", "mouzas", idn.String(), "plots", n.Path())
}

// Khatian asks for a khatian.
func (l Land) Khatian(ctx context.Context, idn place.IDN, n land.Number, at land.At) (land.Khatian, error) {
	return ask[wire.Khatian](ctx, l, idn, n, at, nil, "land", "mouzas", idn.String(), "khatians", n.Path())
}

// Crosswalk asks for the plots of the other settlement.
func (l Land) Crosswalk(ctx context.Context, idn place.IDN, from land.Survey, n land.Number) ([]land.Pair, error) {
	side := url.Values{string(from): {n.Path()}}
	return ask[wire.Crosswalk](ctx, l, idn, n, land.At{}, side, "land", "mouzas", idn.String(), "crosswalk")
}

// Map asks for a plot's map.
func (l Land) Map(ctx context.Context, idn place.IDN, n land.Number) (land.Sheet, error) {
	return ask[wire.Sheet](ctx, l, idn, n, land.At{}, nil, "land", "mouzas", idn.String(), "plots", n.Path(), "map")
}

func (l Land) get(ctx context.Context, out any, ask url.Values, parts ...string) error {
	_, err := l.server.do(ctx, request{ask: ask, parts: parts, lang: "en", token: l.token}, out)
	return err
}

// answer is a wire shape that gives its facts back.
type answer[F any] interface{ Facts() (F, error) }

// ask gets an answer about one number of a mouza and its facts. More are the values of
// the query besides the time.
func ask[W answer[F], F any](ctx context.Context, l Land, idn place.IDN, n land.Number, at land.At, more url.Values, parts ...string) (F, error) {
	var w W
	var none F
	values := when(at)
	maps.Copy(values, more)
	if err := l.get(ctx, &w, values, parts...); err != nil {
		return none, typed(err, seva.Args{"Mouza": idn, "Number": n, "Date": at.Day()})
	}
	facts, err := w.Facts()
	if err != nil {
		return none, seva.Broken(err)
	}
	return facts, nil
}

func when(at land.At) url.Values {
	v := url.Values{}
	if !at.Valid.IsZero() {
		v.Set("as_on", at.Valid.String())
	}
	if !at.Known.IsZero() {
		v.Set("as_recorded", at.Known.UTC().Format(time.RFC3339Nano))
	}
	return v
}
