package form

import "maps"

// Asked gives the sections and fields that are asked at present, in order. A roster keeps
// all its columns; RowAsked says which of them a row is asked.
func (f Form) Asked(a Answers, facts Facts) []Section {
	asked, _ := f.walk(a, facts)
	return asked
}

// RowAsked gives the columns of a roster that one of its rows is asked.
func (f Form) RowAsked(roster Field, a, row Answers, facts Facts) []Field {
	asked, _ := f.walkRow(roster, a, row, facts)
	return asked
}

// Prune gives the answers to what is asked and leaves out all others; a is not changed
// and shares nothing with the result. Whoever has found new facts prunes again.
func (f Form) Prune(a Answers, facts Facts) Answers {
	_, kept := f.walk(a, facts)
	return kept
}

// walk goes through the form once. A condition sees only answers that stand: it is about
// questions before its own, and of those the ones that are asked. So one pass is enough,
// and an answer that hides a question hides whatever hung on that one too.
func (f Form) walk(a Answers, facts Facts) (asked []Section, kept Answers) {
	kept = make(Answers, len(a))
	s := scope{form: f, answers: kept, facts: facts}
	for _, section := range f.Sections {
		if !s.shows(section.When) {
			continue
		}
		all := section.Fields
		section.Fields = nil
		for _, field := range all {
			if !s.shows(field.When) {
				continue
			}
			section.Fields = append(section.Fields, field)
			if v, there := a[field.ID]; there {
				kept[field.ID] = f.standing(field, v, kept, facts)
			}
		}
		if len(section.Fields) > 0 {
			asked = append(asked, section)
		}
	}
	return asked, kept
}

// standing copies a value; of a roster's rows only what they are asked.
func (f Form) standing(field Field, v Value, a Answers, facts Facts) Value {
	if field.Kind != Roster || len(v.Rows) == 0 {
		return v.clone()
	}
	rows := make([]Answers, len(v.Rows))
	for i, row := range v.Rows {
		_, rows[i] = f.walkRow(field, a, row, facts)
	}
	return Value{Rows: rows}
}

func (f Form) walkRow(roster Field, a, row Answers, facts Facts) (asked []Field, kept Answers) {
	kept = make(Answers, len(row))
	s := scope{form: f, answers: a, roster: &roster, row: kept, facts: facts}
	for _, column := range roster.Fields {
		if !s.shows(column.When) {
			continue
		}
		asked = append(asked, column)
		if v, there := row[column.ID]; there {
			kept[column.ID] = v.clone()
		}
	}
	return asked, kept
}

// IsZero tells whether there is no answer, or an optional question was answered with nothing.
func (v Value) IsZero() bool { return v.Text == "" && len(v.List) == 0 && len(v.Rows) == 0 }

func (v Value) clone() Value {
	c := Value{Text: v.Text}
	if len(v.List) > 0 {
		c.List = append(c.List, v.List...)
	}
	for _, row := range v.Rows {
		c.Rows = append(c.Rows, row.Clone())
	}
	return c
}

// Clone gives a copy that shares nothing.
func (a Answers) Clone() Answers {
	c := maps.Clone(a)
	for id, v := range c {
		c[id] = v.clone()
	}
	return c
}
