package service

import (
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/place"
)

// Where a case goes, by each way of finding an office and each answer that may be there.
func TestOfficeOf(t *testing.T) {
	places, err := place.New(place.Atlas{
		Districts:    []place.District{{Code: "318", Portal: "10"}, {Code: "304", Portal: "01"}},
		Subdivisions: []place.Subdivision{{ID: "318-03", District: "318"}},
		Blocks:       []place.Block{{Code: "2412", District: "318", Subdivision: "318-03"}, {Code: "2786", District: "304"}},
		Mouzas:       []place.Mouza{{IDN: 1027001, Block: "2412"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{Parts: Parts{Desks: form.Desks{Places: places}}}
	f := form.Form{Sections: []form.Section{{Fields: []form.Field{
		{ID: "home", Kind: form.Place}, {ID: "second", Kind: form.Place},
		{ID: "khatian", Kind: form.Khatian}, {ID: "plots", Kind: form.Roster, Fields: []form.Field{{ID: "plot", Kind: form.Plot}}}}}}}
	khatian := form.Answers{"khatian": {Text: "1027001/12"}}
	plot := form.Answers{"plots": {Rows: []form.Answers{{}, {"plot": {Text: "1027001/165/2"}}}}}
	home := form.Answers{"home": {Text: "2786/337696"}, "second": {Text: "2412"}}
	both := form.Answers{"home": {Text: "2786"}, "khatian": {Text: "1027001/12"}}
	for _, c := range []struct {
		by      string
		answers form.Answers
		want    string
	}{
		{"mouza", khatian, "lr.2412"}, {"mouza", plot, "lr.2412"}, {"mouza", both, "lr.2412"}, {"mouza", home, "lr.2786"},
		{"block", both, "lr.2786"}, {"block", home, "lr.2786"}, {"block", plot, "lr.2412"},
		{"district", both, "lr.304"}, {"district", khatian, "lr.318"},
	} {
		s := Service{Department: "lr", Form: f, Track: casework.Track{By: c.by}}
		if got, err := d.office(t.Context(), s, c.answers); got != c.want || err != nil {
			t.Errorf("by %s of %v: %s %v, want %s", c.by, c.answers, got, err, c.want)
		}
	}
	three, acre := int64(1001), int64(10_000)
	tiered := Service{Department: "lr", Form: f, Track: casework.Track{By: "mouza"}, Tiers: []Tier{
		{form.Condition{Field: "size", Min: &acre}, "district"}, {form.Condition{Field: "size", Min: &three}, "subdivision"}}}
	tiered.Form.Sections = append(tiered.Form.Sections, form.Section{Fields: []form.Field{{ID: "size", Kind: form.Area}}})
	for size, want := range map[string]string{"": "lr.2412", "0.1000": "lr.2412", "0.1001": "lr.318-03", "0.9999": "lr.318-03", "1.0000": "lr.318"} {
		a := form.Answers{"khatian": {Text: "1027001/12"}, "size": {Text: size}}
		if got, err := d.office(t.Context(), tiered, a); got != want || err != nil {
			t.Errorf("an area of %q: %s %v, want %s", size, got, err, want)
		}
	}
	nowhere := Service{Department: "lr", Form: f, Track: casework.Track{By: "block"}}
	if _, err := d.office(t.Context(), nowhere, form.Answers{}); textOf(err).Key != "error.draft.place" {
		t.Error(err)
	}
	nowhere.Track.By = "district"
	if _, err := d.office(t.Context(), nowhere, form.Answers{"home": {Text: "9999"}}); textOf(err).Key != "error.draft.place" {
		t.Error("a block of no district:", err)
	}
	if _, err := d.office(t.Context(), nowhere, form.Answers{"khatian": {Text: "1099999/1"}}); seva.KindOf(err) != seva.NotFound {
		t.Error("a mouza there is not:", err)
	}
}
