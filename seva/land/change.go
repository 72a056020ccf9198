package land

import (
	"context"

	"duar/seva"
	"duar/seva/place"
)

// Change is one change of the record of one mouza, kept whole or not at all: an order that
// gives land another holder, another class, or a warning.
type Change struct {
	Mouza place.IDN
	// Valid is the day from which it is so in the world: that of the order. It is never
	// before that of the rows it replaces.
	Valid seva.Date
	// By is what it rests on, a case's number. Rows say it behind the source of the row they
	// replace, so that a specimen stays one: "demo MN2026000123".
	By string
	// Plots are those that change, each whole as it is to be, with every holding. Holdings
	// carry no Owner, Class or Computed, as in a Volume.
	Plots []Plot
	// Folios are khatians that are new or have another owner. One that holds nothing any
	// more after the change is closed by itself.
	Folios []Folio
	// Splits is the plot that is new and was part of another until now, one at most; both are
	// in Plots.
	Splits []Split
	// Areas says that the order is about areas: those of plots and of shares may differ
	// then, as after a new survey. Without it nothing of an area may come or go.
	Areas bool
}

// Split says that a plot is new and was part of another. Everybody holds of it what they hold
// of the other, and together the two have the area, and everybody's written areas, that the
// one had: a split moves no land. The map of the one is cut where it has one.
type Split struct {
	Of, Part Number
	// Rest and Piece are what stays of the parcel and what is the new plot's, as Ring.Cut
	// gives them; nil for a plot without a map.
	Rest, Piece Ring
}

// Writer changes the record inside somebody else's transaction, so that a case and the
// record that follows from it are never apart.
type Writer interface {
	// HoldPlots reads plots with whole owners as of this transaction, and keeps everybody
	// else from changing their mouza until it ends. One that is not there is ErrNone.
	HoldPlots(ctx context.Context, idn place.IDN, plots []Number) ([]Plot, error)
	// HoldKhatian reads a khatian likewise.
	HoldKhatian(ctx context.Context, idn place.IDN, khatian Number) (Khatian, error)
	// FreeKhatian gives the lowest main number above all that the mouza ever had.
	FreeKhatian(ctx context.Context, idn place.IDN) (Number, error)
	// FreePlot gives the number of a new part of a plot: its main number over the lowest one
	// that no plot of the mouza ever had, before or behind the stroke (see Number.Bata).
	FreePlot(ctx context.Context, idn place.IDN, of Number) (Number, error)
	// HoldParcel reads a plot's shape as of this transaction; ErrNone for one without a map.
	HoldParcel(ctx context.Context, idn place.IDN, plot Number) (Parcel, error)
	// Amend keeps a change: what it replaces is closed on Valid at the present moment and
	// kept. It is refused as an internal error when Flaws finds something.
	Amend(ctx context.Context, c Change) error
}
