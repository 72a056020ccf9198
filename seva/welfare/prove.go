package welfare

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"duar/seva/form"
)

// Prove tells all that is wrong with a rulebook, in English for whoever writes definitions,
// each line beginning with the place ("edition 2026-06: ...", "rule 2026-06/age: ..."). f is the service's
// own form and facts what may be asked besides its answers.
func (b Rulebook) Prove(f form.Form, facts []Fact) []string {
	p := prover{form: f, facts: map[string]Fact{}}
	for _, fact := range facts {
		p.facts[fact.ID] = fact
	}
	seen := map[string]bool{}
	for i, e := range b.Editions {
		p.at = "edition " + e.Version
		if e.Version == "" || seen[e.Version] {
			p.wrong("the version is missing or there twice")
		}
		seen[e.Version] = true
		if !e.From.Full() || !e.Until.IsZero() && !e.Until.Full() {
			p.wrong("it must be in force from a full day, until a full day or without end")
		}
		if !e.Until.IsZero() && e.Until.Number() < e.From.Number() {
			p.wrong("it ends on %s, before it begins on %s", e.Until, e.From)
		}
		for _, other := range b.Editions[:i] {
			if e.inForce(other.From) || other.inForce(e.From) {
				p.wrong("it is in force together with edition %s", other.Version)
			}
		}
		p.rules(e)
	}
	return p.found
}

// ProveFacts tells all that is wrong with a service's facts ("fact age: ...").
func ProveFacts(f form.Form, facts []Fact) []string {
	p := prover{form: f}
	seen := map[string]bool{}
	for _, fact := range facts {
		p.at = "fact " + fact.ID
		if fact.ID == "" || seen[fact.ID] {
			p.wrong("the id is missing or there twice")
		}
		seen[fact.ID] = true
		if _, there := factRules[fact.Rule]; !there {
			p.wrong("no rule is called %q: it can be one of %v", fact.Rule, FactRules())
		}
		field, there := f.Field(form.Pointer(fact.Field))
		roster := field.Kind == form.Roster || field.Kind == form.Choices
		switch {
		case !there:
			p.wrong("the form has no field %q", fact.Field)
		case fact.Rule == "count" && !roster:
			p.wrong("only rows of a roster and options of choices can be counted, %s has neither", fact.Field)
		case fact.Rule != "count" && field.Kind != form.Date:
			p.wrong("it is found from a date, and %s is none", fact.Field)
		}
	}
	return p.found
}

type prover struct {
	form  form.Form
	facts map[string]Fact
	at    string
	found []string
}

func (p *prover) wrong(format string, args ...any) {
	p.found = append(p.found, p.at+": "+fmt.Sprintf(format, args...))
}

func (p *prover) rules(e Edition) {
	seen := map[string]bool{}
	for _, r := range e.Rules {
		p.at = "rule " + e.Version + "/" + r.ID
		if r.ID == "" || seen[r.ID] {
			p.wrong("the id is missing or there twice")
		}
		seen[r.ID] = true
		before := len(p.found)
		p.shape(r.Must)
		if len(p.found) > before {
			continue // nothing can be said of a condition that is none
		}
		if p.never(r.Must) {
			p.wrong("it can never hold: nobody would be eligible")
		}
		if p.always(r.Must) {
			p.wrong("it always holds: it is no rule")
		}
	}
}

// shape sees that a condition says one thing, over what there is.
func (p *prover) shape(c form.Condition) {
	subjects := count(c.Field != "", c.Fact != "", c.All != nil, c.Any != nil, c.Not != nil)
	questions := count(c.Is != "", c.In != nil, c.Min != nil, c.Max != nil, c.Between != nil, c.Given != nil)
	leaf := c.Field != "" || c.Fact != ""
	switch {
	case subjects != 1:
		p.wrong("a condition is exactly one of field, fact, all, any, not")
	case leaf && questions != 1, !leaf && questions != 0:
		p.wrong("a field or a fact is asked exactly one of is, in, min, max, between, given")
	case c.Between != nil && len(c.Between) != 2:
		p.wrong("between needs two numbers")
	}
	if c.Fact != "" {
		if _, there := p.facts[c.Fact]; !there {
			p.wrong("no fact is called %q: it can be one of %v", c.Fact, slices.Sorted(maps.Keys(p.facts)))
		}
	}
	if c.Field != "" {
		if _, there := p.form.Field(form.Pointer(c.Field)); !there {
			p.wrong("the form has no field %q", c.Field)
		}
	}
	for _, part := range parts(c) {
		p.shape(part)
	}
}

