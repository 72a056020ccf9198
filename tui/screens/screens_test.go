package screens

import (
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/place"
)

// TestEveryErrorHasANextStep: a new kind of error must be told to the operator too.
func TestEveryErrorHasANextStep(t *testing.T) {
	for _, kind := range seva.Kinds() {
		key := nextStep[kind]
		for _, l := range seva.Langs() {
			if !i18n.Has(l, key) {
				t.Errorf("%s has no next step in %s", kind, l)
			}
		}
	}
	if len(nextStep) != len(seva.Kinds()) {
		t.Error("a next step for a kind that is none")
	}
}

func TestFilter(t *testing.T) {
	listed := []choice{
		{kind: place.KindDistrict, code: "304", number: "01", name: seva.Names{Bn: "আলিপুরদুয়ার", En: "Alipurduar"}},
		{kind: place.KindDistrict, code: "318", number: "10", name: seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur"}},
		{kind: place.KindDistrict, code: "317", number: "11", name: seva.Names{Bn: "পূর্ব মেদিনীপুর", En: "Purba Medinipur"}},
	}
	found := []choice{listed[2], {kind: place.KindBlock, code: "304", name: seva.Names{En: "Medini"}, sought: true}}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"304", "318", "317"}},
		{"purba", []string{"317", "block 304"}},
		{"PASCHIM-MED", []string{"318", "317", "block 304"}},
		{"পূর্ব", []string{"317", "block 304"}},
		// The nukta letter as one code point and as two is one letter.
		{"আলিপুরদু\u09dfার", []string{"304", "317", "block 304"}},
		{"আলিপুরদু\u09af\u09bcার", []string{"304", "317", "block 304"}},
		{"১০", []string{"318", "317", "block 304"}},
		{"1", []string{"304", "318", "317", "block 304"}},
		// A name that begins with the text goes before one that only contains it.
		{"pur", []string{"317", "304", "318", "block 304"}},
	} {
		var got []string
		for _, s := range filter(listed, found, c.text) {
			code := s.code
			if s.kind != place.KindDistrict {
				code = string(s.kind) + " " + code
			}
			got = append(got, code)
		}
		if len(got) != len(c.want) {
			t.Errorf("%q finds %q, want %q", c.text, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q finds %q, want %q", c.text, got, c.want)
				break
			}
		}
	}
}
