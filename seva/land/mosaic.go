package land

import (
	"context"
	"errors"
	"math"
	"math/bits"

	"duar/seva"
	"duar/seva/place"
)

// Mosaic is the map of a whole mouza: every parcel that it has, by plot number. It is for
// information only, as a Sheet is.
type Mosaic struct {
	Mouza   place.IDN
	Parcels []Parcel
	AsOn    AsOn // of the parcel that was written last
}

// Maps is the desk of the maps of whole mouzas. It stands apart from Counter because only
// a map asks for everything at once.
//
// Errors are *seva.Error: NotFound under error.mouza.unknown, and under
// error.map.mouza.none when no plot of the mouza has a parcel; Unavailable when the
// register cannot be reached.
type Maps interface {
	Mosaic(ctx context.Context, idn place.IDN) (Mosaic, error)
}

// Shapes is where the parcels of a mouza are read; ErrNone when it has none.
type Shapes interface {
	Summary(ctx context.Context, idn place.IDN) (Summary, error)
	Mosaic(ctx context.Context, idn place.IDN) (Mosaic, error)
}

// NewMaps makes the desk of maps. A parcel says nothing of anybody, so it needs no Right.
func NewMaps(s Shapes) Maps { return mapDesk{s} }

type mapDesk struct{ shapes Shapes }

func (d mapDesk) Mosaic(ctx context.Context, idn place.IDN) (Mosaic, error) {
	m, err := d.shapes.Mosaic(ctx, idn)
	switch {
	case err == nil:
		return m, nil
	case !errors.Is(err, ErrNone):
		return Mosaic{}, seva.Broken(err)
	}
	if _, none := d.shapes.Summary(ctx, idn); errors.Is(none, ErrNone) {
		return Mosaic{}, noMouza(idn, err)
	}
	return Mosaic{}, &seva.Error{Kind: seva.NotFound, Field: "mouza", Err: err,
		Text: seva.Say("error.map.mouza.none", seva.Args{"Mouza": idn})}
}

// Ground gives an area on the map, as twice its square millionths of a degree, on the
// ground near a latitude in millionths of a degree: by the WGS 84 ellipsoid, which changes
// by less than one part in 10,000 over a mouza. The scale is rounded to a whole number
// once; the rest is exact. It is for information: a record's area is what the record says.
func Ground(twice int64, lat int32) seva.Area {
	const (
		a, e2 = 6378137.0, 0.00669437999014
		acre  = 4046.8564224
		unit  = 1_000_000_000
	)
	sin, cos := math.Sincos(float64(lat) * 1e-6 * math.Pi / 180)
	n := 1 - e2*sin*sin
	north := a * (1 - e2) / (n * math.Sqrt(n)) * 1e-6 * math.Pi / 180 // metres in a millionth
	east := a * cos / math.Sqrt(n) * 1e-6 * math.Pi / 180
	scale := uint64(math.Round(north * east / 2 / acre * float64(seva.Acre) * unit))
	hi, lo := bits.Mul64(uint64(max(twice, -twice)), scale) //nolint:gosec // neither is below zero
	if hi >= unit/2 {
		return math.MaxInt64 / 2 // more than there is on earth
	}
	lo, carry := bits.Add64(lo, unit/2, 0)
	area, _ := bits.Div64(hi+carry, lo, unit)
	return seva.Area(area) //nolint:gosec // below 1<<63, since hi is below unit/2
}
