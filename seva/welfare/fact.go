package welfare

import (
	"maps"
	"slices"
	"strconv"

	"duar/seva"
	"duar/seva/form"
)

// A factRule finds a value in an answer, on the day of applying. It gives "" where the
// answer does not tell: a condition on it is then not yet known.
type factRule func(v form.Value, on seva.Date) string

// factRules are the named rules of facts. A name is public API: definitions hold it.
//
// A scheme counts age on a day of its own choosing. A birth date of which only the year or
// the month is known counts as form.Resolve says (Old Age Pension rules).
var factRules = map[string]factRule{
	// The age in whole years on the day of applying.
	"age_on_application": ageOn,
	// On 1 January of the year of applying (Lakshmir Bhandar: base date 1 January 2022).
	"age_on_1_january": func(v form.Value, on seva.Date) string {
		return ageOn(v, seva.Date{Year: on.Year, Month: 1, Day: 1})
	},
	// On 1 April of the year of applying, when a financial and a school year begin.
	"age_on_1_april": func(v form.Value, on seva.Date) string {
		return ageOn(v, seva.Date{Year: on.Year, Month: 4, Day: 1})
	},
	// Whether a girl is of an age for the annual scholarship K1 ("yes" or "no"): in the
	// Kanyashree year Y, 1 April Y to 31 March Y+1, she was born from 1 April Y-17 to
	// 31 March Y-12. (SOP of 2023-24: 1 April 2006 to 31 March 2011.)
	"kanyashree_k1": func(v form.Value, on seva.Date) string {
		y := kanyashreeYear(on)
		return bornWithin(v, y-17, y-12)
	},
	// The one-time grant K2: born from 1 April Y-18 to 31 March Y-17.
	"kanyashree_k2": func(v form.Value, on seva.Date) string {
		y := kanyashreeYear(on)
		return bornWithin(v, y-18, y-17)
	},
	// How many rows a roster has, or how many options were chosen.
	"count": func(v form.Value, _ seva.Date) string {
		if v.Rows == nil && v.List == nil {
			return ""
		}
		return strconv.Itoa(len(v.Rows) + len(v.List))
	},
}

// FactRules lists the names that a Fact.Rule may have, sorted.
func FactRules() []string { return slices.Sorted(maps.Keys(factRules)) }

// Find gives the facts that the answers tell on the day of applying. A fact that they do
// not tell yet is not in it.
func Find(facts []Fact, a form.Answers, on seva.Date) form.Facts {
	found := form.Facts{}
	for _, f := range facts {
		rule, there := factRules[f.Rule]
		if !there {
			continue // ProveFacts refuses it before anybody applies
		}
		if value := rule(a[f.Field], on); value != "" {
			found[f.ID] = value
		}
	}
	return found
}

// ageOn gives the whole years from a birth date to a day: 0 for whoever was born after it,
// so that a rule on the age is applied to them too. Whoever was born on 29 February is a
// year older on 1 March where there is no 29th.
func ageOn(v form.Value, on seva.Date) string {
	born, ok := birth(v)
	if !ok || !on.Full() {
		return ""
	}
	years := on.Year - born.Year
	if on.Month < born.Month || on.Month == born.Month && on.Day < born.Day {
		years--
	}
	return strconv.Itoa(max(years, 0))
}

// kanyashreeYear gives the Y of the Kanyashree year that a day lies in.
func kanyashreeYear(on seva.Date) int {
	if on.Month < 4 {
		return on.Year - 1
	}
	return on.Year
}

// bornWithin tells whether somebody was born from 1 April of one year to 31 March of
// another, both included.
func bornWithin(v form.Value, from, to int) string {
	born, ok := birth(v)
	if !ok {
		return ""
	}
	n := born.Number()
	if n >= (seva.Date{Year: from, Month: 4, Day: 1}).Number() && n <= (seva.Date{Year: to, Month: 3, Day: 31}).Number() {
		return "yes"
	}
	return "no"
}

// birth reads a birth date as a full day.
func birth(v form.Value) (seva.Date, bool) {
	d, err := seva.ParseDate(v.Text)
	if err != nil {
		return seva.Date{}, false
	}
	return form.Resolve(d), true
}
