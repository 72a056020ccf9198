package form

import (
	"slices"
	"strconv"

	"duar/seva"
)

// truth is what a condition comes to. What is not answered makes it unknown, and unknown
// only spreads where the rest does not decide (Kleene's logic): a question is not shown,
// and an application not refused, because of something nobody has asked yet.
type truth int8

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func truly(b bool) truth {
	if b {
		return yes
	}
	return no
}

// Holds tells whether the answers and facts make c true. row is the row of a roster that c
// is asked in, nil outside. What is not answered is not true, nor is its opposite.
func (f Form) Holds(c Condition, a, row Answers, facts Facts) bool {
	return f.scope(a, row, facts).judge(c) == yes
}

// Known tells whether what is answered decides c, one way or the other. Given is always
// decided. An optional question answered with nothing decides no more than one not asked.
func (f Form) Known(c Condition, a, row Answers, facts Facts) bool {
	return f.scope(a, row, facts).judge(c) != unknown
}

// scope is where a condition looks for what it names.
type scope struct {
	form    Form
	answers Answers
	roster  *Field // whose row this is, or nil
	row     Answers
	facts   Facts
}

// scope finds the roster that has all columns of the row.
func (f Form) scope(a, row Answers, facts Facts) scope {
	s := scope{form: f, answers: a, row: row, facts: facts}
	if row == nil {
		return s
	}
	for _, section := range f.Sections {
		for _, field := range section.Fields {
			if field.Kind == Roster && field.has(row) {
				s.roster = &field
				return s
			}
		}
	}
	return s
}

func (f Field) has(row Answers) bool {
	for id := range row {
		if _, there := f.column(id); !there {
			return false
		}
	}
	return true
}

// shows tells whether something with this When is asked.
func (s scope) shows(when *Condition) bool { return when == nil || s.judge(*when) == yes }

func (s scope) judge(c Condition) truth {
	switch {
	case len(c.All) > 0:
		t := yes
		for _, part := range c.All {
			t = min(t, s.judge(part))
		}
		return t
	case len(c.Any) > 0:
		t := no
		for _, part := range c.Any {
			t = max(t, s.judge(part))
		}
		return t
	case c.Not != nil:
		return -s.judge(*c.Not)
	case c.Fact != "":
		// A fact is a word or a whole number; which one the condition asks shows.
		return ask(c, Number, Value{Text: s.facts[c.Fact]})
	}
	kind, value := s.find(c.Field)
	return ask(c, kind, value)
}

// find gives an answer and its kind; in a roster's row a column goes before a field of
// the form that has the same id.
func (s scope) find(id string) (Kind, Value) {
	if s.roster != nil {
		if column, there := s.roster.column(id); there {
			return column.Kind, s.row[id]
		}
	}
	field, _ := s.form.top(id)
	return field.Kind, s.answers[id]
}

// ask puts the one question of a condition to one value.
func ask(c Condition, kind Kind, v Value) truth {
	if c.Given != nil {
		return truly(v.IsZero() != *c.Given)
	}
	if v.IsZero() {
		return unknown
	}
	switch {
	case c.Is != "":
		return truly(v.says(kind, c.Is))
	case len(c.In) > 0:
		return truly(slices.ContainsFunc(c.In, func(one string) bool { return v.says(kind, one) }))
	}
	n, ok := v.measure(kind)
	switch {
	case !ok:
		return unknown
	case c.Min != nil:
		return truly(n >= *c.Min)
	case c.Max != nil:
		return truly(n <= *c.Max)
	case len(c.Between) == 2:
		return truly(n >= c.Between[0] && n <= c.Between[1])
	}
	return unknown
}

// says compares with a value as a condition writes it; of several choices one is enough.
func (v Value) says(kind Kind, what string) bool {
	if kind == Choices {
		return slices.Contains(v.List, what)
	}
	return v.Text == what
}

// measure gives the number that Min and Max of a condition bound: the value itself in the
// kind's smallest unit, or how many there are of it.
func (v Value) measure(kind Kind) (int64, bool) {
	switch kind {
	case Number, Money:
		n, err := strconv.ParseInt(v.Text, 10, 64)
		return n, err == nil
	case Area:
		n, err := seva.ParseArea(v.Text)
		return int64(n), err == nil
	case Share:
		n, err := seva.ParseShare(v.Text)
		return int64(n), err == nil
	case Choices:
		return int64(len(v.List)), true
	case Roster:
		return int64(len(v.Rows)), true
	}
	return 0, false
}
