// Package welfare knows who is eligible for what, by rules with dates: a rulebook is data,
// each failed rule has its sentence, and the version that was applied is kept.
//
// It knows rules over answers and facts, and the few facts that need arithmetic (an age on
// a day of the law's choosing). It does not know any scheme by name, any sentence, or what
// becomes of an application.
package welfare

import (
	"duar/seva"
	"duar/seva/form"
)

// Rulebook is a service's rules through time. Editions do not overlap; the one in force on
// the day of applying is applied.
type Rulebook struct {
	Editions []Edition
}

// Edition is the rules of one stretch of time. Version is public API ("2026-06").
type Edition struct {
	Version string
	From    seva.Date
	Until   seva.Date // the last day; none for no end
	Source  string    // the order, and how sure it is
	Rules   []Rule
}

// Rule is one requirement. Words under "eligible.<Words>". They may name {{.Min}}, {{.Max}}
// and {{.Value}}: the bounds of the condition that failed and what was answered or found,
// written by the field's kind (years and counts as numbers, money as rupees).
type Rule struct {
	ID    string
	Words string         // "<service>.<ID>" when empty
	Must  form.Condition // over answers and facts
	// Stops: an application that fails it cannot be submitted. Others are noted for the
	// office, which decides.
	Stops bool
}

// Fact is a value that a named Go rule finds from answers, for conditions to ask about.
type Fact struct {
	ID    string
	Rule  string // one of FactRules: "age_on_application", "kanyashree_k1" ...
	Field string // the answer it is found from
}

// Failure is a rule that failed.
type Failure struct {
	Rule  string
	Text  seva.Text
	Stops bool
}

// Failures is every rule that stopped an application, in the order of the edition.
type Failures []Failure

func (f Failures) Error() string { return "welfare: not eligible" }
