package form

// Condition is one of a closed set of questions over answers and facts. Exactly one of
// Field, Fact, All, Any and Not is set; a field or a fact is asked one of Is, In, Min,
// Max, Between or Given. Inside a roster's columns a field is first one of the same row.
// What is not answered makes a question undecided, and undecided is not true: neither is
// then its Not. Form.Holds and Form.Known say how that spreads.
//
// Nothing else can be said in data; anything else is a named rule. A new operator needs
// an ADR.
type Condition struct {
	Field string
	Fact  string

	Is      string
	In      []string
	Min     *int64 // by the field's kind, as Field.Min
	Max     *int64
	Between []int64 // two: from and to, both included
	Given   *bool   // whether it is answered at all

	All []Condition
	Any []Condition
	Not *Condition
}
