package land

import (
	"context"
	"errors"

	"duar/seva"
	"duar/seva/place"
)

// Counter is the land desk as one caller sees it, with that caller's Right already in
// it. The in-process desk and the HTTP client both are one.
//
// Errors are *seva.Error: NotFound under error.mouza.unknown, error.plot.unknown,
// error.khatian.unknown, error.crosswalk.none, error.map.none, and error.record.not_then
// for what is in the record now but was not at the time asked for; Unavailable when the
// register cannot be reached.
type Counter interface {
	Mouza(ctx context.Context, idn place.IDN) (Summary, error)
	Plot(ctx context.Context, idn place.IDN, plot Number, at At) (Plot, error)
	Khatian(ctx context.Context, idn place.IDN, khatian Number, at At) (Khatian, error)
	// Crosswalk gives the pairs in which the number stands on the side of from,
	// in natural order of the other side; NotFound when there is none.
	Crosswalk(ctx context.Context, idn place.IDN, from Survey, plot Number) ([]Pair, error)
	Map(ctx context.Context, idn place.IDN, plot Number) (Sheet, error)
}

// ErrNone is what a Register answers for a row that it does not have.
var ErrNone = errors.New("land: no such row")

// Register is where the record is kept. It gives whole, unmasked facts, or ErrNone.
type Register interface {
	Summary(ctx context.Context, idn place.IDN) (Summary, error)
	Plot(ctx context.Context, idn place.IDN, plot Number, at At) (Plot, error)
	Khatian(ctx context.Context, idn place.IDN, khatian Number, at At) (Khatian, error)
	Crosswalk(ctx context.Context, idn place.IDN, from Survey, plot Number) ([]Pair, error)
	Sheet(ctx context.Context, idn place.IDN, plot Number) (Sheet, error)
}

// Desk answers from a register. It is safe for concurrent use.
type Desk struct {
	register Register
}

// NewDesk makes the desk over a register.
func NewDesk(r Register) *Desk { return &Desk{register: r} }

// For gives the desk's counter for a caller with this right.
func (d *Desk) For(r Right) Counter { return counter{d, r} }

type counter struct {
	desk  *Desk
	right Right
}

func (c counter) Mouza(ctx context.Context, idn place.IDN) (Summary, error) {
	s, err := c.desk.register.Summary(ctx, idn)
	switch {
	case errors.Is(err, ErrNone):
		return Summary{}, noMouza(idn, err)
	case err != nil:
		return Summary{}, seva.Broken(err)
	}
	return s, nil
}

func (c counter) Plot(ctx context.Context, idn place.IDN, n Number, at At) (Plot, error) {
	p, err := c.desk.register.Plot(ctx, idn, n, at)
	if err == nil {
		return c.right.plot(p), nil
	}
	if missedThen(err, at) {
		if _, now := c.desk.register.Plot(ctx, idn, n, At{}); now == nil {
			return Plot{}, notThen("plot", idn, n, at, err)
		}
	}
	return Plot{}, c.explain(ctx, err, "plot", "error.plot.unknown", idn, n)
}

func (c counter) Khatian(ctx context.Context, idn place.IDN, n Number, at At) (Khatian, error) {
	k, err := c.desk.register.Khatian(ctx, idn, n, at)
	if err == nil {
		return c.right.khatian(k), nil
	}
	if missedThen(err, at) {
		if _, now := c.desk.register.Khatian(ctx, idn, n, At{}); now == nil {
			return Khatian{}, notThen("khatian", idn, n, at, err)
		}
	}
	return Khatian{}, c.explain(ctx, err, "khatian", "error.khatian.unknown", idn, n)
}

func (c counter) Crosswalk(ctx context.Context, idn place.IDN, from Survey, n Number) ([]Pair, error) {
	pairs, err := c.desk.register.Crosswalk(ctx, idn, from, n)
	if err == nil && len(pairs) == 0 {
		err = ErrNone
	}
	return pairs, c.explain(ctx, err, "plot", "error.crosswalk.none", idn, n)
}

func (c counter) Map(ctx context.Context, idn place.IDN, n Number) (Sheet, error) {
	s, err := c.desk.register.Sheet(ctx, idn, n)
	return s, c.explain(ctx, err, "plot", "error.map.none", idn, n)
}

// explain turns a register's error into one a person can act on. A plot that is not
// there may be a mouza that is not there, which is another mistake to mend.
func (c counter) explain(ctx context.Context, err error, field, key string, idn place.IDN, n Number) error {
	if err == nil {
		return nil
	}
	if !errors.Is(err, ErrNone) {
		return seva.Broken(err)
	}
	if _, none := c.desk.register.Summary(ctx, idn); errors.Is(none, ErrNone) {
		return noMouza(idn, err)
	}
	return &seva.Error{Kind: seva.NotFound, Field: field, Text: seva.Say(key, seva.Args{"Mouza": idn, "Number": n}), Err: err}
}

func noMouza(idn place.IDN, err error) error {
	return &seva.Error{Kind: seva.NotFound, Field: "mouza", Text: seva.Say("error.mouza.unknown", seva.Args{"Mouza": idn}), Err: err}
}

// missedThen tells whether a row was missed at a past time, and may be there now.
func missedThen(err error, at At) bool { return errors.Is(err, ErrNone) && !at.IsNow() }

// notThen says that the record of something that is there now does not reach back so
// far. That there was no such plot would be another statement, and perhaps a false one.
func notThen(field string, idn place.IDN, n Number, at At, err error) error {
	return &seva.Error{Kind: seva.NotFound, Field: field, Err: err,
		Text: seva.Say("error.record.not_then", seva.Args{"Mouza": idn, "Number": n, "Date": at.Day()})}
}
