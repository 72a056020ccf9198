package welfare

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/form"
)

func day(s string) seva.Date {
	d, err := seva.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// find gives what one rule finds from one answer.
func find(rule, answer, on string) string {
	fact := Fact{ID: "it", Rule: rule, Field: "birth_date"}
	return Find([]Fact{fact}, form.Answers{"birth_date": {Text: answer}}, day(on))["it"]
}

func TestAges(t *testing.T) {
	for _, c := range []struct{ rule, born, on, want string }{
		{"age_on_application", "1966-11-24", "2026-11-23", "59"},
		{"age_on_application", "1966-11-24", "2026-11-24", "60"},
		{"age_on_application", "2004-02-29", "2026-02-28", "21"},
		{"age_on_application", "2004-02-29", "2026-03-01", "22"},
		{"age_on_application", "1966", "2026-06-30", "59"}, // counts as 1 July
		{"age_on_application", "1966", "2026-07-01", "60"},
		{"age_on_application", "1966-07", "2026-07-15", "59"}, // counts as the 16th
		{"age_on_application", "1966-07", "2026-07-16", "60"},
		{"age_on_application", "2026-11-25", "2026-11-24", "0"}, // not yet born: of no age, but known
		{"age_on_application", "", "2026-11-24", ""},
		{"age_on_application", "soon", "2026-11-24", ""},
		// Lakshmir Bhandar's base date of 1 January 2022: 1962-01-01 is 60 and 1997-01-01 is 25.
		{"age_on_1_january", "1962-01-01", "2022-08-16", "60"},
		{"age_on_1_january", "1962-01-02", "2022-08-16", "59"},
		{"age_on_1_january", "1997-01-01", "2022-08-16", "25"},
		{"age_on_1_january", "1997-01-02", "2022-08-16", "24"},
		{"age_on_1_january", "2022-05-01", "2022-08-16", "0"},
		{"age_on_1_april", "2000-04-01", "2026-11-24", "26"},
		{"age_on_1_april", "2000-04-02", "2026-02-24", "25"},
	} {
		if got := find(c.rule, c.born, c.on); got != c.want {
			t.Errorf("%s of %q on %s is %q, want %q", c.rule, c.born, c.on, got, c.want)
		}
	}
}

// The bounds that the order of 2023-24 names, and those of the year after.
func TestKanyashree(t *testing.T) {
	for _, c := range []struct{ rule, born, on, want string }{
		{"kanyashree_k1", "2006-03-31", "2023-09-01", "no"},
		{"kanyashree_k1", "2006-04-01", "2023-09-01", "yes"},
		{"kanyashree_k1", "2011-03-31", "2023-09-01", "yes"},
		{"kanyashree_k1", "2011-04-01", "2023-09-01", "no"},
		{"kanyashree_k1", "2006-04-01", "2024-03-31", "yes"}, // the year ends on 31 March
		{"kanyashree_k1", "2006-04-01", "2024-04-01", "no"},
		{"kanyashree_k1", "2011-04-01", "2024-04-01", "yes"},
		{"kanyashree_k1", "2011", "2023-09-01", "no"},     // 1 July 2011
		{"kanyashree_k1", "2011-03", "2023-09-01", "yes"}, // 16 March 2011
		{"kanyashree_k2", "2005-03-31", "2023-09-01", "no"},
		{"kanyashree_k2", "2005-04-01", "2023-09-01", "yes"},
		{"kanyashree_k2", "2006-03-31", "2023-09-01", "yes"},
		{"kanyashree_k2", "2006-04-01", "2023-09-01", "no"},
		{"kanyashree_k1", "", "2023-09-01", ""},
	} {
		if got := find(c.rule, c.born, c.on); got != c.want {
			t.Errorf("%s of %q on %s is %q, want %q", c.rule, c.born, c.on, got, c.want)
		}
	}
}

// Nobody is of an age for both grants in one year, and whoever is 13 to 16 all year long
// is for K1.
func TestKanyashreeGrantsAreApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born := seva.Date{Year: rapid.IntRange(2000, 2020).Draw(t, "y"), Month: rapid.IntRange(1, 12).Draw(t, "m"), Day: rapid.IntRange(1, 28).Draw(t, "d")}
		on := seva.Date{Year: rapid.IntRange(2018, 2030).Draw(t, "on y"), Month: rapid.IntRange(1, 12).Draw(t, "on m"), Day: rapid.IntRange(1, 28).Draw(t, "on d")}
		k1, k2 := find("kanyashree_k1", born.String(), on.String()), find("kanyashree_k2", born.String(), on.String())
		if k1 == "yes" && k2 == "yes" {
			t.Fatalf("born %s, on %s: both", born, on)
		}
		start := seva.Date{Year: kanyashreeYear(on), Month: 4, Day: 1}
		age, err := strconv.Atoi(find("age_on_application", born.String(), start.String()))
		if err != nil {
			t.Fatal(err)
		}
		if age >= 13 && age <= 16 && k1 != "yes" {
			t.Fatalf("born %s, on %s: %d when the year began, but %s", born, on, age, k1)
		}
	})
}

func TestCount(t *testing.T) {
	facts := []Fact{{ID: "members", Rule: "count", Field: "members"}}
	for _, c := range []struct {
		value form.Value
		want  string
	}{
		{form.Value{}, ""},
		{form.Value{Rows: []form.Answers{{}, {}}}, "2"},
		{form.Value{List: []string{"a"}}, "1"},
	} {
		if got := Find(facts, form.Answers{"members": c.value}, day("2026-01-01"))["members"]; got != c.want {
			t.Errorf("%v: %q, want %q", c.value, got, c.want)
		}
	}
}

func TestEveryRuleHasAName(t *testing.T) {
	names := FactRules()
	if len(names) != len(factRules) || !slices.IsSorted(names) {
		t.Error(names)
	}
	for _, name := range names { // public API: a rule that is gone breaks stored definitions
		if !slices.Contains([]string{"age_on_1_january", "age_on_1_april", "age_on_application", "count", "kanyashree_k1", "kanyashree_k2"}, name) {
			t.Errorf("%s has no test here", name)
		}
	}
}
