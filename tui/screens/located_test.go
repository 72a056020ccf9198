package screens

import (
	"testing"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/place"
)

// An officer reads places by name, whoever chose them and wherever.
func TestPlacesOfACaseAreNamed(t *testing.T) {
	index, err := place.New(place.Atlas{
		Districts: []place.District{{Code: "317", Portal: "09", Name: seva.Names{En: "Hooghly"}}, {Code: "318", Portal: "10", Name: seva.Names{En: "Paschim Medinipur"}}},
		Blocks:    []place.Block{{Code: "2786", District: "318", Name: seva.Names{En: "Ghatal"}}},
		Villages:  []place.Village{{Code: "337630", District: "318", Block: "2786", Name: seva.Names{En: "Kuthi Para"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	f := form.Form{Sections: []form.Section{{Fields: []form.Field{{ID: "place", Kind: form.Place}, {ID: "name", Kind: form.Person}}}}}
	names := located(t.Context(), index, f, form.Answers{"place": {Text: "2786/337630"}, "name": {Text: "2786"}})
	if len(names) != 2 || names["2786"].En != "Ghatal" || names["337630"].En != "Kuthi Para" {
		t.Errorf("%v", names)
	}
	// A directory behind a server knows no village by its code.
	names = located(t.Context(), struct{ place.Desk }{index}, f, form.Answers{"place": {Text: "2786/337630"}})
	if len(names) != 1 || names["2786"].En != "Ghatal" {
		t.Errorf("%v", names)
	}
	if names = located(t.Context(), index, f, form.Answers{}); len(names) != 0 {
		t.Errorf("%v", names)
	}
}
