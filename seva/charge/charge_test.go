package charge

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/casework/caseworktest"
	"duar/seva/fee"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
)

const ranjapur = place.IDN(1027001)

var now = time.Date(2026, 11, 24, 11, 0, 0, 0, seva.IST)

// plot is one plot of a class held by khatian 12 alone.
func plot(main int32, class land.Class, area seva.Area) land.Plot {
	return land.Plot{Mouza: ranjapur, Number: land.Number{Main: main}, Class: class, Area: area,
		Holdings: []land.Holding{{Plot: land.Number{Main: main}, Khatian: land.Number{Main: 12}, Share: seva.Whole, Recorded: area}}}
}

// public answers for the land desk with the plots of the book.
type public struct{ land.Counter }

func (public) Plot(_ context.Context, _ place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	if n.Main != 1 {
		return land.Plot{}, &seva.Error{Kind: seva.NotFound, Field: "plot", Text: seva.Say("error.plot.unknown")}
	}
	return plot(1, "sali", 5000), nil
}

func desk(t *testing.T) (*Desk, *caseworktest.Book) {
	t.Helper()
	rate := func(service, use, zone string, per fee.Per, rupees int64) fee.Rate {
		return fee.Rate{Service: service, Use: use, Zone: zone, Per: per, Amount: seva.Rupees(rupees), From: seva.Date{Year: 2000, Month: 1, Day: 1},
			Head: "0029", Source: "an order", Sure: true}
	}
	table, err := fee.NewTable([]fee.Rate{
		rate(Mutation, Agricultural, "", fee.PerDecimal, 0), rate(Mutation, Inheritance, "", fee.PerDecimal, 0), rate(Mutation, GiftChild, "", fee.PerDecimal, 0),
		rate(Mutation, Homestead, Rural, fee.PerDecimal, 100), rate(Mutation, Commercial, Rural, fee.PerDecimal, 500), rate(Mutation, Commercial, "kmda", fee.PerDecimal, 900),
		rate(Conversion, "", "", fee.Flat, 10), rate(Conversion, "agricultural_to_homestead", Rural, fee.PerDecimal, 20),
		rate(Conversion, "agricultural_to_group_housing", Rural, fee.PerDecimal, 30), rate(Conversion, "water_to_commercial", Rural, fee.PerDecimal, 100),
		rate(Khajna, Agricultural, "", fee.PerDecimal, 0), rate(Khajna, Homestead, "", fee.PerDecimal, 1), rate(Khajna, Commercial, "", fee.PerDecimal, 5),
		rate(CopyKhatian, "", "", fee.PerItem, 20), rate(CopyPlot, "", "", fee.PerItem, 20), rate(CopyMap, "", "", fee.PerItem, 50),
	})
	if err != nil {
		t.Fatal(err)
	}
	places, err := place.New(place.Atlas{Districts: []place.District{{Code: "318", Portal: "10"}}, Blocks: []place.Block{{Code: "2984", District: "318"}, {Code: "2985", District: "318"}},
		Mouzas: []place.Mouza{{IDN: ranjapur, Block: "2984"}, {IDN: 1027002, Block: "2985"}}})
	if err != nil {
		t.Fatal(err)
	}
	book := caseworktest.NewBook()
	book.Record(ranjapur, []land.Plot{plot(1, "sali", 5000), plot(2, "pukur", 1000), plot(3, "dokan", 250), plot(4, "bastu", 100), plot(5, "rasta", 100), plot(6, "odd", 100)},
		[]land.Folio{{Number: land.Number{Main: 12}}})
	return &Desk{Table: table, Zones: map[string]string{"2985": "kmda"}, Places: places, Land: public{}, World: seva.FrozenWorld(now, 1),
		Groups: map[land.Class]string{"sali": "agricultural", "pukur": "water", "dokan": "commercial", "bastu": "homestead", "rasta": "public"}}, book
}

func answers(pairs ...string) form.Answers {
	a := form.Answers{}
	for i := 0; i < len(pairs); i += 2 {
		a[pairs[i]] = form.Value{Text: pairs[i+1]}
	}
	return a
}

