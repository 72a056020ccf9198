package wire

import (
	"duar/seva"
	"duar/seva/form"
)

// Form is form.Form with its words, so that an app can draw it. Which services it is of
// stands in the address.
type Form struct {
	ID       string    `json:"id"`
	Version  int       `json:"version"`
	Short    bool      `json:"short,omitempty"`
	Sections []Section `json:"sections"`
	Checks   []Rule    `json:"checks"`
}

// Section is form.Section.
type Section struct {
	ID     string     `json:"id"`
	Title  string     `json:"title"`
	When   *Condition `json:"when,omitempty"`
	Fields []Field    `json:"fields"`
}

// Field is form.Field. Min and Max are in the unit of the kind: characters, paise,
// 1/10,000 acre, 1/10,000 of one, rows, bytes; absent is no bound.
type Field struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Label    string     `json:"label"`
	Help     string     `json:"help,omitempty"`
	Words    string     `json:"words,omitempty"` // where its words are kept, when not under its id
	Optional bool       `json:"optional,omitempty"`
	When     *Condition `json:"when,omitempty"`
	Min      int64      `json:"min,omitempty"`
	Max      int64      `json:"max,omitempty"`
	Since    string     `json:"since,omitempty"`
	Until    string     `json:"until,omitempty"`
	Partial  bool       `json:"partial,omitempty"`
	Options  []Label    `json:"options,omitempty"`
	Fields   []Field    `json:"fields,omitempty"` // a roster's columns
	Accept   []string   `json:"accept,omitempty"`
	Kiosk    bool       `json:"kiosk,omitempty"`
	Secret   bool       `json:"secret,omitempty"`
}

// Rule is form.Check: Must holds, or the flaw that Text says is about the field About.
// With Rule the server alone knows.
type Rule struct {
	ID    string     `json:"id"`
	About string     `json:"about"`
	When  *Condition `json:"when,omitempty"`
	Must  *Condition `json:"must,omitempty"`
	Rule  string     `json:"rule,omitempty"`
	Text  string     `json:"text,omitempty"`
}

// Condition is form.Condition: exactly one of field, fact, all, any and not; a field or
// a fact is asked one of is, in, min, max, between or given. Facts are known to the
// server only.
type Condition struct {
	Field   string      `json:"field,omitempty"`
	Fact    string      `json:"fact,omitempty"`
	Is      string      `json:"is,omitempty"`
	In      []string    `json:"in,omitempty"`
	Min     *int64      `json:"min,omitempty"`
	Max     *int64      `json:"max,omitempty"`
	Between []int64     `json:"between,omitempty"`
	Given   *bool       `json:"given,omitempty"`
	All     []Condition `json:"all,omitempty"`
	Any     []Condition `json:"any,omitempty"`
	Not     *Condition  `json:"not,omitempty"`
}

// NewForm spells a form for a reader.
func NewForm(v Voice, f form.Form) Form {
	out := Form{ID: f.ID, Version: f.Version, Short: f.Short, Sections: []Section{}, Checks: []Rule{}}
	for _, s := range f.Sections {
		out.Sections = append(out.Sections, Section{
			ID: s.ID, Title: v.label(s.ID, "section."+s.ID).Name, When: newCondition(s.When), Fields: newFields(v, s.Fields),
		})
	}
	for _, c := range f.Checks {
		rule := Rule{ID: c.ID, About: c.About, When: newCondition(c.When), Must: newCondition(c.Must), Rule: c.Rule}
		if key := "check." + c.ID; v.knows(key) {
			rule.Text = v.Say(seva.Say(key))
		}
		out.Checks = append(out.Checks, rule)
	}
	return out
}

func newFields(v Voice, fields []form.Field) []Field {
	out := make([]Field, len(fields))
	for i, f := range fields {
		out[i] = Field{
			ID: f.ID, Kind: string(f.Kind), Label: v.label(f.ID, f.Key()).Name, Words: f.Words, Optional: f.Optional,
			When: newCondition(f.When), Min: f.Min, Max: f.Max, Since: f.Since, Until: f.Until, Partial: f.Partial,
			Options: some(labels(v, f.Options, f.OptionKey)), Accept: f.Accept, Kiosk: f.Kiosk, Secret: f.Secret,
		}
		if key := f.Key() + ".help"; v.knows(key) {
			out[i].Help = v.Say(seva.Say(key))
		}
		if len(f.Fields) > 0 {
			out[i].Fields = newFields(v, f.Fields)
		}
	}
	return out
}

// Facts gives the form back.
func (f Form) Facts() form.Form {
	out := form.Form{ID: f.ID, Version: f.Version, Short: f.Short}
	for _, s := range f.Sections {
		out.Sections = append(out.Sections, form.Section{ID: s.ID, When: s.When.facts(), Fields: fieldFacts(s.Fields)})
	}
	for _, c := range f.Checks {
		out.Checks = append(out.Checks, form.Check{ID: c.ID, About: c.About, When: c.When.facts(), Must: c.Must.facts(), Rule: c.Rule})
	}
	return out
}

func fieldFacts(fields []Field) []form.Field {
	var out []form.Field
	for _, f := range fields {
		out = append(out, form.Field{
			ID: f.ID, Kind: form.Kind(f.Kind), Words: f.Words, Optional: f.Optional, When: f.When.facts(),
			Min: f.Min, Max: f.Max, Since: f.Since, Until: f.Until, Partial: f.Partial, Options: keys[string](f.Options),
			Fields: fieldFacts(f.Fields), Accept: some(f.Accept), Kiosk: f.Kiosk, Secret: f.Secret,
		})
	}
	return out
}

func newCondition(c *form.Condition) *Condition {
	if c == nil {
		return nil
	}
	return &Condition{
		Field: c.Field, Fact: c.Fact, Is: c.Is, In: c.In, Min: c.Min, Max: c.Max, Between: c.Between, Given: c.Given,
		All: newConditions(c.All), Any: newConditions(c.Any), Not: newCondition(c.Not),
	}
}

func newConditions(all []form.Condition) []Condition {
	var out []Condition
	for _, c := range all {
		out = append(out, *newCondition(&c))
	}
	return out
}

func (c *Condition) facts() *form.Condition {
	if c == nil {
		return nil
	}
	return &form.Condition{
		Field: c.Field, Fact: c.Fact, Is: c.Is, In: c.In, Min: c.Min, Max: c.Max, Between: c.Between, Given: c.Given,
		All: conditionFacts(c.All), Any: conditionFacts(c.Any), Not: c.Not.facts(),
	}
}

func conditionFacts(all []Condition) []form.Condition {
	var out []form.Condition
	for _, c := range all {
		out = append(out, *c.facts())
	}
	return out
}
