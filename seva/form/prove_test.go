package form

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestGoodFormsAreProved(t *testing.T) {
	for _, f := range []Form{wide(), family(), short()} {
		if wrong := f.Prove(); len(wrong) > 0 {
			t.Errorf("%s: %v", f.ID, wrong)
		}
	}
}

// short is a form that a phone can ask.
func short() Form {
	return Form{ID: "short", Version: 1, Short: true, Sections: []Section{{ID: "matter", Fields: []Field{
		{ID: "topic", Kind: Choice, Options: []string{"land", "welfare", "other"}},
		{ID: "months", Kind: Number, Min: 1, Max: 12},
		{ID: "papers", Kind: Choices, Options: []string{"a", "b", "c"}, Max: 2},
		{ID: "words", Kind: Text, When: ptr(is("topic", "other"))},
		{ID: "proof", Kind: File, Accept: []string{"image/jpeg"}, Optional: true},
		{ID: "agreed", Kind: Declaration},
	}}}}
}

// TestProveFinds breaks a sound form in every way that Prove speaks of.
func TestProveFinds(t *testing.T) {
	field := func(f *Form, i int) *Field { return &f.Sections[0].Fields[i] }
	last := func(c Condition) func(*Form) { return func(f *Form) { field(f, 5).When = &c } }
	add := func(more Field) func(*Form) {
		return func(f *Form) { f.Sections[0].Fields = append(f.Sections[0].Fields, more) }
	}
	check := func(c Check) func(*Form) { return func(f *Form) { f.Checks = []Check{c} } }
	for want, spoil := range map[string]func(*Form){
		`form: the id "Bad id"`:           func(f *Form) { f.ID = "Bad id" },
		`form: the version`:               func(f *Form) { f.Version = 0 },
		`form: it asks nothing`:           func(f *Form) { f.Sections = nil },
		`section empty: it has no fields`: func(f *Form) { f.Sections = append(f.Sections, Section{ID: "empty"}) },
		`section matter: the id is there twice`: func(f *Form) {
			f.Sections = append(f.Sections, Section{ID: "matter", Fields: []Field{{ID: "z", Kind: Text}}})
		},
		`field topic: the id is there twice`:       add(Field{ID: "topic", Kind: Text}),
		`field r, column a: the id is there twice`: add(Field{ID: "r", Kind: Roster, Optional: true, Fields: []Field{{ID: "a", Kind: Text}, {ID: "a", Kind: Text}}}),
		`check c: the id is there twice`: func(f *Form) {
			f.Checks = slices.Repeat([]Check{{ID: "c", About: "months", Must: &Condition{Field: "months", Max: ptr[int64](3)}}}, 2)
		},
		`field 1x: the id must be small letters`:     add(Field{ID: "1x", Kind: Text}),
		`are more than 400`:                          func(f *Form) { f.Short = false; f.Sections[0].Fields = append(f.Sections[0].Fields, many(400)...) },
		`field x: there is no kind "colour"`:         add(Field{ID: "x", Kind: "colour"}),
		`a roster cannot stand in a roster`:          add(Field{ID: "r", Kind: Roster, Optional: true, Fields: []Field{{ID: "q", Kind: Roster, Fields: many(1)}}}),
		`a roster needs columns`:                     add(Field{ID: "r", Kind: Roster, Optional: true}),
		`a text has no columns`:                      add(Field{ID: "r", Kind: Text, Fields: many(1)}),
		`a choice needs options`:                     add(Field{ID: "x", Kind: Choice}),
		`a yes_no has no options`:                    add(Field{ID: "x", Kind: YesNo, Options: []string{"yes"}}),
		`the option sc is there twice`:               add(Field{ID: "x", Kind: Choice, Options: []string{"sc", "sc"}}),
		`the option "S C" must be`:                   add(Field{ID: "x", Kind: Choice, Options: []string{"S C"}}),
		`a file must accept some media type`:         add(Field{ID: "x", Kind: File, Optional: true}),
		`a text accepts no media types`:              add(Field{ID: "x", Kind: Text, Accept: []string{"image/png"}}),
		`the media type "text/html" is not one`:      add(Field{ID: "x", Kind: File, Optional: true, Accept: []string{"text/html"}}),
		`a declaration cannot be optional`:           add(Field{ID: "x", Kind: Declaration, Optional: true}),
		`a declaration cannot be secret`:             add(Field{ID: "x", Kind: Declaration, Secret: true}),
		`a place has no min and max`:                 add(Field{ID: "x", Kind: Place, Max: 3}),
		`min 5 is above max 3`:                       add(Field{ID: "x", Kind: Number, Min: 5, Max: 3}),
		`of a money cannot be negative`:              add(Field{ID: "x", Kind: Money, Min: -5}),
		`of this text can be at most 2000`:           add(Field{ID: "x", Kind: Text, Max: 2001}),
		`of this choices can be at most 1`:           add(Field{ID: "x", Kind: Choices, Options: []string{"a"}, Min: 2}),
		`a file has no min`:                          add(Field{ID: "x", Kind: File, Optional: true, Accept: []string{"image/png"}, Min: 2}),
		`only a date has since`:                      add(Field{ID: "x", Kind: Text, Since: "today"}),
		`the bound "yesterday" must be`:              add(Field{ID: "x", Kind: Date, Since: "yesterday"}),
		`since today is after until today-1y`:        add(Field{ID: "x", Kind: Date, Since: "today", Until: "today-1y"}),
		`since 2001-01-01 is after until 2000-01-01`: add(Field{ID: "x", Kind: Date, Since: "2001-01-01", Until: "2000-01-01"}),

		`asks about the field "nobody", which is not there`: last(is("nobody", "x")),
		`asks about agreed, which is not asked before it`:   last(is("agreed", "yes")),
		`asks about words, which is not asked before it`:    func(f *Form) { field(f, 1).When = &Condition{Field: "words", Given: ptr(true)} },
		`section matter: its condition asks about topic`:    func(f *Form) { f.Sections[0].When = ptr(is("topic", "land")) },
		`exactly one of field, fact, all, any and not`:      last(Condition{Field: "topic", Fact: "age", Is: "x"}),
		`field agreed: a condition needs exactly one`:       last(Condition{}),
		`a fact needs exactly one of is`:                    last(Condition{Field: "topic", Is: "land", Given: ptr(true)}),
		`field agreed: a condition on a field`:              last(Condition{Fact: "age"}),
		`all, any and not stand alone`:                      last(Condition{Is: "x", All: []Condition{is("topic", "land")}}),
		`between needs two numbers`:                         last(Condition{Field: "months", Between: []int64{5, 3}}),
		`field agreed: between needs`:                       last(Condition{Fact: "age", Between: []int64{5}}),
		`more than 8 deep`:                                  last(deep(10)),
		`is and in cannot be asked of words, a text`:        last(is("words", "x")),
		`min, max and between cannot be asked of topic`:     last(Condition{Field: "topic", Min: ptr[int64](1)}),
		`topic can never be "sky"`:                          last(is("topic", "sky")),
		`papers can never be "d"`:                           last(is("papers", "d")),
		`months can never be "13"`:                          last(is("months", "13")),
		`months can never be "03"`:                          last(Condition{Field: "months", In: []string{"1", "03"}}),
		`"land" is there twice`:                             last(Condition{Field: "topic", In: []string{"land", "land"}}),

		`field agreed: its condition can never hold`: last(Condition{All: []Condition{is("topic", "land"), is("topic", "other")}}),
		`agreed: its condition can never hold`:       last(Condition{Field: "months", Min: ptr[int64](13)}),
		`its condition can never hold`:               last(Condition{All: []Condition{is("topic", "land"), {Field: "words", Given: ptr(true)}}}), // words hang on another topic
		`condition can never hold`:                   last(Condition{Field: "papers", Min: ptr[int64](3)}),
		`can never hold`:                             last(Condition{All: []Condition{{Fact: "age", Min: ptr[int64](60)}, {Not: &Condition{Fact: "age", Min: ptr[int64](50)}}}}),
		`field late: it can never be asked`: func(f *Form) {
			f.Sections = append(f.Sections, Section{ID: "later", When: ptr(is("topic", "land")), Fields: []Field{{ID: "late", Kind: Text, When: ptr(is("topic", "other"))}}})
		},
		`field r, column b: its condition can never hold`: add(Field{ID: "r", Kind: Roster, Optional: true, Fields: []Field{
			{ID: "a", Kind: YesNo}, {ID: "b", Kind: Text, When: &Condition{All: []Condition{is("a", "yes"), is("a", "no")}}}}}),
		`field r, column b: its condition asks about c`: add(Field{ID: "r", Kind: Roster, Optional: true, Fields: []Field{
			{ID: "b", Kind: Text, When: ptr(is("c", "yes"))}, {ID: "c", Kind: YesNo}}}),

		`it is about the field "nobody"`:          check(Check{ID: "c", About: "nobody", Rule: "one_head"}),
		`needs either must or rule`:               check(Check{ID: "c", About: "topic"}),
		`check c: it needs either`:                check(Check{ID: "c", About: "topic", Rule: "one_head", Must: ptr(is("topic", "land"))}),
		`there is no rule "be_good"`:              check(Check{ID: "c", About: "topic", Rule: "be_good"}),
		`the rule one_head must be about`:         check(Check{ID: "c", About: "topic", Rule: "one_head"}),
		`never can, so that the form could never`: check(Check{ID: "c", About: "topic", When: ptr(is("topic", "land")), Must: ptr(is("topic", "other"))}),
		`always does, so that it checks nothing`:  check(Check{ID: "c", About: "months", Must: &Condition{Field: "months", Max: ptr[int64](12)}}),
		`check c: its condition can never hold`:   check(Check{ID: "c", About: "topic", When: &Condition{Field: "months", Max: ptr[int64](0)}, Must: ptr(is("topic", "other"))}),

		`a short form has at most 12 questions`:                   func(f *Form) { f.Sections[0].Fields = append(f.Sections[0].Fields, many(8)...) },
		`must be answered but cannot be asked on a phone`:         func(f *Form) { field(f, 4).Optional = false },
		`field r: the form is short, and this must`:               add(Field{ID: "r", Kind: Roster, Fields: many(1)}),
		`must be answered but is asked only where somebody helps`: func(f *Form) { field(f, 0).Kiosk = true },
	} {
		f := short()
		spoil(&f)
		wrong := f.Prove()
		if !slices.ContainsFunc(wrong, func(w string) bool { return strings.Contains(w, want) }) {
			t.Errorf("%q is not among %q", want, wrong)
		}
		if len(wrong) > 3 {
			t.Errorf("%q: one fault is told %d times: %q", want, len(wrong), wrong)
		}
	}
}

