package office

import (
	"testing"

	"duar/seva"
	"duar/seva/place"
)

func en(s string) seva.Names { return seva.Names{En: s} }

var atlas = place.Atlas{
	Districts:    []place.District{{Code: "318", Portal: "10", Name: en("Paschim Medinipur")}},
	Subdivisions: []place.Subdivision{{ID: "318-03", District: "318", Name: en("Ghatal")}},
	Blocks: []place.Block{{Code: "2981", District: "318", Subdivision: "318-03", Name: en("Ghatal")},
		{Code: "2999", District: "318", Name: en("Alone")}},
	Mouzas: []place.Mouza{{IDN: 1027001, Block: "2981"}, {IDN: 1029001, Block: "2999"}},
}

func TestDirectory(t *testing.T) {
	d := New(atlas, map[string]Contact{
		"lr.*":      {Days: Weekdays, Opens: "10:30", Closes: "17:30", Source: "usual"},
		"lr.2981":   {Phone: "1800000000", Source: "demo", Sure: true},
		"lr.318-03": {Days: SixDays, Opens: "09:00", Closes: "14:00", Source: "a notice", Sure: true},
	})
	all, err := d.Of(t.Context(), 1027001)
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	for i, want := range []struct {
		id, above string
		level     Level
		opens     string
		sure      bool
	}{
		{"lr.2981", "lr.318-03", Block, "10:30", false},
		{"lr.318-03", "lr.318", Subdivision, "09:00", true},
		{"lr.318", "", District, "10:30", false},
	} {
		o := all[i]
		if o.ID != want.id || o.Above != want.above || o.Level != want.level || o.Opens != want.opens || o.Sure != want.sure {
			t.Errorf("%+v, want %+v", o, want)
		}
	}
	if all[0].Phone != "1800000000" || all[1].Phone != "" || all[0].Source != "demo" {
		t.Errorf("contacts went astray: %+v", all)
	}
	if all, err := d.Of(t.Context(), 1029001); err != nil || len(all) != 2 || all[0].Above != "lr.318" {
		t.Errorf("a block of no subdivision: %+v %v", all, err)
	}
	if _, err := d.Of(t.Context(), 1); seva.KindOf(err) != seva.NotFound {
		t.Error(err)
	}
	if _, err := d.Office(t.Context(), "lr.1"); seva.KindOf(err) != seva.NotFound {
		t.Error(err)
	}
	for id, want := range map[string]bool{"lr.2981": true, "lr.*": true, "lr.1": false, "window.2981": false} {
		if d.Has(id) != want {
			t.Errorf("has %s: %v", id, !want)
		}
	}
}
