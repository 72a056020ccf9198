package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duar/seva/form"
	"duar/seva/welfare"
)

// answer gives an answer that a field takes, in its canonical form. Of a choice it is the
// option asked for, so that what hangs on it is met too.
func answer(f form.Field, option int) form.Value {
	text := map[form.Kind]string{
		form.Text: strings.Repeat("x", int(max(f.Min, 6))), form.Number: fmt.Sprint(max(f.Min, 1)), form.Money: "50000", form.Area: "0.5000",
		form.Share: "1.0000", form.Date: "1990-05-20", form.YesNo: []string{"yes", "no"}[option%2], form.Mobile: "919831000001",
		form.Email: "name@example.com", form.PIN: "721212", form.IFSC: "SBIN0001234", form.Account: "123456789012",
		form.Aadhaar: "reference-1/0019", form.Person: "Subrata " + strings.ReplaceAll(f.ID, "_", " "), form.Place: "2412", form.Plot: "1027001/165", form.Khatian: "1027001/12",
		form.File: "f1", form.Declaration: "yes",
	}[f.Kind]
	switch f.Kind {
	case form.Choice:
		text = f.Options[option%len(f.Options)]
	case form.Choices:
		return form.Value{List: []string{f.Options[option%len(f.Options)]}}
	case form.Roster:
		row := form.Answers{}
		for _, c := range f.Fields {
			row[c.ID] = answer(c, 0)
		}
		return form.Value{Rows: []form.Answers{row}}
	}
	if f.Kind == form.Date && f.Since == "today" {
		text = "2027-05-20"
	} else if f.Kind == form.Date && !strings.Contains(f.Since, "120y") && f.Until != "today" {
		text = "2026-11-24"
	}
	return form.Value{Text: text}
}

// Every form can be filled in to its end, whichever way its choices go, and what is asked
// for then is all that is asked.
func TestEveryFormCanBeFilledIn(t *testing.T) {
	for _, s := range defined(t).Services {
		met := map[string]bool{}
		for option := range 16 {
			a := form.Answers{}
			for range 20 { // an answer may bring another question
				for _, section := range s.Form.Asked(a, nil) {
					for _, f := range section.Fields {
						met[f.ID] = true
						if _, there := a[f.ID]; !there {
							a[f.ID] = answer(f, option)
						}
					}
				}
			}
			for _, flaw := range s.Form.Missing(a, welfare.Find(s.Facts, a, dayOf(t, "2026-11-24"))) {
				t.Errorf("%s, choice %d: %s is refused: %s", s.ID, option, flaw.At, flaw.Text.Key)
			}
		}
		for _, section := range s.Form.Sections {
			for _, f := range section.Fields {
				if !met[f.ID] {
					t.Errorf("%s never asks %s", s.ID, f.ID)
				}
			}
		}
	}
}

// A phone is asked no more than it can bear, and nothing that it cannot answer.
func TestShortFormsFitAPhone(t *testing.T) {
	for _, s := range defined(t).Services {
		if !s.Form.Short {
			continue
		}
		var asked []string
		for _, section := range s.Form.Sections {
			for _, f := range section.Fields {
				if f.On(form.OnPhone) {
					asked = append(asked, f.ID)
				}
			}
		}
		want := map[string][]string{
			"grievance":             {"topic", "about_number", "place", "grievance_text", "anonymous", "name", "mobile"},
			"trade_licence_renewal": {"trade_licence_number", "renewal_years", "place", "mobile", "undertaking"},
		}[s.ID]
		if !slices.Equal(asked, want) {
			t.Errorf("%s asks on a phone: %v", s.ID, asked)
		}
	}
}
