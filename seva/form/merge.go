package form

import (
	"fmt"
	"reflect"
	"slices"
)

// Merge gives one form that asks what all the forms ask, each question once. Sections that
// share an id are one page; a question that one form may leave open must be answered when
// another needs it, and is asked when any of them asks it. The version is the sum of
// theirs, so that it goes up with each. The error is English and names the id by which two
// forms mean different things, or what no longer stands in an order that can be asked.
func Merge(id string, forms ...Form) (Form, error) {
	m := merger{form: Form{ID: id, Short: len(forms) > 0}, at: map[string]int{}, fields: map[string][2]int{}}
	for _, f := range forms {
		m.form.Version += f.Version
		m.form.Short = m.form.Short && f.Short
		for _, s := range f.Sections {
			if err := m.section(f.ID, s); err != nil {
				return Form{}, err
			}
		}
		for _, c := range f.Checks {
			i := slices.IndexFunc(m.form.Checks, func(other Check) bool { return other.ID == c.ID })
			switch {
			case i < 0:
				m.form.Checks = append(m.form.Checks, c)
			case !reflect.DeepEqual(m.form.Checks[i], c):
				return Form{}, fmt.Errorf("form: check %s of form %s says something else than in another form", c.ID, f.ID)
			}
		}
	}
	m.form.Short = m.form.Short && m.form.asks12()
	if wrong := m.form.order(); len(wrong) > 0 {
		return Form{}, fmt.Errorf("form: merged as %s: %s", id, wrong[0])
	}
	return m.form, nil
}

type merger struct {
	form   Form
	at     map[string]int    // section id -> position
	fields map[string][2]int // field id -> section and position
}

// section adds a section's questions to the page of that id. A When that not all forms put
// on the page goes to the questions it was meant for.
func (m *merger) section(form string, s Section) error {
	at, there := m.at[s.ID]
	if !there {
		at = len(m.form.Sections)
		m.at[s.ID] = at
		m.form.Sections = append(m.form.Sections, Section{ID: s.ID, When: s.When})
	}
	page := &m.form.Sections[at]
	when := s.When
	if reflect.DeepEqual(page.When, s.When) {
		when = nil
	} else {
		for i := range page.Fields {
			page.Fields[i].When = both(page.When, page.Fields[i].When)
		}
		page.When = nil
	}
	for _, field := range s.Fields {
		field.When = both(when, field.When)
		if old, known := m.fields[field.ID]; known {
			one := &m.form.Sections[old[0]].Fields[old[1]]
			// On two pages that come and go by themselves there is no one When for it.
			if old[0] != at && (m.form.Sections[old[0]].When != nil || page.When != nil) {
				return fmt.Errorf("form: field %s of form %s stands on another page in another form", field.ID, form)
			}
			united, ok := unite(*one, field)
			if !ok {
				return fmt.Errorf("form: field %s of form %s means something else in another form", field.ID, form)
			}
			*one = united
			continue
		}
		m.fields[field.ID] = [2]int{at, len(page.Fields)}
		page.Fields = append(page.Fields, field)
	}
	return nil
}

// unite gives the one question that two forms ask by the same id; false when all but
// whether, when and where it is asked is not the same.
func unite(a, b Field) (Field, bool) {
	united := a
	united.Optional = a.Optional && b.Optional
	united.Kiosk = a.Kiosk || b.Kiosk
	united.When = either(a.When, b.When)
	b.Optional, b.Kiosk, b.When = a.Optional, a.Kiosk, a.When
	if a.Kind != Roster {
		return united, reflect.DeepEqual(a, b)
	}
	united.Fields = nil
	if len(a.Fields) != len(b.Fields) {
		return Field{}, false
	}
	for i := range a.Fields {
		column, ok := unite(a.Fields[i], b.Fields[i])
		if !ok {
			return Field{}, false
		}
		united.Fields = append(united.Fields, column)
	}
	a.Fields, b.Fields = nil, nil
	return united, reflect.DeepEqual(a, b)
}

func both(a, b *Condition) *Condition {
	switch {
	case a == nil:
		return b
	case b == nil || reflect.DeepEqual(a, b):
		return a
	}
	return &Condition{All: []Condition{*a, *b}}
}

// either: asked always, if one of them is.
func either(a, b *Condition) *Condition {
	switch {
	case a == nil || b == nil:
		return nil
	case reflect.DeepEqual(a, b):
		return a
	}
	return &Condition{Any: []Condition{*a, *b}}
}