func many(n int) []Field {
	var all []Field
	for i := range n {
		all = append(all, Field{ID: fmt.Sprintf("many%d", i), Kind: Text})
	}
	return all
}

func deep(n int) Condition {
	c := is("topic", "land")
	for range n {
		inner := c
		c = Condition{Not: &inner}
	}
	return c
}

// Conditions that look odd and are possible are not refused.
func TestProveRefusesNothingPossible(t *testing.T) {
	for name, c := range map[string]Condition{
		"two of several":       {All: []Condition{is("papers", "a"), is("papers", "c")}},
		"one and not another":  {All: []Condition{is("papers", "a"), {Not: ptr(is("papers", "b"))}, {Field: "papers", Min: ptr[int64](2)}}},
		"the edge of a bound":  {All: []Condition{{Field: "months", Min: ptr[int64](12)}, {Not: ptr(is("months", "1"))}}},
		"between two facts":    {All: []Condition{{Fact: "age", Between: []int64{25, 60}}, {Not: ptr(Condition{Fact: "age", Is: "25"})}, {Fact: "group", Is: "x"}}},
		"neither":              {All: []Condition{{Not: ptr(is("topic", "land"))}, {Not: ptr(is("topic", "other"))}}},
		"not given":            {All: []Condition{is("topic", "land"), {Field: "words", Given: ptr(false)}}},
		"given, down a chain":  {All: []Condition{{Field: "words", Given: ptr(true)}, is("topic", "other")}},
		"a text is given":      {Field: "proof", Given: ptr(true)},
		"a fact of other kind": {All: []Condition{{Not: ptr(Condition{Fact: "group", In: []string{"a", "b"}})}, {Fact: "group", Given: ptr(true)}}},
	} {
		if wrong := short().ProveCondition(c); len(wrong) > 0 {
			t.Errorf("%s: %v", name, wrong)
		}
	}
	for name, c := range map[string]Condition{
		"impossible": {All: []Condition{is("topic", "land"), is("topic", "other")}}, "unknown field": is("nobody", "x"), "nothing": {},
		"three of at most two": {All: []Condition{is("papers", "a"), is("papers", "b"), is("papers", "c")}},
	} {
		if wrong := short().ProveCondition(c); len(wrong) == 0 {
			t.Errorf("%s is let pass", name)
		}
	}
}