func TestRules(t *testing.T) {
	d, book := desk(t)
	three := answers()
	three["plots"] = form.Value{Rows: make([]form.Answers, 3)}
	for name, c := range map[string]struct {
		rule    string
		answers form.Answers
		rupees  int64
		key     string
	}{
		"a field bought as a field":        {Mutation, answers("plot", "1027001/1", "area_sold", "0.0500", "land_use", "agricultural"), 0, ""},
		"a field bought for a house":       {Mutation, answers("plot", "1027001/1", "area_sold", "0.0500", "land_use", "homestead"), 500, ""},
		"a field bought for a shop":        {Mutation, answers("plot", "1027001/1", "area_sold", "0.0250", "land_use", "commercial"), 1250, ""},
		"a shop said to be a field":        {Mutation, answers("plot", "1027001/3", "area_sold", "0.0250", "land_use", "agricultural"), 1250, ""},
		"a pond said to be a field":        {Mutation, answers("plot", "1027001/2", "area_sold", "0.0250", "land_use", "agricultural"), 250, ""},
		"a shop given to a child":          {Mutation, answers("plot", "1027001/3", "area_sold", "0.0250", "land_use", "commercial", "transfer", "gift_child"), 0, ""},
		"a shop given to anybody":          {Mutation, answers("plot", "1027001/3", "area_sold", "0.0250", "land_use", "commercial", "transfer", "gift"), 1250, ""},
		"a plot that is gone":              {Mutation, answers("plot", "1027001/99", "area_sold", "0.0250", "land_use", "commercial"), 0, "error.plot.unknown"},
		"no area":                          {Mutation, answers("plot", "1027001/3", "land_use", "commercial"), 0, "error.fee.area"},
		"a field for a house":              {Conversion, answers("plot", "1027001/1", "area_converted", "0.0500", "class_wanted", "bastu"), 110, ""},
		"a field for flats":                {Conversion, answers("plot", "1027001/1", "area_converted", "0.0500", "class_wanted", "bastu", "group_housing", "yes"), 160, ""},
		"a pond for a shop":                {Conversion, answers("plot", "1027001/2", "area_converted", "0.0500", "class_wanted", "dokan"), 510, ""},
		"a road for a shop":                {Conversion, answers("plot", "1027001/5", "area_converted", "0.0500", "class_wanted", "dokan"), 0, "error.fee.unknown"},
		"a shop for a shop":                {Conversion, answers("plot", "1027001/3", "area_converted", "0.0250", "class_wanted", "dokan"), 0, "error.fee.unknown"},
		"a class that nobody knows":        {Conversion, answers("plot", "1027001/6", "area_converted", "0.0250", "class_wanted", "bastu"), 0, "error.fee.unknown"},
		"a copy of a khatian":              {CopyKhatian, answers("khatian", "1027001/12"), 20, ""},
		"a copy about three plots":         {CopyPlot, three, 60, ""},
		"a map":                            {CopyMap, answers("plot", "1027001/1"), 50, ""},
		"nothing":                          {None, nil, 0, ""},
		"a khatian with land nobody knows": {Khajna, answers("khatian", "1027001/12", "revenue_from", "1432"), 0, "error.fee.unknown"},
		"a khatian that is not":            {Khajna, answers("khatian", "1027001/99", "revenue_from", "1432"), 0, "error.khatian.unknown"},
		"years before there were any":      {Khajna, answers("khatian", "1027001/12", "revenue_from", "-9223372036854775000"), 0, "error.fee.count"},
		"years to come":                    {Khajna, answers("khatian", "1027001/12", "revenue_from", "1434"), 0, "error.fee.count"},
	} {
		err := book.Change(t.Context(), func(tx casework.Tx) error {
			e, err := d.Rules()[c.rule](t.Context(), tx, casework.Case{Number: "MN2026000001", Answers: c.answers})
			key := ""
			if refused := (*seva.Error)(nil); errors.As(err, &refused) {
				key = refused.Text.Key
			}
			if key != c.key || e.Total != seva.Rupees(c.rupees) {
				t.Errorf("%s: %d paise, %v; want %d rupees %s", name, e.Total, err, c.rupees, c.key)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Khajna of a whole khatian: its fields owe nothing, its house and shop do, for each year.
func TestKhajna(t *testing.T) {
	d, book := desk(t)
	d.Groups["rasta"], d.Groups["odd"] = "agricultural", "agricultural"
	err := book.Change(t.Context(), func(tx casework.Tx) error {
		e, err := d.Rules()[Khajna](t.Context(), tx, casework.Case{Answers: answers("khatian", "1027001/12", "revenue_from", "1432")})
		// Two years: 1432 and 1433. A pond of 10 decimals and a house of 1 at 1, a shop of 2.5 at 5.
		if err != nil || e.Total != seva.Rupees(47) || len(e.Lines) != 3 || e.Lines[2].Count != 2 || e.Lines[2].Amount != 2500 {
			t.Errorf("%+v %v", e, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]int{"2026-04-14": 1432, "2026-04-15": 1433, "2026-12-31": 1433, "2027-01-01": 1433} {
		on, _ := seva.ParseDate(day)
		if got := BengaliYear(on); got != want {
			t.Errorf("%s lies in %d, want %d", day, got, want)
		}
	}
}

func TestEstimate(t *testing.T) {
	d, _ := desk(t)
	one := land.Number{Main: 1}
	for name, c := range map[string]struct {
		q      Query
		rupees int64
		key    string
	}{
		"the whole plot, by the record":       {Query{Service: "mutation_sale", Mouza: ranjapur, Plot: one}, 0, ""},
		"the whole plot for a house":          {Query{Service: "mutation_sale", Mouza: ranjapur, Plot: one, Use: Homestead}, 5000, ""},
		"without the plot":                    {Query{Service: "mutation_sale", Mouza: ranjapur, Use: Homestead, Area: 500}, 500, ""},
		"in the metropolitan area":            {Query{Service: "mutation_sale", Mouza: 1027002, Use: Commercial, Area: 500}, 4500, ""},
		"no rate for it there":                {Query{Service: "mutation_sale", Mouza: 1027002, Use: Homestead, Area: 500}, 0, "error.fee.unknown"},
		"nobody says where":                   {Query{Service: "mutation_sale", Use: Homestead, Area: 500}, 0, "error.fee.mouza"},
		"free wherever it is":                 {Query{Service: "mutation_sale", Use: Agricultural, Area: 500}, 0, ""},
		"no area":                             {Query{Service: "mutation_sale", Mouza: ranjapur, Use: Homestead}, 0, "error.fee.area"},
		"no use":                              {Query{Service: "mutation_sale", Mouza: ranjapur, Area: 500}, 0, "error.fee.use"},
		"a use that is none, of a plot":       {Query{Service: "mutation_sale", Mouza: ranjapur, Plot: one, Use: "moon"}, 0, "error.fee.use"},
		"a gift":                              {Query{Service: "mutation_sale", Mouza: ranjapur, Plot: one, Use: GiftChild}, 0, ""},
		"heirs":                               {Query{Service: "mutation_warish"}, 0, ""},
		"a plot that is not":                  {Query{Service: "mutation_sale", Mouza: ranjapur, Plot: land.Number{Main: 9}}, 0, "error.plot.unknown"},
		"a field for a house":                 {Query{Service: "conversion", Mouza: ranjapur, Plot: one, Use: Homestead, Area: 500}, 110, ""},
		"a conversion of nothing":             {Query{Service: "conversion", Mouza: ranjapur, Use: Homestead, Area: 500}, 0, "error.fee.use"},
		"three years of a house":              {Query{Service: "khajna", Use: Homestead, Area: 500, Count: 3}, 15, ""},
		"more years than an int can multiply": {Query{Service: "khajna", Use: Homestead, Area: 500, Count: math.MaxInt}, 0, "error.fee.count"},
		"more years than land was ever taxed": {Query{Service: "khajna", Use: Homestead, Area: 500, Count: 1001}, 0, "error.fee.count"},
		"khajna of no area":                   {Query{Service: "khajna", Use: Homestead}, 0, "error.fee.area"},
		"four plots":                          {Query{Service: "plot_information", Count: 4}, 80, ""},
		"what costs nothing":                  {Query{Service: "record_correction"}, 0, ""},
		"what has no fee here":                {Query{Service: "grievance"}, 0, "error.fee.service"},
	} {
		e, err := d.Estimate(t.Context(), c.q)
		key := ""
		if refused := (*seva.Error)(nil); errors.As(err, &refused) {
			key = refused.Text.Key
		}
		if key != c.key || e.Total != seva.Rupees(c.rupees) {
			t.Errorf("%s: %d paise, %v; want %d rupees %s", name, e.Total, err, c.rupees, c.key)
		}
	}
}
