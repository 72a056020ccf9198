package form

import (
	"fmt"

	"duar/seva"
)

// proofDay is the day on which moving bounds are compared; any would do.
var proofDay = seva.Date{Year: 2026, Month: 11, Day: 23}

// order gives every condition that asks about a field which is not asked before. What a
// question hangs on must have been asked, or it would appear behind the person's back.
func (f Form) order() []string {
	var wrong []string
	asked := map[string]bool{}
	look := func(where string, when *Condition, roster *Field, known func(string) bool) {
		if when == nil {
			return
		}
		for _, id := range when.fields() {
			if known(id) {
				continue
			}
			if _, there := (scope{form: f, roster: roster}).field(id); there {
				wrong = append(wrong, fmt.Sprintf("%s: its condition asks about %s, which is not asked before it", where, id))
			} else {
				wrong = append(wrong, fmt.Sprintf("%s: its condition asks about the field %q, which is not there", where, id))
			}
		}
	}
	for _, s := range f.Sections {
		look("section "+s.ID, s.When, nil, func(id string) bool { return asked[id] })
		for _, field := range s.Fields {
			look("field "+field.ID, field.When, nil, func(id string) bool { return asked[id] })
			inRow := map[string]bool{}
			for _, c := range field.Fields {
				where := fmt.Sprintf("field %s, column %s", field.ID, c.ID)
				look(where, c.When, &field, func(id string) bool {
					if _, own := field.column(id); own {
						return inRow[id]
					}
					return asked[id]
				})
				inRow[c.ID] = true
			}
			asked[field.ID] = true
		}
	}
	anywhere := func(id string) bool { _, there := f.top(id); return there }
	for _, c := range f.Checks {
		look("check "+c.ID, c.When, nil, anywhere)
		look("check "+c.ID, c.Must, nil, anywhere)
	}
	return wrong
}

// fields gives the ids a condition asks about, as they stand in it.
func (c Condition) fields() []string {
	var ids []string
	c.each(func(leaf Condition) {
		if leaf.Field != "" {
			ids = append(ids, leaf.Field)
		}
	})
	return ids
}

// each goes to every question of a condition.
func (c Condition) each(visit func(Condition)) {
	switch {
	case len(c.All) > 0 || len(c.Any) > 0:
		for _, part := range c.All {
			part.each(visit)
		}
		for _, part := range c.Any {
			part.each(visit)
		}
	case c.Not != nil:
		c.Not.each(visit)
	default:
		visit(c)
	}
}
