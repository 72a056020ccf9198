package dialogue

import (
	"context"
	"fmt"
	"time"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// farDesk is a desk at which everything is as long as it gets.
type farDesk struct {
	Far
	plain bool // no flags
}

func (d *farDesk) asOn() land.AsOn {
	return land.AsOn{Valid: seva.Date{Year: 2026, Month: 9, Day: 30}, Recorded: time.Unix(0, 0)}
}

func (d *farDesk) holdings() []land.Holding {
	all := make([]land.Holding, max(d.Owners, 1))
	for i := range all {
		all[i] = land.Holding{
			Plot: farNumber, Khatian: farNumber, Class: d.Classes[0], Share: 9_999, Recorded: 99_999_999,
			Owner: land.Owner{Name: d.Owner, Type: land.Individual},
		}
	}
	return all
}

func (d *farDesk) Plot(context.Context, place.IDN, land.Number, land.At) (land.Plot, error) {
	p := land.Plot{
		Mouza: farIDN, Number: farNumber, Class: d.Classes[0], Area: 99_999_999,
		Flags: land.Flags(), Holdings: d.holdings(), AsOn: d.asOn(),
	}
	if d.plain {
		p.Flags = nil
	}
	return p, nil
}

func (d *farDesk) Khatian(context.Context, place.IDN, land.Number, land.At) (land.Khatian, error) {
	return land.Khatian{
		Mouza: farIDN, Number: farNumber, Owner: land.Owner{Name: d.Owner}, Area: 99_999_999,
		Holdings: d.holdings(), AsOn: d.asOn(),
	}, nil
}

func (d *farDesk) Crosswalk(context.Context, place.IDN, land.Survey, land.Number) ([]land.Pair, error) {
	all := make([]land.Pair, 8)
	for i := range all {
		all[i] = land.Pair{RS: farNumber, LR: farNumber}
	}
	return all, nil
}

func (d *farDesk) Map(context.Context, place.IDN, land.Number) (land.Sheet, error) {
	return land.Sheet{}, land.ErrNone
}

func (d *farDesk) Mouza(_ context.Context, idn place.IDN) (land.Summary, error) {
	return land.Summary{Mouza: idn}, nil
}

// farPlaces is a directory in which every name is the longest.
type farPlaces struct{ Far }

func (d farPlaces) Districts(context.Context) ([]place.District, error) {
	all := make([]place.District, 23)
	for i := range all {
		all[i] = place.District{Code: "318", Portal: fmt.Sprintf("%02d", i+1), Name: d.District}
	}
	return all, nil
}

func (d farPlaces) Blocks(context.Context, string) ([]place.Block, error) {
	all := make([]place.Block, 29)
	for i := range all {
		all[i] = place.Block{Code: "2786", Name: d.Block, Units: []string{fmt.Sprintf("10%02d", i+1)}}
	}
	return all, nil
}

func (d farPlaces) Mouzas(context.Context, string) ([]place.Mouza, error) {
	all := make([]place.Mouza, 150)
	for i := range all {
		all[i] = place.Mouza{IDN: place.MakeIDN(10, 27, 849+i), Block: "2786", Name: d.Far.Mouza}
	}
	return all, nil
}

func (d farPlaces) Mouza(_ context.Context, idn place.IDN) (place.Mouza, error) {
	return place.Mouza{IDN: idn, Block: "2786", Name: d.Far.Mouza}, nil
}

func (d farPlaces) Search(context.Context, place.Query) ([]place.Match, error) { return nil, nil }
