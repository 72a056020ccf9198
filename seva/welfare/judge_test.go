package welfare

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/form"
)

func n(v int64) *int64 { return &v }

// pension is a form of a pension, and the facts that its rules ask.
var (
	pension = form.Form{ID: "old_age", Version: 1, Sections: []form.Section{{ID: "applicant", Fields: []form.Field{
		{ID: "birth_date", Kind: form.Date, Partial: true},
		{ID: "income", Kind: form.Money},
		{ID: "land", Kind: form.Area},
		{ID: "other_pension", Kind: form.YesNo},
		{ID: "caste", Kind: form.Choice, Options: []string{"general", "sc", "st"}},
		{ID: "aids", Kind: form.Choices, Options: []string{"stick", "chair"}},
		{ID: "household", Kind: form.Number, Min: 1, Max: 20},
	}}}}
	facts = []Fact{{ID: "age", Rule: "age_on_application", Field: "birth_date"}, {ID: "k1", Rule: "kanyashree_k1", Field: "birth_date"}}
)

func edition(rules ...Rule) Edition {
	return Edition{Version: "2026-06", From: day("2026-06-01"), Rules: rules}
}

func TestJudge(t *testing.T) {
	e := edition(
		Rule{ID: "age", Must: form.Condition{Fact: "age", Between: []int64{60, 100}}, Stops: true},
		Rule{ID: "income", Words: "income", Must: form.Condition{Field: "income", Max: n(100_000)}},
		Rule{ID: "land", Must: form.Condition{All: []form.Condition{
			{Field: "other_pension", Is: "no"}, {Field: "land", Max: n(20_000)}}}},
		Rule{ID: "caste", Must: form.Condition{Not: &form.Condition{Field: "caste", Is: "general"}}},
		Rule{ID: "either", Must: form.Condition{Any: []form.Condition{
			{Field: "household", Min: n(4)}, {Field: "household", Is: "1"}}}},
	)
	for _, c := range []struct {
		about   string
		answers form.Answers
		want    []Failure
	}{
		{"nothing is answered, so nothing failed", form.Answers{}, nil},
		{"old enough", form.Answers{"birth_date": {Text: "1966"}}, nil},
		{"too young", form.Answers{"birth_date": {Text: "1967"}}, []Failure{{
			Rule: "age", Stops: true, Text: seva.Say("eligible.old_age.age", seva.Args{"Min": 60, "Max": 100, "Value": 59})}}},
		{"too rich", form.Answers{"income": {Text: "100001"}}, []Failure{{
			Rule: "income", Text: seva.Say("eligible.income", seva.Args{"Max": seva.Money(100_000), "Value": seva.Money(100_001)})}}},
		{"another pension decides, whatever the land", form.Answers{"other_pension": {Text: "yes"}}, []Failure{{
			Rule: "land", Text: seva.Say("eligible.old_age.land", seva.Args{})}}},
		{"the land decides, though the pension is not yet asked", form.Answers{"land": {Text: "2.0001"}}, []Failure{{
			Rule: "land", Text: seva.Say("eligible.old_age.land", seva.Args{"Max": seva.Area(20_000), "Value": seva.Area(20_001)})}}},
		{"an option is said by its words", form.Answers{"caste": {Text: "general"}}, []Failure{{
			Rule: "caste", Text: seva.Say("eligible.old_age.caste", seva.Args{"Value": seva.Say("option.caste.general")})}}},
		{"neither of two", form.Answers{"household": {Text: "3"}}, []Failure{{
			Rule: "either", Text: seva.Say("eligible.old_age.either", seva.Args{"Min": 4, "Value": 3})}}},
		{"one of two", form.Answers{"household": {Text: "1"}}, nil},
	} {
		got := e.Judge(pension, c.answers, Find(facts, c.answers, day("2026-11-24")))
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.about, got, c.want)
		}
	}
	failed := []Failure{{Rule: "a"}, {Rule: "b", Stops: true}}
	if stops := Stopping(failed); len(stops) != 1 || stops[0].Rule != "b" || Stopping(nil) != nil {
		t.Error(stops)
	}
}

// What was not asked yet is not missed: whether a card is given fails once it was asked and
// left open, or when nothing else is missing.
func TestJudgeGiven(t *testing.T) {
	yes := true
	f := form.Form{ID: "aid", Version: 1, Sections: []form.Section{{ID: "one", Fields: []form.Field{
		{ID: "caste", Kind: form.Choice, Options: []string{"general", "sc"}}, {ID: "card", Kind: form.Text, Optional: true},
	}}}}
	for name, must := range map[string]form.Condition{
		"card": {Field: "card", Given: &yes},
		"any":  {Any: []form.Condition{{Field: "card", Given: &yes}, {Field: "caste", Is: "sc"}}},
		"all":  {All: []form.Condition{{Field: "card", Given: &yes}}},
	} {
		e := edition(Rule{ID: name, Must: must})
		for about, c := range map[string]struct {
			answers form.Answers
			failed  int
		}{
			"nothing yet":     {form.Answers{}, 0},
			"left open":       {form.Answers{"card": {}, "caste": {Text: "general"}}, 1},
			"all else is in":  {form.Answers{"caste": {Text: "general"}}, 1},
			"given":           {form.Answers{"card": {Text: "12"}}, 0},
			"given, finished": {form.Answers{"card": {Text: "12"}, "caste": {Text: "general"}}, 0},
		} {
			if got := e.Judge(f, c.answers, nil); len(got) != c.failed {
				t.Errorf("%s, %s: %v", name, about, got)
			}
		}
	}
}

