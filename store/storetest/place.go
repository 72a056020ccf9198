package storetest

import (
	"testing"

	"duar/seva"
	"duar/seva/place"
)

func atlas() place.Atlas {
	return place.Atlas{
		Districts: []place.District{
			{Code: "318", Portal: "10", Name: seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur", Hi: "पश्चिम मेदिनीपुर"}},
			{Code: "303", Portal: "01", Name: seva.Names{En: "Bankura"}},
		},
		Subdivisions: []place.Subdivision{{ID: "318-02", District: "318", Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal"}}},
		Blocks: []place.Block{
			{Code: "2786", District: "318", Subdivision: "318-02", Name: seva.Names{En: "Ghatal"}, Units: []string{"1027", "1028"}},
			{Code: "2787", District: "318", Subdivision: "318-02", Name: seva.Names{Bn: "দাসপুর"}},
		},
		Units: []place.Unit{{Code: "1027", District: "318", Block: "2786", Name: seva.Names{En: "Ghatal"}}},
		Mouzas: []place.Mouza{
			{IDN: 1027002, Block: "2786", Village: "338217", Name: seva.Names{Hi: "घाटाल"}},
			{IDN: 1027001, Block: "2786", Name: seva.Names{Bn: "কোন্নগর", En: "Konnagar"}},
		},
		Villages: []place.Village{{Code: "338217", District: "318", Block: "2786", Name: seva.Names{En: "Ghatal"}}},
	}
}

func places(t *testing.T, s Store) {
	empty, err := s.Places(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "before any", empty, place.Atlas{})
	a := atlas()
	for range 2 {
		if err := s.PutPlaces(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		got, err := s.Places(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "as put, in its order", got, a)
	}
	a.Mouzas = a.Mouzas[1:]
	a.Districts[1].Name.Bn = "বাঁকুড়া"
	if err := s.PutPlaces(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	got, err := s.Places(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "after another", got, a)
	// A code twice is a broken atlas; the one before stays.
	broken := atlas()
	broken.Units = append(broken.Units, broken.Units[0])
	if err := s.PutPlaces(t.Context(), broken); err == nil {
		t.Error("a unit twice was taken")
	}
	got, err = s.Places(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "after a broken one", got, a)
}

func preferences(t *testing.T, s Store) {
	ctx := t.Context()
	if _, found, err := s.Lang(ctx, "k1"); found || err != nil {
		t.Errorf("before any: %v, %v", found, err)
	}
	for _, l := range seva.PhoneLangs() {
		if err := s.SetLang(ctx, "k1", l); err != nil {
			t.Fatal(err)
		}
		got, found, err := s.Lang(ctx, "k1")
		if got != l || !found || err != nil {
			t.Errorf("got %q, %v, %v, want %q", got, found, err, l)
		}
	}
	if _, found, _ := s.Lang(ctx, "k2"); found {
		t.Error("another key has it too")
	}
}
