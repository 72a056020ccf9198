package mutation

import (
	"context"
	"errors"
	"slices"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/place"
)

// Answer is what a registration office hears before it registers a deed: whose the land is,
// and what stands in the way of a mutation at once.
type Answer struct {
	Plot     land.Plot    // with who holds it, by name only
	Holding  land.Holding // of the khatian asked for
	Reasons  []seva.Text  // why the record would not change at once, whoever the recorded raiyat sells to
	Course   Course       // of a deed by the recorded raiyat
	Fee      fee.Estimate // for the mutation of the whole share, for a sale
	FeeKnown bool
}

// Ask answers what the recorded owner, the warnings and the mutation fee of a khatian's share
// of a plot are. It changes nothing and holds nothing: the record may be another by the time
// of the deed, which is held against it anew.
//
// Errors: those of Receive for the caller; NotFound under error.plot.unknown and
// error.record.holds.
func (d *Desk) Ask(ctx context.Context, caller casework.Caller, idn place.IDN, plot, khatian land.Number) (Answer, error) {
	switch {
	case caller.ID == "":
		return Answer{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !caller.Is(casework.RegistrationOffice):
		return Answer{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	p, err := d.parts.Record.Plot(ctx, idn, plot, land.At{})
	if errors.Is(err, land.ErrNone) {
		return Answer{}, &seva.Error{Kind: seva.NotFound, Field: "plot", Err: err,
			Text: seva.Say("error.plot.unknown", seva.Args{"Mouza": idn, "Number": plot})}
	}
	if err != nil {
		return Answer{}, seva.Broken(err)
	}
	i := slices.IndexFunc(p.Holdings, func(h land.Holding) bool { return h.Khatian == khatian })
	if i < 0 {
		return Answer{}, &seva.Error{Kind: seva.NotFound, Field: "khatian",
			Text: seva.Say("error.record.holds", seva.Args{"Plot": plot, "Khatian": khatian})}
	}
	h := p.Holdings[i]
	a := Answer{Plot: p, Holding: h}
	// A deed by which the recorded raiyat sells all of it to one buyer.
	l := Line{Mouza: idn, Plot: plot, Khatian: khatian, Class: p.Class, Share: h.Share, Area: max(h.Recorded, 1), Buyer: 1}
	deed := Deed{Kind: Sale, Registered: d.parts.World.Today(), Sellers: []Seller{{Mouza: idn, Khatian: khatian}}, Buyers: []Buyer{{}}, Schedule: []Line{l}}
	f := Facts{Plot: p, There: true, Khatian: true, Holding: h, Held: true, Seller: Same, Sold: h.Share, Group: d.parts.Group(p.Class)}
	f.Reaches = false
	for _, o := range caller.Offices {
		if office, ok := cutOffice(o); ok {
			reaches, err := d.parts.Reaches(ctx, office, idn)
			if err != nil {
				return Answer{}, seva.Broken(err)
			}
			f.Reaches = f.Reaches || reaches
		}
	}
	owed, estimate, err := d.parts.owed(ctx, deed, []Facts{f})
	if err != nil {
		return Answer{}, broken(err)
	}
	deed.Fee, a.Fee, a.FeeKnown = owed.Fee, estimate, owed.Known
	v := Judge(deed, []Facts{f}, owed)
	a.Course = v.Course
	for _, finding := range v.Findings {
		if finding.Rule != "area_recorded" { // of our own making, where the record writes no area
			a.Reasons = append(a.Reasons, finding.Text(deed))
		}
	}
	return a, nil
}

// cutOffice gives the code of a registration office that a machine serves.
func cutOffice(o string) (string, bool) {
	if len(o) > len(registration) && o[:len(registration)] == registration {
		return o[len(registration):], true
	}
	return "", false
}
