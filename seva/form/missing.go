package form

import (
	"cmp"
	"slices"

	"duar/seva"
)

// Missing gives what keeps the answers from being complete, in the order of the questions:
// what is not answered, what is no longer accepted, too few or too many rows, and checks
// across fields that fail. None means that the form can be handed in.
func (f Form) Missing(a Answers, facts Facts) Flaws {
	asked, kept := f.walk(a, facts)
	var flaws Flaws
	for _, section := range asked {
		for _, field := range section.Fields {
			own := f.lacks(field, kept, facts)
			if len(own) == 0 { // one thing at a time about one question
				own = f.fails(field, kept, facts)
			}
			flaws = append(flaws, own...)
		}
	}
	return flaws
}

// lacks gives what is missing in one field; in a roster, in its rows too.
func (f Form) lacks(field Field, a Answers, facts Facts) Flaws {
	v := a[field.ID]
	if field.Kind != Roster {
		return lack(At(field.ID, NoRow, ""), field, v)
	}
	var flaws Flaws
	here := At(field.ID, NoRow, "")
	least := field.leastRows(v)
	switch {
	case !field.sound(v):
		return Flaws{{At: here, Text: seva.Say("error.field.stale")}}
	case len(v.Rows) == 0 && least > 0:
		return Flaws{{At: here, Text: seva.Say("error.field.missing")}}
	case len(v.Rows) < least:
		flaws = Flaws{{At: here, Text: seva.Say("error.roster.few", seva.Args{"Min": least})}}
	case len(v.Rows) > field.mostRows():
		flaws = Flaws{{At: here, Text: seva.Say("error.roster.many", seva.Args{"Max": field.mostRows()})}}
	}
	for i, row := range v.Rows {
		for _, column := range f.RowAsked(field, a, row, facts) {
			flaws = append(flaws, lack(At(field.ID, i, column.ID), column, row[column.ID])...)
		}
	}
	return flaws
}

func lack(at Pointer, field Field, v Value) Flaws {
	switch {
	case v.IsZero() && field.Optional:
		return nil
	case v.IsZero():
		return Flaws{{At: at, Text: seva.Say("error.field.missing")}}
	case !field.sound(v):
		return Flaws{{At: at, Text: seva.Say("error.field.stale")}}
	}
	return nil
}

// leastRows is how many rows a roster must have: one where it must be answered at all,
// and none where it need not be and has not been begun.
func (f Field) leastRows(v Value) int {
	if f.Optional && len(v.Rows) == 0 {
		return 0
	}
	return int(max(f.Min, 1))
}

// fails gives the checks about a field that do not hold. A condition that is not decided
// fails nothing: what it lacks is said where it is missing.
func (f Form) fails(field Field, a Answers, facts Facts) Flaws {
	var flaws Flaws
	for _, c := range f.Checks {
		if c.About != field.ID || c.When != nil && !f.Holds(*c.When, a, nil, facts) {
			continue
		}
		at, ok := At(c.About, NoRow, ""), true
		switch {
		case c.Must != nil:
			ok = f.Holds(*c.Must, a, nil, facts) || !f.Known(*c.Must, a, nil, facts)
		default:
			if r, there := rules[c.Rule]; there {
				var where Pointer
				where, ok = r.holds(f, a, c)
				at = cmp.Or(where, at)
			}
		}
		if !ok {
			flaws = append(flaws, Flaw{At: at, Text: seva.Say("check." + c.ID)})
		}
	}
	return flaws
}

// On tells whether a face asks this question at all. A phone has no files, no rows, and
// nobody beside it to help.
func (f Field) On(face Face) bool {
	return face != OnPhone || !f.Kiosk && f.Kind != File && f.Kind != Roster
}

// Next gives the question to ask next on a face, false when there is none. An app and a
// kiosk show optional questions and do not press them; a phone asks each of them once, and
// an answer with nothing is an answer. In a roster it is the next cell, or "members/-".
func (f Form) Next(a Answers, facts Facts, face Face) (Pointer, bool) {
	asked, kept := f.walk(a, facts)
	for _, section := range asked {
		for _, field := range section.Fields {
			if !field.On(face) {
				continue
			}
			if field.Kind == Roster {
				if at, open := f.nextIn(field, kept, facts); open {
					return at, true
				}
				continue
			}
			_, given := kept[field.ID]
			if wanted(field, kept[field.ID], given, face) {
				return At(field.ID, NoRow, ""), true
			}
		}
	}
	return "", false
}

// wanted tells whether an answer is still to be asked for.
func wanted(f Field, v Value, given bool, face Face) bool {
	if f.Optional && v.IsZero() {
		return face == OnPhone && !given
	}
	return v.IsZero() || !f.sound(v)
}

// nextIn gives the first empty cell of a roster, or a new row while there are too few.
func (f Form) nextIn(roster Field, a Answers, facts Facts) (Pointer, bool) {
	v := a[roster.ID]
	for i, row := range v.Rows {
		columns := f.RowAsked(roster, a, row, facts)
		at := slices.IndexFunc(columns, func(c Field) bool { return wanted(c, row[c.ID], true, OnApp) })
		if at >= 0 {
			return At(roster.ID, i, columns[at].ID), true
		}
	}
	return At(roster.ID, NewRow, ""), len(v.Rows) < roster.leastRows(v)
}
