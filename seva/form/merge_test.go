package form

import (
	"strings"
	"testing"
)

// Three services of one window: they share a page, a question in it, and a check.
func licence() Form {
	return Form{ID: "licence", Version: 2, Short: true, Sections: []Section{
		{ID: "applicant", Fields: []Field{{ID: "name", Kind: Person}, {ID: "mobile", Kind: Mobile, Optional: true}}},
		{ID: "trade", Fields: []Field{{ID: "workers", Kind: Number, Max: 500}, {ID: "night", Kind: YesNo, When: &Condition{Field: "workers", Min: ptr[int64](10)}}}},
	}}
}

func fire() Form {
	return Form{ID: "fire", Version: 5, Short: true, Sections: []Section{
		{ID: "applicant", Fields: []Field{{ID: "name", Kind: Person}, {ID: "email", Kind: Email}, {ID: "mobile", Kind: Mobile}}},
		{ID: "building", Fields: []Field{{ID: "floors", Kind: Number, Max: 90}, {ID: "workers", Kind: Number, Max: 500, Optional: true}}},
	}, Checks: []Check{{ID: "low", About: "floors", Must: &Condition{Field: "floors", Max: ptr[int64](4)}}}}
}

func TestMerge(t *testing.T) {
	m, err := Merge("both", licence(), fire())
	if err != nil {
		t.Fatal(err)
	}
	if m.ID != "both" || m.Version != 7 || !m.Short || len(m.Sections) != 3 || len(m.Checks) != 1 {
		t.Errorf("%+v", m)
	}
	var ids []string
	for _, s := range m.Sections {
		ids = append(ids, s.ID+":")
		for _, f := range s.Fields {
			ids = append(ids, f.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "applicant: name mobile email trade: workers night building: floors" {
		t.Errorf("%s", got)
	}
	if mobile, _ := m.top("mobile"); mobile.Optional {
		t.Error("optional though one form needs it")
	}
	if wrong := m.Prove(); len(wrong) > 0 {
		t.Errorf("%v", wrong)
	}
	if again, err := Merge("licence", licence()); err != nil || len(again.Sections) != 2 || again.Version != 2 {
		t.Errorf("one alone: %+v, %v", again, err)
	}
	if twice, err := Merge("both", licence(), fire(), licence()); err != nil || len(twice.Sections) != 3 {
		t.Errorf("one twice: %+v, %v", twice, err)
	}
	helped := fire()
	helped.Sections[0].Fields[0].Kiosk = true
	for _, order := range [][]Form{{licence(), helped}, {helped, licence()}} {
		m, err := Merge("both", order...)
		if name, _ := m.top("name"); err != nil || !name.Kiosk {
			t.Errorf("asked on a phone though one form asks it only where somebody helps: %v", err)
		}
	}
}

// A question is asked when any form asks it; a page's condition stays with the questions
// of the form that set it.
func TestMergeConditions(t *testing.T) {
	when := func(topic string) *Condition { return ptr(is("topic", topic)) }
	base := func(page, question *Condition, more ...Field) Form {
		return Form{ID: "f", Version: 1, Sections: []Section{
			{ID: "a", Fields: []Field{{ID: "topic", Kind: Choice, Options: []string{"x", "y", "z"}}}},
			{ID: "b", When: page, Fields: append([]Field{{ID: "q", Kind: YesNo, When: question}}, more...)},
		}}
	}
	for name, c := range map[string]struct {
		one, other Form
		asked      string // topics under which q is asked
		more       string // and the second form's own question on that page
	}{
		"alike":           {base(when("x"), nil), base(when("x"), nil, Field{ID: "r", Kind: YesNo}), "x", "x"},
		"different pages": {base(when("x"), nil), base(when("y"), nil, Field{ID: "r", Kind: YesNo}), "xy", "y"},
		"page and none":   {base(when("x"), nil), base(nil, nil, Field{ID: "r", Kind: YesNo}), "xyz", "xyz"},
		"questions":       {base(nil, when("x")), base(nil, when("z"), Field{ID: "r", Kind: YesNo}), "xz", "xyz"},
		"page, question":  {base(when("x"), nil), base(nil, when("y"), Field{ID: "r", Kind: YesNo}), "xy", "xyz"},
	} {
		m, err := Merge("m", c.one, c.other)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, more := "", ""
		for _, topic := range []string{"x", "y", "z"} {
			a := Answers{"topic": {Text: topic}}
			if m.asks("q", a, nil) {
				got += topic
			}
			if m.asks("r", a, nil) {
				more += topic
			}
		}
		if got != c.asked || more != c.more {
			t.Errorf("%s: asked under %s and %s, want %s and %s", name, got, more, c.asked, c.more)
		}
	}
}

func TestMergeRefuses(t *testing.T) {
	change := func(spoil func(*Form)) Form {
		f := fire()
		spoil(&f)
		return f
	}
	for want, f := range map[string]Form{
		"field name of form fire means something else":   change(func(f *Form) { f.Sections[0].Fields[0].Kind = Text }),
		"field mobile of form fire means something else": change(func(f *Form) { f.Sections[0].Fields[2].Words = "phone" }),
		"workers of form fire means something else":      change(func(f *Form) { f.Sections[1].Fields[1].Max = 5 }),
		"field workers of form fire stands on another page": change(func(f *Form) {
			f.Sections[1].When = &Condition{Field: "name", Given: ptr(true)}
		}),
		"asks about floors, which is not asked before it": change(func(f *Form) {
			f.Sections[0], f.Sections[1] = f.Sections[1], f.Sections[0]
			f.Sections[1].Fields[1].When = &Condition{Field: "floors", Min: ptr[int64](2)}
		}),
		"check low of form fire says something else": change(func(f *Form) { f.Checks[0].About = "workers" }),
	} {
		one := licence()
		one.Checks = fire().Checks
		if m, err := Merge("m", one, f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", want, m, err)
		}
	}
	roster := func(column Field) Form {
		return Form{ID: "r", Version: 1, Sections: []Section{{ID: "s", Fields: []Field{{ID: "rows", Kind: Roster, Fields: []Field{column}}}}}}
	}
	m, err := Merge("m", roster(Field{ID: "a", Kind: Text, Optional: true}), roster(Field{ID: "a", Kind: Text}))
	if err != nil || m.Sections[0].Fields[0].Fields[0].Optional {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err = Merge("m", roster(Field{ID: "a", Kind: Text}), roster(Field{ID: "a", Kind: Person})); err == nil {
		t.Error("columns of two kinds are one")
	}
}

// Fifteen questions are too many for a phone, whatever each form was.
func TestMergeIsShortOnlyWhenFew(t *testing.T) {
	a, b := short(), short()
	b.Sections = []Section{{ID: "more", Fields: many(8)}}
	if m, err := Merge("m", a, b); err != nil || m.Short {
		t.Errorf("%v, %v", m.Short, err)
	}
}

func TestFieldsOfMergedAreNotShared(t *testing.T) {
	one, other := fire(), fire()
	other.Sections[0].When = &Condition{Fact: "x", Is: "y"}
	if _, err := Merge("m", one, other); err != nil {
		t.Fatal(err)
	}
	if one.Sections[0].Fields[0].When != nil || other.Sections[0].Fields[0].When != nil {
		t.Error("merging changed what it was given")
	}
}
