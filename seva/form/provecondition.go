package form

import (
	"slices"
)

// ProveCondition gives what is wrong with a condition over the whole form, such as an
// eligibility rule's, in English; none means that it can be asked and can come out true.
// Facts are not looked at: whoever finds them knows their names.
func (f Form) ProveCondition(c Condition) []string {
	p := prover{form: f}
	p.shape(c, "condition", nil, 0)
	for _, id := range c.fields() {
		_, there := f.top(id)
		p.sayIf(!there, "condition: it asks about the field %q, which is not there", id)
	}
	if hold, _ := f.outcomes(c, nil); len(p.wrong) == 0 && !hold {
		p.say("condition: it can never hold")
	}
	return p.wrong
}

// conditions proves every condition of the form: its shape, and that it is no riddle.
func (p *prover) conditions() {
	for _, s := range p.form.Sections {
		where := "section " + s.ID
		dead := p.when(s.When, where, nil)
		for _, field := range s.Fields {
			where := "field " + field.ID
			for _, c := range field.Fields {
				p.when(c.When, where+", column "+c.ID, &field)
			}
			if p.when(field.When, where, nil) || dead || s.When == nil || field.When == nil {
				continue // said already, or nothing to say
			}
			hold, _ := p.form.outcomes(*both(s.When, field.When), nil)
			p.sayIf(!hold, "%s: it can never be asked: its condition and its section's never hold together", where)
		}
	}
	for _, c := range p.form.Checks {
		where := "check " + c.ID
		if p.when(c.When, where, nil) || c.Must == nil || !p.shape(*c.Must, where, nil, 0) {
			continue
		}
		hold, _ := p.form.outcomes(*both(c.When, c.Must), nil)
		_, fail := p.form.outcomes(*c.Must, nil)
		p.sayIf(!hold, "%s: what must hold never can, so that the form could never be handed in", where)
		p.sayIf(!fail, "%s: what must hold always does, so that it checks nothing", where)
	}
}

// when proves one condition under which something is asked, and tells whether it is wrong.
func (p *prover) when(c *Condition, where string, roster *Field) bool {
	if c == nil {
		return false
	}
	if !p.shape(*c, where, roster, 0) {
		return true
	}
	hold, _ := p.form.outcomes(*c, roster)
	p.sayIf(!hold, "%s: its condition can never hold", where)
	return !hold
}

// maxDepth is how deep conditions may stand in each other. Nobody reads a deeper one.
const maxDepth = 8

// shape: exactly one thing is asked, of a field that can be asked so.
func (p *prover) shape(c Condition, where string, roster *Field, depth int) bool {
	before := len(p.wrong)
	subjects := count(c.Field != "", c.Fact != "", len(c.All) > 0, len(c.Any) > 0, c.Not != nil)
	asks := count(c.Is != "", len(c.In) > 0, c.Min != nil, c.Max != nil, c.Between != nil, c.Given != nil)
	leaf := c.Field != "" || c.Fact != ""
	switch {
	case depth > maxDepth:
		p.say("%s: its condition is more than %d deep", where, maxDepth)
	case subjects != 1:
		p.say("%s: a condition needs exactly one of field, fact, all, any and not", where)
	case leaf && asks != 1:
		p.say("%s: a condition on a field or a fact needs exactly one of is, in, min, max, between and given", where)
	case !leaf && asks != 0:
		p.say("%s: all, any and not stand alone; the questions are inside them", where)
	case c.Between != nil && (len(c.Between) != 2 || c.Between[0] > c.Between[1]):
		p.say("%s: between needs two numbers, the smaller first", where)
	case c.Field != "":
		p.asksOf(c, where, roster)
	}
	for _, part := range slices.Concat(c.All, c.Any) {
		p.shape(part, where, roster, depth+1)
	}
	if c.Not != nil {
		p.shape(*c.Not, where, roster, depth+1)
	}
	return len(p.wrong) == before
}

func count(set ...bool) (n int) {
	for _, one := range set {
		if one {
			n++
		}
	}
	return n
}

// compared are the kinds that is and in may be asked of: those with few values, or with
// values that everybody writes alike.
var compared = []Kind{Choice, Choices, YesNo, Declaration, Number, Money, Area, Share, Date, PIN}

// measured are the kinds that min, max and between may be asked of.
var measured = []Kind{Number, Money, Area, Share, Choices, Roster}

func (p *prover) asksOf(c Condition, where string, roster *Field) {
	field, there := scope{form: p.form, roster: roster}.field(c.Field)
	if !there {
		return // order says so
	}
	values := c.In
	if c.Is != "" {
		values = []string{c.Is}
	}
	switch {
	case len(values) > 0 && !slices.Contains(compared, field.Kind):
		p.say("%s: is and in cannot be asked of %s, a %s", where, c.Field, field.Kind)
		return
	case (c.Min != nil || c.Max != nil || c.Between != nil) && !slices.Contains(measured, field.Kind):
		p.say("%s: min, max and between cannot be asked of %s, a %s", where, c.Field, field.Kind)
		return
	}
	for i, v := range values {
		p.sayIf(!field.canBe(v), "%s: %s can never be %q", where, c.Field, v)
		p.sayIf(slices.Contains(values[:i], v), "%s: %q is there twice", where, v)
	}
}

// canBe tells whether a value, as a condition writes it, can stand in an answer.
func (f Field) canBe(v string) bool {
	if f.Kind == Choices {
		return slices.Contains(f.Options, v)
	}
	return f.sound(Value{Text: v})
}

// field gives the definition behind find.
func (s scope) field(id string) (Field, bool) {
	if s.roster != nil {
		if column, there := s.roster.column(id); there {
			return column, true
		}
	}
	return s.form.top(id)
}

// mostTries bounds the search for an outcome; a condition that needs more is believed.
const mostTries = 50_000

// outcomes tries a condition on every combination of values that could make a difference,
// and tells whether it can come out true, and false. A field is answered only where it is
// asked, so what its own questions hang on is part of the trial.
func (f Form) outcomes(c Condition, roster *Field) (hold, fail bool) {
	t := trial{form: f, roster: roster, leaves: map[string][]Condition{}}
	t.take(c)
	tries := 1
	for _, key := range t.order {
		t.values = append(t.values, t.candidates(key))
		tries *= len(t.values[len(t.values)-1])
		if tries > mostTries {
			return true, true
		}
	}
	t.run(0, scope{form: f, answers: Answers{}, roster: roster, row: Answers{}, facts: Facts{}}, func(s scope) {
		got := s.judge(c)
		hold, fail = hold || got == yes, fail || got == no
	})
	return hold, fail
}

// subject writes what a question of a condition is about, as a key.
func (t *trial) subject(leaf Condition) string {
	if leaf.Fact != "" {
		return "fact/" + leaf.Fact
	}
	if t.roster != nil {
		if _, own := t.roster.column(leaf.Field); own {
			return "column/" + leaf.Field
		}
	}
	return "field/" + leaf.Field
}
