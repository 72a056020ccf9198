package i18n

import (
	"testing"

	"duar/seva"
)

// In Bengali and Hindi, romanised too, the form one is for 0 and 1; in English for 1.
func TestPluralForms(t *testing.T) {
	s := read(bundle(map[seva.Lang]string{
		seva.Bengali:      `"n" = { one = "এক {{.Count}}", other = "বহু {{.Count}}" }`,
		seva.English:      `"n" = { one = "one {{.Count}}", other = "other {{.Count}}" }`,
		seva.Hindi:        `"n" = { one = "एक {{.Count}}", other = "बहु {{.Count}}" }`,
		seva.BengaliRoman: `"n" = { one = "ek {{.Count}}", other = "bohu {{.Count}}" }`,
		seva.HindiRoman:   `"n" = { one = "ek {{.Count}}", other = "bahu {{.Count}}" }`,
	}))
	for l, want := range map[seva.Lang][6]string{
		seva.Bengali:      {"এক 0", "এক 1", "বহু 2", "বহু 999", "বহু 1,000", "এক -1"},
		seva.English:      {"other 0", "one 1", "other 2", "other 999", "other 1,000", "one -1"},
		seva.Hindi:        {"एक 0", "एक 1", "बहु 2", "बहु 999", "बहु 1,000", "एक -1"},
		seva.BengaliRoman: {"ek 0", "ek 1", "bohu 2", "bohu 999", "bohu 1,000", "ek -1"},
		seva.HindiRoman:   {"ek 0", "ek 1", "bahu 2", "bahu 999", "bahu 1,000", "ek -1"},
	} {
		for i, n := range []int{0, 1, 2, 999, 1000, -1} {
			if got := s.say(l, seva.Say("n", seva.Args{"Count": n})); got != want[i] {
				t.Errorf("%s %d: got %q, want %q", l, n, got, want[i])
			}
		}
	}
	// A count that is no int, or none, takes other.
	if got := s.say(seva.English, seva.Say("n", seva.Args{"Count": "1"})); got != "other 1" {
		t.Error(got)
	}
	if got := s.say(seva.English, seva.Say("n")); got != "other ⟪Count⟫" {
		t.Error(got)
	}
}

// The table of low counts says what go-i18n itself says.
func TestPluralTable(t *testing.T) {
	for _, l := range seva.PhoneLangs() {
		p := spoken().tongues[l].plurals
		for _, n := range []int{0, 1, 2, 10, 11, 100, 127, 128} {
			if p.form(n) != p.ask(n) {
				t.Errorf("%s %d: %s, go-i18n says %s", l, n, formNames[p.form(n)], formNames[p.ask(n)])
			}
		}
		if n := p.needed(); n != [forms]bool{one: true, other: true} {
			t.Errorf("%s uses forms %v", l, n)
		}
	}
}
