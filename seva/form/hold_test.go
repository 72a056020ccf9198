package form

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

func is(field, value string) Condition { return Condition{Field: field, Is: value} }

func TestConditions(t *testing.T) {
	a := Answers{
		"number": {Text: "12"}, "money": {Text: "150000"}, "area": {Text: "0.7500"}, "share": {Text: "0.2500"},
		"choice": {Text: "sc"}, "choices": {List: []string{"a", "c"}}, "yes_no": {Text: "yes"}, "date": {Text: "2001"},
		"roster": {Rows: []Answers{{}, {}}}, "email": {},
	}
	facts := Facts{"age": "61", "group": "x", "none": ""}
	f := wide()
	for name, c := range map[string]struct {
		c    Condition
		want truth
	}{
		"is":                     {is("choice", "sc"), yes},
		"is another":             {is("choice", "st"), no},
		"is, not answered":       {is("pin", "721212"), unknown},
		"is, answered empty":     {is("email", "x"), unknown},
		"is, of several":         {is("choices", "c"), yes},
		"is, none of several":    {is("choices", "b"), no},
		"in":                     {Condition{Field: "choice", In: []string{"st", "sc"}}, yes},
		"in, not":                {Condition{Field: "choice", In: []string{"st"}}, no},
		"in, one of several":     {Condition{Field: "choices", In: []string{"b", "c"}}, yes},
		"number min":             {Condition{Field: "number", Min: ptr[int64](12)}, yes},
		"number max":             {Condition{Field: "number", Max: ptr[int64](11)}, no},
		"number between":         {Condition{Field: "number", Between: []int64{12, 12}}, yes},
		"money in paise":         {Condition{Field: "money", Max: ptr[int64](150000)}, yes},
		"area in 1/10,000":       {Condition{Field: "area", Between: []int64{7500, 7500}}, yes},
		"share in 1/10,000":      {Condition{Field: "share", Min: ptr[int64](2501)}, no},
		"choices count":          {Condition{Field: "choices", Min: ptr[int64](2)}, yes},
		"rows count":             {Condition{Field: "roster", Max: ptr[int64](1)}, no},
		"a date has no min":      {Condition{Field: "date", Min: ptr[int64](0)}, unknown},
		"given":                  {Condition{Field: "number", Given: ptr(true)}, yes},
		"not given":              {Condition{Field: "pin", Given: ptr(true)}, no},
		"given nothing":          {Condition{Field: "email", Given: ptr(false)}, yes},
		"fact is":                {Condition{Fact: "group", Is: "x"}, yes},
		"fact min":               {Condition{Fact: "age", Min: ptr[int64](60)}, yes},
		"fact as a number":       {Condition{Fact: "age", Is: "61"}, yes},
		"fact not found":         {Condition{Fact: "height", Min: ptr[int64](60)}, unknown},
		"fact without value":     {Condition{Fact: "none", Is: "x"}, unknown},
		"fact that is no number": {Condition{Fact: "group", Min: ptr[int64](1)}, unknown},
		"all":                    {Condition{All: []Condition{is("choice", "sc"), is("yes_no", "yes")}}, yes},
		"all, one unknown":       {Condition{All: []Condition{is("choice", "sc"), is("pin", "1")}}, unknown},
		"all, one false":         {Condition{All: []Condition{is("choice", "st"), is("pin", "1")}}, no},
		"any, one true":          {Condition{Any: []Condition{is("pin", "1"), is("choice", "sc")}}, yes},
		"any, rest unknown":      {Condition{Any: []Condition{is("pin", "1"), is("choice", "st")}}, unknown},
		"not":                    {Condition{Not: ptr(is("choice", "st"))}, yes},
		"not unknown":            {Condition{Not: ptr(is("pin", "1"))}, unknown},
		"nothing asked":          {Condition{}, unknown},
		"a field not there":      {is("nobody", "x"), unknown},
	} {
		if got := f.Holds(c.c, a, nil, facts); got != (c.want == yes) {
			t.Errorf("%s: holds is %v", name, got)
		}
		if got := f.Known(c.c, a, nil, facts); got != (c.want != unknown) {
			t.Errorf("%s: known is %v", name, got)
		}
	}
}

