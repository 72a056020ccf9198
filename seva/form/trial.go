package form

import (
	"slices"
	"strconv"
	"strings"

	"duar/seva"
)

// trial tries conditions on values, to find out what they can come to. It is for proving
// definitions only.
type trial struct {
	form   Form
	roster *Field
	leaves map[string][]Condition // every question asked of a subject
	order  []string               // the subjects
	values [][]Value              // what is tried of each
	whens  map[string]*Condition  // when a subject is asked
}

// take notes what a condition asks about, and what those questions hang on themselves.
func (t *trial) take(c Condition) {
	c.each(func(leaf Condition) {
		key := t.subject(leaf)
		_, known := t.leaves[key]
		t.leaves[key] = append(t.leaves[key], leaf)
		if known {
			return
		}
		t.order = append(t.order, key)
		if when := t.when(key); when != nil {
			if t.whens == nil {
				t.whens = map[string]*Condition{}
			}
			t.whens[key] = when
			t.take(*when)
		}
	})
}

// when gives the condition under which a subject is asked.
func (t *trial) when(key string) *Condition {
	where, id, _ := strings.Cut(key, "/")
	switch where {
	case "column":
		column, _ := t.roster.column(id)
		return column.When
	case "field":
		for _, s := range t.form.Sections {
			for _, field := range s.Fields {
				if field.ID == id {
					return both(s.When, field.When)
				}
			}
		}
	}
	return nil
}

// run goes through all combinations and shows those that answers can come to.
func (t *trial) run(at int, s scope, show func(scope)) {
	if at == len(t.order) {
		for _, key := range t.order {
			if when := t.whens[key]; when != nil && !t.value(s, key).IsZero() && s.judge(*when) != yes {
				return // answered though it is not asked
			}
		}
		show(s)
		return
	}
	where, id, _ := strings.Cut(t.order[at], "/")
	for _, v := range t.values[at] {
		switch where {
		case "fact":
			s.facts[id] = v.Text
		case "column":
			s.row[id] = v
		default:
			s.answers[id] = v
		}
		t.run(at+1, s, show)
	}
}

func (t *trial) value(s scope, key string) Value {
	where, id, _ := strings.Cut(key, "/")
	switch where {
	case "fact":
		return Value{Text: s.facts[id]}
	case "column":
		return s.row[id]
	}
	return s.answers[id]
}

// other is a text that no condition names.
const other = "~"

// candidates gives values of a subject among which every outcome of the questions asked of
// it occurs that can occur at all: no answer, every value named, one that is not, and
// numbers on both sides of every bound.
func (t *trial) candidates(key string) []Value {
	where, id, _ := strings.Cut(key, "/")
	field, kind := Field{}, Number
	if where != "fact" {
		field, _ = scope{form: t.form, roster: t.roster}.field(id)
		kind = field.Kind
	}
	named, edges := t.named(key)
	values := []Value{{}}
	text := func(all ...string) {
		for _, one := range all {
			values = append(values, Value{Text: one})
		}
	}
	switch kind {
	case Choice:
		text(field.Options...)
	case YesNo:
		text(saidYes, saidNo)
	case Declaration:
		text(saidYes)
	case Choices:
		values = append(values, field.selections(named, edges)...)
	case Number, Money, Area, Share:
		if where == "fact" {
			text(named...)
			text(other)
		}
		for _, n := range append(edges, field.Min, field.Max, 1, 0) {
			if v := written(kind, n); where == "fact" || field.canBe(v) {
				text(v)
			}
		}
		for _, one := range named {
			if where != "fact" && field.canBe(one) {
				text(one)
			}
		}
	case Roster:
		for _, n := range append(edges, field.Min, field.Max, 1) {
			if n >= max(field.Min, 1) && n <= int64(field.mostRows()) {
				values = append(values, Value{Rows: make([]Answers, n)})
			}
		}
	default:
		text(named...)
		text(other)
	}
	return distinct(values)
}

// named gives the values that the questions of a subject name, and numbers at and on both
// sides of the bounds in them.
func (t *trial) named(key string) (named []string, edges []int64) {
	for _, leaf := range t.leaves[key] {
		if leaf.Is != "" {
			named = append(named, leaf.Is)
		}
		named = append(named, leaf.In...)
		bounds := slices.Clone(leaf.Between)
		for _, b := range []*int64{leaf.Min, leaf.Max} {
			if b != nil {
				bounds = append(bounds, *b)
			}
		}
		for _, b := range bounds {
			edges = append(edges, b-1, b, b+1)
		}
	}
	slices.Sort(named)
	return slices.Compact(named), edges
}

// written writes a number as an answer of that kind has it.
func written(kind Kind, n int64) string {
	switch kind {
	case Area:
		return seva.Area(n).String()
	case Share:
		return seva.Share(n).String()
	}
	return strconv.FormatInt(n, 10)
}

// selections gives choices: every choice among the options named, filled up with others
// to the numbers at the edges.
func (f Field) selections(named []string, edges []int64) []Value {
	var rest []string
	for _, option := range f.Options {
		if !slices.Contains(named, option) {
			rest = append(rest, option)
		}
	}
	named = slices.DeleteFunc(named, func(one string) bool { return !slices.Contains(f.Options, one) })
	named = named[:min(len(named), 6)]
	sizes := append(slices.Clone(edges), f.Min, f.Max, 1, 2)
	var all []Value
	for mask := range 1 << len(named) {
		var some []string
		for i, one := range named {
			if mask>>i&1 == 1 {
				some = append(some, one)
			}
		}
		for _, n := range append(sizes, int64(len(some))) {
			fill := n - int64(len(some))
			if n < max(f.Min, 1) || f.Max != 0 && n > f.Max || fill < 0 || fill > int64(len(rest)) {
				continue
			}
			all = append(all, Value{List: slices.Concat(some, rest[:fill])})
		}
	}
	return all
}

// distinct leaves out what was said before.
func distinct(values []Value) []Value {
	seen := map[string]bool{}
	return slices.DeleteFunc(values, func(v Value) bool {
		key := v.Text + "|" + strings.Join(v.List, ",") + "|" + strconv.Itoa(len(v.Rows))
		before := seen[key]
		seen[key] = true
		return before
	})
}
