package casework

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/form"
)

// maxNote bounds a remark, in characters.
const maxNote = 1000

// checkNeeds checks that an act brings what its action asks for, and nothing else: what
// nobody asked for would be lost without a word. The note is kept cleaned.
func checkNeeds(p Procedure, a Action, c Case, act Act, ev *Event) error {
	needs := func(n Need) bool { return slices.Contains(a.Needs, n) }
	note, err := note("note", act.Note)
	if err != nil {
		return err
	}
	ev.Note = note
	list, _ := p.reasons(a.Reasons)
	items := needs(NeedItems)
	switch {
	case needs(NeedNote) && note == "":
		return seva.Refuse("note", seva.Say("error.case.note"))
	// With items the reasons are the items' own; one for the whole may come with them.
	case !(act.Reason == "" && (a.Reasons == "" || items)) && !slices.Contains(list.Reasons, act.Reason):
		return seva.Refuse("reason", seva.Say("error.case.reason"))
	case needs(NeedDay) && !(act.Day.Full() && act.Day.Number() > seva.DateOf(ev.At).Number()):
		return seva.Refuse("day", seva.Say("error.case.day"))
	case needs(NeedFinding) && act.Found != "yes" && act.Found != "no":
		return seva.Refuse("found", seva.Say("error.case.finding"))
	case items && len(act.Items) == 0:
		return seva.Refuse("items", seva.Say("error.case.items"))
	case !items && len(act.Items) > 0:
		return unwanted("items")
	case !needs(NeedDay) && !act.Day.IsZero():
		return unwanted("day")
	case !needs(NeedFinding) && act.Found != "":
		return unwanted("found")
	case !needs(NeedAnswers) && len(act.Answers) > 0:
		return unwanted("answers")
	}
	if items {
		return checkItems(list, act.Items, ev)
	}
	if needs(NeedAnswers) {
		return checkAnswers(c.Asked, act.Answers)
	}
	return nil
}

// plain gives the act with its reasons as their list has them. A face that shows the whole
// keys of an Offer may send one of those back.
func (act Act) plain(a Action) Act {
	list := "reason." + a.Reasons + "."
	act.Reason = strings.TrimPrefix(act.Reason, list)
	act.Items = slices.Clone(act.Items)
	for i := range act.Items {
		act.Items[i].Reason = strings.TrimPrefix(act.Items[i].Reason, list)
	}
	return act
}

func unwanted(field string) error { return seva.Refuse(field, seva.Say("error.case.unwanted")) }

func note(field, s string) (string, error) {
	s, err := seva.Clean(field, s)
	if err == nil && utf8.RuneCountInString(s) > maxNote {
		err = seva.Refuse(field, seva.Say("error.case.note_long", seva.Args{"Limit": maxNote}))
	}
	return s, err
}

// checkItems checks what is asked of the citizen: each field once, each with its reason.
func checkItems(list ReasonList, items []Item, ev *Event) error {
	seen := map[form.Pointer]bool{}
	for i, item := range items {
		at := fmt.Sprintf("items/%d", i)
		if _, err := parsePointer(item.Field); err != nil || seen[item.Field] || i >= form.MaxFields {
			return seva.Refuse(at+"/field", seva.Say("error.case.item"))
		}
		seen[item.Field] = true
		if !slices.Contains(list.Reasons, item.Reason) {
			return seva.Refuse(at+"/reason", seva.Say("error.case.reason"))
		}
		n, err := note(at+"/note", item.Note)
		if err != nil {
			return err
		}
		ev.Items[i].Note = n
	}
	return nil
}

// checkAnswers checks that a reply answers all that is asked and nothing else.
func checkAnswers(asked []Item, answers []form.Entry) error {
	for _, entry := range answers {
		if !slices.ContainsFunc(asked, func(i Item) bool { return within(entry.At, i.Field) }) {
			return seva.Refuse(string(entry.At), seva.Say("error.case.not_asked"))
		}
	}
	for _, item := range asked {
		if !slices.ContainsFunc(answers, func(e form.Entry) bool { return within(e.At, item.Field) }) {
			return seva.Refuse(string(item.Field), seva.Say("error.case.unanswered"))
		}
	}
	return nil
}

// within tells whether a pointer is at a field or in its rows.
func within(at, field form.Pointer) bool {
	return at == field || strings.HasPrefix(string(at), string(field)+"/")
}

// spot is a pointer taken apart: a field, or a row of a roster, or a column of a row.
type spot struct {
	field  string
	row    int // -1 for none, newRow for one to be begun
	column string
}

const newRow = form.MaxRows + 1

func parsePointer(at form.Pointer) (spot, error) {
	parts := strings.Split(string(at), "/")
	s := spot{field: parts[0], row: -1}
	if len(parts) > 3 || slices.Contains(parts, "") || len(at) > 200 {
		return s, fmt.Errorf("casework: pointer %q", at)
	}
	if len(parts) > 1 {
		s.row = newRow
		if parts[1] != "-" {
			n, err := strconv.ParseUint(parts[1], 10, 16)
			if err != nil || n >= form.MaxRows {
				return s, fmt.Errorf("casework: row of %q", at)
			}
			s.row = int(n)
		}
	}
	if len(parts) > 2 {
		s.column = parts[2]
	}
	return s, nil
}

// answered puts entries into a copy of the answers, and names the fields they touch. The
// entries are in canonical form: the service desk has them checked by the form before
// they come here.
func answered(old form.Answers, entries []form.Entry) (form.Answers, []string, error) {
	answers := maps.Clone(old)
	if answers == nil {
		answers = form.Answers{}
	}
	touched := map[string]bool{}
	for _, e := range entries {
		s, err := parsePointer(e.At)
		if err != nil || !put(answers, s, e.Input) {
			return nil, nil, seva.Refuse(string(e.At), seva.Say("error.case.not_asked"))
		}
		touched[s.field] = true
	}
	return answers, slices.Sorted(maps.Keys(touched)), nil
}

// put puts one answer in; false where there is no such row.
func put(answers form.Answers, s spot, in form.Input) bool {
	value := form.Value{Text: in.Text, List: in.List}
	if s.row < 0 {
		if in.Clear {
			delete(answers, s.field)
		} else {
			answers[s.field] = value
		}
		return true
	}
	rows := slices.Clone(answers[s.field].Rows)
	if s.row == newRow {
		s.row = len(rows)
		rows = append(rows, form.Answers{})
	}
	if s.row >= len(rows) || len(rows) > form.MaxRows || s.column == "" && !in.Clear && in.Text != "" {
		return false
	}
	switch {
	case s.column == "" && in.Clear:
		rows = slices.Delete(rows, s.row, s.row+1)
	case s.column != "":
		row := maps.Clone(rows[s.row])
		if row == nil {
			row = form.Answers{}
		}
		if in.Clear {
			delete(row, s.column)
		} else {
			row[s.column] = value
		}
		rows[s.row] = row
	}
	answers[s.field] = form.Value{Rows: rows}
	return true
}
