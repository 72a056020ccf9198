// Package charge says what the services of land cost: by which rate a case goes, from its
// answers and the record, and what anybody may be told beforehand.
//
// It knows which use of land and which zone a rate is told apart by. It does not know the
// rates themselves (seva/fee has them from the catalogue), how a demand is paid, or any
// sentence.
package charge

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/place"
)

// Services of the table of rates, and the names of the rules that ask them.
const (
	Mutation    = "mutation"
	Conversion  = "conversion"
	CopyKhatian = "copy_khatian"
	CopyPlot    = "copy_plot"
	CopyMap     = "copy_map"
	Khajna      = "khajna"
	// KhajnaInterest is a rate only: what is owed besides for years in arrears. Where the table
	// has none, none is asked.
	KhajnaInterest = "khajna_interest"
	None           = "none" // a rule only: nothing is owed
)

// Uses of land that rates of mutation and khajna are told apart by, the dearest last.
const (
	Agricultural = "agricultural"
	Homestead    = "homestead" // and whatever is neither agricultural nor commercial
	Commercial   = "commercial"
	Inheritance  = "inheritance" // of heirs, whatever the land is
	GiftChild    = "gift_child"  // of a parent to a child
)

// Rural is the zone of a place of which nothing else is known.
const Rural = "rural"

// Desk reckons fees. It is safe for concurrent use.
type Desk struct {
	Table fee.Table
	// Zones are the places that are not rural, by the number of a mouza or the code of a block.
	Zones map[string]string
	// Groups are what classes of land are used for (catalogue.Class.Group).
	Groups map[land.Class]string
	Places place.Desk
	Land   land.Counter // as the public sees it, for Estimate
	World  seva.World
}

// Rules gives the fee rules that services name, for casework.Parts.Fees. They read the record
// in the transaction of the act.
func (d *Desk) Rules() map[string]casework.FeeRule {
	copies := func(service string) casework.FeeRule {
		return func(_ context.Context, _ casework.Tx, c casework.Case) (fee.Estimate, error) {
			return d.reckon(fee.Ask{Service: service, Count: max(1, len(c.Answers["plots"].Rows))})
		}
	}
	return map[string]casework.FeeRule{
		Mutation: d.mutation, Conversion: d.conversion, Khajna: d.khajna,
		CopyKhatian: copies(CopyKhatian), CopyPlot: copies(CopyPlot), CopyMap: copies(CopyMap),
		None: func(context.Context, casework.Tx, casework.Case) (fee.Estimate, error) {
			return fee.Estimate{On: d.World.Today()}, nil
		},
	}
}

// reckon asks the table as of today.
func (d *Desk) reckon(a fee.Ask) (fee.Estimate, error) {
	a.On = d.World.Today()
	return d.Table.Reckon(a)
}

// mutation: by the use of the land and its area. Heirs and children who are given land owe
// nothing. What the record says the land is used for holds against an applicant who says
// less: of two uses the dearer counts, since a field that is bought for a shop pays as a
// shop (our reading of "commercial and industrial").
func (d *Desk) mutation(ctx context.Context, tx casework.Tx, c casework.Case) (fee.Estimate, error) {
	idn, number, err := parcel("plot", c.Answers["plot"].Text)
	if err != nil {
		return fee.Estimate{}, err
	}
	area, err := seva.ParseArea(c.Answers["area_sold"].Text)
	if err != nil {
		return fee.Estimate{}, seva.Refuse("area_sold", seva.Say("error.fee.area"))
	}
	plots, err := tx.HoldPlots(ctx, idn, []land.Number{number})
	if err != nil {
		return fee.Estimate{}, gone(err, idn, number)
	}
	use := dearer(c.Answers["land_use"].Text, d.use(plots[0].Class))
	if c.Answers["transfer"].Text == GiftChild {
		use = GiftChild
	}
	return d.ofLand(ctx, fee.Ask{Service: Mutation, Use: use, Area: area}, idn)
}

// conversion: from what the record says to what is wanted.
func (d *Desk) conversion(ctx context.Context, tx casework.Tx, c casework.Case) (fee.Estimate, error) {
	idn, number, err := parcel("plot", c.Answers["plot"].Text)
	if err != nil {
		return fee.Estimate{}, err
	}
	area, err := seva.ParseArea(c.Answers["area_converted"].Text)
	if err != nil {
		return fee.Estimate{}, seva.Refuse("area_converted", seva.Say("error.fee.area"))
	}
	plots, err := tx.HoldPlots(ctx, idn, []land.Number{number})
	if err != nil {
		return fee.Estimate{}, gone(err, idn, number)
	}
	to := d.goal(land.Class(c.Answers["class_wanted"].Text), c.Answers["group_housing"].Text == "yes")
	return d.ofLand(ctx, fee.Ask{Service: Conversion, Use: d.change(plots[0].Class, to), Area: area}, idn)
}

// ofLand asks for land that lies somewhere.
func (d *Desk) ofLand(ctx context.Context, a fee.Ask, idn place.IDN) (fee.Estimate, error) {
	zone, err := d.Zone(ctx, idn)
	if err != nil {
		return fee.Estimate{}, err
	}
	a.Zone = zone
	return d.reckon(a)
}

// Zone gives the zone of a mouza: its own, that of its block, or rural; "" of no mouza, which
// only rates of every zone answer.
func (d *Desk) Zone(ctx context.Context, idn place.IDN) (string, error) {
	if idn == 0 {
		return "", nil
	}
	if zone, known := d.Zones[idn.String()]; known {
		return zone, nil
	}
	m, err := d.Places.Mouza(ctx, idn)
	if err != nil && seva.KindOf(err) != seva.NotFound { // a register may know a mouza that the atlas does not
		return "", seva.Broken(err)
	}
	if zone, known := d.Zones[m.Block]; known && m.Block != "" {
		return zone, nil
	}
	return Rural, nil
}

// parcel reads "1027001/165/1201".
func parcel(field, text string) (place.IDN, land.Number, error) {
	mouza, number, _ := strings.Cut(text, "/")
	idn, err := place.ParseIDN(mouza)
	if err != nil {
		return 0, land.Number{}, seva.Broken(err)
	}
	n, err := land.ParseNumber(field, number)
	if err != nil {
		return 0, land.Number{}, seva.Broken(err)
	}
	return idn, n, nil
}
