package form

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"duar/seva"
)

// rule is a check that no condition can say. fits tells what a definition lacks for it, in
// English, or "". holds tells whether the answers keep it, and where they do not; "" is
// the question the check is about. What is not answered yet breaks no rule.
type rule struct {
	fits  func(f Form, c Check) string
	holds func(f Form, a Answers, c Check) (Pointer, bool)
}

// rules are the named rules; their names are public API.
var rules = map[string]rule{
	// About a roster with one share column: the shares add up to exactly 1.0000, as those
	// of a plot do.
	"shares_sum_whole": {hasColumn(Share), func(f Form, a Answers, c Check) (Pointer, bool) {
		sum, _, full := shares(f, a, c)
		return "", !full || sum == seva.Whole
	}},
	// As shares_sum_whole, and every heir has a share.
	"heirs_shares": {hasColumn(Share), func(f Form, a Answers, c Check) (Pointer, bool) {
		sum, none, full := shares(f, a, c)
		return none, none == "" && (!full || sum == seva.Whole)
	}},
	// About a date: it is not before the date asked before it.
	"end_after_start": {follows(Date, Date), func(f Form, a Answers, c Check) (Pointer, bool) {
		start, _ := seva.ParseDate(a[f.before(c.About, Date)].Text)
		end, _ := seva.ParseDate(a[c.About].Text)
		return "", start.IsZero() || end.IsZero() || Resolve(start).Number() <= Resolve(end).Number()
	}},
	// About a roster with a choice "relation" that has the option "head": exactly one row
	// is the head of the family.
	"one_head": {hasHead, func(f Form, a Answers, c Check) (Pointer, bool) {
		heads, last := 0, Pointer("")
		for i, row := range a[c.About].Rows {
			if row["relation"].Text == "head" {
				heads++
				last = At(c.About, i, "relation")
			}
		}
		if heads == 0 {
			last = ""
		}
		return last, heads == 1
	}},
	// About a roster with an account column: no account stands in two rows (order
	// 4869-F(Y) rule 4: one account cannot be captured for two names).
	"account_not_shared": {hasColumn(Account), func(f Form, a Answers, c Check) (Pointer, bool) {
		return f.twice(a, c, Account)
	}},
	// About a roster with an Aadhaar column: nobody stands in it twice.
	"aadhaar_not_twice": {hasColumn(Aadhaar), func(f Form, a Answers, c Check) (Pointer, bool) {
		return f.twice(a, c, Aadhaar)
	}},
	// About a roster with a plot column: no plot stands in it twice.
	"plots_differ": {hasColumn(Plot), func(f Form, a Answers, c Check) (Pointer, bool) {
		return f.twice(a, c, Plot)
	}},
	// About a roster with a plot column: all plots lie in one mouza (one paper is of one).
	"one_mouza": {hasColumn(Plot), func(f Form, a Answers, c Check) (Pointer, bool) {
		roster, _ := f.top(c.About)
		column, first := roster.first(Plot), ""
		for i, row := range a[c.About].Rows {
			mouza, _, _ := strings.Cut(row[column].Text, "/")
			if mouza != "" && first != "" && mouza != first {
				return At(c.About, i, column), false
			}
			first = cmp.Or(first, mouza)
		}
		return "", true
	}},
	// About a person: not the one asked for just before, however the name is spelled out
	// (a buyer is not the seller).
	"names_differ": {follows(Person, Person), func(f Form, a Answers, c Check) (Pointer, bool) {
		one, other := fold(a[f.before(c.About, Person)].Text), fold(a[c.About].Text)
		return "", one == "" || one != other
	}},
	// About a plot: it lies in the mouza of the khatian asked before it.
	"same_mouza": {follows(Plot, Khatian), func(f Form, a Answers, c Check) (Pointer, bool) {
		khatian, _, _ := strings.Cut(a[f.before(c.About, Khatian)].Text, "/")
		plot, _, _ := strings.Cut(a[c.About].Text, "/")
		return "", khatian == "" || plot == "" || khatian == plot
	}},
	// About a roster: it has as many rows as the number asked before it says (members of a
	// family that share one kitchen).
	"rows_as_counted": {follows(Roster, Number), func(f Form, a Answers, c Check) (Pointer, bool) {
		n, ok := a[f.before(c.About, Number)].measure(Number)
		return "", !ok || n == int64(len(a[c.About].Rows))
	}},
}

// Rules names the rules that a check may ask for, in alphabetical order.
func Rules() []string { return slices.Sorted(maps.Keys(rules)) }

// shares adds up a roster's share column; none is the first row with a share of nothing,
// full tells whether every row has one.
func shares(f Form, a Answers, c Check) (sum seva.Share, none Pointer, full bool) {
	roster, _ := f.top(c.About)
	column := roster.first(Share)
	rows := a[c.About].Rows
	full = len(rows) > 0
	for i, row := range rows {
		share, err := seva.ParseShare(row[column].Text)
		full = full && err == nil
		if err == nil && share == 0 && none == "" {
			none = At(c.About, i, column)
		}
		sum += share
	}
	return sum, none, full
}

// twice finds a row whose column says what an earlier row's does.
func (f Form) twice(a Answers, c Check, kind Kind) (Pointer, bool) {
	taken := map[string]bool{}
	roster, _ := f.top(c.About)
	column := roster.first(kind)
	for i, row := range a[c.About].Rows {
		v := row[column].Text
		if v != "" && taken[v] {
			return At(c.About, i, column), false
		}
		taken[v] = true
	}
	return "", true
}

// fold gives a name without case and without what parts its words, so that "Md.Rafiq" and
// "MD RAFIQ" are one; in another script it is another name.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, strings.ToLower(name))
}

// first gives the id of a roster's first column of a kind, or "".
func (f Field) first(kind Kind) string {
	for _, c := range f.Fields {
		if c.Kind == kind {
			return c.ID
		}
	}
	return ""
}

// before gives the id of the nearest field of a kind that is asked before another, or "".
func (f Form) before(id string, kind Kind) string {
	found := ""
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if field.ID == id {
				return found
			}
			if field.Kind == kind {
				found = field.ID
			}
		}
	}
	return ""
}

func hasColumn(kind Kind) func(Form, Check) string {
	return func(f Form, c Check) string {
		if about, _ := f.top(c.About); about.first(kind) == "" {
			return "must be about a roster with a column of kind " + string(kind)
		}
		return ""
	}
}

func follows(about, kind Kind) func(Form, Check) string {
	return func(f Form, c Check) string {
		if field, _ := f.top(c.About); field.Kind != about || f.before(c.About, kind) == "" {
			return fmt.Sprintf("must be about a field of kind %s with one of kind %s before it", about, kind)
		}
		return ""
	}
}

func hasHead(f Form, c Check) string {
	about, _ := f.top(c.About)
	if relation, _ := about.column("relation"); !slices.Contains(relation.Options, "head") {
		return `must be about a roster with a choice "relation" that has the option "head"`
	}
	return ""
}