// In a row a column goes before a question of the form with the same id, even while it is
// not answered there.
func TestConditionInARow(t *testing.T) {
	f := Form{Sections: []Section{{ID: "s", Fields: []Field{
		{ID: "sex", Kind: Choice, Options: []string{"f", "m"}},
		{ID: "town", Kind: YesNo},
		{ID: "members", Kind: Roster, Fields: []Field{{ID: "sex", Kind: Choice, Options: []string{"f", "m"}}, {ID: "age", Kind: Number}}},
	}}}}
	f.Sections[0].Fields = slices.Insert(f.Sections[0].Fields, 0, Field{ID: "pets", Kind: Roster, Fields: []Field{{ID: "town", Kind: Number}}})
	a := Answers{"sex": {Text: "f"}, "town": {Text: "yes"}}
	if f.Known(is("sex", "f"), a, Answers{"age": {Text: "3"}}, nil) {
		t.Error("the row's sex is taken from the form")
	}
	if !f.Holds(is("sex", "m"), a, Answers{"sex": {Text: "m"}}, nil) || !f.Holds(is("town", "yes"), a, Answers{"sex": {Text: "m"}}, nil) {
		t.Error("a row does not see its own answers and the form's")
	}
	if !f.Holds(Condition{Field: "age", Max: ptr[int64](4)}, a, Answers{"age": {Text: "3"}}, nil) {
		t.Error("a column is not compared by its kind")
	}
}

// What is decided stays decided, and the same, when more is answered.
func TestMoreAnswersChangeNoDecisionProperty(t *testing.T) {
	f := wide()
	leaf := rapid.Custom(func(t *rapid.T) Condition {
		return rapid.SampledFrom([]Condition{
			is("choice", "sc"), is("choice", "st"), is("yes_no", "no"), {Field: "number", Min: ptr[int64](5)}, is("choices", "a"),
		}).Draw(t, "leaf")
	})
	var tree func(depth int) *rapid.Generator[Condition]
	tree = func(depth int) *rapid.Generator[Condition] {
		if depth == 0 {
			return leaf
		}
		return rapid.Custom(func(t *rapid.T) Condition {
			parts := rapid.SliceOfN(tree(depth-1), 1, 3).Draw(t, "parts")
			switch rapid.IntRange(0, 3).Draw(t, "form") {
			case 0:
				return Condition{All: parts}
			case 1:
				return Condition{Any: parts}
			case 2:
				return Condition{Not: &parts[0]}
			}
			return parts[0]
		})
	}
	answers := map[string][]Value{
		"choice": {{Text: "sc"}, {Text: "st"}}, "yes_no": {{Text: "yes"}, {Text: "no"}},
		"number": {{Text: "1"}, {Text: "9"}}, "choices": {{List: []string{"a"}}, {List: []string{"b"}}},
	}
	rapid.Check(t, func(t *rapid.T) {
		c := tree(3).Draw(t, "condition")
		less, more := Answers{}, Answers{}
		for _, id := range []string{"choice", "yes_no", "number", "choices"} {
			more[id] = rapid.SampledFrom(answers[id]).Draw(t, id)
			if rapid.Bool().Draw(t, "also less") {
				less[id] = more[id]
			}
		}
		if !f.Known(c, more, nil, nil) {
			t.Fatal("all is answered, and it is not decided")
		}
		if f.Known(c, less, nil, nil) && f.Holds(c, less, nil, nil) != f.Holds(c, more, nil, nil) {
			t.Fatalf("%+v: decided otherwise once more is answered", c)
		}
	})
}
