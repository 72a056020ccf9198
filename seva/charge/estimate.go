package charge

import (
	"context"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/place"
)

// Query is what somebody wants to know the fee of before applying.
type Query struct {
	Service string // as applied for: "mutation_sale", "conversion", "ror_copy"
	Mouza   place.IDN
	Plot    land.Number // of land whose use the record says; the zero Number for none
	// Use is what the land is used for (mutation, khajna), or is wanted for (conversion: "allied",
	// "homestead", "group_housing", "commercial"); "" where the record says it.
	Use string
	// Area is what is bought or converted; 0 for the whole plot.
	Area  seva.Area
	Count int // of plots or khatians of a copy; of years for khajna; 0 for one
}

// Teller tells fees to anybody.
//
// Errors are *seva.Error: those of fee.Table.Reckon; Invalid under error.fee.service where a
// service has no fee here, under error.fee.use where the use is not known and under
// error.fee.mouza where the rate depends on the place; and those of the land desk for a plot.
type Teller interface {
	Estimate(ctx context.Context, q Query) (fee.Estimate, error)
}

// asked gives under which name in the table the fee of a service stands.
var asked = map[string]string{
	"mutation_sale": Mutation, "mutation_warish": Mutation, "mutation_contactless": Mutation, "conversion": Conversion,
	"khajna": Khajna, "ror_copy": CopyKhatian, "plot_information": CopyPlot, "plot_map_copy": CopyMap,
	"record_correction": None, "land_appeal": None,
}

// Services names the services of which a fee can be told.
func Services() []string {
	all := make([]string, 0, len(asked))
	for id := range asked {
		all = append(all, id)
	}
	return all
}

// Estimate implements Teller. What a case owes in the end its rule reckons from the whole
// record; this is the same table asked by somebody who knows less.
func (d *Desk) Estimate(ctx context.Context, q Query) (fee.Estimate, error) {
	service, known := asked[q.Service]
	if !known {
		return fee.Estimate{}, seva.Refuse("service", seva.Say("error.fee.service"))
	}
	switch service {
	case None:
		return fee.Estimate{On: d.World.Today()}, nil
	case CopyKhatian, CopyPlot, CopyMap:
		return d.reckon(fee.Ask{Service: service, Count: max(1, q.Count)})
	}
	var class land.Class
	if q.Plot != (land.Number{}) {
		p, err := d.Land.Plot(ctx, q.Mouza, q.Plot, land.At{})
		if err != nil {
			return fee.Estimate{}, err
		}
		class = p.Class
		if q.Area == 0 {
			q.Area = p.Area
		}
	}
	return d.told(ctx, service, q, class)
}

// told asks for land of a class, where one is known.
func (d *Desk) told(ctx context.Context, service string, q Query, class land.Class) (fee.Estimate, error) {
	// The record may know a use by itself; a word that is none must not pass unseen then.
	if said := slices.Concat(uses, []string{"", GiftChild, Inheritance}); service != Conversion && !slices.Contains(said, q.Use) {
		return fee.Estimate{}, seva.Refuse("use", seva.Say("error.fee.use"))
	}
	use := dearer(q.Use, d.use(class))
	switch {
	case q.Service == "mutation_warish":
		use = Inheritance
		if q.Area == 0 { // how much it is makes no difference where nothing is owed
			return d.ofNone(ctx, fee.Ask{Service: service, Use: use}, q.Mouza)
		}
	case q.Use == GiftChild && service == Mutation:
		use = GiftChild
	case service == Conversion:
		use = d.change(class, q.Use)
		if strings.Contains(q.Use, "_to_") {
			use = q.Use
		}
	}
	if use == "" {
		return fee.Estimate{}, seva.Refuse("use", seva.Say("error.fee.use"))
	}
	if service == Khajna {
		if q.Area == 0 {
			return fee.Estimate{}, seva.Refuse("area", seva.Say("error.fee.area"))
		}
		return d.revenue(map[string]seva.Area{use: q.Area}, max(1, q.Count))
	}
	e, err := d.ofLand(ctx, fee.Ask{Service: service, Use: use, Area: q.Area}, q.Mouza)
	if q.Mouza == 0 && seva.KindOf(err) == seva.NotFound {
		return fee.Estimate{}, seva.Refuse("mouza", seva.Say("error.fee.mouza"))
	}
	return e, err
}

// ofNone asks for land of no area that anybody said; the answer says none either.
func (d *Desk) ofNone(ctx context.Context, a fee.Ask, idn place.IDN) (fee.Estimate, error) {
	a.Area = 1
	e, err := d.ofLand(ctx, a, idn)
	for i := range e.Lines {
		e.Lines[i].Area = 0
	}
	return e, err
}
