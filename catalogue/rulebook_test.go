package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/welfare"
)

// judged gives the version that applies to an application on a day and the rules that
// fail, those that stop it marked.
func judged(t *testing.T, id, day string, answers map[string]string) string {
	t.Helper()
	s := serviceOf(t, defined(t), id)
	on := dayOf(t, day)
	a := form.Answers{}
	for field, text := range answers {
		if _, there := s.Form.Field(form.Pointer(field)); !there {
			t.Fatalf("%s asks no %s", id, field)
		}
		a[field] = form.Value{Text: text}
	}
	// Nothing more will be answered: what may be left open was, with nothing.
	for _, section := range s.Form.Sections {
		for _, f := range section.Fields {
			if _, answered := a[f.ID]; !answered && f.Optional {
				a[f.ID] = form.Value{}
			}
		}
	}
	edition, there := s.Rules.On(on)
	if !there {
		return "none"
	}
	found := []string{edition.Version}
	for _, f := range edition.Judge(s.Form, a, welfare.Find(s.Facts, a, on)) {
		if f.Stops {
			f.Rule += "!"
		}
		found = append(found, f.Rule)
	}
	return strings.Join(found, " ")
}

func dayOf(t testing.TB, day string) seva.Date {
	t.Helper()
	d, err := seva.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// with gives the answers of somebody eligible, some of them changed: "birth_date=1990".
func with(base map[string]string, changes ...string) map[string]string {
	answers := map[string]string{}
	for field, text := range base {
		answers[field] = text
	}
	for _, c := range changes {
		field, text, _ := strings.Cut(c, "=")
		if answers[field] = text; text == "" {
			delete(answers, field)
		}
	}
	return answers
}

func TestEligibilityByEdition(t *testing.T) {
	woman := map[string]string{"gender": "female", "birth_date": "1990-05-20", "permanent_resident": "yes", "government_pay": "no",
		"income_tax": "no", "epic": "ABC1234567", "account_single": "yes", "land_owned": "0.5000", "swasthya_sathi": "123456"}
	elder := map[string]string{"birth_date": "1960-01-10", "own_income": "80000", "resident_years": "60", "disabled": "no",
		"supported": "no", "other_pension": "no"}
	girl := map[string]string{"gender": "female", "birth_date": "2011-08-01", "class": "9", "unmarried": "yes", "account_single": "yes"}
	worker := map[string]string{"birth_date": "1995-02-03", "from_bengal": "yes"}
	for _, c := range []struct {
		service, day string
		answers      map[string]string
		want         string
	}{
		// Annapurna: 25 to 60 on 1 January of the year.
		{"annapurna", "2026-11-24", woman, "2026-06"},
		{"annapurna", "2026-11-24", with(woman, "birth_date=2001-01-01"), "2026-06"},
		{"annapurna", "2026-11-24", with(woman, "birth_date=2001-01-02"), "2026-06 age!"},
		{"annapurna", "2026-11-24", with(woman, "birth_date=1965-01-02"), "2026-06"},
		{"annapurna", "2026-11-24", with(woman, "birth_date=1965-01-01"), "2026-06 age!"},
		{"annapurna", "2026-11-24", with(woman, "birth_date=2001"), "2026-06 age!"},
		{"annapurna", "2026-11-24", with(woman, "birth_date=2000-12"), "2026-06"},
		{"annapurna", "2026-11-24", with(woman, "gender=male"), "2026-06 woman!"},
		{"annapurna", "2026-11-24", with(woman, "income_tax=yes", "government_pay=yes"), "2026-06 government_pay! income_tax!"},
		{"annapurna", "2026-11-24", with(woman, "epic=", "land_owned=5.0000", "account_single=no"), "2026-06 voter account land"},
		{"annapurna", "2026-11-24", with(woman, "epic=", "roll_appeal=SIR/22"), "2026-06"},
		// Lakshmir Bhandar as it was: income tax did not matter, and whoever is 60 is over it.
		{"annapurna", "2026-05-31", with(woman, "income_tax=yes"), "2021-09"},
		{"annapurna", "2026-05-31", with(woman, "birth_date=1966-01-02"), "2021-09"},
		{"annapurna", "2026-05-31", with(woman, "birth_date=1966-01-01"), "2021-09 age!"},
		{"annapurna", "2024-03-01", with(woman, "birth_date=1999-01-01", "swasthya_sathi="), "2021-09 swasthya_sathi"},
		{"annapurna", "2021-08-31", woman, "none"},
		// Old age pension: 60 on the day of applying, 55 with a disability.
		{"old_age_pension", "2026-11-24", elder, "2020-04"},
		{"old_age_pension", "2026-11-24", with(elder, "birth_date=1966-11-24"), "2020-04"},
		{"old_age_pension", "2026-11-24", with(elder, "birth_date=1966-11-25"), "2020-04 age!"},
		{"old_age_pension", "2026-11-24", with(elder, "birth_date=1966"), "2020-04"},
		{"old_age_pension", "2026-06-30", with(elder, "birth_date=1966"), "2020-04 age!"},
		{"old_age_pension", "2026-07-16", with(elder, "birth_date=1966-07"), "2020-04"},
		{"old_age_pension", "2026-07-15", with(elder, "birth_date=1966-07"), "2020-04 age!"},
		{"old_age_pension", "2026-11-24", with(elder, "birth_date=1971-11-24", "disabled=yes"), "2020-04"},
		{"old_age_pension", "2026-11-24", with(elder, "birth_date=1971-11-24"), "2020-04 age!"},
		{"old_age_pension", "2026-11-24", with(elder, "own_income=100000"), "2020-04"},
		{"old_age_pension", "2026-11-24", with(elder, "own_income=100001"), "2020-04 income!"},
		{"old_age_pension", "2026-11-24", with(elder, "resident_years=9", "other_pension=yes", "supported=yes"), "2020-04 resident! other_pension! supported"},
		// Kanyashree K1 in the year 2026-27: born 1 April 2009 to 31 March 2014.
		{"kanyashree_k1", "2026-11-24", girl, "2018-04"},
		{"kanyashree_k1", "2026-11-24", with(girl, "birth_date=2009-04-01"), "2018-04"},
		{"kanyashree_k1", "2026-11-24", with(girl, "birth_date=2009-03-31"), "2018-04 birth_window!"},
		{"kanyashree_k1", "2026-11-24", with(girl, "birth_date=2014-03-31"), "2018-04"},
		{"kanyashree_k1", "2026-11-24", with(girl, "birth_date=2014-04-01"), "2018-04 birth_window!"},
		{"kanyashree_k1", "2023-11-24", with(girl, "birth_date=2006-04-01"), "2018-04"},
		{"kanyashree_k1", "2024-03-31", with(girl, "birth_date=2011-03-31"), "2018-04"},
		{"kanyashree_k1", "2026-11-24", with(girl, "class=7", "unmarried=no"), "2018-04 class! unmarried!"},
		// Karmasathi: 18 to 60 on the day of applying.
		{"karmasathi", "2026-11-24", worker, "2023-04"},
		{"karmasathi", "2026-11-24", with(worker, "birth_date=2008-11-24"), "2023-04"},
		{"karmasathi", "2026-11-24", with(worker, "birth_date=2008-11-25"), "2023-04 age!"},
		{"karmasathi", "2026-11-24", with(worker, "birth_date=1965-11-24"), "2023-04 age!"},
		{"karmasathi", "2026-11-24", with(worker, "from_bengal=no"), "2023-04 from_bengal!"},
	} {
		name := fmt.Sprint(c.service, " ", c.day, " ", c.answers)
		if got := judged(t, c.service, c.day, c.answers); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Nobody is told to be ineligible for what was not asked yet.
func TestNothingAnsweredFailsNothing(t *testing.T) {
	for _, s := range defined(t).Services {
		for _, e := range s.Rules.Editions {
			stops := slices.DeleteFunc(e.Judge(s.Form, form.Answers{}, form.Facts{}), func(f welfare.Failure) bool { return !f.Stops })
			if len(stops) > 0 {
				t.Errorf("%s %s stops an empty form: %v", s.ID, e.Version, stops)
			}
		}
	}
}
