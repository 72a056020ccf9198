package sqlstore

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// Find implements casework.Book. A Limit of 0 is none. An After that is no page's end is
// Invalid about "cursor".
func (b cases) Find(ctx context.Context, f casework.Find) ([]casework.Case, error) {
	limit := int64(f.Limit)
	if limit <= 0 {
		limit = math.MaxInt64
	}
	var all []casework.Case
	var err error
	switch {
	case f.Key != casework.Key{}:
		all, err = about(ctx, b.s.engine, f, limit)
	case f.Citizen != "":
		all, err = manyCases(ctx, b.s.engine, "case.citizen", f.Citizen, limit)
	case f.Phone != "":
		all, err = manyCases(ctx, b.s.engine, "case.phone", f.Phone, limit)
	case len(f.Offices) > 0:
		all, err = inbox(ctx, b.s.engine, f, limit)
	case !f.Woken.IsZero():
		all, err = manyCases(ctx, b.s.engine, "case.woken", micros(f.Woken), limit)
	}
	return all, explain(err)
}

// shelf is a front of an index: one office, or one department with all its offices.
type shelf struct {
	of   string // "office" or "department", as the statements are called
	name string
}

// filed is a case as the index has it, and its body unread.
type filed struct {
	due    int64
	number string
	body   []byte
}

func (a filed) compare(b filed) int {
	return cmp.Or(cmp.Compare(a.due, b.due), strings.Compare(a.number, b.number))
}

// inbox merges runs of the index, each of one state on one shelf and in order by itself,
// and reads the bodies of the first ones only. How many cases have ended does not matter,
// nor how many are waiting.
func inbox(ctx context.Context, a asker, f casework.Find, limit int64) ([]casework.Case, error) {
	after, err := parseAfter(f.After)
	if err != nil {
		return nil, err
	}
	shelves, err := shelvesOf(ctx, a, f.Offices)
	if err != nil {
		return nil, err
	}
	var found []filed
	for _, s := range shelves {
		states, err := texts(ctx, a, "case.states."+s.of, s.name)
		if err != nil {
			return nil, err
		}
		for _, state := range states {
			if len(f.States) > 0 && !slices.Contains(f.States, state) {
				continue
			}
			args := []any{s.name, state, after.due, after.number, f.Service, limit}
			err := each(ctx, a, "case.inbox."+s.of, args, func(r rows) error {
				var one filed
				err := r.Scan(&one.due, &one.number, &one.body)
				found = append(found, one)
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(found, filed.compare)
	// A case is on two shelves when one holds the other, or when it moved on while we read.
	seen := make(map[string]bool, len(found))
	found = slices.DeleteFunc(found, func(one filed) bool {
		twice := seen[one.number]
		seen[one.number] = true
		return twice
	})
	found = found[:min(int64(len(found)), limit)]
	all := make([]casework.Case, len(found))
	for i, one := range found {
		if all[i], err = unpackCase(one.body); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// shelvesOf turns offices and patterns into shelves that exist: "lr.2412" is one office,
// "lr.*" a department, any other pattern the offices that begin so.
func shelvesOf(ctx context.Context, a asker, offices []string) ([]shelf, error) {
	var shelves []shelf
	for _, o := range offices {
		prefix, pattern := strings.CutSuffix(o, "*")
		switch d, place, dotted := strings.Cut(prefix, "."); {
		case !pattern:
			shelves = append(shelves, shelf{"office", o})
		case dotted && place == "":
			shelves = append(shelves, shelf{"department", d})
		default:
			// Nothing that begins with the prefix sorts behind it and the last letter there is.
			names, err := texts(ctx, a, "case.offices", prefix, prefix+"\U0010ffff")
			if err != nil {
				return nil, err
			}
			for _, name := range names {
				shelves = append(shelves, shelf{"office", name})
			}
		}
	}
	slices.SortFunc(shelves, func(x, y shelf) int { return cmp.Or(strings.Compare(x.of, y.of), strings.Compare(x.name, y.name)) })
	return slices.Compact(shelves), nil
}

// texts gives an answer of one column of text.
func texts(ctx context.Context, a asker, name string, args ...any) ([]string, error) {
	var all []string
	err := each(ctx, a, name, args, func(r rows) error {
		var s string
		err := r.Scan(&s)
		all = append(all, s)
		return err
	})
	return all, err
}

// parseAfter reads "20261130|CAF2026000123/2"; "" is before everything. A due day below
// the year 1 is none, whichever way it was written.
func parseAfter(s string) (filed, error) {
	if s == "" {
		return filed{due: -1}, nil
	}
	due, number, two := strings.Cut(s, "|")
	bad := seva.Refuse("cursor", seva.Say("error.cursor.bad"))
	if !two || !plain(number) {
		return filed{}, bad
	}
	if due == "" {
		return filed{noDue, number, nil}, nil
	}
	n, err := strconv.ParseInt(due, 10, 64)
	if err != nil || n < 0 {
		return filed{}, bad
	}
	if n < 1_0000 || n > noDue {
		n = noDue
	}
	return filed{n, number, nil}, nil
}

// compareLines orders lines of one application by their number: the case without one
// first. Of two numbers without leading zeros the longer one is the greater.
func compareLines(x, y string) int {
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y))
}