func count(all ...bool) int {
	n := 0
	for _, b := range all {
		if b {
			n++
		}
	}
	return n
}

// parts gives the conditions a condition is made of.
func parts(c form.Condition) []form.Condition {
	all := slices.Concat(c.All, c.Any)
	if c.Not != nil {
		all = append(all, *c.Not)
	}
	return all
}

// never tells whether no answers make the condition hold, as far as can be seen without
// trying them all: bounds that exclude one another, options that are not there, and two
// questions of All to one field or fact that cannot both hold. It is never wrong in
// saying yes.
func (p *prover) never(c form.Condition) bool {
	switch {
	case c.Not != nil:
		return p.always(*c.Not)
	case c.All != nil:
		together := map[string]reach{}
		for _, part := range c.All {
			if p.never(part) {
				return true
			}
			if part.Field == "" && part.Fact == "" || part.Given != nil || p.several(part) {
				continue
			}
			of := part.Field + "\x00" + part.Fact
			r := p.reach(part)
			if before, there := together[of]; there {
				r = r.and(before)
			}
			if together[of] = r; r.empty() {
				return true
			}
		}
		return false
	case c.Any != nil:
		return !slices.ContainsFunc(c.Any, func(part form.Condition) bool { return !p.never(part) })
	case c.Given != nil:
		return false
	}
	return p.reach(c).empty()
}

// always tells whether every answer makes the condition hold, likewise.
func (p *prover) always(c form.Condition) bool {
	switch {
	case c.Not != nil:
		return p.never(*c.Not)
	case c.All != nil:
		return !slices.ContainsFunc(c.All, func(part form.Condition) bool { return !p.always(part) })
	case c.Any != nil:
		return slices.ContainsFunc(c.Any, p.always)
	case c.Given != nil:
		return false
	}
	allowed := p.values(c)
	if allowed == nil || p.several(c) {
		return false
	}
	r := p.reach(c)
	return !slices.ContainsFunc(allowed, func(v string) bool { return !slices.Contains(r.values, v) })
}

// reach is what an answer may be for one question to hold: one of some values, or a
// number between two.
type reach struct {
	values   []string // nil: any
	from, to int64
}

func (r reach) empty() bool { return r.from > r.to || r.values != nil && len(r.values) == 0 }

func (r reach) and(o reach) reach {
	both := reach{values: r.values, from: max(r.from, o.from), to: min(r.to, o.to)}
	if o.values != nil {
		both.values = []string{}
		for _, v := range o.values {
			if r.values == nil || slices.Contains(r.values, v) {
				both.values = append(both.values, v)
			}
		}
	}
	return both
}

// reach gives what a question's field or fact allows at all, cut to what the question asks.
func (p *prover) reach(c form.Condition) reach {
	r := reach{values: p.values(c), from: math.MinInt64, to: math.MaxInt64}
	if f, ok := p.form.Field(form.Pointer(c.Field)); ok && c.Field != "" && bounded(f.Kind) {
		if f.Min != 0 {
			r.from = f.Min
		}
		if f.Max != 0 {
			r.to = f.Max
		}
	}
	asked := reach{from: math.MinInt64, to: math.MaxInt64}
	switch {
	case c.Is != "":
		asked.values = []string{c.Is}
	case c.In != nil:
		asked.values = c.In
	case c.Min != nil:
		asked.from = *c.Min
	case c.Max != nil:
		asked.to = *c.Max
	case len(c.Between) == 2:
		asked.from, asked.to = c.Between[0], c.Between[1]
	}
	return r.and(asked)
}

// several tells whether a question's field can have several values at once, so that two
// questions to it do not exclude one another.
func (p *prover) several(c form.Condition) bool {
	f, _ := p.form.Field(form.Pointer(c.Field))
	return f.Kind == form.Choices
}

// bounded are the kinds whose Min and Max bound the value that a condition compares.
func bounded(k form.Kind) bool {
	return k == form.Number || k == form.Money || k == form.Area || k == form.Share
}

// values gives the closed set of values that a question's subject can have, nil for an
// open one.
func (p *prover) values(c form.Condition) []string {
	if fact, ok := p.facts[c.Fact]; ok && c.Fact != "" {
		if fact.Rule == "kanyashree_k1" || fact.Rule == "kanyashree_k2" {
			return []string{"yes", "no"}
		}
		return nil
	}
	f, _ := p.form.Field(form.Pointer(c.Field))
	switch f.Kind {
	case form.YesNo, form.Declaration:
		return []string{"yes", "no"}
	case form.Choice, form.Choices:
		return f.Options
	}
	return nil
}
