package form

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"duar/seva"
)

// Put gives the answers with every good entry accepted and a flaw for each of the others,
// in the order of the questions; those to unknown questions come last. a is not changed.
//
// Entries may come in any order: a question is answered after those before it, since they
// decide whether it is asked. Row numbers mean the rows as they are before the entries;
// the number after the last begins a row, so that the same entries sent again change
// nothing, as "-" would not. A roster is cleared first, single rows are cleared last.
// Answers to what is no longer asked are left out.
//
// The error is what kept a desk from answering (Unavailable, Internal, TooMany,
// Unauthenticated); then a is given back as it was and nothing is accepted. Facts are
// those of a: whoever finds new ones from the result prunes it by them.
func (f Form) Put(ctx context.Context, d Desks, a Answers, facts Facts, entries ...Entry) (Answers, Flaws, error) {
	p := putter{form: f, desks: d, facts: facts, answers: f.Prune(a, facts)}
	targets, strays := f.targets(entries)
	var flaws Flaws
	for _, t := range targets {
		err := p.put(ctx, t)
		if err == nil {
			continue
		}
		text, isFlaw := flawOf(err)
		if !isFlaw {
			return a, nil, seva.Broken(err)
		}
		flaws = append(flaws, Flaw{At: t.At, Text: text})
	}
	return f.Prune(p.answers, facts), append(flaws, strays...), nil
}

// flawOf tells what a person is told of an error that the answer is to blame for.
func flawOf(err error) (seva.Text, bool) {
	e, ok := errors.AsType[*seva.Error](err)
	if !ok {
		return seva.Text{}, false
	}
	switch e.Kind {
	case seva.Invalid, seva.NotFound, seva.Forbidden, seva.Conflict:
		return e.Text, true
	}
	return seva.Text{}, false
}

// target is an entry and where it goes: the field, and in a roster the row and the column.
type target struct {
	Entry
	field  Field
	column Field
	row    int
	order  []int
}

// The order in which a roster's entries are done.
const (
	wholeRoster = iota
	oneCell
	newRow
	oneRow
)

// targets finds the questions of entries and puts them in order. Strays are entries to
// questions that are not there; of a pointer that is none nothing is repeated.
func (f Form) targets(entries []Entry) (targets []target, strays Flaws) {
	place := map[string]int{}
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			place[field.ID] = len(place)
		}
	}
	for i, e := range entries {
		id, row, column, ok := e.At.Split()
		if _, there := f.Field(e.At); !there {
			at := e.At
			if !ok {
				at = ""
			}
			strays = append(strays, Flaw{At: at, Text: seva.Say("error.field.unknown")})
			continue
		}
		t := target{Entry: e, row: row}
		t.field, _ = f.top(id)
		t.order = []int{place[id], wholeRoster, 0, 0, i}
		switch {
		case row == NoRow:
		case row == NewRow:
			t.order[1] = newRow
		case column == "":
			t.order[1], t.order[2] = oneRow, -row // the last one first, so that numbers stay true
		default:
			at := slices.IndexFunc(t.field.Fields, func(c Field) bool { return c.ID == column })
			t.order[1], t.order[2], t.order[3] = oneCell, row, at
		}
		t.column, _ = t.field.column(column)
		targets = append(targets, t)
	}
	slices.SortFunc(targets, func(a, b target) int { return slices.Compare(a.order, b.order) })
	return targets, strays
}

// putter puts entries into answers of its own.
type putter struct {
	form    Form
	desks   Desks
	facts   Facts
	answers Answers
}

func (p *putter) put(ctx context.Context, t target) error {
	asked := p.form.asks(t.field.ID, p.answers, p.facts)
	switch {
	case !asked && t.Input.Clear: // it is gone, or goes with the question
		return nil
	case !asked:
		return t.field.refuse("error.field.not_asked")
	case t.row != NoRow:
		return p.inRoster(ctx, t)
	case t.Input.Clear:
		delete(p.answers, t.field.ID)
		return nil
	}
	v, err := p.accept(ctx, t.field, p.answers[t.field.ID], t.Input)
	if err == nil {
		p.answers[t.field.ID] = v
	}
	return err
}

func (f Form) asks(id string, a Answers, facts Facts) bool {
	asked, _ := f.walk(a, facts)
	return slices.ContainsFunc(asked, func(s Section) bool {
		return slices.ContainsFunc(s.Fields, func(field Field) bool { return field.ID == id })
	})
}

// inRoster begins a row, fills a cell or takes a row away.
func (p *putter) inRoster(ctx context.Context, t target) error {
	rows := p.answers[t.field.ID].Rows
	at := t.row
	if at == NewRow {
		at = len(rows)
	}
	begins := at == len(rows) && !t.Input.Clear && (t.row == NewRow || t.column.ID != "")
	switch {
	case at >= len(rows) && !begins:
		return t.field.refuse("error.roster.row")
	case begins && at >= t.field.mostRows():
		return t.field.refuse("error.roster.many", seva.Args{"Max": t.field.mostRows()})
	case t.column.ID == "" && t.Input.Clear:
		p.setRows(t.field, slices.Delete(rows, at, at+1))
		return nil
	case t.column.ID == "" && (!begins || t.Input.Text != "" || len(t.Input.List) > 0):
		return t.field.refuse("error.roster.input")
	}
	row := Answers{}
	if !begins {
		row = rows[at]
	}
	if t.column.ID != "" {
		if err := p.fill(ctx, t, row); err != nil {
			return err
		}
	}
	if begins {
		p.setRows(t.field, append(rows, row))
	}
	return nil
}

// fill answers one column of a row.
func (p *putter) fill(ctx context.Context, t target, row Answers) error {
	columns := p.form.RowAsked(t.field, p.answers, row, p.facts)
	asked := slices.ContainsFunc(columns, func(c Field) bool { return c.ID == t.column.ID })
	switch {
	case t.Input.Clear:
		delete(row, t.column.ID)
		return nil
	case !asked:
		return t.column.refuse("error.field.not_asked")
	}
	v, err := p.accept(ctx, t.column, row[t.column.ID], t.Input)
	if err == nil {
		row[t.column.ID] = v
	}
	return err
}

func (p *putter) setRows(roster Field, rows []Answers) {
	if len(rows) == 0 {
		delete(p.answers, roster.ID)
		return
	}
	p.answers[roster.ID] = Value{Rows: rows}
}

// mostRows is how many rows a roster may have.
func (f Field) mostRows() int { return int(cmp.Or(f.Max, MaxRows)) }

// accept reads an answer and looks it up. before is the answer that stands.
func (p *putter) accept(ctx context.Context, f Field, before Value, in Input) (Value, error) {
	typed := strings.TrimSpace(in.Text)
	switch {
	case f.Optional && typed == "" && len(in.List) == 0 && f.Kind != Roster:
		return Value{}, nil // asked, and answered with nothing
	case f.keeps(before, typed, in):
		return before, nil
	}
	v, err := f.read(in)
	if err != nil {
		return Value{}, err
	}
	return p.desks.look(ctx, f, v)
}

// keeps tells whether an app has sent back what it was shown: a masked value says that
// the answer stays as it is. So does an Aadhaar's reference, which nobody can type.
func (f Field) keeps(before Value, typed string, in Input) bool {
	if before.IsZero() || len(in.List) > 0 || in.Again != "" {
		return false
	}
	return f.Masked() && typed == f.Shown(before).Text || f.Kind == Aadhaar && typed == before.Text
}
