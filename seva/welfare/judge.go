package welfare

import (
	"slices"
	"strconv"

	"duar/seva"
	"duar/seva/form"
)

// On gives the edition in force on a day; false when no rules are.
func (b Rulebook) On(day seva.Date) (Edition, bool) {
	i := slices.IndexFunc(b.Editions, func(e Edition) bool { return e.inForce(day) })
	if i < 0 {
		return Edition{}, false
	}
	return b.Editions[i], true
}

func (e Edition) inForce(day seva.Date) bool {
	return e.From.Number() <= day.Number() && (e.Until.IsZero() || day.Number() <= e.Until.Number())
}

// Words lists the keys of all sentences the rules can say, sorted, each once. The service
// stands in those of rules that name no words of their own.
func (b Rulebook) Words(service string) []string {
	var keys []string
	for _, e := range b.Editions {
		for _, r := range e.Rules {
			keys = append(keys, r.key(service))
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (r Rule) key(service string) string {
	if r.Words != "" {
		return "eligible." + r.Words
	}
	return "eligible." + service + "." + r.ID
}

// Judge gives every rule of the edition that fails, in its order. f is the service's own
// form, and its ID the service's. A rule whose answers or facts are not all there yet is
// passed over: nobody is told to be ineligible for what was not yet asked. Whether a thing
// is given at all is there to be judged once it was asked, or when nothing else is missing.
func (e Edition) Judge(f form.Form, a form.Answers, facts form.Facts) []Failure {
	var failed []Failure
	for _, r := range e.Rules {
		if !f.Known(r.Must, a, nil, facts) || f.Holds(r.Must, a, nil, facts) {
			continue
		}
		if open(r.Must, a) && len(f.Missing(a, facts)) > 0 {
			continue
		}
		text := seva.Text{Key: r.key(f.ID)}
		if leaf, ok := blame(f, r.Must, a, facts); ok {
			text.Args = values(f, leaf, a, facts)
		}
		failed = append(failed, Failure{Rule: r.ID, Text: text, Stops: r.Stops})
	}
	return failed
}

// open tells whether a condition asks if something is given that was not asked yet.
func open(c form.Condition, a form.Answers) bool {
	if c.Not != nil {
		return open(*c.Not, a)
	}
	_, asked := a[c.Field]
	return c.Given != nil && c.Field != "" && !asked ||
		slices.ContainsFunc(slices.Concat(c.All, c.Any), func(part form.Condition) bool { return open(part, a) })
}

// Stopping gives those of the failures that stop an application.
func Stopping(failed []Failure) Failures {
	var stops Failures
	for _, f := range failed {
		if f.Stops {
			stops = append(stops, f)
		}
	}
	return stops
}

// blame gives the question that made a condition fail: of All the first that is answered
// and does not hold, of Any the first, since each would have been enough.
func blame(f form.Form, c form.Condition, a form.Answers, facts form.Facts) (form.Condition, bool) {
	switch {
	case c.Field != "" || c.Fact != "":
		return c, true
	case c.Not != nil:
		return blame(f, *c.Not, a, facts)
	}
	for _, part := range c.All {
		if f.Known(part, a, nil, facts) && !f.Holds(part, a, nil, facts) {
			return blame(f, part, a, facts)
		}
	}
	for _, part := range c.Any {
		return blame(f, part, a, facts)
	}
	return form.Condition{}, false
}

// values gives what the sentence of a failed rule may name.
func values(f form.Form, c form.Condition, a form.Answers, facts form.Facts) seva.Args {
	kind, field := form.Number, form.Field{}
	value := facts[c.Fact]
	if c.Field != "" {
		if found, ok := f.Field(form.Pointer(c.Field)); ok {
			kind, field = found.Kind, found
		}
		value = a[c.Field].Text
	}
	args := seva.Args{}
	put := func(name string, bound *int64) {
		if bound != nil {
			args[name] = amount(kind, *bound)
		}
	}
	put("Min", c.Min)
	put("Max", c.Max)
	if len(c.Between) == 2 {
		put("Min", &c.Between[0])
		put("Max", &c.Between[1])
	}
	if said, ok := saying(kind, field, value); ok {
		args["Value"] = said
	}
	return args
}

// amount writes a bound by the kind of its field.
func amount(kind form.Kind, n int64) any {
	switch kind {
	case form.Money:
		return seva.Money(n)
	case form.Area:
		return seva.Area(n)
	case form.Share:
		return seva.Share(n)
	}
	return int(n)
}

// saying gives an accepted answer as a sentence may name it; what a sentence should not
// repeat (accounts, references, free text) it does not give.
func saying(kind form.Kind, field form.Field, value string) (any, bool) {
	switch kind {
	case form.Number:
		n, err := strconv.Atoi(value)
		return n, err == nil
	case form.Money:
		n, err := strconv.ParseInt(value, 10, 64)
		return seva.Money(n), err == nil
	case form.Area:
		n, err := seva.ParseArea(value)
		return n, err == nil
	case form.Share:
		n, err := seva.ParseShare(value)
		return n, err == nil
	case form.Date:
		d, err := seva.ParseDate(value)
		return d, err == nil
	case form.Choice:
		return seva.Say(field.OptionKey(value)), value != ""
	}
	return nil, false
}
