package service

import (
	"slices"
	"testing"

	"duar/seva/casework"
	"duar/seva/form"
)

// Every plot and khatian of an application is a key, those of rosters too, and one name.
func TestKeysOfAnApplication(t *testing.T) {
	f := form.Form{Sections: []form.Section{{Fields: []form.Field{
		{ID: "khatian", Kind: form.Khatian}, {ID: "plot", Kind: form.Plot}, {ID: "note", Kind: form.Text}, {ID: "other", Kind: form.Plot, Optional: true},
		{ID: "more", Kind: form.Roster, Fields: []form.Field{{ID: "plot", Kind: form.Plot}}},
	}}}}
	got := keysOf(f, form.Answers{
		"khatian": {Text: "1027001/12"}, "plot": {Text: "1027001/165/1201"}, "note": {Text: "1027001/9"},
		"more": {Rows: []form.Answers{{"plot": {Text: "1027001/166"}}, {}}},
	}, "সুব্রত মণ্ডল")
	latin, _ := casework.NameKey("Subrata Mandal")
	want := []casework.Key{{Kind: casework.KeyKhatian, Value: "1027001/12"}, {Kind: casework.KeyPlot, Value: "1027001/165-1201"},
		{Kind: casework.KeyPlot, Value: "1027001/166"}, latin}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := keysOf(form.Form{}, nil, ""); len(got) != 0 {
		t.Errorf("%v of nothing", got)
	}
}
