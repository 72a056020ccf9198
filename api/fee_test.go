package api_test

import (
	"net/http"
	"reflect"
	"testing"

	"duar/api"
	"duar/api/client"
	"duar/seva"
	"duar/seva/charge"
	"duar/seva/fee"
	"duar/seva/land"
	landoffice "duar/seva/office"
	"duar/seva/place"
)

// fees is the desk of fees over the register, with one rate that is sure and one that is not.
func fees(r *register) charge.Teller {
	rate := func(use string, rupees int64, sure bool) fee.Rate {
		return fee.Rate{Service: charge.Mutation, Use: use, Zone: charge.Rural, Per: fee.PerDecimal, Amount: seva.Rupees(rupees),
			From: seva.Date{Year: 2017, Month: 2, Day: 2}, Head: "0029-00-800-SPEC", Source: "Circular 398-LP of 2 February 2017", Sure: sure}
	}
	free := rate(charge.Inheritance, 0, true)
	free.Zone = ""
	table, err := fee.NewTable([]fee.Rate{free, rate(charge.Homestead, 100, true), rate(charge.Commercial, 500, false), rate(charge.Agricultural, 0, true)})
	if err != nil {
		panic(err)
	}
	return &charge.Desk{Table: table, Groups: map[land.Class]string{"sali": "agricultural"}, Places: places(),
		Land: land.NewDesk(r).For(land.Public), World: seva.FrozenWorld(recorded, 7)}
}

// offices is the directory of the small world.
func offices() landoffice.Desk {
	return landoffice.New(place.Atlas{
		Districts:    []place.District{{Code: "318", Portal: "10", Name: seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur", Hi: "पश्चिम मेदिनीपुर"}}},
		Subdivisions: []place.Subdivision{{ID: "318-03", District: "318", Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"}}},
		Blocks:       []place.Block{{Code: "2984", District: "318", Subdivision: "318-03", Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"}}},
		Mouzas:       []place.Mouza{{IDN: ranjapur, Block: "2984"}},
	}, map[string]landoffice.Contact{
		"lr.*":    {Days: landoffice.Weekdays, Opens: "10:30", Closes: "17:30", Source: "usual"},
		"lr.2984": {Phone: "18000000001", Source: "made up for the demo"},
	})
}

// Over HTTP the desks answer as they do here.
func TestFeesAndOfficesOverHTTP(t *testing.T) {
	w := newWorld(t)
	server, err := client.New("http://"+listen(t, w)+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	here, there := fees(w.register), server.Fees()
	for _, q := range []charge.Query{
		{Service: "mutation_sale", Mouza: ranjapur, Plot: land.Number{Main: 165, Bata: 1201}, Use: charge.Homestead, Area: 550},
		{Service: "mutation_sale", Mouza: ranjapur, Use: charge.Commercial, Area: 1250}, {Service: "mutation_warish"},
		{Service: "land_appeal"}, {Service: "grievance"}, {Service: "plot_information", Count: 3},
	} {
		want, err := here.Estimate(t.Context(), q)
		for i := range want.Lines {
			want.Lines[i].Rate.Service = ""
		}
		got, err2 := there.Estimate(t.Context(), q)
		if seva.KindOf(err) != seva.KindOf(err2) || (err == nil) != (err2 == nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: %+v %v, here %+v %v", q, got, err2, want, err)
		}
	}
	for _, id := range []string{"lr.2984", "lr.318-03", "lr.318", "lr.1"} {
		want, err := offices().Office(t.Context(), id)
		got, err2 := server.Offices().Office(t.Context(), id)
		if (err == nil) != (err2 == nil) || err == nil && got != want {
			t.Errorf("%s: %+v %v, here %+v %v", id, got, err2, want, err)
		}
	}
	want, _ := offices().Of(t.Context(), ranjapur)
	if got, err := server.Offices().Of(t.Context(), ranjapur); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %v, here %+v", got, err, want)
	}
}

func TestFeesAndOffices(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{
		"/v1/fees/estimate": "fee.service", "/v1/fees/estimate?service=grievance": "fee.service",
		"/v1/fees/estimate?service=mutation_sale&use=homestead": "fee.area", "/v1/fees/estimate?service=mutation_sale&area=0.05": "fee.use",
		"/v1/fees/estimate?service=mutation_sale&plot=165-1201":        "query.missing",
		"/v1/fees/estimate?service=mutation_sale&mouza=1027001&plot=9": "plot.unknown",
		"/v1/fees/estimate?service=mutation_sale&use=homestead&area=a": "fee.area",
		"/v1/fees/estimate?service=ror_copy":                           "fee.unknown",
		"/v1/fees/estimate?service=conversion&use=homestead&area=1":    "fee.use",
		"/v1/fees/estimate?service=plot_information&count=0":           "fee.count",
		"/v1/offices/lr.1": "office.unknown", "/v1/offices?mouza=1027999": "mouza.unknown", "/v1/offices": "query.missing",
	} {
		if r := w.ask(t, http.MethodGet, path); r.StatusCode < 400 || problem(t, r).Code != want {
			t.Errorf("%s: %d %s, want %s", path, r.StatusCode, r.Body, want)
		}
	}
	bare := newWorld(t, func(c *api.Config) { c.Fees, c.Offices = nil, nil })
	for _, path := range []string{"/v1/fees/estimate?service=mutation_sale", "/v1/offices/lr.2984"} {
		if r := bare.ask(t, http.MethodGet, path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s without a desk: %d", path, r.StatusCode)
		}
	}
}
