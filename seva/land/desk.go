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
// error.khatian.unknown, error.map.none; Unavailable when the register cannot be
// reached.
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
	return s, c.explain(ctx, err, "mouza", "error.mouza.unknown", idn, Number{})
}

func (c counter) Plot(ctx context.Context, idn place.IDN, n Number, at At) (Plot, error) {
	p, err := c.desk.register.Plot(ctx, idn, n, at)
	if err != nil {
		return Plot{}, c.explain(ctx, err, "plot", "error.plot.unknown", idn, n)
	}
	return c.right.plot(p), nil
}

func (c counter) Khatian(ctx context.Context, idn place.IDN, n Number, at At) (Khatian, error) {
	k, err := c.desk.register.Khatian(ctx, idn, n, at)
	if err != nil {
		return Khatian{}, c.explain(ctx, err, "khatian", "error.khatian.unknown", idn, n)
	}
	return c.right.khatian(k), nil
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
	args := seva.Args{"Mouza": idn, "Number": n}
	if field != "mouza" {
		if _, none := c.desk.register.Summary(ctx, idn); errors.Is(none, ErrNone) {
			field, key = "mouza", "error.mouza.unknown"
		}
	}
	return &seva.Error{Kind: seva.NotFound, Field: field, Text: seva.Say(key, args), Err: err}
}
