package service

import (
	"cmp"
	"slices"

	"duar/seva/form"
)

// canonical gives entries with what the form accepted of them in place of what was typed,
// in an order in which they can be put in one after another: a case knows no form.
//
// The form reads all row numbers as of the rows before the entries, fills cells, then
// begins rows, then takes rows away. So do these: a row that is begun is "-" the first time
// it is named, and rows are taken away last, from the end.
func canonical(old, accepted form.Answers, entries []form.Entry) []form.Entry {
	in := slices.Clone(entries)
	slices.SortStableFunc(in, func(a, b form.Entry) int {
		stageA, rowA := stage(a)
		stageB, rowB := stage(b)
		if stageA == rowGone && stageB == rowGone {
			return rowB - rowA
		}
		return cmp.Or(stageA-stageB, rowA-rowB)
	})
	c := canoniser{accepted: accepted, rows: map[string]int{}, gone: map[string][]int{}}
	for id, v := range old {
		c.rows[id] = len(v.Rows)
	}
	for _, e := range in {
		if field, row, _, _ := e.At.Split(); e.Input.Clear && row >= 0 {
			if s, _ := stage(e); s == rowGone {
				c.gone[field] = append(c.gone[field], row)
			}
		}
	}
	var out []form.Entry
	for _, e := range in {
		if e, ok := c.entry(e); ok {
			out = append(out, e)
		}
	}
	return out
}

// The stages in which a form takes entries.
const (
	plain = iota // a field that is no row of anything, or a whole roster
	cell
	begun
	rowGone
)

func stage(e form.Entry) (stage, row int) {
	_, row, column, _ := e.At.Split()
	switch {
	case row == form.NoRow:
		return plain, 0
	case row == form.NewRow:
		return begun, 0
	case column == "":
		return rowGone, row
	}
	return cell, row
}

type canoniser struct {
	accepted form.Answers
	rows     map[string]int   // how many rows there are by now
	gone     map[string][]int // rows that will be taken away
}

// entry gives one entry as it is to be put in; false when nothing is left of it.
func (c *canoniser) entry(e form.Entry) (form.Entry, bool) {
	field, row, column, _ := e.At.Split()
	if row == form.NoRow {
		if e.Input.Clear {
			c.rows[field] = 0
			return e, true
		}
		return as(e.At, c.accepted[field]), true
	}
	if column == "" && e.Input.Clear {
		return e, true
	}
	at := e.At
	begins := row == form.NewRow || row == c.rows[field]
	if begins {
		row = c.rows[field]
		at = form.At(field, form.NewRow, column)
		c.rows[field]++
	}
	if column == "" || e.Input.Clear {
		return form.Entry{At: at, Input: e.Input}, true
	}
	if slices.Contains(c.gone[field], row) { // it goes with its row, which must be there to go
		return form.Entry{At: at, Input: form.Input{Clear: true}}, begins
	}
	stands := row
	for _, g := range c.gone[field] {
		if g < row {
			stands--
		}
	}
	rows := c.accepted[field].Rows
	if stands >= len(rows) {
		return e, false
	}
	return as(at, rows[stands][column]), true
}

// as is an entry with an accepted value; an answer with nothing takes the old one away.
func as(at form.Pointer, v form.Value) form.Entry {
	return form.Entry{At: at, Input: form.Input{Text: v.Text, List: v.List, Clear: v.IsZero()}}
}