// The edition in force on the day of applying is the one that is applied.
func TestOn(t *testing.T) {
	book := Rulebook{Editions: []Edition{
		{Version: "2021-09", From: day("2021-09-01"), Until: day("2026-05-31")},
		{Version: "2026-06", From: day("2026-06-01")},
	}}
	for on, want := range map[string]string{
		"2021-08-31": "", "2021-09-01": "2021-09", "2026-05-31": "2021-09", "2026-06-01": "2026-06", "2099-01-01": "2026-06",
	} {
		e, there := book.On(day(on))
		if e.Version != want || there != (want != "") {
			t.Errorf("on %s: %q", on, e.Version)
		}
	}
}

func TestWords(t *testing.T) {
	book := Rulebook{Editions: []Edition{edition(Rule{ID: "b"}, Rule{ID: "a", Words: "income"}), edition(Rule{ID: "b"})}}
	if got := book.Words("old_age"); !slices.Equal(got, []string{"eligible.income", "eligible.old_age.b"}) {
		t.Error(got)
	}
}

func TestProve(t *testing.T) {
	if found := ProveFacts(pension, facts); len(found) > 0 {
		t.Error(found)
	}
	sound := edition(
		Rule{ID: "age", Must: form.Condition{Fact: "age", Min: n(60)}},
		Rule{ID: "k1", Must: form.Condition{Fact: "k1", Is: "yes"}},
		Rule{ID: "aids", Must: form.Condition{All: []form.Condition{{Field: "aids", Is: "stick"}, {Field: "aids", Is: "chair"}}}},
		Rule{ID: "caste", Must: form.Condition{Any: []form.Condition{{Field: "caste", Is: "st"}, {Field: "income", Max: n(1)}}}})
	if found := (Rulebook{Editions: []Edition{sound}}).Prove(pension, facts); len(found) > 0 {
		t.Error(found)
	}
	all := func(parts ...form.Condition) form.Condition { return form.Condition{All: parts} }
	for want, must := range map[string]form.Condition{
		"exactly one of field":                  {},
		"exactly one of is":                     {Field: "income"},
		"between needs two":                     {Field: "income", Between: []int64{1}},
		`no fact is called "height"`:            {Fact: "height", Min: n(1)},
		`the form has no field "shoe"`:          all(form.Condition{Field: "shoe", Is: "x"}),
		"can never hold: bounds":                {Fact: "age", Between: []int64{60, 18}},
		"can never hold: no such option":        {Field: "caste", Is: "obc"},
		"can never hold: a fact of yes and no":  {Fact: "k1", Is: "maybe"},
		"can never hold: beyond the field's":    {Field: "household", Min: n(21)},
		"can never hold: two at once":           all(form.Condition{Field: "caste", Is: "sc"}, form.Condition{Field: "caste", Is: "st"}),
		"can never hold: two bounds":            all(form.Condition{Fact: "age", Min: n(60)}, form.Condition{Fact: "age", Max: n(59)}),
		"can never hold: deep":                  all(form.Condition{Any: []form.Condition{{Field: "caste", Is: "x"}}}),
		"can never hold: not what always is":    {Not: &form.Condition{Field: "other_pension", In: []string{"yes", "no"}}},
		"always holds: every option":            {Field: "caste", In: []string{"st", "sc", "general"}},
		"always holds: one of two":              {Any: []form.Condition{{Field: "income", Is: "1"}, {Field: "other_pension", In: []string{"no", "yes"}}}},
		"always holds: not what never is (not)": {Not: &form.Condition{Field: "caste", Is: "obc"}},
	} {
		fragment, _, _ := strings.Cut(want, ":")
		found := (Rulebook{Editions: []Edition{edition(Rule{ID: "it", Must: must})}}).Prove(pension, facts)
		if len(found) != 1 || !strings.Contains(found[0], fragment) || !strings.HasPrefix(found[0], "rule 2026-06/it: ") {
			t.Errorf("%s: %v", want, found)
		}
	}
}

func TestProveEditions(t *testing.T) {
	for want, editions := range map[string][]Edition{
		"in force together with edition a": {{Version: "a", From: day("2026-01-01")}, {Version: "b", From: day("2026-06-01")}},
		"before it begins":                 {{Version: "a", From: day("2026-06-01"), Until: day("2026-05-31")}},
		"from a full day":                  {{Version: "a", From: day("2026-06")}},
		"there twice":                      {{Version: "a", From: day("2026-01-01"), Until: day("2026-01-31")}, {Version: "a", From: day("2026-02-01")}},
		"rule a/x: the id is missing or there twice": {{Version: "a", From: day("2026-01-01"), Rules: []Rule{
			{ID: "x", Must: form.Condition{Fact: "age", Min: n(1)}}, {ID: "x", Must: form.Condition{Fact: "age", Min: n(1)}}}}},
	} {
		found := (Rulebook{Editions: editions}).Prove(pension, facts)
		if len(found) != 1 || !strings.Contains(found[0], want) {
			t.Errorf("%s: %v", want, found)
		}
	}
	for want, fact := range map[string]Fact{
		"no rule is called":     {ID: "a", Rule: "shoe_size", Field: "birth_date"},
		"the form has no field": {ID: "a", Rule: "age_on_application", Field: "born"},
		"found from a date":     {ID: "a", Rule: "age_on_application", Field: "income"},
		"can be counted":        {ID: "a", Rule: "count", Field: "birth_date"},
		"the id is missing":     {Rule: "age_on_application", Field: "birth_date"},
	} {
		if found := ProveFacts(pension, []Fact{fact}); !slices.ContainsFunc(found, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%s: %v", want, found)
		}
	}
}
